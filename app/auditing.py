"""The audit of a plan that may come from anywhere: read as it was drawn, completed only where it has to be."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pandas as pd

from app.annexing import annex
from app.documents import audit_document, plan_document, write_json
from app.dossier_files import DossierFiles, read_dossier
from app.drawing import DrawnPlan, is_one_each, read_drawn, shares_borders
from app.judged import JudgedPlan, judge
from app.layers import plan_sheet
from app.maps import render_plan
from app.progress import Reporter, Silent
from app.work_plan_file import read_work_plan
from geodata.dataset import Dataset
from geodata.domain import CommunityId, UnitId
from geodata.errors import BadValueError
from geodata.facts import dissolve
from geodata.input_files import InputFiles
from geodata.prepare import prepare
from geodata.record import Finding, Severity
from optimizer.rules.pack import Profile


def audit_file(
    plan: str,
    files: InputFiles,
    profile: Profile,
    *,
    community: str | None = None,
    work_plan: str | None = None,
    beside: DossierFiles | None = None,
    report: Reporter | None = None,
) -> JudgedPlan:
    """Audit a plan: areas or units with a community column, or one polygon a community.

    Parameters
    ----------
    plan
        The file with the communities.
    files
        The other inputs; ``files.areas`` is `plan` itself where nothing else brings the counts.
    community
        Column that names the community; ``community_id``, else ``community``, where not told.
    work_plan
        The district's work plan, see :mod:`app.work_plan_file`; without one PL-10 and PL-11 are not judged.
    beside
        Tables of people and money, of transfers and of waivers; what they would tell is unknown without them.

    Raises
    ------
    GeodataError
        Where a file cannot be used, or has no community column.
    """
    report = report or Silent()
    report.step("读取与检查数据", "Reading and checking the files")
    drawn = read_drawn(plan, files, community)
    dataset = prepare(drawn.files)
    communities = _communities(dataset, drawn)
    dossier, noted = read_dossier(beside or DossierFiles(), communities, dataset.areas.index)
    if work_plan is not None:
        dossier = replace(dossier, work_plan=read_work_plan(work_plan, known=communities))
    report.step("量测与核查", "Measuring and auditing")
    dataset = _with(dataset, [*noted, *_left_out(drawn)])
    if not dataset.has_households:
        dataset = replace(dataset, areas=dataset.areas.iloc[:0])
    if is_one_each(drawn.features) or shares_borders(drawn.features):
        return judge(dataset, profile, None, drawn.shapes(dataset.areas.crs), dossier=dossier)
    assignment = _complete(dataset, drawn)
    dataset = _with(dataset, [_completed(drawn)])
    return judge(dataset, profile, assignment, dissolve(dataset.units, assignment), dossier=dossier)


def write(judged: JudgedPlan, folder: Path) -> None:
    """Write ``audit.json`` and ``map.html``."""
    folder.mkdir(parents=True, exist_ok=True)
    audit = audit_document(judged)
    write_json(audit, folder / "audit.json")
    sheet = plan_sheet(judged, plan_document(judged), audit, title=folder.resolve().name)
    (folder / "map.html").write_text(render_plan(sheet), encoding="utf-8")


def _communities(dataset: Dataset, drawn: DrawnPlan) -> set[CommunityId]:
    """Name the communities that a work plan may speak of: those of today and those of the plan."""
    told = (*dataset.units["community"].dropna(), *drawn.features["community"].dropna())
    return {CommunityId(community) for community in told}


def _with(dataset: Dataset, findings: list[Finding]) -> Dataset:
    return replace(dataset, findings=(*dataset.findings, *findings))


def _left_out(drawn: DrawnPlan) -> list[Finding]:
    bare = drawn.features[drawn.features["community"].isna()]
    if bare.empty:
        return []
    listed = "、".join(bare["area_id"].head(5))
    return [Finding(
        "plan.without_community", Severity.WARNING,
        f"{drawn.file}：{len(bare)} 个要素的 {drawn.column} 为空，不属于任何社区：{listed}",
        f"{drawn.file}: {len(bare)} features have no {drawn.column} and are in no community: {listed}",
        file=drawn.file, measured=str(len(bare)),
    )]


def _completed(drawn: DrawnPlan) -> Finding:
    return Finding(
        "plan.completed", Severity.ASSUMED,
        f"{drawn.file}：要素之间不相接，已按规划时的办法补成无缝的一片再核查",
        f"{drawn.file}: its features do not meet; they were completed to a coverage, as for planning, and then audited",
        file=drawn.file,
    )


def _complete(dataset: Dataset, drawn: DrawnPlan) -> dict[UnitId, CommunityId]:
    """Give every unit the community of its area, land of no area that of the neighbour with the longest border."""
    told = _labels(drawn)
    if not told.keys() & set(dataset.areas.index):
        raise BadValueError(
            f"{drawn.file} 与 {drawn.files.areas} 没有相同的 area_id；用 --map area_id=列名 指明",
            f"{drawn.file} and {drawn.files.areas} have no area_id in common; name it with --map area_id=COLUMN",
            file=drawn.file,
        )
    assignment = {
        UnitId(unit): told[area] for unit, area in dataset.units["area_id"].items() if area in told
    }
    waiting = {UnitId(unit) for unit, area in dataset.units["area_id"].items() if pd.isna(area)}
    return annex(dataset.borders, assignment, waiting)


def _labels(drawn: DrawnPlan) -> dict[str, CommunityId]:
    labels: dict[str, CommunityId] = {}
    for area, community in drawn.features[["area_id", "community"]].dropna().itertuples(index=False):
        if labels.setdefault(area, CommunityId(community)) != community:
            raise BadValueError(
                f"{drawn.file}：{area} 属于两个社区（{labels[area]}、{community}）",
                f"{drawn.file}: {area} is in two communities ({labels[area]}, {community})",
                file=drawn.file, feature=str(area),
            )
    return labels
