"""What an office states beside its plan: people, money, work plan, transfers, waivers, and the plan of today."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from enum import StrEnum
from typing import TYPE_CHECKING

from geodata.domain import AreaId, CommunityId
from geodata.domain_facts import PlanFacts

if TYPE_CHECKING:
    from optimizer.work_plan import WorkPlanEntry


class Role(StrEnum):
    """Who may grant a waiver, or give a reason (rules.md 0.5)."""

    STREET_OFFICE = "street_office"
    DISTRICT_CIVIL_AFFAIRS = "district_civil_affairs"
    DISTRICT_GOV = "district_gov"
    CITY_CIVIL_AFFAIRS = "city_civil_affairs"

    @property
    def chinese(self) -> str:
        """Name in Chinese."""
        return ROLES[self][0]

    @property
    def english(self) -> str:
        """Name in English."""
        return ROLES[self][1]


ROLES = {
    Role.STREET_OFFICE: ("街道办事处", "street office"),
    Role.DISTRICT_CIVIL_AFFAIRS: ("区民政局", "district civil affairs bureau"),
    Role.DISTRICT_GOV: ("区政府", "district government"),
    Role.CITY_CIVIL_AFFAIRS: ("市民政局", "city civil affairs bureau"),
}


class Remedy(StrEnum):
    """Ways to close a shortfall of premises (LH-9.2)."""

    NEW_BUILDING = "new_building"
    EXTENSION = "extension"
    PURCHASE = "purchase"
    LEASE = "lease"
    STATE_ASSETS = "state_assets"
    SHARING = "sharing"


@dataclass(frozen=True)
class CommunityStatement:
    """What is stated of one community (rules.md 7.2); ``None`` where nothing is.

    Attributes
    ----------
    party_form
        ``branch``, ``general_branch`` or ``committee``.
    party_team, committee, cross_appointed
        Members of the party team, of the residents' committee, and those who sit in both.
    full_time
        Full-time community workers among the distinct members of the two committees.
    workers
        Community workers, elected members among them (LH-15.1).
    social_organisations
        Community social organisations (LH-17.1).
    city_funds_yuan, district_funds_yuan
        Work funds that are budgeted a year (LH-19.1).
    approved_on, elected_on
        Days of the approval document and of the election of both committees (LH-11.2).
    keeps_committee
        Whether it keeps an existing committee, and so is not new (AMB-16); ``None``: as the plan proposes.
    """

    party_form: str | None = None
    party_team: int | None = None
    committee: int | None = None
    cross_appointed: int | None = None
    full_time: int | None = None
    workers: int | None = None
    social_organisations: int | None = None
    city_funds_yuan: int | None = None
    district_funds_yuan: int | None = None
    approved_on: date | None = None
    elected_on: date | None = None
    keeps_committee: bool | None = None

    @property
    def persons(self) -> int | None:
        """Distinct members of the two committees, n = p + c − x."""
        if self.party_team is None or self.committee is None or self.cross_appointed is None:
            return None
        return self.party_team + self.committee - self.cross_appointed


@dataclass(frozen=True)
class Transfer:
    """Persons of a living quarter whose management passes to the community (rules.md 7.3).

    Attributes
    ----------
    persons
        All staff and family members.
    already_socialised
        Those whom a community serves already; they keep it (CQ-2.5).
    transferred
        Those whom the new unit counts as transferred.
    """

    area_id: AreaId
    persons: int
    already_socialised: int
    transferred: int


@dataclass(frozen=True)
class Waiver:
    """A breach that is accepted for a time (rules.md 0.2), or the written reason for a soft one.

    Attributes
    ----------
    rule
        Identifier of the finding that it concerns.
    community_id, area_id
        Where it holds: one of them, or neither for a finding on the whole plan.
    reason
        In the office's words: 托管, 飞地 and the like.
    granted_on, until
        First and last day on which it counts; a soft rule needs no end.
    remedy
        How a shortfall of premises will be closed by then (AMB-19).
    organisation, document_number
        The body that granted it, and the number of its document, where they are told.
    """

    rule: str
    community_id: CommunityId | None
    area_id: AreaId | None
    reason: str
    granted_by: Role
    granted_on: date
    until: date | None = None
    remedy: Remedy | None = None
    organisation: str | None = None
    document_number: str | None = None

    @property
    def granter(self) -> tuple[str, str]:
        """Who granted it, in Chinese and English: the body, or what it is, and its document."""
        zh, en = (self.organisation or name for name in (self.granted_by.chinese, f"the {self.granted_by.english}"))
        number = self.document_number
        return (zh, en) if number is None else (f"{zh}（{number}）", f"{en} ({number})")


@dataclass(frozen=True)
class Dossier:
    """All that is stated beside a plan; ``None`` where a table was not handed in.

    Attributes
    ----------
    statements
        What is stated of each community.
    work_plan
        Oversized communities to split and micro ones to merge (LH-6.5).
    transfers
        Persons of living quarters that are transferred.
    today
        The present communities, measured like the plan.
    as_of
        Day of the audit: waivers and deadlines are held against it.
    """

    statements: Mapping[CommunityId, CommunityStatement] | None = None
    work_plan: tuple[WorkPlanEntry, ...] | None = None
    transfers: tuple[Transfer, ...] | None = None
    waivers: tuple[Waiver, ...] = ()
    today: PlanFacts | None = None
    as_of: date = field(default_factory=date.today)

    def of(self, community: CommunityId) -> CommunityStatement:
        """Return what is stated of a community, nothing where it is not listed."""
        return (self.statements or {}).get(community, CommunityStatement())


def with_committees(dossier: Dossier, facts: PlanFacts) -> PlanFacts:
    """Return the facts with communities new, or not, as it is stated who keeps an existing committee (AMB-16)."""
    keeps = {fact.community_id: dossier.of(fact.community_id).keeps_committee for fact in facts.communities}
    return replace(facts, communities=tuple(
        fact if keeps[fact.community_id] is None else replace(fact, is_new=not keeps[fact.community_id])
        for fact in facts.communities
    ))
