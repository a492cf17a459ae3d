"""Splits, re-basing and comparison over HTTP."""

from __future__ import annotations

from typing import Annotated, Any

import geopandas as gpd
import pandas as pd
import shapely
from fastapi import APIRouter, Query, Response

from app.maps.payload import geojson
from app.plans.around import Side, compare, preview_split, rebase_plan, split
from app.plans.around_schemas import (
    ChangedAreaOut,
    ComparisonOut,
    DifferenceOut,
    DifferenceTotals,
    GainOut,
    PairOut,
    PartOut,
    PrintOut,
    RebaseIn,
    RebaseOut,
    SideOut,
    SplitIn,
    SplitPart,
    SplitPreview,
    SplitTaken,
    TransferOut,
)
from app.plans.commands import command_json, commands_after
from app.plans.drawing_schemas import CommandOut
from app.plans.opinions import open_version
from app.plans.printing import print_data
from app.plans.router import PlanId
from app.plans.router import Version as VersionQuery
from app.plans.rule_numbers import band
from app.plans.schemas import BandOut
from app.plans.splits import Cut
from app.plans.store import load_plan
from app.plans.web import STALE, UNKNOWN
from app.problems import documented
from app.spreadsheet import as_csv
from app.web import Answers, Key, Match
from app.workspace import CurrentWorkspace, Who
from geodata.writing import to_wgs84

NO_CUT: Answers = {**UNKNOWN, 422: documented("The line does not cut through, or the unit must not be cut.")}
NO_ISSUE: Answers = {**UNKNOWN, 409: documented("The dataset is not ready."), 422: documented("No other issue.")}
NO_PAIR: Answers = {**UNKNOWN, 409: documented("The dataset is not ready."), 422: documented("Not of one series.")}
Reference = Annotated[str, Query(description="A plan, or a version of it: `ID` or `ID@VERSION`.", max_length=220)]

plans = APIRouter(prefix="/api/v1/plans", tags=["plans"])
comparisons = APIRouter(prefix="/api/v1/comparison", tags=["comparison"])
api = APIRouter()


@plans.post("/{plan_id}/splits/preview", summary="What a split would make", responses=NO_CUT)
def post_split_preview(
    plan_id: PlanId, asked: SplitIn, workspace: CurrentWorkspace, version: VersionQuery = None
) -> SplitPreview:
    """Cut a unit by a drawn line, and change nothing."""
    cut = preview_split(workspace, plan_id, asked.unit_id, asked.line, version)
    zh, en = cut.message
    return SplitPreview(parts=_split_parts(cut), message_zh=zh, message_en=en)


@plans.post("/{plan_id}/splits", summary="Split a unit", responses={**STALE, **{422: NO_CUT[422]}})
def post_split(plan_id: PlanId, head: Match, asked: SplitIn, workspace: CurrentWorkspace, who: Who) -> SplitTaken:
    """Cut a unit by a drawn line; the parts stay in its community. The ground has other units from then on."""
    taken, command_id = split(workspace, plan_id, asked.unit_id, asked.line, base=head, who=who)
    with workspace.database.reading() as session:
        rows = commands_after(session, load_plan(session, plan_id), taken.numbers[command_id] - 1)
        return SplitTaken(head=taken.head, command=CommandOut(**command_json(rows[0])))


@plans.post("/{plan_id}/rebase", status_code=201, summary="Carry over to a new issue of the data", responses=NO_ISSUE)
def post_rebase(
    plan_id: PlanId, asked: RebaseIn, workspace: CurrentWorkspace, who: Who, key: Key = None
) -> RebaseOut:
    """Make a new plan on another issue of the data, and list what changed under it."""
    made, rebased = rebase_plan(workspace, plan_id, asked.dataset_id, asked.name, who, key)
    return RebaseOut(
        plan=made, changed=[ChangedAreaOut(**vars(area)) for area in rebased.areas],
        lost_splits=list(rebased.lost_splits), ended=list(rebased.ended),
        unassigned_units=list(rebased.drawing.unassigned),
    )


@plans.get("/{plan_id}/print", summary="What a printed sheet draws", responses=UNKNOWN)
def get_print(
    plan_id: PlanId, workspace: CurrentWorkspace, version: VersionQuery = None,
    subdistrict: Annotated[str | None, Query(description="Fitted to this street office.", max_length=200)] = None,
) -> PrintOut:
    """Return the sheet in metres with the round scale at which it fits A3, and what stands in its margins."""
    return PrintOut(**print_data(workspace, open_version(workspace, plan_id, version), subdistrict))


@comparisons.get("", summary="Compare two plans", responses=NO_PAIR)
def get_comparison(a: Reference, b: Reference, workspace: CurrentWorkspace, who: Who) -> ComparisonOut:
    """Return gains and losses, communities and units that differ, the ledger, and what the first can take."""
    found = compare(workspace, a, b, who)
    colours = found.comparison.colours
    differing = found.comparison.differing
    return ComparisonOut(
        a=_side(found.a, colours[0]), b=_side(found.b, colours[1]),
        gains=[GainOut.of_gain(gain) for gain in found.gains],
        totals=DifferenceTotals(
            communities=sum(pair.differs for pair in found.comparison.pairs),
            areas=len({atom.area_id for atom in differing if atom.area_id is not None}),
            households=sum(atom.households for atom in differing),
        ),
        communities=[PairOut(**vars(pair)) for pair in found.comparison.pairs],
        units=[
            DifferenceOut(
                unit_id=atom.unit, area_id=atom.area_id, name=atom.name, households=atom.households, a=atom.a, b=atom.b
            )
            for atom in differing
        ],
        ledger=[TransferOut(**vars(row)) for row in found.comparison.transfers],
        lines={
            name: _as_shown(line, side)
            for name, line, side in zip("ab", found.comparison.lines, (found.a, found.b), strict=True)
        },
        parts=[PartOut.of_part(part) for part in found.parts.parts], not_takeable=list(found.parts.left),
        only_a=list(found.comparison.overlay.only_a), only_b=list(found.comparison.overlay.only_b),
    )


@comparisons.get(
    "/table", summary="The table of a comparison for spreadsheets", response_class=Response,
    responses={**NO_PAIR, 200: {"content": {"text/csv": {}}, "description": "One line a community, as CSV."}},
)
def get_comparison_table(a: Reference, b: Reference, workspace: CurrentWorkspace, who: Who) -> Response:
    """Return every community of either plan with its households in both."""
    found = compare(workspace, a, b, who)
    header = ("社区 community", "街道 subdistrict", "甲 a（户 households）", "乙 b（户 households）", "乙－甲 b−a")
    rows = (
        (pair.name, pair.subdistrict, pair.households_a, pair.households_b,
         (pair.households_b or 0) - (pair.households_a or 0))
        for pair in found.comparison.pairs
    )
    return Response(
        as_csv(header, rows), media_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": "attachment; filename=\"comparison.csv\"; filename*=UTF-8''"
                                        "%E5%AF%B9%E7%85%A7%E8%A1%A8.csv"},
    )


def _split_parts(cut: Cut) -> list[SplitPart]:
    parts: gpd.GeoDataFrame = cut.dataset.units.loc[list(cut.split.parts)]
    shapes: list[Any] = geojson(to_wgs84(parts, cut.dataset).geometry.to_numpy(), is_local=cut.dataset.is_local)
    return [
        SplitPart(
            unit_id=str(unit), households=int(row.households),
            population=None if pd.isna(row.population) else int(row.population), area_m2=round(land, 1), geometry=shape,
        )
        for unit, row, land, shape in zip(parts.index, parts.itertuples(), parts.area, shapes, strict=True)
    ]


def _as_shown(line: shapely.Geometry, side: Side) -> dict[str, Any] | None:
    dataset = side.ground.dataset
    if line.is_empty:
        return None
    frame = to_wgs84(gpd.GeoDataFrame(geometry=[line], crs=None if dataset.is_local else dataset.crs), dataset)
    shown: dict[str, Any] = geojson(frame.geometry.to_numpy(), is_local=dataset.is_local)[0]
    return shown


def _side(side: Side, colours: dict[Any, int]) -> SideOut:
    plan, bounds = side.version.plan, band(side.version.profile)
    basis = side.ground.dataset.household_basis
    return SideOut(
        plan_id=plan.id, name=plan.name, version=side.version.number, head=plan.head, dataset_id=plan.dataset_id,
        dataset_name=plan.dataset.name, issue=plan.dataset.issue, profile_id=side.version.profile.id,
        overlays=[pack.id for pack in side.version.profile.overlays], objective=plan.objective,
        band=None if bounds is None else BandOut(**bounds), household_basis=None if basis is None else basis.value,
        colours=colours,
    )


api.include_router(plans)
api.include_router(comparisons)
