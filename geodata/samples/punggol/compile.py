"""Compile the published facts about Punggol into our own input files.

Run once, from the root of the project::

    python -m geodata.samples.punggol.compile FOLDER [--out DIR]

FOLDER holds ``hdb-property-information.csv``, ``hdb_address_2022-06.csv``, ``walk.graphml`` and
``master-plan-2019-subzones.geojson``; where they come from is written in the README beside this file.
"""

from __future__ import annotations

import argparse
import ast
import csv
import json
import re
import xml.etree.ElementTree as ET
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

Row = dict[str, str]

PRECISION = 6
"""Decimals of a degree: 0.1 m."""

ABBREVIATIONS = {"CRES": "CRESCENT", "CTRL": "CENTRAL", "DR": "DRIVE", "PL": "PLACE", "RD": "ROAD"}
"""Street words that the property table shortens; the address table has both forms."""

GRAPHML = "{http://graphml.graphdrawing.org/xmlns}"


def compile_areas(blocks: Iterable[Row], addresses: Iterable[Row]) -> list[Row]:
    """Join blocks to their coordinates on block number and street; a block without an address keeps an empty place.

    Every row is kept: a block without dwellings (a car park, a market) is an area ``vacant`` of 0 households.
    """
    places = {(row["block"], row["street_name"]): row for row in addresses}
    return [_area(block, places.get((block["blk_no"], block["street"]))) for block in blocks]


def _area(block: Row, address: Row | None) -> Row:
    dwellings = int(block["total_dwelling_units"])
    return {
        "area_id": block["blk_no"],
        "name": f"{block['blk_no']} {full_street_name(block['street'])}",
        "households": str(dwellings),
        "household_basis": "dwellings",
        "kind": "estate" if dwellings else "vacant",
        "x": _degrees(address["LONGITUDE"]) if address else "",
        "y": _degrees(address["LATITUDE"]) if address else "",
    }


def full_street_name(street: str) -> str:
    """Write a street of the property table in full, in the spelling of the road network."""
    return " ".join(ABBREVIATIONS.get(word, word) for word in street.split()).title()


def compile_nodes(graph: ET.Element) -> list[Row]:
    """Junctions of the walking network, in the order of the file."""
    keys = _attribute_names(graph)
    return [
        {"node_id": node.attrib["id"], "x": _degrees(data["x"]), "y": _degrees(data["y"])}
        for node, data in ((node, _attributes(node, keys)) for node in graph.iter(f"{GRAPHML}node"))
    ]


def compile_links(graph: ET.Element) -> list[Row]:
    """Undirected links: an edge and its reverse are one link, a loop leads nowhere and is left out.

    Two edges between the same junctions are the same link when their lengths agree to the millimetre: lengths of the
    two directions differ by rounding noise alone.
    """
    keys = _attribute_names(graph)
    links: dict[tuple[str, str, str], Row] = {}
    for edge in graph.iter(f"{GRAPHML}edge"):
        start, end = edge.attrib["source"], edge.attrib["target"]
        data = _attributes(edge, keys)
        length = f"{float(data['length']):.3f}"
        if start != end:
            links.setdefault((min(start, end), max(start, end), length), _link(start, end, data))
    return [{"link_id": f"L{number:04d}", **link} for number, link in enumerate(links.values(), start=1)]


def _link(start: str, end: str, data: Mapping[str, str]) -> Row:
    return {
        "from": start,
        "to": end,
        "length_m": f"{float(data['length']):.1f}",
        "name": _first(data.get("name", "")),
        "class": _first(data["highway"]),
        "walk": "false" if data.get("access") == "no" else "true",
        "geometry": _rounded_wkt(data.get("geometry", "")),
    }


def compile_subdistricts(subzones: Mapping[str, Any]) -> dict[str, Any]:
    """Subzone outlines as street offices, named from the HTML table in which the source hides the name.

    Vertices are rounded, never left out: neighbours share them, so they go on meeting without gap or overlap.
    """
    return {
        "type": "FeatureCollection",
        "name": "Punggol subzones as street offices",
        "features": [
            {
                "type": "Feature",
                "properties": {"subdistrict": subzone_name(zone["properties"]["Description"])},
                "geometry": {
                    "type": zone["geometry"]["type"],
                    "coordinates": _rounded(zone["geometry"]["coordinates"]),
                },
            }
            for zone in subzones["features"]
        ],
    }


def subzone_name(description: str) -> str:
    """Take the subzone's name out of the attribute table, for instance ``Punggol Field``."""
    found = re.search(r"<th>SUBZONE_N</th>\s*<td>([^<]+)</td>", description)
    if found is None:
        raise ValueError(f"no SUBZONE_N in {description[:80]!r}")
    return found.group(1).title()


def _attribute_names(graph: ET.Element) -> dict[str, str]:
    return {key.attrib["id"]: key.attrib["attr.name"] for key in graph.iter(f"{GRAPHML}key")}


def _attributes(element: ET.Element, keys: Mapping[str, str]) -> dict[str, str]:
    return {keys[data.attrib["key"]]: data.text or "" for data in element.iter(f"{GRAPHML}data")}


def _first(value: str) -> str:
    """Of a list written as text (``"['footway', 'steps']"``) keep the first: links that join several ways have one."""
    return str(ast.literal_eval(value)[0]) if value.startswith("[") else value


def _degrees(value: str) -> str:
    return f"{float(value):.{PRECISION}f}"


def _rounded(coordinates: Sequence[Any]) -> list[Any]:
    """Round nested GeoJSON coordinates and drop heights (all 0 in the source)."""
    if isinstance(coordinates[0], (int, float)):
        return [round(value, PRECISION) for value in coordinates[:2]]
    return [_rounded(part) for part in coordinates]


def _rounded_wkt(text: str) -> str:
    return re.sub(r"-?\d+\.\d+", lambda number: _degrees(number.group()), text)


def read_table(path: Path) -> list[Row]:
    """Read a CSV file, every value as text."""
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _write_table(path: Path, rows: Sequence[Row]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, fieldnames=list(rows[0]), lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


def _features_by_line(collection: Mapping[str, Any]) -> Iterator[str]:
    head = json.dumps({key: value for key, value in collection.items() if key != "features"})
    yield head[:-1] + ', "features": [\n'
    yield ",\n".join(json.dumps(feature) for feature in collection["features"])
    yield "\n]}\n"


def compile_sample(source: Path, out: Path) -> None:
    """Read the published files in ``source`` and write our four input files to ``out``."""
    graph = ET.parse(source / "walk.graphml").getroot()
    subzones = json.loads((source / "master-plan-2019-subzones.geojson").read_text(encoding="utf-8"))
    blocks = read_table(source / "hdb-property-information.csv")
    out.mkdir(parents=True, exist_ok=True)
    _write_table(out / "areas.csv", compile_areas(blocks, read_table(source / "hdb_address_2022-06.csv")))
    _write_table(out / "nodes.csv", compile_nodes(graph))
    _write_table(out / "links.csv", compile_links(graph))
    outlines = "".join(_features_by_line(compile_subdistricts(subzones)))
    (out / "subdistricts.geojson").write_text(outlines, encoding="utf-8", newline="\n")


def main() -> None:
    """Run from the command line."""
    parser = argparse.ArgumentParser(prog="python -m geodata.samples.punggol.compile", description=__doc__)
    parser.add_argument("source", type=Path, help="folder with the published files")
    parser.add_argument("--out", type=Path, default=Path(__file__).parent, help="default: beside this script")
    arguments = parser.parse_args()
    compile_sample(arguments.source, arguments.out)


if __name__ == "__main__":
    main()
