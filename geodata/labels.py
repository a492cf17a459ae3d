"""What to call units in messages: by name, with the identifier where that is something else."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd


def unit_labels(units: pd.DataFrame) -> tuple[list[str], list[str]]:
    """Name each unit for messages in Chinese and in English; pieces of one area differ by their identifier."""
    pairs = [(str(unit), str(name)) for unit, name in zip(units.index, units["name"], strict=True)]
    return (
        [name if name == unit else f"{name}（{unit}）" for unit, name in pairs],
        [name if name == unit else f"{name} ({unit})" for unit, name in pairs],
    )


def listed(labels: Sequence[str], most: int, separator: str) -> str:
    """Write out the first of some labels, and that there are more."""
    return separator.join(labels[:most]) + (" …" if len(labels) > most else "")
