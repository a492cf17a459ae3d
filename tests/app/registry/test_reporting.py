"""Reports are made from the data, frozen when they are sent, and seen by their district and the city."""

from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import select

from app.approval import deadlines
from app.registry.errors import (
    NothingToReportError,
    ReportNotFoundError,
    ReportPeriodError,
    ReportRoleError,
    ReportSentError,
)
from app.registry.following import registry_follows
from app.registry.reporting import draft_report, find_report, list_reports, send_report
from app.storage.cases import CaseRow, ReportRow
from app.storage.models import LOCAL_ORGANISATION, now
from app.workspace import LOCAL, Workspace
from tests.app.registry import people
from tests.app.registry.drawn_plan import add_case
from tests.app.transfers.drawn_transfer import INVENTORY

MONTH = now().astimezone().strftime("%Y-%m")


def add_transfer(
    session, number: str, *, district: str = "甲区", state: str = "surveyed", closed_at: datetime | None = None
) -> CaseRow:
    case = CaseRow(
        number=number, kind="transfer", title=number, state=state, organisation_id=LOCAL_ORGANISATION,
        subject={"enterprise": f"{number}厂", "quarter": {"name": "生活区", "households": 383, "unit_ids": []}},
        records={"inventory": INVENTORY}, district=district, subdistrict="新街街道", opened_by="本机",
        closed_at=closed_at,
    )
    session.add(case)
    session.flush()
    return case


@pytest.fixture
def district(any_workspace: Workspace) -> Workspace:
    """Two districts with one transfer each."""
    with any_workspace.database.session() as session:
        people.add_organisations(session, *people.EVERYBODY)
        add_transfer(session, "YJ-2026-0001")
        add_transfer(session, "YJ-2026-0002", district="乙区")
    return any_workspace


def cases_of(report) -> set[str]:
    return {quarter["case_number"] for row in report.document["rows"] for quarter in row["quarters"]}


def test_a_report_tells_of_its_own_district(district: Workspace):
    with district.database.session() as session:
        assert cases_of(send_report(session, people.BUREAU, "monthly", MONTH)) == {"YJ-2026-0001"}


def test_what_was_sent_stays_though_the_data_goes_on(district: Workspace):
    with district.database.session() as session:
        sent = send_report(session, people.BUREAU, "monthly", MONTH)
        assert sent.is_intact
    with district.database.session() as session:
        case = session.scalars(select(CaseRow).where(CaseRow.number == "YJ-2026-0001")).one()
        case.state = "implementing"
    with district.database.reading() as session:
        found = find_report(session, people.BUREAU, sent.id)
        assert found.document == sent.document
        assert found.hash == sent.hash
        assert found.is_intact
        assert draft_report(session, people.BUREAU, "monthly", MONTH).document != sent.document


def test_a_report_that_was_changed_afterwards_is_told(district: Workspace):
    with district.database.session() as session:
        sent = send_report(session, people.BUREAU, "monthly", MONTH)
        row = session.get_one(ReportRow, sent.id)
        row.document = {**row.document, "totals": {**row.document["totals"], "persons_transferred": 1}}
    with district.database.reading() as session:
        assert not find_report(session, people.BUREAU, sent.id).is_intact


def test_it_is_sent_once(district: Workspace):
    with district.database.session() as session:
        sent = send_report(session, people.BUREAU, "monthly", MONTH)
        with pytest.raises(ReportSentError) as refused:
            send_report(session, people.BUREAU, "monthly", MONTH)
        assert refused.value.members == {"id": sent.id}
        send_report(session, people.OTHER_BUREAU, "monthly", MONTH)


def test_what_is_refused_changes_nothing(district: Workspace):
    with district.database.session() as session:
        periods = (("monthly", "2999-01"), ("special", "2999"), ("monthly", "2026"), ("special", "2026-03"))
        for kind, period in periods:  # not begun, or none of this kind
            with pytest.raises(ReportPeriodError):
                send_report(session, people.BUREAU, kind, period)
        for who in (people.STREET, people.GOVERNMENT, people.CITY, people.ENTERPRISE):  # only the bureau sends
            with pytest.raises(ReportRoleError):
                send_report(session, who, "monthly", MONTH)
        assert session.scalars(select(ReportRow)).all() == []


def test_a_district_without_transfers_sends_none(any_workspace: Workspace):
    with any_workspace.database.session() as session, pytest.raises(NothingToReportError):
        send_report(session, LOCAL, "monthly", MONTH)


SEEN = (
    (people.BUREAU, 1), (people.GOVERNMENT, 1), (people.CITY, 2), (people.OTHER_BUREAU, 1), (people.STREET, 0),
    (people.ENTERPRISE, 0), (LOCAL, 2),
)


def test_who_sees_reports(district: Workspace):
    with district.database.session() as session:
        sent = send_report(session, people.BUREAU, "monthly", MONTH)
        send_report(session, people.OTHER_BUREAU, "monthly", MONTH)
        for who, count in SEEN:
            page = list_reports(session, who, kind="monthly", period=None, cursor=None, limit=10)
            assert (len(page.items), page.total) == (count, count), who.name
        for who in (people.OTHER_BUREAU, people.STREET, people.ENTERPRISE):
            with pytest.raises(ReportNotFoundError):
                find_report(session, who, sent.id)


def test_pages_follow_one_another(district: Workspace):
    with district.database.session() as session:
        for month in range(1, 8):
            send_report(session, people.BUREAU, "monthly", f"2026-{month:02d}")
        seen, cursor = [], None
        while True:
            page = list_reports(session, people.BUREAU, kind=None, period=None, cursor=cursor, limit=3)
            seen += [each.period for each in page.items]
            assert page.total == 7
            if (cursor := page.next) is None:
                break
        assert seen == [f"2026-{month:02d}" for month in range(7, 0, -1)]


def test_a_transfer_that_ended_is_told_of_once_more(district: Workspace):
    before = datetime.now(tz=UTC) - timedelta(days=40)
    with district.database.session() as session:
        add_transfer(session, "YJ-2026-0003", state="completed", closed_at=before)
        assert cases_of(send_report(session, people.BUREAU, "monthly", "2026-01")) == {"YJ-2026-0001", "YJ-2026-0003"}
        assert cases_of(send_report(session, people.BUREAU, "monthly", "2026-02")) == {"YJ-2026-0001"}


def test_the_special_report_is_made_from_the_registry(district: Workspace):
    """新街+1 was set up in 2026; the others of the plan had changes of limits only."""
    with district.database.session() as session:
        case = add_case(session, district="甲区")
        registry_follows(session, case, LOCAL)
        due = deadlines.start(session, case, "special_report", date(2026, 7, 1), None)
        document = send_report(session, people.BUREAU, "special", "2026").document
        assert due is not None
        assert (due.due_on, due.done_on) == (date(2026, 12, 31), now().astimezone().date())
        assert [row["community_id"] for row in document["rows"]] == ["SZ-2026-0001-1"]
        assert document["rows"][0]["case_number"] == case.number
        assert document["rows"][0]["hard_findings"] == 1
        assert draft_report(session, people.OTHER_BUREAU, "special", "2026").document["rows"] == []
