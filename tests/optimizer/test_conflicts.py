"""Layers that disagree, and packs of another time (rules.md 2.1, 2.2)."""

from datetime import date

import pytest

from optimizer.rules.conflicts import conflicts
from optimizer.rules.pack import load_profile
from optimizer.rules.validity import out_of_force
from tests.optimizer.own_packs import with_own


def found(profile):
    return [(c.decides.pack, c.differs.pack, c.differs.rule, c.low, c.high) for c in conflicts(profile)]


class TestConflicts:
    def test_lianhu_allows_what_is_above_the_usual_range_of_the_law(self):
        assert found(load_profile("lianhu-2024")) == [("lianhu-2024", "cn-law-2026", "LAW-3", 3001, 5000)]

    def test_it_is_said_in_two_languages_with_both_layers_named(self):
        (conflict,) = conflicts(load_profile("lianhu-2024"))
        assert conflict.message_zh == (
            "3,001 至 5,000 户：莲湖区社区管理若干措施（2024）允许，高于一般范围 3,000"
            "（城市居民委员会组织法（2026年施行），LAW-3）"
        )
        assert conflict.message_en.startswith("3,001 to 5,000 households: within Lianhu measures")
        assert "above the usual range of Urban Residents' Committee Organic Law" in conflict.message_en
        assert "(LAW-3)" in conflict.message_en

    def test_an_overlay_for_quarters_goes_below_its_base_and_the_law(self):
        profile = load_profile("lianhu-2024", ["soe-living-quarter"])
        assert ("soe-living-quarter", "lianhu-2024", "LH-4.3", 500, 999) in found(profile)
        assert ("soe-living-quarter", "cn-law-2026", "LAW-3", 500, 999) in found(profile)

    @pytest.mark.parametrize(
        ("pack", "expected"),
        [
            ("yuhang-2020", [("yuhang-2020", "cn-law-2026", "LAW-3", 3001, 4000)]),
            ("beijing-2020", [("beijing-2020", "cn-law-2026", "LAW-3", 500, 999)]),
            ("henan-2022", []),
            ("cn-law-2026", []),
            ("soe-living-quarter", []),
        ],
    )
    def test_other_packs(self, pack, expected):
        assert found(load_profile(pack)) == expected

    def test_being_stricter_is_no_conflict(self):
        stricter = with_own("lianhu-2024", '[fields.size]\nhouseholds_max = { value = 2500, clause = "某区办法 三" }\n')
        assert found(stricter) == []

    def test_a_number_of_ours_is_never_set_against_the_law(self):
        ours = with_own("lianhu-2024", "[fields.size]\nhouseholds_max = { value = 9000, design_default = true }\n")
        assert found(ours) == []

    def test_no_conflict_with_a_law_not_yet_in_force(self):
        assert conflicts(load_profile("lianhu-2024", on=date(2025, 6, 1))) == ()


class TestValidity:
    @pytest.mark.parametrize(
        ("pack", "day", "said"),
        [
            ("lianhu-2024", date(2024, 2, 28), "from 2024-02-29"),
            ("lianhu-2024", date(2024, 2, 29), None),
            ("cn-law-2026", date(2025, 12, 31), "from 2026-01-01"),
            ("cn-law-2026", date(2026, 1, 1), None),
            ("cn-law-1989", date(2025, 12, 31), None),
            ("cn-law-1989", date(2026, 1, 1), "ended on 2025-12-31"),
            ("soe-living-quarter", date(1999, 1, 1), None),
        ],
    )
    def test_a_plan_outside_the_dates_is_told_so(self, pack, day, said):
        told = out_of_force(load_profile(pack, on=day), day)
        assert [warning.pack.id for warning in told] == ([pack] if said else [])
        if said:
            assert said in told[0].message_en
            assert str(day) in told[0].message_zh

    def test_every_layer_is_looked_at(self):
        profile = load_profile("soe-living-quarter", ["cn-law-1989"])
        assert [warning.pack.id for warning in out_of_force(profile, date(2026, 5, 1))] == ["cn-law-1989"]
