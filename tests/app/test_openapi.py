"""Whatever is asked, and whoever asks: no fault of ours, and no answer that the OpenAPI does not describe."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import pytest
import schemathesis
from fastapi import FastAPI
from hypothesis import HealthCheck, given, settings
from schemathesis.core.failures import FailureGroup
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from app.main import create_app
from app.settings import Settings
from app.users import store
from app.users.commands import AT_THE_MACHINE
from app.users.scopes import SCOPES
from app.users.sessions import BEARER, begin
from tests.app.users.ground import enter_ground
from tests.app.users.people import organisation_of, with_people

CHECKS = [
    schemathesis.checks.not_a_server_error, status_code_conformance, content_type_conformance,
    response_schema_conformance,
]
MANY, FEW = 8, 1


@dataclass(frozen=True)
class Ground:
    """A server with accounts on which one of everything is, the identifiers, and a key."""

    app: FastAPI
    known: dict[str, str]
    key: str


@pytest.fixture(scope="module")
def ground(tmp_path_factory) -> Ground:
    folder = tmp_path_factory.mktemp("openapi")
    app = with_people(folder)
    known = enter_ground(app)
    workspace = app.state.workspace
    with workspace.database.session() as session:
        _, key = store.add_key(
            session, AT_THE_MACHINE, name="接口", scopes=sorted(SCOPES), expires_at=None,
            organisation_id=organisation_of(workspace, "street_office"),
        )
    yield Ground(app, known, key)
    app.state.jobs.stop()


def nobody_signs_in(ground: Ground) -> tuple[FastAPI, dict[str, str]]:
    """Whoever sits at a server without accounts, on the same database."""
    data = ground.app.state.settings.data
    return create_app(Settings(data=data, job_standby=False, job_processes=1)), {}


def somebody(login: str) -> Callable[[Ground], tuple[FastAPI, dict[str, str]]]:
    def asking(ground: Ground) -> tuple[FastAPI, dict[str, str]]:
        with ground.app.state.workspace.database.session() as session:
            secret = begin(session, store.find_user(session, login).id, BEARER)
        return ground.app, {"Authorization": f"Bearer {secret}"}

    return asking


def a_machine(ground: Ground) -> tuple[FastAPI, dict[str, str]]:
    return ground.app, {"X-API-Key": ground.key}


def nobody(ground: Ground) -> tuple[FastAPI, dict[str, str]]:
    return ground.app, {}


def problems_of(operation, known: dict[str, str], headers: dict[str, str], examples: int) -> list[str]:
    """Ask one operation for some oddities; return what was wrong."""
    found: list[str] = []

    @given(case=operation.as_strategy())
    @settings(
        max_examples=examples, deadline=None, suppress_health_check=list(HealthCheck), derandomize=True, database=None
    )
    def ask(case) -> None:
        named = case.path_parameters or {}
        named.update({name: known[name] for name in named if name in known})
        if "/transfers/" in operation.path:
            named["case_id"] = known["transfer_id"]
        try:
            answer = case.call(headers=headers)
        except Exception as error:  # the test client raises what a server would answer with 500
            found.append(f"{operation.label}: {case.as_curl_command()}: {error!r:.200}")
            return
        for check in CHECKS:
            try:
                case.validate_response(answer, checks=[check])
            except FailureGroup as failures:
                found.extend(
                    f"{operation.label}: {answer.status_code}: {case.as_curl_command()}: {each!s:.300}"
                    for each in failures.exceptions
                )

    ask()
    return found


@pytest.mark.parametrize(
    ("asking", "examples"),
    [
        (nobody_signs_in, MANY), (nobody, FEW), (a_machine, FEW), (somebody("street_office"), FEW),
        (somebody("city_bureau"), FEW), (somebody("administrator"), FEW),
    ],
    ids=["no accounts", "nobody", "a machine", "street office", "city bureau", "administrator"],
)
def test_no_request_finds_a_fault_or_an_undescribed_answer(ground, asking, examples):
    app, headers = asking(ground)
    try:
        operations = [result.ok() for result in described(app).exclude(path_regex="/events$").get_all_operations()]
        assert len(operations) > 90
        found = [each for operation in operations for each in problems_of(operation, ground.known, headers, examples)]
        assert found == [], "\n".join(found)
    finally:
        app.state.jobs.stop()


def described(app: FastAPI) -> schemathesis.BaseSchema:
    """Return what the server says of itself; its own address would ask to sign in."""
    schema = schemathesis.openapi.from_dict(app.openapi())
    schema.app = app
    return schema


def test_every_operation_says_that_one_may_have_to_sign_in(ground):
    for path, item in ground.app.openapi()["paths"].items():
        for method, operation in item.items():
            assert {"401", "403"} <= set(operation["responses"]), f"{method} {path}"
