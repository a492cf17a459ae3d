"""The log of a plan: commands are appended, each once, and nobody's are overwritten."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.plans.drawing import Changes, Drawing, changes_json
from app.plans.errors import NotBeforeError, StaleError, VersionNotFoundError
from app.plans.pen import apply
from app.plans.splits import with_splits
from app.plans.store import drawing_at, mark_written, office_of_units
from app.storage.models import CommandRow, PlanRow, now
from app.users.access import require_territory
from app.workspace import Person
from geodata.dataset import Dataset
from geodata.domain import UnitId

KINDS = (
    "move", "brush", "lasso", "box", "push", "new", "merge", "split", "unassign", "lock", "rename", "recolour", "alone",
    "accept", "undo", "redo", "import", "rebase", "keep",
)
"""What a gesture may be."""


@dataclass(frozen=True)
class Command:
    """One gesture of a planner, see :class:`app.storage.models.CommandRow`."""

    command_id: str
    kind: str
    label: Mapping[str, str]
    changes: Changes


@dataclass(frozen=True)
class Appended:
    """What came of appending: the new head, the number of each command, and the drawing there."""

    head: int
    numbers: Mapping[str, int]
    drawing: Drawing


def append(
    session: Session, plan: PlanRow, base: int, commands: Sequence[Command], who: Person, dataset: Dataset | None = None
) -> Appended:
    """Append commands to a plan, all or none; those that are there already are skipped.

    Parameters
    ----------
    plan
        Loaded with ``for_update``.
    base
        The version on which the commands were drawn. Of what came since, only commands that are sent again here are
        allowed: an answer was lost, and the client asks once more.
    dataset
        The ground before any split; needed where a command cuts a unit, to see that the line does.

    Raises
    ------
    StaleError
        Where others drew on since.
    NotBeforeError, CommandError
        Where a command does not fit, see :func:`app.plans.pen.apply`.
    OutsideSubdistrictError
        Where a street office draws on land of another.
    """
    sent = {command.command_id for command in commands}
    known = _numbers(session, plan, sent)
    fresh = [command for command in commands if command.command_id not in known]
    if not fresh:
        return Appended(plan.head, known, drawing_at(session, plan))
    since = commands_after(session, plan, base)
    if base > plan.head or any(row.command_id not in sent for row in since):
        raise _stale(plan, since)
    before, offices = drawing_at(session, plan), office_of_units(session, plan.dataset_id)
    try:
        drawing = apply(before, (command.changes for command in fresh), offices)
    except NotBeforeError as error:
        raise NotBeforeError(
            error.message_zh, error.message_en,
            members={"head": plan.head, "commands": [command_json(row) for row in since]},
        ) from error
    require_territory(who, _touched([command.changes for command in fresh], (before, drawing), offices))
    if dataset is not None and drawing.splits != before.splits:
        with_splits(dataset, drawing.splits)
    mark_written(session, plan.id)
    numbers = dict(known)
    for number, command in enumerate(fresh, start=plan.head + 1):
        numbers[command.command_id] = number
        session.add(CommandRow(
            plan_id=plan.id, number=number, command_id=command.command_id, kind=command.kind,
            label=dict(command.label), changes=changes_json(command.changes), author=who.name,
        ))
    plan.head += len(fresh)
    plan.updated_at = now()
    session.flush()
    return Appended(plan.head, numbers, drawing)


def commands_after(session: Session, plan: PlanRow, number: int, limit: int | None = None) -> Sequence[CommandRow]:
    """Return the commands that came after a version, in order; all of them where no limit is told."""
    query = select(CommandRow).where(CommandRow.plan_id == plan.id, CommandRow.number > number)
    return session.scalars(query.order_by(CommandRow.number).limit(limit)).all()


def name_version(session: Session, plan: PlanRow, version: int, name: str | None) -> CommandRow:
    """Name a version, or take its name away.

    Raises
    ------
    VersionNotFoundError
        Where no command made it; version 0 is the beginning and has no other name.
    """
    row = session.get(CommandRow, (plan.id, version))
    if row is None:
        raise VersionNotFoundError(
            f"方案“{plan.name}”没有第 {version} 版可命名", f"The plan “{plan.name}” has no version {version} to name"
        )
    row.name = name
    return row


def command_json(row: CommandRow) -> dict[str, Any]:
    """Return a command as it is sent out."""
    return {
        "number": row.number, "command_id": row.command_id, "kind": row.kind, "label": row.label,
        "changes": row.changes, "author": row.author, "at": row.at.isoformat(), "name": row.name,
    }


def used_community_ids(session: Session, plan: PlanRow) -> set[str]:
    """Return the identifiers of all communities that a plan has or ever had."""
    used = set(plan.start["communities"])
    for row in commands_after(session, plan, 0):
        used.update(name for name, *_ in row.changes.get("communities", ()))
    return used


def _touched(
    changes: Iterable[Changes], drawings: Iterable[Drawing], offices: Mapping[UnitId, str]
) -> set[str]:
    """Return the street offices of everything that changes touch; a part of a unit is in the office of the whole."""
    wholes = {
        part: unit for drawing in drawings for unit, split in drawing.splits.items() for part in split.parts
    }
    units = {unit for each in changes for unit, *_ in (*each.units, *each.splits)}
    records = (record for each in changes for _, *both in each.communities for record in both if record is not None)
    return {offices[wholes.get(unit, unit)] for unit in units} | {record.subdistrict for record in records}


def _numbers(session: Session, plan: PlanRow, sent: set[str]) -> dict[str, int]:
    rows = session.execute(
        select(CommandRow.command_id, CommandRow.number).where(
            CommandRow.plan_id == plan.id, CommandRow.command_id.in_(sent)
        )
    )
    return {row.command_id: row.number for row in rows}


def _stale(plan: PlanRow, since: Sequence[CommandRow]) -> StaleError:
    others = sorted({row.author for row in since})
    by_zh, by_en = (f"（{'、'.join(others)}）", f" ({', '.join(others)})") if others else ("", "")
    return StaleError(
        f"方案“{plan.name}”已有 {len(since)} 步新的改动{by_zh}。保留自己的、采用最新的，或另存一份",
        f"The plan “{plan.name}” has {len(since)} newer changes{by_en}. Keep yours, take theirs, or make a copy",
        members={"head": plan.head, "commands": [command_json(row) for row in since]},
    )
