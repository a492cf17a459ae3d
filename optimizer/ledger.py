"""Who goes where: every area that changes community, from which before and after are both derived (PL-8, 划入划出)."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property

from geodata.domain import AreaId, CommunityId
from geodata.domain_facts import PlanFacts


@dataclass(frozen=True)
class Parcel:
    """An area, or the part of it that one community of the plan holds.

    Attributes
    ----------
    persons
        ``None`` where they are not known.
    source
        Present community, ``None`` where it has none.
    target
        Community of the plan, ``None`` where no community holds it.
    """

    area_id: AreaId
    name: str
    subdistrict: str
    households: int
    persons: int | None
    source: CommunityId | None
    target: CommunityId | None


@dataclass(frozen=True)
class Count:
    """Households and persons of some parcels; persons are ``None`` where those of one inhabited parcel are."""

    households: int = 0
    persons: int | None = 0

    def __add__(self, other: Count) -> Count:
        """Add up; what is unknown stays unknown."""
        known = self.persons is not None and other.persons is not None
        return Count(
            self.households + other.households, (self.persons or 0) + (other.persons or 0) if known else None,
        )


@dataclass(frozen=True)
class Balance:
    """One line of the ledger: before + into − out = after, in households and in persons.

    Attributes
    ----------
    community_id
        Community of the plan; for a present community that ends, that one.
    continues
        The present community whose account this is; ``None`` for a new community, which begins with nothing.
    """

    community_id: CommunityId
    continues: CommunityId | None
    before: Count
    into: Count
    out: Count
    after: Count


@dataclass(frozen=True)
class Origin:
    """Households that a community of the plan takes from a present one (``None``: from none).

    Attributes
    ----------
    share
        Of the households of the community of the plan.
    share_of_source
        Of the households of the present community.
    """

    source: CommunityId | None
    households: int
    share: float
    share_of_source: float | None


@dataclass(frozen=True)
class Ledger:
    """Every parcel of a plan with the community that it leaves and the one that it joins.

    Attributes
    ----------
    parcels
        Ordered by area, source and target; those that stay are there too.
    continues
        Community of the plan → the present community that it continues.
    """

    parcels: tuple[Parcel, ...]
    continues: Mapping[CommunityId, CommunityId | None]

    def stays(self, parcel: Parcel) -> bool:
        """Whether a parcel keeps its community, be it under another identifier."""
        if parcel.target is None or parcel.source is None:
            return parcel.target is parcel.source
        return self.continues[parcel.target] == parcel.source

    @cached_property
    def moves(self) -> tuple[Parcel, ...]:
        """Parcels whose community changes; none where there is no present community to move from."""
        if all(parcel.source is None for parcel in self.parcels):
            return ()
        return tuple(parcel for parcel in self.parcels if not self.stays(parcel))

    @property
    def households_changed(self) -> int:
        """Households that leave a present community."""
        return sum(parcel.households for parcel in self.moves if parcel.source is not None)

    @property
    def kept_share(self) -> float | None:
        """Share of the households with a present community that keep it (PL-8); ``None`` without any."""
        settled = sum(parcel.households for parcel in self.parcels if parcel.source is not None)
        return 1 - self.households_changed / settled if settled else None

    @cached_property
    def balances(self) -> tuple[Balance, ...]:
        """One line for each community of the plan, then one for each present community that ends."""
        before = _sums((parcel.source, parcel) for parcel in self.parcels)
        after = _sums((parcel.target, parcel) for parcel in self.parcels)
        out = _sums((parcel.source, parcel) for parcel in self.parcels if not self.stays(parcel))
        into = _sums((parcel.target, parcel) for parcel in self.parcels if not self.stays(parcel))
        nothing = Count()
        planned = tuple(
            Balance(
                name, source, nothing if source is None else before[source], into[name],
                nothing if source is None else out[source], after[name],
            )
            for name, source in sorted(self.continues.items())
        )
        kept = set(self.continues.values())
        ended = sorted(source for source in before if source is not None and source not in kept)
        return planned + tuple(Balance(name, name, before[name], nothing, out[name], nothing) for name in ended)

    def heirs(self, present: CommunityId) -> dict[CommunityId, int]:
        """Return the communities of the plan that take over its households, the largest share first."""
        return self._heirs.get(present, {})

    def origins(self, community: CommunityId) -> tuple[Origin, ...]:
        """Return the predecessors of a community of the plan, the largest first."""
        return self._origins.get(community, ())

    @cached_property
    def _heirs(self) -> dict[CommunityId, dict[CommunityId, int]]:
        held: dict[CommunityId, Counter[CommunityId]] = defaultdict(Counter)
        for parcel in self.parcels:
            if parcel.source is not None and parcel.target is not None and parcel.households:
                held[parcel.source][parcel.target] += parcel.households
        return {source: dict(sorted(parts.items(), key=lambda part: (-part[1], part[0])))
                for source, parts in held.items()}

    @cached_property
    def _origins(self) -> dict[CommunityId, tuple[Origin, ...]]:
        taken: dict[CommunityId, Counter[CommunityId | None]] = defaultdict(Counter)
        whole: Counter[CommunityId | None] = Counter()
        for parcel in self.parcels:
            whole[parcel.source] += parcel.households
            if parcel.target is not None and parcel.households:
                taken[parcel.target][parcel.source] += parcel.households
        return {
            target: tuple(
                Origin(source, count, count / parts.total(), None if source is None else count / whole[source])
                for source, count in sorted(parts.items(), key=lambda part: (-part[1], part[0] or ""))
            )
            for target, parts in taken.items()
        }


def draw_up(today: PlanFacts | None, plan: PlanFacts) -> Ledger:
    """Draw up the ledger of a plan against the present communities.

    Parameters
    ----------
    today
        The present communities, or ``None`` where the files know none.
    plan
        The plan, ours or not; what it leaves in no community is a parcel without a target.
    """
    sources, parcels = {}, []
    for fact in () if today is None else today.communities:
        for part in fact.areas:
            sources[part.area_id] = fact.community_id, part
    left = {area: (part.households, part.population) for area, (_, part) in sources.items()}
    held = set()
    for fact in plan.communities:
        for part in fact.areas:
            held.add(part.area_id)
            source = sources[part.area_id][0] if part.area_id in sources else None
            parcels.append(Parcel(
                part.area_id, part.name, part.subdistrict, part.households, part.population, source, fact.community_id,
            ))
            if part.area_id in left:
                left[part.area_id] = _less(left[part.area_id], (part.households, part.population))
    for area, (households, persons) in left.items():
        if area not in held or households or persons:
            source, part = sources[area]
            parcels.append(Parcel(area, part.name, part.subdistrict, households, persons, source, None))
    ordered = sorted(parcels, key=lambda p: (p.area_id, p.source or "", p.target or ""))
    return Ledger(tuple(ordered), {fact.community_id: fact.continues for fact in plan.communities})


def _less(whole: tuple[int, int | None], part: tuple[int, int | None]) -> tuple[int, int | None]:
    known = whole[1] is not None and part[1] is not None
    return whole[0] - part[0], (whole[1] or 0) - (part[1] or 0) if known else None


def _sums(parcels: Iterable[tuple[CommunityId | None, Parcel]]) -> defaultdict[CommunityId | None, Count]:
    sums: defaultdict[CommunityId | None, Count] = defaultdict(Count)
    for community, parcel in parcels:
        # Where nobody lives, nobody's number is missing.
        persons = 0 if parcel.persons is None and parcel.households == 0 else parcel.persons
        sums[community] += Count(parcel.households, persons)
    return sums
