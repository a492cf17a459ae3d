"""What a table itself says of the datum of its coordinates: headers, columns given twice, marks of a publisher."""

from __future__ import annotations

from dataclasses import dataclass

from geodata import headers
from geodata.columns import Fields
from geodata.coordinate_pairs import Disagreement, disagreements, find_pairs
from geodata.domain import Datum
from geodata.record import Severity


@dataclass(frozen=True)
class StatedDatum:
    """The datum of a layer as the file itself lets know, and by what."""

    datum: Datum
    why_zh: str
    why_en: str


def stated_datum(fields: Fields) -> StatedDatum | None:
    """Read what a layer says of its own datum; columns that gainsay each other are recorded with their distance."""
    if fields.layer.has_geometry:
        return _of_publisher([str(column) for column in fields.layer.frame.columns])
    column = fields.column("x") if "x" in headers.ALIASES[fields.role] else None
    for found in disagreements(find_pairs(fields.layer.frame)):
        _report(fields, found, is_read=found.wrong.x == column)
    datum = None if column is None else headers.datum_of(column)
    if column is None or datum is None:
        return None
    return StatedDatum(datum, f"字段名“{column}”", f"the header \"{column}\"")


def _of_publisher(columns: list[str]) -> StatedDatum | None:
    if not headers.are_of_datav(columns):
        return None
    return StatedDatum(
        Datum.GCJ02, " DataV 行政区划的字段 adcode、center、centroid、acroutes（绘于高德地图）",
        "the attributes of DataV.GeoAtlas (adcode, center, centroid, acroutes), which is drawn on Amap",
    )


def _report(fields: Fields, found: Disagreement, *, is_read: bool) -> None:
    wrong, right = found.wrong, found.right
    cause_zh, cause_en = "", ""
    if found.constant is not None:
        dx, dy = (abs(value) for value in found.constant)
        cause_zh, cause_en = f"，各行只差常数 {dx:.4f}、{dy:.4f} 度", f"; all rows differ by {dx:.4f}, {dy:.4f} degrees"
        if found.uses_bd09_constants:
            cause_zh += "，即 BD-09 的常数，并非坐标换算"
            cause_en += ", the constants of BD-09, which is no conversion"
    remedy_zh = f"请改用 --map {_map(fields, 'x')}={right.x} --map {_map(fields, 'y')}={right.y}"
    remedy_en = f"use --map {_map(fields, 'x')}={right.x} --map {_map(fields, 'y')}={right.y}"
    fields.report(
        Severity.ERROR if is_read else Severity.WARNING, "datum.columns_disagree",
        f"{fields.layer.file}：“{wrong.x}”“{wrong.y}”偏离“{right.x}”“{right.y}” {found.off_m:.0f} 米"
        f"（最大 {found.off_max_m:.0f} 米）{cause_zh}；" + (remedy_zh if is_read else "未采用"),
        f"{fields.layer.file}: \"{wrong.x}\", \"{wrong.y}\" lie {found.off_m:.0f} m (at most {found.off_max_m:.0f} m) "
        f"from \"{right.x}\", \"{right.y}\"{cause_en}; " + (remedy_en if is_read else "not used"),
        feature=f"{wrong.x}, {wrong.y}", measured=f"{found.off_m:.1f} m",
    )


def _map(fields: Fields, name: str) -> str:
    return name if fields.role == "areas" else f"{fields.role}.{name}"
