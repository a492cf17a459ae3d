"""The nine squares as a dataset that is ready, and a server that knows it."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from fastapi.testclient import TestClient

from app.datasets.freezing import fill_units
from app.main import create_app
from app.settings import Settings
from app.storage.models import DatasetRow, DatasetState, new_id
from app.workspace import Workspace
from geodata.dataset import Dataset
from geodata.input_files import InputFiles
from geodata.keeping import keep
from geodata.prepare import prepare
from tests.app import drawn_grid as grid

LIANHU = {"id": "lianhu-2024", "overlays": []}


@cache
def ground() -> Dataset:
    """The nine squares, read once for all tests."""
    with TemporaryDirectory() as folder:
        return prepare(InputFiles(areas=str(grid.areas(Path(folder)))))


def enter(workspace: Workspace, dataset: Dataset) -> str:
    """Enter a dataset that is ready; return its identifier."""
    dataset_id = new_id()
    with workspace.database.session() as session:
        session.add(DatasetRow(
            id=dataset_id, series_id=dataset_id, name="新街数据", state=DatasetState.READY.value, inputs={"files": []},
            profile=LIANHU, hash=dataset.hash, kept=workspace.blobs.put(keep(dataset)), created_by="本机",
        ))
        session.flush()
        fill_units(session, dataset_id, dataset)
    return dataset_id


def enter_grid(workspace: Workspace) -> str:
    """Enter the nine squares; return their identifier."""
    return enter(workspace, ground())


@pytest.fixture
def serve(tmp_path: Path) -> Callable[..., TestClient]:
    """Make a client of a server on a database of its own."""

    def served(address: str | None = None, *folders: Path) -> TestClient:
        settings = Settings(data=tmp_path / "data", database_url=address, plan_folders=folders)
        return TestClient(create_app(settings), raise_server_exceptions=False)

    return served


@pytest.fixture
def client(serve: Callable[..., TestClient]) -> TestClient:
    """A server on SQLite."""
    return serve()


@pytest.fixture
def dataset_id(client: TestClient) -> str:
    """The nine squares on that server."""
    return enter_grid(client.app.state.workspace)


@pytest.fixture
def plan(client: TestClient, dataset_id: str) -> dict[str, Any]:
    """A plan that begins with today's communities."""
    answer = client.post("/api/v1/plans", json={"dataset_id": dataset_id, "name": "方案甲"})
    assert answer.status_code == 201, answer.text
    return answer.json()
