"""How the files of a dataset are to be read, as a value: what table ``dataset`` keeps in ``inputs``."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from app.storage.blobs import BlobStore
from geodata.domain import Datum, HouseholdBasis
from geodata.input_files import InputFiles
from geodata.reading import ROLES

SEVERAL = "roads"
"""The one role that two files may have: a table of nodes and a table of links."""

BASIS_UNKNOWN = "unknown"
"""The answer of a planner who does not know what the household counts count."""


@dataclass(frozen=True)
class Piece:
    """One uploaded file under the name that the user knows; its content is a blob."""

    name: str
    size: int
    blob: str


@dataclass(frozen=True)
class InputFile:
    """One input: a file, or a shapefile with what belongs to it.

    Attributes
    ----------
    name
        Name of the file, of a shapefile that of its ``.shp``; data, never a path.
    beside
        The other files of a shapefile.
    """

    file_id: str
    name: str
    size: int
    blob: str
    beside: tuple[Piece, ...] = ()

    @property
    def pieces(self) -> tuple[Piece, ...]:
        """Everything that lies side by side when it is read."""
        return (Piece(self.name, self.size, self.blob), *self.beside)


@dataclass(frozen=True)
class Inputs:
    """Files, and how they are to be read.

    Attributes
    ----------
    roles
        Role → ``FILE_ID`` or ``FILE_ID#PART``; two of them only for :data:`SEVERAL`.
    columns
        Role → our field → the file's column; an empty column switches a field off.
    crs, datum
        As in :class:`geodata.prepare.InputFiles`.
    household_basis
        The planner's answer: a :class:`geodata.domain.HouseholdBasis`, :data:`BASIS_UNKNOWN`, or ``None``: not asked.
    accepted
        Codes of errors that the planner lets stand.
    """

    files: tuple[InputFile, ...] = ()
    roles: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    columns: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    crs: str | None = None
    datum: str | None = None
    household_basis: str | None = None
    accepted: tuple[str, ...] = ()

    def file(self, file_id: str) -> InputFile | None:
        """Find a file of the dataset."""
        return next((file for file in self.files if file.file_id == file_id), None)

    @classmethod
    def from_json(cls, value: Mapping[str, Any]) -> Inputs:
        """Read what :meth:`to_json` wrote."""
        return cls(
            files=tuple(
                InputFile(**{**file, "beside": tuple(Piece(**piece) for piece in file.get("beside", ()))})
                for file in value.get("files", ())
            ),
            roles={
                role: (given,) if isinstance(given, str) else tuple(given)
                for role, given in value.get("roles", {}).items()
            },
            columns=value.get("columns", {}), crs=value.get("crs"), datum=value.get("datum"),
            household_basis=value.get("household_basis"), accepted=tuple(value.get("accepted", ())),
        )

    def to_json(self) -> dict[str, Any]:
        """Return what table ``dataset`` keeps."""
        return {
            "files": [
                {"file_id": file.file_id, "name": file.name, "size": file.size, "blob": file.blob,
                 "beside": [vars(piece) for piece in file.beside]}
                for file in self.files
            ],
            "roles": {
                role: list(given) if role == SEVERAL else given[0] for role, given in self.roles.items() if given
            },
            "columns": {role: dict(fields) for role, fields in self.columns.items() if fields},
            "crs": self.crs, "datum": self.datum, "household_basis": self.household_basis,
            "accepted": list(self.accepted),
        }


def split_reference(reference: str) -> tuple[str, str | None]:
    """Split ``FILE_ID#PART``."""
    file_id, _, part = reference.partition("#")
    return file_id, part or None


@contextmanager
def on_disk(files: tuple[InputFile, ...], blobs: BlobStore) -> Iterator[dict[str, Path]]:
    """Lay files out under their own names, each input in a folder of its own; ``file_id`` → path.

    Names come from :func:`app.datasets.uploads.safe_name`: they hold no separator, so none leads out of its folder.
    """
    with tempfile.TemporaryDirectory(prefix="sizhi-") as root:
        paths: dict[str, Path] = {}
        for file in files:
            folder = Path(root) / file.file_id
            folder.mkdir()
            for piece in file.pieces:
                shutil.copyfile(blobs.path(piece.blob), folder / piece.name)
            paths[file.file_id] = folder / file.name
        yield paths


def input_files(inputs: Inputs, paths: Mapping[str, Path]) -> InputFiles:
    """Say to :func:`geodata.prepare.prepare` what to read.

    Parameters
    ----------
    paths
        ``file_id`` → path, from :func:`on_disk`.
    """
    def named(role: str) -> tuple[str, ...]:
        split = (split_reference(reference) for reference in inputs.roles.get(role, ()))
        return tuple(f"{paths[file_id]}#{part}" if part else str(paths[file_id]) for file_id, part in split)

    single = {role: next(iter(named(role)), None) for role in ROLES if role not in ("areas", SEVERAL)}
    basis = inputs.household_basis
    return InputFiles(
        areas=next(iter(named("areas"))), roads=named(SEVERAL), **single,
        columns={role: fields for role, fields in inputs.columns.items() if inputs.roles.get(role)},
        crs=inputs.crs, datum=None if inputs.datum is None else Datum(inputs.datum),
        household_basis=None if basis is None or basis == BASIS_UNKNOWN else HouseholdBasis(basis),
    )
