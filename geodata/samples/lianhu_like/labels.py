"""Identifiers and names for everything in a draft."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from geodata.samples.lianhu_like.draft import Draft
from geodata.samples.lianhu_like.estates import name_areas
from geodata.samples.lianhu_like.names import Namer

if TYPE_CHECKING:
    from geodata.domain import IntArray


@dataclass(frozen=True)
class Labels:
    """What things are called, by position.

    Attributes
    ----------
    offices, communities
        Names, which are identifiers too. Street offices say that they are synthetic (合成).
    areas, buildings
        Identifiers: office and number (``A03017``), area and number (``A03017-05``).
    area_names
        Name of each area.
    """

    offices: list[str]
    communities: list[str]
    areas: list[str]
    area_names: list[str]
    buildings: list[str]


def label(draft: Draft, names: Namer, rng: np.random.Generator) -> Labels:
    """Name a draft: areas and buildings are numbered in their order."""
    offices = [f"合成{names.word()}街道" for _ in range(draft.spec.office_count)]
    communities = [f"{names.word()}社区" for _ in draft.present]
    area_names = name_areas(draft.estates.kinds, names, rng)
    areas = _numbered_within(draft.offices, [f"A{number}" for number in _padded(len(offices))], "")
    return Labels(offices, communities, areas, area_names, _numbered_within(draft.buildings.area, areas, "-"))


def _padded(count: int) -> list[str]:
    width = max(2, len(str(count)))
    return [f"{number:0{width}d}" for number in range(1, count + 1)]


def _numbered_within(groups: IntArray, prefixes: Sequence[str], separator: str) -> list[str]:
    """Append to each group's prefix the number of the member in its group: ``A03`` + ``017``; groups lie together."""
    starts = np.searchsorted(groups, groups, side="left")
    numbers = np.arange(1, len(groups) + 1) - starts
    width = max(2, len(str(int(numbers.max()))))
    return [
        f"{prefixes[group]}{separator}{number:0{width}d}"
        for group, number in zip(groups.tolist(), numbers.tolist(), strict=True)
    ]
