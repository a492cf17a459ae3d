"""A plan from elsewhere becomes a drawing: what is good is taken, what is not is listed row by row."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from typing import Any

from app.annexing import annex
from app.plans.drawing import Drawing, Split
from app.plans.matching import RowProblem, match
from app.plans.plan_table import PlanTable
from app.plans.splits import cut_unit
from app.plans.starts import start_with
from geodata.dataset import Dataset
from geodata.domain import UnitId
from geodata.errors import GeodataError

MOST_LISTED = 1000
"""So many problems and units are listed; all are counted."""


@dataclass(frozen=True, eq=False)
class Imported:
    """A drawing made of a file.

    Attributes
    ----------
    problems
        In order of row.
    left_out
        Units in no community, in order.
    """

    drawing: Drawing
    problems: tuple[RowProblem, ...]
    left_out: tuple[UnitId, ...]

    def report(self) -> dict[str, Any]:
        """Return what the planner is told: ``rows``, ``taken``, ``left_out`` and their counts."""
        return {
            "rows": [asdict(problem) for problem in self.problems[:MOST_LISTED]],
            "problems": len(self.problems),
            "errors": sum(problem.is_error for problem in self.problems),
            "communities": len(self.drawing.communities),
            "taken": len(self.drawing.units) - len(self.left_out),
            "left_out": len(self.left_out),
            "left_out_units": list(self.left_out[:MOST_LISTED]),
        }


def import_drawing(table: PlanTable, dataset: Dataset) -> Imported:
    """Make a drawing of a plan from elsewhere.

    Land of no area that the file does not name follows the neighbour with the longest border, as everywhere.

    Parameters
    ----------
    dataset
        The ground, without splits; those that the file knows are cut.
    """
    ground, splits, refused = _with_splits(table, dataset)
    matched = match(table, ground)
    bare = {UnitId(str(unit)) for unit in ground.units.index[ground.units["area_id"].isna()]}
    waiting = bare - matched.assignment.keys() - matched.left_empty
    drawing = start_with(ground, annex(ground.borders, matched.assignment, waiting), names=matched.names)
    parted = [name for name in drawing.communities if name not in set(matched.assignment.values())]
    communities = {
        name: replace(told, locked=name in matched.locked) for name, told in drawing.communities.items()
    }
    drawing = replace(drawing, communities=communities, splits=splits)
    notes = [*refused, *matched.problems, *(_parted(drawing, name) for name in parted)]
    return Imported(drawing, tuple(notes), tuple(drawing.unassigned))


def _with_splits(
    table: PlanTable, dataset: Dataset
) -> tuple[Dataset, Mapping[UnitId, Split], list[RowProblem]]:
    """Cut the units that the file cuts, a unit before its parts; a line that does not fit this ground is listed."""
    waiting, splits, refused = dict(sorted(table.splits.items())), {}, []
    while ready := [unit for unit in waiting if unit in dataset.units.index]:
        for unit in ready:
            line = waiting.pop(unit)
            try:
                cut = cut_unit(dataset, unit, line)
            except GeodataError as error:
                refused.append(RowProblem(
                    None, "plans.import_split", True, error.message_zh, error.message_en, unit,
                ))
            else:
                splits[cut.unit_id] = cut.split
                dataset = cut.dataset
    refused += [
        RowProblem(
            None, "plans.import_split", True, f"{unit}：这份数据里没有这个单元，切线未用",
            f"{unit}: there is no such unit in this dataset; its split is not used", unit,
        )
        for unit in waiting
    ]
    return dataset, splits, refused


def _parted(drawing: Drawing, name: str) -> RowProblem:
    told = next(community for other, community in drawing.communities.items() if other == name)
    return RowProblem(
        None, "plans.import_parted", False,
        f"{told.name} 跨街道，{told.subdistrict}的部分另成一个社区",
        f"{told.name} lies in several street offices; its part in {told.subdistrict} is a community of its own", name,
    )
