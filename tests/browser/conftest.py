"""A real browser with every outside host blocked, and the drawn plan on a server and as a file."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
import uvicorn
from playwright.sync_api import Browser, BrowserContext, Page, expect

from app.datasets.store import register_dataset
from app.main import create_app
from app.maps import render_plan, sheet_from_folder
from app.settings import Settings
from app.workspace import LOCAL
from geodata.samples import sample_inputs
from tests.browser.case_story import split_plan
from tests.browser.lianhu import SEE_MAP
from tests.browser.plan_page import show
from tests.browser.plan_server import PlanServer, running, serve_grid
from tests.drawn_plan import write_plan

PATIENCE_MS = 20_000
"""As long as a page may take on a machine that has other things to do; what is there earlier is not waited for."""

expect.set_options(timeout=PATIENCE_MS)


@pytest.fixture(scope="session")
def drawn_plan(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_plan(tmp_path_factory.mktemp("plans") / "九宫格")


@pytest.fixture(scope="session")
def served(drawn_plan: Path) -> Iterator[str]:
    """Return the address of a server that lists the drawn plan."""
    app = create_app(Settings(data=drawn_plan.parent / "data", plan_folders=(drawn_plan,)))
    config = uvicorn.Config(app, port=0, log_level="error")
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        assert thread.is_alive()
        time.sleep(0.02)
    port = server.servers[0].sockets[0].getsockname()[1]
    yield f"http://127.0.0.1:{port}"
    server.should_exit = True
    thread.join()


@pytest.fixture(scope="session")
def on_disk(drawn_plan: Path, tmp_path_factory: pytest.TempPathFactory) -> str:
    """Return the address of the page as one file."""
    path = tmp_path_factory.mktemp("page") / "map.html"
    path.write_text(render_plan(sheet_from_folder(drawn_plan)), encoding="utf-8")
    return path.as_uri()


@dataclass
class Watched:
    """A page with everything that it asked for and complained about."""

    page: Page
    requests: list[str] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)

    def open(self, address: str) -> Page:
        """Open a page and wait until its script has filled it."""
        self.page.goto(address)
        self.page.locator(".status span:not(.position), .plans").first.wait_for()
        return self.page

    def hear(self, kind: str, text: str) -> None:
        """Keep what the page complains about."""
        if kind in ("error", "warning"):
            self.complaints.append(text)


@pytest.fixture
def watched(browser: Browser) -> Iterator[Watched]:
    context = browser.new_context(viewport={"width": 1440, "height": 900}, locale="zh-CN", color_scheme="light",
                                  reduced_motion="reduce")
    found = Watched(context.new_page())
    found.page.on("request", lambda request: found.requests.append(request.url))
    found.page.on("console", lambda message: found.hear(message.type, message.text))
    found.page.on("pageerror", lambda error: found.hear("error", str(error)))
    yield found
    assert found.complaints == []
    context.close()


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[PlanServer]:
    """Serve the nine squares as a dataset on which plans are drawn."""
    with serve_grid(tmp_path_factory.mktemp("grid")) as running:
        yield running


@pytest.fixture
def plan(server: PlanServer) -> str:
    """Begin a plan with today's communities; return its identifier."""
    return server.plan()


@pytest.fixture(scope="session")
def desk(browser: Browser) -> Iterator[BrowserContext]:
    """A planner's browser, in Chinese, light, without motion; one for all tests, so that it loads each script once."""
    context = browser.new_context(
        viewport={"width": 1440, "height": 900}, locale="zh-CN", color_scheme="light", reduced_motion="reduce"
    )
    context.set_default_timeout(PATIENCE_MS)
    yield context
    context.close()


@pytest.fixture
def page(desk: BrowserContext) -> Iterator[Page]:
    """A page of that browser, which forgets what it has learned of the planner's habits."""
    page = desk.new_page()
    yield page
    desk.set_offline(False)
    if page.url.startswith("http"):
        page.evaluate("localStorage.clear()")
    page.close()


@pytest.fixture
def opened(page: Page, server: PlanServer, plan: str) -> Page:
    """The page of the plan."""
    return show(page, server, plan)


@pytest.fixture(scope="session")
def lianhu_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[PlanServer]:
    """Serve the synthetic district, for cases of approval."""
    app = create_app(Settings(data=tmp_path_factory.mktemp("approval"), job_standby=False))
    with app.state.workspace.database.session() as session:
        profile = {"id": "lianhu-2024", "overlays": []}
        kept = register_dataset(
            session, app.state.workspace.blobs, sample_inputs("lianhu-like"), "莲湖样例", profile, LOCAL
        ).id
    with running(app) as address:
        yield PlanServer(address, kept)


@pytest.fixture(scope="module")
def split(lianhu_server: PlanServer) -> str:
    """Return a plan of the synthetic district that can be submitted: it splits an oversized community."""
    return split_plan(lianhu_server)


@pytest.fixture
def counter(browser: Browser) -> Iterator[Page]:
    """A page at which cases are handled, in Chinese, with every outside host blocked; it must not fail anywhere."""
    context = browser.new_context(
        viewport={"width": 1440, "height": 1000}, locale="zh-CN", color_scheme="light", reduced_motion="reduce"
    )
    context.add_init_script(SEE_MAP)
    context.set_default_timeout(PATIENCE_MS)
    page = context.new_page()
    faults: list[str] = []
    page.on("pageerror", lambda error: faults.append(str(error)))
    yield page
    context.close()
    assert faults == []
