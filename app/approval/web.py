"""What the routers of cases have in common: a change is one transaction, answered once, with the case as it is then."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Annotated, Any

from fastapi import Path
from fastapi.responses import JSONResponse
from sqlalchemy.orm import Session

from app.approval.reading import case_detail
from app.approval.schemas import CaseDetail
from app.idempotency import known_answer, once
from app.problems import Problem, documented
from app.storage.cases import CaseRow
from app.web import Answers
from app.workspace import Person, Workspace

CaseId = Annotated[str, Path(max_length=64)]


class RefusedProblem(Problem):
    """A step that was refused; nothing was changed."""

    missing: list[str] | None = None
    guards: list[str] | None = None
    findings: list[dict[str, Any]] | None = None


class StaleCaseProblem(Problem):
    """A case that changed since it was read."""

    revision: int | None = None


class OpenAlreadyProblem(Problem):
    """A plan that cannot be judged, or one that an open case holds: then that case."""

    case_id: str | None = None
    case_number: str | None = None


UNKNOWN: Answers = {404: documented("No case under this identifier, or none that this person may see.")}
CHANGING: Answers = {
    **UNKNOWN, 403: documented("The case may be seen, but this is for other roles."),
    409: documented("Changed meanwhile (`revision`), not possible in this state, or no longer as signed.",
                    StaleCaseProblem),
    422: documented("Papers, a reason or conditions are missing, or the request does not fit.", RefusedProblem),
}
CREATED: Answers = {
    403: documented("Others begin such a case."), 404: documented("No such plan, or no such case to belong to."),
    409: documented("The plan cannot be judged."), 410: documented("The plan was deleted."),
    422: documented("Open hard findings (`findings`), or the request does not fit.", RefusedProblem),
}

HANDED_IN: Answers = {
    **CREATED, 409: documented("The plan cannot be judged, or an open case holds it.", OpenAlreadyProblem),
}


def change(
    workspace: Workspace, person: Person, key: str | None, told: Mapping[str, Any],
    do: Callable[[Session], CaseRow], *, status: int = 200,
) -> JSONResponse:
    """Change a case in one transaction, once for each ``Idempotency-Key``, and answer with how it is then.

    Parameters
    ----------
    told
        All that the request says.
    """
    with workspace.database.session() as session:
        def done() -> tuple[int, Mapping[str, Any]]:
            return status, described(session, workspace, person, do(session)).model_dump(mode="json")

        code, body = once(session, person, key, told, done)
    return JSONResponse(body, code, headers={"ETag": f'"{body["revision"]}"'})


def described(session: Session, workspace: Workspace, person: Person, case: CaseRow) -> CaseDetail:
    """Describe a case that was changed in this transaction."""
    session.flush()
    return case_detail(session, workspace, person, case.id)


def answered(workspace: Workspace, person: Person, key: str | None, told: Mapping[str, Any]) -> JSONResponse | None:
    """Return the answer of a request that was answered before, so that nothing is computed again for it."""
    with workspace.database.reading() as session:
        known = known_answer(session, person, key, told)
    if known is None:
        return None
    code, body = known
    return JSONResponse(body, code, headers={"ETag": f'"{body["revision"]}"'})
