"""The audit trusts no solver: importing it loads nothing that plans, and no library that solves or draws."""

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]
JUDGING = (
    "optimizer.audit", "optimizer.awaited", "optimizer.checks", "optimizer.dossier", "optimizer.errors",
    "optimizer.finding",
    "optimizer.rules", "optimizer.waivers", "optimizer.work_plan",
)
SOLVING = {"numba", "pulp", "highspy", "scipy", "geopandas", "pandas", "shapely", "numpy"}


def loaded_by(module: str) -> set[str]:
    code = f"import sys, {module}; print(*sys.modules, sep='\\n')"
    run = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, env={"PYTHONPATH": str(ROOT)}, capture_output=True, text=True,
        check=True,
    )
    return set(run.stdout.split())


def test_the_audit_loads_rules_and_facts_only():
    loaded = loaded_by("optimizer.audit")
    own = {name for name in loaded if name.startswith("optimizer.")}
    assert {name for name in own if not name.startswith(JUDGING)} == set()
    facts = {"geodata", "geodata.domain", "geodata.domain_facts"}
    assert {name for name in loaded if name.startswith("geodata")} <= facts
    assert loaded & SOLVING == set()


def test_the_solver_would_be_seen():
    assert {"optimizer.anneal", "numba"} <= loaded_by("optimizer.solve")
