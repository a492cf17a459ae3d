"""A server with everything that has a collection: the nine squares, a plan, a plan folder, a frozen plan, entries."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from fastapi.testclient import TestClient
from httpx import Response

from app.approval.freezing import enter_frozen, freeze_plan
from app.main import create_app
from app.settings import Settings
from app.storage.cases import CaseRow, RegistryRow
from app.storage.models import LOCAL_ORGANISATION
from app.workspace import LOCAL
from tests.app.plans.conftest import enter_grid

CRS84 = "http://www.opengis.net/def/crs/OGC/1.3/CRS84"
CGCS2000_ZONE = "http://www.opengis.net/def/crs/EPSG/0/4545"
CGCS2000 = "http://www.opengis.net/def/crs/EPSG/0/4490"
CELLS = [f"{column}{row}" for column in "abc" for row in "123"]


@dataclass(frozen=True)
class Served:
    """A server, and what its collections are called."""

    client: TestClient
    areas: str
    units: str
    communities: str
    facilities: str
    folder: str
    frozen: str

    @property
    def collections(self) -> tuple[str, ...]:
        """One collection of every kind."""
        return ("registry", self.areas, self.units, self.communities, self.facilities, self.folder, self.frozen)

    def get(
        self, path: str = "", *, status: int = 200, headers: dict[str, str] | None = None, **asked: Any
    ) -> Response:
        """Ask for something under ``/ogc``."""
        answer = self.client.get(f"/ogc{path}", params=asked, headers=headers)
        assert answer.status_code == status, f"{answer.status_code} {answer.text[:400]}"
        return answer

    def items(self, collection: str, **asked: Any) -> dict[str, Any]:
        """Read features."""
        return self.get(f"/collections/{collection}/items", **asked).json()

    def ids(self, collection: str, **asked: Any) -> list[str]:
        """Read the identifiers of features."""
        return [each["id"] for each in self.items(collection, **asked)["features"]]


def link(answer: Any, rel: str, kind: str | None = None) -> dict[str, Any]:
    """Return the one link of an answer with this relation, and of this media type where it is told."""
    (found,) = (
        each for each in answer["links"] if each["rel"] == rel and (kind is None or each["type"] == kind)
    )
    return found


def entry(entry_id: str, community: str, begun: date | None, ended: date | None, **columns: Any) -> RegistryRow:
    """Return an entry of the registry."""
    return RegistryRow(
        id=entry_id, community_id=community, name=f"{community}社区", district="莲湖区", subdistrict="新街",
        state="in_force" if ended is None else "superseded", columns=columns, predecessors=[], valid_from=begun,
        valid_until=ended,
    )


def serve(data: Path, folder: Path) -> Served:
    """Make the server.

    Parameters
    ----------
    folder
        A plan folder.

    Notes
    -----
    和平 is in the registry with the limits of the frozen plan since 1 May 2026, and held others before that, from 2020;
    远方 has never been drawn here.
    """
    app = create_app(Settings(data=data, plan_folders=(folder,), job_standby=False, job_processes=1))
    client = TestClient(app, raise_server_exceptions=False)
    workspace = app.state.workspace
    dataset_id = enter_grid(workspace)
    plan_id = client.post("/api/v1/plans", json={"dataset_id": dataset_id, "name": "方案甲"}).json()["id"]
    frozen = freeze_plan(workspace, plan_id)
    with workspace.database.session() as session:
        case = CaseRow(
            id="c" * 32, number="SZ-2026-0001", kind="setting_up", title="设立和平社区", state="draft",
            organisation_id=LOCAL_ORGANISATION, district="莲湖区", subdistrict="新街", subject={}, opened_by="甲",
        )
        session.add(case)
        session.flush()
        row = enter_frozen(case, frozen, 1, LOCAL, None)
        session.add_all([
            row, entry("e1", "和平", date(2026, 5, 1), None, submission_hash=frozen.hash, households=5500),
            entry("e2", "和平", date(2020, 1, 1), date(2026, 5, 1)), entry("e3", "远方", None, None),
        ])
        session.flush()
        submission_id = row.id
    return Served(
        client, f"dataset-{dataset_id}-areas", *(f"plan-{plan_id}-{each}" for each in
                                                 ("units", "communities", "facilities")),
        folder=f"plan-{folder.name}-communities", frozen=f"submission-{submission_id}-units",
    )
