"""The present communities of a dataset as rows of the registry: limits and figures measured from their areas."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import asdict

from app.judged import measure_today
from app.registry.changes import PLANNED
from app.registry.importing.proposed import Proposed
from geodata.dataset import Dataset
from geodata.four_bounds_text import text_zh
from optimizer.needs import community_needs
from optimizer.rules.pack import Profile


def present_communities(dataset: Dataset, profile: Profile) -> list[Proposed]:
    """Return the present communities by street office; none where the files know none.

    Parameters
    ----------
    profile
        By whose numbers premises, seats and workers are said to be required.
    """
    present = measure_today(dataset)
    if present is None:
        return []
    members: dict[str, list[str]] = defaultdict(list)
    for unit, community in dataset.units["community"].dropna().items():
        members[str(community)].append(str(unit))
    rows = []
    for fact in present.facts.communities:
        told = {
            **asdict(community_needs(fact, profile)), "households": fact.households, "land_m2": round(fact.land_m2, 1),
            "population": fact.population if fact.population_known else None,
            "units": sorted(members[fact.community_id]),
        }
        columns = {name: told[name] for name in PLANNED if told.get(name) is not None}
        if fact.four_bounds is not None:
            columns["four_bounds"] = text_zh(fact.four_bounds)
        if dataset.household_basis is not None:
            columns["household_basis"] = dataset.household_basis.value
        rows.append(Proposed(
            None, {"community_id": fact.community_id, "name": fact.name, "subdistrict": fact.subdistrict}, columns
        ))
    return sorted(rows, key=lambda row: (row.place or "", row.identifier or ""))
