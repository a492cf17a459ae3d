"""Audit drawn districts of growing size, and print how long measuring and judging take after the ground is loaded.

``python -m tests.benchmarks.audit [--areas N ...]``. The plan is that of today: a community every few areas. Seconds
are of the process' own work (user and system), so that a busy machine does not blur them.
"""

from __future__ import annotations

import argparse
import os
import platform
import statistics
import tempfile
import time
from pathlib import Path

from geodata.domain import CommunityId, UnitId
from geodata.facts import dissolve, measure
from geodata.prepare import prepare
from optimizer.audit import Dossier, audit
from optimizer.dossier import CommunityStatement
from optimizer.rules.pack import load_profile
from tests.benchmarks.instances import instance

CASES = ((500, 4), (2000, 16))
"""Areas and street offices of each district; 600 households in the middle."""

RUNS = 3


def time_case(areas: int, offices: int) -> str:
    """Prepare one district, audit its communities of today several times; return its line of the table."""
    profile = load_profile("lianhu-2024", ["soe-living-quarter"])
    with tempfile.TemporaryDirectory() as folder:
        dataset = prepare(instance(Path(folder), areas, 600, offices), split_above=5_000)
    plan = {UnitId(unit): CommunityId(name) for unit, name in dataset.units["community"].dropna().items()}
    shapes = dissolve(dataset.units, plan)
    stated = CommunityStatement(
        party_form="general_branch", party_team=5, committee=7, cross_appointed=3, full_time=4, workers=20,
        social_organisations=10, city_funds_yuan=130_000, district_funds_yuan=120_000,
    )
    measuring, judging, findings = [], [], 0
    for _ in range(RUNS):
        began = time.process_time()
        facts = measure(dataset, shapes, plan)
        measured = time.process_time()
        beside = Dossier(statements={CommunityId(name): stated for name in shapes.index}, work_plan=(), today=facts)
        findings = len(audit(facts, profile, beside).findings)
        judging.append(time.process_time() - measured)
        measuring.append(measured - began)
    return (
        f"| {areas} | {len(dataset.units)} | {len(shapes)} | {findings} | {statistics.median(measuring):.2f} | "
        f"{statistics.median(judging):.3f} | {statistics.median(map(sum, zip(measuring, judging, strict=True))):.2f} |"
    )


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--areas", type=int, nargs="*", help="only the cases with so many areas")
    chosen = parser.parse_args().areas
    print(f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}")
    print("| areas | units | communities | findings | measuring s | judging s | both s |")
    print("|---|---|---|---|---|---|---|")
    for areas, offices in CASES:
        if not chosen or areas in chosen:
            print(time_case(areas, offices), flush=True)


if __name__ == "__main__":
    main()
