"""Errors of the ground: each names the file, the feature and the remedy, in Chinese and English.

::

    GeodataError
    ├── UnreadableFileError       file.unreadable       missing, empty, or not what its name says
    │   ├── UnsafeArchiveError    archive.unsafe        an archive that could do harm when unpacked
    │   └── EncryptedFileError    file.encrypted        a file that opens with a password only
    ├── MissingColumnError        fields.missing        a column that the step needs
    ├── BadValueError             fields.value          a value that cannot be read and would decide something
    ├── UnknownCrsError           crs.unknown           no coordinate system, or one that cannot be used
    ├── NoAreasError              areas.none            nothing left to plan
    ├── IdentifierClashError      ids.clash             two things under one identifier
    ├── UnknownUnitError          units.unknown         no unit under this identifier
    └── BadCutError               units.cut             a line that does not cut a unit in two
"""

from __future__ import annotations

from typing import ClassVar


class GeodataError(Exception):
    """Root of all errors of this package.

    Parameters
    ----------
    message_zh, message_en
        What is wrong and what to do about it, in Chinese and English.
    file
        Name of the file concerned.
    feature
        Identifier or row of the feature concerned.
    """

    code: ClassVar[str] = "geodata"

    def __init__(
        self, message_zh: str, message_en: str, *, file: str | None = None, feature: str | None = None
    ) -> None:
        super().__init__(message_en)
        self.message_zh = message_zh
        self.message_en = message_en
        self.file = file
        self.feature = feature


class UnreadableFileError(GeodataError):
    """A file that is missing, empty, or not what its name says."""

    code = "file.unreadable"


class UnsafeArchiveError(UnreadableFileError):
    """An archive that could do harm when unpacked: too large, too many members, links, paths that lead outside."""

    code = "archive.unsafe"


class EncryptedFileError(UnreadableFileError):
    """A file that opens with a password only."""

    code = "file.encrypted"


class MissingColumnError(GeodataError):
    """A column that the step needs and the file does not have."""

    code = "fields.missing"


class BadValueError(GeodataError):
    """A value that cannot be read and would decide something."""

    code = "fields.value"


class UnknownCrsError(GeodataError):
    """No coordinate system, or one that cannot be used."""

    code = "crs.unknown"


class NoAreasError(GeodataError):
    """No area is left that could be planned."""

    code = "areas.none"


class IdentifierClashError(GeodataError):
    """Two things under one identifier."""

    code = "ids.clash"


class UnknownUnitError(GeodataError):
    """No unit under this identifier."""

    code = "units.unknown"


class BadCutError(GeodataError):
    """A line that does not cut a unit in two, or a unit that must not be cut."""

    code = "units.cut"
