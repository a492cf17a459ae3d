"""Money: rules.md 2.9 and test vectors 19, 30 and 37."""

from datetime import date

import pytest

from optimizer.rules.budget import retiree_fee_yuan, running_costs, seconded_pay, work_funds
from optimizer.rules.pack import load_profile

LIANHU = load_profile("lianhu-2024")
QUARTER = load_profile("soe-living-quarter")


def test_work_funds_of_a_hundred_communities():  # vector 19
    funds = work_funds(LIANHU, 100)
    assert (funds.city_yuan, funds.district_yuan, funds.total_yuan) == (13_000_000, 12_000_000, 25_000_000)


def test_a_split_into_three_adds_half_a_million_a_year():
    assert work_funds(LIANHU, 3).total_yuan - work_funds(LIANHU, 1).total_yuan == 500_000


def test_no_funds_where_the_pack_states_none():
    assert work_funds(load_profile("cn-law-2026"), 10) is None


@pytest.mark.parametrize(("transferred", "fee"), [(date(2020, 12, 31), 1_224_000), (date(2021, 1, 1), None)])
def test_fee_for_1200_retirees(transferred, fee):  # vector 30
    assert retiree_fee_yuan(QUARTER, 1200, transferred) == fee


def test_lianhu_has_no_retiree_fee():
    assert retiree_fee_yuan(LIANHU, 1200, date(2020, 12, 31)) is None


@pytest.mark.parametrize(
    ("former", "district", "enterprise"), [(80_000, 20_000, 0), (150_000, 0, 50_000), (100_000, 0, 0)]
)
def test_running_costs_against_a_standard_of_100000(former, district, enterprise):  # vector 37
    shares = running_costs(100_000, former)
    assert (shares.district_yuan, shares.enterprise_yuan) == (district, enterprise)


def test_seconded_pay_above_the_standard_is_the_enterprises():  # vector 37
    shares = seconded_pay(4200, 5000)
    assert (shares.district_yuan, shares.enterprise_yuan) == (4200, 800)


def test_seconded_pay_below_the_standard_costs_the_enterprise_nothing():
    assert seconded_pay(4200, 4000).enterprise_yuan == 0
