"""Errors of plans over HTTP.

::

    AppError
    ├── PlanDeletedError      plans.deleted           deleted, can be restored for a while
    ├── VersionNotFoundError  plans.version_unknown   a version that the plan does not have (yet)
    ├── RevisionError         plans.revision          name, rules or objective changed meanwhile
    ├── StaleError            plans.stale             others drew on meanwhile
    ├── CommentNotFoundError  comments.unknown        no remark under this identifier
    ├── ShareNotFoundError    shares.unknown          no share, or one that has ended
    ├── ShareEndError         shares.end              a share that would be over already
    ├── NothingToExportError  exports.nothing         nothing of this kind to export
    ├── OtherGroundError      comparison.other_ground plans or data that are not of one series
    ├── NothingNewerError     plans.nothing_newer     a dataset that was not issued anew
    ├── BadReferenceError     comparison.reference    a plan that is not named as ID or ID@VERSION
    ├── OfficeNotFoundError   plans.office_unknown    a street office that the plan does not have
    ├── ReceiverError         plans.receiver          nobody that a plan can be given to
    ├── DatasetUnseenError    plans.dataset_unseen    the receiver may not see the data of the plan
    ├── PlanBusyError         plans.busy              a job is at work on a plan that is to be given away
    ├── PlanInCaseError       plans.in_case           such a plan is in an open case
    ├── NotBeforeError        commands.not_before     a command that expects what the drawing does not hold
    └── CommandError          commands.invalid        a command that does not fit this plan
        ├── UnknownUnitError  commands.unknown_unit   a unit that is not on this ground
        └── OtherOfficeError  commands.other_office   a unit that would join another street office
"""

from __future__ import annotations

from app.errors import AppError


class PlanDeletedError(AppError):
    """A plan that was deleted and can still be restored."""

    code = "plans.deleted"


class VersionNotFoundError(AppError):
    """A version that the plan does not have."""

    code = "plans.version_unknown"


class RevisionError(AppError):
    """A plan whose name, rules or objective changed meanwhile; carries its ``revision``."""

    code = "plans.revision"


class StaleError(AppError):
    """A plan on which others drew meanwhile; carries its ``head`` and the ``commands`` since."""

    code = "plans.stale"


class NotBeforeError(AppError):
    """A command that expects what the drawing does not hold."""

    code = "commands.not_before"


class CommandError(AppError):
    """A command that does not fit this plan."""

    code = "commands.invalid"


class UnknownUnitError(CommandError):
    """A unit that is not on this ground."""

    code = "commands.unknown_unit"


class OtherOfficeError(CommandError):
    """A unit that would join a community of another street office."""

    code = "commands.other_office"


class CommentNotFoundError(AppError):
    """No remark under this identifier."""

    code = "comments.unknown"


class ShareNotFoundError(AppError):
    """No share under this identifier or secret, or one that has ended: the answer does not tell which."""

    code = "shares.unknown"


class ShareEndError(AppError):
    """A share that would end before it begins."""

    code = "shares.end"


class NothingToExportError(AppError):
    """A ledger where no present community is known."""

    code = "exports.nothing"


class OtherGroundError(AppError):
    """Two plans, or a plan and a dataset, that are not of one series."""

    code = "comparison.other_ground"


class NothingNewerError(AppError):
    """A plan whose dataset was not issued anew."""

    code = "plans.nothing_newer"


class BadReferenceError(AppError):
    """A plan that is not named as ``ID`` or ``ID@VERSION``."""

    code = "comparison.reference"


class OfficeNotFoundError(AppError):
    """A street office that the plan does not have."""

    code = "plans.office_unknown"


class ReceiverError(AppError):
    """Nobody that a plan can be given to."""

    code = "plans.receiver"


class DatasetUnseenError(AppError):
    """A plan whose data its receiver may not see."""

    code = "plans.dataset_unseen"

    def __init__(self, dataset: str, receiver: str) -> None:
        super().__init__(
            f"{receiver}看不到数据“{dataset}”，不能接收在其上画的方案。由区民政局启用这份数据后再移交",
            f"{receiver} may not see the data “{dataset}” on which the plan is drawn. Let the district bureau put the "
            "data into use first",
        )


class PlanBusyError(AppError):
    """A plan on which a job is at work."""

    code = "plans.busy"


class PlanInCaseError(AppError):
    """A plan that was handed in with a case that is still open."""

    code = "plans.in_case"
