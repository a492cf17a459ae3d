"""What the planner holds fast while the rest is solved."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from geodata.domain import UnitId
from optimizer.errors import LockError


@dataclass(frozen=True)
class Locks:
    """What the planner holds fast.

    Attributes
    ----------
    label
        Unit → lock label: equal labels stay together, different ones apart.
    frozen
        Labels whose community takes no other unit.
    """

    label: Mapping[UnitId, str] = field(default_factory=dict)
    frozen: frozenset[str] = frozenset()


NO_LOCKS = Locks()


def check_locks(locks: Locks, unit_ids: Iterable[UnitId]) -> None:
    """Refuse locks that name units which do not exist.

    Raises
    ------
    LockError
        Naming the first few strangers.
    """
    strangers = sorted(set(locks.label) - set(unit_ids))
    if strangers:
        listed = ", ".join(strangers[:5])
        raise LockError(
            f"锁定文件中有 {len(strangers)} 个单元不存在：{listed}。核对 unit_id 或 area_id 列",
            f"{len(strangers)} locked units do not exist: {listed}. Check the column unit_id or area_id",
        )
