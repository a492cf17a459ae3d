"""GraphML street graphs, as OSMnx and networkx write them, read into a node and a link table."""

from __future__ import annotations

import io
from xml.etree import ElementTree

import pandas as pd

from geodata.errors import UnreadableFileError

type _Attributes = dict[str, str | None]

_NAMESPACE = "{http://graphml.graphdrawing.org/xmlns}"


def parse(content: bytes, *, file: str) -> tuple[pd.DataFrame, pd.DataFrame, str | None]:
    """Read a graph into tables; every attribute stays the text that the file holds.

    Parameters
    ----------
    content
        The file.
    file
        Its name as the user gave it, for messages.

    Returns
    -------
    nodes : DataFrame
        Column ``node_id`` and one column an attribute; index 1, 2, …
    links : DataFrame
        Columns ``from``, ``to`` and one column an attribute; index 1, 2, …
    crs : str or None
        What the graph says of its coordinate system.

    Raises
    ------
    UnreadableFileError
        Where it is not well-formed XML, not GraphML, holds no node, or declares entities (which are never expanded).
    """
    if b"<!DOCTYPE" in content or b"<!ENTITY" in content or b"\x00" in content[:64]:
        raise UnreadableFileError(
            f"{file}：含有文档类型或实体声明，出于安全不予读取；请从 OSMnx 重新导出 GraphML",
            f"{file}: declares a document type or entities and is not read; export the GraphML again",
            file=file,
        )
    nodes, links, graph = _elements(content, file)
    if not nodes:
        raise UnreadableFileError(
            f"{file}：不是 GraphML，或其中没有节点；请检查导出",
            f"{file}: not GraphML, or a graph without nodes; check the export",
            file=file,
        )
    return _table(nodes), _table(links), graph.get("crs")


def _elements(content: bytes, file: str) -> tuple[list[_Attributes], list[_Attributes], _Attributes]:
    names: dict[str, str] = {}
    nodes: list[_Attributes] = []
    links: list[_Attributes] = []
    graph: _Attributes = {}
    try:
        for _, element in ElementTree.iterparse(io.BytesIO(content)):
            match element.tag.removeprefix(_NAMESPACE):
                case "key":
                    names[element.attrib["id"]] = element.attrib.get("attr.name", element.attrib["id"])
                case "node":
                    nodes.append(_attributes(element, names) | {"node_id": element.attrib["id"]})
                    element.clear()
                case "edge":
                    ends: _Attributes = {"from": element.attrib["source"], "to": element.attrib["target"]}
                    links.append(_attributes(element, names) | ends)
                    element.clear()
                case "graph":
                    graph = _attributes(element, names)
    except (ElementTree.ParseError, KeyError) as error:
        raise UnreadableFileError(
            f"{file}：GraphML 有语法错误（{error}）；请重新导出",
            f"{file}: broken GraphML ({error}); export it again",
            file=file,
        ) from error
    return nodes, links, graph


def _attributes(element: ElementTree.Element, names: dict[str, str]) -> _Attributes:
    data = element.findall(f"{_NAMESPACE}data") or element.findall("data")
    return {names.get(d.attrib.get("key", ""), d.attrib.get("key", "")): d.text for d in data}


def _table(rows: list[_Attributes]) -> pd.DataFrame:
    columns = list(dict.fromkeys(name for row in rows for name in row))
    index = pd.RangeIndex(1, len(rows) + 1)
    return pd.DataFrame(
        {name: pd.Series([row.get(name) for row in rows], index=index, dtype=object) for name in columns}, index=index
    )
