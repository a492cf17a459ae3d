"""The pages of the OGC API: everything that the JSON says, for people; whole without scripts, names escaped."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import shapely
from markupsafe import Markup

from app.maps.pages import PAGE_DATA, Assets, render_page
from app.maps.payload import catalogues
from app.ogc.addresses import Address
from app.ogc.collections import Collection
from app.ogc.layer import Feature, Page, Text
from app.ogc.schemas import CollectionInfo, Conformance, LandingPage, Link
from app.ogc.service import TITLE, feature_address
from app.ogc.sketch import sketch

STYLES = ("base.css", "ogc/ogc.css")
CELL = 60
"""So many characters of a value stand in a table; the feature's own page has all."""

BEGIN = Text("OGC 接口", "OGC API")
COLLECTIONS = Text("要素集", "collections")
CONFORMANCE = Text("符合的标准", "conformance classes")
DEFINITION = Text("接口说明", "what can be asked")
QUERYABLES = Text("可查询的属性", "properties to ask by")
ITEMS = Text("要素", "features")
IDENTIFIER = Text("编号", "identifier")
EXTENT = Text("范围（经纬度）", "extent (degrees)")
_RELS: Mapping[str, Text] = {
    "self": Text("本页", "this page"), "alternate": Text("机器可读", "for machines"), "items": ITEMS,
    "next": Text("下一页", "next page"), "prev": Text("上一页", "previous page"),
    "collection": Text("要素集", "collection"),
    "service-desc": Text("接口说明（OpenAPI）", "OpenAPI document"), "service-doc": DEFINITION,
    "conformance": CONFORMANCE, "data": COLLECTIONS,
}


def landing_page(told: LandingPage, here: Address, assets: Assets) -> str:
    """Return the page on which one begins."""
    lead = Text(
        "小区、方案、报审时冻结的方案和台账，供 GIS 软件读取。在 QGIS 里新建 WFS / OGC API 连接，填这个地址：",
        "Areas, plans, frozen plans and the registry, to be read by GIS software. In QGIS make a new WFS / OGC API "
        "connection with this address:",
    )
    address = Markup("<p><code>{}</code></p>").format(here.base)
    return _page(assets, BEGIN, (), _paragraph(lead), address, _links(told.links, "begin"))


def conformance_page(told: Conformance, here: Address, assets: Assets) -> str:
    """Return the page of the conformance classes."""
    classes = _list(Markup("<code>{}</code>").format(each) for each in told.conformsTo)
    return _page(assets, CONFORMANCE, _way(here), classes, _links(told.links))


def collections_page(found: Sequence[Collection], links: Sequence[Link], here: Address, assets: Assets) -> str:
    """Return the page that lists the collections."""
    rows = [
        (
            Markup('<a href="{}">{}</a>').format(here.to("collections", each.id, f="html"), _both(each.title)),
            Markup('<a href="{}">{}</a>').format(here.to("collections", each.id, "items", f="html"), _both(ITEMS)),
            Markup("<code>{}</code>").format(each.id), _box(None if each.ground is None else each.ground.box),
        )
        for each in found
    ]
    heads = (COLLECTIONS, ITEMS, IDENTIFIER, EXTENT)
    return _page(assets, COLLECTIONS, _way(here), _table(heads, rows), _links(links))


def collection_page(collection: Collection, told: CollectionInfo, here: Address, assets: Assets) -> str:
    """Return the page of one collection."""
    facts = [
        (IDENTIFIER, Markup("<code>{}</code>").format(told.id)),
        (Text("内容", "content"), _both(collection.description)),
        (EXTENT, _box(None if told.extent is None else told.extent.spatial.bbox[0])),
        (Text("坐标系", "systems"), _list(Markup("<code>{}</code>").format(uri) for uri in told.crs)),
        (Text("文件的坐标系", "system of the files"), told.storageCrs or "—"),
        (Text("要素类型", "kind of items"), told.itemType),
    ]
    if told.version is not None:
        facts.append((Text("版本", "version"), str(told.version)))
    return _page(assets, collection.title, _way(here), _facts(facts), _properties(collection), _links(told.links))


def queryables_page(collection: Collection, links: Sequence[Link], here: Address, assets: Assets) -> str:
    """Return the page of the properties by which features can be asked for."""
    return _page(assets, QUERYABLES, _way(here, collection), _properties(collection), _links(links))


def items_page(
    collection: Collection, found: Page, links: Sequence[Link], here: Address, assets: Assets
) -> str:
    """Return the page of some features: a sketch of them, and a table."""
    heads = (Text("要素", "feature"), *(field.text for field in collection.fields))
    rows = [
        (
            Markup('<a href="{}">{}</a>').format(feature_address(collection, here, feature), feature.id),
            *(_short(feature.properties[field.name]) for field in collection.fields),
        )
        for feature in found.features
    ]
    count = Text(
        f"共 {found.matched} 个，本页 {len(found.features)} 个", f"{found.matched} in all, {len(found.features)} here"
    )
    turn = _links([link for link in links if link.rel in ("prev", "next")], "turn")
    return _page(
        assets, collection.title, _way(here, collection), _paragraph(count), turn, sketch(found.features),
        _table(heads, rows), _links([link for link in links if link.rel not in ("prev", "next")]),
    )


def item_page(
    collection: Collection, feature: Feature, links: Sequence[Link], here: Address, assets: Assets
) -> str:
    """Return the page of one feature."""
    facts = [(field.text, _value(feature.properties[field.name])) for field in collection.fields]
    shape = "null" if feature.shape is None else shapely.to_geojson(feature.shape)
    drawn = Markup("<details><summary>{}</summary><pre>{}</pre></details>").format(
        _both(Text("坐标（GeoJSON）", "coordinates (GeoJSON)")), shape
    )
    return _page(
        assets, Text(feature.id, feature.id), _way(here, collection), sketch([feature]), _facts(facts), drawn,
        _links(links),
    )


def definition_page(told: Mapping[str, Any], links: Sequence[Link], here: Address, assets: Assets) -> str:
    """Return the page that says what can be asked."""
    parts = []
    for path, item in told["paths"].items():
        operation = item["get"]
        rows = [
            (Markup("<code>{}</code>").format(each["name"]), each.get("description", ""),
             Markup("<code>{}</code>").format(json.dumps(each["schema"], ensure_ascii=False)))
            for each in operation.get("parameters", ())
        ]
        answers = [(code, each["description"]) for code, each in operation["responses"].items()]
        parts += [
            Markup("<h2><code>GET {}</code> {}</h2>").format(path, operation["summary"]),
            _table((Text("参数", "parameter"), Text("含义", "meaning"), Text("取值", "values")), rows),
            _table((Text("状态", "status"), Text("含义", "meaning")), answers),
        ]
    return _page(assets, DEFINITION, _way(here), *parts, _links(links))


def _page(assets: Assets, title: Text, way: Iterable[Markup], *parts: Markup) -> str:
    crumbs = Markup(" / ").join(way)
    body = Markup('<main class="ogc">\n{}<h1>{}</h1>\n{}\n</main>').format(
        Markup('<p class="way">{}</p>\n').format(crumbs) if crumbs else "", _both(title),
        Markup("\n").join(part for part in parts if part),
    )
    return render_page(
        assets, title=f"{title.both} · {TITLE}", styles=STYLES, data={"words": catalogues()}, body=str(body),
        code=assets.start("ogc/page.js", f"start({PAGE_DATA})"),
    )


def _way(here: Address, collection: Collection | None = None) -> list[Markup]:
    """Return the links from the beginning to here."""
    steps: list[tuple[Address, Text]] = [(here.to(f="html"), BEGIN)]
    if len(here.parts) > 1:
        steps.append((here.to("collections", f="html"), COLLECTIONS))
    if collection is not None:
        steps.append((here.to("collections", collection.id, f="html"), collection.title))
    if len(here.parts) > 3 and collection is not None:
        steps.append((here.to("collections", collection.id, "items", f="html"), ITEMS))
    return [Markup('<a href="{}">{}</a>').format(address, _both(text)) for address, text in steps]


def _both(text: Text) -> Markup:
    if text.zh == text.en:
        return Markup("{}").format(text.zh)
    return Markup('<span class="zh" lang="zh-CN">{}</span><span class="en" lang="en">{}</span>').format(
        text.zh, text.en
    )


def _links(links: Sequence[Link], kind: str = "links") -> Markup:
    if not links:
        return Markup("")
    rows = Markup("").join(
        Markup('<li><a href="{}" rel="{}" type="{}">{}</a> <span class="caption">{}</span></li>').format(
            link.href, link.rel, link.type, _both(_RELS.get(link.rel, QUERYABLES)), link.type
        )
        for link in links
    )
    return Markup('<ul class="{}">{}</ul>').format(kind, rows)


def _properties(collection: Collection) -> Markup:
    heads = (Text("属性", "property"), Text("含义", "meaning"), Text("类型", "type"), Text("可查询", "to ask by"))
    return _table(heads, [
        (Markup("<code>{}</code>").format(field.name), _both(field.text), field.type, "✓" if field.is_asked else "")
        for field in collection.fields
    ])


def _table(heads: Iterable[Text], rows: Iterable[Iterable[Any]]) -> Markup:
    head = Markup("").join(Markup("<th>{}</th>").format(_both(text)) for text in heads)
    body = Markup("\n").join(
        Markup("<tr>{}</tr>").format(Markup("").join(Markup("<td>{}</td>").format(cell) for cell in row))
        for row in rows
    )
    return Markup(
        '<div class="scroll"><table class="plain"><thead><tr>{}</tr></thead><tbody>{}</tbody></table></div>'
    ).format(head, body)


def _facts(rows: Iterable[tuple[Text, Any]]) -> Markup:
    told = Markup("").join(Markup("<dt>{}</dt><dd>{}</dd>").format(_both(text), value) for text, value in rows)
    return Markup('<dl class="facts">{}</dl>').format(told)


def _list(parts: Iterable[Markup]) -> Markup:
    return Markup("<ul>{}</ul>").format(Markup("").join(Markup("<li>{}</li>").format(part) for part in parts))


def _paragraph(text: Text) -> Markup:
    return Markup("<p>{}</p>").format(_both(text))


def _box(box: Sequence[float] | None) -> str:
    return "—" if box is None else ", ".join(f"{value:.4f}" for value in box)


def _value(value: Any) -> str:
    return "—" if value is None else str(value)


def _short(value: Any) -> str:
    text = _value(value)
    return text if len(text) <= CELL else f"{text[:CELL]}…"
