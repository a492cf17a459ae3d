"""Errors of waivers.

::

    AppError
    ├── WaiverNotFoundError    waivers.unknown       no waiver that this person may see
    ├── NotWaivableError       waivers.not_waivable  a rule that cannot be waived
    ├── NoBreachError          waivers.no_breach     the plan does not break the rule at this place
    ├── TwiceError             waivers.twice         asked for already, or granted
    ├── NoBureauError          waivers.no_bureau     nobody could decide: the plan is of no district
    ├── WaiverRoleError        waivers.wrong_role    the step is for others
    ├── WaiverStateError       waivers.state         decided already
    ├── WaiverStaleError       waivers.stale         changed meanwhile; carries `revision`
    ├── RedrawnError           waivers.redrawn       the place is not drawn any more as it was shown
    └── TermsError             waivers.terms         days that cannot be, or no remedy
"""

from __future__ import annotations

from collections.abc import Collection

from app.errors import AppError
from optimizer.dossier import Role


class WaiverNotFoundError(AppError):
    """No waiver under this identifier, or none that this person may see: the answer does not tell which."""

    code = "waivers.unknown"

    def __init__(self, waiver_id: str) -> None:
        super().__init__(f"没有豁免 {waiver_id}", f"There is no waiver {waiver_id}")


class NotWaivableError(AppError):
    """A rule that cannot be waived."""

    code = "waivers.not_waivable"


class NoBreachError(AppError):
    """The plan does not break the rule at this place."""

    code = "waivers.no_breach"


class TwiceError(AppError):
    """Asked for already, or granted."""

    code = "waivers.twice"


class NoBureauError(AppError):
    """Nobody could decide: neither the organisation nor the data say in which district the plan is."""

    code = "waivers.no_bureau"


class WaiverRoleError(AppError):
    """A step that is for others."""

    code = "waivers.wrong_role"

    def __init__(self, roles: Collection[Role]) -> None:
        super().__init__(
            f"应由{'或'.join(role.chinese for role in roles)}决定",
            f"This is decided by the {' or '.join(role.english for role in roles)}",
        )


class WaiverStateError(AppError):
    """A waiver that is decided already."""

    code = "waivers.state"


class WaiverStaleError(AppError):
    """A waiver that changed since it was read; carries its ``revision``."""

    code = "waivers.stale"

    def __init__(self, revision: int) -> None:
        super().__init__(
            "该豁免已有变动。重新载入后再办", "The waiver was changed meanwhile. Load it again before deciding",
            members={"revision": revision},
        )


class RedrawnError(AppError):
    """A waiver whose place is not drawn any more as it was shown."""

    code = "waivers.redrawn"

    def __init__(self) -> None:
        super().__init__(
            "申请后该处已改画。请编制单位按现状重新申请",
            "The place was drawn anew since it was asked for. Let those who draw it ask again",
        )


class TermsError(AppError):
    """Days that cannot be, or no remedy where one is needed."""

    code = "waivers.terms"
