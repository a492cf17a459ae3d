"""What a synthetic district should be like: the arguments of the generator."""

from __future__ import annotations

from dataclasses import dataclass

AREAS_PER_OFFICE = 150
"""Areas in a street office where the number of offices is left open."""

TARGET_HOUSEHOLDS = 3_000
"""Households of a community in the plan that every district is built around."""

LEAST_HOUSEHOLDS, MOST_HOUSEHOLDS = 1_000, 5_000
"""Size band that the planted communities miss and their ways out meet (LH-4.3, both ends included)."""

MOST_PERSONS = 15_000
"""Upper end of the band in persons (LH-4.3)."""


@dataclass(frozen=True)
class DistrictSpec:
    """Arguments of :func:`geodata.samples.lianhu_like.generate.make_district`.

    Attributes
    ----------
    n_areas
        Residential compounds, quarters, villages and vacant plots together.
    median_households
        Median household count of the inhabited areas; the granularity of the district (120, 250, 600).
    offices
        Number of street offices; ``None``: one for every 150 areas.
    oversized, micro
        Present communities planted above 5,000 and below 1,000 households, each with a way out; ``None``: about one
        community in nine, as many as fit.
    giants
        Areas of more than 5,000 households, each a present community by itself: part of ``oversized``.
    households_per_km2
        Density of the whole land, streets included.
    """

    n_areas: int
    median_households: int = 600
    offices: int | None = None
    oversized: int | None = None
    micro: int | None = None
    giants: int = 0
    households_per_km2: float = 7_000.0

    def __post_init__(self) -> None:
        if self.n_areas < 4 or self.median_households < 1 or self.giants < 0:
            raise ValueError("a district has at least 4 areas, a median of at least 1 and no negative count")
        if self.offices is not None and self.offices < 1:
            raise ValueError("a district has at least one street office")
        if self.expected_households / self.office_count < TARGET_HOUSEHOLDS:
            raise ValueError(
                f"{self.office_count} street offices would hold {self.expected_households / self.office_count:.0f} "
                f"households each: take fewer offices or more areas, at least {TARGET_HOUSEHOLDS} each"
            )

    @property
    def office_count(self) -> int:
        """Number of street offices."""
        return self.offices if self.offices is not None else max(1, round(self.n_areas / AREAS_PER_OFFICE))

    @property
    def expected_households(self) -> float:
        """Households of the whole district, about: the mean of the skewed counts is 1.2 times their median."""
        return 1.2 * self.median_households * self.n_areas


LIANHU_LIKE = DistrictSpec(n_areas=236, median_households=600, offices=8, oversized=7, micro=8, giants=2)
"""The bundled sample: as many oversized and micro communities as Lianhu counted in 2024 (LH-6.5)."""

LIANHU_LIKE_SEED = 610104
