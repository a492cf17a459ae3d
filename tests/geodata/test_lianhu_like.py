"""The synthetic district: its files against its manifest, by arithmetic and geometry alone; and its generator."""

from __future__ import annotations

import json
from collections import Counter
from itertools import combinations

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely

from geodata.samples import SAMPLES, sample_folder
from geodata.samples.lianhu_like.generate import make_district
from geodata.samples.lianhu_like.spec import LIANHU_LIKE, LIANHU_LIKE_SEED, DistrictSpec
from geodata.samples.lianhu_like.writing import write_district

LIANHU = sample_folder("lianhu-like")


@pytest.fixture(scope="module")
def manifest():
    return json.loads((LIANHU / "manifest.json").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def areas():
    return gpd.read_file(LIANHU / "areas.geojson").set_index("area_id").to_crs("EPSG:4544")


@pytest.fixture(scope="module")
def buildings():
    return pd.read_csv(LIANHU / "buildings.csv").set_index("building_id")


@pytest.fixture(scope="module")
def subdistricts():
    return gpd.read_file(LIANHU / "subdistricts.geojson").set_index("subdistrict").to_crs("EPSG:4544")


@pytest.fixture(scope="module")
def neighbours(areas, subdistricts):
    """Pairs of areas whose land meets over at least 10 m inside a street office, every spot going to the nearest wall.

    The land is divided by Voronoi cells of points along the walls, not by the generator's own cells.
    """
    walls = areas.geometry.boundary.segmentize(10.0)
    points, owner = shapely.get_coordinates(walls.to_numpy(), return_index=True)
    cells = np.array(shapely.voronoi_polygons(shapely.multipoints(np.unique(points, axis=0)), ordered=True).geoms)
    first = pd.DataFrame(points).drop_duplicates().index
    order = np.lexsort((points[first][:, 1], points[first][:, 0]))
    land = gpd.GeoSeries(cells).groupby(owner[first][order]).agg(lambda group: shapely.union_all(group.to_numpy()))
    assert shapely.contains(land.to_numpy(), shapely.point_on_surface(areas.geometry.to_numpy())).all()
    outlines = subdistricts.geometry.loc[areas["subdistrict"]].to_numpy()
    land = shapely.intersection(land.to_numpy(), outlines)
    a, b = shapely.STRtree(land).query(land, predicate="intersects")
    meet = shapely.length(shapely.intersection(shapely.boundary(land[a]), shapely.boundary(land[b]))) >= 10
    same_office = areas["subdistrict"].to_numpy()[a] == areas["subdistrict"].to_numpy()[b]
    pairs = zip(a[meet & same_office], b[meet & same_office], strict=True)
    return {(areas.index[i], areas.index[j]) for i, j in pairs if i != j}


def is_connected(members: list[str], neighbours: set[tuple[str, str]]) -> bool:
    reached, left = {members[0]}, set(members[1:])
    while found := {area for area in left if any((area, other) in neighbours for other in reached)}:
        reached |= found
        left -= found
    return not left


def is_in_band(households: float, persons: float) -> bool:
    """LH-4.3 with AMB-2: either measure suffices below, both must hold above."""
    return (households >= 1_000 or persons >= 5_000) and households <= 5_000 and persons <= 15_000


def test_the_district_says_that_it_is_synthetic_wherever_it_is_shown(manifest, subdistricts):
    sample = SAMPLES["lianhu-like"]
    assert manifest["synthetic"] is True
    assert sample.is_synthetic
    assert all("合成" in text for text in (sample.title_zh, manifest["title_zh"], *subdistricts.index))
    assert all("ynthetic" in text for text in (sample.title_en, manifest["title_en"], manifest["note_en"]))
    for file in LIANHU.glob("*.geojson"):
        assert "合成示例区" in json.loads(file.read_text(encoding="utf-8"))["name"]


def test_the_committed_district_is_made_again_byte_for_byte(tmp_path):
    write_district(make_district(LIANHU_LIKE, LIANHU_LIKE_SEED), tmp_path)
    made = {file.name: file.read_bytes() for file in tmp_path.iterdir()}
    assert made == {name: (LIANHU / name).read_bytes() for name in made}
    assert len(made) == 7


def test_exactly_seven_communities_are_oversized_and_eight_micro(manifest, areas):
    """LH-6.5: as many as Lianhu counted; every other community is in the band."""
    totals = areas.groupby("community")[["households", "population"]].sum()
    oversized = totals.index[totals["households"] > 5_000]
    micro = totals.index[(totals["households"] < 1_000) & (totals["population"] < 5_000)]
    assert set(oversized) == {p["community"] for p in manifest["planted"] if p["fault"] == "oversized"}
    assert set(micro) == {p["community"] for p in manifest["planted"] if p["fault"] == "micro"}
    assert (len(oversized), len(micro)) == (7, 8)
    others = totals.drop([*oversized, *micro])
    assert all(is_in_band(row.households, row.population) for row in others.itertuples())


def test_present_communities_are_connected_and_lie_in_one_street_office(areas, neighbours):
    for community, members in areas.groupby("community"):
        assert members["subdistrict"].nunique() == 1, community
        assert is_connected(list(members.index), neighbours), community


def test_the_manifest_states_the_counts_of_each_planted_community(manifest, areas):
    for planted in manifest["planted"]:
        members = areas[areas["community"] == planted["community"]]
        assert members["households"].sum() == planted["households"]
        assert members["population"].sum() == planted["population"]
        assert set(members["subdistrict"]) == {planted["subdistrict"]}


def test_every_oversized_community_can_be_split_into_communities_in_the_band(manifest, areas, buildings, neighbours):
    for planted in (p for p in manifest["planted"] if p["fault"] == "oversized"):
        parts = planted["way_out"]["communities"]
        present = areas.index[areas["community"] == planted["community"]]
        assert planted["way_out"]["action"] == "split"
        assert set(present) <= {area for part in parts for area in part["areas"]}
        for part in parts:
            check_part(part, planted["subdistrict"], areas, buildings, neighbours)
        for one, other in combinations(parts, 2):
            assert not set(one.get("buildings", one["areas"])) & set(other.get("buildings", other["areas"]))


def test_every_micro_community_can_merge_with_its_partner_into_one_in_the_band(manifest, areas, buildings, neighbours):
    for planted in (p for p in manifest["planted"] if p["fault"] == "micro"):
        (merged,) = planted["way_out"]["communities"]
        together = areas["community"].isin([planted["community"], planted["way_out"]["partner"]])
        assert planted["way_out"]["action"] == "merge"
        assert set(areas.index[together]) == set(merged["areas"])
        check_part(merged, planted["subdistrict"], areas, buildings, neighbours)


def test_the_whole_plan_of_the_manifest_holds_every_household_once_and_is_in_the_band(
    manifest, areas, buildings, neighbours
):
    held = Counter(area for part in manifest["plan"] if "buildings" not in part for area in part["areas"])
    halved = {area for part in manifest["plan"] if "buildings" in part for area in part["areas"]}
    assert set(held) | halved == set(areas.index)
    assert set(held.values()) == {1}
    assert not set(held) & halved
    assert sum(part["households"] for part in manifest["plan"]) == areas["households"].sum()
    for part in manifest["plan"]:
        check_part(part, part["subdistrict"], areas, buildings, neighbours)


def check_part(part, subdistrict, areas, buildings, neighbours):
    """A part is connected, in the band, in one street office, and as large as the manifest says."""
    members = areas.loc[part["areas"]]
    households, persons = members["households"].sum(), members["population"].sum()
    if "buildings" in part:
        mine = buildings.loc[part["buildings"]]
        assert list(mine["area_id"].unique()) == part["areas"]
        # Persons of half an area: in proportion to its households.
        households, persons = mine["households"].sum(), persons * mine["households"].sum() / households
    assert households == part["households"]
    assert is_in_band(households, persons)
    assert set(members["subdistrict"]) == {subdistrict}
    assert is_connected(part["areas"], neighbours)


def test_buildings_hold_exactly_the_households_of_their_area_and_stand_in_it(areas, buildings):
    assert buildings.groupby("area_id")["households"].sum().to_dict() == {
        area: households for area, households in areas["households"].items() if households > 0
    }
    assert (buildings["households"] > 0).all()
    places = gpd.GeoSeries.from_xy(buildings["x"], buildings["y"], crs="EPSG:4326").to_crs(areas.crs)
    assert shapely.dwithin(places.to_numpy(), areas.geometry.loc[buildings["area_id"]].to_numpy(), 0.2).all()


def test_areas_of_note_exist(areas):
    """Areas to split, one to keep whole, a small independent quarter, quarters of both kinds, villages, vacant land."""
    assert (areas["households"] > 5_000).sum() == 2
    whole = areas[areas["keep_whole"]]
    assert len(whole) == 1
    assert whole["households"].between(1_000, 5_000).all()
    independent = areas[areas["relatively_independent"]]
    assert list(independent["kind"]) == ["soe_quarter"]
    assert (independent["households"] < 500).all()
    quarters = areas[areas["kind"] == "soe_quarter"]["households"]
    assert (quarters < 500).sum() >= 2
    assert (quarters >= 500).sum() >= 2
    assert {"estate", "soe_quarter", "family_committee", "village", "vacant"} == set(areas["kind"])
    assert (areas["households"] == 0).equals(areas["kind"] == "vacant")
    assert areas["community"].isna().any()


def test_counts_are_of_the_size_asked_for(areas):
    inhabited = areas[areas["households"] > 0]
    assert len(areas) == LIANHU_LIKE.n_areas
    assert inhabited["households"].median() == pytest.approx(600, rel=0.05)
    assert inhabited["population"].sum() / inhabited["households"].sum() == pytest.approx(2.62, rel=0.05)
    assert (inhabited["population"] / inhabited["households"]).std() > 0.1


def test_compounds_are_apart_and_inside_their_street_office(areas, subdistricts):
    polygons = areas.geometry.to_numpy()
    a, b = shapely.STRtree(polygons).query(polygons, predicate="intersects")
    assert (a == b).all()
    assert shapely.covers(subdistricts.geometry.loc[areas["subdistrict"]].to_numpy(), polygons).all()


def test_eight_street_offices_tile_the_district(subdistricts):
    assert len(subdistricts) == 8
    assert shapely.coverage_is_valid(subdistricts.geometry.to_numpy())
    assert shapely.union_all(subdistricts.geometry.to_numpy()).interiors[:] == []


def test_streets_are_classed_named_and_joined_in_one_network():
    roads = gpd.read_file(LIANHU / "roads.geojson")
    assert set(roads["class"]) == {"主干路", "次干路", "支路", "内部道路"}
    assert roads.loc[roads["class"] != "内部道路", "name"].notna().all()
    ends = shapely.get_coordinates(roads.geometry.to_numpy()).reshape(-1, 4).round(6)
    reach = {tuple(end): {tuple(end)} for end in np.vstack([ends[:, :2], ends[:, 2:]]).tolist()}
    for x1, y1, x2, y2 in ends.tolist():
        if reach[x1, y1] is not reach[x2, y2]:
            merged = reach[x1, y1] | reach[x2, y2]
            reach.update(dict.fromkeys(merged, merged))
    assert all(len(part) == len(reach) for part in reach.values())


def test_only_bridges_cross_the_river_and_only_underpasses_the_railway():
    roads = gpd.read_file(LIANHU / "roads.geojson")
    barriers = gpd.read_file(LIANHU / "barriers.geojson").set_index("kind").geometry
    assert set(barriers.index) == {"river", "rail", "wall"}
    for kind, structure in (("river", "bridge"), ("rail", "underpass")):
        crossing = roads[roads.crosses(barriers[kind])]
        assert set(crossing["structure"]) == {structure}
        assert len(crossing) == (roads["structure"] == structure).sum() >= 2


def test_facilities_stand_in_areas_some_are_too_small_and_sites_are_offered(areas):
    facilities = pd.read_csv(LIANHU / "facilities.csv")
    places = gpd.GeoDataFrame(
        facilities, geometry=gpd.points_from_xy(facilities["x"], facilities["y"]), crs="EPSG:4326"
    ).to_crs(areas.crs)
    found = places.sjoin(areas[["community", "geometry"]], predicate="within")
    assert len(found) == len(facilities)
    service = found[found["kind"] == "service"]
    assert set(service["status"]) == {"existing", "planned", "candidate"}
    assert service["area_m2"].notna().all()
    floor = service[service["status"] == "existing"].groupby("community")["area_m2"].sum()
    needed = 0.30 * areas.groupby("community")["households"].sum().loc[floor.index]
    assert 0.1 < (floor < needed).mean() < 0.9
    share = service["activity_m2"] / service["area_m2"]
    assert (share < 0.6).any()
    assert (share >= 0.6).any()
    assert {"elderly_care", "child_care", "health_station"} <= set(found["kind"])


# the generator as a source of benchmark instances


@pytest.mark.parametrize(
    ("n_areas", "median", "offices"), [(30, 600, 1), (30, 120, 1), (60, 250, 2), (300, 600, None), (200, 120, 1)]
)
def test_an_instance_has_the_areas_the_median_and_the_offices_asked_for(n_areas, median, offices):
    district = make_district(DistrictSpec(n_areas, median, offices), seed=5)
    inhabited = district.areas.loc[district.areas["households"] > 0, "households"]
    assert len(district.areas) == n_areas
    assert inhabited.median() == pytest.approx(median, rel=0.12)
    assert len(district.subdistricts) == (offices or 2)
    assert set(district.areas["subdistrict"]) == set(district.subdistricts.index)
    assert all(1_000 <= part.households <= 5_000 for part in district.plan)


def test_equal_seeds_make_equal_districts_and_other_seeds_others():
    spec = DistrictSpec(n_areas=40)
    one, again, other = (make_district(spec, seed) for seed in (1, 1, 2))
    pd.testing.assert_frame_equal(one.areas, again.areas)
    assert one.planted == again.planted
    assert not one.areas["households"].equals(other.areas["households"])


def test_a_specification_that_cannot_be_met_is_refused():
    with pytest.raises(ValueError, match="fewer offices or more areas"):
        DistrictSpec(n_areas=30, median_households=120, offices=8)
    with pytest.raises(ValueError, match="at least 4 areas"):
        DistrictSpec(n_areas=1)
    with pytest.raises(ValueError, match="room for"):
        make_district(DistrictSpec(n_areas=40, oversized=30), seed=1)
