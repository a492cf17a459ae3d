"""The bundled samples hold what their READMEs and the manifest say, and their scripts make them again."""

from __future__ import annotations

import csv
import json
import xml.etree.ElementTree as ET
from collections import Counter
from itertools import combinations
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely

from geodata.samples import SAMPLES, sample_folder, sample_inputs
from geodata.samples.lianhu_like.generate import make_district
from geodata.samples.lianhu_like.spec import LIANHU_LIKE, LIANHU_LIKE_SEED, DistrictSpec
from geodata.samples.lianhu_like.writing import write_district
from geodata.samples.punggol.compile import compile_links, compile_sample, full_street_name, subzone_name

PUNGGOL = sample_folder("punggol")
LIANHU = sample_folder("lianhu-like")
SOURCE = Path(__file__).parents[2].parent / "shared" / "data" / "singapore_punggol"
needs_source = pytest.mark.skipif(not SOURCE.is_dir(), reason="../shared/data/singapore_punggol is absent")


def rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


# --- both ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", SAMPLES)
def test_every_input_of_a_sample_exists_beside_a_readme(name):
    files = sample_inputs(name)
    inputs = [files.areas, *files.roads, files.barriers, files.facilities, files.subdistricts, files.buildings]
    assert all(Path(file).is_file() for file in inputs if file is not None)
    assert (sample_folder(name) / "README.md").is_file()


@pytest.mark.parametrize("name", SAMPLES)
def test_a_sample_is_small_enough_to_carry(name):
    assert sum(file.stat().st_size for file in sample_folder(name).glob("*.*")) < 2_000_000


def test_an_unknown_sample_is_refused():
    with pytest.raises(KeyError):
        sample_folder("atlantis")


# --- punggol: figures of the README of the real data --------------------------------------------------------------


def test_punggol_keeps_all_702_rows_and_their_57598_dwellings():
    areas = rows(PUNGGOL / "areas.csv")
    assert len(areas) == len({row["area_id"] for row in areas}) == 702
    assert sum(int(row["households"]) for row in areas) == 57_598
    assert {row["household_basis"] for row in areas} == {"dwellings"}


def test_punggol_has_419_located_rows_and_283_without_coordinates():
    areas = rows(PUNGGOL / "areas.csv")
    located = [row for row in areas if row["x"] and row["y"]]
    assert len(located) == 419
    assert sum(int(row["households"]) for row in located) == 42_436
    assert sum(not row["x"] and not row["y"] for row in areas) == 283


def test_punggol_has_525_residential_blocks_and_177_vacant_ones():
    assert Counter(row["kind"] for row in rows(PUNGGOL / "areas.csv")) == {"estate": 525, "vacant": 177}


def test_punggol_links_end_in_its_1364_nodes_and_each_stands_once():
    nodes = {row["node_id"] for row in rows(PUNGGOL / "nodes.csv")}
    links = rows(PUNGGOL / "links.csv")
    assert len(nodes) == 1_364
    assert {row[end] for row in links for end in ("from", "to")} <= nodes
    assert all(row["from"] != row["to"] for row in links)
    assert len({(*sorted((row["from"], row["to"])), row["length_m"], row["geometry"]) for row in links}) == len(links)


def test_punggol_network_can_be_walked_but_for_its_closed_driveways():
    """The source is one component; 7 junctions are reached over links with ``access=no`` only."""
    nodes = [row["node_id"] for row in rows(PUNGGOL / "nodes.csv")]
    reach = {node: {node} for node in nodes}
    for row in rows(PUNGGOL / "links.csv"):
        if row["walk"] == "true" and reach[row["from"]] is not reach[row["to"]]:
            merged = reach[row["from"]] | reach[row["to"]]
            reach.update(dict.fromkeys(merged, merged))
    assert max(len(part) for part in reach.values()) == 1_364 - 7


def test_punggol_lines_start_and_end_at_their_junctions_and_are_as_long_as_said():
    place = {row["node_id"]: (float(row["x"]), float(row["y"])) for row in rows(PUNGGOL / "nodes.csv")}
    drawn = [row for row in rows(PUNGGOL / "links.csv") if row["geometry"]]
    lines = gpd.GeoSeries.from_wkt([row["geometry"] for row in drawn], crs="EPSG:4326")
    ends = [{line.coords[0], line.coords[-1]} for line in lines]
    assert all(end == {place[row["from"]], place[row["to"]]} for end, row in zip(ends, drawn, strict=True))
    lengths = lines.to_crs("EPSG:3414").length
    said = pd.Series([float(row["length_m"]) for row in drawn])
    assert (np.abs(lengths - said) < 1 + 0.01 * said).mean() > 0.99


def test_punggol_subzones_are_seven_named_and_fit_together():
    subzones = gpd.read_file(PUNGGOL / "subdistricts.geojson")
    assert set(subzones["subdistrict"]) == {
        "Coney Island", "Matilda", "Northshore", "Punggol Canal", "Punggol Field", "Punggol Town Centre",
        "Waterway East",
    }
    assert subzones.geometry.is_valid.all()
    assert shapely.coverage_is_valid(subzones.geometry.to_numpy())


def test_punggol_located_blocks_stand_in_four_subzones():
    """Counts by subzone, by point in polygon on the published outlines."""
    areas = pd.DataFrame([row for row in rows(PUNGGOL / "areas.csv") if row["x"]])
    points = gpd.GeoDataFrame(areas, geometry=gpd.points_from_xy(areas["x"], areas["y"]), crs="EPSG:4326")
    found = points.sjoin(gpd.read_file(PUNGGOL / "subdistricts.geojson"), predicate="within")
    assert Counter(found["subdistrict"]) == {
        "Punggol Field": 135, "Waterway East": 131, "Matilda": 114, "Punggol Town Centre": 39
    }


@needs_source
def test_compiling_the_published_files_makes_the_committed_ones(tmp_path):
    compile_sample(SOURCE, tmp_path)
    for file in tmp_path.iterdir():
        assert file.read_bytes() == (PUNGGOL / file.name).read_bytes(), file.name


@needs_source
def test_street_names_are_written_out_as_the_address_table_has_them():
    addresses = rows(SOURCE / "hdb_address_2022-06.csv")
    assert all(full_street_name(row["street_name"]) == row["ROAD_NAME"].title() for row in addresses)


def test_a_subzone_name_is_taken_out_of_its_table():
    assert subzone_name("<tr> <th>SUBZONE_N</th> <td>CONEY ISLAND</td> </tr>") == "Coney Island"
    with pytest.raises(ValueError, match="no SUBZONE_N"):
        subzone_name("<table></table>")


def test_an_edge_and_its_reverse_are_one_link_and_a_loop_is_none():
    """A to B there and back (30 m), a second way from A to B (50 m), a loop at B: two links."""
    edges = [("A", "B", 30.0), ("B", "A", 30.0000000001), ("A", "B", 50.0), ("B", "B", 9.0)]
    drawn = "".join(
        f'<edge source="{a}" target="{b}"><data key="l">{m}</data><data key="h">[\'steps\', \'path\']</data></edge>'
        for a, b, m in edges
    )
    keys = '<key id="l" attr.name="length"/><key id="h" attr.name="highway"/>'
    graph = f'<graphml xmlns="http://graphml.graphdrawing.org/xmlns">{keys}<graph>{drawn}</graph></graphml>'
    links = compile_links(ET.fromstring(graph))
    assert [(link["from"], link["to"], link["length_m"], link["class"]) for link in links] == [
        ("A", "B", "30.0", "steps"), ("A", "B", "50.0", "steps")
    ]


# --- lianhu-like: the files against the manifest, by arithmetic and geometry alone --------------------------------


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


# --- the generator as a source of benchmark instances --------------------------------------------------------------


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
