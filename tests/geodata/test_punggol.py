"""The real sample holds what the README of its source says, and its script makes it again."""

from __future__ import annotations

import csv
import xml.etree.ElementTree as ET
from collections import Counter
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely

from geodata.samples import sample_folder
from geodata.samples.punggol.compile import compile_links, compile_sample, full_street_name, subzone_name

PUNGGOL = sample_folder("punggol")
SOURCE = Path(__file__).parents[2].parent / "shared" / "data" / "singapore_punggol"
needs_source = pytest.mark.skipif(not SOURCE.is_dir(), reason="../shared/data/singapore_punggol is absent")


def rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


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
