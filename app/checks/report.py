"""What a check says: one typed report, made of the dataset alone; print, page and ``check.json`` stand on top."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import shapely

from app.checks.findings import FindingGroup, group, placed
from app.checks.outlook import Ability, abilities
from geodata.border_report import CORNER_M, Island, find_barred, find_islands
from geodata.dataset import Dataset
from geodata.domain import HouseholdCounts, UndecidedArea, Walking
from geodata.gates import unit_places
from geodata.network_report import measure_joining
from geodata.record import Finding, Severity
from geodata.sources import Source


@dataclass(frozen=True)
class Counts:
    """How much there is, unplaced rows included unless said otherwise.

    Attributes
    ----------
    households, population
        ``None`` where the files count none.
    unplaced, unplaced_households
        Rows that lie nowhere, or in no street office.
    offices
        Street offices with an area.
    offices_empty
        Street offices without one: they are not planned.
    communities
        Present communities that the files name.
    uninhabited
        Placed areas without a household.
    population_unknown
        Placed areas with households and no number of persons.
    largest
        Name and households of the largest placed area.
    median_households
        Of the placed areas that have households.
    """

    areas: int
    units: int
    households: int | None
    population: int | None
    unplaced: int
    unplaced_households: int
    offices: int
    offices_empty: tuple[str, ...]
    communities: int
    uninhabited: int
    population_unknown: int
    largest: tuple[str, int] | None
    median_households: int | None


@dataclass(frozen=True)
class Adjacency:
    """Who is whose neighbour.

    Attributes
    ----------
    pairs, corners
        Pairs of units of one street office that share a border, and those of them that share less than a metre.
    declared
        Pairs that are neighbours by the user's table.
    barred, unbridged
        Pairs with a river, railway or wall between them, and those of them where no road crosses it.
    on_line_share
        Share (0 to 1) of all borders that lies within 15 m of a road, river, railway or wall; ``None`` without lines.
    """

    pairs: int
    corners: int
    declared: int
    barred: int
    unbridged: int
    islands: tuple[Island, ...]
    on_line_share: float | None


@dataclass(frozen=True)
class Network:
    """The walking network, and how inhabited units reach it.

    Attributes
    ----------
    parts
        Junctions of each connected part, the largest first.
    away_median_m, away_max_m, farthest
        Straight line from an inhabited unit to the nearest street, and the name of the farthest.
    cut_off
        Names of inhabited units that do not reach the largest part.
    """

    junctions: int
    links: int
    parts: tuple[int, ...]
    away_median_m: float | None
    away_max_m: float | None
    farthest: str | None
    cut_off: tuple[str, ...]


@dataclass(frozen=True)
class Land:
    """The land that was tiled, and the lines on it."""

    crs: str
    source_crs: str
    km2: float
    territory_known: bool
    lines_km: float
    lines_named_share: float | None


@dataclass(frozen=True, eq=False)
class CheckReport:
    """Everything that a check says.

    Attributes
    ----------
    findings
        All of them, in the order of the record; those that name an area carry its place.
    groups
        The same by severity and code.
    network
        ``None``: walking is measured in straight lines.
    abilities
        What ``plan`` will be able to do with this ground.
    """

    sources: tuple[Source, ...]
    counts: Counts
    household_counts: HouseholdCounts
    land: Land
    adjacency: Adjacency
    walking: Walking
    network: Network | None
    undecided: tuple[UndecidedArea, ...]
    findings: tuple[Finding, ...]
    groups: tuple[FindingGroup, ...]
    abilities: tuple[Ability, ...]

    @property
    def has_errors(self) -> bool:
        """Whether anything was found that has to be corrected."""
        return any(finding.severity is Severity.ERROR for finding in self.findings)

    def of(self, *prefixes: str) -> tuple[FindingGroup, ...]:
        """Return the groups whose code begins with one of some prefixes."""
        return tuple(found for found in self.groups if found.code.startswith(prefixes))


def check_report(dataset: Dataset) -> CheckReport:
    """Measure a dataset and put together what there is to say about it."""
    findings = placed(dataset)
    counts, adjacency, land = _counts(dataset), _adjacency(dataset), _land(dataset)
    return CheckReport(
        sources=dataset.sources, counts=counts, household_counts=dataset.household_counts, land=land,
        adjacency=adjacency, walking=dataset.walking, network=_network(dataset), undecided=dataset.undecided,
        findings=findings, groups=group(findings), abilities=abilities(dataset, adjacency.islands),
    )


def _counts(dataset: Dataset) -> Counts:
    areas, unplaced = dataset.areas, dataset.unplaced
    households = areas["households"]
    known = areas["population"].dropna()
    inhabited = households > 0
    here = set(areas["subdistrict"])
    lost = int(unplaced["households"].sum())
    return Counts(
        areas=len(areas) + len(unplaced), units=len(dataset.units),
        households=int(households.sum()) + lost if dataset.has_households else None,
        population=int(known.sum()) if len(known) else None,
        unplaced=len(unplaced), unplaced_households=lost, offices=len(here),
        offices_empty=tuple(str(name) for name in dataset.subdistricts.index if name not in here),
        communities=int(areas["community"].nunique()),
        uninhabited=int((~inhabited).sum()) if dataset.has_households else 0,
        population_unknown=int((inhabited & areas["population"].isna()).sum()),
        largest=(str(areas["name"].loc[households.idxmax()]), int(households.max())) if inhabited.any() else None,
        median_households=int(households[inhabited].median()) if inhabited.any() else None,
    )


def _adjacency(dataset: Dataset) -> Adjacency:
    borders = dataset.borders
    barred, unbridged = find_barred(borders)
    total_m = float(borders["length_m"].sum())
    return Adjacency(
        pairs=len(borders), corners=int(((borders["length_m"] < CORNER_M) & ~borders["declared"]).sum()),
        declared=int(borders["declared"].sum()), barred=int(barred.sum()), unbridged=int(unbridged.sum()),
        islands=find_islands(dataset.units, borders),
        on_line_share=float(borders["on_line_m"].sum()) / total_m if len(dataset.lines) and total_m else None,
    )


def _network(dataset: Dataset) -> Network | None:
    network, units = dataset.network, dataset.units
    if network is None:
        return None
    joining = measure_joining(network, unit_places(units, dataset.areas, dataset.gates))
    inhabited = units["households"].to_numpy() > 0
    away_m = np.where(inhabited, joining.away_m, -1.0)
    names = units["name"].to_numpy(dtype=object)
    return Network(
        junctions=len(network.node_xy), links=len(network.links.ends),
        parts=tuple(int(size) for size in np.bincount(network.component)),
        away_median_m=float(np.median(joining.away_m[inhabited])) if inhabited.any() else None,
        away_max_m=float(away_m.max()) if inhabited.any() else None,
        farthest=str(names[int(np.argmax(away_m))]) if inhabited.any() else None,
        cut_off=tuple(str(name) for name in names[inhabited & joining.cut_off]),
    )


def _land(dataset: Dataset) -> Land:
    length_m = shapely.length(dataset.lines.geometry.to_numpy())
    total_m, named = float(length_m.sum()), dataset.lines["name"].notna().to_numpy(dtype=np.bool_)
    return Land(
        crs=dataset.crs, source_crs=dataset.source_crs, km2=float(dataset.units.geometry.area.sum()) / 1e6,
        territory_known=dataset.territory_known, lines_km=total_m / 1000,
        lines_named_share=float(length_m[named].sum()) / total_m if total_m else None,
    )
