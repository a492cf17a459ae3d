"""Papers of two plan folders: the nine squares as they were planned, and as they were drawn by hand."""

from __future__ import annotations

import io
import json
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from docx import Document
from openpyxl import load_workbook

from app.papers.imprint import Imprint
from app.papers.making import Paper, make_papers

DAY = date(2026, 10, 15)
IMPRINT = Imprint(
    version=12, hash="9f3c71e0b2d4" + "0" * 52, dated=DAY, counted_on=date(2026, 9, 30), district="示例区"
)


@pytest.fixture(scope="session")
def papers(planned: Path) -> dict[str, Paper]:
    return make_papers(planned, IMPRINT)


@pytest.fixture(scope="session")
def drawn_papers(drawn_plan: Path) -> dict[str, Paper]:
    return make_papers(drawn_plan)


@pytest.fixture(scope="session")
def plan(planned: Path) -> dict[str, Any]:
    return json.loads((planned / "plan.json").read_text("utf-8"))


@pytest.fixture(scope="session")
def audit(planned: Path) -> dict[str, Any]:
    return json.loads((planned / "audit.json").read_text("utf-8"))


@pytest.fixture(scope="session")
def rows_of() -> Callable[..., list[tuple[Any, ...]]]:
    """Rows of a sheet, its heading left aside: the first is its head."""
    def read(paper: Paper, sheet: str) -> list[tuple[Any, ...]]:
        return list(load_workbook(io.BytesIO(paper.content))[sheet].iter_rows(min_row=2, values_only=True))

    return read


@pytest.fixture(scope="session")
def texts_of() -> Callable[[Paper], list[str]]:
    """Paragraphs of a Word document that say something."""
    def read(paper: Paper) -> list[str]:
        return [one.text for one in Document(io.BytesIO(paper.content)).paragraphs if one.text]

    return read
