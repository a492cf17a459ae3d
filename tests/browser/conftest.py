"""The drawn plan folder."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.drawn_plan import write_plan


@pytest.fixture(scope="session")
def drawn_plan(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_plan(tmp_path_factory.mktemp("plans") / "九宫格")
