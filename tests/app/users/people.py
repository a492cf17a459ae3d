"""A district with its bodies, one person each, on a server with accounts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from fastapi import FastAPI
from fastapi.testclient import TestClient

from app.main import create_app
from app.settings import Settings
from app.users import store
from app.users.commands import AT_THE_MACHINE
from app.users.gate import COOKIE_NAME, TOKEN_HEADER
from app.users.secrets import hash_password, page_token
from app.users.sessions import COOKIE, begin
from app.workspace import Workspace

PASSWORD = "四至 correct horse"
DISTRICT = "莲湖区"


@dataclass(frozen=True)
class Body:
    """An organisation and what its one person, whose login is the key of :data:`BODIES`, may do beside its role."""

    name: str
    role: str
    district: str | None = DISTRICT
    subdistrict: str | None = None
    is_administrator: bool = False
    is_planner: bool = False


BODIES: dict[str, Body] = {
    "street_office": Body("新街街道办事处", "street_office", subdistrict="新街"),
    "other_street": Body("旧街街道办事处", "street_office", subdistrict="旧街"),
    "other_district": Body("雁塔区民政局", "district_civil_affairs", district="雁塔区"),
    "bureau": Body("莲湖区民政局", "district_civil_affairs"),
    "departments": Body("莲湖区教育局", "related_departments"),
    "district_gov": Body("莲湖区人民政府", "district_gov"),
    "city_bureau": Body("市民政局", "city_civil_affairs", district=None),
    "city_gov": Body("市人民政府", "city_gov", district=None),
    "enterprise": Body("第一机床厂", "enterprise", district=None),
    "planner": Body("规划设计院", "planner", district=None),
    "administrator": Body("数据局", "operator", district=None, is_administrator=True),
}


@cache
def password_hash() -> str:
    """Hash the one password once: it takes its time on purpose."""
    return hash_password(PASSWORD)


def with_people(
    folder: Path, *, address: str | None = None, bodies: Mapping[str, Body] = BODIES, **settings: object
) -> FastAPI:
    """Make a server with accounts and everybody of some bodies; each signs in with :data:`PASSWORD`."""
    app = create_app(Settings(
        data=folder / "data", database_url=address, accounts=True, job_standby=False, job_processes=1, **settings,
    ))
    enter_people(app.state.workspace, bodies)
    return app


def enter_people(workspace: Workspace, bodies: Mapping[str, Body] = BODIES) -> None:
    """Enter everybody of some bodies."""
    with workspace.database.session() as session:
        for login, body in bodies.items():
            organisation = store.add_organisation(
                session, AT_THE_MACHINE, name=body.name, role=body.role, district=body.district,
                subdistrict=body.subdistrict,
            )
            user = store.add_user(
                session, AT_THE_MACHINE, login=login, name=f"{body.name}经办", organisation=organisation.id,
                password=None, is_planner=body.is_planner, is_administrator=body.is_administrator,
            )
            user.password_hash = password_hash()


def browser_of(app: FastAPI, login: str) -> TestClient:
    """Return the browser of somebody who is signed in and whose pages know their token."""
    workspace: Workspace = app.state.workspace
    with workspace.database.session() as session:
        secret = begin(session, store.find_user(session, login).id, COOKIE)
    client = anybody(app)
    client.cookies.set(COOKIE_NAME, secret)
    client.headers[TOKEN_HEADER] = page_token(secret)
    return client


def anybody(app: FastAPI) -> TestClient:
    """Return the browser of somebody who is not signed in."""
    return TestClient(app, raise_server_exceptions=False, follow_redirects=False)


def organisation_of(workspace: Workspace, login: str) -> str:
    """Return the identifier of somebody's organisation."""
    with workspace.database.reading() as session:
        return store.find_organisation(session, BODIES[login].name).id
