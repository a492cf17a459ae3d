"""The registry follows its cases: entered with the approval, numbered at the end, changed, ended, revoked."""

from datetime import date

import pytest
from sqlalchemy import select

from app.registry.entering import next_number
from app.registry.following import registry_follows
from app.registry.service import history_of
from app.storage.cases import CaseRow, RegistryRow, TrailRow
from app.workspace import LOCAL, Workspace
from tests.app.registry.drawn_plan import DOCUMENT, add_case, community, today

APPROVED = date(2026, 3, 15)


def entries(session) -> dict[str, RegistryRow]:
    """Return the entries that hold, by what the plan calls the community."""
    rows = session.scalars(select(RegistryRow).where(RegistryRow.valid_until.is_(None)))
    return {row.plan_community_id or row.community_id: row for row in rows}


def ended(session) -> dict[str, RegistryRow]:
    rows = session.scalars(select(RegistryRow).where(RegistryRow.valid_until.is_not(None)))
    return {row.community_id: row for row in rows}


def approve(session, **told) -> CaseRow:
    case = add_case(session, **told)
    registry_follows(session, case, LOCAL)
    return case


def move(session, case: CaseRow, state: str, **records) -> None:
    case.state, case.records = state, {**case.records, **records}
    registry_follows(session, case, LOCAL)


ELECTION = {
    "held_on": "2026-05-20", "secretary": "王某", "committee_members": 7, "party_team_members": 5,
}
CHECK = {"checked_on": "2026-06-01", "result": "pass"}


class TestEntering:
    def test_limits_are_current_from_the_approval_on(self, any_workspace: Workspace):
        with any_workspace.database.session() as session:
            approve(session)
            found = entries(session)
            assert set(found) == {"新街+1", "和平", "丰和", "永宁"}
            new = found["新街+1"]
            assert (new.state, new.valid_from, new.number) == ("building_up", APPROVED, None)
            assert new.columns["is_new"]
            assert new.columns["approval_number"] == "示政函〔2026〕8号"
            assert new.columns["households"] == 2100
            assert found["和平"].state == "in_force"
            assert not found["和平"].columns["is_new"]

    def test_a_community_that_ends_is_closed_though_it_was_not_in_the_registry(self, any_workspace: Workspace):
        with any_workspace.database.session() as session:
            case = approve(session)
            (closed,) = ended(session).values()
            assert (closed.community_id, closed.state, closed.valid_until) == ("安康", "merged", APPROVED)
            assert closed.columns["heirs"] == ["永宁"]
            assert closed.columns["ended_by"] == case.number

    def test_another_case_on_the_same_plan_goes_on_with_its_communities(self, any_workspace: Workspace):
        with any_workspace.database.session() as session:
            first = approve(session)
            told = {"number": "SQ-2026-0001", "kind": "lq_short", "state": "in_force", "approved_on": "2026-04-20"}
            approve(session, **told, of=first)
            held = session.scalars(select(RegistryRow).where(RegistryRow.valid_until.is_(None))).all()
            assert sorted(row.plan_community_id for row in held) == ["丰和", "和平", "新街+1", "永宁"]
            (new,) = (row for row in held if row.plan_community_id == "新街+1")
            assert new.community_id == f"{first.number}-1"
            assert (new.valid_from, new.columns["established_by"]) == (date(2026, 4, 20), first.number)

    def test_a_new_community_of_another_plan_is_another_though_it_is_counted_alike(self, any_workspace: Workspace):
        with any_workspace.database.session() as session:
            approve(session)
            approve(session, number="SZ-2026-0002", approved_on="2026-04-20")
            held = session.scalars(select(RegistryRow).where(RegistryRow.valid_until.is_(None))).all()
            new = {"SZ-2026-0001-1", "SZ-2026-0002-1"}
            assert sorted(row.community_id for row in held) == sorted({*new, "丰和", "和平", "永宁"})
            assert [row.plan_community_id for row in held].count("新街+1") == 2

    def test_another_street_office_drawn_beside_stays_as_it_is(self, any_workspace: Workspace):
        beside = {**community("旧街+1", 1500, {"旧一": 1500}, continues=False), "subdistrict": "旧街街道"}
        document = {**DOCUMENT, "communities": [*DOCUMENT["communities"], beside]}
        with any_workspace.database.session() as session:
            approve(session, document=document)
            assert "旧街+1" not in entries(session)

    def test_it_enters_once(self, any_workspace: Workspace):
        with any_workspace.database.session() as session:
            case = approve(session)
            before = len(session.scalars(select(RegistryRow)).all())
            registry_follows(session, case, LOCAL)
            assert len(session.scalars(select(RegistryRow)).all()) == before

    @pytest.mark.parametrize("state", ["draft", "district_review", "district_executive_meeting"])
    def test_nothing_is_entered_before(self, any_workspace: Workspace, state: str):
        with any_workspace.database.session() as session:
            approve(session, state=state)
            assert entries(session) == {}

    @pytest.mark.parametrize(("kind", "state", "count"), [
        ("adjustment", "filed_with_city", 0), ("adjustment", "in_force", 4), ("lq_short", "in_force", 4),
        ("ruling", "ruled", 0), ("transfer", "completed", 0),
    ])
    def test_other_routes_enter_when_they_are_in_force(self, any_workspace: Workspace, kind, state, count):
        with any_workspace.database.session() as session:
            approve(session, kind=kind, state=state)
            found = entries(session)
            assert len(found) == count
            assert all(row.state == "in_force" for row in found.values())
            assert not any(row.columns["is_new"] for row in found.values())  # AMB-16: only 5.1 makes new ones

    def test_every_entry_is_a_line_of_the_trail(self, any_workspace: Workspace):
        with any_workspace.database.session() as session:
            approve(session)
            actions = session.scalars(select(TrailRow.action).order_by(TrailRow.number)).all()
            assert actions.count("registry.enter") == 4
            assert actions.count("registry.end") == 1


class TestFollowing:
    def test_state_days_and_people_follow_the_case(self, any_workspace: Workspace):
        with any_workspace.database.session() as session:
            case = approve(session)
            move(session, case, "first_inspection", election=ELECTION)
            new = entries(session)["新街+1"]
            assert new.state == "first_inspection"
            assert new.columns["elected_on"] == "2026-05-20"
            assert (new.columns["committee_members"], new.columns["party_team"]) == (7, 5)
            assert entries(session)["和平"].state == "in_force"

    def test_what_was_changed_by_hand_meanwhile_stays(self, any_workspace: Workspace):
        with any_workspace.database.session() as session:
            case = approve(session)
            new = entries(session)["新街+1"]
            new.columns = {**new.columns, "committee_members": 6}
            move(session, case, "first_inspection", election=ELECTION)
            assert entries(session)["新街+1"].columns["committee_members"] == 6

    def test_premises_are_those_that_the_inspection_measured(self, any_workspace: Workspace):
        with any_workspace.database.session() as session:
            case = approve(session)
            first = {"community_id": "新街+1", "floor_area_m2": 640.0, "activity_area_m2": 400.0, "plaza_area_m2": None}
            move(session, case, "final_inspection", first_check={**CHECK, "measured": [first]})
            found = entries(session)["新街+1"].columns
            assert (found["facility_area_m2"], found["activity_area_m2"]) == (640.0, 400.0)
            assert "plaza_area_m2" not in found
            final = {"community_id": "新街+1", "floor_area_m2": 660.0}
            move(session, case, "registered", final_check={**CHECK, "measured": [final]})
            assert entries(session)["新街+1"].columns["facility_area_m2"] == 660.0

    def test_number_when_registered_certificate_when_certified(self, any_workspace: Workspace):
        with any_workspace.database.session() as session:
            case = approve(session)
            move(session, case, "first_inspection", election=ELECTION)
            move(session, case, "final_inspection", first_check=CHECK)
            move(session, case, "registered", final_check={**CHECK, "checked_on": "2026-06-20"})
            new = entries(session)["新街+1"]
            assert new.number == f"TJ-{date.today().year}-0001"
            assert new.certificate_number is None
            assert new.columns["final_result"] == "pass"
            assert new.columns["registered_on"] == date.today().isoformat()
            move(session, case, "certified", certificate={"number": "54610104MJX000000A", "issued_on": "2026-12-30"})
            new = entries(session)["新街+1"]
            assert (new.state, new.certificate_number) == ("certified", "54610104MJX000000A")
            assert new.number == f"TJ-{date.today().year}-0001"

    def test_numbers_count_on(self, any_workspace: Workspace):
        with any_workspace.database.session() as session:
            session.add(RegistryRow(
                number="TJ-2026-9999", community_id="甲", name="甲", subdistrict="乙", state="registered", columns={},
                predecessors=[],
            ))
            session.flush()
            assert next_number(session, 2026) == "TJ-2026-10000"
            assert next_number(session, 2027) == "TJ-2027-0001"


class TestChains:
    """新街+1 is set up, registered, and then takes 150 more households of 长乐."""

    def test_a_change_of_limits_ends_one_entry_and_begins_the_next(self, any_workspace: Workspace):
        with any_workspace.database.session() as session:
            first = approve(session)
            for state in ("first_inspection", "final_inspection", "registered"):
                move(session, first, state)
            old = entries(session)["新街+1"]
            old.columns = {**old.columns, "code": "610104001012"}
            number, old_id = old.number, old.id
            later = {
                "communities": [
                    community("新街+1", 2250, {"新街+1": 2100, "长乐": 150}), community("长乐", 2850, {"长乐": 2850}),
                ],
                "today": [
                    {**today("新街+1", 2100, {"新街+1": 2100}), "name": "新设一社区"},
                    today("长乐", 3000, {"长乐": 2850, "新街+1": 150}),
                ],
                "ledger": [{"area_id": "e1", "households": 150, "from": "长乐", "to": "新街+1"}],
            }
            approve(
                session, number="TZ-2026-0002", kind="adjustment", state="in_force", document=later,
                approved_on="2026-09-01",
            )
            held, old = entries(session)["新街+1"], session.get_one(RegistryRow, old_id)
            assert (old.state, old.valid_until, old.number) == ("superseded", date(2026, 9, 1), None)
            assert (held.valid_from, held.number, held.state) == (date(2026, 9, 1), number, "registered")
            assert held.columns["code"] == "610104001012"
            assert held.columns["households"] == 2250
            assert held.columns["established_on"] == "2026-03-15"
            assert held.columns["is_new"]  # for good (AMB-16)
            assert {each["community_id"]: each["entry_id"] for each in held.predecessors}["SZ-2026-0001-1"] == old_id

            chain = history_of(session, LOCAL, held.id).items
            back = [(each.community_id, each.relation, each.depth) for each in chain]
            assert back[-1] == ("SZ-2026-0001-1", "self", 0)
            assert ("SZ-2026-0001-1", "predecessor", 1) in back
            assert ("和平", "predecessor", 2) in back
            onward = history_of(session, LOCAL, old_id).items
            assert [each.entry_id for each in onward if each.relation == "successor"] == [held.id]

    def test_a_revoked_approval_gives_back_what_it_ended(self, any_workspace: Workspace):
        with any_workspace.database.session() as session:
            session.add(RegistryRow(
                number="TJ-2020-0007", community_id="和平", name="和平社区", subdistrict="新街街道", state="certified",
                columns={"secretary": "李某"}, predecessors=[], certificate_number="54610104MJX000000B",
                valid_from=date(2020, 1, 1),
            ))
            session.flush()
            case = approve(session)
            assert entries(session)["和平"].certificate_number == "54610104MJX000000B"
            assert entries(session)["和平"].columns["secretary"] == "李某"
            move(session, case, "closed")
            found = entries(session)
            assert set(found) == {"和平", "安康"}
            back = found["和平"]
            assert (back.state, back.number, back.certificate_number) \
                == ("certified", "TJ-2020-0007", "54610104MJX000000B")
            assert back.valid_from == date(2020, 1, 1)
            assert "ended_by" not in back.columns
            assert {row.state for row in ended(session).values()} == {"revoked"}

    def test_what_another_case_has_changed_since_stays(self, any_workspace: Workspace):
        """和平 is changed by one case, then by another; the first is revoked: there is still one 和平."""
        with any_workspace.database.session() as session:
            first = approve(session)
            later = {
                "communities": [
                    community("和平", 3500, {"和平": 3500}), community("丰和", 4275, {"丰和": 4175, "和平": 100}),
                ],
                "today": [today("和平", 3600, {"和平": 3500, "丰和": 100}), today("丰和", 4175, {"丰和": 4175})],
                "ledger": [{"area_id": "f1", "households": 100, "from": "和平", "to": "丰和"}],
            }
            approve(
                session, number="TZ-2026-0003", kind="adjustment", state="in_force", document=later,
                approved_on="2026-04-01",
            )
            move(session, first, "closed")
            rows = session.scalars(select(RegistryRow).where(
                RegistryRow.community_id == "和平", RegistryRow.valid_until.is_(None)
            )).all()
            assert [row.columns["households"] for row in rows] == [3500]

    def test_a_district_has_its_own_communities(self, any_workspace: Workspace):
        """Two districts may each have a 和平."""
        with any_workspace.database.session() as session:
            approve(session, district="甲区")
            approve(session, number="SZ-2026-0002", district="乙区")
            rows = session.scalars(select(RegistryRow).where(
                RegistryRow.community_id == "和平", RegistryRow.valid_until.is_(None)
            )).all()
            assert sorted(row.district for row in rows) == ["乙区", "甲区"]


def test_the_drawn_plan_keeps_its_households():
    """What the tests above stand on: nobody gets lost."""
    before = sum(each["households"] for each in DOCUMENT["today"])
    assert before == sum(each["households"] for each in DOCUMENT["communities"]) == 15_275
