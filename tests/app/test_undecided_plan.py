"""An area whose ruling is open, from the file to plan.json and audit.json (PL-13, design 4.4)."""

import json

import pytest

from app import planning
from app.checks.checking import check
from app.documents import audit_document, plan_document
from app.profiles import open_profile
from geodata.errors import NoAreasError
from geodata.input_files import InputFiles
from optimizer.solve import SolveParams
from tests.app import drawn_grid as grid

OPEN = sorted(grid.HOUSEHOLDS)[4]


@pytest.fixture
def plan(tmp_path):
    def _plan(**rulings):
        files = InputFiles(areas=str(grid.areas(tmp_path, ruling=rulings)))
        return planning.plan(files, open_profile("lianhu-2024"), SolveParams())

    return _plan


def test_it_is_listed_with_its_ruling_owned_by_nobody_and_counted(plan):
    document = plan_document(plan(**{OPEN: "区裁定中"}))
    assert document["undecided"] == [
        {"area_id": OPEN, "households": grid.HOUSEHOLDS[OPEN], "ruling": "district_ruling"}
    ]
    assert OPEN not in document["assignment"]
    assert OPEN not in {unit for community in document["communities"] for unit in community["units"]}
    planned = sum(community["households"] for community in document["communities"])
    assert planned + grid.HOUSEHOLDS[OPEN] == sum(grid.HOUSEHOLDS.values())
    json.dumps(document)


@pytest.mark.parametrize(("word", "status", "blocks"), [("已报", "pass", None), ("待定", "fail", "S8→S9")])
def test_approval_waits_for_an_open_area_that_nobody_has_reported(plan, word, status, blocks):
    (finding,) = [f for f in audit_document(plan(**{OPEN: word}))["findings"] if f["rule"] == "PL-13"]
    assert (finding["status"], finding["area_id"], finding["blocks"]) == (status, OPEN, blocks)


def test_the_check_counts_its_households(tmp_path):
    checked = check(InputFiles(areas=str(grid.areas(tmp_path, ruling={OPEN: "待定"}))))
    assert checked.document["households"] == sum(grid.HOUSEHOLDS.values())
    assert [f["feature"] for f in checked.document["findings"] if f["code"] == "areas.undecided"] == [OPEN]


def test_where_every_area_is_undecided_nothing_is_planned_and_the_column_is_named(plan):
    with pytest.raises(NoAreasError, match="ruling"):
        plan(**dict.fromkeys(grid.HOUSEHOLDS, "待定"))
