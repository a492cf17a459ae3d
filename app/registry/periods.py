"""When monthly reports are due: on the 25th, until every transfer of the district has left T6. Pure (CQ-4.3)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from optimizer.rules.deadlines import Deadline, add_months, report_deadline
from optimizer.rules.pack import Profile


@dataclass(frozen=True)
class Span:
    """From when to when a transfer is told of: opened, and left T6 or struck (``None``: not yet)."""

    opened_on: date
    left_on: date | None = None


def due_reports(spans: Iterable[Span], profile: Profile, today: date) -> Iterator[tuple[str, Deadline]]:
    """Return each month whose report is due or comes due next, with its deadline.

    A transfer is told of from the first due day on or after its opening; the report after it left T6 is the last one
    that tells of it.
    """
    known = list(spans)
    if not known:
        return
    month = min(span.opened_on for span in known).replace(day=1)
    last = add_months(today.replace(day=1), 1)
    before: date | None = None
    while month <= last:
        due = report_deadline(profile, month)
        if due is None:
            return
        if any(_is_told(span, before, due.due) for span in known):
            yield month.strftime("%Y-%m"), due
            if due.due >= today:
                return
        before = due.due
        month = add_months(month, 1)


def _is_told(span: Span, before: date | None, due: date) -> bool:
    is_open = span.left_on is None or before is None or span.left_on > before
    return span.opened_on <= due and is_open
