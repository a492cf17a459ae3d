"""Files checked: what was found, repaired and assumed, as document, layers and map."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from app.documents import check_document, write_json
from app.layers import check_sheet, dataset_layers
from app.maps import render_check
from app.progress import Reporter, Silent
from geodata.dataset import Dataset
from geodata.prepare import InputFiles, prepare
from geodata.record import Severity
from geodata.writing import write_geopackage


@dataclass(frozen=True, eq=False)
class Checked:
    """A dataset and what ``check.json`` says of it."""

    dataset: Dataset
    document: dict[str, Any]

    @property
    def has_errors(self) -> bool:
        """Whether anything was found that has to be corrected."""
        return any(finding.severity is Severity.ERROR for finding in self.dataset.findings)


def check(files: InputFiles, *, report: Reporter | None = None) -> Checked:
    """Read and repair input files, and say what was found.

    Raises
    ------
    GeodataError
        Where a file cannot be used at all.
    """
    (report or Silent()).step("读取与检查数据", "Reading and checking the files")
    dataset = prepare(files)
    return Checked(dataset, check_document(dataset))


def write(checked: Checked, folder: Path) -> None:
    """Write ``check.json``, ``dataset.gpkg`` and ``map.html``."""
    folder.mkdir(parents=True, exist_ok=True)
    write_json(checked.document, folder / "check.json")
    write_geopackage(folder / "dataset.gpkg", dataset_layers(checked.dataset), checked.dataset.source_crs)
    page = render_check(check_sheet(checked.dataset, checked.document, title=folder.resolve().name))
    (folder / "map.html").write_text(page, encoding="utf-8")
