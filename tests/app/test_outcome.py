"""Plan-level status, bound and gap (optimisation-model.md section 3, "Words")."""

import pytest

from app.outcome import combine
from optimizer.plan import OfficeResult, SolveStatus, StoppedBy

OPTIMAL, FEASIBLE, NO_PLAN, INFEASIBLE = SolveStatus


def office(name="东", status=OPTIMAL, objective=1_000, bound: int | None = 1_000, breach=0, by=StoppedBy.PROOF):
    return OfficeResult(name, status, (), objective, bound, breach, "enumeration", by, 0.1)


def test_objective_bound_and_breach_are_sums():
    whole = combine([office(objective=3_000, bound=2_000, status=FEASIBLE), office(objective=1_000, bound=1_000)])
    assert (whole.objective, whole.bound, whole.breach) == (4_000, 3_000, 0)
    assert whole.gap == 0.25


def test_one_unknown_bound_makes_the_whole_bound_unknown():
    whole = combine([office(), office(bound=None, status=FEASIBLE)])
    assert whole.bound is None
    assert whole.gap is None
    assert whole.status is FEASIBLE


def test_an_objective_of_zero_has_no_gap():
    assert combine([office(objective=0, bound=0)]).gap == 0


@pytest.mark.parametrize(("statuses", "expected"), [
    ([OPTIMAL, OPTIMAL], OPTIMAL),
    ([OPTIMAL, FEASIBLE], FEASIBLE),
    ([FEASIBLE, NO_PLAN], NO_PLAN),
    ([NO_PLAN, INFEASIBLE], INFEASIBLE),
])
def test_the_worst_office_decides(statuses, expected):
    breach = {OPTIMAL: 0, FEASIBLE: 0, NO_PLAN: 1_200, INFEASIBLE: 1_150}
    offices = [office(status=status, breach=breach[status], bound=None) for status in statuses]
    assert combine(offices).status is expected


def test_legal_offices_within_one_in_ten_thousand_together_are_optimal():
    """One office at a gap of 2e-4 beside a proven one of the same size: 1e-4 in total."""
    loose = office(status=FEASIBLE, objective=10_000_000, bound=9_998_000, by=StoppedBy.GAP)
    tight = office(objective=10_000_000, bound=10_000_000)
    assert loose.gap == pytest.approx(2e-4)
    whole = combine([loose, tight])
    assert whole.status is OPTIMAL
    assert whole.gap == pytest.approx(1e-4)


def test_a_broken_rule_is_never_optimal_however_small_the_gap():
    assert combine([office(status=INFEASIBLE, breach=1_150)]).status is INFEASIBLE


def test_the_weakest_reason_to_stop_is_told():
    assert combine([office(), office(by=StoppedBy.TIME), office(by=StoppedBy.GAP)]).stopped_by is StoppedBy.TIME
    assert combine([office(by=StoppedBy.USER), office(by=StoppedBy.TIME)]).stopped_by is StoppedBy.USER
