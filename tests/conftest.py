"""One browser for the whole run, and at its end: which suites ran, and why any test of them did not."""

from __future__ import annotations

import shutil
from collections import Counter, defaultdict
from collections.abc import Iterator
from pathlib import PurePath

import pytest
from playwright.sync_api import Browser, sync_playwright

OUTCOMES = ("passed", "failed", "error", "skipped")
NAMES = ("chromium", "chromium-browser", "google-chrome")
BLOCKED = "--host-resolver-rules=MAP * ~NOTFOUND , EXCLUDE 127.0.0.1"


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Headless Chromium with every outside host blocked; one for the whole run."""
    path = next(filter(None, map(shutil.which, NAMES)), None)
    if path is None:
        pytest.skip("no Chromium on the PATH")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=["--no-sandbox", BLOCKED])
        yield browser
        browser.close()


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    counts: dict[str, Counter[str]] = defaultdict(Counter)
    reasons: dict[str, Counter[str]] = defaultdict(Counter)
    for outcome in OUTCOMES:
        for report in terminalreporter.stats.get(outcome, []):
            suite = str(PurePath(report.nodeid.split("::")[0]).parent)
            counts[suite][outcome] += 1
            if outcome == "skipped" and isinstance(report.longrepr, tuple):
                reasons[suite][report.longrepr[2].removeprefix("Skipped: ")] += 1
    terminalreporter.section("suites")
    for suite, count in sorted(counts.items()):
        terminalreporter.write_line(f"{suite}: " + ", ".join(f"{count[o]} {o}" for o in OUTCOMES if count[o]))
        for reason, times in reasons[suite].items():
            terminalreporter.write_line(f"    skipped {times}: {reason}")
