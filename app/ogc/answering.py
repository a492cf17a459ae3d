"""How a request is read and an answer goes out: as JSON or as a page, with its links, and only where it changed."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from fastapi import Request, Response
from fastapi.responses import HTMLResponse
from pydantic import BaseModel

from app.ogc.addresses import HTML, JSON, Address, link_header, own_links
from app.ogc.query import only
from app.ogc.schemas import Link

_SHOWN = frozenset({"self", "alternate", "next", "prev", "collection"})
"""Links that go into the header too."""
_JSON_KINDS = (JSON, "application/geo+json", "application/vnd.oai.openapi+json", "application/schema+json")


@dataclass(frozen=True)
class Asked:
    """What is asked: parameters, the form of the answer, and the address itself."""

    request: Request
    told: Mapping[str, str]
    is_html: bool
    here: Address

    def links(self, media: str = JSON) -> list[Link]:
        """Return the links of the answer to itself and to its other form."""
        return own_links(self.here, is_html=self.is_html, media=media)

    @property
    def form(self) -> str:
        """The form of the answer, as ``f`` names it."""
        return "html" if self.is_html else "json"


def read(request: Request, *parts: str, known: Iterable[str] = ("f",)) -> Asked:
    """Read a request.

    Parameters
    ----------
    parts
        Of its address under ``/ogc``.
    known
        Parameters that it may have.

    Raises
    ------
    ParameterError
        Where it has others, or one twice.
    """
    told = only(request.query_params.multi_items(), known)
    base = f"{str(request.base_url).rstrip('/')}/ogc"
    return Asked(request, told, _wants_html(request, told), Address(base, parts, told))


def _wants_html(request: Request, told: Mapping[str, str]) -> bool:
    """Whether a page is wanted: as ``f`` says, else as ``Accept`` would rather have it."""
    if "f" in told:
        return told["f"] == "html"
    weights = _weights(request.headers.get("Accept", "*/*"))
    json = max(weights.get(kind, 0.0) for kind in (*_JSON_KINDS, "*/*", "application/*"))
    return weights.get(HTML, 0.0) > json


def answer(
    asked: Asked, body: bytes, links: Sequence[Link], *, media: str = JSON, headers: Mapping[str, str] | None = None
) -> Response:
    """Return JSON, or 304 where the caller has just that."""
    mark = f'"{hashlib.sha256(body).hexdigest()[:32]}"'
    told = {"ETag": mark, "Vary": "Accept", **_link(links), **(headers or {})}
    known = {each.strip().removeprefix("W/") for each in asked.request.headers.get("If-None-Match", "").split(",")}
    if mark in known or "*" in known:
        return Response(status_code=304, headers=told)
    return Response(body, media_type=media, headers=told)


def page(links: Sequence[Link], draw: Callable[[], str]) -> Response:
    """Return a page; it has no mark, because its scripts are let through by a value that is new every time."""
    return HTMLResponse(draw(), headers={"Vary": "Accept", **_link(links)})


def as_json(model: BaseModel) -> bytes:
    """Return a model as JSON, members without value left out."""
    return model.model_dump_json(exclude_none=True, by_alias=True).encode()


def _link(links: Sequence[Link]) -> dict[str, str]:
    shown = link_header(link for link in links if link.rel in _SHOWN)
    return {"Link": shown} if shown else {}


def _weights(accept: str) -> dict[str, float]:
    """Return how much each media type of ``Accept`` is wanted."""
    found: dict[str, float] = {}
    for each in accept.split(","):
        kind, *rest = (part.strip() for part in each.split(";"))
        weight = next((part[2:] for part in rest if part.startswith("q=")), "1")
        found[kind.lower()] = float(weight) if weight.replace(".", "", 1).isdigit() else 1.0
    return found


