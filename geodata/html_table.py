"""Attribute tables that some portals hide as HTML inside one ``Description`` field, turned into columns."""

from __future__ import annotations

from html.parser import HTMLParser

import pandas as pd


class _Rows(HTMLParser):
    """Collect name and value of each table row of two cells, headed (``th``, ``td``) or not (``td``, ``td``)."""

    def __init__(self) -> None:
        super().__init__()
        self.attributes: dict[str, str] = {}
        self._row: list[str] = []
        self._is_in_cell = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "tr":
            self._end_row()
        elif tag in ("th", "td"):
            self._row.append("")
            self._is_in_cell = True
        elif tag == "table":
            self._row = []  # a table inside a cell: its rows count, the cell around it does not

    def handle_endtag(self, tag: str) -> None:
        if tag in ("th", "td"):
            self._is_in_cell = False
        elif tag in ("tr", "table"):
            self._end_row()

    def handle_data(self, data: str) -> None:
        if self._is_in_cell and self._row:
            self._row[-1] += data.strip()

    def close(self) -> None:
        super().close()
        self._end_row()

    def _end_row(self) -> None:
        if len(self._row) == 2 and self._row[0]:
            self.attributes.setdefault(self._row[0], self._row[1])
        self._row = []


def unfold(frame: pd.DataFrame) -> tuple[pd.DataFrame, str | None]:
    """Add the attributes found in an HTML table inside one column as columns of their own.

    Parameters
    ----------
    frame
        A layer as read.

    Returns
    -------
    tuple of DataFrame and (str or None)
        The layer, with a column for each attribute that it did not have, and the column that held the tables.
    """
    for column in frame.columns:
        texts = [value if isinstance(value, str) and "<td" in value.lower() else "" for value in frame[column]]
        if not any(texts):
            continue
        rows = [_attributes(text) for text in texts]
        names = [name for name in dict.fromkeys(n for row in rows for n in row) if name not in frame.columns]
        found = {name: pd.Series([row.get(name) for row in rows], index=frame.index, dtype=object) for name in names}
        return pd.concat([frame, pd.DataFrame(found, index=frame.index)], axis="columns"), str(column)
    return frame, None


def _attributes(text: str) -> dict[str, str]:
    cells = _Rows()
    cells.feed(text)
    cells.close()
    return cells.attributes
