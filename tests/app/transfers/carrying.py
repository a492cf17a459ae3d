"""Bodies that take part in a transfer, each with a browser of its own, and a case that is carried between them."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from fastapi import FastAPI
from fastapi.testclient import TestClient

from app.main import create_app
from app.settings import Settings
from app.users import store
from app.users.commands import AT_THE_MACHINE
from geodata.samples import sample_folder
from tests.app.users.people import Body, browser_of

DISTRICT = "合成示例区"
AREA = next(
    each["properties"]
    for each in json.loads((sample_folder("lianhu-like") / "areas.geojson").read_text(encoding="utf-8"))["features"]
    if each["properties"]["area_id"] == "A0711"
)
"""第二机械厂生活区: a quarter of 383 households without a family committee."""
STREET = AREA["subdistrict"]
BODIES: dict[str, Body] = {
    "bureau": Body("示例区民政局", "district_civil_affairs", DISTRICT),
    "government": Body("示例区人民政府", "district_gov", DISTRICT),
    "street": Body(f"{STREET}办事处", "street_office", DISTRICT, STREET),
    "other_street": Body("合成棠野街道办事处", "street_office", DISTRICT, "合成棠野街道"),
    "other_bureau": Body("邻区民政局", "district_civil_affairs", "邻区"),
    "enterprise": Body("第二机械厂", "enterprise", None),
    "other_enterprise": Body("水泵厂", "enterprise", None),
    "group": Body("机械集团", "parent_group", None),
    "city": Body("市民政局", "city_civil_affairs", None),
    "sasac": Body("市国资委", "city_sasac", None),
    "leading_office": Body("市专项工作领导小组办公室", "city_leading_office", None),
    "special_office": Body("市专项办", "city_special_office", None),
}
PLAN = {
    "standard": "现状移交", "starts_on": "2026-01-05", "ends_on": "2026-06-30", "manner": "无偿划转",
    "scope": "社区管理职能、人员、设施",
}
PDF = b"%PDF-1.4\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n"


def with_bodies(folder: Path, address: str | None = None) -> FastAPI:
    """Make a server with accounts and one person of each body."""
    app = create_app(Settings(
        data=folder / "data", database_url=address, accounts=True, job_standby=False, job_processes=1,
    ))
    with app.state.workspace.database.session() as session:
        for login, body in BODIES.items():
            organisation = store.add_organisation(
                session, AT_THE_MACHINE, name=body.name, role=body.role, district=body.district,
                subdistrict=body.subdistrict,
            )
            store.add_user(
                session, AT_THE_MACHINE, login=login, name=f"{body.name}经办", organisation=organisation.id,
                password=None,
            )
    return app


class Everybody:
    """The browsers of all bodies."""

    def __init__(self, app: FastAPI) -> None:
        self.app = app
        self._browsers: dict[str, TestClient] = {}

    def __getitem__(self, login: str) -> TestClient:
        return self._browsers.setdefault(login, browser_of(self.app, login))

    def organisation(self, login: str) -> str:
        with self.app.state.workspace.database.reading() as session:
            return store.find_organisation(session, BODIES[login].name).id


class Carried:
    """One case: every call is somebody's, with the revision as it is."""

    def __init__(self, everybody: Everybody, case: dict[str, Any]) -> None:
        self.everybody = everybody
        self.id = case["id"]
        self.revision = case["revision"]

    def read(self, login: str = "bureau") -> dict[str, Any]:
        answer = self.everybody[login].get(f"/api/v1/cases/{self.id}")
        assert answer.status_code == 200, answer.text
        return answer.json()

    def put(self, login: str, name: str, body: dict[str, Any], *, status: int = 200) -> dict[str, Any]:
        return self._send("PUT", login, f"records/{name}", status, json=body)

    def paper(self, login: str, *slots: str) -> None:
        for slot in slots:
            self._send("PUT", login, f"papers/{slot}", 201, files={"file": (f"{slot}.pdf", PDF, "application/pdf")})

    def act(self, login: str, action: str, *, status: int = 200, **told: Any) -> dict[str, Any]:
        return self._send("POST", login, "actions", status, json={"action": action, **told})

    def _send(self, method: str, login: str, path: str, status: int, **told: Any) -> dict[str, Any]:
        answer = self.everybody[login].request(
            method, f"/api/v1/cases/{self.id}/{path}", headers={"If-Match": f'"{self.revision}"'}, **told
        )
        assert answer.status_code == status, f"{answer.status_code}: {answer.text}"
        if status < 300:
            self.revision = int(answer.headers["ETag"].strip('"'))
        return answer.json()


@contextmanager
def served(app: FastAPI) -> Iterator[Everybody]:
    """Let everybody of a server ask, and close it at the end."""
    yield Everybody(app)
    app.state.workspace.database.close()


def asked(everybody: Everybody, **told: Any) -> dict[str, Any]:
    return {
        "title": f"{AREA['name']}移交", "enterprise": "第二机械厂", "subdistrict": STREET, "plan_table": PLAN,
        "enterprise_organisation_id": everybody.organisation("enterprise"),
        "parent_group_organisation_id": everybody.organisation("group"),
        "quarter": {"name": AREA["name"], "unit_ids": [AREA["area_id"]], "households": AREA["households"]}, **told,
    }


def begin(everybody: Everybody, **told: Any) -> Carried:
    answer = everybody["bureau"].post("/api/v1/transfers", json=asked(everybody, **told))
    assert answer.status_code == 201, answer.text
    return Carried(everybody, answer.json())
