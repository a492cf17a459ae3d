"""A street office opens a plan of two street offices: its own is in view and alone is solved; no layer is on unasked.

Columns a and b of the nine squares are 新街, whose office draws; column c is 旧街.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, expect
from sqlalchemy import update

from app.storage.models import DatasetRow
from app.users import store
from app.users.sessions import BEARER, begin
from tests.app import drawn_grid as grid
from tests.app.plans.conftest import enter
from tests.app.plans.test_rebase import issue
from tests.app.plans.test_territory import PRESENT
from tests.app.users.people import BODIES, organisation_of, with_people
from tests.browser.case_people import at_desk
from tests.browser.plan_page import judged, show
from tests.browser.plan_server import PlanServer, running


@pytest.fixture
def server(tmp_path) -> Iterator[PlanServer]:
    app = with_people(tmp_path, bodies={"street_office": BODIES["street_office"]})
    workspace = app.state.workspace
    offices = {cell: "旧街" if cell.startswith("c") else "新街" for cell in grid.HOUSEHOLDS}
    dataset_id = enter(workspace, issue(community=PRESENT, subdistrict=offices))
    with workspace.database.session() as session:
        session.execute(update(DatasetRow).values(organisation_id=organisation_of(workspace, "street_office")))
        token = begin(session, store.find_user(session, "street_office").id, BEARER)
    with running(app) as address:
        yield PlanServer(address, dataset_id, headers={"Authorization": f"Bearer {token}"})
    app.state.jobs.stop()


def test_own_land_is_in_view_and_alone_is_solved(browser: Browser, server: PlanServer) -> None:
    plan = server.plan("新街初稿")
    with at_desk(browser, server.address, "street_office", "/") as page:
        page.locator(f'tr[data-plan="{plan}"]').wait_for()
        page.get_by_role("button", name="明暗").click()  # the home page keeps a choice, none of layers
        show(page, server, plan)
        expect(page.get_by_role("switch", name=re.compile("步行"))).to_have_attribute("aria-checked", "false")
        choice = page.get_by_label("街道", exact=True)
        expect(choice).to_have_value("新街")
        expect(choice.locator("option")).to_have_text(["全部 2 个街道", "旧街（只看）", "新街"])
        expect(page.locator(".colleague")).to_contain_text("只推演新街。")
        judged(page)
        choice.select_option("旧街")
        with page.expect_request("**/api/v1/plans/*/jobs") as asked:
            page.locator('[data-verb="complete"]').click()
        assert asked.value.post_data_json["subdistricts"] == ["新街"]
        expect(page.locator(".colleague")).to_have_attribute("data-phase", "done", timeout=30_000)
        expect(page.locator(".colleague .chip")).to_have_text("已证明最优")
        expect(page.locator(".parts li.gone")).to_have_count(0)
