"""What stands before every route, the present ones and those to come.

``create_app`` lays :data:`GUARD` under the whole server: whatever address names a plan, a dataset, a job, a waiver or
a case is answered only where it may be seen, and changed only by those who may; people are managed only by
administrators. A router has nothing to remember, and nothing to forget.
"""

from __future__ import annotations

from typing import Any

from fastapi import Depends, Request

from app.users.access import may_write, require_case, require_dataset, require_job, require_plan, require_waiver
from app.users.errors import NotAllowedError
from app.users.scopes import READING, first_part
from app.workspace import Person, Workspace

DRAWING = ("plans", "datasets", "jobs", "profiles", "comparison")
"""First parts of addresses under which plans are drawn and data is brought."""
MANAGING = ("users", "api-keys", "organisations", "trail")
"""First parts of addresses that administrators alone may use …"""
READ_BY_ALL = frozenset({"organisations"})
"""… of which these are read by everybody: one has to name whom one asks."""
PEOPLE_PAGES = frozenset({"/people", "/trail"})


def _guard(request: Request) -> None:
    if "person" in request.scope["state"]:  # addresses that are open to all have nobody, and nothing to guard
        person: Person = request.state.person
        if not person.is_local:
            _require_part(person, request)
            _require_objects(request.app.state.workspace, person, request)


GUARD: Any = Depends(_guard)


def _require_part(person: Person, request: Request) -> None:
    path, is_reading = request.url.path, request.method in READING
    part = first_part(path)
    if part in DRAWING and not is_reading and not may_write(person):
        raise NotAllowedError("编制方案或提交数据", "draw plans or bring data")
    is_managing = path in PEOPLE_PAGES or (part in MANAGING and not (is_reading and part in READ_BY_ALL))
    if is_managing and not person.is_administrator:
        raise NotAllowedError("管理人员、密钥和留痕", "manage people, keys and the trail")


def _require_objects(workspace: Workspace, person: Person, request: Request) -> None:
    """Look at what the address names; a plan folder of the command line is there for all to read."""
    named, is_reading = request.path_params, request.method in READING
    plan_id, dataset_id, job_id, waiver_id, case_id = (
        named.get(f"{what}_id") for what in ("plan", "dataset", "job", "waiver", "case")
    )
    if plan_id is not None and is_reading and plan_id in request.app.state.library:
        plan_id = None
    if not any((plan_id, dataset_id, job_id, waiver_id, case_id)):
        return
    with workspace.database.reading() as session:
        if plan_id is not None:
            require_plan(session, person, plan_id)
        if dataset_id is not None:
            require_dataset(session, person, dataset_id, own=not is_reading)
        if job_id is not None:
            require_job(session, person, job_id)
        if waiver_id is not None:
            require_waiver(session, person, waiver_id)
        if case_id is not None:
            require_case(session, person, case_id)
