"""Proposals in parts, on a row and on drawn grids: any choice of parts is fit to be accepted."""

from __future__ import annotations

from itertools import combinations
from random import Random

from hypothesis import given, settings
from hypothesis import strategies as st

from app.colleague.measuring import Standing
from app.colleague.parts import Move, divide

LEAST, MOST = 2, 4


def judge_by(beside):
    """Judge a community of units that count one each: pieces, and how far its size is off 2 to 4."""

    def judge(units):
        left, pieces = set(units), 0
        while left:
            pieces += 1
            stack = [left.pop()]
            while stack:
                near = {other for other in beside(stack.pop()) if other in left}
                left -= near
                stack += near
        size = len(units)
        outside = max(LEAST - size, size - MOST, 0) if units else 0
        return Standing(pieces, outside, frozenset(), 0)

    return judge


def row(unit):
    return [chr(ord(unit) - 1), chr(ord(unit) + 1)]


def parts_of(before, after, beside, whole=frozenset()):
    members = {}
    for unit, home in before.items():
        if home is not None:
            members.setdefault(home, set()).add(unit)
    members = {home: frozenset(units) for home, units in members.items()}
    moves = [Move(unit, before[unit], after[unit]) for unit in before if before[unit] != after[unit]]
    return divide(moves, members, judge_by(beside), beside, whole)


def on_row(before, after, **told):
    units = "abcdefghijklmnopqrstuvwxyz"[: len(before)]
    parts = parts_of(dict(zip(units, before, strict=True)), dict(zip(units, after, strict=True)), row, **told)
    return ["".join(move.unit for move in part) for part in parts]


def test_changes_far_from_each_other_are_parts():
    """1 takes one of 2 in the west, 3 one of 4 in the east; all keep 2 to 4."""
    assert on_row("1122223334444", "1112223333444") == ["c", "j"]


def test_neighbours_that_go_the_same_way_are_one():
    assert on_row("112222", "111122") == ["cd"]


def test_what_would_leave_a_community_too_small_waits_for_what_fills_it_up():
    """2 has two: giving c to 1 leaves one, below the least, unless 3 gives it e."""
    assert on_row("11223333", "11122333") == ["ce"]


def test_what_hangs_together_only_through_another_comes_with_it():
    """d reaches 1 only across c."""
    assert on_row("112333", "111133") == ["cd"]


def test_a_community_that_begins_is_one_part_whatever_it_is_made_of():
    assert on_row("11112222", "111nn222", whole={"n"}) == ["de"]


def test_open_land_joins_by_itself():
    assert on_row([*"11", None, None, *"22"], [*"111222"]) == ["c", "d"]


@settings(max_examples=60, deadline=None)
@given(st.integers(3, 4), st.integers(2, 4), st.integers(0, 10**9))
def test_any_choice_of_parts_leaves_nothing_worse_than_now_or_at_the_end(width, height, seed):
    random = Random(seed)
    cells = [f"{x}{y}" for x in range(width) for y in range(height)]

    def beside(cell):
        x, y = int(cell[0]), int(cell[1])
        near = [f"{x + a}{y + b}" for a, b in ((0, 1), (1, 0), (0, -1), (-1, 0))]
        return [other for other in near if other in cells]

    before = {cell: random.choice("123") for cell in cells}
    after = {cell: random.choice("123") if random.random() < 0.4 else before[cell] for cell in cells}
    parts = parts_of(before, after, beside)
    judge = judge_by(beside)
    assert sorted(move.unit for part in parts for move in part) == sorted(c for c in cells if before[c] != after[c])

    def standing(drawing, home):
        return judge(frozenset(cell for cell in cells if drawing[cell] == home))

    for size in range(len(parts) + 1):
        for choice in combinations(parts, size):
            drawing = before | {move.unit: move.after for part in choice for move in part}
            for home in "123":
                now, then, got = (standing(d, home) for d in (before, after, drawing))
                assert got.outside <= max(now.outside, then.outside)
                assert got.pieces <= max(now.pieces, then.pieces, 1)
