"""Rows that are no areas but sums of the rows above: set aside, and held against what they sum."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace

import numpy as np
import shapely

from geodata import headers, values
from geodata.columns import Fields
from geodata.raw import RawLayer
from geodata.record import Record, Severity

_WORDS = ("合计", "小计", "总计", "共计", "累计", "汇总")
_TOTAL = re.compile(rf".{{0,20}}?({'|'.join(_WORDS)})[::]?|(sub-?|grand)?total|sum")
_NAMES = ("area_id", "name", "subdistrict", "community")


def without_totals(layer: RawLayer, role: str, mapping: Mapping[str, str], record: Record) -> RawLayer:
    """Take rows of totals (合计, 小计, total) out of a layer; each is recorded with what it says.

    Such a row bears the word as its name or in its first filled cell, and has no place.

    Parameters
    ----------
    layer
        The layer as the file holds it.
    role, mapping
        See :class:`geodata.columns.Fields`.
    record
        Receives a note a row; a warning where its households are not the sum of the rows.
    """
    telling = [cells for _, column in layer.frame.items() if _may_tell(cells := column.tolist())]
    if not telling:
        return layer
    spoken = [_total_word(cells) for cells in zip(*telling, strict=True)]
    if not any(spoken):
        return layer
    fields = Fields(layer, role, mapping, Record())  # what it finds is found and recorded again by the reader proper
    named = zip(*(fields.texts(name) for name in _NAMES if name in headers.ALIASES[role]), spoken, strict=True)
    is_total = np.array([any(word and _is_total(word) for word in words) for words in named], dtype=np.bool_)
    is_total &= shapely.is_missing(fields.geometry())
    if is_total.all():
        return layer
    counts = fields.numbers("households").values
    start = 0
    for position in np.flatnonzero(is_total):
        parts = counts[start:position][~is_total[start:position]]
        sums = {float(np.nansum(parts)), float(np.nansum(counts[~is_total]))}
        _report(fields, int(position), spoken[position] or "", float(counts[position]), sums, record)
        start = int(position) + 1
    return replace(layer, frame=layer.frame[~is_total])


def _may_tell(cells: list[object]) -> bool:
    """Whether a column speaks of a total at all: looked for in all its text together, which is quick."""
    text = _bare(" ".join(cell for cell in cells if isinstance(cell, str)))
    return any(word in text for word in (*_WORDS, "total", "sum"))


def _total_word(cells: tuple[object, ...]) -> str | None:
    """Give the first cell of a row that speaks of a total."""
    texts = (cell for cell in cells if isinstance(cell, str))
    return next((text.strip() for text in texts if _is_total(text)), None)


def _is_total(word: str) -> bool:
    return _TOTAL.fullmatch(_bare(word)) is not None


def _bare(text: str) -> str:
    return "".join(values.simplified(text).split())


def _report(
    fields: Fields, position: int, word: str, stated: float, sums: set[float], record: Record
) -> None:
    zh, en = fields.layer.row(fields.rows[position])
    agrees = np.isnan(stated) or stated in sums
    nearest = min(sums, key=lambda total: abs(total - stated))
    record.add(
        Severity.NOTE if agrees else Severity.WARNING,
        f"{fields.role}.total_row" if agrees else f"{fields.role}.total_differs",
        f"{zh}：“{word}”是合计行，不作为小区"
        + ("" if agrees else f"；所列 {stated:g} 户，各行之和 {nearest:g} 户，请核对"),
        f"{en}: \"{word}\" is a total, no area"
        + ("" if agrees else f"; it says {stated:g} households, the rows sum to {nearest:g}: check them"),
        file=fields.layer.file, feature=str(fields.rows[position]),
        measured=None if np.isnan(stated) else f"{stated:g}",
    )
