"""OGC API – Features over HTTP: Part 1 (core, GeoJSON, HTML, OpenAPI 3.0) and Part 2 (systems by their URI)."""

from __future__ import annotations

import json
from functools import cache
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Path, Request, Response

from app.ogc import pages, service
from app.ogc.addresses import GEOJSON, OPENAPI, SCHEMA
from app.ogc.answering import answer, as_json, page, read
from app.ogc.collections import Catalogue, Collection
from app.ogc.definition import CRS, ITEMS, VERSION, definition, described
from app.ogc.errors import FeatureNotFoundError
from app.ogc.geojson import collection_json, feature_json
from app.ogc.query import OF_ITEM, OF_ITEMS, read_items, read_system, read_version
from app.ogc.schemas import (
    CollectionInfo,
    Collections,
    Conformance,
    FeatureCollection,
    GeoJsonFeature,
    LandingPage,
    Queryables,
)
from app.plans.web import Library
from app.web import LinkedAssets
from app.workspace import CurrentWorkspace, Who

api = APIRouter(prefix="/ogc", tags=["ogc"])


def _catalogue(workspace: CurrentWorkspace, library: Library, who: Who) -> Catalogue:
    return Catalogue(workspace, library, who)


def _collection(
    request: Request, shown: Annotated[Catalogue, Depends(_catalogue)],
    collection_id: Annotated[str, Path(alias="collectionId", max_length=300)],
) -> Collection:
    return shown.find(collection_id, read_version(request.query_params))


Shown = Annotated[Catalogue, Depends(_catalogue)]
Found = Annotated[Collection, Depends(_collection)]
FeatureId = Annotated[str, Path(alias="featureId", max_length=300)]


def _with_version(collection: Collection, *known: str) -> tuple[str, ...]:
    return known if collection.version is None else (*known, "version")


@cache
def _definition() -> dict[str, Any]:
    return definition(api.routes)


@api.get("", summary="Begin", **described(LandingPage))
def get_landing_page(request: Request, assets: LinkedAssets) -> Response:
    """Return links to everything else."""
    asked = read(request)
    told = service.landing_page(asked.here, asked.links(), asked.form)
    if asked.is_html:
        return page(told.links, lambda: pages.landing_page(told, asked.here, assets))
    return answer(asked, as_json(told), told.links)


@api.get("/api", summary="Describe the OGC API", **described(None, media=OPENAPI))
def get_definition(request: Request, assets: LinkedAssets) -> Response:
    """Return the OpenAPI 3.0 document."""
    asked = read(request, "api")
    told, links = {**_definition(), "servers": [{"url": asked.here.base}]}, asked.links(OPENAPI)
    if asked.is_html:
        return page(links, lambda: pages.definition_page(told, links, asked.here, assets))
    return answer(asked, json.dumps(told, ensure_ascii=False).encode(), links, media=OPENAPI)


@api.get("/conformance", summary="List conformance classes", **described(Conformance))
def get_conformance(request: Request, assets: LinkedAssets) -> Response:
    """Return the conformance classes that hold."""
    asked = read(request, "conformance")
    told = service.conformance(asked.links())
    if asked.is_html:
        return page(told.links, lambda: pages.conformance_page(told, asked.here, assets))
    return answer(asked, as_json(told), told.links)


@api.get("/collections", summary="List collections", **described(Collections))
def get_collections(request: Request, shown: Shown, assets: LinkedAssets) -> Response:
    """Return all collections that the caller may see."""
    asked = read(request, "collections")
    found, links = shown.all(), asked.links()
    if asked.is_html:
        return page(links, lambda: pages.collections_page(found, links, asked.here, assets))
    told = Collections(links=links, collections=[service.describe(each, asked.here) for each in found])
    return answer(asked, as_json(told), links)


@api.get("/collections/{collectionId}", summary="Describe a collection", **described(CollectionInfo, VERSION))
def get_collection(request: Request, collection: Found, assets: LinkedAssets) -> Response:
    """Return one collection."""
    asked = read(request, "collections", collection.id, known=_with_version(collection, "f"))
    told = service.describe(collection, asked.here, asked.links())
    if asked.is_html:
        return page(told.links, lambda: pages.collection_page(collection, told, asked.here, assets))
    return answer(asked, as_json(told), told.links)


@api.get(
    "/collections/{collectionId}/queryables", summary="List what can be asked for",
    **described(Queryables, media=SCHEMA),
)
def get_queryables(request: Request, collection: Found, assets: LinkedAssets) -> Response:
    """Return the properties that features can be asked for by, as a JSON Schema."""
    asked = read(request, "collections", collection.id, "queryables", known=_with_version(collection, "f"))
    links = asked.links(SCHEMA)
    if asked.is_html:
        return page(links, lambda: pages.queryables_page(collection, links, asked.here, assets))
    return answer(asked, as_json(service.queryables(collection, asked.here)), links, media=SCHEMA)


@api.get(
    "/collections/{collectionId}/items", summary="Read features",
    **described(FeatureCollection, *ITEMS, media=GEOJSON, headers=("Content-Crs",)),
)
def get_items(request: Request, collection: Found, assets: LinkedAssets) -> Response:
    """Return a page of features, in order of identifier, with links to the pages before and after."""
    named = (field.name for field in collection.fields if field.is_asked)
    asked = read(
        request, "collections", collection.id, "items", known=_with_version(collection, *OF_ITEMS, *named)
    )
    system = read_system(asked.told, "crs", collection.systems)
    query = read_items(asked.told, collection.fields, collection.systems)
    found = collection.open().page(query)
    links = [
        *asked.links(GEOJSON), *service.page_links(found, collection, asked.here, asked.form),
        service.collection_link(collection, asked.here, asked.form),
    ]
    if asked.is_html:
        return page(links, lambda: pages.items_page(collection, found, links, asked.here, assets))
    return answer(
        asked, collection_json(found, links, system), links, media=GEOJSON, headers={"Content-Crs": f"<{system}>"}
    )


@api.get(
    "/collections/{collectionId}/items/{featureId:path}", summary="Read one feature",
    **described(GeoJsonFeature, CRS, VERSION, media=GEOJSON, headers=("Content-Crs",)),
)
def get_item(request: Request, collection: Found, feature_id: FeatureId, assets: LinkedAssets) -> Response:
    """Return one feature."""
    asked = read(
        request, "collections", collection.id, "items", feature_id, known=_with_version(collection, *OF_ITEM)
    )
    system = read_system(asked.told, "crs", collection.systems)
    feature = None if "\0" in feature_id else collection.open().find(feature_id)
    if feature is None:
        raise FeatureNotFoundError(collection.id, feature_id)
    links = [*asked.links(GEOJSON), service.collection_link(collection, asked.here, asked.form)]
    if asked.is_html:
        return page(links, lambda: pages.item_page(collection, feature, links, asked.here, assets))
    return answer(
        asked, feature_json(feature, links, system), links, media=GEOJSON, headers={"Content-Crs": f"<{system}>"}
    )
