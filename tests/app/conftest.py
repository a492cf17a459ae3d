"""The command as a user runs it, and two plan folders: one drawn, one planned."""

from __future__ import annotations

from pathlib import Path

import pytest

from app import cli
from tests.app import drawn_grid as grid
from tests.drawn_plan import write_plan


@pytest.fixture(scope="session")
def drawn_plan(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_plan(tmp_path_factory.mktemp("plans") / "九宫格")


@pytest.fixture
def run(capsys, monkeypatch):
    """Run a command in this process; return exit code, stdout and stderr."""
    monkeypatch.delenv("SIZHI_LANG", raising=False)

    def run_command(*arguments: object) -> tuple[int, str, str]:
        with pytest.raises(SystemExit) as left:
            cli.main([str(argument) for argument in arguments])
        printed = capsys.readouterr()
        return int(left.value.code or 0), printed.out, printed.err

    return run_command


@pytest.fixture(scope="session")
def planned(tmp_path_factory) -> Path:
    """A plan folder of the nine squares."""
    folder = tmp_path_factory.mktemp("grid")
    with pytest.raises(SystemExit) as left:
        cli.main(["plan", str(grid.areas(folder)), *grid.RUN, "--out", str(folder / "plan")])
    assert left.value.code == 0
    return folder / "plan"
