"""A server with the nine squares and a plan on them, ready to be handed in."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient

from app.approval import submitting
from app.main import create_app
from app.papers.imprint import Imprint
from app.papers.making import Paper, make_papers
from app.settings import Settings
from tests.app.approval.desk import Desk, submit
from tests.app.plans.conftest import enter_grid

_made: dict[tuple[str, str | None], dict[str, Paper]] = {}


@pytest.fixture(autouse=True, scope="module")
def papers_made_once() -> Iterator[None]:
    """Make the papers of one plan once in a run: that they are right is tested with them, here they only have to be."""

    def made(folder: Path, imprint: Imprint) -> dict[str, Paper]:
        key = hashlib.sha256((folder / "plan.json").read_bytes()).hexdigest(), imprint.subdistrict
        if key not in _made:
            _made[key] = make_papers(folder, imprint)
        return _made[key]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(submitting, "make_papers", made)
        yield


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> TestClient:
    """A server on SQLite, one for a file of tests."""
    return TestClient(create_app(Settings(data=tmp_path_factory.mktemp("data"))), raise_server_exceptions=False)


@pytest.fixture(scope="module")
def plan(client: TestClient) -> dict[str, Any]:
    """A plan that begins with today's communities of the nine squares."""
    dataset_id = enter_grid(client.app.state.workspace)
    answer = client.post("/api/v1/plans", json={"dataset_id": dataset_id, "name": "方案甲"})
    assert answer.status_code == 201, answer.text
    return answer.json()


@pytest.fixture
def fresh(client: TestClient, plan: dict[str, Any]) -> Desk:
    """A case of one's own, as a draft."""
    return submit(client, plan["id"])
