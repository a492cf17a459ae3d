"""People: the tables of rules.md 2.5 to 2.8 and test vectors 8 to 12, 15 to 18 and 34."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geodata.domain import CommunityId
from optimizer.audit import Status, audit
from optimizer.dossier import CommunityStatement, Dossier
from optimizer.rules.pack import Severity, load_profile
from optimizer.rules.staff import estimated_persons, oversized_extra, seats, workers_by_households, workers_required
from tests.optimizer.drawn_facts import area, community, plan
from tests.optimizer.own_packs import with_own

LIANHU = load_profile("lianhu-2024")


@pytest.mark.parametrize(
    ("households", "recommended", "accepted"),
    [
        (0, 5, (5,)),
        (1999, 5, (5,)),
        (2000, 5, (5, 7)),
        (2001, 7, (7,)),
        (3999, 7, (7,)),
        (4000, 7, (7, 9)),
        (4001, 9, (9,)),
        (5000, 9, (9,)),
        (5001, 9, (9,)),
    ],
)
def test_seats(households, recommended, accepted):
    found = seats(LIANHU, households)
    assert (found.recommended, found.accepted) == (recommended, accepted)


@pytest.mark.parametrize(
    ("mode", "at_2000", "at_4000"), [("lower", (5,), (7,)), ("upper", (7,), (9,)), ("either", (5, 7), (7, 9))]
)
def test_tie_mode_decides_the_shared_values(mode, at_2000, at_4000):
    text = f'[fields.committee]\ntie_mode = {{ value = "{mode}", design_default = true }}\n'
    profile = with_own("lianhu-2024", text)
    assert seats(profile, 2000).accepted == at_2000
    assert seats(profile, 4000).accepted == at_4000
    assert seats(profile, 3000).accepted == (7,)


def on_committees(households, **stated):
    """Findings under LH-10 on the two committees of one community, by rule."""
    facts = plan(community("丰和", area(households=households), population=None))
    dossier = Dossier(statements={CommunityId("丰和"): CommunityStatement(**stated)})
    return {f.rule: f for f in audit(facts, LIANHU, dossier).findings if f.rule.startswith("LH-10.")}


def broken(households, **stated):
    found = on_committees(households, **stated).items()
    return {rule: finding.severity for rule, finding in found if finding.status is Status.FAIL}


@pytest.mark.parametrize(
    ("households", "committee", "severities"),
    [
        (1999, 5, {}),
        (2000, 7, {}),
        (2001, 7, {}),
        (4000, 9, {}),
        (1999, 6, {"LH-10.4": Severity.SOFT}),
        (4001, 8, {"LH-10.4": Severity.SOFT}),
        (3000, 9, {"LH-10.4": Severity.SOFT}),
        (1500, 4, {"LH-10.3": Severity.HARD}),
        (1500, 10, {"LH-10.3": Severity.HARD}),
    ],
)
def test_another_number_of_seats_is_soft_in_the_range_and_hard_outside(households, committee, severities):
    assert broken(households, party_team=3, committee=committee, cross_appointed=3, full_time=9) == severities


@pytest.mark.parametrize(  # the table of 2.6: p, c, least x, n at that x, x needed by the cap, least full-time members
    ("party", "committee", "least_both", "persons", "by_cap", "least_full_time"),
    [
        (3, 5, 2, 6, 0, 3), (3, 7, 2, 8, 0, 4), (3, 9, 2, 10, 1, 4),
        (5, 5, 3, 7, 0, 3), (5, 7, 3, 9, 1, 4), (5, 9, 3, 11, 3, 5),
    ],
)
def test_cross_appointment_cap_and_full_time_members(party, committee, least_both, persons, by_cap, least_full_time):
    households = {5: 1500, 7: 3000, 9: 4500}[committee]
    team = {"party_team": party, "committee": committee}
    enough = {**team, "cross_appointed": least_both, "full_time": least_full_time}
    assert broken(households, **enough) == {}
    assert on_committees(households, **enough)["LH-10.7"].measured == persons
    assert broken(households, **{**enough, "full_time": least_full_time - 1}) == {"LH-10.6": Severity.HARD}
    fewer = broken(households, **team, cross_appointed=least_both - 1, full_time=9)
    assert fewer.get("LH-10.5") is Severity.HARD
    assert ("LH-10.7" in fewer) is (least_both - 1 < by_cap)


@pytest.mark.parametrize(
    ("form", "party", "expected"),
    [
        ("branch", 3, {}),
        ("branch", 5, {"LH-10.2": Severity.SOFT}),
        ("general_branch", 5, {}),
        ("committee", 5, {}),
        ("committee", 3, {"LH-10.2": Severity.SOFT}),
        ("branch", 2, {"LH-10.1": Severity.HARD}),
        ("committee", 6, {"LH-10.1": Severity.HARD}),
    ],
)
def test_the_form_of_the_party_organisation_sets_its_number(form, party, expected):
    stated = {"party_form": form, "party_team": party, "cross_appointed": party, "committee": 7, "full_time": 7}
    assert broken(3000, **stated) == expected


@pytest.mark.parametrize(
    ("persons", "required"),
    [
        (1309, 3),
        (2620, 5),
        (4999, 9),
        (5000, 9),
        (5001, 10),
        (9170, 17),
        (10_000, 18),
        (13_100, 24),
        (15_000, 27),
        (15_001, 28),
        (0, 0),
    ],
)
def test_workers(persons, required):
    assert workers_required(LIANHU, persons) == required


@given(st.integers(min_value=0, max_value=1_000_000))
def test_workers_are_the_least_whole_number_that_suffices(persons):
    required = workers_required(LIANHU, persons)
    assert required * 10_000 >= 18 * persons
    assert (required - 1) * 10_000 < 18 * persons


@pytest.mark.parametrize(
    ("households", "least", "most"),
    [(500, 9, 9), (990, 9, 9), (991, 9, 10), (1350, 9, 13), (1351, 10, 13), (2000, 14, 19), (3000, 20, 28)],
)
def test_beijing_counts_workers_by_household(households, least, most):
    """One per 110 to 150 households, at least 9 (rules.md 4.7): a started share counts."""
    found = workers_by_households(load_profile("beijing-2020"), households)
    assert (found.least, found.most) == (least, most)
    assert workers_by_households(LIANHU, households) is None


@pytest.mark.parametrize(("households", "extra"), [(5000, 0), (5001, 1), (5500, 1), (5501, 2), (1000, 0)])
def test_extra_workers_while_not_split(households, extra):
    assert oversized_extra(LIANHU, households) == extra


def test_persons_are_estimated_at_the_census_average():
    assert estimated_persons(LIANHU, 3500) == 9170


def test_the_national_pack_states_no_people():
    law = load_profile("cn-law-2026")
    assert seats(law, 3000) is None
    assert workers_required(law, 3000) is None
    assert oversized_extra(law, 4000) is None
