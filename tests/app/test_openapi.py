"""Whatever is asked: no fault of ours, and no answer that the OpenAPI does not describe."""

from pathlib import Path

import pytest
import schemathesis
from hypothesis import HealthCheck, given, settings
from schemathesis.core.failures import FailureGroup
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from app.datasets.store import open_dataset, register_dataset
from app.inputs import input_files
from app.main import create_app
from app.plans.service import add_plan
from app.plans.starts import start_today
from app.settings import Settings
from app.storage.models import DatasetRow
from app.workspace import LOCAL
from tests.app import drawn_grid as grid

PLAN = "p" * 32
CHECKS = [
    schemathesis.checks.not_a_server_error, status_code_conformance, content_type_conformance,
    response_schema_conformance,
]


@pytest.fixture(scope="module")
def api_schema(tmp_path_factory):
    """The server with the nine squares and a plan on them, so that some identifiers exist."""
    folder = tmp_path_factory.mktemp("openapi")
    app = create_app(Settings(data=folder / "data", job_standby=False, job_processes=1))
    workspace = app.state.workspace
    with workspace.database.session() as session:
        profile = {"id": "lianhu-2024", "overlays": []}
        dataset_id = register_dataset(
            session, workspace.blobs, input_files(str(grid.areas(Path(folder)))), "九宫格", profile, LOCAL.name
        ).id
    start = start_today(open_dataset(workspace, dataset_id))
    with workspace.database.session() as session:
        plan = add_plan(session, session.get_one(DatasetRow, dataset_id), start, LOCAL, origin={"kind": "today"})
        plan.id = PLAN
    return schemathesis.openapi.from_asgi("/api/v1/openapi.json", app)


def problems_of(operation) -> list[str]:
    """Ask one operation for some minutes' worth of oddities; return what was wrong."""
    found: list[str] = []

    @given(case=operation.as_strategy())
    @settings(max_examples=8, deadline=None, suppress_health_check=list(HealthCheck), derandomize=True, database=None)
    def ask(case) -> None:
        if "plan_id" in (case.path_parameters or {}):
            case.path_parameters["plan_id"] = PLAN
        try:
            answer = case.call()
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


def test_no_request_finds_a_fault_or_an_undescribed_answer(api_schema):
    operations = [result.ok() for result in api_schema.exclude(path_regex="/events$").get_all_operations()]
    assert len(operations) > 40
    found = [problem for operation in operations for problem in problems_of(operation)]
    assert found == [], "\n".join(found)
