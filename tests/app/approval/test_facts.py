"""Guards, each from what is known: findings and waivers, inspections, elections, the residents, limits, the report."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest
from pydantic import ValidationError

from app.approval.facts import facts
from app.approval.findings import of_office, open_at_inspection, open_hard
from app.approval.opening import open_case
from app.approval.records import Check, Election, Residents
from app.approval.store import parts_of
from app.storage.cases import ReportRow, StepRow
from app.workspace import LOCAL, Workspace
from optimizer.rules.pack import load_profile

LIANHU = load_profile("lianhu-2024")
DISCUSSION, MEETING, INSPECTION = "S0→S1", "S8→S9", "S11→S12"


def finding(rule: str, *, blocks: str | None, status: str = "fail", severity: str = "hard", **more: Any) -> dict:
    return {"rule": rule, "blocks": blocks, "status": status, "severity": severity, "message_zh": rule,
            "message_en": rule, "community_id": "甲", "limit": None, "unit": None, **more}


def rules(found: list[dict[str, Any]]) -> list[str]:
    return [each["rule"] for each in found]


class TestFindings:
    """rules.md 0.2: where hard rules block."""

    AUDIT = {"findings": [  # noqa: RUF012 (read only)
        finding("PL-1", blocks=DISCUSSION), finding("PL-13", blocks=MEETING), finding("LH-7.1", blocks=INSPECTION),
        finding("LH-4.3", blocks=None, severity="soft"), finding("PL-2", blocks=None, status="pass"),
    ]}

    @pytest.mark.parametrize(("step", "found"), [
        (DISCUSSION, ["PL-1"]), (MEETING, ["PL-13"]), (INSPECTION, ["LH-7.1"]),
    ])
    def test_a_finding_stops_the_step_that_it_names(self, step, found):
        assert rules(open_hard(self.AUDIT, step)) == found

    @pytest.mark.parametrize(("until", "found"), [("2026-06-30", []), ("2026-06-29", ["PL-9"]), (None, [])])
    def test_a_waived_one_passes_until_its_waiver_ends(self, until, found):
        waived = finding("PL-9", blocks=None, status="waived", waiver={"until": until})
        assert rules(open_hard({"findings": [waived]}, DISCUSSION, today=date(2026, 6, 30))) == found
        assert open_hard({"findings": [waived]}, MEETING, today=date(2027, 1, 1)) == []


class TestInspection:
    """LH-7 and LH-10 at S11→S12: what was measured at the place and who was elected count."""

    TOLD = {  # noqa: RUF012 (read only)
        "checked_on": "2026-07-01", "premises": "已交付", "election": "合规", "services": "已开展", "result": "pass",
    }

    def check(self, **measured: float) -> Check:
        return Check(**self.TOLD, measured=[{"community_id": "甲", **measured}])

    @pytest.mark.parametrize(("rule", "limit", "measured", "is_open"), [
        ("LH-7.1", 900.0, {"floor_area_m2": 900}, False), ("LH-7.1", 900.0, {"floor_area_m2": 899.9}, True),
        ("LH-7.1", 900.0, {}, True), ("LH-7.3", 600.0, {"floor_area_m2": 600}, False),
        ("LH-7.2", 1000.0, {"plaza_area_m2": 1000}, False), ("LH-7.2", 1000.0, {"plaza_area_m2": 999}, True),
        # 60 % of the floor that is there, not of the floor that the plan knew
        ("LH-7.4", 540.0, {"floor_area_m2": 1000, "activity_area_m2": 600}, False),
        ("LH-7.4", 540.0, {"floor_area_m2": 1000, "activity_area_m2": 599}, True),
    ])
    def test_what_is_measured_answers_the_plan(self, rule, limit, measured, is_open):
        audit = {"findings": [finding(rule, blocks=INSPECTION, limit=limit)]}
        assert bool(open_at_inspection(audit, self.check(**measured), None, LIANHU)) is is_open

    def test_of_another_community_it_answers_nothing(self):
        audit = {"findings": [finding("LH-7.1", blocks=INSPECTION, limit=900.0, community_id="乙")]}
        assert rules(open_at_inspection(audit, self.check(floor_area_m2=2000), None, LIANHU)) == ["LH-7.1"]

    @pytest.mark.parametrize(("told", "broken"), [
        ({"committee_members": 9, "party_team_members": 5, "cross_appointed": 3, "full_time": 5}, []),  # 9 + 5 - 3 = 11
        ({"committee_members": 4, "party_team_members": 5}, ["LH-10.3"]),
        ({"committee_members": 10, "party_team_members": 5}, ["LH-10.3"]),
        ({"committee_members": 9, "party_team_members": 2}, ["LH-10.1"]),
        ({"committee_members": 9, "party_team_members": 6}, ["LH-10.1"]),
        ({"committee_members": 9, "party_team_members": 5, "cross_appointed": 2}, ["LH-10.7", "LH-10.5"]),  # 12; 40 %
        ({"committee_members": 7, "party_team_members": 5, "cross_appointed": 3, "full_time": 3}, ["LH-10.6"]),
        ({"committee_members": 5, "party_team_members": 5, "cross_appointed": 5, "full_time": 2}, []),  # 2 of 5
    ])
    def test_the_elected(self, told, broken):
        election = Election(held_on="2026-06-01", **told)
        assert rules(open_at_inspection({"findings": []}, None, election, LIANHU)) == broken

    def test_the_election_takes_the_place_of_what_the_plan_said(self):
        audit = {"findings": [finding("LH-10.3", blocks=INSPECTION, limit=5.0)]}
        assert rules(open_at_inspection(audit, None, None, LIANHU)) == ["LH-10.3"]
        election = Election(held_on="2026-06-01", committee_members=7, party_team_members=5)
        assert open_at_inspection(audit, None, election, LIANHU) == []


class TestSpecialReport:
    """S13→S14 needs the special report of the year of registration, or a reason (AMB-13)."""

    @pytest.mark.parametrize(("period", "told", "reason", "holds"), [
        ("2026", "SZ-2026-0001", None, True), ("2025", "SZ-2026-0001", None, False),
        ("2026", "SZ-2026-0002", None, False), ("2025", "SZ-2026-0001", "随后补报", True),
        ("2025", "SZ-2026-0001", " ", False),
    ])
    def test_it_holds(self, workspace: Workspace, period, told, reason, holds):
        with workspace.database.session() as session:
            case = open_case(session, LOCAL, "setting_up", "设立", {}, subdistrict="新街")
            case.number, case.state = "SZ-2026-0001", "registered"
            session.add(StepRow(
                case_id=case.id, number=1, action="pass_final", source="final_inspection", target="registered",
                role="city_civil_affairs", by="市民政", organisation_id="local", details={},
                at=datetime(2026, 6, 1, 4, tzinfo=UTC),
            ))
            session.add(ReportRow(
                kind="special", period=period, organisation_id="local", document={"rows": [{"case_number": told}]},
                hash="0" * 64, due_on=date(2026, 12, 31), sent_by="区民政",
            ))
            session.flush()
            found = facts(session, case, parts_of(session, [case]), reason=reason)
            assert found.holds["special_report"] is holds


class TestResidents:
    """AMB-12: numbers are recorded, the result is stated."""

    @pytest.mark.parametrize(("told", "is_agreed"), [
        ({"agreed": 26, "against": 25}, True), ({"agreed": 25, "against": 25}, False),
        ({"agreed": 10, "against": 25, "result": "agreed"}, True),
        ({"agreed": 40, "against": 5, "result": "not_agreed"}, False),
    ])
    def test_what_it_comes_to(self, told, is_agreed):
        assert Residents(held_on="2026-02-10", attended=52, **told).is_agreed is is_agreed

    @pytest.mark.parametrize("told", [
        {"attended": 5, "agreed": 4, "against": 2}, {"invited": 4, "attended": 5, "agreed": 4},
        {"attended": 5, "agreed": -1},
    ])
    def test_numbers_that_do_not_add_up(self, told):
        with pytest.raises(ValidationError):
            Residents(held_on="2026-02-10", **told)


class TestOneOfficeOfAPlan:
    DOCUMENT = {  # noqa: RUF012 (read only)
        "communities": [
            {"community_id": "和平", "subdistrict": "新街"}, {"community_id": "东关", "subdistrict": "旧街"},
        ],
        "assignment": {"a1": "和平", "b1": "东关"},
    }

    def test_findings_on_others_are_left_out_and_those_on_the_whole_stay(self):
        of_both = [{"community_id": "和平"}, {"community_id": "东关"}, {"area_id": "a1"}, {"area_id": "b1"}]
        audit = {"verdict": "fail", "findings": [*of_both, {"rule": "PL-1"}]}
        kept = of_office(audit, self.DOCUMENT, "新街")
        assert kept["findings"] == [{"community_id": "和平"}, {"area_id": "a1"}, {"rule": "PL-1"}]
        assert kept["verdict"] == "fail"
        assert of_office(audit, self.DOCUMENT, None) == audit

    def test_an_audit_that_tells_the_street_offices_is_believed(self):
        """A gap, an area without a community and an overlap at the seam name no community of the other office."""
        told = {"和平的空白": ["新街"], "东关的空白": ["旧街"], "交界处重叠": ["新街", "旧街"], "户数口径": []}
        audit = {"findings": [{"rule": name, "subdistricts": offices} for name, offices in told.items()]}
        for office, kept in (
            ("新街", ["和平的空白", "交界处重叠", "户数口径"]), ("旧街", ["东关的空白", "交界处重叠", "户数口径"]),
        ):
            assert rules(of_office(audit, self.DOCUMENT, office)["findings"]) == kept
