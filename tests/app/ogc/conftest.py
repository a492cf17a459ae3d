"""One server for all tests: none changes what others look at."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.app.ogc.ground import Served, serve


@pytest.fixture(scope="session")
def served(tmp_path_factory: pytest.TempPathFactory, drawn_plan: Path) -> Served:
    """A server with a collection of every kind."""
    return serve(tmp_path_factory.mktemp("ogc"), drawn_plan)
