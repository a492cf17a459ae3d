"""Reports and deadlines over HTTP."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Path, Query, Response

from app.idempotency import once
from app.paging import Cursor, Limit
from app.papers.imprint import Imprint
from app.problems import documented
from app.registry.dues import list_deadlines, year_calendar
from app.registry.reporting import draft_report, find_report, list_reports, send_report
from app.registry.schemas import (
    DeadlinePage,
    NewReport,
    Report,
    ReportDraft,
    ReportKind,
    ReportPage,
    YearCalendar,
)
from app.registry.tables import report_book, report_csv
from app.registry.web import CSV, CSV_TYPE, XLSX, XLSX_TYPE, attached, day_within
from app.storage.models import now
from app.web import Answers, Key
from app.workspace import CurrentReading, CurrentSession, Who

ReportId = Annotated[str, Path(max_length=64)]
UNKNOWN: Answers = {404: documented("No report under this identifier, or none that this person may see.")}
SENDING: Answers = {403: documented("Reports are sent by the district civil affairs bureau.")}
Period = Annotated[str, Query(max_length=7, pattern=r"^20\d{2}(-(0[1-9]|1[0-2]))?$")]

api = APIRouter(prefix="/api/v1")


@api.get("/reports", summary="List reports", tags=["reports"])
def get_reports(
    session: CurrentReading, who: Who, kind: ReportKind | None = None, period: Period | None = None,
    cursor: Cursor = None, limit: Limit = 50,
) -> ReportPage:
    """List reports that were sent, the latest period first."""
    return list_reports(session, who, kind=kind, period=period, cursor=cursor, limit=limit)


@api.get("/reports/draft", summary="A report as it would be sent now", tags=["reports"], responses=SENDING)
def get_draft(session: CurrentReading, who: Who, kind: ReportKind, period: Period) -> ReportDraft:
    """Make a report from the data, and send nothing."""
    return draft_report(session, who, kind, period)


@api.post(
    "/reports", summary="Send a report", status_code=201, tags=["reports"],
    responses={**SENDING, 409: documented("Sent already; the member `id` says which.")},
)
def post_report(asked: NewReport, session: CurrentSession, who: Who, key: Key = None) -> Report:
    """Make a report from the data, freeze it under its hash and send it; it stays as it was sent."""
    def send() -> tuple[int, dict[str, Any]]:
        return 201, send_report(session, who, asked.kind, asked.period).model_dump(mode="json")

    _, told = once(session, who, key, {"POST": "/reports", "body": asked.model_dump()}, send)
    return Report.model_validate(told)


@api.get(
    "/reports/{report_id}.csv", summary="A report as CSV", tags=["reports"], response_class=Response,
    responses={**UNKNOWN, **CSV},
)
def get_report_csv(report_id: ReportId, session: CurrentReading, who: Who) -> Response:
    """Send a report as it was sent, as CSV."""
    found = find_report(session, who, report_id)
    name = f"{found.kind}-{found.period}.csv"
    return Response(
        report_csv(found.document), media_type=CSV_TYPE,
        headers=attached(name, f"报告{found.period}.csv"),
    )


@api.get(
    "/reports/{report_id}.xlsx", summary="A report as an Excel book", tags=["reports"], response_class=Response,
    responses={**UNKNOWN, **XLSX},
)
def get_report_book(report_id: ReportId, session: CurrentReading, who: Who) -> Response:
    """Send a report as it was sent, as a book."""
    found = find_report(session, who, report_id)
    imprint = Imprint(hash=found.hash, dated=found.sent_at.astimezone().date(), district=found.district)
    return Response(
        report_book(found.document, imprint), media_type=XLSX_TYPE,
        headers=attached(f"{found.kind}-{found.period}.xlsx", f"报告{found.period}.xlsx"),
    )


@api.get("/reports/{report_id}", summary="Read a report", tags=["reports"], responses=UNKNOWN)
def get_report(report_id: ReportId, session: CurrentReading, who: Who) -> Report:
    """Return a report as it was sent."""
    return find_report(session, who, report_id)


@api.get("/deadlines", summary="List what is due", tags=["deadlines"])
def get_deadlines(
    session: CurrentReading, who: Who,
    first: Annotated[date | None, day_within("Due on this day or later.", "from")] = None,
    last: Annotated[date | None, day_within("Due on this day or earlier.", "to")] = None,
    state: Annotated[
        Literal["open", "near", "close", "overdue", "done"] | None, Query(description="near: 30 days, close: 7 days.")
    ] = None,
    mine: Annotated[bool, Query(description="Only of cases that wait for the person.")] = False,
    cursor: Cursor = None, limit: Limit = 50,
) -> DeadlinePage:
    """List deadlines of cases and of monthly reports, the earliest first, with how many stand how."""
    return list_deadlines(
        session, who, now().astimezone().date(), first=first, last=last, state=state, mine=mine, cursor=cursor,
        limit=limit,
    )


@api.get("/calendar", summary="The working days of a year", tags=["deadlines"])
def get_calendar(year: Annotated[int, Query(ge=1990, le=2999)]) -> YearCalendar:
    """Return holidays and make-up working days as announced; empty for a year that is not known."""
    return year_calendar(year)
