"""Make the pictures of ``docs/pictures`` from the running pages: ``make pictures``.

Each is a page as a planner meets it on the synthetic district, at 1440 × 900 unless its name says otherwise.
"""

from __future__ import annotations

import re
import shutil
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import httpx
from playwright.sync_api import Browser, Error, Page, expect, sync_playwright

from app.datasets.store import register_dataset
from app.main import create_app
from app.settings import Settings
from app.workspace import LOCAL
from geodata.samples import sample_inputs
from tests.browser import approval_pictures
from tests.browser.lianhu import Hand, desk_of, office, ready, row
from tests.browser.plan_page import saved
from tests.browser.plan_server import PlanServer, running
from tests.conftest import BLOCKED, NAMES

OUT = Path(__file__).parents[2] / "docs" / "pictures"
WIDE = (1440, 900)
OFFICE, OTHER = "合成兰畦街道", "合成杏圃街道"
SOLVE_MS = 120_000

Draw = Callable[[Page, PlanServer, str], None]


def judged(page: Page, server: PlanServer, plan: str) -> None:
    """Open a plan and wait until the server has judged it."""
    page.goto(f"{server.address}/plans/{plan}")
    ready(page)
    expect(page.locator(".status .agree")).to_have_text(re.compile("一致|agree"), timeout=SOLVE_MS)


def editor(page: Page, server: PlanServer, plan: str) -> None:
    """The plan with one community chosen."""
    judged(page, server, plan)
    row(page, "鹭野社区").click()


def english(page: Page, server: PlanServer, plan: str) -> None:
    """The same in English."""
    editor(page, server, plan)
    page.get_by_role("button", name="EN").click()


def drag(page: Page, server: PlanServer, plan: str) -> None:
    """An area held over the boundary: both totals before the button is released."""
    judged(page, server, plan)
    office(page, OTHER)
    hand = Hand(page)
    hand.tool("b")
    page.mouse.move(*hand.on("A0119"))
    page.mouse.down()
    page.mouse.move(*hand.on("A0115"), steps=6)


def proposal(page: Page, server: PlanServer, plan: str) -> None:
    """The optimiser's parts, to be taken one by one."""
    judged(page, server, plan)
    office(page, OFFICE)
    page.locator('[data-verb="complete"]').click()
    page.locator('[data-act="accept"]').wait_for(timeout=SOLVE_MS)


def infeasible(page: Page, server: PlanServer, plan: str) -> None:
    """Locks that leave no plan where the band is hard: why, and what would help."""
    profile = {"id": "lianhu-2024", "overlays": ["band-hard"]}
    server.ask("PATCH", f"/plans/{plan}", headers={"If-Match": '"1"'}, json={"profile": profile})
    judged(page, server, plan)
    office(page, OFFICE)
    for name in ("云墨社区", "清平社区", "锦澜社区"):
        row(page, name).click()
        page.locator(".row-actions").get_by_role("button", name="锁定").click()
    saved(page)
    page.locator('[data-verb="complete"]').click()
    page.locator(".explanation").wait_for(timeout=SOLVE_MS)


def conflict(page: Page, server: PlanServer, plan: str) -> None:
    """Two people drew on one plan."""
    judged(page, server, plan)
    office(page, OTHER)
    server.draw(plan, "move", units=[["A0108", "朝湾社区", "桂帆社区"]])
    row(page, "锦涛社区").click()
    hand = Hand(page)
    hand.tool("r")
    hand.box("A0118")
    page.get_by_role("dialog").locator(".side-map canvas").nth(1).wait_for()


def compare(page: Page, server: PlanServer, plan: str) -> None:
    """A plan beside its beginning."""
    moved = [["A0108", "朝湾社区", "桂帆社区"], ["A0118", "鹭野社区", "锦涛社区"], ["A0123", "鹭野社区", "曦波社区"]]
    server.draw(plan, "move", units=moved)
    page.goto(f"{server.address}/compare?a={plan}@0&b={plan}")
    page.locator(".differences tr").nth(1).wait_for(timeout=SOLVE_MS)


def dataset(page: Page, server: PlanServer, plan: str) -> None:
    """The ground and what its check found."""
    page.goto(f"{server.address}/datasets/{server.dataset_id}")
    page.locator(".foot button").first.wait_for()


def printed(page: Page, server: PlanServer, plan: str) -> None:
    """The sheet on paper."""
    page.goto(f"{server.address}/plans/{plan}/print")
    page.locator(".desk svg").first.wait_for(timeout=SOLVE_MS)


def phone(page: Page, server: PlanServer, plan: str) -> None:
    """A telephone reads."""
    page.goto(f"{server.address}/plans/{plan}")
    ready(page)


CASE = (1440, 1000)
PICTURES: dict[str, tuple[Draw, tuple[int, int], dict[str, Any]]] = {
    "home": (approval_pictures.home, WIDE, {}),
    "editor-light": (editor, WIDE, {}),
    "editor-dark": (editor, WIDE, {"color_scheme": "dark"}),
    "editor-1366": (editor, (1366, 768), {}),
    "editor-english": (english, WIDE, {}),
    "drag": (drag, WIDE, {}),
    "proposal": (proposal, WIDE, {}),
    "infeasible": (infeasible, WIDE, {}),
    "conflict": (conflict, WIDE, {}),
    "compare": (compare, WIDE, {}),
    "dataset": (dataset, WIDE, {}),
    "print": (printed, WIDE, {}),
    "case-light": (approval_pictures.case, CASE, {}),
    "case-dark": (approval_pictures.case, CASE, {"color_scheme": "dark"}),
    "case-1366": (approval_pictures.case, (1366, 768), {}),
    "transfer": (approval_pictures.transfer, WIDE, {}),
    "tasks": (approval_pictures.tasks, WIDE, {}),
    "calendar": (approval_pictures.calendar, WIDE, {}),
    "registry": (approval_pictures.registry, WIDE, {}),
    "phone": (phone, (390, 844), {"is_mobile": True, "has_touch": True}),
}


def take(browser: Browser, server: PlanServer, name: str) -> None:
    """Take one picture."""
    draw, (width, height), options = PICTURES[name]
    look = {"viewport": {"width": width, "height": height}, "locale": "zh-CN", "reduced_motion": "reduce", **options}
    with browser.new_context(**look) as context:
        page = desk_of(context, timeout_ms=30_000).new_page()
        draw(page, server, server.plan("莲湖样例 方案一"))
        page.wait_for_timeout(1200)  # fonts and the last paint
        (OUT / f"{name}.png").write_bytes(page.screenshot())


def main(*names: str) -> None:
    """Take the pictures of some names, or all."""
    OUT.mkdir(parents=True, exist_ok=True)
    path = next(filter(None, map(shutil.which, NAMES)))
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        app = create_app(Settings(data=Path(folder), job_processes=1))
        with app.state.workspace.database.session() as session:
            kept = register_dataset(
                session, app.state.workspace.blobs, sample_inputs("lianhu-like"), "莲湖样例",
                {"id": "lianhu-2024", "overlays": []}, LOCAL,
            ).id
        browser = playwright.chromium.launch(executable_path=path, args=["--no-sandbox", BLOCKED])
        with running(app) as address:
            for name in names or PICTURES:
                try:
                    take(browser, PlanServer(address, kept), name)
                    print(name)
                except (AssertionError, Error, httpx.HTTPError) as error:
                    print(f"{name}: {error}")
        browser.close()


if __name__ == "__main__":
    import sys

    main(*sys.argv[1:])
