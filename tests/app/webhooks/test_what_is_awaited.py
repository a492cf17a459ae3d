"""What is awaited of whom is told: an opinion, a reply to points, a monthly report, the signing of an agreement."""

from __future__ import annotations

from datetime import date, datetime, timedelta, timezone

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.approval import deadlines
from app.approval.acting import act
from app.approval.opinions import ask
from app.approval.requests import ActionRequest, OpinionRound
from app.rulepacks.store import profile_of
from app.storage.cases import CasePartyRow, CaseRow, DeliveryRow, ReportRow, ReportWarningRow, StepRow
from app.storage.people import OrganisationRow
from app.transfers.subject import RULES
from app.users.kinds import roles_of
from app.webhooks.reminders import remind
from app.workspace import Person, Workspace
from tests.app.webhooks.rows import case, organisation, webhook

OPENED = datetime(2026, 2, 3, 9, tzinfo=timezone(timedelta(hours=8)))


class Offices:
    """The bodies of a district, each with a webhook, and who of them was told what."""

    def __init__(self, session: Session) -> None:
        self.session = session
        self.ids = {
            "street": organisation(session, "青年路街道"),
            "bureau": organisation(session, "莲湖区民政局", "district_civil_affairs"),
            "housing": organisation(session, "莲湖区住建局", "related_departments"),
            "education": organisation(session, "莲湖区教育局", "related_departments"),
            "enterprise": organisation(session, "某厂", "enterprise"),
            "city": organisation(session, "市民政局", "city_civil_affairs", district=None),
            "elsewhere": organisation(session, "新城区民政局", "district_civil_affairs", district="新城区"),
        }
        self._hooks = {webhook(session, each).id: name for name, each in self.ids.items()}

    def person(self, name: str) -> Person:
        row = self.session.get_one(OrganisationRow, self.ids[name])
        return Person(
            name, organisation_id=row.id, organisation_name=row.name, roles=roles_of(row.role), district=row.district,
            user_id=name,
        )

    def told(self, event: str) -> list[tuple[str, dict]]:
        """Return who was told of an event, and what; forgets it."""
        rows = self.session.scalars(select(DeliveryRow).where(DeliveryRow.event == event)).all()
        found = [(self._hooks[row.webhook_id], row.body) for row in rows]
        for row in rows:
            self.session.delete(row)
        self.session.flush()
        return sorted(found, key=lambda each: (each[0], each[1]["data"].get("department", "")))


def reviewed(session: Session, offices: Offices) -> CaseRow:
    return case(session, offices.ids["street"], state="district_review")


def test_a_department_hears_that_its_opinion_is_asked(any_workspace: Workspace):
    with any_workspace.database.session() as session:
        offices = Offices(session)
        matter = reviewed(session, offices)
        due = date.today() + timedelta(days=10)
        ask(session, offices.person("bureau"), matter.id, matter.revision, OpinionRound.model_validate({
            "departments": [{"organisation_id": offices.ids["housing"]}, {"name": "区委组织部"}], "due_on": due,
        }))
        told = offices.told("case.opinion_asked")
        assert [name for name, _ in told] == ["bureau", "bureau", "housing", "housing", "street", "street"]
        body = next(body for name, body in told if name == "housing" and body["data"]["organisation_id"])
        assert body["case"]["number"] == matter.number
        assert body["data"] == {
            "opinion_id": body["data"]["opinion_id"], "round": 1, "department": "莲湖区住建局",
            "organisation_id": offices.ids["housing"], "due_on": due.isoformat(),
        }


def test_a_return_with_points_says_that_replies_are_awaited(any_workspace: Workspace):
    with any_workspace.database.session() as session:
        offices = Offices(session)
        matter = reviewed(session, offices)
        asked = ActionRequest.model_validate({
            "action": "return_papers", "reason": "材料不全", "points": [{"text": "四至与图不符"}, {"text": "缺签到表"}],
        })
        act(session, any_workspace, offices.person("bureau"), matter.id, matter.revision, asked)
        told = offices.told("case.reply_awaited")
        assert [name for name, _ in told] == ["bureau", "street"]
        data = told[0][1]["data"]
        assert (data["step"], data["points"], data["source"]) == (1, 2, "district_review")
        assert "四至" not in str(told)  # what the points say is asked for through the API


def test_a_step_that_returns_nothing_awaits_no_reply(any_workspace: Workspace):
    with any_workspace.database.session() as session:
        offices = Offices(session)
        matter = case(session, offices.ids["street"])
        act(session, any_workspace, offices.person("street"), matter.id, matter.revision,
            ActionRequest(action="withdraw", reason="不办了"))
        assert offices.told("case.moved")
        assert offices.told("case.reply_awaited") == []


@pytest.fixture
def transfer(any_workspace: Workspace):
    """A transfer opened on 3 February 2026, at its survey; the enterprise takes part by name."""
    with any_workspace.database.session() as session:
        offices = Offices(session)
        row = case(session, offices.ids["bureau"], kind="transfer", state="surveyed", number="YJ-2026-0001")
        row.opened_at = OPENED
        session.add(CasePartyRow(case_id=row.id, organisation_id=offices.ids["enterprise"]))
        session.flush()
        yield session, offices, row


def told_from(
    session: Session, offices: Offices, kind: str, first: date, last: date
) -> dict[tuple[str, str], tuple[str, set[str]]]:
    """Look on each day; return by day and due day which event was told of a kind of deadline, and to whom."""
    found: dict[tuple[str, str], tuple[str, set[str]]] = {}
    for offset in range((last - first).days + 1):
        day = first + timedelta(days=offset)
        remind(session, day)
        for event in ("deadline.near", "deadline.overdue"):
            for name, body in offices.told(event):
                if body["data"]["kind"] == kind:
                    _, names = found.setdefault((f"{day:%m-%d}", body["data"]["due_on"]), (event, set()))
                    names.add(name)
    return found


SEEING = {"bureau", "enterprise"}
"""Who sees the transfer: who opened it, and who takes part in it by name."""


def test_the_monthly_report_is_told_30_and_7_days_before_and_when_it_is_late(transfer):
    """CQ-4.3: on the 25th. Told to whoever sees the transfer that it has to tell of."""
    session, offices, _ = transfer
    found = told_from(session, offices, "monthly_report", date(2026, 2, 3), date(2026, 3, 2))
    assert found == {
        ("02-03", "2026-02-25"): ("deadline.near", SEEING), ("02-18", "2026-02-25"): ("deadline.near", SEEING),
        ("02-26", "2026-02-25"): ("deadline.overdue", SEEING), ("02-26", "2026-03-25"): ("deadline.near", SEEING),
    }


def test_what_the_message_of_a_report_says(transfer):
    session, offices, _ = transfer
    remind(session, date(2026, 2, 20))
    (_, body), _ = offices.told("deadline.near")
    assert body["case"]["number"] == "YJ-2026-0001"
    assert body["data"] == {
        "deadline_id": "monthly-2026-02", "kind": "monthly_report", "rule": "CQ-4.3", "period": "2026-02",
        "due_on": "2026-02-25", "days_left": 5, "is_advisory": False, "is_approximate": False,
    }


def test_a_report_that_was_sent_is_not_told(transfer):
    session, offices, _ = transfer
    session.add(ReportRow(
        kind="monthly", period="2026-02", organisation_id=offices.ids["bureau"], document={}, hash="0" * 64,
        due_on=date(2026, 2, 25), sent_by="甲",
    ))
    session.flush()
    assert remind(session, date(2026, 2, 24)) == 0
    assert remind(session, date(2026, 2, 26)) == 1  # that of March
    assert remind(session, date(2026, 2, 26)) == 0


def test_a_transfer_that_left_t6_has_its_last_report_told(transfer):
    session, offices, row = transfer
    session.add(StepRow(
        case_id=row.id, number=1, action="complete", source="implementing", target="completed", role="street_office",
        by="赵宁", organisation_id=offices.ids["street"], details={}, at=OPENED + timedelta(days=30),
    ))
    row.state = "completed"
    session.flush()
    remind(session, date(2026, 6, 1))
    told = set(session.scalars(select(ReportWarningRow.period)))
    assert told == {"2026-02", "2026-03"}  # left on 5 March: the report of that month is the last


def test_the_agreement_clock_is_told(transfer):
    """CQ-3.6: 10 working days from agreement; from Monday, 2 March 2026 to Monday, 16 March."""
    session, offices, row = transfer
    row.state = "agreement_reached"
    clock = deadlines.start(session, row, "signing", date(2026, 3, 2), profile_of(session, RULES))
    assert clock is not None
    assert clock.due_on == date(2026, 3, 16)
    due = "2026-03-16"
    found = told_from(session, offices, "signing", date(2026, 3, 2), date(2026, 3, 20))
    assert found == {
        ("03-02", due): ("deadline.near", SEEING), ("03-09", due): ("deadline.near", SEEING),
        ("03-17", due): ("deadline.overdue", SEEING),
    }
