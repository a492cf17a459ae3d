"""What each address takes and answers, for the server's OpenAPI and for the OGC API's own."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from fastapi import Response
from fastapi.openapi.utils import get_openapi
from pydantic import BaseModel
from starlette.routing import BaseRoute

from app.ogc.addresses import HTML, JSON
from app.ogc.layer import DEFAULT_LIMIT, MOST_LIMIT
from app.problems import documented

VERSION_30 = "3.0.3"


def _parameter(name: str, description: str, schema: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {
        "name": name, "in": "query", "required": False, "description": description, "style": "form", "explode": False,
        "schema": schema, **more,
    }


_TEXT = {"type": "string"}
_URI = {"type": "string", "format": "uri"}
F = _parameter("f", "The form of the answer; what `Accept` says where left out.",
               {"type": "string", "enum": ["json", "html"]})
CRS = _parameter("crs", "System of the coordinates, one of `crs` of the collection; CRS84 where left out.", _URI)
VERSION = _parameter("version", "Of the collections of a drawn plan alone: its version, the newest where left out.",
                     {"type": "integer", "minimum": 0})
ITEMS = (
    _parameter(
        "limit", "Most features of the page; a larger number counts as the largest.",
        {"type": "integer", "minimum": 1, "maximum": MOST_LIMIT, "default": DEFAULT_LIMIT},
    ),
    _parameter("after", "The page begins after this identifier: as in the link `next`.", _TEXT),
    _parameter("before", "The page ends before this identifier: as in the link `prev`.", _TEXT),
    _parameter(
        "bbox", "Features that touch this box; those without a shape too. Heights do not count.",
        {"type": "array", "oneOf": [{"minItems": 4, "maxItems": 4}, {"minItems": 6, "maxItems": 6}],
         "items": {"type": "number"}},
    ),
    _parameter("bbox-crs", "System of `bbox`, one of `crs` of the collection; CRS84 where left out.", _URI),
    _parameter(
        "datetime", "A moment (RFC 3339) or begin/end, one of which may be `..`: entries of the registry that held "
        "then. What holds today where left out; other features have no time.", _TEXT,
    ),
    CRS,
    _parameter(
        "properties", "Any of `queryables` of the collection, by its own name: features that have this value.",
        {"type": "object", "additionalProperties": _TEXT}, explode=True,
    ),
    VERSION,
)


def described(
    model: type[BaseModel] | None, *parameters: dict[str, Any], media: str = JSON, headers: Sequence[str] = ()
) -> dict[str, Any]:
    """Return what a route says of itself: parameters, answers and errors.

    Parameters
    ----------
    model
        Of the body; ``None``: any JSON object.
    headers
        Names of headers beside ``ETag`` and ``Link``.
    """
    schema = {"type": "object"} if model is None else {"$ref": f"#/components/schemas/{model.__name__}"}
    content = {media: {"schema": schema}, HTML: {"schema": _TEXT}}
    told = {name: {"schema": _TEXT} for name in ("ETag", "Link", *headers)}
    good: dict[str, Any] = {"description": "As asked.", "content": content, "headers": told}
    return {
        "response_class": Response,
        "responses": {
            200: good if model is None else {**good, "model": model},
            303: {"description": "A browser that is not signed in is led to the page for signing in."},
            304: {"description": "The caller has just that (`If-None-Match`)."},
            400: documented("A parameter that is unknown, or has no such value."),
            401: documented("Nobody is signed in, and no key was sent."),
            403: documented("Not what this key is for."),
            404: documented("No such collection or feature, or none that the caller may see."),
            409: documented("A plan folder that cannot be read."),
        },
        "openapi_extra": {"parameters": [*parameters, F]},
    }


def definition(routes: Sequence[BaseRoute]) -> dict[str, Any]:
    """Return the OpenAPI 3.0 document of the OGC API, but for the address of the server.

    Parameters
    ----------
    routes
        Of the OGC API alone: the document is made of what they say of themselves.
    """
    told = get_openapi(
        title="四至 Sizhi: OGC API – Features", version="1.0.0", openapi_version=VERSION_30, routes=routes,
        description="Areas, plans, frozen plans and the registry, to be read by GIS clients.",
    )
    told["paths"] = {path.removeprefix("/ogc") or "/": _without_422(item) for path, item in told["paths"].items()}
    components = told["components"]
    components["schemas"] = {
        name: schema for name, schema in components["schemas"].items() if "ValidationError" not in name
    }
    components["securitySchemes"] = {
        "key": {"type": "apiKey", "in": "header", "name": "X-API-Key"},
        "keyAsPassword": {"type": "http", "scheme": "basic", "description": "The key is the password, the name free."},
        "token": {"type": "http", "scheme": "bearer"},
    }
    told["security"] = [{}, {"key": []}, {"keyAsPassword": []}, {"token": []}]
    return dict(_as_30(told))


def _without_422(item: dict[str, Any]) -> dict[str, Any]:
    """Leave out what FastAPI says of errors that are 400 here."""
    return {
        method: {**told, "responses": {code: each for code, each in told["responses"].items() if code != "422"}}
        for method, told in item.items()
    }


def _as_30(value: Any) -> Any:
    """Say a schema in the words of OpenAPI 3.0: ``nullable``, ``enum`` of one, no default that is null."""
    if isinstance(value, list):
        return [_as_30(each) for each in value]
    if not isinstance(value, dict):
        return value
    told = {name: _as_30(each) for name, each in value.items() if not (name == "default" and each is None)}
    if isinstance(told.get("const"), str | bool):
        told["enum"] = [told.pop("const")]
    kinds = told.get("anyOf")
    if isinstance(kinds, list) and {"type": "null"} in kinds:
        others = [each for each in kinds if each != {"type": "null"}]
        del told["anyOf"]
        told |= {"nullable": True, **(others[0] if len(others) == 1 else {"anyOf": others})}
    return told


