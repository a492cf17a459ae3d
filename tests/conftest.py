"""At the end of a run: which suites ran, and why any test of them did not."""

from __future__ import annotations

from collections import Counter, defaultdict
from pathlib import PurePath

import pytest

OUTCOMES = ("passed", "failed", "error", "skipped")


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
