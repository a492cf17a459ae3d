"""What an office states beside a plan, as tables: people and money, persons transferred, waivers."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from enum import StrEnum

from app.stated_rows import StatedRow, read_rows
from geodata.domain import AreaId, CommunityId
from geodata.record import Finding, Severity
from optimizer.dossier import ROLES, CommunityStatement, Dossier, Remedy, Role, Transfer, Waiver

COMMUNITIES: Mapping[str, str] = {
    "community_id": "社区", "party_form": "党组织形式", "party_team": "党组织班子人数", "committee": "居委会人数",
    "cross_appointed": "交叉任职人数", "full_time": "专职人数", "workers": "社区工作者人数",
    "social_organisations": "社会组织数", "city_funds_yuan": "市级经费", "district_funds_yuan": "区级经费",
    "approved_on": "批复日期", "elected_on": "选举日期", "keeps_committee": "保留居委会",
}
TRANSFERS: Mapping[str, str] = {
    "area_id": "小区", "persons": "总人数", "already_socialised": "已社会化人数", "transferred": "移交人数",
}
WAIVERS: Mapping[str, str] = {
    "rule": "条款", "community_id": "社区", "area_id": "小区", "reason": "理由", "granted_by": "批准单位",
    "granted_on": "批准日期", "until": "截止日期", "remedy": "补齐办法", "document_number": "文号",
}


class PartyForm(StrEnum):
    """Form of the party organisation of a community (LH-10.2)."""

    BRANCH = "branch"
    GENERAL_BRANCH = "general_branch"
    COMMITTEE = "committee"


FORMS = {PartyForm.BRANCH: "党支部", PartyForm.GENERAL_BRANCH: "党总支", PartyForm.COMMITTEE: "党委"}
REMEDIES = {
    Remedy.NEW_BUILDING: "新建", Remedy.EXTENSION: "改扩建", Remedy.PURCHASE: "购买", Remedy.LEASE: "租赁",
    Remedy.STATE_ASSETS: "国资划拨", Remedy.SHARING: "资源共享",
}
GRANTERS: Mapping[Role, str] = {role: zh for role, (zh, _) in ROLES.items()}


@dataclass(frozen=True)
class DossierFiles:
    """Names of the tables that came with a plan, ``None`` where one did not."""

    communities: str | None = None
    transfers: str | None = None
    waivers: str | None = None


def read_dossier(
    files: DossierFiles, communities: Collection[str], areas: Collection[str]
) -> tuple[Dossier, list[Finding]]:
    """Read what was handed in beside a plan.

    Parameters
    ----------
    communities, areas
        Those of the plan: rows about others are told in the record, for the audit does not use them.

    Raises
    ------
    GeodataError
        Where a table cannot be read, lacks a column, names something twice, or holds a value that cannot be true;
        file, row, column and remedy are named.
    """
    findings: list[Finding] = []
    statements = transfers = None
    if files.communities is not None:
        rows = read_rows(files.communities, COMMUNITIES, ("community_id",), ("社区情况表", "table of communities"))
        statements = {CommunityId(name): _statement(row) for name, row in _once(rows, "community_id").items()}
        findings += _strangers(rows, "community_id", communities, "社区", "communities")
    if files.transfers is not None:
        rows = read_rows(files.transfers, TRANSFERS, tuple(TRANSFERS), ("移交人员清册", "inventory of transfers"))
        transfers = tuple(_transfer(name, row) for name, row in _once(rows, "area_id").items())
        findings += _strangers(rows, "area_id", areas, "小区", "areas")
    waivers: tuple[Waiver, ...] = ()
    if files.waivers is not None:
        needed = ("rule", "reason", "granted_by", "granted_on")
        rows = read_rows(files.waivers, WAIVERS, needed, ("豁免表", "table of waivers"))
        waivers = tuple(_waiver(row) for row in rows)
    return Dossier(statements=statements, transfers=transfers, waivers=waivers), findings


def _once(rows: tuple[StatedRow, ...], field: str) -> dict[str, StatedRow]:
    found: dict[str, StatedRow] = {}
    for row in rows:
        name = row.needed(field)
        if name in found:
            raise row.bad(field, "列了两次，请只留一行", "is listed twice; keep one row")
        found[name] = row
    return found


def _strangers(
    rows: tuple[StatedRow, ...], field: str, known: Collection[str], zh: str, en: str
) -> list[Finding]:
    """Tell of rows that speak of nothing in the plan."""
    others = [row.needed(field) for row in rows if row.needed(field) not in known]
    if not others:
        return []
    listed = "、".join(others[:5]) + (f" … ({len(others)})" if len(others) > 5 else "")
    file = rows[0].file
    return [Finding(
        f"dossier.unknown_{field}", Severity.WARNING, f"{file}：方案里没有这些{zh}，未采用：{listed}",
        f"{file}: the plan has no such {en}, so they are not used: {listed}", file=file, measured=str(len(others)),
    )]


def _statement(row: StatedRow) -> CommunityStatement:
    form = row.word("party_form", FORMS)
    stated = CommunityStatement(
        party_form=None if form is None else form.value, party_team=row.whole("party_team"),
        committee=row.whole("committee"), cross_appointed=row.whole("cross_appointed"),
        full_time=row.whole("full_time"), workers=row.whole("workers"),
        social_organisations=row.whole("social_organisations"), city_funds_yuan=row.whole("city_funds_yuan"),
        district_funds_yuan=row.whole("district_funds_yuan"), approved_on=row.day("approved_on"),
        elected_on=row.day("elected_on"), keeps_committee=row.flag("keeps_committee"),
    )
    bodies = [body for body in (stated.party_team, stated.committee) if body is not None]
    if stated.cross_appointed is not None and any(stated.cross_appointed > body for body in bodies):
        raise row.bad(
            "cross_appointed", "多于班子或居委会人数，请核对", "more than the team or the committee has; check it"
        )
    if stated.full_time is not None and stated.persons is not None and stated.full_time > stated.persons:
        raise row.bad("full_time", f"多于“两委”总人数 {stated.persons}，请核对",
                      f"more than the {stated.persons} persons of both committees; check it")
    return stated


def _transfer(name: str, row: StatedRow) -> Transfer:
    entry = Transfer(
        AreaId(name), row.needed_whole("persons"), row.needed_whole("already_socialised"),
        row.needed_whole("transferred"),
    )
    if entry.already_socialised > entry.persons:
        raise row.bad("already_socialised", f"多于总人数 {entry.persons}，请核对",
                      f"more than the {entry.persons} persons in all; check it")
    return entry


def _waiver(row: StatedRow) -> Waiver:
    row.needed("granted_by")
    role = row.word("granted_by", GRANTERS)
    assert role is not None
    community, area = row.text("community_id"), row.text("area_id")
    granted_on, until = row.needed_day("granted_on"), row.day("until")
    if until is not None and until < granted_on:
        raise row.bad("until", "早于批准日期，请核对", "before the day it was granted; check it")
    return Waiver(
        rule=row.needed("rule").upper(), community_id=None if community is None else CommunityId(community),
        area_id=None if area is None else AreaId(area), reason=row.needed("reason"), granted_by=role,
        granted_on=granted_on, until=until, remedy=row.word("remedy", REMEDIES),
        document_number=row.text("document_number"),
    )
