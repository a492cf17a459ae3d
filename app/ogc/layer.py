"""What a collection is read through, whatever its features are kept in."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Literal, Protocol

import shapely

from app.ogc.systems import Place

DEFAULT_LIMIT, MOST_LIMIT = 100, 10_000

type Value = str | int | float | bool


@dataclass(frozen=True)
class Text:
    """Something said in Chinese and in English."""

    zh: str
    en: str

    @property
    def both(self) -> str:
        """Both in one line, for clients that show one text."""
        return f"{self.zh} · {self.en}"


@dataclass(frozen=True)
class Field:
    """A property of the features of a collection.

    Attributes
    ----------
    is_asked
        Whether features can be asked for by it.
    """

    name: str
    type: Literal["string", "integer", "number", "boolean"]
    text: Text
    is_asked: bool = True


@dataclass(frozen=True)
class Feature:
    """One feature; its shape is in CRS84, ``None`` where it has none."""

    id: str
    properties: Mapping[str, Any]
    shape: shapely.Geometry | None


@dataclass(frozen=True)
class Period:
    """Days between which something is wanted to have held, both counted; ``None``: no end that way."""

    first: date | None
    last: date | None


@dataclass(frozen=True)
class Query:
    """Which features are wanted; they come in order of identifier.

    Attributes
    ----------
    after, before
        The page begins after this identifier, or ends before that one: whatever comes or goes meanwhile, none is told
        twice and none is left out on the way through the pages.
    where
        Property → value that it has to have.
    """

    limit: int = DEFAULT_LIMIT
    after: str | None = None
    before: str | None = None
    place: Place | None = None
    period: Period | None = None
    where: Mapping[str, Value] = field(default_factory=dict)


@dataclass(frozen=True)
class Page:
    """Some features of those that are wanted.

    Attributes
    ----------
    matched
        How many are wanted in all.
    has_before, has_after
        Whether others come before these, and after.
    """

    features: Sequence[Feature]
    matched: int
    has_before: bool
    has_after: bool


class Layer(Protocol):
    """The features of one collection."""

    def page(self, query: Query) -> Page:
        """Return a page of features."""

    def find(self, feature_id: str) -> Feature | None:
        """Return one feature, ``None`` where there is none of this identifier."""


def cut(ids: Sequence[str], query: Query) -> slice:
    """Return which of some sorted identifiers are on the page."""
    if query.before is not None:
        stop = bisect_left(ids, query.before)
        return slice(max(0, stop - query.limit), stop)
    start = 0 if query.after is None else bisect_right(ids, query.after)
    return slice(start, min(len(ids), start + query.limit))
