"""What the routers of registry, reports and deadlines have in common."""

from __future__ import annotations

from datetime import date
from typing import Any
from urllib.parse import quote

from fastapi import Query

from app.web import Answers

EARLIEST, LATEST = date(1990, 1, 1), date(2999, 12, 31)
CSV: Answers = {200: {"content": {"text/csv": {}}, "description": "With the mark that Excel needs for Chinese."}}
CSV_TYPE = "text/csv; charset=utf-8"
XLSX_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
XLSX: Answers = {200: {"content": {XLSX_TYPE: {}}, "description": "A book."}}


def attached(plain: str, name: str) -> dict[str, str]:
    """Return the header of a file that is saved, not shown, under a Chinese name."""
    return {"Content-Disposition": f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(name)}"}


def day_within(description: str, alias: str | None = None) -> Any:
    """Describe a day in the query of an address."""
    return Query(alias=alias, ge=EARLIEST, le=LATEST, description=description)
