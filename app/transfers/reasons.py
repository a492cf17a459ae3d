"""Reasons with which a transfer is held up; that the enterprise has no venue to hand over is none (RT-4)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from app.forms import Pair
from app.transfers.errors import NoVenueError, ReasonCodeError

NO_VENUE = "no_venue"
REASONS: Mapping[str, Pair] = {
    "persons": ("人员底数不清", "persons not settled"), "facilities": ("设施未达成一致", "facilities not agreed"),
    "title": ("产权不清", "title not clear"), "funds": ("资金未达成一致", "funds not agreed"),
    "safety": ("设施安全不达标", "facilities not safe"), "other": ("其他", "other"),
    NO_VENUE: ("企业没有专门活动场所", "the enterprise has no venue"),
}
"""Codes that ``details.reason_code`` of a step may carry; the last one is never accepted."""
HOLDS_UP = frozenset({"refuse", "strike", "escalate", "reopen"})
_SAYS_NO_VENUE = re.compile(r"(无|没有|缺少?|未(提供|移交|划转))[^，。；,;.]{0,12}(活动场所|活动场地|活动用房)")


def require_lawful_reason(action: str, reason: str | None, details: Mapping[str, Any]) -> None:
    """Refuse a step that holds a transfer up because there is no venue, said by its code or in so many words.

    Raises
    ------
    NoVenueError, ReasonCodeError
        Each changes nothing.
    """
    if action not in HOLDS_UP:
        return
    code = details.get("reason_code")
    if code is not None and code not in REASONS:
        known = "、".join(name for name in REASONS if name != NO_VENUE)
        raise ReasonCodeError(f"没有理由代码 {code}。可用：{known}", f"There is no reason code {code}. Known: {known}")
    if code == NO_VENUE or (code is None and _SAYS_NO_VENUE.search(reason or "")):
        raise NoVenueError
