"""Errors of transfers.

::

    AppError
    ├── FormNotFoundError  records.unknown         no such kind of case, or it has no such record
    ├── NoVenueError       transfers.no_venue      no venue is no reason
    └── ReasonCodeError    transfers.reason_code   a reason code that is none of ours
"""

from __future__ import annotations

from app.errors import AppError


class FormNotFoundError(AppError):
    """No such kind of case, or it has no such record."""

    code = "records.unknown"

    def __init__(self, kind: str, name: str) -> None:
        super().__init__(f"{kind} 没有记录项 {name}", f"A case of kind {kind} has no record {name}")


class NoVenueError(AppError):
    """No venue, no veto: a street may not make it a precondition where the enterprise has none."""

    code = "transfers.no_venue"

    def __init__(self) -> None:
        super().__init__(
            "企业没有专门活动场所不能作为不接收的理由（RT-4）。另写理由，或继续办理",
            "That the enterprise has no venue is no reason to refuse (RT-4). Give another reason, or go on",
        )


class ReasonCodeError(AppError):
    """A reason code that is none of ours."""

    code = "transfers.reason_code"
