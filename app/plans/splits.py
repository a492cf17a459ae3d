"""Units cut by a drawn line: what the parts would be, as changes of a drawing, and on the ground."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from app.plans.drawing import Changes, Split
from app.plans.errors import CommandError
from geodata.dataset import Dataset
from geodata.domain import UnitId
from geodata.redrawing import line_in, split_unit

DEGREE_DIGITS = 7
"""A centimetre: finer than any hand draws, and the same cut whenever the line is read again."""

METRE_DIGITS = 3


@dataclass(frozen=True, eq=False)
class Cut:
    """A unit cut by a drawn line.

    Attributes
    ----------
    split
        How the drawing keeps it.
    dataset
        The ground with the parts.
    """

    unit_id: UnitId
    split: Split
    dataset: Dataset

    @property
    def changes(self) -> Changes:
        """What cutting changes of a drawing; the parts begin in the community of the unit."""
        return Changes(splits=((self.unit_id, None, self.split),))

    @property
    def message(self) -> tuple[str, str]:
        """By what the people were shared out, in Chinese and English."""
        finding = self.dataset.findings[-1]
        return finding.message_zh, finding.message_en


def cut_unit(dataset: Dataset, unit_id: str, line: Iterable[tuple[float, float]]) -> Cut:
    """Cut a unit by a line drawn on the map.

    Parameters
    ----------
    line
        Longitude and latitude, or metres without a place on Earth.

    Raises
    ------
    UnknownUnitError, BadCutError
        See :func:`geodata.redrawing.split_unit`.
    """
    digits = METRE_DIGITS if dataset.is_local else DEGREE_DIGITS
    corners = tuple((round(float(x), digits), round(float(y), digits)) for x, y in line)
    after = split_unit(dataset, unit_id, line_in(dataset, corners))
    parts = sorted(after.units.index.difference(dataset.units.index), key=lambda part: (len(part), part))
    return Cut(UnitId(unit_id), Split(corners, tuple(map(UnitId, parts))), after)


def with_splits(dataset: Dataset, splits: Mapping[UnitId, Split]) -> Dataset:
    """Return a dataset with all splits of a drawing, a unit before its parts.

    Raises
    ------
    CommandError
        Where a line does not cut its unit into the parts that the drawing names.
    """
    waiting = dict(sorted(splits.items()))
    while waiting:
        ready = [unit for unit in waiting if unit in dataset.units.index]
        if not ready:
            raise _no_longer(next(iter(waiting)))
        for unit in ready:
            told = waiting.pop(unit)
            cut = cut_unit(dataset, unit, told.line)
            if set(cut.split.parts) != set(told.parts):
                raise _no_longer(unit)
            dataset = cut.dataset
    return dataset


def _no_longer(unit: str) -> CommandError:
    return CommandError(
        f"单元 {unit}：切线与这份数据不再相符。请撤销后重新切分",
        f"Unit {unit}: its split does not fit this dataset any more. Take it back and split the unit anew",
    )
