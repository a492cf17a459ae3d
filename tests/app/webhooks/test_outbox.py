"""Who is told of what, in the transaction of what it tells of; on SQLite and PostgreSQL."""

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.storage.cases import CasePartyRow, DeliveryRow, StepRow
from app.storage.database import Database
from app.webhooks.outbox import announce
from tests.app.webhooks.rows import case, organisation, webhook


def told(session: Session) -> list[str]:
    return list(session.scalars(select(DeliveryRow.webhook_id)))


def test_a_message_names_the_event_the_case_and_nothing_of_its_papers(database: Database):
    with database.session() as session:
        hook, matter = webhook(session), case(session)
        matter.records = {"residents": {"agreed": 12}}
        announce(session, "case.moved", matter, {"action": "submit", "source": "draft", "hash": "a" * 64})
    with database.reading() as session:
        row = session.scalars(select(DeliveryRow)).one()
    assert (row.webhook_id, row.event, row.state, row.attempts) == (hook.id, "case.moved", "waiting", [])
    assert row.body == {
        "id": row.id, "event": "case.moved", "at": row.created_at.isoformat(),
        "case": {
            "id": matter.id, "number": "SZ-2026-0001", "kind": "setting_up", "title": "设立青年路社区",
            "state": "draft", "organisation_id": "local", "district": "莲湖区", "subdistrict": "青年路街道",
        },
        "data": {"action": "submit", "source": "draft", "hash": "a" * 64},
    }


def test_what_is_rolled_back_tells_nothing(database: Database):
    def fail() -> None:
        with database.session() as session:
            webhook(session)
            announce(session, "case.opened", case(session), {})
            assert len(told(session)) == 1
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()
    with database.reading() as session:
        assert told(session) == []


def test_only_webhooks_that_are_on_and_asked_for_the_event_are_told(database: Database):
    with database.session() as session:
        asked, other, off = (webhook(session, events=events) for events in (
            ("case.opened", "case.moved"), ("case.opened",), ("case.moved",)
        ))
        off.disabled_at = off.created_at
        announce(session, "case.moved", case(session), {})
        assert told(session) == [asked.id]
        announce(session, "case.opened", case(session, number="SZ-2026-0002"), {})
        assert sorted(told(session)) == sorted([asked.id, asked.id, other.id])


def test_an_organisation_is_told_of_the_cases_that_it_may_see(database: Database):
    """Owner and party always; the bureau of the district once the case was at its step; nobody else."""
    with database.session() as session:
        street, neighbour = organisation(session, "青年路街道"), organisation(session, "北院门街道")
        party = organisation(session, "某厂", "enterprise")
        bureau = organisation(session, "莲湖区民政局", "district_civil_affairs")
        elsewhere = organisation(session, "新城区民政局", "district_civil_affairs", district="新城区")
        hooks = {name: webhook(session, name).id for name in (street, neighbour, party, bureau, elsewhere)}
        matter = case(session, street)
        session.add(CasePartyRow(case_id=matter.id, organisation_id=party))
        announce(session, "case.moved", matter, {})
        assert sorted(told(session)) == sorted([hooks[street], hooks[party]])
        matter.state = "district_review"
        announce(session, "case.moved", matter, {})
        assert sorted(told(session)) == sorted([hooks[street], hooks[party]] * 2 + [hooks[bureau]])
        matter.state = "withdrawn"
        session.add(StepRow(
            case_id=matter.id, number=1, action="withdraw", source="district_review", target="withdrawn",
            role="street_office", by="赵宁", organisation_id=street, details={},
        ))
        announce(session, "case.moved", matter, {})
        assert told(session).count(hooks[bureau]) == 2
        assert hooks[neighbour] not in told(session)
        assert hooks[elsewhere] not in told(session)


def test_what_belongs_to_no_case_is_told_to_whom_it_concerns(database: Database):
    with database.session() as session:
        street, other = organisation(session, "青年路街道"), organisation(session, "北院门街道")
        hook, local = webhook(session, street).id, webhook(session).id
        webhook(session, other)
        announce(session, "report.sent", None, {"report_id": "r1"}, organisations=[street])
        assert sorted(told(session)) == sorted([hook, local])


def test_an_event_that_nobody_can_ask_for_is_a_mistake_of_ours(database: Database):
    with database.session() as session, pytest.raises(KeyError):
        announce(session, "case.burnt", None, {})
