"""Files checked: what was found, repaired and assumed, as report, document, layers and map."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from app.checks.document import check_document
from app.checks.report import CheckReport, check_report
from app.documents import write_json
from app.layers import check_sheet, dataset_layers
from app.maps import render_check
from app.progress import Reporter, Silent
from geodata.dataset import Dataset
from geodata.input_files import InputFiles
from geodata.prepare import prepare
from geodata.writing import write_geopackage


@dataclass(frozen=True, eq=False)
class Checked:
    """A dataset and the report on it."""

    dataset: Dataset
    report: CheckReport

    @cached_property
    def document(self) -> dict[str, Any]:
        """What ``check.json`` says."""
        return check_document(self.report, self.dataset)


def check(files: InputFiles, *, report: Reporter | None = None) -> Checked:
    """Read and repair input files, and say what was found.

    Raises
    ------
    GeodataError
        Where a file cannot be used at all.
    """
    (report or Silent()).step("读取与检查数据", "Reading and checking the files")
    dataset = prepare(files)
    return Checked(dataset, check_report(dataset))


def write(checked: Checked, folder: Path) -> None:
    """Write ``check.json``, ``dataset.gpkg`` and ``map.html``."""
    folder.mkdir(parents=True, exist_ok=True)
    write_json(checked.document, folder / "check.json")
    write_geopackage(folder / "dataset.gpkg", dataset_layers(checked.dataset), checked.dataset.source_crs)
    page = render_check(check_sheet(checked.dataset, checked.document, title=folder.resolve().name))
    (folder / "map.html").write_text(page, encoding="utf-8")
