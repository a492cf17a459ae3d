"""A server on a folder of its own, uploads to it, and checks done in this process."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient

from app.datasets import service, tasks
from app.main import create_app
from app.settings import Settings
from app.storage.models import DatasetState
from app.workspace import Workspace
from tests.app import drawn_grid as grid


@pytest.fixture
def client(tmp_path: Path) -> TestClient:
    return TestClient(create_app(Settings(data=tmp_path / "data", job_standby=False, upload_limit_mb=1)))


@pytest.fixture
def workspace(client: TestClient) -> Workspace:
    return client.app.state.workspace


@pytest.fixture
def upload(client: TestClient) -> Callable[..., dict[str, Any]]:
    """Upload files by name and content."""

    def send(files: dict[str, bytes | str], to: str = "/api/v1/datasets", expect: int = 201, **fields: str) -> Any:
        contents = {name: held if isinstance(held, bytes) else held.encode() for name, held in files.items()}
        parts = [("files", entry) for entry in contents.items()]
        answer = client.post(to, files=parts, data=fields)
        assert answer.status_code == expect, answer.text
        return answer.json()

    return send


@pytest.fixture
def check(workspace: Workspace) -> Callable[[str], dict[str, Any]]:
    """Check a dataset in this process; return what the job answers."""

    def run(dataset_id: str) -> dict[str, Any]:
        with workspace.database.session() as session:
            request = service.prepare_check(session, dataset_id)
        return tasks.check(workspace, request, lambda *_: None, lambda: False).result

    return run


def nine_squares(**columns: dict[str, Any]) -> str:
    """The nine squares of 9,875 households as GeoJSON text; more or other columns by name."""
    offices = dict.fromkeys(grid.HOUSEHOLDS, "新街")
    told = {"households": grid.HOUSEHOLDS, "community": grid.PRESENT, "subdistrict": offices}
    named = {"crs": {"type": "name", "properties": {"name": f"urn:ogc:def:crs:EPSG::{grid.CRS[5:]}"}}}
    features = grid.features({**told, **columns})
    return json.dumps({"type": "FeatureCollection", **named, "features": features}, ensure_ascii=False)


RESIDENT = {"household_basis": dict.fromkeys(grid.HOUSEHOLDS, "resident")}
READY = DatasetState.READY.value
