"""Solve drawn districts of growing size and granularity, and print what was proven in which time.

``make bench`` or ``python -m tests.benchmarks [--areas N ...]``. Figures are taken after a first run that compiles.
"""

from __future__ import annotations

import argparse
import os
import platform
import tempfile
import time
from pathlib import Path

from geodata.offices import office_ground, offices
from geodata.prepare import InputFiles, prepare
from geodata.samples.lianhu_like.generate import DistrictSpec, make_district, write_district
from optimizer.city import solve_plan
from optimizer.rules.pack import load_profile
from optimizer.solve import SolveParams

CASES = ((60, 600, 2), (120, 250, 1), (240, 600, 8))
"""Areas, median households and street offices of each district."""


def instance(folder: Path, areas: int, median: int, count: int) -> InputFiles:
    """Draw a district into a folder and name its files."""
    write_district(make_district(DistrictSpec(areas, median, count), 1), folder)
    return InputFiles(
        areas=str(folder / "areas.geojson"), roads=(str(folder / "roads.geojson"),),
        barriers=str(folder / "barriers.geojson"), facilities=str(folder / "facilities.csv"),
        subdistricts=str(folder / "subdistricts.geojson"), buildings=str(folder / "buildings.csv"), crs="EPSG:4326",
    )


def measure(areas: int, median: int, count: int, overlays: tuple[str, ...]) -> str:
    """Prepare and solve one district; return its line of the table."""
    profile = load_profile("lianhu-2024", overlays)
    with tempfile.TemporaryDirectory() as folder:
        began = time.perf_counter()
        dataset = prepare(instance(Path(folder), areas, median, count), split_above=5_000)
        grounds = [office_ground(dataset, office) for office in offices(dataset)]
        prepared = time.perf_counter()
        results = solve_plan(grounds, profile, SolveParams(time_limit_s=60.0, workers=os.cpu_count() or 1))
        solved = time.perf_counter()
    proven = sum(result.status.value == "optimal" for result in results)
    bounded = all(result.bound is not None for result in results)
    objective = sum(result.objective for result in results)
    gap = f"{1 - sum(r.bound or 0 for r in results) / objective:.4%}" if bounded and objective else "—"
    rules = "+".join(("lianhu-2024", *overlays))
    return (
        f"| {areas} | {median} | {count} | {rules} | {prepared - began:.1f} | {solved - prepared:.1f} | "
        f"{proven}/{len(results)} | {gap} |"
    )


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--areas", type=int, nargs="*", help="only the cases with so many areas")
    chosen = parser.parse_args().areas
    print(f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}")
    measure(60, 600, 2, ())
    print("| areas | median households | offices | rules | prepare s | solve s (limit 60) | proven | gap |")
    print("|---|---|---|---|---|---|---|---|")
    for areas, median, count in CASES:
        for overlays in ((), ("band-hard",)):
            if not chosen or areas in chosen:
                print(measure(areas, median, count, overlays), flush=True)


if __name__ == "__main__":
    main()
