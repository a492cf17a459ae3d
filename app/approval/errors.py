"""Errors of cases.

::

    AppError
    ├── CaseNotFoundError       approval.unknown          no case that this person may see
    ├── PartNotFoundError       approval.part_unknown     no such paper, point, opinion or version in the case
    ├── WrongRoleError          approval.wrong_role       the case may be seen, the step is for others
    ├── StaleCaseError          approval.stale            changed meanwhile; carries `revision`
    ├── IllegalError            approval.illegal          no such step in this state
    ├── OpenAlreadyError        approval.open_already     the plan is in an open case; carries `case_id`, `case_number`
    ├── ChangedError            approval.changed_after_signature  what is frozen no longer has its hash
    ├── BlockedError            approval.blocked          open hard findings; carries `findings`
    ├── ReasonMissingError      approval.reason_missing   a step that needs a reason
    ├── PapersMissingError      approval.papers_missing   carries `missing`
    ├── GuardError              approval.guard            a condition that does not hold; carries `guards`
    ├── RecordError             approval.record           a record that is not known here, or breaks its form
    ├── RequestError            approval.request          a request that does not fit the case
    └── PaperError              approval.paper            a file that is not what its name says, or not for this slot
"""

from __future__ import annotations

from app.errors import AppError


class CaseNotFoundError(AppError):
    """No case under this identifier, or none that this person may see: the answer does not tell which."""

    code = "approval.unknown"

    def __init__(self, case_id: str) -> None:
        super().__init__(
            f"没有报审件 {case_id}。“报审件”页列出了全部可见的事项",
            f"There is no case {case_id}. The page of cases lists all that you may see",
        )


class PartNotFoundError(AppError):
    """Nothing under this identifier in the case."""

    code = "approval.part_unknown"


class WrongRoleError(AppError):
    """A step, paper or record that is for others."""

    code = "approval.wrong_role"


class StaleCaseError(AppError):
    """A case that changed since it was read; carries its ``revision``."""

    code = "approval.stale"

    def __init__(self, number: str, revision: int) -> None:
        super().__init__(
            f"{number} 已有变动（现为第 {revision} 次修改）。重新载入后再办",
            f"{number} was changed meanwhile (now at revision {revision}). Load it again before acting",
            members={"revision": revision},
        )


class IllegalError(AppError):
    """An action that the state does not offer."""

    code = "approval.illegal"


class OpenAlreadyError(AppError):
    """A plan that an open case of the same street office holds; carries ``case_id`` and ``case_number``."""

    code = "approval.open_already"

    def __init__(self, case_id: str, number: str) -> None:
        super().__init__(
            f"这个方案已有报审件 {number}，尚未办结。打开该件续办；须另立一件时请写明 again",
            f"The plan is in the open case {number}. Go on with that one; to begin another ask for it with again",
            members={"case_id": case_id, "case_number": number},
        )


class ChangedError(AppError):
    """Something frozen that no longer has the hash it was signed with."""

    code = "approval.changed_after_signature"


class BlockedError(AppError):
    """Open hard findings that block a step; carries ``findings``."""

    code = "approval.blocked"


class ReasonMissingError(AppError):
    """A step without the reason that it needs."""

    code = "approval.reason_missing"


class PapersMissingError(AppError):
    """A step whose papers are not all there; carries ``missing``."""

    code = "approval.papers_missing"


class GuardError(AppError):
    """A step whose conditions do not hold; carries ``guards``."""

    code = "approval.guard"


class RecordError(AppError):
    """A record that the case does not know, or that breaks its form."""

    code = "approval.record"


class RequestError(AppError):
    """A request that does not fit the case."""

    code = "approval.request"


class PaperError(AppError):
    """A file that is not what its name says, or that the slot does not take."""

    code = "approval.paper"
