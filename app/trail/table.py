"""The trail as a table for people: one line a row, with both hashes, so that the last can be noted down."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from datetime import UTC
from typing import Any

from app.spreadsheet import csv_chunks
from app.storage.cases import TrailRow

COLUMNS = {
    "number": "序号", "at": "时间", "actor": "经办人", "role": "身份", "key_id": "密钥", "object_kind": "对象类别",
    "object_id": "对象", "action": "动作", "before": "原值", "after": "新值", "reason": "理由",
    "version_hash": "方案校验值", "request_id": "请求号", "previous_hash": "上一行校验值", "hash": "本行校验值",
}


def table(rows: Iterable[TrailRow]) -> Iterator[bytes]:
    """Return the lines as CSV, piece by piece."""
    header = [f"{zh} {name}" for name, zh in COLUMNS.items()]
    return csv_chunks(header, ([_cell(getattr(row, name)) for name in COLUMNS] for row in rows))


def _cell(value: Any) -> object:
    if isinstance(value, dict):
        return json.dumps(value, ensure_ascii=False, sort_keys=True)
    return value.astimezone(UTC).isoformat(timespec="microseconds") if hasattr(value, "astimezone") else value
