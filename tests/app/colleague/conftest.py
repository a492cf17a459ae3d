"""Plans on the nine squares, drawn as a test wants them, and the colleague asked in this very process."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from app.colleague import tasks
from app.plans.drawing import Community, Drawing, drawing_json, read_changes
from app.plans.pen import apply
from app.plans.store import office_of_units
from app.settings import Settings
from app.storage.models import PlanRow
from app.workspace import Workspace, open_workspace
from tests.app import drawn_grid as grid
from tests.app.plans.conftest import enter_grid

OFFICE = "新街"


@dataclass
class Asked:
    """What a task answered: its result, its messages, and the drawing with parts of it accepted."""

    result: dict[str, Any]
    told: list[tuple[str, dict[str, Any]]]
    drawing: Drawing
    accept: Callable[..., Drawing] = field(repr=False)


@dataclass
class Plan:
    """A plan to ask about."""

    workspace: Workspace
    plan_id: str
    drawing: Drawing

    def ask(self, kind: str, *, cancelled: Callable[[], bool] = lambda: False, **request: Any) -> Asked:
        """Do a job here and now."""
        told: list[tuple[str, dict[str, Any]]] = []
        found = getattr(tasks, kind)(
            self.workspace, {"plan_id": self.plan_id, "kind": kind, "version": 0, **request},
            lambda message, data: told.append((message, data)), cancelled,
        ).result

        def accept(*numbers: int, of: dict[str, Any] = found) -> Drawing:
            parts = [part for part in of["parts"] if not numbers or part["part"] in numbers]
            with self.workspace.database.session() as session:
                offices = office_of_units(session, session.get(PlanRow, self.plan_id).dataset_id)
            return apply(self.drawing, [read_changes(part["changes"]) for part in parts], offices)

        return Asked(found, told, self.drawing, accept)


@pytest.fixture
def workspace(tmp_path: Path) -> Iterator[Workspace]:
    workspace = open_workspace(Settings(data=tmp_path))
    yield workspace
    workspace.database.close()


@pytest.fixture
def draw(workspace: Workspace) -> Callable[..., Plan]:
    """Draw a plan: unit → community (today's where left out), locked ones, rules."""

    def drawn(units: dict[str, str | None] | None = None, *, locked: str = "", overlays: tuple[str, ...] = ()) -> Plan:
        homes = {**grid.PRESENT, **(units or {})}
        names = sorted({name for name in homes.values() if name})
        records = {
            name: Community(name, OFFICE, locked=name in locked.split(), colour=k) for k, name in enumerate(names)
        }
        drawing = Drawing(homes, records)
        dataset_id = enter_grid(workspace)
        with workspace.database.session() as session:
            plan = PlanRow(
                dataset_id=dataset_id, name="方案", profile={"id": "lianhu-2024", "overlays": list(overlays)},
                origin={"kind": "today"}, start=drawing_json(drawing), created_by="本机", objective="balanced", head=0,
            )
            session.add(plan)
            session.flush()
            return Plan(workspace, plan.id, drawing)

    return drawn


def households(drawing: Drawing) -> dict[str | None, int]:
    """Households of every community, and of those without one."""
    found: dict[str | None, int] = {}
    for unit, home in drawing.units.items():
        found[home] = found.get(home, 0) + grid.HOUSEHOLDS[unit]
    return found


def in_one_piece(drawing: Drawing) -> bool:
    """Whether every community hangs together: squares side by side."""
    def beside(a: str, b: str) -> bool:
        return abs(ord(a[0]) - ord(b[0])) + abs(int(a[1]) - int(b[1])) == 1

    for members in drawing.members().values():
        seen, stack = set(), members[:1]
        while stack:
            unit = stack.pop()
            seen.add(unit)
            stack += [other for other in members if other not in seen and beside(unit, other)]
        if seen != set(members):
            return False
    return True
