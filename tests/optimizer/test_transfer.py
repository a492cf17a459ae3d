"""Transfer of enterprise communities: CQ-2.5 to 2.10, RT-7, the survey of rules.md 7.3."""

from datetime import date

import pytest

from optimizer.rules.pack import Severity, load_profile
from optimizer.rules.transfer import Persons, retiree_fee_yuan, running_costs, seconded_breach, seconded_pay

LIANHU = load_profile("lianhu-2024")
QUARTER = load_profile("soe-living-quarter")


class TestPersons:
    def test_who_is_socialised_already_stays_and_is_not_counted_again(self):  # PL-14
        assert Persons(total=3000, socialised=800, enterprise=2200).transferred == 2200

    @pytest.mark.parametrize(("enterprise", "difference"), [(2200, 0), (2150, 50), (2300, -100)])
    def test_the_survey_must_add_up(self, enterprise, difference):
        assert Persons(total=3000, socialised=800, enterprise=enterprise).difference == difference


class TestRetirees:
    @pytest.mark.parametrize(("transferred", "fee"), [(date(2017, 6, 16), 1020), (date(2020, 12, 31), 1020)])
    def test_1020_yuan_each_until_the_end_of_2020(self, transferred, fee):
        assert retiree_fee_yuan(QUARTER, 1, transferred) == fee

    def test_nothing_is_invented_for_later(self):
        assert retiree_fee_yuan(QUARTER, 1, date(2021, 1, 1)) is None

    def test_lianhu_has_no_fee(self):
        assert retiree_fee_yuan(LIANHU, 1200, date(2020, 12, 31)) is None


class TestTransition:
    @pytest.mark.parametrize(
        ("former", "district", "enterprise"), [(80_000, 20_000, 0), (150_000, 0, 50_000), (100_000, 0, 0)]
    )
    def test_running_costs_against_a_standard_of_100000(self, former, district, enterprise):
        shares = running_costs(100_000, former)
        assert (shares.district_yuan, shares.enterprise_yuan) == (district, enterprise)

    @pytest.mark.parametrize(("former", "enterprise"), [(5000, 800), (4200, 0), (4000, 0)])
    def test_the_district_pays_its_standard_and_the_enterprise_what_is_above(self, former, enterprise):
        shares = seconded_pay(4200, former)
        assert (shares.district_yuan, shares.enterprise_yuan) == (4200, enterprise)

    @pytest.mark.parametrize(("seconded", "path"), [(0, "min"), (1, None), (2, None), (3, "max")])
    def test_one_or_two_are_seconded_once_a_transition_is_opened(self, seconded, path):
        breach = seconded_breach(QUARTER, seconded)
        assert (breach and breach.path) == (path and f"transfer.seconded_staff_{path}")
        assert breach is None or breach.severity is Severity.HARD
