"""The ledger: what moves, and that before + into − out = after for every community (PL-8, 划入划出)."""

from collections import Counter, defaultdict
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geodata.domain import CommunityId
from optimizer.ledger import Balance, Count, Origin, draw_up
from tests.optimizer.drawn_facts import area, community, plan

# Two present communities of four areas:        households   persons
#   东: 甲 and 乙                                1,200 900    3,000 2,400
#   西: 丙 and 丁                                  700 300    1,800     ?
HOUSEHOLDS = {"甲": 1200, "乙": 900, "丙": 700, "丁": 300}
PERSONS = {"甲": 3000, "乙": 2400, "丙": 1800, "丁": None}


def holds(name, *areas, continues=None):
    """A community that holds these whole areas."""
    parts = [area(a, HOUSEHOLDS[a], population=PERSONS[a]) for a in areas]
    return community(name, *parts, population=None, continues=continues, is_new=continues is None)


TODAY = plan(holds("东", "甲", "乙", continues="东"), holds("西", "丙", "丁", continues="西"))


def lines(ledger):
    return [(m.area_id, m.households, m.persons, m.source, m.target) for m in ledger.moves]


class TestMoves:
    def test_an_area_that_passes_from_one_community_to_the_other(self):
        ledger = draw_up(TODAY, plan(holds("东", "甲", continues="东"), holds("西", "乙", "丙", "丁", continues="西")))
        assert lines(ledger) == [("乙", 900, 2400, "东", "西")]
        assert ledger.households_changed == 900
        assert ledger.kept_share == pytest.approx(1 - 900 / 3100)

    def test_a_new_community_takes_what_it_holds_from_where_it_was(self):
        ledger = draw_up(TODAY, plan(holds("东", "甲", continues="东"), holds("新+1", "乙", "丙", "丁")))
        assert [line[0] for line in lines(ledger)] == ["丁", "丙", "乙"]  # by code point
        assert ledger.households_changed == 900 + 700 + 300

    def test_another_name_for_the_same_community_is_no_move(self):
        """A plan made elsewhere may call 东 by another name; it continues it all the same."""
        ledger = draw_up(TODAY, plan(holds("一", "甲", "乙", continues="东"), holds("二", "丙", "丁", continues="西")))
        assert ledger.moves == ()
        assert ledger.kept_share == 1

    def test_pieces_of_one_area_go_their_own_ways(self):
        half = replace(area("甲", 500, of=1200), population=1250)
        rest = replace(area("甲", 700, of=1200), population=1750)
        others = [area(a, HOUSEHOLDS[a], population=PERSONS[a]) for a in ("乙", "丙", "丁")]
        ledger = draw_up(TODAY, plan(
            community("东", half, others[0], continues="东"), community("西", rest, *others[1:], continues="西"),
        ))
        assert lines(ledger) == [("甲", 700, 1750, "东", "西")]

    def test_what_no_community_holds_leaves_and_joins_nothing(self):
        ledger = draw_up(TODAY, plan(holds("东", "甲", "乙", continues="东"), holds("西", "丙", continues="西")))
        assert lines(ledger) == [("丁", 300, None, "西", None)]
        assert ledger.households_changed == 300

    def test_part_of_an_area_that_no_community_holds(self):
        half = replace(area("甲", 500, of=1200), population=1250)
        ledger = draw_up(
            TODAY, plan(community("东", half, area("乙", 900), continues="东"), holds("西", "丙", "丁", continues="西"))
        )
        assert lines(ledger) == [("甲", 700, 1750, "东", None)]

    def test_an_area_without_a_present_community_comes_from_nowhere_and_nobody_changes(self):
        ledger = draw_up(plan(holds("东", "甲", "乙", continues="东")), plan(holds("东", *"甲乙丙", continues="东")))
        assert lines(ledger) == [("丙", 700, 1800, None, "东")]
        assert ledger.households_changed == 0
        assert ledger.kept_share == 1

    def test_nothing_moves_where_nothing_was(self):
        ledger = draw_up(None, plan(holds("新+1", *HOUSEHOLDS)))
        assert ledger.moves == ()
        assert ledger.households_changed == 0
        assert ledger.kept_share is None


class TestBalances:
    def test_both_sides_of_a_move(self):
        ledger = draw_up(TODAY, plan(holds("东", "甲", continues="东"), holds("西", "乙", "丙", "丁", continues="西")))
        assert ledger.balances == (
            Balance("东", "东", Count(2100, 5400), Count(), Count(900, 2400), Count(1200, 3000)),
            Balance("西", "西", Count(1000, None), Count(900, 2400), Count(), Count(1900, None)),
        )

    def test_a_community_that_ends_gives_everything_away(self):
        ledger = draw_up(TODAY, plan(holds("东", *HOUSEHOLDS, continues="东")))
        assert ledger.balances == (
            Balance("东", "东", Count(2100, 5400), Count(1000, None), Count(), Count(3100, None)),
            Balance("西", "西", Count(1000, None), Count(), Count(1000, None), Count()),
        )

    def test_a_new_community_begins_with_nothing(self):
        ledger = draw_up(TODAY, plan(holds("东", "甲", "乙", continues="东"), holds("新+1", "丙"), holds("新+2", "丁")))
        assert [b.before.households for b in ledger.balances] == [2100, 0, 0, 1000]
        assert [b.into.households for b in ledger.balances] == [0, 700, 300, 0]
        assert [b.after.households for b in ledger.balances] == [2100, 700, 300, 0]

    def test_where_nobody_lives_nobody_is_missing(self):
        land = area("园", 0, population=None)
        fact = community("东", area("甲", 1200, population=3000), land, continues="东")
        (balance,) = draw_up(plan(fact), plan(fact)).balances
        assert balance.after == Count(1200, 3000)


def test_predecessors_of_a_community_with_their_shares():
    """乙 (900) is 900/1,900 of 西 as planned, and 900/2,100 of today's 东."""
    ledger = draw_up(TODAY, plan(holds("东", "甲", continues="东"), holds("西", "乙", "丙", "丁", continues="西")))
    assert ledger.origins(CommunityId("西")) == (
        Origin("西", 1000, 1000 / 1900, 1.0), Origin("东", 900, 900 / 1900, 900 / 2100),
    )


def test_heirs_of_a_community_the_largest_first():
    ledger = draw_up(TODAY, plan(holds("新+1", "乙"), holds("东", "甲", continues="东"), holds("新+2", "丙", "丁")))
    assert list(ledger.heirs(CommunityId("东")).items()) == [("东", 1200), ("新+1", 900)]
    assert ledger.heirs(CommunityId("北")) == {}


# --- any district -------------------------------------------------------------------------------------------------


@st.composite
def districts(draw):
    """Areas in pieces: households, persons, present community of the area, community of the plan of each piece."""
    facts_of = {True: defaultdict(list), False: defaultdict(list)}
    held = defaultdict(Counter)
    for n in range(draw(st.integers(1, 12))):
        name, source = f"小区{n:02}", draw(st.sampled_from(["东", "西", "北", None]))
        pieces = draw(st.lists(
            st.tuples(st.integers(0, 900), st.integers(0, 2400), st.sampled_from(["东", "西", "新+1", "二", None])),
            min_size=1, max_size=3, unique_by=lambda piece: piece[2],
        ))
        known = draw(st.booleans())
        whole = sum(households for households, _, _ in pieces)
        if source is not None:
            persons = sum(p for _, p, _ in pieces) if known else None
            facts_of[True][source].append(area(name, whole, population=persons))
        for households, persons, target in pieces:
            held[target][source] += households
            if target is not None:
                part = area(name, households, of=whole, population=persons if known else None)
                facts_of[False][target].append(part)
    sizes = {name: sum(part.households for part in parts) for name, parts in facts_of[True].items()}

    def continued(target):
        brought = sorted(held[target].items(), key=lambda item: (-item[1], item[0] or ""))
        return next((s for s, count in brought if s is not None and 2 * count > sizes[s]), None)

    today = [community(name, *parts, continues=name) for name, parts in sorted(facts_of[True].items())]
    after = [community(name, *parts, continues=continued(name)) for name, parts in sorted(facts_of[False].items())]
    return replace(plan(), communities=tuple(today)), replace(plan(), communities=tuple(after))


@settings(max_examples=150, deadline=None)
@given(districts())
def test_every_account_adds_up_and_nobody_is_lost(district):
    today, after = district
    ledger = draw_up(today, after)
    accounts = {balance.continues: balance for balance in ledger.balances if balance.continues is not None}
    planned = {balance.community_id: balance for balance in ledger.balances[: len(after.communities)]}
    for balance in ledger.balances:
        assert (
            balance.before.households + balance.into.households - balance.out.households == balance.after.households
        )
        persons = [count.persons for count in (balance.before, balance.into, balance.out, balance.after)]
        if None not in persons:
            assert persons[0] + persons[1] - persons[2] == persons[3]
    # Both sides are those of the facts, which know nothing of the ledger.
    for fact in today.communities:
        assert accounts[fact.community_id].before.households == fact.households
    for fact in after.communities:
        assert planned[fact.community_id].after.households == fact.households
    whole = sum(parcel.households for parcel in ledger.parcels)
    homeless = sum(parcel.households for parcel in ledger.parcels if parcel.target is None)
    assert sum(balance.after.households for balance in ledger.balances) == whole - homeless
    for fact in today.communities:
        lost = sum(p.households for p in ledger.parcels if p.source == fact.community_id and p.target is None)
        assert sum(ledger.heirs(fact.community_id).values()) == fact.households - lost
    for fact in after.communities:
        assert sum(origin.households for origin in ledger.origins(fact.community_id)) == fact.households
