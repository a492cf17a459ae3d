"""The map of a sheet as SVG in millimetres: fills, streets, lines, names; everything stays readable in grey."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from app.maps.palette import LIGHT
from app.papers.frame import Frame, fill
from app.papers.houses import HOUSE_MM, house
from app.papers.material import Material
from app.papers.neat_line import neat_line
from app.papers.placing import Box, Places, find_spot
from app.papers.streets import NAME_MM as STREET_MM
from app.papers.streets import find_names, text_width, width_mm
from app.papers.subjects import Subject, short_name
from app.papers.svg import joined, on_paper, path_of, rings, shape, tag, text
from app.papers.words import count, word

LEFT_MM, TOP_MM, RIGHT_MM, BOTTOM_MM = 6.0, 5.0, 2.0, 2.0
"""Room around the neat line for its ticks and figures."""

NAME_MM, COUNT_MM, INSET_NAME_MM = 3.5, 3.0, 2.5
LEAST_STREET_MM = 0.25
_INK, _INK2, _INK3, _BORDER = LIGHT["ink1"], LIGHT["ink2"], LIGHT["ink3"], LIGHT["boundary"]
_BEYOND, _OUTSIDE = "#E3E3DD", "#F4F4F1"
_DASHES = {"rail": "1.6 .8", "wall": ".4 .8"}
_OWN_LOOK = {*_DASHES, "river"}
_ROUND = {"stroke_linejoin": "round", "fill": "none"}


@dataclass(frozen=True, eq=False)
class _Sheet:
    """What is drawn, and how."""

    material: Material
    subject: Subject
    frame: Frame
    family: str

    def path(self, geometry: Mapping[str, Any] | None) -> str:
        return path_of(geometry, self.frame)

    @cached_property
    def lines(self) -> list[tuple[str, float, str]]:
        """Kind, width and path of all lines that look alike, the wide ones last, so that crossings stay open."""
        alike: dict[tuple[float, str], list[str]] = {}
        for line in self.material.drawn["lines"]:
            kind = line["kind"] if line["kind"] in _OWN_LOOK else "street"
            alike.setdefault((width_mm(line, self.frame), kind), []).append(self.path(line["geometry"]))
        return [(kind, width, joined(paths)) for (width, kind), paths in sorted(alike.items())]


def map_after(material: Material, subject: Subject, family: str) -> str:
    """Draw the plan of a subject, true to the scale of its frame.

    Parameters
    ----------
    family
        Names of typefaces, the first that is there is taken.
    """
    sheet = _Sheet(material, subject, subject.frame, family)
    units = material.drawn["units"]
    colours = {row["community_id"]: row["colour"] for row in subject.after}
    land = [_unit(sheet, unit, colours) for unit in units]
    hatched = [
        shape(sheet.path(unit["geometry"]), fill="url(#moved)") for unit in units
        if unit["moved"] and subject.holds(unit)
    ]
    ending = _ending(sheet)
    return _whole(sheet, joined(land) + joined(hatched), ending + _borders(sheet, subject.after), subject.after,
                  material.drawn["facilities"])


def map_before(material: Material, subject: Subject, family: str) -> str:
    """Draw the present communities of a subject, at the same scale."""
    sheet = _Sheet(material, subject, subject.frame, family)
    land = [shape(sheet.path(unit["geometry"]), fill=_OUTSIDE) for unit in material.drawn["units"]]
    land += [_community(sheet, row) for row in subject.before]
    stands = [{**one, "short": None} for one in material.drawn["facilities"] if one["status"] in (None, "existing")]
    return _whole(sheet, joined(land), _borders(sheet, subject.before), subject.before, stands)


def inset_before(material: Material, subject: Subject, family: str, room_mm: tuple[float, float]) -> str:
    """Draw the present communities as small as their room; names only where they fit."""
    west, south, east, north = _bounds(subject.before)
    frame = fill((west, south, east, north), room_mm)
    sheet = _Sheet(material, subject, frame, family)
    outline = joined(sheet.path(row["geometry"]) for row in subject.before)
    body = [tag("clipPath", shape(outline, clip_rule="nonzero"), id="today")]
    body += [_community(sheet, row) for row in subject.before]
    body.append(tag("g", _streets(sheet, "#FFFFFF", 0.1), clip_path="url(#today)"))
    body += [shape(sheet.path(row["geometry"]), stroke=_BORDER, stroke_width=0.3, **_ROUND) for row in subject.before]
    body.append(_labels(sheet, subject.before, Places(), INSET_NAME_MM, None))
    return tag(
        "svg", joined(body), xmlns="http://www.w3.org/2000/svg", width=f"{room_mm[0]}mm", height=f"{room_mm[1]}mm",
        viewBox=f"0 0 {room_mm[0]} {room_mm[1]}",
    )


def _whole(
    sheet: _Sheet, land: str, lines: str, communities: Sequence[Mapping[str, Any]],
    facilities: Sequence[Mapping[str, Any]],
) -> str:
    """Put a map together: beyond, land, streets as gaps in it, lines, houses, words, neat line."""
    frame, drawn = sheet.frame, sheet.material.drawn
    places = Places()
    houses = _houses(sheet, facilities, communities, places)
    words = _labels(sheet, communities, places, NAME_MM, COUNT_MM) + _street_names(sheet, places)
    outline = joined(sheet.path(unit["geometry"]) for unit in drawn["units"])
    patterns = tag("defs", joined((
        tag("clipPath", tag("rect", width=frame.width_mm, height=frame.height_mm), id="paper"),
        tag("clipPath", shape(outline, clip_rule="nonzero"), id="land") if outline else "",
        tag("clipPath", shape(_territory_path(sheet)), id="own"),
        tag("pattern", tag("path", d="M0 0V1.8", stroke=_BORDER, stroke_width=0.28), id="moved", width=1.8, height=1.8,
            patternUnits="userSpaceOnUse", patternTransform="rotate(45)"),
    )))
    inside = joined((
        _streets(sheet, _BEYOND, LEAST_STREET_MM), land,
        tag("g", _streets(sheet, "#FFFFFF", LEAST_STREET_MM), clip_path="url(#land)") if outline else "", lines, houses,
        words,
    ))
    size = LEFT_MM + frame.width_mm + RIGHT_MM, TOP_MM + frame.height_mm + BOTTOM_MM
    return tag(
        "svg", patterns + tag("g", inside, clip_path="url(#paper)") + neat_line(frame, sheet.family),
        xmlns="http://www.w3.org/2000/svg", width=f"{size[0]}mm", height=f"{size[1]}mm",
        viewBox=f"{-LEFT_MM} {-TOP_MM} {size[0]} {size[1]}",
    )


def _unit(sheet: _Sheet, unit: Mapping[str, Any], colours: Mapping[str, int]) -> str:
    path = sheet.path(unit["geometry"])
    if not sheet.subject.holds(unit):
        return shape(path, fill=_OUTSIDE)
    colour = colours.get(unit["community_id"])
    if colour is None:
        return shape(path, fill="#FFFFFF", stroke=_INK3, stroke_width=0.15)
    opacity = None if unit["households"] else 0.6
    return shape(path, fill=LIGHT[f"c{colour}"], fill_opacity=opacity, stroke=_BORDER, stroke_opacity=0.16,
                 stroke_width=0.15)


def _community(sheet: _Sheet, row: Mapping[str, Any]) -> str:
    return shape(sheet.path(row["geometry"]), fill=LIGHT[f"c{row['colour']}"])


def _streets(sheet: _Sheet, colour: str, least_mm: float) -> str:
    """Draw streets in a colour, rivers and railways in theirs."""
    found = []
    for kind, width, path in sheet.lines:
        if kind in _DASHES:
            found.append(shape(path, stroke=_INK3, stroke_width=0.3, stroke_dasharray=_DASHES[kind], **_ROUND))
        elif width >= least_mm:
            ink = LIGHT["river"] if kind == "river" else colour
            found.append(shape(path, stroke=ink, stroke_width=f"{width:.2f}", stroke_linecap="round", **_ROUND))
    return joined(found)


def _borders(sheet: _Sheet, communities: Sequence[Mapping[str, Any]]) -> str:
    paths = [sheet.path(row["geometry"]) for row in communities]
    casing = [shape(path, stroke="#FFFFFF", stroke_width=1.3, **_ROUND) for path in paths]
    ink = [shape(path, stroke=_BORDER, stroke_width=0.55, **_ROUND) for path in paths]
    territory = shape(_territory_path(sheet), stroke=_BORDER, stroke_width=1.05, **_ROUND)
    return joined((*casing, *ink, territory))


def _territory_path(sheet: _Sheet) -> str:
    rows = sheet.material.drawn["subdistricts"]
    return joined(sheet.path(row["geometry"]) for row in rows if sheet.subject.holds(row))


def _ending(sheet: _Sheet) -> str:
    """Draw the parts of today's boundaries that go away."""
    path = sheet.path(sheet.material.drawn["ending"])
    line = shape(path, stroke=_INK2, stroke_width=0.45, stroke_dasharray="2.2 1.4", fill="none")
    return tag("g", line, clip_path="url(#own)") if line and _territory_path(sheet) else line


def _houses(
    sheet: _Sheet, facilities: Sequence[Mapping[str, Any]], communities: Sequence[Mapping[str, Any]], places: Places
) -> str:
    ours = {row["community_id"] for row in sheet.subject.after}
    found = []
    for one in facilities:
        point = one["geometry"]
        is_house = point is not None and point["type"] == "Point" and one.get("kind") in (None, "", "service")
        if is_house and one["community_id"] in ours:
            x, y = sheet.frame.x(point["coordinates"][0]), sheet.frame.y(point["coordinates"][1])
            places.taken.append(Box.around(x, y, HOUSE_MM, HOUSE_MM))
            found.append(house(x, y, one["status"], is_short=one["short"] is True))
    return joined(found)


def _labels(
    sheet: _Sheet, communities: Sequence[Mapping[str, Any]], places: Places, name_mm: float, count_mm: float | None
) -> str:
    """Write names and counts, the widest community first, as deep inside each as there is room."""
    placed = []
    for row in sorted(communities, key=lambda row: (-_extent(row), row["community_id"])):
        west, south, east, north = _bounds([row])
        frame, name = sheet.frame, short_name(row)
        counted = f"{count(row['households'])} {word('unit.household')}" if count_mm else ""
        bare = text_width(name, name_mm)
        spot = find_spot(
            frame.x(row["label"][0]), frame.y(row["label"][1]), frame.x(east) - frame.x(west),
            (bare, max(bare, text_width(counted, count_mm or 0))),
            lambda x, y, box=(west, south, east, north), frame=frame: (
                box[0] <= frame.east(x) <= box[2] and box[1] <= frame.north(y) <= box[3]
            ), places,
        )
        if spot is None:
            continue
        below = spot.with_count and count_mm is not None
        placed.append(text(name, spot.x, spot.y - 0.2 if below else spot.y + name_mm * 0.36, name_mm,
                           family=sheet.family, colour=_INK, is_bold=True))
        if below:
            placed.append(text(counted, spot.x, spot.y + (count_mm or 0) + 0.1, count_mm or 0, family=sheet.family,
                               colour=_INK))
    return joined(placed)


def _street_names(sheet: _Sheet, places: Places) -> str:
    lines = [(line, on_paper(line["geometry"], sheet.frame)) for line in sheet.material.drawn["lines"]]
    return joined(
        text(name.text, name.x, name.y + STREET_MM * 0.36, STREET_MM, family=sheet.family, colour=LIGHT["street-name"],
             edge_mm=0.7, angle=name.angle)
        for name in find_names(lines, sheet.frame, places)
    )


def _extent(row: Mapping[str, Any]) -> float:
    west, _, east, _ = _bounds([row])
    return east - west


def _bounds(rows: Sequence[Mapping[str, Any]]) -> tuple[float, float, float, float]:
    places = [place for row in rows for ring in rings(row["geometry"]) for place in ring]
    return (min(p[0] for p in places), min(p[1] for p in places), max(p[0] for p in places), max(p[1] for p in places))
