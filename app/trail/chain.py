"""How a line of the trail is hashed, and how a chain is checked: pure, the same on every database."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from typing import Any

BEGINNING = "0" * 64
"""What stands for the hash before the first line."""


@dataclass(frozen=True)
class Line:
    """One line of the trail.

    Attributes
    ----------
    number
        1, 2, 3 … without a gap.
    actor
        Name of the person, or of the key.
    role
        Role in which they acted (rules.md 0.5).
    object_kind, object_id
        What was acted on.
    before, after
        What changed of it; ``None`` where it began or ended.
    version_hash
        The frozen version that was judged.
    """

    number: int
    at: datetime
    actor: str
    role: str | None
    key_id: str | None
    object_kind: str
    object_id: str
    action: str
    before: Mapping[str, Any] | None
    after: Mapping[str, Any] | None
    reason: str | None
    version_hash: str | None
    request_id: str | None

    def hash_after(self, previous: str) -> str:
        """Return SHA-256 over the line and the hash before it.

        Moments are written in UTC to the microsecond, objects with sorted keys, so that any database gives the same.
        """
        told = asdict(self) | {"at": self.at.astimezone(UTC).isoformat(timespec="microseconds")}
        text = json.dumps(told, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
        return hashlib.sha256(f"{previous}\n{text}".encode()).hexdigest()


@dataclass(frozen=True)
class Kept:
    """A line as it lies in the database."""

    line: Line
    previous_hash: str
    hash: str


@dataclass(frozen=True)
class Break:
    """Where a chain does not hold: the number of the line, and what is wrong with it."""

    number: int
    message_zh: str
    message_en: str


def breaks(kept: Iterable[Kept], *, last: tuple[int, str] | None = None) -> Iterator[Break]:
    """Find every place where lines were changed, removed or put in.

    Parameters
    ----------
    kept
        All lines in order of number.
    last
        Number and hash of a line that was noted down elsewhere (an export, a printed report): shows whether lines at
        the end were cut off, which no chain shows by itself.
    """
    previous, number, seen = BEGINNING, 0, None
    for each in kept:
        number += 1
        if each.line.number != number:
            yield Break(
                number, f"第 {number} 行缺失（下一行是第 {each.line.number} 行）",
                f"line {number} is missing (the next is {each.line.number})",
            )
            number = each.line.number
        if each.previous_hash != previous:
            yield Break(
                number, f"第 {number} 行不接上一行：上一行被改、被删或有插入",
                f"line {number} does not follow the line before: that was changed, removed or put in",
            )
        if each.line.hash_after(each.previous_hash) != each.hash:
            yield Break(number, f"第 {number} 行内容被改动", f"line {number} was changed")
        previous = each.hash
        if last is not None and each.line.number == last[0]:
            seen = each.hash
    if last is not None and seen != last[1]:
        yield Break(
            last[0], f"第 {last[0]} 行与所记校验值不符，或已被截去",
            f"line {last[0]} is not the one that was noted, or was cut off",
        )
