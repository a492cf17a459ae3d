"""Errors of the papers.

::

    AppError
    ├── FontsMissingError      papers.fonts_missing    no font with Chinese letters on this machine
    ├── LettersMissingError    papers.letters_missing  a name with a letter that no font of this machine has
    ├── ReportKindError        papers.kind_unknown     a report asked for in a format that there is not
    ├── ReportPathError        papers.not_written      a report that cannot be written where it was to go
    ├── PaperNotMadeError      papers.not_made         a paper that there is not, or that the plan has nothing for
    └── NotInThePlanError      papers.no_subdistrict   papers asked for a street office that the plan does not have
"""

from __future__ import annotations

from app.errors import AppError


class FontsMissingError(AppError):
    """No font with Chinese letters on this machine: a sheet would show boxes."""

    code = "papers.fonts_missing"


class LettersMissingError(AppError):
    """A name with a letter that no font of this machine has: a sheet would show a box in its place."""

    code = "papers.letters_missing"


class ReportKindError(AppError):
    """A report asked for in a format that there is not."""

    code = "papers.kind_unknown"


class ReportPathError(AppError):
    """A report that cannot be written where it was to go."""

    code = "papers.not_written"


class PaperNotMadeError(AppError):
    """A paper that there is not, or that the plan has nothing for."""

    code = "papers.not_made"


class NotInThePlanError(AppError):
    """Papers asked for a street office that the plan does not have."""

    code = "papers.no_subdistrict"
