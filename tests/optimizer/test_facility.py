"""Premises: the table of rules.md 2.4 and test vectors 7 to 12 and 36."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from optimizer.rules.facility import look_back, required_activity_m2, required_floor_m2, required_plaza_m2
from optimizer.rules.pack import load_profile
from tests.optimizer.own_packs import with_own

LINEAR = load_profile("lianhu-2024")
CEIL = with_own("lianhu-2024", '[fields.facility]\narea_mode = { value = "ceil", design_default = true }\n')
TABLE = [  # H, linear existing, linear new, ceil existing, ceil new, least activity area (linear, new)
    (499, "149.7", "600", "150", "600", "360"),
    (500, "150", "600", "150", "600", "360"),
    (999, "299.7", "600", "300", "600", "360"),
    (1000, "300", "600", "300", "600", "360"),
    (1999, "599.7", "600", "600", "600", "360"),
    (2000, "600", "600", "600", "600", "360"),
    (2001, "600.3", "600.3", "630", "630", "360.18"),
    (3500, "1050", "1050", "1050", "1050", "630"),
    (4000, "1200", "1200", "1200", "1200", "720"),
    (4001, "1200.3", "1200.3", "1230", "1230", "720.18"),
    (5000, "1500", "1500", "1500", "1500", "900"),
    (5001, "1500.3", "1500.3", "1530", "1530", "900.18"),
]


@pytest.mark.parametrize(("households", "existing", "new", "ceil_existing", "ceil_new", "activity"), TABLE)
def test_required_floor(households, existing, new, ceil_existing, ceil_new, activity):
    assert required_floor_m2(LINEAR, households, is_new=False) == Decimal(existing)
    assert required_floor_m2(LINEAR, households, is_new=True) == Decimal(new)
    assert required_floor_m2(CEIL, households, is_new=False) == Decimal(ceil_existing)
    assert required_floor_m2(CEIL, households, is_new=True) == Decimal(ceil_new)
    assert required_activity_m2(LINEAR, Decimal(new)) == Decimal(activity)


def test_the_activity_share_is_of_the_actual_floor():
    assert required_activity_m2(LINEAR, Decimal(2000)) == 1200


def test_the_plaza_is_per_community():
    assert required_plaza_m2(LINEAR) == 1000


def test_a_profile_without_premises_asks_for_none():
    law = load_profile("cn-law-2026")
    assert required_floor_m2(law, 2000, is_new=True) is None
    assert required_activity_m2(law, Decimal(600)) is None
    assert required_plaza_m2(law) is None


@pytest.mark.parametrize("is_new", [True, False])
@pytest.mark.parametrize(("households", "floor_m2"), [(999, 300), (1000, 300), (1001, "300.3"), (3000, 900)])
def test_henan_asks_every_community_for_300_square_metres_at_least(households, floor_m2, is_new):
    assert required_floor_m2(load_profile("henan-2022"), households, is_new=is_new) == Decimal(floor_m2)


def test_the_overlay_leaves_premises_to_the_base():
    assert required_floor_m2(load_profile("lianhu-2024", ["soe-living-quarter"]), 700, is_new=False) == 210


@given(st.integers(min_value=0, max_value=10_000))
def test_the_floor_meets_the_line_without_a_jump(households):
    new = required_floor_m2(LINEAR, households, is_new=True)
    assert new == max(600, Decimal(3 * households) / 10)


@pytest.mark.parametrize(
    ("built", "provided", "due", "boundary"),
    [
        ("2011-01", False, False, False),
        ("2011-02", False, True, True),
        ("2011-03", False, True, False),
        ("2011-02", True, False, False),
    ],
)
def test_look_back(built, provided, due, boundary):  # vector 36
    found = look_back(LINEAR, built, facility_provided=provided)
    assert (found.is_due, found.is_boundary_month) == (due, boundary)
