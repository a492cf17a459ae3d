"""Errors of the optimiser: each says what is wrong and what to do about it, in Chinese and English.

::

    OptimizerError
    ├── PackError            pack.invalid          a rule pack that cannot be read or breaks the schema
    ├── CalendarError        calendar.invalid      a table of working days that contradicts itself
    ├── UnknownPackError     pack.unknown          no pack under this identifier
    ├── LockError            locks.invalid         locks that name no unit or contradict each other
    ├── ProblemError         problem.invalid       arrays that do not describe one street office
    └── ClusterError         cluster.unavailable   a Dask cluster that is not there, or loses work
"""

from __future__ import annotations

from typing import ClassVar


class OptimizerError(Exception):
    """Root of all errors of this package.

    Parameters
    ----------
    message_zh, message_en
        What is wrong and what to do about it, in Chinese and English.
    """

    code: ClassVar[str] = "optimizer"

    def __init__(self, message_zh: str, message_en: str) -> None:
        super().__init__(message_en)
        self.message_zh = message_zh
        self.message_en = message_en


class PackError(OptimizerError):
    """A rule pack that cannot be read or breaks the schema."""

    code = "pack.invalid"


class CalendarError(OptimizerError):
    """A table of working days that cannot be read or contradicts itself."""

    code = "calendar.invalid"


class UnknownPackError(OptimizerError):
    """No pack under this identifier."""

    code = "pack.unknown"


class LockError(OptimizerError):
    """Locks that name no unit or contradict each other."""

    code = "locks.invalid"


class ProblemError(OptimizerError):
    """Arrays that do not describe one street office."""

    code = "problem.invalid"


class ClusterError(OptimizerError):
    """A Dask cluster that cannot be used, or loses work."""

    code = "cluster.unavailable"
