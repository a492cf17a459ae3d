"""Who sees a case when, who may act in it, and what they find on their desk (rules.md 0.5; R3)."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from sqlalchemy import select

from app.approval import requests
from app.approval.acting import act
from app.approval.errors import CaseNotFoundError, WrongRoleError
from app.approval.opening import open_case, open_joint_review, open_ruling
from app.approval.opinions import ask, give
from app.approval.reading import Mine, case_detail, list_cases
from app.approval.recording import put_record
from app.approval.store import find_case
from app.approval.visibility import may_see_case
from app.storage.cases import CaseRow, OpinionRow, StepRow
from app.workspace import LOCAL, Workspace
from tests.app.approval.people import (
    BUREAU,
    CITY,
    CITY_BUREAU,
    DEPARTMENT,
    DEVELOPER,
    EVERYBODY,
    GOVERNMENT,
    HOUSING,
    OTHER_BUREAU,
    OTHER_STREET,
    STREET,
    enter_organisations,
)

AREA = requests.Area(name="铁路新村", subdistrict="新街", description="无人管理")


@pytest.fixture
def space(any_workspace: Workspace) -> Workspace:
    enter_organisations(any_workspace)
    return any_workspace


def opened(space: Workspace, kind: str = "setting_up") -> str:
    with space.database.session() as session:
        return open_case(session, STREET, kind, "设立甲社区", {"plan_id": "p"}, subdistrict="新街").id


def moved(space: Workspace, case_id: str, *states: str) -> None:
    """Bring a case where it would be after some steps."""
    with space.database.session() as session:
        case = session.get_one(CaseRow, case_id)
        for number, state in enumerate(states, 1):
            session.add(StepRow(
                case_id=case_id, number=number, action="x", source=case.state, target=state, role="street_office",
                by="街办", organisation_id=STREET.organisation_id, details={},
            ))
            case.state = state


def seeing(space: Workspace, case_id: str) -> set[str]:
    with space.database.reading() as session:
        case = session.get_one(CaseRow, case_id)
        found = {each.name for each in EVERYBODY if may_see_case(session, each, case)}
        listed = {
            each.name for each in EVERYBODY if any(one.id == case_id for one in list_cases(session, each).items)
        }
        assert listed == found  # lists and single cases obey the same rule
        assert may_see_case(session, LOCAL, case)
    return found


def test_each_sees_a_case_from_when_it_comes_to_them(space: Workspace) -> None:
    case_id = opened(space)
    assert seeing(space, case_id) == {"街办"}
    moved(space, case_id, "residents_discussion", "applied_to_district_gov")
    assert seeing(space, case_id) == {"街办", "区民政"}
    moved_on = ("residents_discussion", "applied_to_district_gov", "district_review", "district_gov_consent",
                "city_consultation")
    other = opened(space)
    moved(space, other, *moved_on)
    assert seeing(space, other) == {"街办", "区民政", "区政府", "市民政"}
    third = opened(space)
    moved(space, third, *moved_on, "city_gov_review", "closed")
    assert seeing(space, third) == {"街办", "区民政", "区政府", "市民政", "市政府"}  # what one has seen one still sees


def test_what_may_not_be_seen_is_not_there(space: Workspace) -> None:
    case_id = opened(space)
    with space.database.reading() as session:
        for each in (OTHER_STREET, BUREAU, OTHER_BUREAU, CITY):
            with pytest.raises(CaseNotFoundError):
                find_case(session, each, case_id)


def test_a_department_that_is_asked(space: Workspace) -> None:
    case_id = opened(space)
    moved(space, case_id, "district_review")
    with space.database.session() as session:
        asked = requests.OpinionRound(departments=[requests.Department(organisation_id=DEPARTMENT.organisation_id)])
        ask(session, BUREAU, case_id, 1, asked)
    assert "区发改" in seeing(space, case_id)
    with space.database.reading() as session:
        waiting = list_cases(session, DEPARTMENT, mine=Mine.WAITS)
        assert [(each.id, each.may_act) for each in waiting.items] == [(case_id, True)]
        assert [each.zh for each in waiting.items[0].waits_for] == ["区民政局", "区发改单位"]
    given = requests.OpinionGiven(verdict="remarks", text="补充用房进度")
    with space.database.session() as session:
        opinion = session.scalars(select(OpinionRow)).one()
        with pytest.raises(WrongRoleError):
            give(session, BUREAU, case_id, opinion.id, given)  # its own to give
        give(session, DEPARTMENT, case_id, opinion.id, given)
    with space.database.reading() as session:
        assert list_cases(session, DEPARTMENT, mine=Mine.WAITS).total == 0


def test_desks(space: Workspace) -> None:
    """What waits for somebody, and what they brought."""
    draft, under_review = opened(space), opened(space)
    moved(space, under_review, "district_review")
    with space.database.reading() as session:
        def listed(who, mine):
            return {each.id for each in list_cases(session, who, mine=mine).items}

        assert listed(STREET, Mine.WAITS) == {draft}
        assert listed(STREET, Mine.BROUGHT) == listed(STREET, Mine.TRUE) == {draft, under_review}
        assert listed(BUREAU, Mine.WAITS) == listed(BUREAU, Mine.TRUE) == {under_review}
        assert listed(BUREAU, Mine.BROUGHT) == listed(OTHER_BUREAU, Mine.TRUE) == set()
        assert [each.may_act for each in list_cases(session, STREET).items] == [False, True]


def test_a_step_in_anothers_role(space: Workspace) -> None:
    case_id = opened(space)
    moved(space, case_id, "applied_to_district_gov")
    asked = requests.ActionRequest(action="receive")
    with space.database.session() as session:
        with pytest.raises(WrongRoleError) as refused:
            act(session, space, STREET, case_id, 1, asked)
        assert "区民政局" in refused.value.message_zh
        with pytest.raises(CaseNotFoundError):
            act(session, space, OTHER_BUREAU, case_id, 1, asked)
        detail = case_detail(session, space, STREET, case_id)
        assert {each.action: each.is_mine for each in detail.actions} == {
            "receive": False, "take_back": True, "withdraw": True,
        }


def test_a_record_in_anothers_role(space: Workspace) -> None:
    case_id = opened(space)
    moved(space, case_id, "residents_discussion", "applied_to_district_gov", "residents_discussion")
    told = {"held_on": date(2026, 2, 10).isoformat(), "attended": 5, "agreed": 5}
    with space.database.session() as session:
        with pytest.raises(WrongRoleError):
            put_record(session, BUREAU, case_id, 1, "residents", told)
        assert put_record(session, STREET, case_id, 1, "residents", told).records["residents"]["agreed"] == 5


@pytest.mark.parametrize("who", [BUREAU, GOVERNMENT, CITY, DEPARTMENT, DEVELOPER])
def test_only_who_leads_a_case_on_begins_it(space: Workspace, who) -> None:
    with space.database.session() as session, pytest.raises(WrongRoleError):
        open_case(session, who, "setting_up", "设立", {}, subdistrict="新街")


def test_nobody_hands_in_for_another_street(space: Workspace) -> None:
    with space.database.session() as session, pytest.raises(WrongRoleError):
        open_case(session, OTHER_STREET, "setting_up", "设立", {}, subdistrict="新街")


def test_an_area_between_two_street_offices(space: Workspace) -> None:
    """Both see it; inside the district its bureau rules, against another district the city (LH-3.3, LH-3.4)."""
    with space.database.session() as session:
        between = AREA.model_copy(update={"other_subdistrict": "旧街"})
        inside = open_ruling(session, STREET, requests.NewRuling(title="铁路新村归属", area=between)).id
        across = AREA.model_copy(update={"other_district": "雁塔区"})
        outside = open_ruling(session, STREET, requests.NewRuling(title="铁路新村归属", area=across)).id
    assert seeing(space, inside) == {"街办", "邻街办"}
    with space.database.reading() as session:
        actions = {case: [each.action for each in case_detail(session, space, STREET, case).actions]
                   for case in (inside, outside)}
    assert actions == {inside: ["report", "withdraw"], outside: ["apply", "withdraw"]}


def test_a_developer_of_no_district(space: Workspace) -> None:
    """The street office says in which district its case is: there it is supervised, whoever began it."""
    afar = replace(DEVELOPER, district=None)
    review = joint_review("新街")
    with space.database.session() as session:
        case = open_joint_review(session, afar, review)
        assert case.district == STREET.district
        assert open_joint_review(session, afar, joint_review("无此街道")).district is None
        case_id = case.id
    assert seeing(space, case_id) == {"开发商", "街办", "区住建"}


def joint_review(subdistrict: str) -> requests.NewJointReview:
    facility = requests.FacilityAsked(name="社区用房")
    return requests.NewJointReview(title="社区用房", facility=facility, subdistrict=subdistrict)


def test_parties_of_a_joint_review(space: Workspace) -> None:
    facility = requests.FacilityAsked(name="新街社区用房")
    with space.database.session() as session:
        review = requests.NewJointReview(
            title="新街社区用房", facility=facility, subdistrict="新街",
            developer_organisation_id=DEVELOPER.organisation_id,
        )
        case_id = open_joint_review(session, HOUSING, review).id
    assert seeing(space, case_id) == {"区住建", "开发商", "街办"}
    with space.database.reading() as session:
        parties = case_detail(session, space, DEVELOPER, case_id).parties
        assert {(each.name, each.role) for each in parties} == {
            ("开发商单位", "developer"), ("街办单位", "street_office"),
        }
        assert not may_see_case(session, CITY_BUREAU, session.get_one(CaseRow, case_id))
