"""Whether a text or record of four bounds describes a given outline (PL-3)."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

import geopandas as gpd
import shapely

from geodata.domain_facts import FourBounds
from geodata.four_bounds import REST, SHARE_MIN, SIDES, Stretch, find_stretches_of
from geodata.four_bounds_text import MAIN_SHARE, Said, read_text, said, same_name

PRESENT = 0.1
"""Of several lines that are named for a side each accounts for at least this share of it."""


class Agreement(StrEnum):
    """How what is said of a side stands to the outline."""

    AGREES = "agrees"
    IN_PART = "in_part"
    OTHER_SIDE = "other_side"
    NOT_ALONG = "not_along"
    NO_SUCH_LINE = "no_such_line"
    HAS_A_NAME = "has_a_name"
    UNSAID = "unsaid"


FITTING = frozenset({Agreement.AGREES, Agreement.IN_PART})
"""What is said is true: of the whole side, or of part of it."""


@dataclass(frozen=True)
class SideCheck:
    """What is said of one side, held against the outline.

    Attributes
    ----------
    side
        ``east``, ``south``, ``west`` or ``north``.
    said
        Names, or a kind, or empty text where nothing is said.
    agreement
        ``in_part``: true of less than half of the side, and the text does not say so; ``has_a_name``: said to have no
        name, but a named line runs along it.
    share
        Share of the side for which it is true.
    found
        What really limits the side: the name of its longest stretch, or ``None``.
    """

    side: str
    said: str
    agreement: Agreement
    share: float
    found: str | None


def check(
    stated: FourBounds | str, outline: shapely.Geometry, lines: gpd.GeoDataFrame, territory: shapely.Geometry | None
) -> tuple[SideCheck, ...]:
    """Hold a text or record of four bounds against an outline, side by side.

    Parameters
    ----------
    stated
        A record, or a text in Chinese or English.
    outline, lines, territory
        As for :func:`geodata.four_bounds.describe`.
    """
    words = read_text(stated) if isinstance(stated, str) else said(stated)
    found = find_stretches_of(outline, lines, territory)
    known = [str(name) for name in lines["name"].dropna().unique()]
    return tuple(_check_side(side, words.get(side), found, known) for side in SIDES)


def describes(
    stated: FourBounds | str, outline: shapely.Geometry, lines: gpd.GeoDataFrame, territory: shapely.Geometry | None
) -> bool:
    """Tell whether a text or record is true of all four sides of an outline; see :func:`check`."""
    return all(side.agreement in FITTING for side in check(stated, outline, lines, territory))


def _check_side(side: str, stated: Said | None, found: tuple[Stretch, ...], known: list[str]) -> SideCheck:
    here = [stretch for stretch in found if stretch.side == side]
    best = max(here, key=lambda stretch: stretch.share, default=None)
    name = None if best is None else best.name
    if stated is None or not (stated.names or stated.kind):
        return SideCheck(side, "", Agreement.UNSAID, 0.0, name)
    if stated.names:
        agreement, share = _check_names(stated, side, found, known)
    else:
        agreement, share = _check_kind(stated, here)
    return SideCheck(side, "、".join(stated.names) or str(stated.kind), agreement, share, name)


def _check_names(stated: Said, side: str, found: tuple[Stretch, ...], known: list[str]) -> tuple[Agreement, float]:
    def along(name: str, *, here: bool) -> float:
        return sum(s.share for s in found if s.name and same_name(s.name, name) and (s.side == side) is here)

    shares = [along(name, here=True) for name in stated.names]
    share = min(1.0, sum(shares))
    if share >= SHARE_MIN and min(shares) >= PRESENT:
        return (Agreement.AGREES if share >= MAIN_SHARE or stated.in_part else Agreement.IN_PART), share
    missing = [name for name, part in zip(stated.names, shares, strict=True) if part < PRESENT] or list(stated.names)
    if not all(any(same_name(name, other) for other in known) for name in missing):
        return Agreement.NO_SUCH_LINE, share
    if any(along(name, here=False) >= SHARE_MIN for name in missing):
        return Agreement.OTHER_SIDE, share
    return Agreement.NOT_ALONG, share


def _check_kind(stated: Said, here: list[Stretch]) -> tuple[Agreement, float]:
    share = sum(stretch.share for stretch in here if stretch.name is None and stretch.kind == stated.kind)
    if any(stretch.name is not None and stretch.share >= SHARE_MIN and stretch.share > share for stretch in here):
        return Agreement.HAS_A_NAME, share
    if share >= MAIN_SHARE or (share > 0 and (stated.in_part or stated.kind in REST)):
        return Agreement.AGREES, share
    return (Agreement.IN_PART if share >= SHARE_MIN else Agreement.NOT_ALONG), share
