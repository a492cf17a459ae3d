"""What the OGC API answers; a member without value is left out."""

from __future__ import annotations

from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field
from pydantic.json_schema import SkipJsonSchema


class Link(BaseModel):
    """Where something is; RFC 8288."""

    href: str
    rel: str
    type: str
    title: str | SkipJsonSchema[None] = None


class LandingPage(BaseModel):
    """Where one begins."""

    title: str
    description: str
    links: list[Link]


class Conformance(BaseModel):
    """The conformance classes that hold."""

    conformsTo: list[str]
    links: list[Link]


class SpatialExtent(BaseModel):
    """The box around all features: west, south, east, north."""

    bbox: list[list[float]]
    crs: str


class Extent(BaseModel):
    """Where the features lie."""

    spatial: SpatialExtent


class CollectionInfo(BaseModel):
    """One collection."""

    id: str
    title: str
    description: str
    extent: Extent | SkipJsonSchema[None] = None
    itemType: Literal["feature"] = "feature"
    crs: list[str]
    storageCrs: str | SkipJsonSchema[None] = Field(None, description="The system of the files, where it is one.")
    version: int | SkipJsonSchema[None] = Field(None, description="Of a drawn plan: the version that is shown.")
    links: list[Link]


class Collections(BaseModel):
    """All collections that the caller may see."""

    links: list[Link]
    collections: list[CollectionInfo]


class Queryables(BaseModel):
    """The properties that features can be asked for by, as a JSON Schema."""

    model_config = ConfigDict(populate_by_name=True)

    schema_: str = Field("https://json-schema.org/draft/2020-12/schema", alias="$schema")
    id: str = Field(alias="$id")
    type: Literal["object"] = "object"
    title: str
    properties: dict[str, dict[str, Any]]
    additionalProperties: Literal[False] = False


class GeoJsonFeature(BaseModel):
    """A GeoJSON feature (RFC 7946)."""

    type: Literal["Feature"]
    id: str
    properties: dict[str, Any]
    geometry: dict[str, Any] = Field(description="A GeoJSON geometry, or null.", json_schema_extra={"nullable": True})
    links: list[Link] | SkipJsonSchema[None] = None


class FeatureCollection(BaseModel):
    """GeoJSON features (RFC 7946) with the way to the next page."""

    type: Literal["FeatureCollection"]
    features: list[GeoJsonFeature]
    links: list[Link]
    numberMatched: int
    numberReturned: int
