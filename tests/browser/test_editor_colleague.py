"""The optimiser's panel, with a server's answers told by the test: asked, running, lost and found, done, impossible."""

from __future__ import annotations

import re
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser.plan_page import answer, judged, lock, row, stream
from tests.browser.waiting import soon

# c1 (200) goes from 丰和 to 和平, b1 (1,900) the other way.
C1 = {"part": 1, "changes": {"units": [["c1", "丰和", "和平"]], "communities": []}, "households": 200,
      "from": ["丰和"], "to": ["和平"], "removes": [], "minutes": 0.8}
B1 = {"part": 2, "changes": {"units": [["b1", "和平", "丰和"]], "communities": []}, "households": 1900,
      "from": ["和平"], "to": ["丰和"], "removes": [{"rule": "LH-4.3", "community_id": "和平"}], "minutes": -1.24}
DONE = {
    "version": 0, "subdistricts": ["新街"], "status": "optimal", "objective": 41286.0, "bound": 41286.0, "gap": 0.0,
    "stopped_by": "proof", "breach": 0, "parts": [C1, B1], "communities": {}, "offices": [], "explanation": [],
    "seconds": 2.4,
}
TRAIL = [{"elapsed_s": 0.2, "objective": 60000, "bound": 30000}, {"elapsed_s": 2.4, "objective": 41286, "bound": 41286}]


class Optimiser:
    """Answers for the jobs of a page."""

    def __init__(self, page: Page, result: dict[str, Any], *streams: str) -> None:
        self.asked: list[dict[str, Any]] = []
        self.heard: list[str | None] = []
        self.stopped = 0
        self._told = streams or (stream(("progress", TRAIL[0]), ("progress", TRAIL[1]), ("done", {})),)
        self._streams = list(self._told)
        self._state = {"id": "j1", "kind": "complete", "state": "done", "result": result, "error": None}
        page.route("**/api/v1/plans/*/jobs", self._begin)
        page.route("**/api/v1/jobs/j1/events", self._events)
        page.route("**/api/v1/jobs/j1/cancel", self._stop)
        page.route("**/api/v1/jobs/j1", lambda route: answer(route, self._state))

    def runs_on(self) -> None:
        """Be still at it, whoever looks."""
        self._state |= {"state": "running", "result": None}

    def _begin(self, route: Any) -> None:
        self.asked.append(route.request.post_data_json)
        self._streams = list(self._told)  # another job, whatever became of the one before
        answer(route, {"id": "j1", "kind": "complete", "state": "queued"}, 202)

    def _events(self, route: Any) -> None:
        self.heard.append(route.request.headers.get("last-event-id"))
        body = self._streams.pop(0) if len(self._streams) > 1 else self._streams[0]
        route.fulfill(body=body, content_type="text/event-stream")

    def _stop(self, route: Any) -> None:
        self.stopped += 1
        self._streams = [stream(("cancelled", {}), first=90)]
        answer(route, self._state)


def ask(page: Page, kind: str = "complete") -> None:
    page.locator(f'[data-verb="{kind}"]').click()


def test_idle_says_what_each_verb_may_move(opened):
    expect(opened.locator(".verb")).to_have_text([
        "求解其余 遵守锁定", "修补此处 只动邻近", "边看边改进 随时停", "给 3 个不同方案 列得失",
    ], use_inner_text=True)


def test_parts_are_accepted_one_by_one(opened):
    judged(opened)
    optimiser = Optimiser(opened, DONE)
    ask(opened)
    panel = opened.locator(".colleague")
    expect(panel.locator("h2 .chip")).to_have_text("已证明最优")
    soon(opened, lambda: optimiser.asked, [{"kind": "complete", "version": 0}])
    parts = panel.locator(".parts li")
    expect(parts).to_have_count(2)
    expect(parts.nth(1)).to_contain_text("和平 → 丰和")
    expect(parts.nth(1)).to_contain_text("消除 和平 社区规模 · 步行 −1.2 分")
    expect(row(opened, "和平").locator("path.proposal")).to_have_count(1)
    parts.nth(0).get_by_role("checkbox").uncheck()
    panel.get_by_role("button", name="采纳选中 1 处").click()
    expect(row(opened, "和平").locator(".households")).to_have_text(re.compile("3,600"))
    expect(opened.locator(".version-list .now")).to_contain_text("采纳建议 1 处")
    expect(opened.locator(".ledger-rows tbody tr")).to_contain_text("推演")
    opened.locator(".toast").get_by_role("button", name="撤销").click()
    expect(row(opened, "和平").locator(".households")).to_have_text(re.compile("5,500"))


def test_a_part_that_the_drawing_has_left_behind_cannot_be_accepted(opened):
    judged(opened)
    Optimiser(opened, DONE)
    ask(opened)
    expect(opened.locator(".parts li")).to_have_count(2)
    lock(opened)
    expect(opened.locator(".parts li.gone")).to_have_count(2)
    expect(opened.locator("[data-act=accept]")).to_have_count(0)


def test_objective_and_bound_are_drawn_against_time(opened):
    judged(opened)
    Optimiser(opened, DONE)
    ask(opened)
    plot = opened.locator("svg.convergence")
    expect(plot).to_have_attribute("aria-label", re.compile("目标 41,286 下界 41,286"))
    expect(plot.locator("path.objective")).to_have_count(1)
    expect(plot.locator("path.bound")).to_have_count(1)


def test_a_line_that_breaks_is_taken_up_where_it_broke(opened):
    judged(opened)
    broken = stream(("progress", TRAIL[0]), ("best", DONE))
    rest = stream(("progress", TRAIL[1]), ("done", {}), first=3)
    optimiser = Optimiser(opened, DONE, broken, rest)
    ask(opened, "improve")
    expect(opened.locator(".colleague h2 .chip")).to_have_text("已证明最优")
    soon(opened, lambda: optimiser.heard, [None, "2"])


def test_stopping_keeps_the_best(opened):
    judged(opened)
    result = {**DONE, "status": "feasible", "gap": 0.004, "stopped_by": "user"}
    optimiser = Optimiser(opened, result, stream(("progress", TRAIL[0]), ("best", DONE)))
    ask(opened, "improve")
    expect(opened.locator(".parts li")).to_have_count(2)
    opened.get_by_role("button", name="停，留最好的").click()
    expect(opened.locator(".colleague h2 .chip")).to_contain_text("距下界 0.4")
    soon(opened, lambda: optimiser.stopped, 1)


def test_a_hand_on_the_map_pauses_and_lets_go_on(opened):
    judged(opened)
    optimiser = Optimiser(opened, DONE, stream(("progress", TRAIL[0])))
    optimiser.runs_on()
    ask(opened, "improve")
    expect(opened.locator("[data-act=stop]")).to_be_visible()
    opened.locator(".tool[data-tool=lasso]").click()
    box = opened.locator(".folium-map").bounding_box()
    opened.mouse.move(box["x"] + 20, box["y"] + 80)
    opened.mouse.down()
    expect(opened.locator(".colleague")).to_contain_text("已暂停")
    opened.mouse.up()
    expect(opened.locator("[data-act=stop]")).to_be_visible()
    soon(opened, lambda: [asked["kind"] for asked in optimiser.asked], ["improve", "improve"])


def test_impossible_is_explained_and_relaxed_with_one_click(opened):
    judged(opened)
    ways = [{"action": "unlock", "target": "c3", "value": None, "breach": 0, "objective": 41200.0, "units": ["c3"]},
            {"action": "raise_max", "target": "c3", "value": 5300, "breach": 12, "objective": 43250.0, "units": ["c3"]}]
    clash = {"rules": ["LH-4.3"], "places": ["c3"], "message_zh": "新街 c3 合计 75 户，低于下限 925 户",
             "message_en": "c3: 75 households, 925 under the band", "relaxations": ways}
    result = {**DONE, "status": "infeasible", "bound": None, "gap": None, "breach": 925, "explanation": [clash]}
    optimiser = Optimiser(opened, result)
    ask(opened)
    card = opened.locator(".explanation")
    expect(card).to_contain_text("没有方案能满足全部强制规则")
    expect(card).to_contain_text("新街 c3 合计 75 户")
    expect(card.locator(".ways li")).to_have_count(2)
    expect(opened.locator(".prices tbody .number")).to_have_text(["0", "41,200", "12", "43,250"])
    card.locator(".ways li").first.get_by_role("button", name="放行并重算").click()
    relaxed = [{"action": "unlock", "target": "c3", "value": None, "units": ["c3"]}]
    soon(opened, lambda: optimiser.asked[-1], {"kind": "complete", "version": 0, "relaxations": relaxed})
    expect(opened.locator(".prices")).to_be_visible()


def test_plans_to_choose_from(opened):
    judged(opened)
    criteria = {"households_changed": 4346, "walking_household_minutes": 41286.0, "floor_missing_m2": 537.0}
    plans = [{**DONE, "apart": 0.0, "preset": "balanced", "criteria": criteria},
             {**DONE, "parts": [B1], "apart": 0.18, "preset": "walking", "criteria": criteria}]
    optimiser = Optimiser(opened, {"plans": plans})
    ask(opened, "alternatives")
    rows = opened.locator(".alternatives tbody tr")
    expect(rows).to_have_count(2)
    expect(rows.nth(1)).to_contain_text("步行近")
    expect(rows.nth(1)).to_contain_text("18.0")
    expect(opened.locator(".colleague")).to_contain_text("找到 2 个")
    rows.nth(1).get_by_role("button").click()
    expect(opened.locator(".parts li")).to_have_count(1)
    soon(opened, lambda: optimiser.asked, [{"kind": "alternatives", "version": 0, "count": 3}])


def test_repair_asks_for_a_place_first(opened):
    judged(opened)
    optimiser = Optimiser(opened, DONE)
    ask(opened, "repair")
    expect(opened.locator(".toast")).to_contain_text("先在图上或表里选一个社区")
    row(opened, "丰和").click()
    ask(opened, "repair")
    expect(opened.locator(".parts li")).to_have_count(2)
    soon(opened, lambda: optimiser.asked, [{"kind": "repair", "version": 0, "units": ["b2", "b3", "c1", "c2", "c3"]}])


@pytest.mark.parametrize(("body", "said"), [({"code": "x", "message_zh": "规则包缺失"}, "规则包缺失")])
def test_a_job_that_cannot_begin_says_why_and_can_be_tried_again(opened, body, said):
    judged(opened)
    opened.route("**/api/v1/plans/*/jobs", lambda route: answer(route, body, 422))
    ask(opened)
    expect(opened.locator(".colleague .failure")).to_contain_text(said)
    Optimiser(opened, DONE)
    opened.get_by_role("button", name="再试").click()
    expect(opened.locator(".parts li")).to_have_count(2)
