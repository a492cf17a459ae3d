"""The table beside a map: communities with their gauges, or street offices on the sheet of the whole."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from app.language import say
from app.maps.palette import LIGHT
from app.papers.community_tables import known_sum
from app.papers.fate import fate_today, fate_word
from app.papers.material import Material
from app.papers.subjects import Subject, short_name
from app.papers.words import count, word

type Spec = dict[str, Any]

_HEADROOM = 1.36
ROW_MM, LEAST_ROW_MM, HEAD_MM = 5.3, 4.2, 14.0


def scale_end(material: Material) -> float:
    """Return the end of every gauge: 1.36 times the upper limit, or else the largest count."""
    band = material.plan["profile"].get("band") or {}
    if band.get("max"):
        return float(band["max"]) * _HEADROOM
    rows = (*material.plan["communities"], *(material.plan.get("today") or ()))
    return max([1.0, *(row["households"] * 1.05 for row in rows if row["households"])])


def after_rows(material: Material, subject: Subject) -> Spec:
    """Return the communities of a sheet after the change, with their sums."""
    told = {row["community_id"]: row for row in material.communities}
    before = {row["community_id"]: row["households"] for row in material.today}
    columns = [
        _column("n"), _column("name", "name", say("社区", "community")), _number(word("print.table.households"), True),
        _column("gauge", "gauge"), *([_number(word("print.table.before"))] if material.has_today else []),
        _number(word("print.table.population")), _number(word("print.table.floor")), _number(word("print.table.seats")),
    ]
    rows: list[list[Any]] = []
    for number, drawn in enumerate(subject.after, start=1):
        row = told[drawn["community_id"]]
        rows.append([
            str(number), _swatch(drawn), count(row["households"]), {"gauge": row["households"]},
            *([_before(row, before)] if material.has_today else []), count(row["population"]),
            count(row["facility_area_m2"]), count(row["committee_seats"]),
        ])
    ours = [told[drawn["community_id"]] for drawn in subject.after]
    sums = [count(known_sum(row[key] for row in ours)) for key in ("households", "population", "facility_area_m2")]
    rows.append(["", word("print.table.total"), sums[0], "", *([""] if material.has_today else []), *sums[1:],
                 count(known_sum(row["committee_seats"] for row in ours))])
    return _spec(word("print.table") if material.has_today else say("社区", "Communities"), columns, rows)


def before_rows(material: Material, subject: Subject) -> Spec:
    """Return the present communities of a sheet, with what becomes of each."""
    told = {row["community_id"]: row for row in material.today}
    columns = [
        _column("n"), _column("name", "name", say("社区", "community")), _number(word("print.table.households"), True),
        _column("gauge", "gauge"), _number(word("print.table.population")),
        _column("fate", "text", say("情况", "fate")),
    ]
    rows: list[list[Any]] = []
    for number, drawn in enumerate(subject.before, start=1):
        row = told.get(drawn["community_id"], {"households": drawn["households"], "population": None})
        rows.append([
            str(number), _swatch(drawn), count(row["households"]), {"gauge": row["households"]},
            count(row["population"]), fate_word(fate_today(material, drawn["community_id"])),
        ])
    known = [told[drawn["community_id"]] for drawn in subject.before if drawn["community_id"] in told]
    sums = [count(known_sum(row[key] for row in known)) for key in ("households", "population")]
    rows.append(["", word("print.table.total"), sums[0], "", sums[1], ""])
    return _spec(say("调整前社区", "Communities before"), columns, rows)


def office_rows(material: Material, *, is_after: bool) -> Spec:
    """Return one row a street office: communities, how many in band, a tick for each, households."""
    rows_of = material.communities if is_after else material.today
    columns = [
        _column("name", "name", say("街道", "street office")), _number(word("print.table.communities"), True),
        _number(word("print.table.in_band")), _column("strip", "strip"), _number(word("print.table.households"), True),
    ]
    rows: list[list[Any]] = []
    for office in material.subdistricts:
        of = [row for row in rows_of if row["subdistrict"] == office]
        rows.append([office, count(len(of)), count(_in_band(material, of)),
                     {"strip": [row["households"] for row in of if row["households"] is not None]},
                     count(known_sum(row["households"] for row in of))])
    rows.append([word("print.table.total"), count(len(rows_of)), count(_in_band(material, rows_of)), "",
                 count(known_sum(row["households"] for row in rows_of))])
    return _spec(word("print.offices"), columns, rows)


def fitted(spec: Spec, room_mm: float) -> tuple[Spec, bool]:
    """Make the rows as high as there is room; say whether all fit. What does not fit is left out, and told."""
    wanted = len(spec["rows"])
    height = min(ROW_MM, (room_mm - HEAD_MM) / wanted)
    if height >= LEAST_ROW_MM:
        return {**spec, "row_mm": round(height, 2)}, True
    shown = max(1, int((room_mm - HEAD_MM - ROW_MM) / LEAST_ROW_MM))
    note = say(f"此处列前 {shown} 个，全部见附表。", f"The first {shown}; the table after the sheets has all.")
    return {**spec, "rows": spec["rows"][:shown], "sums": [], "row_mm": LEAST_ROW_MM, "note": note}, False


def _spec(title: str, columns: list[Mapping[str, Any]], rows: list[list[Any]]) -> Spec:
    return {"title": title, "columns": columns, "rows": rows, "sums": [len(rows) - 1], "row_mm": ROW_MM, "note": None}


def _column(key: str, kind: str = "text", head: str = "", *, strong: bool = False) -> Mapping[str, Any]:
    return {"key": key, "kind": kind, "head": head, "strong": strong or kind == "name"}


def _number(head: str, strong: bool = False) -> Mapping[str, Any]:
    return _column(head, "number", head, strong=strong)


def _swatch(drawn: Mapping[str, Any]) -> Mapping[str, str]:
    return {"fill": LIGHT[f"c{drawn['colour']}"], "text": short_name(drawn)}


def _before(row: Mapping[str, Any], before: Mapping[str, int | None]) -> str:
    if row["continues"] is None:
        return word("print.table.new")
    was = before.get(row["continues"])
    is_same = was == row["households"] and row["predecessors"] == [row["continues"]]
    return word("print.table.same") if is_same else count(was)


def _in_band(material: Material, rows: Sequence[Mapping[str, Any]]) -> int | None:
    band = material.plan["profile"].get("band") or {}
    low, high = band.get("min"), band.get("max")
    if low is None and high is None:
        return None
    known = [row["households"] for row in rows if row["households"] is not None]
    return sum((low is None or n >= low) and (high is None or n <= high) for n in known)
