"""The ground that a plan is drawn on: its dataset, with the units that the drawing cuts."""

from __future__ import annotations

from app.datasets.store import open_dataset
from app.plans.drawing import Drawing, Split
from app.plans.memory import Memory
from app.plans.splits import with_splits
from app.storage.models import PlanRow
from app.workspace import Workspace
from geodata.dataset import Dataset
from geodata.domain import UnitId

_cut: Memory[tuple[str, tuple[tuple[UnitId, Split], ...]], Dataset] = Memory(4)


def plan_dataset(workspace: Workspace, plan: PlanRow, drawing: Drawing) -> Dataset:
    """Return the dataset of a plan with the splits of a drawing; not to be called inside a transaction.

    Raises
    ------
    DatasetNotReadyError
        Where the dataset is not frozen.
    CommandError
        Where a line does not cut its unit into the parts that the drawing names.
    """
    dataset = open_dataset(workspace, plan.dataset_id)
    if not drawing.splits:
        return dataset
    key = (dataset.hash, tuple(sorted(drawing.splits.items())))
    return _cut.get(key, lambda: with_splits(dataset, drawing.splits))
