"""Size verdicts: the tables and test vectors of rules.md 2.3, 5.2 and 8."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from optimizer.rules.pack import load_profile
from optimizer.rules.size import Form, SizeNote, size_rule, verdict
from tests.optimizer.own_packs import with_own

LIANHU = size_rule(load_profile("lianhu-2024"))
QUARTER = size_rule(load_profile("soe-living-quarter"))
OVERLAID = load_profile("lianhu-2024", ["soe-living-quarter"])
LAW = size_rule(load_profile("cn-law-2026"))


def soe_with_maximum(households):
    text = f'[fields.size]\nhouseholds_max = {{ value = {households}, clause = "某区通知 二" }}\n'
    return size_rule(with_own("soe-living-quarter", text))


@pytest.mark.parametrize(
    ("households", "population", "in_band", "micro", "oversized", "notes"),
    [
        # vectors 1 to 6
        (999, 2617, False, True, False, []),
        (1000, 2620, True, False, False, [SizeNote.PERSONS_BELOW]),
        (999, 5000, True, False, False, [SizeNote.HOUSEHOLDS_BELOW]),
        (5000, 15000, True, False, False, []),
        (5001, 13103, False, False, True, []),
        (4900, 15001, False, False, True, []),
        # vector 33
        (999, None, False, True, False, []),
        (1000, None, True, False, False, [SizeNote.PERSONS_UNKNOWN]),
        # the table of 2.3 at 2.62 persons per household
        (1908, 4999, True, False, False, [SizeNote.PERSONS_BELOW]),
        (1909, 5002, True, False, False, []),
        (3500, 9170, True, False, False, []),
        (5000, 13100, True, False, False, []),
        (5725, 15000, False, False, True, []),
        (5726, 15002, False, False, True, []),
        # every bound by itself: ~ includes both ends
        (1000, 5000, True, False, False, []),
        (999, 4999, False, True, False, []),
        (5000, None, True, False, False, [SizeNote.PERSONS_UNKNOWN]),
        (5001, None, False, False, True, []),
    ],
)
def test_lianhu(households, population, in_band, micro, oversized, notes):
    size = verdict(LIANHU, households, population)
    assert (size.in_band, size.micro, size.oversized) == (in_band, micro, oversized)
    assert list(size.notes) == notes
    assert size.form is None


@pytest.mark.parametrize(
    ("households", "population", "broken"),
    [
        (999, 2617, ["size.households_min", "size.population_min"]),
        (5001, 13103, ["size.households_max"]),
        (4900, 15001, ["size.population_max"]),
        (5726, 15002, ["size.households_max", "size.population_max"]),
        (3500, 9170, []),
    ],
)
def test_the_broken_bounds_are_named(households, population, broken):
    assert [field.path for field in verdict(LIANHU, households, population).broken] == broken


@pytest.mark.parametrize(
    ("households", "population", "at_target"),
    [(3500, 9170, True), (3500, None, True), (3816, 10000, True), (3499, 9999, False), (1500, None, False)],
)
def test_lianhu_target_is_3500_households_or_10000_persons(households, population, at_target):
    assert verdict(LIANHU, households, population).at_target is at_target


class TestLivingQuarters:
    @pytest.mark.parametrize(
        ("households", "independent", "form"),
        [
            (499, False, Form.JOIN_WHOLE),  # vector 22
            (499, True, Form.MAY_BE_INDEPENDENT),
            (500, False, Form.MAY_BE_INDEPENDENT),  # vector 23
            (501, False, Form.MAY_BE_INDEPENDENT),
            (1500, False, Form.MAY_BE_INDEPENDENT),
        ],
    )
    def test_form(self, households, independent, form):
        assert verdict(QUARTER, households, None, relatively_independent=independent).form is form

    def test_exactly_500_is_a_boundary_value(self):
        assert SizeNote.BOUNDARY_VALUE in verdict(QUARTER, 500, None).notes
        for households in (499, 501):
            assert SizeNote.BOUNDARY_VALUE not in verdict(QUARTER, households, None).notes

    def test_about_1500_is_the_target(self):  # vector 24
        assert verdict(QUARTER, 1500, None).at_target
        assert not verdict(QUARTER, 3500, 10000).at_target

    def test_the_elided_maximum_is_a_notice(self):  # vector 25, maximum unset
        size = verdict(QUARTER, 3200, None)
        assert size.upper_ok
        assert not size.oversized
        assert size.notes == (SizeNote.PROFILE_INCOMPLETE,)
        assert size.form is Form.MAY_BE_INDEPENDENT

    def test_above_the_filled_maximum_divide(self):  # vector 25, maximum 3000
        size = verdict(soe_with_maximum(3000), 3200, None)
        assert size.form is Form.DIVIDE
        assert size.oversized
        assert [field.rule for field in size.broken] == ["LQ-3.10"]
        assert size.notes == ()

    def test_persons_do_not_count(self):
        assert verdict(QUARTER, 499, 20_000).micro
        assert verdict(QUARTER, 3200, 20_000).in_band

    @pytest.mark.parametrize("households", [1, 300, 499])
    def test_a_family_committee_quarter_is_converted_whatever_its_size(self, households):  # AMB-14
        size = verdict(QUARTER, households, None, family_committee=True)
        assert size.form is Form.CONVERT
        assert size.in_band
        assert not size.micro
        assert SizeNote.EXEMPT in size.notes

    def test_an_independent_quarter_may_be_small(self):  # LQ-3.8
        size = verdict(QUARTER, 300, None, relatively_independent=True)
        assert size.in_band
        assert SizeNote.EXEMPT in size.notes

    def test_the_exemption_does_not_lift_the_maximum(self):
        size = verdict(soe_with_maximum(3000), 3200, None, relatively_independent=True, family_committee=True)
        assert size.oversized
        assert size.form is Form.DIVIDE

    def test_lianhu_knows_no_exemption(self):
        assert verdict(LIANHU, 300, None, relatively_independent=True, family_committee=True).micro


class TestOverlay:
    def test_a_quarter_of_700_is_allowed_and_the_base_band_named(self):  # vector 26
        size = verdict(size_rule(OVERLAID, selected=True), 700, None)
        assert size.in_band
        assert not size.micro
        assert size.notes == (SizeNote.BELOW_BASE_BAND,)

    def test_the_base_band_is_not_named_where_it_is_kept(self):
        assert verdict(size_rule(OVERLAID, selected=True), 1000, None).notes == ()

    def test_a_mixed_community_keeps_the_base_band(self):  # vector 38: 700 + 200 households, 2400 persons
        size = verdict(size_rule(OVERLAID), 900, 2400)
        assert size.micro
        assert not size.in_band

    def test_the_maximum_falls_through_to_the_base(self):
        rule = size_rule(OVERLAID, selected=True)
        assert verdict(rule, 5000, None).in_band
        assert verdict(rule, 5001, None).oversized
        assert verdict(rule, 5000, 20_000).in_band

    def test_the_small_quarter_joins_under_the_overlay_too(self):
        assert verdict(size_rule(OVERLAID, selected=True), 499, None).form is Form.JOIN_WHOLE
        assert verdict(size_rule(OVERLAID), 499, None).form is None


@pytest.mark.parametrize(("households", "in_band"), [(999, False), (1000, True), (3000, True), (3001, False)])
def test_national_law(households, in_band):  # vector 32
    size = verdict(LAW, households, 20_000)
    assert size.in_band is in_band
    assert size.notes == ()


@pytest.mark.parametrize(
    ("pack", "households", "in_band", "micro", "oversized"),
    [
        ("beijing-2020", 499, False, True, False),
        ("beijing-2020", 500, True, False, False),
        ("beijing-2020", 3000, True, False, False),
        ("beijing-2020", 3001, False, False, True),
        ("yuhang-2020", 499, False, True, False),
        ("yuhang-2020", 500, False, False, False),
        ("yuhang-2020", 1499, False, False, False),
        ("yuhang-2020", 1500, True, False, False),
        ("yuhang-2020", 4000, True, False, False),
        ("yuhang-2020", 4001, False, False, False),
        ("yuhang-2020", 5001, False, False, True),
        ("henan-2022", 999, False, True, False),
        ("henan-2022", 3000, True, False, False),
        ("henan-2022", 3001, False, False, True),
        ("cn-law-1989", 99, False, False, False),
        ("cn-law-1989", 700, True, False, False),
        ("cn-law-1989", 701, False, False, True),
    ],
)
def test_other_cities(pack, households, in_band, micro, oversized):  # rules.md 4.7
    size = verdict(size_rule(load_profile(pack)), households, None)
    assert (size.in_band, size.micro, size.oversized) == (in_band, micro, oversized)


def test_9001_persons_are_too_many_in_beijing():
    rule = size_rule(load_profile("beijing-2020"))
    assert verdict(rule, 2000, 9000).in_band
    assert not verdict(rule, 2000, 9001).in_band


COUNTS = st.integers(min_value=0, max_value=30_000)


@given(households=COUNTS, population=st.none() | COUNTS)
def test_lianhu_is_the_formula_of_the_digest(households, population):
    lower = households >= 1000 or (population is not None and population >= 5000)
    upper = households <= 5000 and (population is None or population <= 15000)
    size = verdict(LIANHU, households, population)
    assert (size.lower_ok, size.upper_ok, size.in_band) == (lower, upper, lower and upper)
    assert (size.micro, size.oversized) == (not lower, not upper)
    assert bool(size.broken) is not size.in_band
