"""Figures of the optimiser, printed and never asserted; ``docs/benchmarks.md`` holds those of one machine.

``make bench`` or ``python -m tests.benchmarks [--full]``. Seconds are of wall time and of the work of all processes;
they are taken after a first run that compiles. The ground, the audit and the published problems have their own:
``python -m tests.benchmarks.ground`` (P7), ``python -m tests.benchmarks.audit``, ``sizhi bench`` (P5, P6).
"""

from __future__ import annotations

import argparse
import os
import platform
import sys
from datetime import date
from importlib.metadata import version
from pathlib import Path

from optimizer.rules.pack import load_profile
from tests.benchmarks.baselines import print_baselines
from tests.benchmarks.instances import draw
from tests.benchmarks.offices import FULL, RULES, SHORT, print_cases, solve
from tests.benchmarks.planted import print_planted
from tests.benchmarks.rest import print_rest

PARTS = ("offices", "rest", "planted", "baselines")
PEERS = Path(sys.prefix) / "peers" / "bin" / "python"
"""Interpreter that ``make peers`` makes, with spopt and GerryChain."""


def print_machine() -> None:
    """Print what the figures were taken with."""
    versions = ", ".join(f"{name} {version(name)}" for name in ("highspy", "PuLP", "numba", "numpy", "scipy"))
    load = ", ".join(f"{value:.1f}" for value in os.getloadavg())
    print(f"{date.today()}, {platform.machine()}, {os.cpu_count()} cores, load {load}")
    print(f"Python {platform.python_version()}, {versions}")


def main() -> None:
    """Print the tables."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--full", action="store_true", help="all sizes and seeds, cities too: takes an hour")
    parser.add_argument("--only", nargs="*", choices=PARTS, default=PARTS, help="only these parts")
    parser.add_argument("--figure", help="of the part offices only this figure (P1, P2, P3, P4)")
    parser.add_argument("--peers", default=str(PEERS), help="interpreter that has spopt and GerryChain")
    chosen = parser.parse_args()
    print_machine()
    for overlays in RULES:
        solve(draw(60, 600, 1), load_profile("lianhu-2024", overlays), 60.0)
    if "offices" in chosen.only:
        cases = FULL if chosen.full else SHORT
        print_cases(case for case in cases if chosen.figure in (None, case.figure.split()[0]))
    if "rest" in chosen.only:
        print_rest()
    if "planted" in chosen.only:
        print_planted(areas=400 if chosen.full else 120, offices=4 if chosen.full else 1)
    if "baselines" in chosen.only:
        print_baselines((100, 300) if chosen.full else (100,), 300.0 if chosen.full else 60.0, chosen.peers)


if __name__ == "__main__":
    main()
