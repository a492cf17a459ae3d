"""In which datum each layer is: as told, as its file lets know, as it fits the others; else as its system says."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from geodata.domain import Datum
from geodata.fit import Fit, find_misfit
from geodata.record import Record, Severity

if TYPE_CHECKING:
    import geopandas as gpd

    from geodata.fields import Tables

SHIFTED = Datum.GCJ02, Datum.BD09


def believed_datums(tables: Tables, told: Datum | None, record: Record) -> dict[str, Datum]:
    """Say what each layer is taken for before the layers are held against each other.

    Parameters
    ----------
    told
        Datum of AREAS and of the layers that state no system, or ``None``.
    record
        Receives what was taken from the files, and what stays unshifted.

    Returns
    -------
    dict
        Option name → datum; a layer without any sign of its own follows AREAS where it states no system.
    """
    areas = told or _stated(tables, "areas", record) or Datum.WGS84
    stated = tables.stated_datums.get("areas")
    if told is not None and stated is not None and stated.datum in SHIFTED and stated.datum is not told:
        tables.report(
            record, Severity.ASSUMED, "datum.overridden", "areas",
            f"{stated.why_zh}指向 {stated.datum.label}，按 --datum 作 {told.label}",
            f"read as {told.label} as told, not as {stated.datum.label} by {stated.why_en}",
        )
    datums = {"areas": areas}
    for role in tables.present:
        if role == "areas":
            continue
        own = _stated(tables, role, record)
        follows = getattr(tables, role).crs is None
        datums[role] = own or (areas if follows else Datum.WGS84)
        if own is None and not follows and areas in SHIFTED:
            tables.report(
                record, Severity.ASSUMED, "datum.layer_assumed", role,
                "自带坐标系，不随小区移动", "states its own system and is not shifted with the areas",
            )
    return datums


def fitted_datums(
    tables: Tables, layers: Mapping[str, gpd.GeoDataFrame], datums: Mapping[str, Datum], told: Datum | None,
    record: Record,
) -> dict[str, Datum]:
    """Hold the layers against each other, and correct what is only assumed where the fit leaves no doubt.

    What was told, what a file lets know, and a metric or CGCS2000 system are never overruled, only doubted.

    Parameters
    ----------
    layers
        Option name → layer in longitude and latitude as the files have them.
    datums
        Result of :func:`believed_datums`.
    """
    settled = dict(datums)
    for _ in layers:
        found = find_misfit(layers, settled)
        if found is None:
            break
        if found.datum is None:
            _report(tables, found, Severity.ERROR, "datum.mistaken", record)
            break
        if not _is_open(tables, found.role, told):
            _report(tables, found, Severity.WARNING, "datum.fit_differs", record)
            break
        _report(tables, found, Severity.ASSUMED, "datum.fitted", record)
        settled[found.role] = found.datum
    return settled


def _stated(tables: Tables, role: str, record: Record) -> Datum | None:
    stated = tables.stated_datums.get(role)
    if stated is None:
        return None
    if stated.datum in SHIFTED:
        tables.report(
            record, Severity.ASSUMED, "datum.stated", role,
            f"据{stated.why_zh}，按 {stated.datum.label} 处理；若不是，请写 --datum",
            f"taken for {stated.datum.label} by {stated.why_en}; if it is not, write --datum",
            repaired=stated.datum.label,
        )
    return stated.datum


def _is_open(tables: Tables, role: str, told: Datum | None) -> bool:
    """Whether the datum of a layer is only assumed: nobody said it, and its system is the usual longitude, latitude."""
    crs = getattr(tables, role).crs
    if role in tables.stated_datums or (told is not None and (role == "areas" or crs is None)):
        return False
    return crs is None or crs.to_epsg() == 4326 or crs.to_string() == "OGC:CRS84"


def _report(tables: Tables, found: Fit, severity: Severity, code: str, record: Record) -> None:
    name = "GCJ-02 − (0.0065, 0.0060)" if found.datum is None else found.datum.label
    against = "、".join(tables.file(role) for role in found.against)
    zh = (
        f"按 {name} 与 {against} 吻合：位置正确的由 {found.before:.0%} 升到 {found.after:.0%}，"
        f"现偏 {found.shift_m:.0f} 米；"
    )
    en = (
        f"as {name} it fits {against.replace('、', ', ')}: {found.before:.0%} of the places right, then "
        f"{found.after:.0%}; as it is it lies {found.shift_m:.0f} m off; "
    )
    remedy_zh, remedy_en = {
        "datum.mistaken": (
            "这是误减 BD-09 常数所得，未换算，请改用原始坐标",
            "the constants of BD-09 were taken off by mistake; nothing was converted, use the original coordinates",
        ),
        "datum.fit_differs": ("未换算，请核实 --datum", "nothing was converted; check --datum"),
        "datum.fitted": ("据此换算；若不是，请写 --datum", "converted for that; if it is not, write --datum"),
    }[code]
    tables.report(
        record, severity, code, found.role, zh + remedy_zh, en + remedy_en,
        measured=f"{found.shift_m:.1f} m, {found.before:.0%}, {found.after:.0%}", feature=name,
        repaired=name if code == "datum.fitted" else None,
    )
