"""Money of communities: rules.md 2.9 and its worked examples."""

from decimal import Decimal

import pytest

from optimizer.rules.budget import pay_shares, work_funds
from optimizer.rules.facility import required_floor_m2, required_plaza_m2
from optimizer.rules.pack import load_profile
from optimizer.rules.staff import seats
from tests.optimizer.own_packs import with_own

LIANHU = load_profile("lianhu-2024")
LAW = load_profile("cn-law-2026")


def floor_m2(*parts: int, is_new: bool) -> Decimal:
    return sum((required_floor_m2(LIANHU, part, is_new=is_new) for part in parts), Decimal(0))


def seated(*parts: int) -> int:
    return sum(seats(LIANHU, part).recommended for part in parts)


def test_work_funds_come_from_two_purses():
    funds = work_funds(LIANHU, 1)
    assert (funds.city_yuan, funds.district_yuan, funds.total_yuan) == (130_000, 120_000, 250_000)


@pytest.mark.parametrize("parts", [2, 3, 7])
def test_a_split_into_k_adds_k_less_one_quarter_million_and_a_merger_saves_as_much(parts):
    assert work_funds(LIANHU, parts).total_yuan - work_funds(LIANHU, 1).total_yuan == (parts - 1) * 250_000


class TestWorkedExamples:  # 6,000 into three; 5,001 into three and into two
    def test_6000_households_into_three_of_2000(self):
        assert work_funds(LIANHU, 3).total_yuan - work_funds(LIANHU, 1).total_yuan == 500_000
        assert floor_m2(6000, is_new=False) == 1800
        assert floor_m2(2000, 2000, 2000, is_new=True) == 1800
        assert (required_plaza_m2(LIANHU), 3 * required_plaza_m2(LIANHU)) == (1000, 3000)
        assert (seated(6000), seated(2000, 2000, 2000)) == (9, 15)

    def test_5001_households_into_three_pay_for_the_least_floor(self):
        assert floor_m2(5001, is_new=False) == Decimal("1500.3")
        assert floor_m2(1667, 1667, 1667, is_new=True) == 1800
        assert floor_m2(1667, is_new=False) == Decimal("500.1")  # a part that keeps its committee
        assert floor_m2(1667, 1667, 1667, is_new=True) - floor_m2(5001, is_new=False) == Decimal("299.7")

    def test_5001_households_into_two_do_not(self):
        assert floor_m2(2501, 2500, is_new=True) == Decimal("1500.3")
        assert (seated(5001), seated(2501, 2500)) == (9, 14)


def test_no_funds_where_the_pack_states_none():
    assert work_funds(LAW, 10) is None


class TestPay:
    def test_city_and_district_bear_half_each(self):  # LH-19.2, 1:1
        shares = pay_shares(LIANHU, Decimal("90001"))
        assert (shares.city_yuan, shares.district_yuan) == (Decimal("45000.5"), Decimal("45000.5"))

    def test_another_split_is_a_matter_of_the_pack(self):
        text = '[fields.budget]\nsalary_split = { value = "3:7", clause = "某区办法 九" }\n'
        shares = pay_shares(with_own("lianhu-2024", text), Decimal(1000))
        assert (shares.city_yuan, shares.district_yuan) == (300, 700)

    def test_no_split_no_shares(self):
        assert pay_shares(LAW, Decimal(1000)) is None
