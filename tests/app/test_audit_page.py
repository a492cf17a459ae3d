"""The page on the audit: every example table in it is one that the program reads as the page says."""

import re
from datetime import date
from pathlib import Path

import pytest

from app.dossier_files import DossierFiles, read_dossier
from app.work_plan_file import read_work_plan
from geodata.declared import read_declared
from geodata.reading import read_file
from geodata.record import Record
from optimizer.dossier import Remedy, Role
from optimizer.waivers import TERMS
from optimizer.work_plan import Action, State

PAGE = (Path(__file__).parents[2] / "docs" / "audit.zh-CN.md").read_text(encoding="utf-8")
TABLES = dict(re.findall(r"```csv (\S+)\n(.*?)```", PAGE, re.S))
COMMUNITIES, AREAS = {"丰和社区", "新园社区"}, {"东风家属院"}


@pytest.fixture
def file(tmp_path):
    def _write(name):
        path = tmp_path / f"{name}.csv"
        path.write_text(TABLES[name], encoding="utf-8")
        return str(path)

    return _write


def test_people_and_money(file):
    dossier, findings = read_dossier(DossierFiles(communities=file("社区情况")), COMMUNITIES, AREAS)
    assert findings == []
    old, new = dossier.statements["丰和社区"], dossier.statements["新园社区"]
    assert (old.party_form, old.party_team, old.workers, old.city_funds_yuan) == ("general_branch", 5, 17, 130_000)
    assert (old.keeps_committee, new.keeps_committee, new.workers) == (True, False, None)
    assert (old.approved_on, old.elected_on, new.elected_on) == (date(2026, 3, 15), date(2026, 6, 10), None)


def test_transfers(file):
    dossier, findings = read_dossier(DossierFiles(transfers=file("移交清册")), COMMUNITIES, AREAS)
    assert findings == []
    (entry,) = dossier.transfers
    assert entry.transferred == entry.persons - entry.already_socialised


def test_waivers(file):
    dossier, _ = read_dossier(DossierFiles(waivers=file("豁免")), COMMUNITIES, AREAS)
    exclave, premises, reason = dossier.waivers
    assert {waiver.granted_by for waiver in dossier.waivers} == {Role.DISTRICT_CIVIL_AFFAIRS}
    assert (premises.remedy, exclave.until, reason.until) == (Remedy.LEASE, date(2027, 12, 31), None)


def test_the_rules_that_admit_a_waiver_are_those_of_the_page():
    (listed,) = re.findall(r"强制条款只有这几条可豁免：(.*?)。", PAGE)
    assert set(re.findall(r"(?:PL-\d+|LH-[\d.]+)", listed)) | {"LH-7.2", "LH-7.3"} == set(TERMS)
    assert "LH-7.1 至 7.3" in listed


def test_the_work_plan(file):
    entries = {entry.community_id: entry for entry in read_work_plan(file("工作计划"))}
    assert (entries["丰和社区"].action, entries["丰和社区"].parts) == (Action.SPLIT, 2)
    assert entries["旧巷社区"].partners == ("丰和社区",)
    assert (entries["桥东社区"].state, entries["桥东社区"].extra_workers) == (State.DEFERRED, 2)


def test_neighbours(file):
    layers, _ = read_file(file("相邻"))
    told = read_declared({"adjacency": layers}, {}, Record())
    assert [(row.a, row.b, row.adjacent) for row in told.rows] == [
        ("东风家属院", "河滨花园", True), ("纺织城一区", "铁路新村", False),
    ]


def test_every_table_of_the_page_is_read_here():
    assert set(TABLES) == {"社区情况", "移交清册", "豁免", "工作计划", "相邻"}
