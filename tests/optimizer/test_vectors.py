"""The 38 test vectors of rules.md section 8, one test each, in the order of the document.

Those on people and premises go through the audit, so that they hold what an office is told and not a formula of ours.
Geometry behind vectors 27 to 29 is in ``tests/test_facts_to_audit.py``.
"""

import re
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from geodata.domain import CommunityId
from geodata.domain_facts import LandDefect
from optimizer.audit import Status, audit
from optimizer.dossier import CommunityStatement, Dossier
from optimizer.rules.budget import work_funds
from optimizer.rules.deadlines import election_deadline, signing_deadline, transition_end
from optimizer.rules.facility import look_back, required_floor_m2
from optimizer.rules.pack import Severity
from optimizer.rules.size import Form, SizeNote, size_rule, verdict
from optimizer.rules.staff import seats, workers_required
from optimizer.rules.transfer import retiree_fee_yuan, running_costs, seconded_breach, seconded_pay
from tests.optimizer.audited import LAW, LIANHU, OVERLAID, QUARTER, SOE, THERE, failed, sized, the
from tests.optimizer.drawn_facts import OFFICE, area, community, plan, premises
from tests.optimizer.own_packs import with_own

CEIL = with_own("lianhu-2024", '[fields.facility]\narea_mode = { value = "ceil", design_default = true }\n')
QUARTER_3000 = with_own("soe-living-quarter", '[fields.size]\nhouseholds_max = { value = 3000, clause = "某区通知" }\n')


def size(households, population=None, profile=LIANHU, *, selected=False, **flags):
    return verdict(size_rule(profile, selected=selected), households, population, **flags)


def floor(households, *, is_new, profile=LIANHU):
    return required_floor_m2(profile, households, is_new=is_new)


def seated(households):
    found = seats(LIANHU, households)
    return found.recommended, found.accepted


def on_people(**stated):
    """What fails among the rules on the two committees of a community of 2,500 households, and how hard."""
    statement = CommunityStatement(**stated)
    facts = plan(community("丰和", area(households=2500), population=None))
    found = audit(facts, LIANHU, Dossier(statements={CommunityId("丰和"): statement})).findings
    return [(f.rule, f.severity.value) for f in found if f.rule.startswith("LH-10.") and f.status is Status.FAIL]


def measured_on_people(rule, **stated):
    statement = CommunityStatement(**stated)
    facts = plan(community("丰和", area(households=2500), population=None))
    (found,) = [
        f for f in audit(facts, LIANHU, Dossier(statements={CommunityId("丰和"): statement})).findings if f.rule == rule
    ]
    return found.measured


def with_premises(**changes):
    """A new community of 2,000 households with exactly enough of everything but what is changed."""
    return plan(community(is_new=True, facilities=(premises(**changes),)))


def test_vector_01_below_by_both_is_micro():
    assert size(999, 2617).micro


def test_vector_02_1000_households_are_in_whatever_the_persons():
    assert (size(1000, 2620).in_band, size(1000, 2620).notes) == (True, (SizeNote.PERSONS_BELOW,))


def test_vector_03_5000_persons_are_in_whatever_the_households():
    assert (size(999, 5000).in_band, size(999, 5000).notes) == (True, (SizeNote.HOUSEHOLDS_BELOW,))


def test_vector_04_both_upper_ends_belong():
    assert (size(5000, 15000).in_band, size(5000, 15000).notes) == (True, ())


def test_vector_05_5001_households_are_oversized():
    assert size(5001, 13103).oversized


def test_vector_06_15001_persons_are_oversized():
    assert size(4900, 15001).oversized


def test_vector_07_floor_for_1999_households():
    assert floor(1999, is_new=True) == 600
    assert floor(1999, is_new=False) == Decimal("599.7")


def test_vector_08_2000_households_lie_in_two_classes():
    assert (floor(2000, is_new=True), floor(2000, is_new=False)) == (600, 600)
    assert seated(2000) == (5, (5, 7))


def test_vector_09_2001_households():
    assert floor(2001, is_new=True) == Decimal("600.3")
    assert floor(2001, is_new=True, profile=CEIL) == 630
    assert seated(2001) == (7, (7,))


def test_vector_10_4000_households_lie_in_two_classes():
    assert floor(4000, is_new=True) == 1200
    assert seated(4000) == (7, (7, 9))


def test_vector_11_4001_households():
    assert floor(4001, is_new=True) == Decimal("1200.3")
    assert floor(4001, is_new=True, profile=CEIL) == 1230
    assert seated(4001) == (9, (9,))


def test_vector_12_5000_and_5001_households():
    assert (floor(5000, is_new=True), floor(5001, is_new=True)) == (1500, Decimal("1500.3"))
    assert (floor(5000, is_new=True, profile=CEIL), floor(5001, is_new=True, profile=CEIL)) == (1500, 1530)
    assert (seated(5000)[0], seated(5001)[0]) == (9, 9)


@pytest.mark.parametrize(("activity_m2", "status"), [(360.0, Status.PASS), (359.99, Status.FAIL)])
def test_vector_13_activity_share_of_600_square_metres(activity_m2, status):
    assert the("LH-7.4", with_premises(area_m2=600.0, activity_m2=activity_m2)).status is status


@pytest.mark.parametrize(("plaza_m2", "status"), [(1000.0, Status.PASS), (999.9, Status.FAIL)])
def test_vector_14_plaza(plaza_m2, status):
    assert the("LH-7.2", with_premises(plaza_m2=plaza_m2)).status is status


def test_vector_15_five_and_nine_need_three_in_both():
    enough = {"party_team": 5, "committee": 9, "full_time": 5}
    rules = [rule for rule, _ in on_people(**enough, cross_appointed=3)]
    assert "LH-10.5" not in rules
    assert "LH-10.7" not in rules
    assert measured_on_people("LH-10.7", **enough, cross_appointed=3) == 11
    assert measured_on_people("LH-10.5", **enough, cross_appointed=3) == 0.6
    too_few = on_people(**enough, cross_appointed=2)
    assert [rule for rule, severity in too_few if severity == "hard"] == ["LH-10.5", "LH-10.7"]
    assert measured_on_people("LH-10.7", **enough, cross_appointed=2) == 12
    assert measured_on_people("LH-10.5", **enough, cross_appointed=2) == 0.4


def test_vector_16_one_of_three_in_both():
    assert ("LH-10.5", "hard") in on_people(party_team=3, committee=5, cross_appointed=1, full_time=7)


@pytest.mark.parametrize(("full_time", "fails", "share"), [(4, True, 0.364), (5, False, 0.455)])
def test_vector_17_full_time_members_of_eleven(full_time, fails, share):
    stated = {"party_team": 5, "committee": 9, "cross_appointed": 3, "full_time": full_time}
    assert (("LH-10.6", "hard") in on_people(**stated)) is fails
    assert measured_on_people("LH-10.6", **stated) == pytest.approx(share, abs=5e-4)


def test_vector_18_workers():
    assert (workers_required(LIANHU, 5000), workers_required(LIANHU, 5001)) == (9, 10)


def test_vector_19_a_hundred_communities():
    funds = work_funds(LIANHU, 100)
    assert (funds.city_yuan, funds.district_yuan, funds.total_yuan) == (13_000_000, 12_000_000, 25_000_000)


def test_vector_20_three_months_from_the_end_of_november():
    assert election_deadline(LIANHU, date(2024, 11, 30)).due == date(2025, 2, 28)


def test_vector_21_a_saturday_is_moved():
    found = election_deadline(LIANHU, date(2024, 3, 15))
    assert (found.unshifted, found.due) == (date(2024, 6, 15), date(2024, 6, 17))


@pytest.mark.parametrize(("independent", "form"), [(False, Form.JOIN_WHOLE), (True, Form.MAY_BE_INDEPENDENT)])
def test_vector_22_a_quarter_of_499(independent, form):
    assert size(499, profile=QUARTER, relatively_independent=independent).form is form


def test_vector_23_a_quarter_of_exactly_500():
    found = size(500, profile=QUARTER)
    assert found.form is Form.MAY_BE_INDEPENDENT
    assert SizeNote.BOUNDARY_VALUE in found.notes


def test_vector_24_a_quarter_of_1500_is_at_target():
    assert size(1500, profile=QUARTER).at_target


def test_vector_25_a_quarter_of_3200():
    unset = size(3200, profile=QUARTER)
    assert (unset.upper_ok, unset.oversized) == (True, False)
    assert SizeNote.PROFILE_INCOMPLETE in unset.notes
    assert [f.status for f in audit(sized(3200, kind=SOE), QUARTER).findings if f.rule == "LQ-3.10"] == [Status.UNKNOWN]
    assert size(3200, profile=QUARTER_3000).form is Form.DIVIDE


def test_vector_26_a_quarter_of_700_under_the_overlay():
    assert size(700, profile=OVERLAID, selected=True).in_band
    found = the("LH-4.3", sized(700, kind=SOE), OVERLAID)
    assert found.severity is Severity.ADVISORY
    assert "1,000" in found.message_en


@pytest.mark.parametrize(
    ("profile", "kind", "severity"),
    [(QUARTER, SOE, "hard"), (OVERLAID, SOE, "hard"), (LIANHU, area().kind, "soft")],
    ids=["alone", "overlay", "estate"],
)
def test_vector_27_a_quarter_cut_between_two_communities(profile, kind, severity):
    parts = [
        community(name, area("区", half, of=300, kind=kind), area(name, 2000, kind=kind), population=None)
        for name, half in (("丰和", 200), ("长庆", 100))
    ]
    assert ("PL-9", severity) in failed(plan(*parts), profile)


def test_vector_28_pieces_that_touch_in_a_point_are_two():
    assert failed(plan(community(pieces=2, detached=(THERE,)))) == [("PL-4", "hard")]


def test_vector_29_a_gap_of_half_a_square_metre_and_one_of_fifty():
    for land_m2, found in ((0.5, []), (50.0, [("PL-1", "hard")])):
        gap = LandDefect(place=THERE, land_m2=land_m2, subdistrict=OFFICE, communities=(), areas=())
        assert failed(plan(gaps=(gap,))) == found


@pytest.mark.parametrize(("transferred", "fee"), [(date(2020, 12, 31), 1_224_000), (date(2021, 1, 1), None)])
def test_vector_30_the_fee_for_1200_retirees(transferred, fee):
    assert retiree_fee_yuan(QUARTER, 1200, transferred) == fee


def test_vector_31_a_transition():
    assert transition_end(QUARTER, date(2017, 11, 1)) == date(2020, 11, 1)
    assert seconded_breach(QUARTER, 2) is None
    assert seconded_breach(QUARTER, 3).severity is Severity.HARD


def test_vector_32_the_law_beside_lianhu():
    assert size(3000, profile=LAW).in_band
    assert failed(sized(3001), LAW) == [("LAW-3", "soft")]
    assert size(3001, 9000).in_band
    assert failed(sized(3001, 9000)) == [("LAW-3", "advisory")]


def test_vector_33_persons_unknown():
    assert size(999).micro
    assert (size(1000).in_band, size(1000).notes) == (True, (SizeNote.PERSONS_UNKNOWN,))
    workers = [f for f in audit(sized(1000), LIANHU).findings if f.rule == "LH-11.4"]
    assert {finding.status for finding in workers} == {Status.UNKNOWN}


def test_vector_34_a_party_team_of_four():
    stated = {"party_team": 4, "committee": 7, "full_time": 4}
    assert on_people(**stated, cross_appointed=2) == [("LH-10.2", "soft"), ("LH-10.5", "hard")]
    assert measured_on_people("LH-10.5", **stated, cross_appointed=2) == 0.5
    assert on_people(**stated, cross_appointed=3) == [("LH-10.2", "soft")]
    assert measured_on_people("LH-10.5", **stated, cross_appointed=3) == 0.75


def test_vector_35_ten_working_days():
    assert signing_deadline(QUARTER, date(2017, 11, 1)).due == date(2017, 11, 15)


def test_vector_36_the_month_itself_is_looked_back_to():
    assert not look_back(LIANHU, "2011-01", facility_provided=False).is_due
    found = look_back(LIANHU, "2011-02", facility_provided=False)
    assert (found.is_due, found.is_boundary_month) == (True, True)


def test_vector_37_who_pays_in_the_transition():
    assert running_costs(100_000, 80_000).district_yuan == 20_000
    assert running_costs(100_000, 150_000).enterprise_yuan == 50_000
    assert seconded_pay(4200, 5000).enterprise_yuan == 800


def test_vector_38_a_mixed_community_keeps_the_base_band():
    mixed = community(
        "丰和", area("厂区", 700, kind=SOE), area("甲", 200), population=2400,
        facilities=(replace(premises(), area_m2=5000.0, activity_m2=3000.0),),
    )
    assert failed(plan(mixed), OVERLAID) == [("LH-4.3", "soft")]
    assert the("LH-4.3", plan(mixed), OVERLAID).measured == 900


def test_no_vector_is_left_out():
    numbers = re.findall(r"^def test_vector_(\d\d)_", Path(__file__).read_text(encoding="utf-8"), re.M)
    assert [int(number) for number in numbers] == list(range(1, 39))
