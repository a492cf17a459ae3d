"""Two plans compared on the nine squares: who is who, what differs, what is better, and taking it place by place."""

from __future__ import annotations

from dataclasses import replace
from functools import cache

import geopandas as gpd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.maps.palette import clash
from app.plans.atoms import Ground
from app.plans.comparison import Comparison
from app.plans.drawing import Drawing
from app.plans.gains import Measure, gains
from app.plans.judging import judge_drawing
from app.plans.pen import apply
from app.plans.splits import cut_unit
from app.plans.starts import start_with
from app.plans.taking import take
from app.profiles import open_profile
from geodata.input_files import InputFiles
from geodata.prepare import prepare
from tests.app import drawn_grid as grid
from tests.app.plans.conftest import ground

CELLS = tuple(grid.HOUSEHOLDS)
OFFICES = dict.fromkeys(CELLS, "新街")


def drawn(text, splits=None, dataset=None):
    """A drawing of the nine squares in the order a1 a2 a3 b1 …: one letter a square, ``.`` is in none."""
    dataset = dataset or ground()
    named = {"H": "和平", "F": "丰和", "N": "新街+1", "M": "新街+2"}
    units = dataset.units.index
    assignment = {unit: named[letter] for unit, letter in zip(units, text, strict=True) if letter != "."}
    return Ground(replace(start_with(dataset, assignment), splits=splits or {}), dataset)


TODAY = drawn("HHHHFFFFF")
COLUMNS = drawn("HHHFFFNNN")


@cache
def cut_b2(y=420):
    west, south = grid.WEST_M, grid.SOUTH_M
    line = gpd.GeoSeries.from_xy([west + 250, west + 650], [south + y] * 2, crs=grid.CRS).to_crs(4326)
    return cut_unit(ground(), "b2", [(point.x, point.y) for point in line])


def test_communities_are_matched_by_the_households_that_they_share():
    """丰和 of today has 4,375 households, 3,800 of them in 丰和 of the columns (5,700)."""
    comparison = Comparison.of(TODAY, COLUMNS)
    assert comparison.match == {"和平": "和平", "丰和": "丰和"}
    assert [(pair.a, pair.b, pair.households_a, pair.households_b, pair.differs) for pair in comparison.pairs] == [
        ("和平", "和平", 5500, 3600, True), ("丰和", "丰和", 4375, 5700, True), (None, "新街+1", None, 575, True),
    ]


def test_other_identifiers_for_the_same_land_are_the_same():
    comparison = Comparison.of(drawn("HHHHFFFFF"), drawn("FFFFHHHHH"))
    assert comparison.match == {"丰和": "和平", "和平": "丰和"}
    assert not comparison.differing
    assert not any(pair.differs for pair in comparison.pairs)


def test_what_differs_and_the_ledger_from_the_first_to_the_second():
    comparison = Comparison.of(TODAY, COLUMNS)
    assert [atom.unit for atom in comparison.differing] == ["b1", "c1", "c2", "c3"]
    assert [(row.area_id, row.households, row.source, row.target) for row in comparison.transfers] == [
        ("b1", 1900, "和平", "丰和"), ("c2", 300, "丰和", "新街+1"), ("c1", 200, "丰和", "新街+1"),
        ("c3", 75, "丰和", "新街+1"),
    ]


def test_one_set_of_fills_for_both_plans():
    a, b = Comparison.of(TODAY, COLUMNS).colours
    assert (a["和平"], a["丰和"]) == (b["和平"], b["丰和"])
    assert not clash(a["和平"], a["丰和"])
    assert not clash(b["丰和"], b["新街+1"])


def test_a_unit_that_only_one_plan_cuts_is_compared_part_by_part():
    cut = cut_b2()
    whole, parted = drawn("HHHFFFNNN"), Ground(
        Drawing(
            {**{u: c for u, c in COLUMNS.drawing.units.items() if u != "b2"}, "b2/1": "丰和", "b2/2": "和平"},
            COLUMNS.drawing.communities, {"b2": cut.split},
        ), cut.dataset,
    )
    for one, other in ((whole, parted), (parted, whole)):
        [atom] = Comparison.of(one, other).differing
        assert (atom.unit, atom.area_id, atom.households) == (
            "b2/2", "b2", int(cut.dataset.units.households["b2/2"]))


def test_units_cut_by_different_lines_are_compared_by_land_and_not_taken():
    grounds = []
    for y in (420, 480):
        cut = cut_b2(y)
        units = {u: c for u, c in COLUMNS.drawing.units.items() if u != "b2"}
        grounds.append(Ground(
            Drawing({**units, "b2/1": "丰和", "b2/2": "和平"}, COLUMNS.drawing.communities, {"b2": cut.split}),
            cut.dataset,
        ))
    comparison = Comparison.of(*grounds)
    assert not comparison.differing  # north in 丰和, south in 和平 in both, but for 60 m
    assert not any(atom.is_exact for atom in comparison.overlay.atoms if atom.area_id == "b2")
    swapped = replace(grounds[1].drawing, units={**grounds[1].drawing.units, "b2/1": "和平", "b2/2": "丰和"})
    parts = take(Comparison.of(grounds[0], replace(grounds[1], drawing=swapped)), set())
    assert parts.parts == ()
    assert parts.left == ("b2/1", "b2/2")


def test_another_issue_of_the_data_is_compared_where_both_have_land(tmp_path):
    cells = tuple(cell for cell in CELLS if cell != "c3")
    rows = grid.features(
        {"households": grid.HOUSEHOLDS, "community": grid.PRESENT, "subdistrict": OFFICES}, cells=cells)
    other = prepare(InputFiles(areas=str(grid.write(tmp_path / "a.geojson", rows))))
    comparison = Comparison.of(TODAY, drawn("HHHHFFFF", dataset=other))
    assert comparison.overlay.only_a == ("c3",)
    assert not comparison.differing


def test_gains_and_losses_with_the_better_side_and_no_score():
    profile = open_profile("lianhu-2024")
    a, b = (judge_drawing(side.dataset, profile, side.drawing) for side in (TODAY, COLUMNS))
    rows = {gain.measure: gain for gain in gains(a, b)}
    assert set(rows) == set(Measure)

    def row(measure):
        gain = rows[measure]
        return gain.a.value, gain.b.value, gain.better

    assert row(Measure.HOUSEHOLDS_CHANGED) == (0, 2475, "a")
    assert (rows[Measure.IN_BAND].a.of, rows[Measure.IN_BAND].b.of) == (2, 3)
    assert row(Measure.IN_BAND) == (1, 1, "a")  # 1 of 2 against 1 of 3
    assert row(Measure.SMALLEST) == (4375, 575, "a")
    assert row(Measure.LARGEST) == (5500, 5700, "a")
    assert row(Measure.MEAN_DEVIATION) == (1437.5, 1741.7, "a")  # (2000 + 875) / 2; (100 + 2200 + 2925) / 3
    assert row(Measure.BOUNDARY_KM) == (1.2, 1.8, "a")  # b1 to b2, c1 and a2 to a3: 4 × 300 m; two columns: 6 × 300 m
    assert rows[Measure.BOUNDARY_KM].difference == pytest.approx(0.6)
    assert row(Measure.ARTERIAL_CROSSINGS) == (0, 0, None)
    assert row(Measure.FLOOR_MISSING) == (None, None, None)  # no facilities were given
    assert row(Measure.GAP)[2] is None


def test_an_unfinished_plan_is_not_better_for_its_short_boundary():
    profile = open_profile("lianhu-2024")
    a, b = (judge_drawing(side.dataset, profile, side.drawing) for side in (COLUMNS, drawn("HHH......")))
    row = next(gain for gain in gains(a, b) if gain.measure is Measure.BOUNDARY_KM)
    assert (row.a.value, row.b.value, row.better) == (1.8, 0, None)


def test_what_hangs_together_is_one_part():
    """b1 borders c1: all four squares that differ are one part."""
    [part] = take(Comparison.of(TODAY, COLUMNS), {"和平", "丰和"}).parts
    assert (part.number, part.households, part.areas) == (1, 1900 + 575, 4)
    assert (part.sources, part.targets) == (("丰和", "和平"), ("丰和", "新街+1"))
    assert part.changes.units == (
        ("b1", "和平", "丰和"), ("c1", "丰和", "新街+1"), ("c2", "丰和", "新街+1"), ("c3", "丰和", "新街+1"))


def test_places_apart_are_taken_one_by_one():
    """b1 and c3 are no neighbours: two parts, the larger first."""
    parts = take(Comparison.of(drawn("HHHFFFFFF"), drawn("HHHHFFFFH")), {"和平", "丰和"}).parts
    assert [(part.number, part.households, part.changes.units) for part in parts] == [
        (1, 1900, (("b1", "丰和", "和平"),)), (2, 75, (("c3", "丰和", "和平"),)),
    ]


def test_all_land_of_a_community_that_ends_is_one_part():
    """新街+1 is b1 and c3 and nothing else: taking one without the other would leave a rest that nobody wants."""
    [part] = take(Comparison.of(drawn("HHHNFFFFN"), drawn("HHHHFFFFF")), {"和平", "丰和", "新街+1"}).parts
    assert [unit for unit, _, _ in part.changes.units] == ["b1", "c3"]
    assert [(name, after) for name, _, after in part.changes.communities] == [("新街+1", None)]


def test_a_number_that_the_plan_had_before_is_not_given_again():
    [part] = take(Comparison.of(drawn("HHHFFFFFF"), COLUMNS), {"和平", "丰和", "新街+1"}).parts
    assert part.targets == ("新街+2",)
    assert part.changes.communities[0][0] == "新街+2"


def test_a_present_community_comes_back_under_its_name():
    [part] = take(Comparison.of(drawn("HHHHHHHHH"), TODAY), {"和平", "丰和"}).parts
    assert part.targets == ("丰和",)
    assert part.changes.communities[0][1] is None


letters = st.text("HFN.", min_size=9, max_size=9)


def partition(drawing):
    groups = {}
    for unit, community in drawing.units.items():
        groups.setdefault(community, set()).add(unit)
    alone = groups.pop(None, set())
    return {frozenset(units) for units in groups.values()}, alone


@settings(max_examples=40, deadline=None)
@given(letters, letters, st.booleans(), st.randoms())
def test_taking_all_parts_in_any_order_makes_the_first_plan_the_second(one, other, cuts, random):
    a, b = drawn(one), drawn(other)
    if cuts:
        cut = cut_b2()
        home = b.drawing.units["b2"]
        units = {u: c for u, c in b.drawing.units.items() if u != "b2"} | {"b2/1": home, "b2/2": a.drawing.units["a1"]}
        told = {**a.drawing.communities, **b.drawing.communities}
        communities = {name: told[name] for name in set(units.values()) if name is not None}
        b = Ground(Drawing(units, communities, {"b2": cut.split}), cut.dataset)
    parts = take(Comparison.of(a, b), set(a.drawing.communities))
    assert parts.left == ()
    shuffled = list(parts.parts)
    random.shuffle(shuffled)
    drawing = a.drawing
    for part in shuffled:
        drawing = apply(drawing, [part.changes], OFFICES)
    assert drawing.splits in ({}, b.drawing.splits)
    wanted = b.drawing
    if cuts and not drawing.splits:  # nothing of b2 differs from the first plan, so it stays whole
        assert wanted.units["b2/1"] == wanted.units["b2/2"]
        merged = {u: c for u, c in wanted.units.items() if not u.startswith("b2/")} | {"b2": wanted.units["b2/1"]}
        wanted = Drawing(merged, wanted.communities)
    assert partition(drawing) == partition(wanted)
    assert set(drawing.communities) == {name for name in drawing.units.values() if name is not None}
