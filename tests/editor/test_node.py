"""The editor's state modules under Node's own test runner: alone, and against the server that judges."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
import uvicorn

from app.main import create_app
from app.settings import Settings
from geodata.dataset import Dataset
from tests.app.plans.conftest import enter, ground
from tests.editor.drawn_district import district

HERE = Path(__file__).parent
NODE = shutil.which("node")
LONGEST_S = 240

pytestmark = pytest.mark.skipif(NODE is None, reason="node is not installed: the editor's state modules are not tested")


def run(*files: Path, **environment: str) -> None:
    """Run test files under Node; fail with what it prints."""
    assert files
    done = subprocess.run(
        [str(NODE), "--test", *map(str, files)], capture_output=True, text=True, encoding="utf-8", check=False,
        timeout=LONGEST_S, env={**os.environ, "NODE_NO_WARNINGS": "1", **environment},
    )
    assert done.returncode == 0, done.stdout + done.stderr


def test_state_modules():
    run(*sorted(HERE.glob("*.test.mjs")))


@pytest.fixture
def server(tmp_path: Path) -> Iterator[tuple[str, list[str]]]:
    """A server with the nine squares and a district of two street offices: its address, its datasets."""
    app = create_app(Settings(data=tmp_path / "data", job_standby=False))
    datasets: list[Dataset] = [ground(), district(tmp_path)]
    entered = [enter(app.state.workspace, dataset) for dataset in datasets]
    with socket.socket() as spot:
        spot.bind(("127.0.0.1", 0))
        port = spot.getsockname()[1]
    served = uvicorn.Server(uvicorn.Config(app, host="127.0.0.1", port=port, log_level="warning"))
    thread = threading.Thread(target=served.run, daemon=True)
    thread.start()
    until = time.monotonic() + LONGEST_S
    while not served.started and thread.is_alive() and time.monotonic() < until:
        time.sleep(0.02)
    assert served.started
    yield f"http://127.0.0.1:{port}", entered
    served.should_exit = True
    thread.join(timeout=30)


def test_against_the_server(server: tuple[str, list[str]]):
    """What the page previews is what the server judges, and the server takes every command that it makes."""
    address, datasets = server
    run(*sorted((HERE / "served").glob("*.test.mjs")), SIZHI_SERVER=address, SIZHI_DATASETS=",".join(datasets))
