"""Which street office each area and facility lies in, and what cannot be placed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components
from scipy.spatial import cKDTree

from geodata import hulls
from geodata.domain import Ruling
from geodata.errors import IdentifierClashError, NoAreasError
from geodata.outlines import Claim, disjoint_outlines, match_names
from geodata.record import Record, Severity

if TYPE_CHECKING:
    from collections.abc import Sequence

    from geodata.domain import FloatArray, IntArray
    from geodata.shape import GeometryArray

WHOLE_DISTRICT = "全区"
"""Name of the one street office where the files name none."""

NEAR_OFFICE_M = 100.0
"""An area that its column puts into an office may stand this far outside the outline: outlines are generalised."""

_ACROSS_SHARE = 0.01
_CLAIMED_SHARE = 0.5
_FAR_M = 10_000.0
_LISTED = 20
_NOWHERE = -1


@dataclass(frozen=True)
class _Position:
    """Where areas lie: number of the outline that holds most of each, share in it, share in all outlines."""

    office: IntArray
    share: FloatArray
    share_in_all: FloatArray


def place(
    areas: gpd.GeoDataFrame, subdistricts: gpd.GeoDataFrame | None, lines: gpd.GeoDataFrame, record: Record
) -> tuple[gpd.GeoDataFrame, gpd.GeoDataFrame, pd.DataFrame, bool]:
    """Give each area its street office.

    With a column of street offices the column decides, and where outlines disagree it is listed. With outlines alone
    an area belongs to the one that holds most of its land. With neither there is one street office.

    Parameters
    ----------
    areas
        Repaired areas in metres, column ``area_id`` unique.
    subdistricts
        Outlines, one row or several an office, or ``None``.
    lines
        Roads and barriers; outlines that have to be drawn follow them.
    record
        Receives what was assumed, and what differs.

    Returns
    -------
    areas : GeoDataFrame
        Placed areas; index ``area_id``, ordered as text. Column ``claimants`` names the street offices whose outlines
        both hold an area that no column decides: its ``ruling`` is then open. An undecided area is in no community.
    subdistricts : GeoDataFrame
        Index ``subdistrict``; every office that was named or drawn, also those without an area; they do not overlap.
    unplaced : DataFrame
        Columns ``area_id, name, households, subdistrict, reason_zh, reason_en``.
    known : bool
        Whether outlines were given.

    Raises
    ------
    NoAreasError
        Where no area can be placed.
    IdentifierClashError
        Where an identifier stands twice.
    """
    areas = areas.sort_values("area_id", ignore_index=True)
    _refuse_repeats(areas["area_id"])
    claims: tuple[Claim, ...] = ()
    if subdistricts is None:
        offices, reasons = _from_column(areas, record)
    else:
        outlines, claims = disjoint_outlines(subdistricts, record)
        offices, reasons = _with_outlines(areas, outlines, record)
    placed = np.array([reason is None for reason in reasons], dtype=np.bool_)
    settled = _with_claims(areas, claims).assign(subdistrict=pd.Series(offices, index=areas.index, dtype=object))
    unplaced = _unplaced(settled[~placed], [reason for reason in reasons if reason is not None], record)
    kept = settled[placed].set_index("area_id")
    if kept.empty:
        raise NoAreasError(
            "没有一个小区能落位：都没有位置，或在所有街道之外；请检查坐标系和街道界线",
            "no area can be placed: none has a place inside a street office; check the system and the outlines",
        )
    if subdistricts is None:
        _report_far_away(kept, record)
        return kept, hulls.territories_around(kept, lines, record), unplaced, False
    _report_empty_offices(outlines, kept, record)
    return kept, outlines, unplaced, True


def locate_facilities(
    facilities: gpd.GeoDataFrame | None, units: gpd.GeoDataFrame, record: Record
) -> gpd.GeoDataFrame | None:
    """Find the unit in which each facility stands.

    Parameters
    ----------
    facilities
        Points in metres, column ``facility_id``, or ``None``.
    units
        Index ``unit_id``, polygons.
    record
        Receives the facilities that stand in no unit.

    Returns
    -------
    GeoDataFrame or None
        Index ``facility_id``, ordered as text; the fields of facilities and ``unit_id`` (``None``: in no unit; on a
        border the first of the two).
    """
    if facilities is None:
        return None
    located = facilities.sort_values("facility_id").set_index("facility_id")
    ordered = units.sort_index()
    geometries: GeometryArray = located.geometry.to_numpy()
    row, unit = shapely.STRtree(ordered.geometry.to_numpy()).query(geometries, predicate="intersects")
    unit_ids = np.full(len(located), None, dtype=object)
    for i, j in sorted(zip(row.tolist(), unit.tolist(), strict=True), reverse=True):
        unit_ids[i] = str(ordered.index[j])
    outside = [str(f) for f, u in zip(located.index, unit_ids, strict=True) if u is None]
    _list(
        record, Severity.WARNING, "facilities.outside", outside,
        "：不在任何单元内，不计入任何社区", ": in no unit, counts for no community",
    )
    columns = ["name", "kind", "status", "area_m2", "activity_m2", "plaza_m2", "unit_id", "geometry"]
    return located.assign(unit_id=pd.Series(unit_ids, index=located.index, dtype=object))[columns]


def _with_claims(areas: gpd.GeoDataFrame, claims: tuple[Claim, ...]) -> gpd.GeoDataFrame:
    """Open the ruling on areas that stand on land claimed twice, where no column says whose they are."""
    ruling = areas["ruling"].to_numpy(dtype=object).copy()
    claimants: list[tuple[str, ...]] = [()] * len(areas)
    if claims:
        geometries: GeometryArray = areas.geometry.to_numpy()
        position = _locate(geometries, np.array([claim.land for claim in claims], dtype=object))
        for row in np.flatnonzero(position.share >= _CLAIMED_SHARE):
            if _text_or_none(areas["subdistrict"].iloc[row]) is None:
                claimants[row] = claims[position.office[row]].offices
                ruling[row] = ruling[row] or Ruling.NOT_ASKED
    open_ = np.array([state is not None for state in ruling], dtype=np.bool_)
    return areas.assign(
        ruling=pd.Series(ruling, index=areas.index, dtype=object),
        claimants=pd.Series(claimants, index=areas.index, dtype=object),
        community=areas["community"].astype(object).where(~open_, None),
    )


type _Reason = tuple[str, str] | None

_NO_PLACE = ("没有坐标或图形", "no coordinates and no shape")
_NO_OFFICE = ("未写所属街道", "no street office is given")
_OUTSIDE = ("在所有街道界线之外", "outside every street office")
_NO_OUTLINE = ("所属街道没有界线", "its street office has no outline")


def _from_column(areas: gpd.GeoDataFrame, record: Record) -> tuple[list[str | None], list[_Reason]]:
    named = [_text_or_none(value) for value in areas["subdistrict"]]
    if not any(named):
        record.add(
            Severity.ASSUMED, "offices.assumed",
            f"没有街道字段和街道界线，全部按一个街道“{WHOLE_DISTRICT}”处理",
            f"no column and no outlines of street offices: all is taken for one, \"{WHOLE_DISTRICT}\"",
            repaired=WHOLE_DISTRICT,
        )
        named = [WHOLE_DISTRICT] * len(named)
    has_place = areas.geometry.notna()
    reasons = [
        _NO_PLACE if not there else _NO_OFFICE if name is None else None
        for name, there in zip(named, has_place, strict=True)
    ]
    return named, reasons


def _with_outlines(
    areas: gpd.GeoDataFrame, outlines: gpd.GeoDataFrame, record: Record
) -> tuple[list[str | None], list[_Reason]]:
    names = [str(name) for name in outlines.index]
    geometries: GeometryArray = areas.geometry.to_numpy()
    position = _locate(geometries, outlines.geometry.to_numpy())
    given = [_text_or_none(value) for value in areas["subdistrict"]]
    matched = match_names({name for name in given if name is not None}, names, record)
    offices: list[str | None] = []
    reasons: list[_Reason] = []
    for i, geometry in enumerate(geometries):
        office = matched.get(given[i] or "", given[i])
        inside = names[position.office[i]] if position.share_in_all[i] >= 0.5 else None
        offices.append(office or inside)
        if geometry is None:
            reasons.append(_NO_PLACE)
        elif office is not None and office not in names:
            reasons.append(_NO_OUTLINE)
        elif inside is None and (
            office is None or shapely.distance(outlines.geometry.loc[office], geometry) > NEAR_OFFICE_M
        ):
            reasons.append(_OUTSIDE)
        else:
            reasons.append(None)
    _report_missing_outlines(areas, offices, set(names), record)
    _report_differences(areas, position, names, given, offices, reasons, record)
    return offices, reasons


def _locate(geometries: GeometryArray, outlines: GeometryArray) -> _Position:
    """Find the outline that holds most of each geometry; of equals the first."""
    row, office = shapely.STRtree(outlines).query(geometries, predicate="intersects")
    land = shapely.area(geometries[row])
    common = shapely.area(shapely.intersection(geometries[row], outlines[office]))
    is_point = shapely.get_type_id(geometries[row]) == 0
    share = np.where(is_point, 1.0, common / np.where(land > 0, land, 1.0))
    best = np.full(len(geometries), _NOWHERE, dtype=np.int64)
    best_share, total = np.zeros(len(geometries)), np.zeros(len(geometries))
    for k in np.lexsort([-office, share]):
        best[row[k]], best_share[row[k]] = office[k], share[k]
        total[row[k]] += share[k]
    return _Position(best, best_share, np.minimum(total, 1.0))


def _report_missing_outlines(
    areas: gpd.GeoDataFrame, offices: list[str | None], known: set[str], record: Record
) -> None:
    table = pd.DataFrame({"office": offices, "households": areas["households"].to_numpy()})
    for office, rows in table[~table["office"].isin(known) & table["office"].notna()].groupby("office"):
        households = int(rows["households"].sum())
        record.add(
            Severity.ERROR, "offices.no_outline",
            f"{office}：街道界线图层中没有这个街道，{len(rows)} 个小区 {households} 户未落位；请补充界线或改正名称",
            f"{office}: not among the outlines; {len(rows)} areas with {households} households are unplaced; add the "
            "outline or correct the name",
            feature=str(office), measured=f"{len(rows)}",
        )


def _report_differences(
    areas: gpd.GeoDataFrame, position: _Position, names: list[str],
    given: list[str | None], offices: list[str | None], reasons: list[_Reason], record: Record,
) -> None:
    """List areas whose column and place disagree, that lie across a line, or whose blank column the place filled."""
    differ, across, filled, near = list[str](), list[str](), list[str](), list[str]()
    some_given = any(given)
    for i, area_id in enumerate(areas["area_id"]):
        if reasons[i] is not None:
            continue
        inside = names[position.office[i]] if position.office[i] != _NOWHERE else None
        if inside is None:
            near.append(f"{area_id} → {offices[i]}")
        elif given[i] is not None and inside != offices[i]:
            differ.append(f"{area_id}（{offices[i]} ≠ {inside}）")
        elif position.share_in_all[i] - position.share[i] > _ACROSS_SHARE:
            across.append(f"{area_id} → {offices[i]} {position.share[i]:.0%}")
        if given[i] is None and some_given:
            filled.append(f"{area_id} → {offices[i]}")
    _list(record, Severity.WARNING, "areas.office_differs", differ,
          "：字段与位置所在街道不同，以字段为准", ": column and place disagree, the column decides")
    _list(record, Severity.NOTE, "areas.across_line", across,
          "：跨街道界线，归占地最多的街道", ": lies across the line, goes to the office that holds most of it")
    _list(record, Severity.ASSUMED, "areas.office_by_place", filled,
          "：未写街道，按位置归入", ": no street office given, its place decides")
    _list(record, Severity.ASSUMED, "areas.near_office", near,
          f"：在界线外 {NEAR_OFFICE_M:.0f} 米以内，按字段归入",
          f": within {NEAR_OFFICE_M:.0f} m of the outline, as given")


def _report_empty_offices(outlines: gpd.GeoDataFrame, areas: gpd.GeoDataFrame, record: Record) -> None:
    inhabited = set(areas["subdistrict"])
    for office in outlines.index:
        if office not in inhabited:
            record.add(
                Severity.NOTE, "offices.empty",
                f"{office}：没有落位的小区，不划分", f"{office}: no area is placed here, it is not planned",
                feature=str(office),
            )


def _report_far_away(areas: gpd.GeoDataFrame, record: Record) -> None:
    """Name areas so far from most others that they probably belong to another city; two may stand there together."""
    places = shapely.get_coordinates(shapely.point_on_surface(areas.geometry.to_numpy()))
    # One place a square kilometre stands for all others there, so that the pairs do not grow with the city's square.
    _, first, square = np.unique(np.floor(places / 1000.0), axis=0, return_index=True, return_inverse=True)
    near = cKDTree(places[first]).query_pairs(_FAR_M, output_type="ndarray")
    graph = coo_array((np.ones(len(near)), near.T), shape=(len(first), len(first)))
    group = connected_components(graph, directed=False)[1][square.ravel()]
    far = sorted(str(areas.index[i]) for i in np.flatnonzero(group != np.argmax(np.bincount(group))))
    _list(record, Severity.WARNING, "areas.far_away", far,
          f"：距大多数小区 {_FAR_M / 1000:.0f} 千米以上，请核对坐标",
          f": more than {_FAR_M / 1000:.0f} km from the rest, check its coordinates")


def _unplaced(rows: gpd.GeoDataFrame, reasons: Sequence[tuple[str, str]], record: Record) -> pd.DataFrame:
    table = pd.DataFrame(
        {
            "area_id": rows["area_id"],
            "name": rows["name"],
            "households": rows["households"],
            "subdistrict": rows["subdistrict"],
            "reason_zh": pd.Series([zh for zh, _ in reasons], index=rows.index, dtype=object),
            "reason_en": pd.Series([en for _, en in reasons], index=rows.index, dtype=object),
        }
    ).reset_index(drop=True)
    for (zh, en), group in table.groupby(["reason_zh", "reason_en"]):
        households = int(group["households"].sum())
        listed = "、".join(group["area_id"].head(_LISTED)) + (" …" if len(group) > _LISTED else "")
        record.add(
            Severity.WARNING, "areas.unplaced",
            f"{len(group)} 个小区 {households} 户{zh}，计入总数，不进任何社区：{listed}",
            f"{len(group)} areas with {households} households: {en}; in the totals, in no community: {listed}",
            feature=listed, measured=str(households), count=len(group),
        )
    return table


def _list(record: Record, severity: Severity, code: str, features: list[str], zh: str, en: str) -> None:
    """Record one finding a feature, and beyond a limit one for the rest."""
    for feature in features[:_LISTED]:
        record.add(severity, code, f"{feature}{zh}", f"{feature}{en}", feature=feature)
    rest = len(features) - _LISTED
    if rest > 0:
        record.add(
            severity, code, f"另有 {rest} 个{zh}", f"{rest} more{en}",
            feature="、".join(features[_LISTED:]), measured=str(rest), count=rest,
        )


def _refuse_repeats(ids: pd.Series) -> None:
    if ids.duplicated().any():
        repeated = str(ids[ids.duplicated()].iloc[0])
        raise IdentifierClashError(
            f"小区编号 {repeated} 出现两次；请改正", f"area identifier {repeated} stands twice; correct it",
            feature=repeated,
        )


def _text_or_none(value: object) -> str | None:
    return value if isinstance(value, str) and value else None
