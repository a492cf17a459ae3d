"""GeoJSON in the forms in which it is handed about, made into one text that is a single object."""

from __future__ import annotations

import json
from typing import Any

from geodata.errors import UnreadableFileError
from geodata.record import Finding, Severity

_GEOMETRIES = {
    "Point", "MultiPoint", "LineString", "MultiLineString", "Polygon", "MultiPolygon", "GeometryCollection",
}
_WHITESPACE = " \t\r\n\x1e,"


def as_one_object(text: str, *, file: str) -> tuple[str, list[Finding]]:
    """Make one GeoJSON object of a text.

    A collection stays as it is; a bare list of features, features or collections one after another (also one a line,
    also with record separators) become one collection, and that is recorded.

    Parameters
    ----------
    text
        Content of the file, decoded.
    file
        Its name for messages.

    Raises
    ------
    UnreadableFileError
        Where it is no JSON (line and column are named) or JSON of something else.
    """
    values = _values(text, file)
    if len(values) == 1 and isinstance(values[0], dict):
        value = values[0]
        kind = value.get("type")
        if kind in ("Feature", "Topology") or kind in _GEOMETRIES or "geometryType" in value:
            return text, []
        if kind == "FeatureCollection" and isinstance(value.get("features"), list):
            _check_features(value["features"], file)
            return text, []
        raise _not_geojson(file, "顶层 type 不是 FeatureCollection 或 Feature", "its type is no FeatureCollection")
    features = [feature for value in values for feature in _features(value, file)]
    _check_features(features, file)
    if len(values) == 1:
        finding = Finding(
            "file.bare_list", Severity.REPAIRED,
            f"{file}：是要素列表而非要素集合，按要素集合读取",
            f"{file}: a bare list of features, read as a feature collection",
            file=file,
        )
    else:
        finding = Finding(
            "file.joined_json", Severity.REPAIRED,
            f"{file}：含 {len(values)} 段相接的 JSON，合并为一个要素集合读取",
            f"{file}: {len(values)} JSON texts one after another, read as one feature collection",
            file=file, measured=str(len(values)),
        )
    one = {"type": "FeatureCollection", **_system(values, file), "features": features}
    return json.dumps(one, ensure_ascii=False), [finding]


def _values(text: str, file: str) -> list[Any]:
    decoder = json.JSONDecoder(strict=False)  # line breaks inside strings harm nobody
    values: list[Any] = []
    position = _skip(text, 0)
    try:
        while position < len(text):
            value, end = decoder.raw_decode(text, position)
            values.append(value)
            position = _skip(text, end)
    except json.JSONDecodeError as error:
        raise UnreadableFileError(
            f"{file} 第 {error.lineno} 行第 {error.colno} 列：JSON 有语法错误或不完整；请重新导出",
            f"{file} line {error.lineno}, column {error.colno}: broken or incomplete JSON ({error.msg}); export it "
            "again",
            file=file, feature=str(error.lineno),
        ) from error
    except (RecursionError, ValueError) as error:  # nested without end; an integer of thousands of digits
        raise _not_geojson(file, "嵌套过深或数字过长", "nested too deeply, or numbers without end") from error
    if not values:
        raise UnreadableFileError(
            f"{file}：文件是空的；请重新导出", f"{file}: the file is empty; export it again", file=file
        )
    return values


def _skip(text: str, position: int) -> int:
    while position < len(text) and text[position] in _WHITESPACE:
        position += 1
    return position


def _features(value: Any, file: str) -> list[Any]:
    if isinstance(value, list):
        return value
    if isinstance(value, dict) and value.get("type") == "FeatureCollection":
        features = value.get("features")
        return features if isinstance(features, list) else []
    if isinstance(value, dict) and value.get("type") == "Feature":
        return [value]
    raise _not_geojson(file, "其中有的对象不是要素", "it holds objects that are no features")


def _system(values: list[Any], file: str) -> dict[str, Any]:
    """Give the coordinate system that the collections state, which must be one."""
    stated = {json.dumps(value["crs"]): value["crs"] for value in values if isinstance(value, dict) and "crs" in value}
    if len(stated) > 1:
        raise _not_geojson(file, "各段坐标系不同", "its parts state different coordinate systems")
    return {"crs": next(iter(stated.values()))} if stated else {}


def _check_features(features: list[Any], file: str) -> None:
    for number, feature in enumerate(features, start=1):
        if not isinstance(feature, dict) or feature.get("type") != "Feature":
            raise UnreadableFileError(
                f"{file} 第 {number} 个要素：不是 GeoJSON 要素；请重新导出为 GeoJSON",
                f"{file} feature {number}: not a GeoJSON feature; export it again as GeoJSON",
                file=file, feature=str(number),
            )


def _not_geojson(file: str, zh: str, en: str) -> UnreadableFileError:
    return UnreadableFileError(
        f"{file}：不是 GeoJSON（{zh}）；请重新导出为 GeoJSON",
        f"{file}: not GeoJSON ({en}); export it again as GeoJSON",
        file=file,
    )
