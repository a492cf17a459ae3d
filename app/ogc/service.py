"""The documents of the OGC API. No web in here but addresses."""

from __future__ import annotations

from collections.abc import Sequence
from math import ceil, floor

from app.ogc.addresses import GEOJSON, HTML, JSON, OPENAPI, SCHEMA, Address
from app.ogc.collections import Collection
from app.ogc.layer import Feature, Page
from app.ogc.schemas import (
    CollectionInfo,
    Conformance,
    Extent,
    LandingPage,
    Link,
    Queryables,
    SpatialExtent,
)
from app.ogc.systems import CRS84, DEGREE_DIGITS, Box

TITLE = "四至 Sizhi: OGC API – Features"
QUERYABLES_REL = "http://www.opengis.net/def/rel/ogc/1.0/queryables"
_PART_1 = "http://www.opengis.net/spec/ogcapi-features-1/1.0/conf"
CONFORMANCE = (
    f"{_PART_1}/core", f"{_PART_1}/geojson", f"{_PART_1}/html", f"{_PART_1}/oas30",
    "http://www.opengis.net/spec/ogcapi-features-2/1.0/conf/crs",
)


def landing_page(here: Address, links: list[Link], form: str) -> LandingPage:
    """Return where one begins; what there is as JSON and as a page is linked to in one form."""
    media = HTML if form == "html" else JSON

    def to(rel: str, part: str, kind: str, form: str, title: str) -> Link:
        return Link(href=str(here.to(part, f=form)), rel=rel, type=kind, title=title)

    return LandingPage(
        title=TITLE,
        description="小区、方案、报审时冻结的方案和台账，只读。Areas, plans, frozen plans and the registry, read only.",
        links=[
            to("data", "collections", media, form, "要素集 · collections"),
            to("service-doc", "api", HTML, "html", "接口说明 · what can be asked"),
            to("service-desc", "api", OPENAPI, "json", "OpenAPI 3.0"),
            to("conformance", "conformance", media, form, "符合的标准 · conformance classes"),
            *links,
        ],
    )


def conformance(links: list[Link]) -> Conformance:
    """Return the conformance classes that hold."""
    return Conformance(conformsTo=list(CONFORMANCE), links=links)


def describe(collection: Collection, here: Address, links: Sequence[Link] = ()) -> CollectionInfo:
    """Describe a collection.

    Parameters
    ----------
    links
        To the answer itself where that is all of it; in a list a collection links to its own description.
    """
    box = None if collection.ground is None else collection.ground.box
    version = collection.version
    at, asked = ("collections", collection.id), here.parameters.get("version")
    return CollectionInfo(
        id=collection.id, title=collection.title.both, description=collection.description.both,
        extent=None if box is None else Extent(spatial=SpatialExtent(bbox=[_outward(box)], crs=CRS84)),
        crs=list(collection.systems), storageCrs=None if collection.ground is None else collection.systems[-1],
        version=version,
        links=[
            *(links or [Link(href=str(here.to(*at, f="json")), rel="self", type=JSON)]),
            *(
                Link(href=str(here.to(*at, "items", f=form, version=asked)), rel="items", type=media)
                for form, media in (("json", GEOJSON), ("html", HTML))
            ),
            Link(href=str(here.to(*at, "queryables", f="json", version=asked)), rel=QUERYABLES_REL, type=SCHEMA),
        ],
    )


def _outward(box: Box) -> list[float]:
    """Round a box so that it still holds what is rounded inside it."""
    west, south, east, north = (value * 10**DEGREE_DIGITS for value in box)
    return [value / 10**DEGREE_DIGITS for value in (floor(west), floor(south), ceil(east), ceil(north))]


def queryables(collection: Collection, here: Address) -> Queryables:
    """Return the properties that features can be asked for by."""
    return Queryables.model_validate({
        "$id": str(here.with_({"f": None})), "title": collection.title.both,
        "properties": {
            field.name: {"title": field.text.both, "type": field.type} for field in collection.fields if field.is_asked
        },
    })


def page_links(page: Page, collection: Collection, here: Address, form: str) -> list[Link]:
    """Return the links to the pages before and after; they stay with the version that is shown."""
    version = None if collection.version is None else str(collection.version)
    media = HTML if form == "html" else GEOJSON

    def to(rel: str, changes: dict[str, str | None]) -> Link:
        return Link(href=str(here.with_({"version": version, "f": form, **changes})), rel=rel, type=media)

    found = []
    if page.has_after and page.features:
        found.append(to("next", {"after": page.features[-1].id, "before": None}))
    if page.has_before and page.features:
        found.append(to("prev", {"before": page.features[0].id, "after": None}))
    return found


def collection_link(collection: Collection, here: Address, form: str) -> Link:
    """Return the link from a feature to its collection."""
    at = here.to("collections", collection.id, f=form)
    return Link(href=str(at), rel="collection", type=HTML if form == "html" else JSON)


def feature_address(collection: Collection, here: Address, feature: Feature) -> Address:
    """Return the address of a feature."""
    return here.to("collections", collection.id, "items", feature.id, f="html", version=collection.version)
