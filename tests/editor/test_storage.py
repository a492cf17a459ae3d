"""What the editor keeps in a real browser: its database, and the tabs that hear of each other."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Route

ROOT = Path(__file__).parents[2]
ORIGIN = "http://editor.test"


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    """A browser that finds the editor's modules, and these tests' own, at an address that does not exist."""
    opened = browser.new_context()

    def answer(route: Route) -> None:
        path = route.request.url.removeprefix(ORIGIN).lstrip("/")
        if path:
            route.fulfill(body=(ROOT / path).read_text(encoding="utf-8"), content_type="text/javascript")
        else:
            route.fulfill(body="<!doctype html><title>四至</title>", content_type="text/html")

    opened.route(f"{ORIGIN}/**", answer)
    yield opened
    opened.close()


def opened_page(context: BrowserContext) -> Page:
    """Open a page with the store as `store`."""
    page = context.new_page()
    page.goto(f"{ORIGIN}/")
    open_store(page)
    return page


def open_store(page: Page) -> None:
    page.evaluate(
        """async () => {
          const { openStorage } = await import("/app/assets/editor/core/storage.js");
          window.store = await openStorage();
        }"""
    )


def test_the_database_keeps_the_contract(context: BrowserContext):
    page = opened_page(context)
    assert page.evaluate("store.kind") == "disk"
    seen = page.evaluate(
        """async () => {
          const { storageContract } = await import("/tests/editor/storage_contract.mjs");
          return storageContract(store);
        }"""
    )
    assert len(seen) > 10
    assert [what for what, found, wanted in seen if found != wanted] == []


def test_what_was_kept_is_there_after_the_page_is_gone(context: BrowserContext):
    page = opened_page(context)
    page.evaluate("store.append({plan: 'p', tab: 't', base: 0, at: 1, command: {command_id: 'a'}})")
    page.close()
    later = opened_page(context)
    assert later.evaluate("store.entries('p').then(entries => entries.map(e => e.command.command_id))") == ["a"]


def test_tabs_answer_each_other_and_a_closed_one_does_not(context: BrowserContext):
    first, second = opened_page(context), opened_page(context)
    join = """async (name) => {
      const { joinTabs } = await import("/app/assets/editor/core/presence.js");
      const { realClock: clock } = await import("/app/assets/editor/core/clock.js");
      window.heard = [];
      window.tabs = joinTabs({ plan: "p", tab: name, clock, heard: (message) => heard.push(message.kind) });
    }"""
    first.evaluate(join, "first")
    second.evaluate(join, "second")
    ask = "tabs.others().then(others => [...others])"
    assert first.evaluate(ask) == ["second"]
    assert second.evaluate(ask) == ["first"]
    first.evaluate("tabs.tell({kind: 'sent'})")
    second.wait_for_function("heard.length === 1 && heard[0] === 'sent'")
    second.close()
    assert first.evaluate(ask) == []
