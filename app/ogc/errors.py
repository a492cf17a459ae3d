"""Errors of the OGC API.

::

    AppError
    ├── ParameterError             ogc.parameter   a parameter that is unknown, told twice, or has no such value
    ├── CollectionNotFoundError    ogc.unknown     no such collection, or none that this person may see
    └── FeatureNotFoundError       ogc.no_feature  no such feature in a collection
"""

from __future__ import annotations

from app.errors import AppError


class ParameterError(AppError):
    """A parameter that is unknown, told twice, or has no such value."""

    code = "ogc.parameter"


class CollectionNotFoundError(AppError):
    """No collection under this identifier, or none that this person may see: it is not said which."""

    code = "ogc.unknown"

    def __init__(self, collection_id: str) -> None:
        super().__init__(
            f"没有要素集 {collection_id}。/ogc/collections 列出了全部要素集",
            f"There is no collection {collection_id}. /ogc/collections lists all of them",
        )


class FeatureNotFoundError(AppError):
    """No feature of this identifier in a collection."""

    code = "ogc.no_feature"

    def __init__(self, collection_id: str, feature_id: str) -> None:
        super().__init__(
            f"要素集 {collection_id} 里没有要素 {feature_id}",
            f"The collection {collection_id} has no feature {feature_id}",
        )
