"""What a test waits for: a fact that comes about, a page that has drawn, something that has stopped to move."""

from __future__ import annotations

from collections.abc import Callable

from playwright.sync_api import Locator, Page

FACT_MS, LOOK_MS = 20_000, 50
STILL_FRAMES = 40
"""As long as a zoom of the map takes, and half as long again."""


def drawn(page: Page) -> None:
    """Wait until what has happened so far is drawn."""
    page.evaluate("() => new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn)))")


def soon[T](page: Page, fact: Callable[[], T], wanted: T) -> None:
    """Wait until a fact outside the page's text is as wanted: a row of the server, a request, a colour."""
    for _ in range(FACT_MS // LOOK_MS):
        if fact() == wanted:
            return
        page.wait_for_timeout(LOOK_MS)
    assert fact() == wanted


def at_rest(what: Locator) -> str:
    """Wait until an element no longer changes its style; return it."""
    style: str = what.evaluate(
        """(node, frames) => new Promise((done) => {
            let [last, same] = [null, 0];
            const look = () => {
                const now = node.getAttribute("style");
                [last, same] = [now, now === last ? same + 1 : 0];
                if (same > frames) done(now);
                else requestAnimationFrame(look);
            };
            look();
        })""",
        STILL_FRAMES,
    )
    return style
