"""Datasets in the database and the folder of blobs: found, opened, and entered from files on this machine."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any

from sqlalchemy.orm import Session

from app.checks.checking import Checked
from app.checks.report import check_report
from app.datasets.errors import DatasetNotFoundError, DatasetNotReadyError
from app.datasets.freezing import fill_units
from app.datasets.inputs import InputFile, Inputs, Piece
from app.datasets.uploads import COMPANIONS, safe_name
from app.rulepacks.store import resolve_profile
from app.storage.blobs import BlobStore
from app.storage.models import DatasetRow, DatasetState, new_id
from app.workspace import Person, Workspace
from geodata.dataset import Dataset
from geodata.input_files import InputFiles
from geodata.keeping import keep, recall
from geodata.prepare import prepare
from geodata.reading import ROLES, split_part

DATASETS_KEPT = 4
"""So many recalled datasets stay in memory."""


def dataset_row(session: Session, dataset_id: str) -> DatasetRow:
    """Find a dataset.

    Raises
    ------
    DatasetNotFoundError
        Where there is none, or it was deleted.
    """
    row = session.get(DatasetRow, dataset_id)
    if row is None or row.deleted_at is not None:
        raise DatasetNotFoundError(dataset_id)
    return row


def open_dataset(workspace: Workspace, dataset_id: str) -> Dataset:
    """Recall a frozen dataset; the last few stay in memory and are not to be changed.

    Raises
    ------
    DatasetNotFoundError
        Where there is none.
    DatasetNotReadyError
        Where it is not frozen.
    """
    with workspace.database.reading() as session:
        row = dataset_row(session, dataset_id)
        name, state, kept = row.name, row.state, row.kept
    if state != DatasetState.READY or kept is None:
        raise DatasetNotReadyError(name)
    return recalled(workspace.blobs, kept)


def recalled(blobs: BlobStore, kept: str) -> Dataset:
    """Recall what a check or a freeze kept; see :func:`open_dataset`."""
    return _recalled(blobs.path(kept))


@lru_cache(maxsize=DATASETS_KEPT)
def _recalled(path: Path) -> Dataset:
    return recall(path.read_bytes())


def register_dataset(
    session: Session, blobs: BlobStore, files: InputFiles, name: str, profile: Mapping[str, Any], who: Person
) -> DatasetRow:
    """Enter files of this machine as a dataset that is ready for plans.

    Parameters
    ----------
    profile
        ``{"id", "overlays"}``: its band decides which areas are split.

    Raises
    ------
    GeodataError
        Where a file cannot be used.
    OptimizerError
        Where a rule pack is unknown.
    """
    limit = resolve_profile(session, profile).value("size.households_max")
    dataset = prepare(files, split_above=limit)
    dataset_id = new_id()
    row = DatasetRow(
        id=dataset_id, series_id=dataset_id, name=name, state=DatasetState.READY.value,
        inputs=_kept_inputs(files, blobs).to_json(), profile=dict(profile),
        check=Checked(dataset, check_report(dataset)).document, hash=dataset.hash, kept=blobs.put(keep(dataset)),
        created_by=who.name, organisation_id=who.organisation_id,
    )
    session.add(row)
    session.flush()
    fill_units(session, dataset_id, dataset)
    return row


def _kept_inputs(files: InputFiles, blobs: BlobStore) -> Inputs:
    """Keep the files themselves beside what was made of them, so that a dataset can be issued anew from them."""
    found: dict[Path, InputFile] = {}
    roles: dict[str, tuple[str, ...]] = {}
    for role in ROLES:
        given = getattr(files, role)
        references = []
        for reference in given if isinstance(given, tuple) else () if given is None else (given,):
            path, part = split_part(reference)
            if path.is_dir():
                continue  # a file geodatabase is a folder: the dataset is kept, its source is not
            file = found.setdefault(path, _kept_file(path, blobs))
            references.append(file.file_id if part is None else f"{file.file_id}#{part}")
        if references:
            roles[role] = tuple(references)
    return Inputs(
        files=tuple(found.values()), roles=roles, columns=files.columns, crs=files.crs,
        datum=None if files.datum is None else files.datum.value,
        household_basis=None if files.household_basis is None else files.household_basis.value,
    )


def _kept_file(path: Path, blobs: BlobStore) -> InputFile:
    beside = (
        [one for one in sorted(path.parent.iterdir())
         if one.stem == path.stem and one.suffix.lower() in COMPANIONS and one.is_file()]
        if path.suffix.lower() == ".shp" else []
    )
    whole, *others = (Piece(safe_name(one.name), one.stat().st_size, _put(one, blobs)) for one in (path, *beside))
    return InputFile(new_id(), whole.name, whole.size, whole.blob, tuple(others))


def _put(path: Path, blobs: BlobStore) -> str:
    with path.open("rb") as file:
        return blobs.put(iter(lambda: file.read(1 << 20), b""))
