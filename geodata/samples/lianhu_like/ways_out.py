"""Describe the good plan, the planted faults and their ways out by identifier."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from geodata.samples.lianhu_like.district import Part, Planted
from geodata.samples.lianhu_like.draft import Draft
from geodata.samples.lianhu_like.labels import Labels
from geodata.samples.lianhu_like.planting import Fault, Present


class WaysOut:
    """Turns positions of a draft into parts and planted communities."""

    def __init__(self, draft: Draft, labels: Labels) -> None:
        self.draft, self.labels = draft, labels
        self._rest_of = {
            community.goal: index for index, community in enumerate(draft.present) if community.fault is None
        }

    def plan(self) -> tuple[Part, ...]:
        """Return the whole good plan."""
        whole = [self._part(areas) for areas in self.draft.plan]
        return tuple(whole + [half for giant in self.draft.giants for half in self._halves(giant)])

    def planted(self) -> tuple[Planted, ...]:
        """Return every planted community with its way out."""
        return tuple(
            self._planted(name, community, community.fault)
            for name, community in zip(self.labels.communities, self.draft.present, strict=True)
            if community.fault is not None
        )

    def _planted(self, name: str, community: Present, fault: Fault) -> Planted:
        members = list(community.areas)
        is_giant = members[0] in self.draft.giants
        return Planted(
            community=name,
            fault=fault,
            subdistrict=self._subdistrict(members),
            households=int(self.draft.estates.households[members].sum()),
            population=int(self.draft.estates.persons[members].sum()),
            way_out=tuple(self._halves(members[0]) if is_giant else map(self._part, community.goal)),
            partner=self.labels.communities[self._rest_of[community.goal]] if fault == Fault.MICRO else None,
        )

    def _part(self, areas: Sequence[int]) -> Part:
        households = int(self.draft.estates.households[list(areas)].sum())
        return Part(self._subdistrict(areas), tuple(self.labels.areas[area] for area in areas), (), households)

    def _halves(self, giant: int) -> list[Part]:
        """Halve a giant area by its buildings, on either side of the lane through it."""
        buildings = self.draft.buildings
        mine = np.flatnonzero(buildings.area == giant)
        start, end = self.draft.cells[giant].middle_line()
        (dx, dy), offset = end - start, buildings.places[mine] - start
        is_left = dx * offset[:, 1] > dy * offset[:, 0]
        return [
            Part(
                self._subdistrict([giant]),
                (self.labels.areas[giant],),
                tuple(self.labels.buildings[building] for building in half),
                int(buildings.households[half].sum()),
            )
            for half in (mine[is_left], mine[~is_left])
        ]

    def _subdistrict(self, areas: Sequence[int]) -> str:
        return self.labels.offices[int(self.draft.offices[areas[0]])]
