"""Column types that SQLite and PostgreSQL store each in its own way and give back alike."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import shapely
from sqlalchemy import JSON, DateTime, LargeBinary
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.engine import Dialect
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.elements import ColumnElement
from sqlalchemy.sql.functions import GenericFunction
from sqlalchemy.types import TypeDecorator, TypeEngine, UserDefinedType

Json = JSON(none_as_null=True).with_variant(JSONB(none_as_null=True), "postgresql")
"""A JSON value; Python's None is the database's NULL."""


class to_wkb(GenericFunction[Any]):
    """Read a geometry as WKB: PostGIS keeps its own form, SQLite keeps WKB."""

    inherit_cache = True


class from_wkb(GenericFunction[Any]):
    """Write a geometry from WKB; see `to_wkb`."""

    inherit_cache = True


@compiles(to_wkb)
@compiles(from_wkb)
def _as_it_is(element: Any, compiler: Any, **options: Any) -> str:
    return str(compiler.process(element.clauses, **options))


@compiles(to_wkb, "postgresql")
def _st_as_binary(element: Any, compiler: Any, **options: Any) -> str:
    return f"ST_AsBinary({compiler.process(element.clauses, **options)})"


@compiles(from_wkb, "postgresql")
def _st_geom_from_wkb(element: Any, compiler: Any, **options: Any) -> str:
    return f"ST_GeomFromWKB({compiler.process(element.clauses, **options)})"


class PostGisGeometry(UserDefinedType[bytes]):
    """PostGIS's ``geometry``."""

    cache_ok = True

    def get_col_spec(self, **_: Any) -> str:
        """Name the type in DDL."""
        return "geometry(Geometry)"


class Geometry(TypeDecorator[shapely.Geometry]):
    """A shapely geometry: WKB on SQLite, ``geometry`` of PostGIS on PostgreSQL."""

    impl = LargeBinary
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        """Choose how the database stores it."""
        return dialect.type_descriptor(PostGisGeometry() if dialect.name == "postgresql" else LargeBinary())

    def bind_expression(self, bindvalue: Any) -> ColumnElement[Any]:
        """Write WKB."""
        return from_wkb(bindvalue, type_=self)

    def column_expression(self, column: Any) -> ColumnElement[Any]:
        """Read WKB."""
        return to_wkb(column, type_=self)

    def process_bind_param(self, value: shapely.Geometry | None, dialect: Dialect) -> bytes | None:
        """Turn a geometry into WKB."""
        return None if value is None else bytes(shapely.to_wkb(value))

    def process_result_value(self, value: Any, dialect: Dialect) -> shapely.Geometry | None:
        """Turn WKB into a geometry."""
        return None if value is None else shapely.from_wkb(bytes(value))


class Moment(TypeDecorator[datetime]):
    """A moment in UTC that comes back with its time zone; SQLite forgets it."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Refuse a moment without a time zone, which would mean another hour on each machine."""
        if value is not None and value.tzinfo is None:
            raise ValueError(f"{value} has no time zone")
        return None if value is None else value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Give the time zone back."""
        return None if value is None else value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)
