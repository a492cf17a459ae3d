"""Files and records that the tests of the ground share."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from geodata.input_files import InputFiles
from geodata.record import Record

SHARED = Path(__file__).parents[2].parent / "shared" / "data"


@pytest.fixture
def record() -> Record:
    return Record()


@pytest.fixture
def write(tmp_path: Path) -> Callable[[str, str | bytes], str]:
    """Write a file and give its name."""

    def _write(name: str, content: str | bytes) -> str:
        path = tmp_path / name
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return str(path)

    return _write


@pytest.fixture
def real() -> Callable[[str], str]:
    """Name a file of the shared real data, or skip where it is absent."""

    def _real(name: str) -> str:
        path = SHARED / name
        if not path.exists():
            pytest.skip(f"real data not here: shared/data/{name}")
        return str(path)

    return _real


@pytest.fixture
def inputs() -> Callable[..., InputFiles]:
    return InputFiles
