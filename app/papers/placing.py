"""Where words stand on a map without covering each other."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

SHIFTS_MM = (
    (0.0, 0.0), (0.0, -5.3), (0.0, 5.3), (0.0, -9.0), (0.0, 9.0), (-6.4, 0.0), (6.4, 0.0), (-10.6, -3.7), (10.6, 3.7),
)
"""Places that are tried for a label, from its best one."""

NAME_FROM_MM, COUNT_FROM_MM = 7.4, 15.9
"""A community at least this wide on paper has its name, and its count."""


@dataclass(frozen=True)
class Box:
    """A rectangle on paper, millimetres."""

    left: float
    top: float
    right: float
    bottom: float

    @classmethod
    def around(cls, x: float, y: float, width: float, height: float) -> Box:
        """Return the rectangle with this middle."""
        return cls(x - width / 2, y - height / 2, x + width / 2, y + height / 2)

    def overlaps(self, other: Box) -> bool:
        """Whether two rectangles share land."""
        return (
            self.left < other.right and other.left < self.right and self.top < other.bottom and other.top < self.bottom
        )

    def is_within(self, left: float, top: float, right: float, bottom: float) -> bool:
        """Whether it lies inside of some edges."""
        return self.left >= left and self.top >= top and self.right <= right and self.bottom <= bottom


@dataclass
class Places:
    """What is taken already."""

    taken: list[Box] = field(default_factory=list)

    def take(self, box: Box) -> bool:
        """Take a place if it is free; say whether it was."""
        if any(box.overlaps(other) for other in self.taken):
            return False
        self.taken.append(box)
        return True


@dataclass(frozen=True)
class Spot:
    """Where a label stands, and whether its count stands under it."""

    x: float
    y: float
    with_count: bool


def find_spot(
    x: float, y: float, extent: float, widths: tuple[float, float], is_inside: Callable[[float, float], bool],
    places: Places,
) -> Spot | None:
    """Find a place for the label of a community, with its count and then without; ``None`` where there is none.

    Parameters
    ----------
    x, y
        Where it would stand best.
    extent
        How wide its community is on paper.
    widths
        Of the name alone, and of name and count.
    """
    if extent < NAME_FROM_MM:
        return None
    for with_count in (True, False) if extent >= COUNT_FROM_MM else (False,):
        for dx, dy in SHIFTS_MM:
            box = Box.around(x + dx, y + dy, widths[with_count], 7.9 if with_count else 4.2)
            if is_inside(x + dx, y + dy) and places.take(box):
                return Spot(x + dx, y + dy, with_count)
    return None
