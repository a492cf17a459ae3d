"""The editor's map alone, opened on a drawn ground."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser

from tests.browser.editor_map.map_hand import Hand
from tests.browser.editor_page import open_map, serve_files, small_ground


@pytest.fixture
def opened(browser: Browser) -> Iterator[Callable[..., Hand]]:
    complaints: list[str] = []
    contexts = []

    def open_on(data: dict[str, Any] | None = None, language: str = "zh", **context: Any) -> Hand:
        made = browser.new_context(viewport={"width": 1000, "height": 700}, reduced_motion="reduce", **context)
        contexts.append(made)
        serve_files(made)
        page = made.new_page()
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("console", lambda text: complaints.append(text.text) if text.type == "error" else None)
        open_map(page, data or small_ground(), language=language)
        return Hand(page)

    yield open_on
    for context in contexts:
        context.close()
    assert complaints == []


@pytest.fixture
def hand(opened) -> Hand:
    return opened()
