"""People: the tables of rules.md 2.5 to 2.8 and test vectors 8 to 12, 15 to 18 and 34."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from optimizer.rules.pack import Severity, load_profile
from optimizer.rules.staff import (
    Team,
    estimated_persons,
    oversized_extra,
    seat_breaches,
    seats,
    team_breaches,
    workers_required,
)

LIANHU = load_profile("lianhu-2024")


def breaches(team):
    return [(breach.field.rule, breach.field.severity) for breach in team_breaches(LIANHU, team)]


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
    own = (
        'id = "own"\nversion = "1"\ntitle_zh = "自定"\ntitle_en = "Own"\njurisdiction = "某区"\n'
        f'[fields.committee]\ntie_mode = {{ value = "{mode}", design_default = true }}\n'
    )
    profile = load_profile("lianhu-2024", ["own"], extra={"own": own})
    assert seats(profile, 2000).accepted == at_2000
    assert seats(profile, 4000).accepted == at_4000
    assert seats(profile, 3000).accepted == (7,)


@pytest.mark.parametrize(
    ("households", "committee", "severities"),
    [
        (1999, 5, []),
        (2000, 7, []),
        (2001, 7, []),
        (4000, 9, []),
        (1999, 6, [Severity.SOFT]),
        (4001, 8, [Severity.SOFT]),
        (3000, 9, [Severity.SOFT]),
    ],
)
def test_another_number_of_seats_in_the_range_is_soft(households, committee, severities):
    found = seat_breaches(LIANHU, Team(party=3, committee=committee, both=3), households)
    assert [breach.field.severity for breach in found] == severities


@pytest.mark.parametrize("committee", [4, 10])
def test_seats_outside_the_range_are_one_hard_finding(committee):
    team = Team(party=3, committee=committee, both=3)
    assert breaches(team) == [("LH-10.3", Severity.HARD)]
    assert seat_breaches(LIANHU, team, 1500) == ()


@pytest.mark.parametrize(  # the table of 2.6: p, c, least x, n at that x, least full-time members
    ("party", "committee", "least_both", "persons", "least_full_time"),
    [(3, 5, 2, 6, 3), (3, 7, 2, 8, 4), (3, 9, 2, 10, 4), (5, 5, 3, 7, 3), (5, 7, 3, 9, 4), (5, 9, 3, 11, 5)],
)
def test_least_cross_appointment_and_full_time_members(party, committee, least_both, persons, least_full_time):
    enough = Team(party, committee, least_both, full_time=least_full_time)
    assert enough.persons == persons
    assert breaches(enough) == []
    assert breaches(Team(party, committee, least_both, full_time=least_full_time - 1)) == [("LH-10.6", Severity.HARD)]
    fewer = Team(party, committee, least_both - 1)
    assert ("LH-10.5", Severity.HARD) in breaches(fewer)
    assert (("LH-10.7", Severity.HARD) in breaches(fewer)) is (fewer.persons > 11)


def test_five_and_nine_with_two_in_both_break_two_hard_rules():  # vector 15
    found = {breach.field.rule: (breach.measured, breach.limit) for breach in team_breaches(LIANHU, Team(5, 9, 2))}
    assert found == {"LH-10.7": (12, 11), "LH-10.5": (Decimal("0.4"), Decimal("0.6"))}


def test_one_of_three_is_too_little_cross_appointment():  # vector 16
    assert breaches(Team(3, 5, 1)) == [("LH-10.5", Severity.HARD)]


@pytest.mark.parametrize(("full_time", "expected"), [(4, [("LH-10.6", Severity.HARD)]), (5, [])])
def test_full_time_members_of_eleven(full_time, expected):  # vector 17
    assert breaches(Team(5, 9, 3, full_time=full_time)) == expected


def test_a_party_team_of_four():  # vector 34
    assert breaches(Team(4, 7, 2)) == [("LH-10.2", Severity.SOFT), ("LH-10.5", Severity.HARD)]
    assert breaches(Team(4, 7, 3)) == [("LH-10.2", Severity.SOFT)]


@pytest.mark.parametrize(
    ("form", "party", "expected"),
    [
        ("branch", 3, []),
        ("branch", 5, [("LH-10.2", Severity.SOFT)]),
        ("general_branch", 5, []),
        ("committee", 5, []),
        ("committee", 3, [("LH-10.2", Severity.SOFT)]),
    ],
)
def test_the_form_of_the_party_organisation_sets_its_number(form, party, expected):
    assert breaches(Team(party, 7, 3, form=form)) == expected


@pytest.mark.parametrize(("party", "rule"), [(2, "LH-10.1"), (6, "LH-10.1")])
def test_a_party_team_has_three_to_five_members(party, rule):
    assert (rule, Severity.HARD) in breaches(Team(party, 7, party))


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
    assert team_breaches(law, Team(9, 9, 0, full_time=0)) == ()
