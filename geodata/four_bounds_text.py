"""四至 in words, Chinese and English, written and read."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

from geodata.domain_facts import Bound, FourBounds
from geodata.four_bounds import SIDES

MAIN_SHARE = 0.5
"""Below this share the text says that the line limits only part of the side."""

_SIDES_ZH = dict(zip(SIDES, "东南西北", strict=True))
_KINDS_ZH = {
    "road": "道路", "river": "河流", "rail": "铁路", "wall": "围墙",
    "office": "街道界", "community": "相邻社区", "land": "未命名地段",
}
_KINDS_EN = {
    "road": "road", "river": "river", "rail": "railway", "wall": "wall",
    "office": "limit of the street office", "community": "next community", "land": "land without a name",
}
_PART = re.compile(r"\((?:部分|in part)\)")
_NO_NAME = re.compile(r"\((?:未命名|no name)\)")
_SIDE = re.compile(
    r"(?:^|[,;。、\s])(?:(?P<zh>[东南西北])(?:面|侧|边)?(?:至|到|临|邻|靠|起|以|抵|:)"
    r"|(?P<en>east|south|west|north)(?:ern)?(?: side)?\s*(?:to|by|:)\s+)", re.IGNORECASE,
)
_AND = re.compile(r"、|/|\+|\band\b|与|及(?!第)")


@dataclass(frozen=True)
class Said:
    """What a text says of one side.

    Attributes
    ----------
    names
        Names of lines; empty where the text names none.
    kind
        What it names instead: a kind of :class:`geodata.domain_facts.Bound`, or ``None``.
    in_part
        Whether it says that this limits only part of the side.
    """

    names: tuple[str, ...]
    kind: str | None = None
    in_part: bool = False


def text_zh(bounds: FourBounds) -> str:
    """Say the four bounds in Chinese: 东至石榴街，南至街道界，….

    A stretch without a name is marked （未命名）, a line along less than half of a side （部分）.
    """
    return "，".join(f"{_SIDES_ZH[side]}至{_named_zh(getattr(bounds, side))}" for side in SIDES)


def text_en(bounds: FourBounds) -> str:
    """Say the four bounds in English; names stay as they are."""
    return ", ".join(f"{side} to {_named_en(getattr(bounds, side))}" for side in SIDES)


def said(bounds: FourBounds) -> dict[str, Said]:
    """Give what a record of four bounds says of each side."""
    sides = {side: getattr(bounds, side) for side in SIDES}
    return {
        side: Said((), bound.kind) if bound.name is None else Said((bound.name,), None, bound.share < MAIN_SHARE)
        for side, bound in sides.items()
    }


def read_text(text: str) -> dict[str, Said]:
    """Read a Chinese or English text of four bounds.

    Understands what :func:`text_zh` and :func:`text_en` write, and the usual forms: the sides in any order,
    东至 / 东临 / 东以…为界, several names joined by 、 or "and".

    Returns
    -------
    said
        Side → what is said of it; sides that the text does not mention are left out.
    """
    plain = unicodedata.normalize("NFKC", text)
    marks = list(_SIDE.finditer(plain))
    ends = [*(mark.start() for mark in marks), len(plain)][1:]
    sides = {letter: side for side, letter in _SIDES_ZH.items()}
    return {
        sides[mark["zh"]] if mark["zh"] else mark["en"].lower(): _read_side(plain[mark.end() : end])
        for mark, end in zip(marks, ends, strict=True)
    }


def same_name(one: str, other: str) -> bool:
    """Tell whether two names are one, whatever their width, case and spaces."""
    return _key(one) == _key(other)


def _key(name: str) -> str:
    return "".join(unicodedata.normalize("NFKC", name).lower().split())


def _read_side(words: str) -> Said:
    in_part, bare = bool(_PART.search(words)), _NO_NAME.sub("", _PART.sub("", words))
    bare = re.sub(r"为界$", "", bare.strip(" ,;。.\n"))
    kinds = {_key(word): kind for table in (_KINDS_ZH, _KINDS_EN) for kind, word in table.items()}
    if (kind := kinds.get(_key(bare))) is not None:
        return Said((), kind, in_part)
    return Said(tuple(name.strip() for name in _AND.split(bare) if name.strip()), None, in_part)


def _named_zh(bound: Bound) -> str:
    if bound.name is None and bound.kind != "office":
        return f"{_KINDS_ZH[bound.kind]}（未命名）"
    return (bound.name or _KINDS_ZH[bound.kind]) + ("（部分）" if bound.share < MAIN_SHARE else "")


def _named_en(bound: Bound) -> str:
    if bound.name is None and bound.kind != "office":
        return f"{_KINDS_EN[bound.kind]} (no name)"
    return (bound.name or _KINDS_EN[bound.kind]) + (" (in part)" if bound.share < MAIN_SHARE else "")
