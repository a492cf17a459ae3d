"""Road layers, node and link tables and street graphs, read into one table of lines."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from geodata import values
from geodata.columns import Fields
from geodata.errors import BadValueError
from geodata.labels import listed
from geodata.record import Severity

if TYPE_CHECKING:
    from geodata.domain import BoolArray
    from geodata.shape import GeometryArray

COLUMNS = ("name", "road_class", "walk", "length_m", "from_node", "to_node")

_LISTED = 10

_ARTERIAL = {"motorway", "trunk", "primary", "arterial", "快速路", "主干路", "主干道", "高速公路", "高速"}
_NOT_WALKED = {"motorway", "trunk", "快速路", "高速公路", "高速"}
_NOT_A_STREET = {
    "footway", "path", "steps", "corridor", "cycleway", "elevator", "escalator", "bridleway", "platform", "proposed",
    "construction", "abandoned", "razed", "via_ferrata",
    "人行道", "人行天桥", "步道", "小径", "台阶", "骑行道", "自行车道", "连廊", "电梯",
}


def is_arterial(road_class: str | None) -> bool:
    """Tell whether a class of road is one that cuts a quarter in two: motorway, trunk, primary, 快速路, 主干路."""
    return _class_key(road_class) in _ARTERIAL


def is_street(road_class: str | None) -> bool:
    """Tell whether a boundary may follow a road of this class: any road but footways, steps and the like."""
    return _class_key(road_class) not in _NOT_A_STREET


def read_roads(layers: list[Fields]) -> gpd.GeoDataFrame:
    """Make one table of lines from road layers or from a node and a link table.

    A layer with lines is taken as it is; a table with ``from`` and ``to`` gets its places from the table of nodes;
    a table alone may hold lines as text.
    Of a list of names or classes in one cell (``['footway', 'steps']``) the first counts.

    Parameters
    ----------
    layers
        The layers given as roads.

    Returns
    -------
    GeoDataFrame
        Columns :data:`COLUMNS` and ``geometry`` (LineString); ``crs`` as the file states.

    Raises
    ------
    MissingColumnError
        Where a table lacks the columns that a node or link table needs.
    BadValueError
        Where no layer holds a line, or links come without their nodes.
    """
    drawn = [layer for layer in layers if _holds_lines(layer)]
    if drawn:
        for layer in layers:
            if layer not in drawn:
                layer.report(
                    Severity.NOTE, "roads.nodes_unused",
                    f"{layer.layer.file}：道路线自带图形，此表未用",
                    f"{layer.layer.file}: not used, the lines are drawn",
                )
        return _joined([_from_lines(layer) for layer in drawn])
    nodes = next((layer for layer in layers if _is_node_table(layer)), None)
    links = next((layer for layer in layers if layer is not nodes), None)
    if nodes is not None and links is not None:
        return _from_tables(nodes, links)
    written = [layer for layer in layers if layer.written is not None and _is_line(layer.written.shapes).any()]
    if not written:
        raise _no_lines(layers)
    return _joined([_from_lines(layer) for layer in written])


def _holds_lines(fields: Fields) -> bool:
    return fields.layer.has_geometry and bool(_is_line(fields.layer.frame.geometry.to_numpy()).any())


def _is_line(geometries: GeometryArray) -> BoolArray:
    lines: BoolArray = np.isin(shapely.get_type_id(geometries), (1, 2, 5))
    return lines


def _is_node_table(fields: Fields) -> bool:
    """Whether a table has what only nodes have: places, and no two ends."""
    placed = fields.layer.has_geometry or (fields.column("x") is not None and fields.column("y") is not None)
    return placed and fields.column("from") is None


def _from_lines(fields: Fields) -> gpd.GeoDataFrame:
    geometries = fields.geometry()
    whole = _is_line(geometries)
    fields.report_rows(
        Severity.WARNING, "roads.not_a_line", ~whole, "不是线，未采用", "hold no line and are left out"
    )
    # A column of drawn lines that is merely headed "length" may be in kilometres or degrees; a graph's is metres.
    is_graph = fields.column("from") is not None and fields.column("to") is not None
    is_told = "length_m" in fields.mapping or "length_m" in fields.layer.frame.columns
    lengths = _lengths(fields) if is_graph or is_told else pd.Series(np.nan, index=fields.layer.frame.index)
    return _exploded(_attributes(fields, geometries, lengths)[whole])


def _from_tables(nodes: Fields, links: Fields) -> gpd.GeoDataFrame:
    nodes.require("node_id")
    links.require("from", "to")
    ids = nodes.texts("node_id")
    place = {node_id: point for node_id, point in zip(ids, nodes.geometry(), strict=True) if point is not None}
    ends = list(zip(links.texts("from"), links.texts("to"), strict=True))
    known = np.array([a in place and b in place for a, b in ends], dtype=np.bool_)
    links.report_rows(
        Severity.WARNING, "roads.node_unknown", ~known,
        "的端点不在节点表中，未采用；请补全节点", "end at a node that the node table does not place and are left out",
    )
    _report_alone(nodes, ids, {end for pair in ends for end in pair})
    geometries = _written_geometry(links)
    straight = [i for i in np.flatnonzero(known) if geometries[i] is None]
    for i in straight:
        a, b = ends[i]
        geometries[i] = shapely.linestrings(shapely.get_coordinates([place[a], place[b]]))
    if not known.any():
        raise _no_lines([nodes, links])
    frame = _attributes(links, geometries, _lengths(links))
    return _exploded(frame[known].set_crs(nodes.crs, allow_override=True))


def _report_alone(nodes: Fields, ids: list[str | None], linked: set[str | None]) -> None:
    """Name the junctions at which no link ends: each is a part of the network of its own, which nobody reaches."""
    alone = [node_id for node_id in ids if node_id is not None and node_id not in linked]
    if alone:
        zh, en = listed(alone, _LISTED, "、"), listed(alone, _LISTED, ", ")
        nodes.report(
            Severity.WARNING, "roads.node_alone",
            f"{nodes.layer.file}：{len(alone)} 个路口没有路段相连，不属于路网：{zh}",
            f"{nodes.layer.file}: {len(alone)} junctions have no link and are no part of the network: {en}",
            feature=en, measured=f"{len(alone)} junctions",
        )


def _written_geometry(links: Fields) -> GeometryArray:
    """Give the lines that OSMnx writes as text into the attribute ``geometry``, ``None`` where there is none."""
    if links.written is None:
        return np.full(len(links.layer.frame), None, dtype=object)
    lines = links.written.shapes.copy()
    lines[shapely.get_type_id(lines) != 1] = None
    return lines


def _attributes(fields: Fields, geometries: GeometryArray, lengths: pd.Series) -> gpd.GeoDataFrame:
    names, classes = _firsts(fields, "name"), _firsts(fields, "class")
    index = fields.layer.frame.index
    return gpd.GeoDataFrame(
        {
            "name": pd.Series(names, index=index, dtype=object),
            "road_class": pd.Series(classes, index=index, dtype=object),
            "walk": _walkable(fields, classes),
            "length_m": lengths,
            "from_node": pd.Series(fields.texts("from"), index=index, dtype=object),
            "to_node": pd.Series(fields.texts("to"), index=index, dtype=object),
        },
        geometry=list(geometries), index=index, crs=fields.crs,
    )


def _walkable(fields: Fields, classes: list[str | None]) -> BoolArray:
    """Read ``walk``; where it is silent, everything but motorways and trunk roads is walked."""
    words = fields.texts("walk")
    said = [values.truth(word) for word in words]
    unclear = np.array([word is not None and s is None for word, s in zip(words, said, strict=True)], dtype=np.bool_)
    fields.report_rows(
        Severity.WARNING, "roads.walk_unclear", unclear,
        "的 walk 既非是也非否，按道路等级判断", "have a walk that is neither yes nor no; the class decides",
    )
    by_class = [_class_key(c) not in _NOT_WALKED for c in classes]
    return np.array([c if s is None else s for s, c in zip(said, by_class, strict=True)], dtype=np.bool_)


def _lengths(fields: Fields) -> pd.Series:
    read = fields.numbers("length_m")
    bad = read.unreadable | (read.values < 0)
    fields.report_rows(
        Severity.WARNING, "roads.length_unreadable", bad,
        "的长度无法读取，改按图形量算", "have a length that cannot be read; the line is measured instead",
    )
    return pd.Series(np.where(bad, np.nan, read.values), index=fields.layer.frame.index)


def _exploded(frame: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Take multi-lines apart; the length and ends of the whole say nothing of a part."""
    several = shapely.get_num_geometries(frame.geometry.to_numpy()) > 1
    whole = frame.assign(
        length_m=frame["length_m"].mask(several),
        from_node=frame["from_node"].where(~several, None),
        to_node=frame["to_node"].where(~several, None),
    )
    return whole.explode(ignore_index=True)


def _joined(frames: list[gpd.GeoDataFrame]) -> gpd.GeoDataFrame:
    crs = frames[0].crs
    same = [frame if None in (frame.crs, crs) or frame.crs == crs else frame.to_crs(crs) for frame in frames]
    joined = pd.concat([frame.set_crs(None, allow_override=True) for frame in same], ignore_index=True)
    return gpd.GeoDataFrame(joined, geometry="geometry", crs=crs)


def _firsts(fields: Fields, name: str) -> list[str | None]:
    """Read a text of which OSMnx may have written several as a list: the first counts, and that is recorded."""
    cells = fields.texts(name)
    firsts = [_first(cell) for cell in cells]
    several = np.array([first != cell for first, cell in zip(firsts, cells, strict=True)], dtype=np.bool_)
    fields.report_rows(
        Severity.ASSUMED, "roads.list_first", several,
        f"的 {name} 是一串，取第一个", f"have a list as {name}, of which the first is taken",
    )
    return firsts


def _first(cell: str | None) -> str | None:
    """Give the first of a list that OSMnx wrote as text."""
    if cell is None or not (cell.startswith("[") and cell.endswith("]")):
        return cell
    try:
        listed = ast.literal_eval(cell)
    except (ValueError, SyntaxError, MemoryError, RecursionError):
        return cell
    return values.text(listed[0]) if isinstance(listed, list) and listed else None


def _class_key(road_class: str | None) -> str:
    return values.simplified(road_class or "").removesuffix("_link")


def _no_lines(layers: list[Fields]) -> BadValueError:
    names = " + ".join(dict.fromkeys(layer.layer.file for layer in layers))
    return BadValueError(
        f"{names}：没有可用的道路线；请提供线图层、GraphML，或节点表（node_id, x, y）加路段表（from, to）",
        f"{names}: no road line; give lines, GraphML, or a node table (node_id, x, y) and a link table (from, to)",
        file=layers[0].layer.file,
    )
