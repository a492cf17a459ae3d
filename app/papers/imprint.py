"""What a paper says of where it comes from: version, hash, date, district."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

HASH_LETTERS = 12
GROUP = 4


@dataclass(frozen=True)
class Imprint:
    """Where papers come from; what is ``None`` is left to fill in, or known from the folder alone.

    Attributes
    ----------
    version
        Number of the plan's version, or of the submission.
    hash
        Of the frozen submission; ``None``: that of the folder's ``plan.json`` and ``audit.json``.
    dated
        Day that stands on the papers and in their metadata.
    counted_on
        Day for which households and persons are counted.
    district
        Who is asked and whose district it is.
    subdistrict
        The papers speak of this street office only; ``None``: of the whole plan.
    """

    version: int | None = None
    hash: str | None = None
    dated: date | None = None
    counted_on: date | None = None
    district: str | None = None
    subdistrict: str | None = None


NO_IMPRINT = Imprint()


def short_hash(value: str) -> str:
    """Write the beginning of a hash in groups that can be read out."""
    head = value[:HASH_LETTERS]
    return " ".join(head[at:at + GROUP] for at in range(0, len(head), GROUP))
