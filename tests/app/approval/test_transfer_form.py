"""In which form a quarter is received: the tree of rules.md 5.2 and its vectors (section 8)."""

import pytest

from app.approval.workflows.transfer_form import Form, Quarter, decide_form


@pytest.mark.parametrize(
    ("households", "committee", "independent", "most", "form"),
    [
        (300, False, False, None, Form.JOIN_WHOLE),  # LQ-3.6, CQ-2.4
        (499, False, False, None, Form.JOIN_WHOLE),
        (500, False, False, None, Form.MAY_BE_INDEPENDENT),  # exactly 500: the permission wins
        (1500, False, False, None, Form.MAY_BE_INDEPENDENT),  # LQ-3.7
        (300, False, True, None, Form.MAY_BE_INDEPENDENT),  # LQ-3.8
        (300, True, False, None, Form.CONVERT),  # AMB-14
        (2000, True, False, None, Form.CONVERT),  # LQ-3.1
        (3200, True, False, 3000, Form.DIVIDE),  # LQ-3.10 filled in
        (3200, False, False, 3000, Form.DIVIDE),
        (3000, False, False, 3000, Form.MAY_BE_INDEPENDENT),  # not above the maximum
        (3200, True, False, None, Form.CONVERT),  # the maximum is elided: nothing to divide by
    ],
)
def test_the_tree(households, committee, independent, most, form):
    quarter = Quarter(households, family_committee=committee, relatively_independent=independent)
    assert decide_form(quarter, households_max=most).form is form


def test_exactly_five_hundred_carries_a_note():
    assert len(decide_form(Quarter(500, family_committee=False), households_max=None).notes) == 1


def test_a_small_family_committee_carries_a_note():
    (note,) = decide_form(Quarter(300, family_committee=True), households_max=None).notes
    assert "AMB-14" in note[0]


def test_the_exception_needs_a_reason():
    told = decide_form(Quarter(300, family_committee=False, relatively_independent=True), households_max=None)
    assert told.needs_reason
    assert told.clauses == ("LQ-3.8",)
