"""Every page, as a reader who cannot see or point meets it: axe-core finds nothing serious, in light and in dark."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.plan_page import judged, row, show
from tests.browser.plan_server import PlanServer
from tests.browser.test_editor_colleague import DONE, Optimiser, ask
from tests.browser.waiting import drawn

AXE = Path(__file__).parent / "vendor" / "axe.min.js"
GRAVE = ("serious", "critical")

pytestmark = pytest.mark.skipif(not AXE.is_file(), reason="axe-core is absent: .ci/install --tests")


def grave(page: Page) -> list[str]:
    """Return what is seriously wrong with a page: rule, what it asks for, and where."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE.read_text(encoding="utf-8"))
    found = page.evaluate("axe.run({ resultTypes: ['violations'] })")
    assert len(found["passes"]) > 5
    return [
        f"{wrong['id']}: {wrong['help']} | {node['target'][-1]} | {node['failureSummary'].splitlines()[-1].strip()}"
        for wrong in found["violations"] if wrong["impact"] in GRAVE for node in wrong["nodes"]
    ]


Open = Callable[[Page, PlanServer, str], None]


def home(page: Page, server: PlanServer, plan: str) -> None:
    page.goto(server.address)
    page.get_by_role("link", name="方案一").first.wait_for()


def datasets(page: Page, server: PlanServer, plan: str) -> None:
    page.goto(f"{server.address}/datasets")
    page.get_by_role("link", name="新街数据").first.wait_for()


def dataset(page: Page, server: PlanServer, plan: str) -> None:
    page.goto(f"{server.address}/datasets/{server.dataset_id}")
    page.locator(".foot button").first.wait_for()


def editor(page: Page, server: PlanServer, plan: str) -> None:
    judged(show(page, server, plan))


def chosen(page: Page, server: PlanServer, plan: str) -> None:
    """The editor with a community chosen and land of none."""
    server.draw(plan, "unassign", units=[["b1", "和平", None]])
    editor(page, server, plan)
    row(page, "丰和").click()


def dialog(page: Page, server: PlanServer, plan: str) -> None:
    editor(page, server, plan)
    page.get_by_role("button", name="更多").click()
    page.get_by_role("menuitem", name="导出").click()
    expect(page.get_by_role("dialog")).to_be_visible()


def keys(page: Page, server: PlanServer, plan: str) -> None:
    editor(page, server, plan)
    page.get_by_role("button", name="更多").click()
    page.get_by_role("menuitem", name="快捷键").click()
    expect(page.get_by_role("dialog")).to_be_visible()


def proposal(page: Page, server: PlanServer, plan: str) -> None:
    editor(page, server, plan)
    Optimiser(page, DONE)
    ask(page)
    expect(page.locator(".parts li")).to_have_count(2)


def compare(page: Page, server: PlanServer, plan: str) -> None:
    other = server.plan("方案二")
    server.draw(other, "move", units=[["b1", "和平", "丰和"]])
    page.goto(f"{server.address}/compare?a={plan}&b={other}")
    expect(page.get_by_role("button", name="甲乙对调")).to_be_visible()


def printed(page: Page, server: PlanServer, plan: str) -> None:
    page.goto(f"{server.address}/plans/{plan}/print")
    page.locator("svg").first.wait_for()


PAGES: tuple[Open, ...] = (home, datasets, dataset, editor, chosen, dialog, keys, proposal, compare, printed)


@pytest.mark.parametrize("opens", PAGES, ids=lambda opens: opens.__name__)
def test_nothing_serious(page, server, plan, opens):
    opens(page, server, plan)
    found = [f"light: {wrong}" for wrong in grave(page)]
    page.evaluate("document.documentElement.dataset.theme = 'dark'")
    drawn(page)
    found += [f"dark: {wrong}" for wrong in grave(page)]
    assert not found, "\n".join(found)


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_nothing_serious_on_the_sheet(browser: Browser, served, theme):
    with browser.new_context(viewport={"width": 1440, "height": 900}, color_scheme=theme) as context:
        page = context.new_page()
        page.goto(f"{served}/plans/九宫格")
        page.locator(".status span:not(.position)").first.wait_for()
        found = grave(page)
        assert not found, "\n".join(found)
