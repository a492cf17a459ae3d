"""Text that a wrong encoding destroyed before the file was written: it can be found, but not put right."""

from __future__ import annotations

import unicodedata
from functools import cache

import geopandas as gpd
import pandas as pd

from geodata.record import Finding, Severity

SCRIPTS = 4
"""Letters of so many scripts in one column are no language: Chinese, Latin and one more may stand together."""

LOST = "\ufffd"

_COMMON = {"LATIN", "CJK", "HIRAGANA", "KATAKANA", "HANGUL", "FULLWIDTH", "HALFWIDTH", "BOPOMOFO", "IDEOGRAPHIC"}


def find_garbled(frame: pd.DataFrame, *, file: str) -> list[Finding]:
    """Find columns whose text is a jumble of scripts, or holds the mark of lost characters.

    Parameters
    ----------
    frame
        A layer or table as the file holds it.
    file
        Its name for messages.
    """
    hidden = frame.geometry.name if isinstance(frame, gpd.GeoDataFrame) else None
    found = []
    for column in frame.columns:
        if column == hidden:
            continue
        texts = [cell for cell in frame[column] if isinstance(cell, str) and not cell.isascii()]
        odd = [text for text in texts if LOST in text or _rare(text)]
        scripts = frozenset().union(*map(_rare, odd)) if odd else frozenset()
        if len(scripts) >= SCRIPTS or any(LOST in text for text in odd):
            found.append(
                Finding(
                    "file.text_garbled", Severity.WARNING,
                    f"{file}：字段“{column}”有 {len(odd)} 行是乱码（如“{odd[0]}”），原文已被错误的编码毁坏，无法还原；"
                    "请从源头重新导出",
                    f"{file}: {len(odd)} cells of \"{column}\" are garbled (\"{odd[0]}\"): a wrong encoding destroyed "
                    "them and they cannot be restored; export the file again from its source",
                    file=file, feature=str(column), measured=f"{len(odd)} rows", count=len(odd),
                )
            )
    return found


def _rare(text: str) -> frozenset[str]:
    """Return the scripts of a text that have no place beside Chinese and Latin."""
    return frozenset(script for character in text if (script := _script(character)) is not None)


@cache
def _script(character: str) -> str | None:
    if character.isascii() or unicodedata.category(character)[0] not in "LM":
        return None
    script = unicodedata.name(character, "UNNAMED").split()[0].split("-")[0]
    return None if script in _COMMON else script
