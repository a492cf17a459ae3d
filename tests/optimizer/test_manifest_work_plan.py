"""The work plan of the synthetic district, drawn up from the plan of its manifest: no solver, counts of the files."""

import json
from collections import Counter

import pytest

from geodata.holdings import continued
from geodata.samples import sample_folder
from optimizer.ledger import draw_up
from optimizer.rules.pack import load_profile
from optimizer.work_plan import Action, Condition
from optimizer.work_plan_draft import draw_up_work_plan
from tests.optimizer.drawn_facts import area, community, plan

FOLDER = sample_folder("lianhu-like")
MANIFEST = json.loads((FOLDER / "manifest.json").read_text(encoding="utf-8"))
PLANTED = {planted["community"]: planted for planted in MANIFEST["planted"]}


@pytest.fixture(scope="module")
def rows():
    features = json.loads((FOLDER / "areas.geojson").read_text(encoding="utf-8"))["features"]
    return {f["properties"]["area_id"]: f["properties"] for f in features}


def part_of(row, households):
    """An area of the file, or so many households of it; persons of a half in proportion."""
    whole = row["households"]
    persons = row["population"] * households // whole if whole else row["population"]
    return area(row["area_id"], households, of=whole, population=persons, subdistrict=row["subdistrict"])


def drawn(name, row, parts, **changes):
    persons = sum(part.population for part in parts)
    return community(name, *parts, population=persons, subdistrict=row["subdistrict"], **changes)


@pytest.fixture(scope="module")
def entries(rows):
    """The entries by community, the ledger, and the communities of the manifest's plan."""
    whole = Counter()
    members = {}
    for row in rows.values():
        if row["community"] is not None:
            whole[row["community"]] += row["households"]
            members.setdefault(row["community"], []).append(part_of(row, row["households"]))
    today = plan(*(
        drawn(name, rows[parts[0].area_id], parts, continues=name) for name, parts in sorted(members.items())
    ))
    planned = []
    for number, told in enumerate(MANIFEST["plan"]):
        halved = "buildings" in told
        parts = [part_of(rows[a], told["households"] if halved else rows[a]["households"]) for a in told["areas"]]
        brought = Counter()
        for part in parts:
            if rows[part.area_id]["community"] is not None:
                brought[rows[part.area_id]["community"]] += part.households
        keeps = continued(brought.most_common(), whole)
        name = keeps or f"{told['subdistrict']}+{number}"
        planned.append(drawn(name, rows[told["areas"][0]], parts, continues=keeps, is_new=keeps is None))
    ledger = draw_up(today, plan(*planned))
    drafted = draw_up_work_plan(today, ledger, load_profile("lianhu-2024"))
    return {entry.community_id: entry for entry in drafted}, ledger, planned


def test_all_fifteen_planted_communities_are_listed_and_no_other(entries):
    assert len(PLANTED) == 15
    assert set(entries[0]) == set(PLANTED)


def test_each_is_listed_for_what_is_wrong_with_it_and_with_its_counts(entries):
    for name, planted in PLANTED.items():
        entry = entries[0][name]
        assert entry.condition.value == planted["fault"]
        assert (entry.households, entry.population) == (planted["households"], planted["population"])
        assert entry.subdistrict == planted["subdistrict"]


def test_each_action_is_the_way_out_of_the_manifest(entries):
    for name, planted in PLANTED.items():
        entry, way_out = entries[0][name], planted["way_out"]
        assert entry.action.value == way_out["action"], name
        if entry.action is Action.SPLIT:
            assert entry.parts == len(way_out["communities"])
        else:
            assert entry.partners == (way_out["partner"],)


def test_an_oversized_one_by_hand(entries):
    """鹭野社区: 6,884 households and 18,324 persons, split into 3,468 and 3,416.

    18 × 18,324 / 10,000 = 32.98: 33 workers. 1,884 households above 5,000 are four started 500s: four more.
    """
    entry = entries[0]["鹭野社区"]
    assert entry.condition is Condition.OVERSIZED
    assert (entry.action, entry.parts) == (Action.SPLIT, 2)
    assert (entry.workers_required, entry.extra_workers) == (33, 4)
    assert sorted(entries[1].heirs("鹭野社区").values()) == [3416, 3468]


def test_a_micro_one_by_hand(entries):
    """榆岭社区: 489 households and 1,252 persons, merged with 桐玉社区 into one of 2,233.

    18 × 1,252 / 10,000 = 2.25: 3 workers; nobody more, since it is not oversized.
    """
    entry, ledger, planned = entries[0]["榆岭社区"], entries[1], entries[2]
    assert entry.condition is Condition.MICRO
    assert (entry.action, entry.partners) == (Action.MERGE, ("桐玉社区",))
    assert (entry.workers_required, entry.extra_workers) == (3, None)
    assert ledger.heirs("榆岭社区") == {"桐玉社区": 489}
    (merged,) = [fact for fact in planned if fact.community_id == "桐玉社区"]
    assert merged.households == 2233


def test_nobody_is_lost_on_the_way(entries):
    assert sum(balance.after.households for balance in entries[1].balances) == MANIFEST["totals"]["households"]
