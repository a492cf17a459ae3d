"""The data pages for who may look at a dataset and not change it: what cannot be done is not offered, and says why."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, expect

from tests.app.plans.conftest import enter_grid
from tests.app.users.people import with_people
from tests.app.users.test_access import give
from tests.browser.case_people import at_desk
from tests.browser.plan_server import PlanServer, running


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[PlanServer]:
    """A server on which the district's bureau has put the nine squares into use."""
    app = with_people(tmp_path_factory.mktemp("readers"))
    kept = give(app, enter_grid(app.state.workspace), "bureau")
    with running(app) as address:
        yield PlanServer(address, kept)


@pytest.mark.parametrize(("login", "changes", "plans"), [
    ("bureau", 1, 1), ("street_office", 0, 1), ("departments", 0, 0),
])
def test_only_what_one_may_do_is_offered(browser: Browser, server: PlanServer, login: str, changes: int, plans: int):
    with at_desk(browser, server.address, login, f"/datasets/{server.dataset_id}") as page:
        foot = page.locator(".foot")
        expect(foot).to_contain_text("已冻结")
        expect(foot.get_by_role("button", name="另发第 2 期")).to_have_count(changes)
        expect(foot.get_by_text("只可查看")).to_have_count(1 - changes)
        expect(foot.get_by_role("button", name="新建方案")).to_have_count(plans)
        page.goto(f"{server.address}/datasets")
        expect(page.get_by_role("link", name="新街数据")).to_be_visible()
        expect(page.get_by_role("button", name="上传文件")).to_have_count(plans)
        expect(page.get_by_role("button", name="删除")).to_have_count(changes)
        page.goto(server.address)
        expect(page.locator(".ground")).to_contain_text("新街数据")
        expect(page.get_by_role("button", name="从现状新建")).to_have_count(plans)
