"""A drawing judged: as drawn, by the rules, with what is unfinished never red."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from app import planning
from app.documents import audit_document, plan_document
from app.layers import plan_sheet
from app.maps.payload import plan_data
from app.plans import judging
from app.plans.drawing import Community, Drawing
from app.plans.judging import cost_drawing, judge_drawing, judgement_hash, open_units, with_alone
from app.plans.starts import start_blank, start_today, start_with
from app.profiles import open_profile
from geodata.input_files import InputFiles
from geodata.prepare import prepare
from optimizer.solve import SolveParams
from tests.app import drawn_grid as grid
from tests.app.plans.conftest import ground

PROFILE = open_profile("lianhu-2024")


def documents(drawing: Drawing, profile=PROFILE, dataset=None):
    judged = judge_drawing(dataset or ground(), profile, drawing)
    return plan_document(judged), audit_document(judged)


def drawn(**units: str | None) -> Drawing:
    """Today with some units elsewhere."""
    today = start_today(ground())
    return replace(today, units={**today.units, **units})


class TestAsDrawn:
    def test_names_fills_and_identifiers_are_those_of_the_drawing(self):
        told = {"和平": Community("和平里", "新街", colour=5), "丰和": Community("丰和园", "新街", colour=2)}
        plan, _ = documents(replace(drawn(), communities=told))
        assert {c["community_id"]: (c["name"], c["colour"]) for c in plan["communities"]} == {
            "和平": ("和平里", 5), "丰和": ("丰和园", 2),
        }

    def test_households_and_ledger_are_counted(self):
        """b1 (1,900) moves from 和平 to 丰和."""
        plan, _ = documents(drawn(b1="丰和"))
        assert {c["community_id"]: c["households"] for c in plan["communities"]} == {"和平": 3600, "丰和": 6275}
        (line,) = plan["ledger"]
        assert (line["area_id"], line["households"], line["from"], line["to"]) == ("b1", 1900, "和平", "丰和")
        assert plan["totals"]["after"]["households_changed"] == 1900

    def test_locks_change_no_figure(self):
        locked = {name: replace(told, locked=True) for name, told in drawn().communities.items()}
        assert documents(replace(drawn(), communities=locked)) == documents(drawn())


class TestCost:
    def test_a_plan_of_the_optimisers_costs_what_the_optimiser_said(self, tmp_path):
        """Drawn by hand or solved: the same communities have the same cost, anchors and findings."""
        files = InputFiles(areas=str(grid.areas(tmp_path)))
        solved = planning.plan(files, PROFILE, SolveParams())
        drawing = start_with(solved.dataset, solved.assignment)
        plan, audit = documents(drawing, dataset=solved.dataset)
        told = plan_document(solved)
        for name in ("objective", "breach", "weights"):
            assert plan[name] == told[name]
        for ours, theirs in zip(plan["communities"], told["communities"], strict=True):
            assert {**ours, "colour": None, "name": None} == {**theirs, "colour": None, "name": None}
        assert audit["verdict"] == audit_document(solved)["verdict"]

    def test_nobody_proved_a_bound(self):
        plan, _ = documents(drawn())
        assert (plan["status"], plan["bound"], plan["gap"], plan["stopped_by"]) == ("feasible", None, None, None)

    def test_a_proven_bound_makes_a_gap(self):
        cost = cost_drawing(ground(), PROFILE, drawn())
        assert cost.objective is not None
        judged = judge_drawing(ground(), PROFILE, drawn(), bounds={"新街": cost.objective})
        assert (judged.drawn.cost.gap, judged.drawn.cost.status) == (0.0, "optimal")

    @pytest.mark.parametrize("units", [{"c3": None}, {"a1": "丰和"}], ids=["a unit waits", "a community in pieces"])
    def test_what_is_not_a_whole_plan_has_no_cost(self, units):
        plan, _ = documents(drawn(**units))
        assert (plan["objective"], plan["breach"], plan["status"]) == (None, None, None)
        assert plan["offices"][0]["objective"] is None

    def test_a_street_office_too_large_for_the_tables_has_no_cost(self, monkeypatch):
        monkeypatch.setattr(judging, "COSTED_UNITS", 8)
        monkeypatch.setattr(judging, "_problems", judging.Memory(1))
        plan, _ = documents(drawn())
        assert (plan["objective"], [office["objective"] for office in plan["offices"]]) == (None, [None])

    def test_the_weights_are_those_of_the_objective(self):
        judged = judge_drawing(ground(), PROFILE, drawn(b1="丰和"), "least-change")
        assert plan_document(judged)["weights"] == dict(PROFILE.weights("least-change"))


class TestUnfinished:
    def test_units_that_wait_are_amber(self):
        _, audit = documents(drawn(c3=None))
        gaps = [f for f in audit["findings"] if f["rule"] == "PL-1" and f["status"] == "fail"]
        assert gaps
        assert not any(finding["finished"] for finding in gaps)

    def test_they_are_listed(self):
        assert open_units(ground(), drawn(c3=None, a1=None)) == ["a1", "c3"]

    def test_a_whole_plan_has_nothing_unfinished(self):
        _, audit = documents(drawn())
        assert all(finding["finished"] for finding in audit["findings"])

    def test_a_blank_plan_is_judged_and_drawn(self):
        drawing = start_blank(ground())
        judged = judge_drawing(ground(), PROFILE, drawing)
        plan, audit = plan_document(judged), audit_document(judged)
        assert plan["communities"] == []
        data = plan_data(plan_sheet(judged, plan, audit, title="空白"))
        assert len(data["units"]) == 9
        assert data["communities"] == []

    def test_an_undecided_area_does_not_wait(self):
        with TemporaryDirectory() as folder:
            dataset = prepare(InputFiles(areas=str(grid.areas(Path(folder), ruling={"c3": "reported"}))))
        drawing = start_today(dataset)
        assert drawing.unassigned == ["c3"]
        assert open_units(dataset, drawing) == []
        assert all(f["finished"] for f in documents(drawing, dataset=dataset)[1]["findings"] if f["rule"] == "PL-1")


@pytest.fixture(scope="module")
def dataset(tmp_path_factory):
    """The nine squares, c2 and c3 enterprise quarters."""
    kinds = {cell: "soe_quarter" if cell in ("c2", "c3") else "estate" for cell in grid.HOUSEHOLDS}
    return prepare(InputFiles(areas=str(grid.areas(tmp_path_factory.mktemp("quarters"), kind=kinds))))


class TestAlone:
    """c2 and c3 are enterprise quarters of 375 households: too few to stand alone, unless recorded as independent."""

    PACKS = open_profile("lianhu-2024", ["soe-living-quarter"])

    def quarters(self, *, alone: bool) -> Drawing:
        today = start_today(ground())
        told = {**today.communities, "新街+1": Community("厂区", "新街", colour=3, alone=alone)}
        return Drawing({**today.units, "c1": "和平", "c2": "新街+1", "c3": "新街+1"}, told)

    @pytest.mark.parametrize(("alone", "broken"), [(False, True), (True, False)])
    def test_small_quarters_may_stand_alone_where_that_is_recorded(self, dataset, alone, broken):
        _, audit = documents(self.quarters(alone=alone), self.PACKS, dataset)
        failed = {f["rule"] for f in audit["findings"] if f["status"] == "fail" and f["community_id"] == "新街+1"}
        assert ("LQ-3.6" in failed) == broken
        assert (cost_drawing(with_alone(dataset, self.quarters(alone=alone)), self.PACKS,
                             self.quarters(alone=alone)).breach == 0) != broken

    def test_the_ground_stays_as_it_was(self, dataset):
        with_alone(dataset, self.quarters(alone=True))
        assert not dataset.areas["relatively_independent"].any()


def test_a_hash_says_whether_anything_changed():
    first = judgement_hash("ground", PROFILE, drawn(), "balanced", {})
    assert judgement_hash("ground", PROFILE, drawn(), "balanced", {}) == first
    others = [
        judgement_hash("other", PROFILE, drawn(), "balanced", {}),
        judgement_hash("ground", open_profile("lianhu-2024", ["band-hard"]), drawn(), "balanced", {}),
        judgement_hash("ground", PROFILE, drawn(b1="丰和"), "balanced", {}),
        judgement_hash("ground", PROFILE, drawn(), "walking", {}),
        judgement_hash("ground", PROFILE, drawn(), "balanced", {"新街": 1}),
    ]
    assert len({first, *others}) == 6
