"""Rows of the database as the answers of ``/api/v1/datasets``."""

from __future__ import annotations

from dataclasses import asdict

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.datasets import service
from app.datasets.columns import guesses
from app.datasets.freezing import NEVER_STAND, AreaChange, IssueChanges, open_decisions
from app.datasets.inputs import InputFile, Inputs
from app.datasets.schemas import (
    AreaChangeOut,
    Basis,
    ChangesOut,
    ColumnOut,
    DatasetOut,
    FileColumns,
    FileOut,
    GuessOut,
    OpenDecision,
    PartOut,
    ProfileChoice,
    Totals,
)
from app.datasets.survey import Part
from app.storage.models import DatasetRow, DatasetState, JobRow, JobState
from app.users.access import may_change_dataset
from app.workspace import Person
from geodata.domain import Datum


def dataset_out(session: Session, row: DatasetRow, who: Person) -> DatasetOut:
    """Shape one dataset for whoever asks."""
    inputs, check = Inputs.from_json(row.inputs), row.check
    before = service.predecessor(session, row)
    waiting = None if row.state == DatasetState.READY else check
    totals = {} if check is None else {name: check[name] for name in Totals.model_fields}
    return DatasetOut(
        id=row.id, series_id=row.series_id, issue=row.issue, replaces=None if before is None else before.id,
        name=row.name, state=DatasetState(row.state), revision=row.revision, profile=ProfileChoice(**row.profile),
        files=[_file(file) for file in inputs.files],
        roles={role: list(given) for role, given in inputs.roles.items()},
        columns={role: dict(fields) for role, fields in inputs.columns.items()},
        crs=inputs.crs, datum=None if inputs.datum is None else Datum(inputs.datum),
        household_basis=None if inputs.household_basis is None else Basis(inputs.household_basis),
        basis_open=waiting is not None and service.basis_is_open(waiting, inputs), accepted=list(inputs.accepted),
        open=[] if waiting is None else [
            OpenDecision(code=group["code"], can_stand=group["code"] not in NEVER_STAND)
            for group in open_decisions(waiting, inputs.accepted)
        ],
        checked=check is not None, totals=Totals(**totals),
        hash=row.hash, check_job=_running_check(session, row.id), plans=service.plans_on(session, row.id),
        created_at=row.created_at, created_by=row.created_by, may_change=may_change_dataset(who, row),
    )


def file_columns(file: InputFile, parts: tuple[Part, ...], inputs: Inputs) -> FileColumns:
    """Shape what one file holds, with our guess for every field of the role that it has."""
    role_of = {reference: role for role, given in inputs.roles.items() for reference in given}

    def shaped(part: Part) -> PartOut:
        reference = file.file_id if part.part is None else f"{file.file_id}#{part.part}"
        role = role_of.get(reference)
        found = () if role is None else guesses(part, role, inputs.columns.get(role, {}))
        return PartOut(
            reference=reference, part=part.part, role=role, rows=part.rows, shapes=dict(part.shapes),
            encoding=part.encoding, crs=part.crs,
            columns=[ColumnOut(**asdict(column)) for column in part.columns],
            guesses=[GuessOut(**{**asdict(guess), "candidates": list(guess.candidates)}) for guess in found],
            message_zh=part.problem[0] if part.problem else None, message_en=part.problem[1] if part.problem else None,
        )

    return FileColumns(file_id=file.file_id, name=file.name, parts=[shaped(part) for part in parts])


def changes_out(found: tuple[str, IssueChanges] | None) -> ChangesOut:
    """Shape what changed since the issue before."""
    if found is None:
        return ChangesOut(replaces=None, added=[], removed=[], households=[], redrawn=[])
    before, changes = found
    return ChangesOut(
        replaces=before, added=_areas(changes.added), removed=_areas(changes.removed),
        households=_areas(changes.households), redrawn=_areas(changes.redrawn),
    )


def _areas(changes: tuple[AreaChange, ...]) -> list[AreaChangeOut]:
    return [AreaChangeOut(**asdict(change)) for change in changes]


def _file(file: InputFile) -> FileOut:
    return FileOut(
        file_id=file.file_id, name=file.name, size=sum(piece.size for piece in file.pieces),
        beside=[piece.name for piece in file.beside],
    )


def _running_check(session: Session, dataset_id: str) -> str | None:
    return session.scalar(
        select(JobRow.id).where(
            JobRow.dataset_id == dataset_id, JobRow.kind == "check",
            JobRow.state.in_([JobState.QUEUED.value, JobState.RUNNING.value]),
        ).order_by(JobRow.created_at.desc()).limit(1)
    )
