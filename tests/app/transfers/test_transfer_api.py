"""One enterprise quarter of the sample, from the plan table to its last monthly report, over HTTP (rules.md 5.2)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from app.storage.cases import RegistryRow
from app.storage.models import now
from app.trail.store import verify
from tests.app.transfers.carrying import (
    AREA,
    DISTRICT,
    PLAN,
    STREET,
    Carried,
    Everybody,
    begin,
    served,
    with_bodies,
)
from tests.app.transfers.drawn_transfer import ACTIVITY_ROOM, INVENTORY, WORK_ROOM

TODAY = now().astimezone().date()
MONTH = TODAY.strftime("%Y-%m")
PARTS = dict.fromkeys(("organisation", "content", "timetable", "funds", "responsibilities", "safeguards"), "已商定")
AGREEMENT = dict.fromkeys(
    ("parties", "content", "manner", "time", "rights_and_duties", "funds", "liability"), "见协议条款"
)
RETIREES = {
    "persons": 260, "represented_on": "2026-02-02", "published_on": "2026-02-10",
    "emergency_plan": "专班值守，三方沟通",
}


@pytest.fixture
def everybody(tmp_path: Path) -> Iterator[Everybody]:
    """All bodies on SQLite."""
    with served(with_bodies(tmp_path)) as everybody:
        yield everybody


@pytest.fixture
def anywhere(database_address: str, tmp_path: Path) -> Iterator[Everybody]:
    """All bodies on SQLite and on PostgreSQL."""
    with served(with_bodies(tmp_path, database_address)) as everybody:
        yield everybody


def survey(case: Carried) -> None:
    case.put("enterprise", "inventory", INVENTORY)
    case.paper("bureau", "plan_table_entry", "inventory")
    case.act("enterprise", "survey")


def decide(case: Carried) -> None:
    case.put("street", "form", {
        "form": "join_whole", "reason": "383 户，东邻鹿亭社区", "community": AREA["community"],
    })
    case.act("street", "decide_form", reason="按决策树")


def agree(case: Carried) -> dict[str, Any]:
    case.put("enterprise", "enterprise_plan", PARTS)
    case.put("street", "retirees", RETIREES)
    case.paper("enterprise", "enterprise_plan")
    return case.act("enterprise", "agree")


def sign(case: Carried) -> None:
    held = case.read()["records"]["agreement"]
    case.put("enterprise", "agreement", {**held, **AGREEMENT})
    case.paper("government", "agreement")
    case.act("government", "sign")


def hand_over(case: Carried, everybody: Everybody) -> None:
    """Hand over facilities and papers; the community that the quarter joins is in the registry."""
    case.act("street", "implement")
    case.put("enterprise", "hand_over", {"facilities": [WORK_ROOM, ACTIVITY_ROOM]})
    case.put("bureau", "safety", {"assessed_on": "2026-03-01", "assessed_by": "区质监站"})
    case.put("enterprise", "settlement", {
        "settled_on": "2026-03-28", "paid_yuan": 265_200, "former_cost_yuan": 150_000, "standard_cost_yuan": 100_000,
        "former_pay_yuan": 5000, "standard_pay_yuan": 4200,
    })
    case.paper("street", "facility_papers", "safety_assessment", "settlement")
    with everybody.app.state.workspace.database.session() as session:
        session.add(RegistryRow(
            community_id=AREA["community"], name=AREA["community"], district=DISTRICT, subdistrict=STREET,
            state="in_force", columns={}, predecessors=[],
        ))
    case.put("street", "received", {"community_id": AREA["community"], "document": "示政函〔2026〕21号"})


def report(everybody: Everybody, period: str = MONTH) -> dict[str, Any]:
    answer = everybody["bureau"].post("/api/v1/reports", json={"kind": "monthly", "period": period})
    assert answer.status_code == 201, answer.text
    return answer.json()


def test_a_quarter_from_the_plan_table_to_its_last_report(anywhere: Everybody):
    everybody = anywhere
    case = begin(everybody)
    opened = case.read()
    assert (opened["number"][:3], opened["state_code"]) == ("YJ-", "T0")

    # T1: a newly found task has to be verified by the state-assets commission, and by nobody else (CQ-4.5).
    case.put("enterprise", "inventory", {**INVENTORY, "new_tasks": [{"name": "南院锅炉房", "persons": 12}]})
    case.paper("bureau", "plan_table_entry", "inventory")
    assert case.act("enterprise", "survey", status=422)["guards"] == ["tasks_verified"]
    verified = {"verified_on": "2026-01-20", "tasks": ["南院锅炉房"], "number": "示国资〔2026〕3号"}
    case.put("bureau", "verification", verified, status=403)
    case.put("sasac", "verification", verified)
    assert case.act("enterprise", "survey")["state_code"] == "T1"

    # T1a: both parties ask, the leading office recognises, and the plan is changed as found (CQ-3.2).
    later = {**PLAN, "ends_on": "2026-12-31"}
    case.put("street", "adjustment", {"asked_on": "2026-01-25", "reason": "锅炉房纳入", "plan_table": later})
    case.paper("enterprise", "joint_application")
    case.act("enterprise", "ask_adjustment")
    assert case.read()["records"]["plan_table"]["ends_on"] == "2026-06-30"
    case.paper("leading_office", "district_review_record", "recognition", "filing")
    assert case.act("leading_office", "recognise")["records"]["plan_table"]["ends_on"] == "2026-12-31"

    # T2: 383 households without a family committee join a neighbour whole (LQ-3.6).
    tree = everybody["street"].get(f"/api/v1/transfers/{case.id}/form").json()
    assert (tree["form"], tree["clauses"], tree["households"]) == ("join_whole", ["LQ-3.6", "CQ-2.4"], 383)
    case.put("street", "form", {"form": "convert", "reason": "希望单独设立"})
    assert case.act("street", "decide_form", status=422, reason="按意愿")["guards"] == ["form_decided"]
    decide(case)

    # T3, T3a: talks, mediation; that there is no venue is no reason (RT-4).
    case.paper("street", "risk_assessment")
    case.act("enterprise", "negotiate")
    case.put("enterprise", "enterprise_plan", {**PARTS, "safeguards": None})
    case.paper("enterprise", "enterprise_plan")
    assert set(case.act("enterprise", "agree", status=422)["guards"]) == {"six_parts", "retirees_heard"}
    refused = case.act("street", "escalate", status=422, reason="缓接", details={"reason_code": "no_venue"})
    assert refused["code"] == "transfers.no_venue"
    mediated = case.act("street", "escalate", reason="运行经费分担未达成一致", details={"reason_code": "funds"})
    assert mediated["state_code"] == "T3a"
    case.put("city", "mediation", {"held_on": "2026-02-15", "result": "按区县标准，差额由企业承担"})
    case.paper("group", "mediation_record")
    assert case.act("group", "mediate")["state_code"] == "T3"

    # T4, T5: ten working days from the agreement in substance; signed once, seven parts (CQ-3.5, CQ-3.6).
    reached = agree(case)
    assert reached["records"]["agreement"]["agreed_on"] == TODAY.isoformat()
    (clock,) = reached["deadlines"]
    assert (clock["kind"], clock["rule"], clock["state"]) == ("signing", "CQ-3.6", "near")
    case.paper("government", "agreement")
    assert case.act("government", "sign", status=422)["guards"] == ["seven_parts"]
    sign(case)
    signed = case.read()
    assert signed["state_code"] == "T5"
    assert signed["deadlines"][0]["done_on"] == TODAY.isoformat()

    # T6: facilities with papers, safety, funds, the community that it joins (CQ-2.7 to 2.9).
    hand_over(case, everybody)
    outlook = everybody["enterprise"].get(f"/api/v1/transfers/{case.id}").json()
    assert outlook["persons"] == {
        "total": 1200, "socialised": 300, "enterprise": 900, "transferred": 900, "difference": 0,
    }
    assert outlook["running_costs"] == {"district_yuan": 0, "enterprise_yuan": 50_000}  # vector 37
    assert outlook["seconded_pay"] == {"district_yuan": 4200, "enterprise_yuan": 800}
    assert outlook["answers_complaints"]["zh"] == "移交企业"  # before T6 is done (CQ-4.2)
    assert outlook["retirees"]["fee_yuan"] is None

    # T7: at most three years, one or two seconded (CQ-2.6).
    year = {"starts_on": TODAY.isoformat(), "ends_on": (TODAY + timedelta(days=365)).isoformat()}
    case.put("street", "transition", {**year, "seconded": ["甲", "乙", "丙"]})
    assert case.act("street", "begin_transition", status=422)["guards"] == ["seconded"]
    case.put("street", "transition", {**year, "seconded": ["甲", "乙"]})
    moved = case.act("street", "begin_transition")
    assert moved["state_code"] == "T7"
    assert next(each for each in moved["deadlines"] if each["kind"] == "transition")["due_on"] == year["ends_on"]

    # The last monthly report: every case of the district has left T6, the transition does not prolong it.
    assert set(case.act("bureau", "complete", status=422)["guards"]) == {"transition_over", "last_report"}
    case.put("street", "transition", {**year, "ends_on": TODAY.isoformat(), "seconded": ["甲", "乙"]})
    sent = report(everybody)
    assert sent["document"]["is_last"]
    (row,) = sent["document"]["rows"]
    assert (row["persons_transferred"], row["handed_over_m2"], row["plan_done"]) == (900, 640.0, True)
    case.put("bureau", "summary", {"sent_on": TODAY.isoformat()})
    done = case.act("bureau", "complete")
    assert (done["state_code"], done["is_end"]) == ("T8", True)
    assert all(each["state"] == "done" for each in done["deadlines"])
    assert everybody["bureau"].get(f"/api/v1/transfers/{case.id}").json()["answers_complaints"]["zh"] == "街道办事处"
    with everybody.app.state.workspace.database.session() as session:
        assert verify(session) == []


def test_what_was_not_signed_in_time_is_flagged(everybody: Everybody):
    """Agreed on 2026-09-01, a Tuesday; ten working days later is 2026-09-15."""
    case = begin(everybody)
    survey(case)
    decide(case)
    case.paper("street", "risk_assessment")
    case.act("street", "negotiate")
    agree(case)
    held = case.read()["records"]["agreement"]
    case.put("enterprise", "agreement", {**held, "agreed_on": "2026-09-01"})
    overdue = everybody["bureau"].get("/api/v1/deadlines?state=overdue").json()
    assert [(each["kind"], each["due_on"]) for each in overdue["items"]] == [("signing", "2026-09-15")]
    assert overdue["counts"]["overdue"] == 1
    (row,) = report(everybody)["document"]["rows"]
    assert [each["rule"] for each in row["quarters"][0]["findings"]] == ["CQ-3.6"]
    sign(case)  # a missed deadline stops no transition (rules.md 0.2)
    assert case.read()["deadlines"][0]["done_on"] == TODAY.isoformat()
    assert everybody["bureau"].get("/api/v1/deadlines?state=overdue").json()["items"] == []


def test_an_earlier_transfer_enters_late_and_without_the_clock(everybody: Everybody):
    """CQ-3.7."""
    case = begin(everybody, is_retroactive=True)
    assert case.read()["state_code"] == "T5"
    case.put("enterprise", "agreement", {**AGREEMENT, "agreed_on": "2016-05-01", "signed_on": "2016-09-01"})
    case.put("enterprise", "inventory", INVENTORY)
    hand_over(case, everybody)
    assert case.read()["deadlines"] == []
    assert case.act("bureau", "complete", status=422)["guards"] == ["last_report"]
    report(everybody)
    case.put("bureau", "summary", {"sent_on": TODAY.isoformat()})
    assert case.act("bureau", "complete")["state_code"] == "T8"


def test_a_framework_stops_the_clock(everybody: Everybody):
    """ZH-1: signed first, the open terms follow; then ten working days count anew."""
    case = begin(everybody)
    survey(case)
    decide(case)
    case.paper("street", "risk_assessment")
    case.act("street", "negotiate")
    agree(case)
    case.paper("enterprise", "framework_agreement")
    framed = case.act("government", "sign_framework")
    assert framed["state_code"] == "T4a"
    assert [each["state"] for each in framed["deadlines"]] == ["done"]
    again = case.act("enterprise", "agree_terms")
    assert again["records"]["agreement"]["agreed_on"] == TODAY.isoformat()
    assert sorted(each["state"] for each in again["deadlines"]) == ["done", "near"]


def test_a_task_may_be_struck_from_the_plan(everybody: Everybody):
    case = begin(everybody)
    case.paper("leading_office", "joint_application", "district_review_record", "recognition", "filing")
    struck = case.act("leading_office", "strike", reason="企业已注销")
    assert (struck["state"], struck["is_end"]) == ("closed", True)
    (row,) = report(everybody)["document"]["rows"]
    assert row["state"]["id"] == "closed"
