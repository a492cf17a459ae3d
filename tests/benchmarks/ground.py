"""P7: read, repair, adjacency and walking times of drawn districts of growing size, in parts, with their growth.

``python -m tests.benchmarks.ground [--areas N ...]``. Seconds are of the process' own work (user and system), so that
a busy machine does not blur them; wall time stands beside them. The first, small run only warms up.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import resource
import tempfile
import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import pairwise
from pathlib import Path
from unittest import mock

import numpy as np

from geodata import (
    adjacency,
    border_report,
    cells,
    coverage,
    datum,
    declared,
    fields,
    network,
    network_report,
    reading,
    splitting,
    territory,
)
from geodata import prepare as recipe
from geodata.input_files import InputFiles
from geodata.offices import office_ground, offices
from geodata.prepare import prepare
from geodata.samples.lianhu_like.generate import DistrictSpec, make_district, write_district

SIZES = (1250, 5000, 20000)
LINKS_PER_AREA = 10

PARTS = {
    "read": ((reading, "read_inputs"), (fields, "understand"), (datum, "to_working")),
    "repair": ((coverage, "repair_areas"), (territory, "place")),
    "tile": ((cells, "tile"), (splitting, "split_oversized")),
    "adjacency": (
        (declared, "read_declared"), (adjacency, "find_borders"), (border_report, "report_borders"),
        (territory, "locate_facilities"),
    ),
    "network": (
        (network, "make_network"), (network_report, "report_network"), (network_report, "report_joining"),
    ),
    "freeze": ((recipe, "freeze"),),
}
"""Steps of :func:`geodata.prepare.prepare` by part; all offices' walking times follow it."""


def instance(folder: Path, areas: int) -> InputFiles:
    """Draw a district into a folder, its streets cut into :data:`LINKS_PER_AREA` links an area."""
    write_district(make_district(DistrictSpec(areas, 600, None), 1), folder)
    cut_streets(folder / "roads.geojson", LINKS_PER_AREA * areas)
    return InputFiles(
        areas=str(folder / "areas.geojson"), roads=(str(folder / "roads.geojson"),),
        barriers=str(folder / "barriers.geojson"), facilities=str(folder / "facilities.csv"),
        subdistricts=str(folder / "subdistricts.geojson"), buildings=str(folder / "buildings.csv"), crs="EPSG:4326",
    )


def cut_streets(file: Path, count: int) -> None:
    """Cut the lines of a road file into so many pieces, as a street map is that has a junction at every driveway."""
    roads = json.loads(file.read_text(encoding="utf-8"))
    lines = [feature["geometry"]["coordinates"] for feature in roads["features"]]
    segments = sum(len(line) - 1 for line in lines)
    pieces = np.diff(np.rint(np.linspace(0, count, segments + 1)).astype(int))
    cut, taken = [], 0
    for feature, line in zip(roads["features"], lines, strict=True):
        for start, end in pairwise(line):
            stops = np.linspace(start, end, max(pieces[taken], 1) + 1).round(8).tolist()
            taken += 1
            cut += [
                {**feature, "geometry": {"type": "LineString", "coordinates": pair}}
                for pair in pairwise(stops)
            ]
    file.write_text(json.dumps({**roads, "features": cut}, ensure_ascii=False), encoding="utf-8")


@contextmanager
def stopwatch() -> Iterator[dict[str, float]]:
    """Add up the process' own seconds in each part of :func:`geodata.prepare.prepare`."""
    spent: dict[str, float] = defaultdict(float)

    def timed(part: str, step: Callable[..., object]) -> Callable[..., object]:
        def run(*given: object, **options: object) -> object:
            began = time.process_time()
            try:
                return step(*given, **options)
            finally:
                spent[part] += time.process_time() - began
        return run

    patches = [
        mock.patch.object(module, name, timed(part, getattr(module, name)))
        for part, steps in PARTS.items() for module, name in steps
    ]
    for patch in patches:
        patch.start()
    try:
        yield spent
    finally:
        for patch in patches:
            patch.stop()


def measure(areas: int) -> tuple[dict[str, float], str]:
    """Prepare one district and measure all walks inside its street offices; give the parts, and the ground's size."""
    with tempfile.TemporaryDirectory() as folder:
        files = instance(Path(folder), areas)
        wall, began = time.perf_counter(), time.process_time()
        with stopwatch() as spent:
            dataset = prepare(files)
        prepared = time.process_time()
        pairs = sum(office_ground(dataset, office).walk_m.size for office in offices(dataset))
        done = time.process_time()
    parts = {part: spent[part] for part in PARTS} | {"walks": done - prepared}
    parts |= {"total": done - began, "wall": time.perf_counter() - wall}
    assert dataset.network is not None
    links = len(dataset.network.links.length_m)
    return parts, f"{len(dataset.units)} | {links} | {len(dataset.borders)} | {pairs}"


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--areas", type=int, nargs="*", default=SIZES, help="numbers of areas")
    sizes = sorted(parser.parse_args().areas)
    print(f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}; P7: 5000 areas in 20 s")
    measure(60)
    columns = [*PARTS, "walks", "total", "wall"]
    seconds = " | ".join(f"{name} s" for name in columns)
    print(f"| areas | units | links | borders | walks in offices | {seconds} | peak GB |")
    print("|" + "---|" * (len(columns) + 6))
    before: tuple[int, dict[str, float]] | None = None
    for areas in sizes:
        parts, ground = measure(areas)
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6
        figures = " | ".join(f"{parts[name]:.2f}" for name in columns)
        print(f"| {areas} | {ground} | {figures} | {peak:.2f} |", flush=True)
        if before is not None:
            growth = " | ".join(f"× {parts[name] / max(before[1][name], 1e-9):.1f}" for name in columns)
            print(f"| × {areas / before[0]:.1f} | | | | | {growth} | |", flush=True)
        before = areas, parts


if __name__ == "__main__":
    main()
