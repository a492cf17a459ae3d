"""The identifiers of communities (design 4.6)."""

import geopandas as gpd
import numpy as np
import pytest
from shapely import Polygon

from app.communities import assignment_of, name_communities
from geodata.domain import Anchor, AreaKind, OfficeGround, Walking
from geodata.errors import IdentifierClashError
from optimizer.plan import CommunityResult, OfficeResult, SolveStatus, StoppedBy
from tests.app.drawn_grid import CRS, HOUSEHOLDS, PRESENT, square

CELLS = tuple(sorted(HOUSEHOLDS))


def units(present=PRESENT):
    return gpd.GeoDataFrame(
        {
            "area_id": list(CELLS),
            "community": np.array([present.get(cell) for cell in CELLS], dtype=object),
            "households": [HOUSEHOLDS[cell] for cell in CELLS],
        },
        geometry=[Polygon(square(cell)) for cell in CELLS], index=list(CELLS), crs=CRS,
    )


def ground() -> OfficeGround:
    """An office of nine units, each its own anchor."""
    n, nothing = len(CELLS), np.zeros(0)
    return OfficeGround(
        subdistrict="新街", unit_ids=CELLS, area_ids=CELLS, area_is_split=np.zeros(n, bool),
        households=np.array([HOUSEHOLDS[cell] for cell in CELLS]), persons=np.full(n, -1), kinds=(AreaKind.ESTATE,) * n,
        relatively_independent=np.zeros(n, bool), keep_whole=np.zeros(n, bool),
        present=tuple(PRESENT[cell] for cell in CELLS), present_households={"和平": 5500, "丰和": 4375},
        floor_m2=np.zeros(n), has_facilities=False,
        anchors=tuple(Anchor(None, k, None, 0.0) for k in range(n)), walk_m=np.zeros((n, n)),
        walking=Walking.STRAIGHT_LINE, borders=np.zeros((0, 2), int), border_m=nothing, border_on_line_m=nothing,
        border_crossing=nothing.astype(int),
    )


def office(*groups: str) -> OfficeResult:
    """A result whose communities are the given groups of cells, anchored in the first cell of each."""
    found = tuple(
        CommunityResult(tuple(group.split()), CELLS.index(group.split()[0]), None, 0, 0) for group in groups
    )
    return OfficeResult("新街", SolveStatus.OPTIMAL, found, 0, 0, 0, "enumeration", StoppedBy.PROOF, 0.0)


def named(*groups: str, present=PRESENT):
    return {c.units: c.community_id for c in name_communities([office(*groups)], [ground()], units(present))}


def test_a_community_that_holds_more_than_half_keeps_the_name():
    """Column a has 3,600 of 和平's 5,500; b2 and b3 3,800 of 丰和's 4,375; b1 and c hold halves of nothing."""
    assert named("a1 a2 a3", "b2 b3", "b1 c1 c2 c3") == {
        ("a1", "a2", "a3"): "和平", ("b2", "b3"): "丰和", ("b1", "c1", "c2", "c3"): "新街+1",
    }


def test_exactly_half_is_not_more_than_half():
    """With 和平 made of a1 and a2 (1,200 each), neither continues it."""
    present = {"a1": "和平", "a2": "和平"}
    assert named("a1", "a2 a3 b1 b2 b3 c1 c2 c3", present=present)[("a1",)] == "新街+1"


def test_a_merger_keeps_the_name_of_the_larger_share():
    """All nine cells: 和平 brings 5,500, 丰和 4,375."""
    assert list(named(" ".join(CELLS)).values()) == ["和平"]


def test_new_communities_are_numbered_from_north_to_south_then_from_west_to_east():
    result = named("c3", "a1", "c1", "b1", "b2", "a2", "a3", "b3", "c2", present={})
    order = ["a1", "b1", "c1", "a2", "b2", "c2", "a3", "b3", "c3"]
    assert [result[(cell,)] for cell in order] == [f"新街+{k}" for k in range(1, 10)]


def test_a_new_identifier_that_the_files_use_is_an_error():
    """新街+1 is today's community of c1 and c2 (500); c1 alone (200) does not continue it, so it is new."""
    present = {**PRESENT, "c1": "新街+1", "c2": "新街+1"}
    with pytest.raises(IdentifierClashError) as caught:
        named("a1 a2 a3 b1", "b2 b3 c2 c3", "c1", present=present)
    assert caught.value.feature == "新街+1"


def test_the_plan_as_one_array_in_order_of_unit():
    communities = name_communities([office("a1 a2 a3", "b2 b3", "b1 c1 c2 c3")], [ground()], units())
    assert list(assignment_of(communities).items()) == [
        ("a1", "和平"), ("a2", "和平"), ("a3", "和平"), ("b1", "新街+1"), ("b2", "丰和"), ("b3", "丰和"),
        ("c1", "新街+1"), ("c2", "新街+1"), ("c3", "新街+1"),
    ]
