"""What a plan needs and does, in lines for people, in both languages."""

from dataclasses import replace

import pytest

from app.changes import Change
from app.needs_text import change_line, needs_lines
from optimizer.rules.pack import load_profile
from optimizer.totals import totals
from optimizer.work_plan import Action, Condition, WorkPlanEntry
from tests.optimizer.drawn_facts import area, community, plan

LIANHU = load_profile("lianhu-2024")
SPLIT = Change(
    WorkPlanEntry("和平", "和平", "新街", Condition.OVERSIZED, 5501, None, Action.SPLIT, parts=2, extra_workers=2),
    heirs={"和平": 3000, "新街+1": 2501}, sizes={"和平": 3000, "新街+1": 2501}, heirs_in_band=True, moved=2501,
    cost=10004.0,
)


@pytest.fixture(autouse=True)
def chinese(monkeypatch):
    monkeypatch.delenv("SIZHI_LANG", raising=False)


def figures(*households, population):
    return totals(plan(*(
        community(str(n), area(str(n), n), population=population, facilities=()) for n in households
    )), LIANHU, changed=0)


def test_needs_before_and_after(monkeypatch):
    """6,000 into two of 3,000: 1,800 m² either way, one more plaza, 9 → 14 seats, 250,000 yuan more.

    16,000 persons need 28.8 workers, so 29, before and after.
    """
    before, after = figures(6000, population=16_000), figures(3000, 3000, population=8000)
    lines = needs_lines(before, after)
    assert lines[:2] == [
        "用房应有 1,800 → 1,800 平方米 · 缺 1,800 → 1,800 · 广场缺 1,000 → 2,000",
        "居委会 9 → 14 席 · 社区工作者应配 29 → 29 人 · 工作经费 25 → 50 万元/年",
    ]
    monkeypatch.setenv("SIZHI_LANG", "en")
    assert needs_lines(before, after)[1].endswith("work funds 250,000 → 500,000 yuan a year")


def test_what_is_unknown_is_a_dash_and_the_data_is_named():
    lines = needs_lines(None, figures(2000, population=None))
    assert "社区工作者应配 — 人" in lines[1]
    assert lines[2] == "要知道全部，还缺：小区表的人口"


def test_a_split_names_its_parts_and_the_staff_until_then(monkeypatch):
    assert change_line(SPLIT) == (
        "和平 5,501 户（超大）拆为 和平 3,000，新街+1 2,501，拆分前增配 2 人；改属 2,501 户，代价 10,004 户·分"
    )
    monkeypatch.setenv("SIZHI_LANG", "en")
    assert change_line(SPLIT) == (
        "和平 5,501 households (oversized) split into 和平 3,000, 新街+1 2,501, extra workers until then 2; "
        "2,501 households move, cost 10,004 household-minutes"
    )


@pytest.mark.parametrize(("action", "partners", "reason", "told"), [
    (Action.MERGE, ("丰和",), None, "与 丰和 合并，共 3,000 户"),
    (Action.ADJUST, ("丰和", "东大"), None, "与 丰和、东大 调整界线，共 3,000 户"),
    (Action.LEAVE, (), "须保持完整", "保留：须保持完整"),
    (Action.LEAVE, (), None, "保留：原因待填"),
])
def test_every_action_has_its_words(action, partners, reason, told):
    entry = replace(SPLIT.entry, condition=Condition.MICRO, action=action, partners=partners, reason_zh=reason)
    line = change_line(replace(SPLIT, entry=entry, heirs_in_band=False))
    assert told in line
    assert line.endswith("仍有在区间外的")
