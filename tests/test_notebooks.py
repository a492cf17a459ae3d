"""The notebooks run from top to bottom, need nothing of the server, and show what they say."""

from __future__ import annotations

import ast
import json
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from geodata.samples import sample_inputs

ROOT = Path(__file__).parents[1]
NOTEBOOKS = sorted((ROOT / "notebooks").glob("*.ipynb"))


def code_of(notebook: Path) -> list[str]:
    cells = json.loads(notebook.read_text(encoding="utf-8"))["cells"]
    return ["".join(cell["source"]) for cell in cells if cell["cell_type"] == "code"]


def run(notebook: Path) -> dict[str, Any]:
    names: dict[str, Any] = {}
    for number, source in enumerate(code_of(notebook), start=1):
        exec(compile(source, f"{notebook.name}, code cell {number}", "exec"), names)
    return names


@pytest.mark.parametrize("notebook", NOTEBOOKS, ids=lambda path: path.stem)
def test_a_notebook_imports_geodata_and_optimizer_never_app(notebook):
    imported = {
        alias.name if isinstance(node, ast.Import) else node.module
        for source in code_of(notebook) for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.Import | ast.ImportFrom) for alias in node.names
    }
    assert {str(name).split(".")[0] for name in imported} == {"pandas", "geodata", "optimizer"}


@pytest.mark.parametrize("notebook", NOTEBOOKS, ids=lambda path: path.stem)
def test_a_notebook_is_committed_without_what_it_printed(notebook):
    cells = json.loads(notebook.read_text(encoding="utf-8"))["cells"]
    assert all(not cell.get("outputs") and cell.get("execution_count") is None for cell in cells)


def test_one_street_office_is_proven_and_counts_everybody(capsys):
    """The largest street office of the synthetic district, its households counted from the file by hand."""
    names = run(ROOT / "notebooks" / "one_street_office.ipynb")
    areas = json.loads(Path(sample_inputs("lianhu-like").areas).read_text(encoding="utf-8"))["features"]
    rows = [area["properties"] for area in areas]
    largest, _ = Counter(row["subdistrict"] for row in rows).most_common(1)[0]
    here = sum(row["households"] for row in rows if row["subdistrict"] == largest)
    assert names["communities"]["households"].sum() == here
    assert names["communities"]["in_band"].all()
    assert names["result"].bound <= names["result"].objective
    assert list(names["compared"]["status"]) == ["optimal"] * 3
    assert "optimal" in capsys.readouterr().out
