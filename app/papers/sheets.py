"""The A3 sheets of a plan: a map before and one after for every street office, and tables after them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from app.language import say
from app.maps.palette import LIGHT
from app.papers.community_tables import households_table
from app.papers.frame import Frame, convergence, describe_crs
from app.papers.houses import house_paths
from app.papers.imprint import short_hash
from app.papers.map_picture import inset_before, map_after, map_before
from app.papers.material import Material
from app.papers.request_text import office_of
from app.papers.sheet_rows import after_rows, before_rows, fitted, office_rows, scale_end
from app.papers.subjects import Subject, heading, subjects
from app.papers.svg import tag, text
from app.papers.table import Table, written
from app.papers.typesetting import font_family, pictured, typeset
from app.papers.words import clean, count, decimal, household_basis, long_date, shortened, word

BESIDE_MM, FACTS_MM, GAPS_MM, LEGEND_HEAD_MM, LEGEND_ROW_MM = 240.0, 34.0, 12.0, 12.0, 5.4
INSET_MM = (112.0, 62.0)
INSET_HEAD_MM = 12.0
DOCUMENT_PPI = 110.0
"""Of the A3 sheet: on A4 its picture has 196."""
_INK, _INK2, _BORDER = LIGHT["ink1"], LIGHT["ink2"], LIGHT["boundary"]
_TITLE_ROOM, _PLACE_ROOM = 24.0, 50.0
_DATUMS = {
    "China Geodetic Coordinate System 2000": "CGCS2000", "World Geodetic System 1984": "WGS 84",
    "World Geodetic System 1984 ensemble": "WGS 84",
}


def sheets_pdf(material: Material, title: str, tables: Sequence[Table] = ()) -> bytes:
    """Return the sheets as PDF, the tables on pages after them; equal plans give equal bytes.

    Parameters
    ----------
    title
        For the metadata, and over the tables.

    Raises
    ------
    FontsMissingError
        Where this machine has no font with Chinese letters.
    """
    data, pictures = _document(material, title, tables)
    return typeset(data, pictures, dated=material.imprint.dated)


def sheet_pictures(material: Material) -> list[bytes]:
    """Return every sheet as PNG, for documents."""
    data, pictures = _document(material, "", ())
    return pictured(data, pictures, ppi=DOCUMENT_PPI)


def _document(material: Material, title: str, tables: Sequence[Table]) -> tuple[dict[str, Any], dict[str, str]]:
    family = font_family()
    pictures: dict[str, str] = {}
    wanted = [
        (subject, is_after) for subject in subjects(material)
        for is_after in ((False, True) if subject.before else (True,))
    ]
    pages, is_whole = [], True
    for number, (subject, is_after) in enumerate(wanted, start=1):
        page, fits = _sheet(material, subject, is_after, f"{number:03d}", family, pictures)
        page["page"] = word("print.page", n=number, of=len(wanted))
        pages.append(page)
        is_whole = is_whole and fits
    imprint = material.imprint
    version = "" if imprint.version is None else " · " + word("home.version", n=imprint.version)
    return {
        "title": clean(title), "author": "Sizhi 四至", "keywords": [imprint.hash or ""], "lang": say("zh", "en"),
        "band": material.plan["profile"].get("band"), "end": scale_end(material),
        "compiled": clean(office_of(material)) if len(material.subdistricts) == 1 else None,
        "day": long_date(imprint.dated),
        "origin": clean(" · ".join((
            f"{shortened(material.sheet.title, _TITLE_ROOM)}{version}",
            f"{word('print.hash')} {short_hash(imprint.hash or '')}", word("print.one_plan"),
        ))),
        "words": {key: word(f"print.{key}") for key in (
            "legend", "full_size", "approval", "colon", "north", "compiled", "checked")},
        "sheets": pages, "tables": [_table(table) for table in (tables or _rest(material, is_whole=is_whole))],
    }, pictures


def _rest(material: Material, *, is_whole: bool) -> list[Table]:
    """Return the table of all communities where it did not fit beside the maps."""
    return [] if is_whole else [households_table(material).without({"areas"})]


def _sheet(
    material: Material, subject: Subject, is_after: bool, name: str, family: str, pictures: dict[str, str]
) -> tuple[dict[str, Any], bool]:
    draw = map_after if is_after else map_before
    pictures[f"map-{name}.svg"] = draw(material, subject, family)
    legend = _legend(material, is_after)
    legend_mm = LEGEND_HEAD_MM + (len(legend) + 1) // 2 * LEGEND_ROW_MM
    room = BESIDE_MM - FACTS_MM - GAPS_MM - legend_mm
    rows = _rows(material, subject, is_after)
    inset, inset_mm = None, INSET_MM[1] + INSET_HEAD_MM
    if is_after and subject.before and fitted(rows, room - inset_mm)[1]:
        room -= inset_mm
        pictures[f"inset-{name}.svg"] = inset_before(material, subject, family, INSET_MM)
        inset = {"title": word("print.before_n", n=len(subject.before)), "picture": f"inset-{name}.svg"}
    for key, (picture, _) in legend.items():
        pictures[f"key-{key}.svg"] = picture
    pictures[f"bar-{name}.svg"] = _scale_bar(subject.frame, family)
    north = convergence(material.crs, subject.frame.centre)
    pictures[f"north-{name}.svg"] = _arrow(north)
    spec, fits = fitted(rows, room)
    return {
        "place": clean(shortened(
            " ".join(filter(None, (material.imprint.district, subject.office or material.sheet.title))), _PLACE_ROOM)),
        "heading": heading(is_after=is_after, has_today=material.has_today), "aside": _aside(material),
        "map": f"map-{name}.svg", "table": _clean(spec), "inset": inset, "bar": f"bar-{name}.svg",
        "legend": [{"key": f"key-{key}.svg", "text": told} for key, (_, told) in legend.items()],
        "scale": f"1 : {count(subject.frame.scale)}", "system": _system(material), "arrow": f"north-{name}.svg",
        "convergence": _turn(north),
    }, fits


def _rows(material: Material, subject: Subject, is_after: bool) -> dict[str, Any]:
    if subject.office is None and len(material.subdistricts) > 1:
        return office_rows(material, is_after=is_after)
    return after_rows(material, subject) if is_after else before_rows(material, subject)


def _aside(material: Material) -> list[str]:
    basis = household_basis(material.plan.get("household_basis"))
    day = long_date(material.imprint.counted_on)
    return [
        say("附件：＿＿＿＿", "annex: ____"),
        clean(say(f"户数口径 {basis}，截至{day}", f"households: {basis}, as of {day}")),
        clean(f"{word('print.rules')} {material.rules}"),
    ]


def _legend(material: Material, is_after: bool) -> dict[str, tuple[str, str]]:
    """Return key → its picture and its words: only what the sheet shows."""
    def line(**look: object) -> str:
        return _key(tag("path", d="M.5 1.7h11", fill="none", **look))

    states = {one["status"] for one in material.drawn["facilities"] if one.get("kind") in (None, "", "service")}
    shorts = any(one["short"] is True for one in material.drawn["facilities"])
    border = "print.legend.border" if is_after and material.has_today else None
    found = {
        "territory": (line(stroke=_BORDER, stroke_width=1.05), word("print.legend.territory")),
        "border": (line(stroke=_BORDER, stroke_width=0.55), word(border) if border else say("社区界", "community")),
    }
    if is_after and material.drawn["ending"]:
        found["ending"] = (line(stroke=_INK2, stroke_width=0.45, stroke_dasharray="2.2 1.4"),
                           word("print.legend.ending"))
    if is_after and material.has_today:
        hatch = "".join(f"M{x / 10} 3.4l2.4-3.4" for x in range(10, 90, 12))
        found["moved"] = (_key(tag("rect", x=1.5, y=0.1, width=9, height=3.2, fill="none", stroke=_INK2,
                                   stroke_width=0.2) + tag("path", d=hatch, stroke=_BORDER, stroke_width=0.28)),
                          word("print.legend.moved"))
    houses = [("house", "existing", False, bool(states & {None, "existing"})),
              ("short", "existing", True, is_after and shorts),
              ("planned", "planned", False, is_after and "planned" in states),
              ("candidate", "candidate", False, is_after and "candidate" in states)]
    for key, status, is_short, is_there in houses:
        if is_there:
            mark = tag("g", house_paths(status, is_short=is_short), transform="translate(4.3 0) scale(.243)")
            found[key] = (_key(mark), word(f"print.legend.{key}"))
    return found


def _key(content: str) -> str:
    return _svg(content, 12, 3.4)


def _svg(content: str, width: float, height: float, top: float = 0) -> str:
    return tag("svg", content, xmlns="http://www.w3.org/2000/svg", width=f"{width}mm", height=f"{height}mm",
               viewBox=f"0 {-top} {width} {height}")


def _scale_bar(frame: Frame, family: str) -> str:
    """Draw the scale bar: as long on paper as the map is true."""
    length = frame.bar_m / frame.per_mm
    in_km = frame.bar_m >= 2000
    figures = [decimal(value / (1000 if in_km else 1), 2) for value in (0, frame.bar_m / 2, frame.bar_m)]
    figures[-1] += " km" if in_km else " m"
    words = [text(figure, 2 + length * at / 2, -1, 2.8, family=family, colour=_INK2, edge_mm=0)
             for at, figure in enumerate(figures)]
    bar = tag("rect", x=2, width=f"{length:.3f}", height=1.4, fill="#FFFFFF", stroke=_INK, stroke_width=0.25) + tag(
        "rect", x=2, width=f"{length / 2:.3f}", height=1.4, fill=_INK)
    return _svg(bar + "".join(words), length + 14, 6, top=4)


def _arrow(north: float | None) -> str:
    """Draw the arrow to true north: the map itself is drawn to grid north."""
    halves = tag("path", d="M6 .5 10.5 18.5 6 15Z", fill=_INK, stroke=_INK, stroke_width=0.5) + tag(
        "path", d="M6 .5 1.5 18.5 6 15Z", fill="#FFFFFF", stroke=_INK, stroke_width=0.5, stroke_linejoin="round")
    turned = tag("g", halves, transform=f"rotate({north or 0} 6 10)")
    return tag("svg", turned, xmlns="http://www.w3.org/2000/svg", width="9mm", height="15mm", viewBox="0 0 12 20")


def _turn(north: float | None) -> str:
    if north is None or abs(north) < 0.005:
        return ""
    return word("print.convergence", degrees=f"{abs(north):.2f}", side=word(f"print.{'west' if north < 0 else 'east'}"))


def _system(material: Material) -> str:
    """Say datum, projection and central meridian."""
    told = describe_crs(material.crs)
    if told["is_local"]:
        return word("print.local")
    projection, meridian = told["projection"], told["central_meridian"]
    parts = [_DATUMS.get(told["datum"], told["datum"] or told["name"])]
    if projection:
        parts.append(word("print.transverse_mercator") if projection == "Transverse Mercator" else projection)
    if meridian is not None:
        degrees = f"{decimal(abs(meridian), 4)}°{'W' if meridian < 0 else 'E'}"
        parts.append(word("print.meridian", degrees=degrees))
    return " · ".join(parts)


def _table(table: Table) -> dict[str, Any]:
    return {
        "title": clean(table.title), "notes": [clean(note) for note in table.notes], "sums": sorted(table.sums),
        "columns": [{"head": column.head, "width": column.width, "kind": "number" if column.kind.is_number else "text"}
                    for column in table.columns],
        "rows": [[written(cell, column.kind) for cell, column in zip(row, table.columns, strict=True)]
                 for row in table.rows],
    }


def _clean(spec: Mapping[str, Any]) -> dict[str, Any]:
    """Take control characters out of names."""
    def tidy(cell: Any) -> Any:
        if isinstance(cell, str):
            return clean(cell)
        return {**cell, "text": clean(cell["text"])} if "text" in cell else cell

    return {**spec, "rows": [[tidy(cell) for cell in row] for row in spec["rows"]]}
