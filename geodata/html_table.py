"""Attribute tables that some portals hide as HTML inside one ``Description`` field, turned into columns."""

from __future__ import annotations

from html.parser import HTMLParser

import pandas as pd


class _Cells(HTMLParser):
    """Collect name (``th``) and value (``td``) of each table row."""

    def __init__(self) -> None:
        super().__init__()
        self.attributes: dict[str, str] = {}
        self._name = ""
        self._tag = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in ("th", "td"):
            self._tag = tag
        if tag == "th":
            self._name = ""

    def handle_endtag(self, tag: str) -> None:
        if tag in ("th", "td"):
            self._tag = ""

    def handle_data(self, data: str) -> None:
        if self._tag == "th":
            self._name += data.strip()
        elif self._tag == "td" and self._name:
            self.attributes[self._name] = self.attributes.get(self._name, "") + data.strip()


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
        texts = [value if isinstance(value, str) and "<td" in value else "" for value in frame[column]]
        if not any(texts):
            continue
        rows = [_attributes(text) for text in texts]
        names = [name for name in dict.fromkeys(n for row in rows for n in row) if name not in frame.columns]
        found = {name: pd.Series([row.get(name) for row in rows], index=frame.index, dtype=object) for name in names}
        return frame.assign(**found), str(column)
    return frame, None


def _attributes(text: str) -> dict[str, str]:
    cells = _Cells()
    cells.feed(text)
    return cells.attributes
