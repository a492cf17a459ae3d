"""Typst as our printer: finds a font with Chinese letters, sets a template with data and pictures."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from datetime import date
from functools import cache
from importlib import resources
from pathlib import Path
from typing import Any, Literal

import typst

from app.maps.pages import ASSETS
from app.papers.coverage import missing_letters
from app.papers.errors import FontsMissingError, LettersMissingError

FONTS_SETTING = "SIZHI_FONTS"
"""Environment variable: a folder with font files that are looked at first."""

FAMILIES = (
    "Noto Sans SC", "Noto Sans CJK SC", "Source Han Sans SC", "Source Han Sans CN", "HarmonyOS Sans SC",
    "Microsoft YaHei", "PingFang SC", "SimHei", "WenQuanYi Micro Hei", "WenQuanYi Zen Hei", "Droid Sans Fallback",
)
"""Families with simplified Chinese letters, the best first."""

TEMPLATE = "sheets.typ"
_MOST_LETTERS = 8
"""Missing letters that are named."""


def font_family() -> str:
    """Return the family that sheets are set in.

    Raises
    ------
    FontsMissingError
        Where no family with Chinese letters is found: a sheet would show boxes.
    """
    there = set(_fonts(os.environ.get(FONTS_SETTING)).families())
    for family in FAMILIES:
        if family in there:
            return family
    raise FontsMissingError(
        "本机没有中文字体，图纸会印成方框。请安装思源黑体（Debian：apt-get install fonts-noto-cjk），"
        f"或把字体文件放进一个文件夹并设 {FONTS_SETTING}=文件夹",
        "This machine has no font with Chinese letters, so sheets would show boxes. Install Noto Sans CJK (Debian: "
        f"apt-get install fonts-noto-cjk), or put font files into a folder and set {FONTS_SETTING}=FOLDER",
    )


def typeset(data: Mapping[str, Any], pictures: Mapping[str, str], *, dated: date | None) -> bytes:
    """Return the PDF of a template: every font embedded, the same input giving the same bytes.

    Parameters
    ----------
    data
        What the template reads: JSON values, never markup.
    pictures
        SVG by file name.
    dated
        Day of the metadata; none where it is ``None``.
    """
    return _compile(data, pictures, dated=dated, format="pdf")[0]


def pictured(data: Mapping[str, Any], pictures: Mapping[str, str], *, ppi: float) -> list[bytes]:
    """Return the pages of a template as PNG, so many pixels to the inch."""
    return _compile(data, pictures, dated=None, format="png", ppi=ppi)


def _compile(
    data: Mapping[str, Any], pictures: Mapping[str, str], *, dated: date | None, format: Literal["pdf", "png"],
    ppi: float | None = None,
) -> list[bytes]:
    _require_letters(json.dumps(data, ensure_ascii=False), *pictures.values())
    day = None if dated is None else {"year": dated.year, "month": dated.month, "day": dated.day}
    files = {
        "main": (resources.files("app.papers") / TEMPLATE).read_bytes(),
        "data.json": json.dumps({**data, "family": font_family(), "dated": day}, ensure_ascii=False).encode(),
        **{name: picture.encode() for name, picture in pictures.items()},
    }
    made = typst.compile(files, format=format, ppi=ppi, font_paths=_fonts(os.environ.get(FONTS_SETTING)))
    return made if isinstance(made, list) else [made]


def _require_letters(*texts: str) -> None:
    """Refuse letters that would be printed as boxes.

    Raises
    ------
    LettersMissingError
        Naming them.
    """
    family = font_family()
    known = [font for font in _fonts(os.environ.get(FONTS_SETTING)).fonts() if font.path]
    known.sort(key=lambda font: (font.family != family, str(font.path), font.index))
    missing = missing_letters("".join(texts), [(Path(font.path), font.index) for font in known])
    if missing:
        listed = "、".join(f"{letter}（U+{ord(letter):04X}）" for letter in sorted(missing)[:_MOST_LETTERS])
        raise LettersMissingError(
            f"本机字体印不出：{listed}。请安装更全的字体（Debian：apt-get install fonts-noto-cjk fonts-hanazono），"
            f"或把字体文件放进一个文件夹并设 {FONTS_SETTING}=文件夹；若是用错的字，请改名称",
            f"No font of this machine has {listed.replace('、', ', ')}. Install fuller ones (Debian: apt-get install "
            f"fonts-noto-cjk fonts-hanazono), or put font files into a folder and set {FONTS_SETTING}=FOLDER; if the "
            "letter is a mistake, mend the name",
        )


@cache
def _fonts(folder: str | None) -> typst.Fonts:
    """Look for fonts once: in a folder that is set, in what the set-up has installed, in the system."""
    places = [Path(folder)] if folder else []
    return typst.Fonts(font_paths=[str(place) for place in (*places, ASSETS / "vendor" / "fonts") if place.is_dir()])
