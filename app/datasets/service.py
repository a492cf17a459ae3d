"""What can be done with datasets: enter, change, check, freeze, issue anew, delete. No web in here."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import PurePosixPath
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.datasets import changing
from app.datasets.errors import (
    BasisOpenError,
    CannotPlanError,
    DatasetFrozenError,
    DatasetInUseError,
    DatasetStaleError,
    ErrorsOpenError,
    FileNotFoundInDatasetError,
    InputInvalidError,
    NotCheckedError,
)
from app.datasets.freezing import IssueChanges, compare_issues, fill_units, open_decisions
from app.datasets.inputs import InputFile, Inputs, Piece, split_reference
from app.datasets.store import dataset_row, recalled
from app.datasets.suggestions import Candidate, candidates
from app.datasets.survey import Part, survey
from app.datasets.uploads import gather
from app.rulepacks.store import resolve_profile
from app.storage.blobs import BlobStore
from app.storage.models import DatasetRow, DatasetState, PlanRow, new_id, now
from app.users.access import require_dataset
from app.workspace import Person, Workspace

FIRST_PROFILE: Mapping[str, Any] = {"id": "lianhu-2024", "overlays": []}
"""Rules that a first dataset starts with, until somebody chooses others."""


def create(
    workspace: Workspace, pieces: Sequence[Piece], *, name: str | None, replaces: str | None, who: Person
) -> str:
    """Enter uploaded files as a draft with suggested roles, and return its identifier.

    Parameters
    ----------
    replaces
        The dataset whose next issue this is: its rules and what still fits of its choices are taken over.
    """
    with workspace.database.reading() as session:
        if replaces is not None:
            require_dataset(session, who, replaces, own=True)
        before = None if replaces is None else dataset_row(session, replaces)
        known = None if before is None else (before.series_id, before.name, dict(before.profile), before.inputs)
    inputs = Inputs(files=gather((), pieces))
    found = _candidates(inputs.files, workspace.blobs)
    inputs = changing.with_suggestions(inputs, found)
    if known is not None:
        inputs = changing.carried(Inputs.from_json(known[3]), inputs, found)
    dataset_id = new_id()
    with workspace.database.session() as session:
        series_id = dataset_id if known is None else known[0]
        session.add(DatasetRow(
            id=dataset_id, series_id=series_id, issue=_next_issue(session, series_id),
            name=(name or (known[1] if known else _called(inputs))).strip(), state=DatasetState.DRAFT.value,
            inputs=inputs.to_json(), profile=dict(FIRST_PROFILE) if known is None else known[2],
            created_by=who.name, organisation_id=who.organisation_id,
        ))
    return dataset_id


def add_files(workspace: Workspace, dataset_id: str, pieces: Sequence[Piece], *, revision: int | None) -> None:
    """Add uploaded files to a draft; what has a role keeps it."""
    with workspace.database.reading() as session:
        row = _open_row(session, dataset_id, revision)
        inputs, seen = Inputs.from_json(row.inputs), row.revision
    files = gather(inputs.files, pieces)
    found = _candidates(files, workspace.blobs)
    with workspace.database.session() as session:
        row = _open_row(session, dataset_id, seen)
        lone = [file.file_id for file in inputs.files if file.file_id not in {kept.file_id for kept in files}]
        for file_id in lone:  # a companion that waited for its .shp
            inputs = changing.without_file(inputs, file_id)
        _keep(row, changing.with_suggestions(replace(inputs, files=files), found))


def remove_file(session: Session, dataset_id: str, file_id: str, *, revision: int | None) -> None:
    """Take a file out of a draft.

    Raises
    ------
    FileNotFoundInDatasetError
        Where the draft has no such file.
    """
    row = _open_row(session, dataset_id, revision)
    inputs = Inputs.from_json(row.inputs)
    if inputs.file(file_id) is None:
        raise FileNotFoundInDatasetError(f"数据中没有文件 {file_id}", f"The dataset has no file {file_id}")
    _keep(row, changing.without_file(inputs, file_id))


def change(session: Session, dataset_id: str, changes: Mapping[str, Any], *, revision: int) -> DatasetRow:
    """Change name, rules or reading of a dataset; of a frozen one only the name.

    Raises
    ------
    DatasetStaleError
        Where somebody changed it since ``revision``.
    DatasetFrozenError
        Where anything but the name of a frozen one would change.
    """
    row = dataset_row(session, dataset_id)
    _require_revision(row, revision)
    if row.state == DatasetState.READY and set(changes) - {"name"}:
        raise DatasetFrozenError(row.name)
    if "name" in changes:
        row.name = str(changes["name"]).strip()
    if "profile" in changes:
        profile = {"id": changes["profile"]["id"], "overlays": list(changes["profile"]["overlays"])}
        resolve_profile(session, profile)
        if profile != row.profile:
            row.profile, row.state = profile, DatasetState.DRAFT.value
    if row.state != DatasetState.READY:
        _keep(row, changing.changed(Inputs.from_json(row.inputs), changes), count=False)
    row.revision += 1
    return row


def prepare_check(session: Session, dataset_id: str) -> dict[str, Any]:
    """Return the request of a check job: how the files are to be read, and under which rules.

    Raises
    ------
    InputInvalidError
        Where no file holds the areas.
    """
    row = _open_row(session, dataset_id, None)
    if not Inputs.from_json(row.inputs).roles.get("areas"):
        raise InputInvalidError(
            "没有小区文件。请在左侧为一个文件选择“小区”", "No file of areas. Choose \"areas\" for a file on the left"
        )
    return {"dataset_id": row.id, "inputs": row.inputs, "profile": row.profile}


def freeze(session: Session, blobs: BlobStore, dataset_id: str, *, accept_errors: bool) -> DatasetRow:
    """Put a checked dataset into use: from now on it never changes.

    Raises
    ------
    NotCheckedError
        Where it changed since the last check.
    BasisOpenError
        Where neither the files nor the planner say what the household counts count.
    ErrorsOpenError
        Where the check found errors that nobody accepted.
    CannotPlanError
        Where nothing can be planned on it.
    """
    row = _open_row(session, dataset_id, None)
    if row.state != DatasetState.CHECKED or row.check is None or row.kept is None:
        raise NotCheckedError(row.name)
    inputs = Inputs.from_json(row.inputs)
    require_freezable(row.check, inputs, accept_errors=accept_errors)
    dataset = recalled(blobs, row.kept)
    fill_units(session, row.id, dataset)
    row.hash, row.state = dataset.hash, DatasetState.READY.value
    row.revision += 1
    return row


def require_freezable(check: Mapping[str, Any], inputs: Inputs, *, accept_errors: bool) -> None:
    """Refuse where something waits to be decided; see `freeze`."""
    able = next((ability for ability in check["abilities"] if ability["code"] == "plan.communities"), None)
    if able is None or able["able"] == "no":
        told = able or {"message_zh": "不能划分", "message_en": "nothing can be planned"}
        raise CannotPlanError(f"不能启用。{told['message_zh']}", f"It cannot be put into use: {told['message_en']}")
    if basis_is_open(check, inputs):
        raise BasisOpenError(
            "户数口径未答：户籍、常住、住宅套数、实际入住，或注明“未知”",
            "What a household is was not answered: registered, resident, dwellings, occupied, or \"not known\"",
        )
    waiting = [] if accept_errors else open_decisions(check, inputs.accepted)
    if waiting:
        raise ErrorsOpenError(
            f"还有 {len(waiting)} 项待你决定。改正，或逐条放行",
            f"{len(waiting)} findings wait for a decision. Correct them, or let each stand",
        )


def basis_is_open(check: Mapping[str, Any], inputs: Inputs) -> bool:
    """Whether somebody has yet to say what the household counts count."""
    counts = check["household_counts"]
    return counts["deciding_column"] is not None and counts["basis"] is None and inputs.household_basis is None


def delete(session: Session, dataset_id: str) -> None:
    """Delete a dataset.

    Raises
    ------
    DatasetInUseError
        Where plans stand on it, also those that can still be restored.
    """
    row = dataset_row(session, dataset_id)
    plans = plans_on(session, dataset_id)
    if plans:
        raise DatasetInUseError(
            f"数据“{row.name}”上有 {plans} 个方案，不能删除。先删除或归档方案",
            f"{plans} plans stand on the dataset \"{row.name}\". Delete them first",
        )
    row.deleted_at = now()


def plans_on(session: Session, dataset_id: str) -> int:
    """Count the plans that stand on a dataset."""
    return session.scalar(select(func.count()).select_from(PlanRow).where(PlanRow.dataset_id == dataset_id)) or 0


def predecessor(session: Session, row: DatasetRow) -> DatasetRow | None:
    """Find the last issue in use before this one."""
    return session.scalar(
        select(DatasetRow).where(
            DatasetRow.series_id == row.series_id, DatasetRow.issue < row.issue, DatasetRow.deleted_at.is_(None),
            DatasetRow.state == DatasetState.READY.value,
        ).order_by(DatasetRow.issue.desc()).limit(1)
    )


def issue_changes(workspace: Workspace, dataset_id: str) -> tuple[str, IssueChanges] | None:
    """Say what changed since the issue before; ``None`` where there is none, or nothing was checked yet."""
    with workspace.database.reading() as session:
        row = dataset_row(session, dataset_id)
        before = predecessor(session, row)
        kept, earlier = row.kept, None if before is None else (before.id, before.kept)
    if kept is None or earlier is None or earlier[1] is None:
        return None
    return earlier[0], compare_issues(recalled(workspace.blobs, earlier[1]), recalled(workspace.blobs, kept))


def files_of(inputs: Inputs, blobs: BlobStore) -> list[tuple[InputFile, tuple[Part, ...]]]:
    """Say what each file of a dataset holds."""
    return [(file, survey(file, blobs)) for file in inputs.files]


def _candidates(files: Sequence[InputFile], blobs: BlobStore) -> list[Candidate]:
    return [candidate for file in files for candidate in candidates(file, survey(file, blobs))]


def _called(inputs: Inputs) -> str:
    """Call a dataset after the file of its areas."""
    areas = inputs.roles.get("areas", ())
    file = inputs.file(split_reference(areas[0])[0]) if areas else next(iter(inputs.files), None)
    return "数据" if file is None else PurePosixPath(file.name).stem


def _next_issue(session: Session, series_id: str) -> int:
    last = session.scalar(select(func.max(DatasetRow.issue)).where(DatasetRow.series_id == series_id))
    return (last or 0) + 1


def _open_row(session: Session, dataset_id: str, revision: int | None) -> DatasetRow:
    row = dataset_row(session, dataset_id)
    if revision is not None:
        _require_revision(row, revision)
    if row.state == DatasetState.READY:
        raise DatasetFrozenError(row.name)
    return row


def _require_revision(row: DatasetRow, revision: int) -> None:
    if row.revision != revision:
        raise DatasetStaleError(row.revision)


def _keep(row: DatasetRow, inputs: Inputs, *, count: bool = True) -> None:
    """Keep inputs; a check of others is no longer that of this dataset."""
    if changing.reading(inputs) != changing.reading(Inputs.from_json(row.inputs)):
        row.state = DatasetState.DRAFT.value
    row.inputs = inputs.to_json()
    row.revision += int(count)
