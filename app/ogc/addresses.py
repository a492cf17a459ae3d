"""Addresses of the OGC API, whole and safe, and the links that every answer carries."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from urllib.parse import quote, urlencode

from app.ogc.schemas import Link

JSON, HTML, GEOJSON = "application/json", "text/html", "application/geo+json"
OPENAPI = "application/vnd.oai.openapi+json;version=3.0"
SCHEMA = "application/schema+json"


@dataclass(frozen=True)
class Address:
    """An address under ``/ogc``.

    Attributes
    ----------
    base
        The server with ``/ogc``, without a slash at the end.
    parts
        Names between slashes, as they are.
    """

    base: str
    parts: tuple[str, ...] = ()
    parameters: Mapping[str, str] = field(default_factory=dict)

    def __str__(self) -> str:
        path = "".join(f"/{quote(part, safe='')}" for part in self.parts)
        return f"{self.base}{path}" + (f"?{urlencode(self.parameters)}" if self.parameters else "")

    def to(self, *parts: str, **parameters: object) -> Address:
        """Return the address of something else, beginning at ``/ogc``."""
        return Address(self.base, parts, {name: str(value) for name, value in parameters.items() if value is not None})

    def with_(self, changes: Mapping[str, str | None]) -> Address:
        """Return this address with parameters set, or taken away where ``None``."""
        told = {**self.parameters, **changes}
        return Address(self.base, self.parts, {name: value for name, value in told.items() if value is not None})


def own_links(here: Address, *, is_html: bool, media: str = JSON) -> list[Link]:
    """Return the links of an answer to itself and to its other form."""
    rels = ("alternate", "self") if is_html else ("self", "alternate")
    return [
        Link(href=str(here.with_({"f": form})), rel=rel, type=kind)
        for form, kind, rel in zip(("json", "html"), (media, HTML), rels, strict=True)
    ]


def link_header(links: Iterable[Link]) -> str:
    """Return links as the header ``Link`` (RFC 8288)."""
    return ", ".join(f'<{link.href}>; rel="{link.rel}"; type="{link.type}"' for link in links)
