"""A clean drawn plan, deliberately broken in one place: the audit names exactly that rule and that place.

The ground is the page of ``tests.geodata.drawn_ground``: nine squares of 100 m with 600 households each, streets along
all of them, three communities A, B and C of three squares (columns), as they are today, each with premises in its
middle and everything stated. Nothing fails in it. Each row of :data:`BROKEN` changes one thing.
"""

from dataclasses import dataclass, field, replace
from datetime import date

import pandas as pd
import pytest
import shapely

from geodata.domain import AreaKind, CommunityId
from geodata.facts import dissolve, measure
from optimizer.audit import Dossier, Status, Verdict, audit
from optimizer.dossier import CommunityStatement, Transfer
from optimizer.rules.pack import load_profile
from optimizer.work_plan import Action, Condition, WorkPlanEntry
from tests.geodata.drawn_ground import (
    COLUMNS,
    NAMES,
    OFFICE,
    areas_like,
    cell,
    facilities,
    ground,
    inside,
    lines,
    offices,
    shapes,
)

OWN = 'id = "own"\nversion = "1"\ntitle_zh = "自定"\ntitle_en = "Own"\njurisdiction = "某区"\n'
LIANHU = load_profile("lianhu-2024")
OVERLAID = load_profile("lianhu-2024", ["soe-living-quarter"])
QUARTER = load_profile("soe-living-quarter")
FILLED = load_profile(
    "soe-living-quarter", ["own"],
    extra={"own": OWN + '[fields.size]\nhouseholds_max = { value = 1700, clause = "某区通知 二" }\n'},
)
NEAR = load_profile(
    "lianhu-2024", ["own"],
    extra={"own": OWN + "[fields.walk]\nmax_distance = { value = 200, design_default = true }\n"},
)

UPRIGHT = {x: [(x, 0), (x, 300)] for x in (0, 100, 200, 300)}
LEVEL = {y: [(0, y), (300, y)] for y in (0, 100, 200, 300)}
TODAY = date(2026, 11, 22)


@dataclass(frozen=True)
class Drawn:
    """A plan and its ground; what is left out is as in the clean plan."""

    assignment: dict = field(default_factory=lambda: COLUMNS)
    shapes: dict | None = None
    present: dict = field(default_factory=lambda: COLUMNS)
    areas: dict = field(default_factory=dict)
    premises: dict = field(default_factory=dict)
    streets: tuple = (*UPRIGHT.values(), *LEVEL.values())
    unnamed: int | None = None
    outlines: dict | None = None
    undecided: dict = field(default_factory=dict)
    stated: dict = field(default_factory=dict)
    work_plan: tuple | None = None
    transfers: tuple | None = None
    profile: object = LIANHU

    def dataset(self):
        areas = areas_like(**{
            name: {"households": 600, "population": 1572, "community": self.present.get(name),
                   **self.areas.get(name, {})}
            for name in NAMES
        })
        centres = {name: (x, 150, {"area_m2": 2000.0, "activity_m2": 1200.0})
                   for name, x in (("A", 50), ("B", 150), ("C", 250))}
        stands = {name: (x, y, {**has, **self.premises.get(name, {})}) for name, (x, y, has) in centres.items()}
        moved = {name: (has.pop("x", x), has.pop("y", y), has) for name, (x, y, has) in stands.items()}
        streets = lines(*self.streets)
        if self.unnamed is not None:
            streets.loc[self.unnamed, "name"] = None
        outlines = {} if self.outlines is None else {"subdistricts": offices(**self.outlines)}
        return ground(
            areas, lines=streets, borders=grid_borders(), **outlines,
            facilities=facilities(*((name, x, y, has) for name, (x, y, has) in moved.items())),
        )

    def audit(self):
        dataset = self.dataset()
        if self.shapes is None:
            held = {name: community for name, community in self.assignment.items() if name not in self.undecided}
            facts = measure(dataset, dissolve(dataset.units, held), held, undecided=self.undecided)
        else:
            facts = measure(dataset, shapes(**self.shapes), None)
        today = measure(dataset, dissolve(dataset.units, self.present), self.present)
        statements = {fact.community_id: self._stated(fact) for fact in facts.communities}
        beside = Dossier(
            statements=statements, work_plan=self.work_plan, transfers=self.transfers, today=today, as_of=TODAY
        )
        return audit(facts, self.profile, beside)

    def _stated(self, fact):
        """Sound people and money for any size."""
        committee = next(seats for most, seats in ((2000, 5), (4000, 7), (99_999, 9)) if fact.households <= most)
        sound = CommunityStatement(
            party_form="general_branch", party_team=5, committee=committee, cross_appointed=3,
            full_time=committee, workers=30, social_organisations=10,
            city_funds_yuan=130_000, district_funds_yuan=120_000,
        )
        return replace(sound, **self.stated) if fact.community_id == "C" else sound


def grid_borders():
    """Neighbours of the page: squares beside and below one another share 100 m."""
    pairs = [(i, i + 1) for i in range(9) if i % 3 < 2] + [(i, i + 3) for i in range(6)]
    return pd.DataFrame({
        "a": [NAMES[i] for i, _ in pairs], "b": [NAMES[j] for _, j in pairs], "length_m": 100.0, "on_line_m": 100.0,
        "declared": False,
        "crossing": 0,
    })


def column(name, **changes):
    """The three areas of a community, changed alike."""
    return {area: changes for area, community in COLUMNS.items() if community == name}


def counts(*households):
    """Households of the three areas of C from north to south, with persons at 2.62."""
    return {area: {"households": count, "population": round(2.62 * count)}
            for area, count in zip(("a3", "a6", "a9"), households, strict=True)}


def moved(**changes):
    return {**COLUMNS, **changes}


def bars(a, b, c):
    return {"A": a, "B": b, "C": c}


def box(x0, x1, y0=0, y1=300):
    return shapely.box(x0, y0, x1, y1)


def entry(**changes):
    return WorkPlanEntry(**{
        "community_id": CommunityId("C"), "name": "C", "subdistrict": OFFICE, "condition": Condition.OVERSIZED,
        "households": 5001, "population": None, "action": Action.SPLIT, "parts": 2, "target_year": 2027,
        "extra_workers": 1, **changes,
    })


SOE, FAMILY = AreaKind.SOE_QUARTER, AreaKind.FAMILY_COMMITTEE
HALVES = bars(
    shapely.union_all([box(0, 100, 200), box(0, 100, 0, 100), box(0, 50, 100, 200)]),
    shapely.union_all([box(100, 200), box(50, 100, 100, 200)]),
    box(200, 300),
)
ALONE = moved(a1="B", a7="B")
AROUND_D = moved(a1="B", a9="D")

# What is broken: the plan, and every failing rule with community, area and the square in which it lies.
BROKEN = {
    "gap of 50 m²": (
        Drawn(shapes=bars(box(0, 100).difference(box(40, 50, 10, 15)), box(100, 200), box(200, 300))),
        {("PL-1", None, None, "a7")},
    ),
    "area unassigned": (
        Drawn(assignment={name: holder for name, holder in COLUMNS.items() if name != "a7"}),
        {("PL-1", None, None, "a7")},
    ),
    "overlap of 150 m²": (
        Drawn(shapes=bars(box(0, 100.5), box(100, 200), box(200, 300))), {("PL-2", "A", None, None)},
    ),
    "two pieces": (Drawn(assignment=moved(a9="A", a7="B")), {("PL-4", "A", None, "a9")}),
    "crossing an office": (
        Drawn(
            assignment=moved(a3="B"), areas=column("C", subdistrict="东街道"),
            outlines={OFFICE: box(0, 200), "东街道": box(200, 300)},
        ),
        {("PL-5", "B", None, "a3")},
    ),
    "undecided without a ruling": (Drawn(undecided={"a7": ""}), {("PL-13", None, "a7", None)}),
    "unnamed street between A and B": (Drawn(unnamed=1), {("PL-3", "A", None, "a4"), ("PL-3", "B", None, "a5")}),
    "limit off the streets": (
        Drawn(streets=([(100, 0), (100, 200)], *(UPRIGHT[x] for x in (0, 200, 300)), *(LEVEL[y] for y in (0, 300)))),
        {("PL-6", "A", None, "a4")},
    ),
    "estate cut": (Drawn(shapes=HALVES, streets=(*Drawn().streets, [(50, 100), (50, 200)])),
                   {("PL-9", None, "a4", "a4")}),
    "quarter cut": (
        Drawn(
            shapes=HALVES, streets=(*Drawn().streets, [(50, 100), (50, 200)]), profile=OVERLAID,
            areas={"a4": {"households": 300, "population": 786, "kind": SOE}},
        ),
        {("PL-9", None, "a4", "a4")},
    ),
    "999 households": (Drawn(areas=counts(333, 333, 333)), {("LH-4.3", "C", None, "a6")}),
    "5,001 households": (Drawn(areas=counts(1667, 1667, 1667)), {("LH-4.3", "C", None, "a6")}),
    "3,001 households": (Drawn(areas=counts(1001, 1000, 1000)), {("LAW-3", "C", None, "a6")}),
    "nobody lives there": (Drawn(areas=counts(0, 0, 0)), {("PL-17", "C", None, "a6")}),
    "small quarter alone": (
        Drawn(
            assignment=ALONE, present=ALONE, profile=OVERLAID,
            areas={"a4": {"households": 300, "population": 786, "kind": SOE}},
        ),
        {("LQ-3.6", "A", None, "a4")},
    ),
    "above the maximum that was filled in": (
        Drawn(areas=column("A", households=500) | column("B", households=500), profile=FILLED),
        {("LQ-3.10", "C", None, "a6")},
    ),
    "family committee swallowed": (
        Drawn(areas={"a4": {"kind": FAMILY}}, profile=OVERLAID), {("CQ-2.2", "A", "a4", "a4")},
    ),
    "persons counted twice": (
        Drawn(areas={"a4": {"kind": SOE}}, transfers=(Transfer("a4", 1572, 500, 1572),), profile=OVERLAID),
        {("PL-14", None, "a4", "a4")},
    ),
    "streets give way to counts": (
        Drawn(
            assignment={name: "RST"[i // 3] for i, name in enumerate(NAMES)}, profile=QUARTER,
            streets=([(0, 100), (260, 100)], *(LEVEL[y] for y in (0, 200, 300)), *UPRIGHT.values()),
        ),
        {("PL-7", None, None, None)},
    ),
    "renamed": (
        Drawn(assignment=moved(a3="Z", a6="Z", a9="Z")), {("PL-8", "Z", None, "a6")},
    ),
    "merged with the farther neighbour": (
        Drawn(assignment=moved(a1="B", a9="B"), present=AROUND_D), {("PL-12", "B", None, "a9")},
    ),
    "no plaza": (Drawn(premises={"C": {"plaza_m2": 0.0}}), {("LH-7.2", "C", None, "a6")}),
    "activity share 59.9 %": (Drawn(premises={"C": {"activity_m2": 1198.0}}), {("LH-7.4", "C", None, "a6")}),
    "539.9 m² for 1,800 households": (
        Drawn(premises={"C": {"area_m2": 539.9, "activity_m2": 400.0}}), {("LH-7.1", "C", None, "a6")},
    ),
    "599 m² for a new community": (
        Drawn(present=moved(a3=None, a6=None, a9=None), premises={"C": {"area_m2": 599.0, "activity_m2": 400.0}}),
        {("LH-7.3", "C", None, "a6")},
    ),
    "200 m² for 1,000 new households": (  # arithmetic breaks two rules at once
        Drawn(
            present=moved(a3=None, a6=None, a9=None), areas=counts(334, 333, 333),
            premises={"C": {"area_m2": 200.0, "activity_m2": 200.0}},
        ),
        {("LH-7.1", "C", None, "a6"), ("LH-7.3", "C", None, "a6")},
    ),
    "premises at the far end": (
        Drawn(premises={"C": {"y": 10}}, profile=NEAR), {("LH-4.1", "C", None, "a6")},
    ),
    "party team of 2": (Drawn(stated={"party_team": 2, "cross_appointed": 2}), {("LH-10.1", "C", None, "a6")}),
    "branch with a team of 5": (Drawn(stated={"party_form": "branch"}), {("LH-10.2", "C", None, "a6")}),
    "committee of 4": (Drawn(stated={"committee": 4, "full_time": 4}), {("LH-10.3", "C", None, "a6")}),
    "committee of 7 for 1,800": (Drawn(stated={"committee": 7}), {("LH-10.4", "C", None, "a6")}),
    "2 of 5 cross-appointed": (Drawn(stated={"cross_appointed": 2}), {("LH-10.5", "C", None, "a6")}),
    "2 of 7 full-time": (Drawn(stated={"full_time": 2}), {("LH-10.6", "C", None, "a6")}),
    "12 in the two committees": (  # 5 + 9 − 2: the overlap is too small as well
        Drawn(areas=counts(1600, 1600, 1600), stated={"cross_appointed": 2}),
        {("LH-10.5", "C", None, "a6"), ("LH-10.7", "C", None, "a6"), ("LAW-3", "C", None, "a6")},
    ),
    "8 workers for 4,716 persons": (Drawn(stated={"workers": 8}), {("LH-11.4", "C", None, "a6")}),
    "elected too late": (
        Drawn(stated={"approved_on": date(2024, 3, 15), "elected_on": date(2024, 6, 18)}),
        {("LH-11.2", "C", None, "a6")},
    ),
    "9 social organisations": (Drawn(stated={"social_organisations": 9}), {("LH-17.1", "C", None, "a6")}),
    "district share short": (Drawn(stated={"district_funds_yuan": 119_999}), {("LH-19.1", "C", None, "a6")}),
    "micro and not in the work plan": (
        Drawn(areas=counts(333, 333, 333), work_plan=()), {("LH-4.3", "C", None, "a6"), ("PL-10", "C", None, "a6")},
    ),
    "oversized without more workers": (
        Drawn(areas=counts(1667, 1667, 1667), work_plan=(entry(extra_workers=None),)),
        {("LH-4.3", "C", None, "a6"), ("PL-11", "C", None, "a6")},
    ),
}


@pytest.mark.parametrize("name", BROKEN)
def test_a_broken_plan_names_that_rule_and_place(name):
    drawn, expected = BROKEN[name]
    failed = [finding for finding in drawn.audit().findings if finding.status is Status.FAIL]
    where = {(rule, community, area): square for rule, community, area, square in expected}
    assert {(f.rule, f.community_id, f.area_id) for f in failed} == set(where)
    assert len(failed) == len(where), "one breach is one finding"
    for finding in failed:
        square = where[finding.rule, finding.community_id, finding.area_id]
        assert square is None or inside(finding.place, cell(square))
        assert finding.message_zh
        assert finding.message_en


@pytest.mark.parametrize("profile", [LIANHU, OVERLAID, QUARTER], ids=lambda profile: profile.id)
@pytest.mark.parametrize("drawn", [None, bars(box(0, 100), box(100, 200), box(200, 300))], ids=["units", "shapes"])
def test_in_the_clean_plan_nothing_fails(profile, drawn):
    findings = Drawn(profile=profile, shapes=drawn).audit().findings
    assert [finding.rule for finding in findings if finding.status is Status.FAIL] == []


def test_the_clean_plan_passes():
    assert Drawn().audit().verdict is Verdict.PASS


def test_missing_land_and_a_missing_limit_block_the_discussion_and_premises_the_inspection():
    new = Drawn(present=moved(a3=None, a6=None, a9=None), premises={"C": {"plaza_m2": 0.0}})
    (plaza,) = [finding for finding in new.audit().findings if finding.is_hard_failure]
    assert (plaza.rule, plaza.blocks) == ("LH-7.2", "S11→S12")
    (gap,) = [finding for finding in BROKEN["gap of 50 m²"][0].audit().findings if finding.is_hard_failure]
    assert (gap.rule, gap.blocks, gap.is_finished) == ("PL-1", "S0→S1", True)
    (bare,) = [finding for finding in BROKEN["area unassigned"][0].audit().findings if finding.is_hard_failure]
    assert (bare.rule, bare.blocks, bare.is_finished) == ("PL-1", "S0→S1", False)
    (ruling,) = [f for f in BROKEN["undecided without a ruling"][0].audit().findings if f.is_hard_failure]
    assert ruling.blocks == "S8→S9"


def test_every_rule_that_a_plan_can_break_has_its_plan():
    """PL-15 and PL-16, LH-4.4, LQ-3.7 to LQ-3.9 only show or permit; the rest of rules.md 1 and 3 is here."""
    broken = {rule for _, expected in BROKEN.values() for rule, *_ in expected}
    assert broken == {
        *(f"PL-{number}" for number in (*range(1, 15), 17)),
        "LH-4.1", "LH-4.3", *(f"LH-7.{number}" for number in range(1, 5)),
        *(f"LH-10.{number}" for number in range(1, 8)), "LH-11.2", "LH-11.4", "LH-17.1", "LH-19.1",
        "LQ-3.6", "LQ-3.10", "CQ-2.2", "LAW-3",
    }
