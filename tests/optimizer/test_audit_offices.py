"""Of every finding the audit says which street offices it is about; the others are not stopped by it."""

from __future__ import annotations

from geodata.domain import CommunityId
from geodata.domain_facts import LandDefect
from optimizer.audit import audit
from tests.optimizer.audited import LIANHU, THERE
from tests.optimizer.drawn_facts import OFFICE, area, community, plan

OTHER = "北院门街道"
BOTH = (community(), community("长庆", area("乙", subdistrict=OTHER), subdistrict=OTHER))


def offices_of(rule: str, facts, *, status: str = "fail") -> list[tuple[str, ...]]:
    found = audit(facts, LIANHU).findings
    return [finding.subdistricts for finding in found if finding.rule == rule and finding.status == status]


def test_a_gap_is_the_office_in_which_it_lies():
    """PL-1 names neither community nor area: the land is 北院门's, and 丰和's office is not stopped."""
    assert offices_of("PL-1", plan(*BOTH, gaps=(LandDefect(OTHER, (), 50.0, THERE),))) == [(OTHER,)]


def test_slivers_add_up_within_their_office():
    slivers = tuple(LandDefect(OTHER, (), 0.5, THERE) for _ in range(21))
    assert offices_of("PL-1", plan(*BOTH, gaps=slivers)) == [(OTHER,)]


def test_coverage_is_told_office_by_office():
    assert offices_of("PL-1", plan(*BOTH), status="pass") == [(OTHER,), (OFFICE,)]


def test_an_area_that_no_community_holds_is_its_office():
    facts = plan(*BOTH, uncovered=(("丙", 300, THERE),), area_offices=(("丙", (OTHER,)),))
    assert offices_of("PL-1", facts) == [(OTHER,)]


def test_an_undecided_area_is_all_who_claim_it():
    """PL-13: whoever claims it has to list its ruling; a third office has nothing to do with it."""
    facts = plan(*BOTH, undecided=(("丁", 10, ""),), area_offices=(("丁", (OFFICE, OTHER)),))
    assert offices_of("PL-13", facts) == [(OFFICE, OTHER)]


def test_an_overlap_at_the_seam_is_both():
    overlap = LandDefect(OFFICE, (CommunityId("丰和"), CommunityId("长庆")), 900.0, THERE)
    assert offices_of("PL-2", plan(*BOTH, overlaps=(overlap,))) == [tuple(sorted((OFFICE, OTHER)))]


def test_a_community_is_its_own_office():
    torn = (BOTH[0], community("长庆", area("乙", subdistrict=OTHER), subdistrict=OTHER, pieces=2, detached=(THERE,)))
    assert offices_of("PL-4", plan(*torn)) == [(OTHER,)]


def test_what_is_about_the_whole_plan_names_none():
    assert offices_of("PL-2", plan(*BOTH), status="pass") == [()]
