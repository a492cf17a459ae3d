"""The report of a check as it is printed: a page that is read in a minute."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

from app.checks.findings import ORDER, FindingGroup
from app.checks.report import CheckReport
from app.checks.text import SEVERITIES, Line, group_line, sections, verdict
from app.language import say

INDENT = "  "
SAID = frozenset({"fields.assumed", "borders.found", "borders.crossed", "walking.joined", "walking.straight_line",
                  "roads.parts", "offices.empty", "crs.local"})
"""Notes that stand in the sections already."""


def printed(report: CheckReport, out: Path | None) -> str:
    """Return the report in the language of the command line.

    Parameters
    ----------
    out
        Folder that the files were written to, or ``None``.
    """
    return "\n".join([say_line(verdict(report)), *_sections(report), *_findings(report.groups), *_files(out)])


def say_line(line: Line) -> str:
    """Return a line in the language of the command line."""
    return say(line.zh, line.en)


def _sections(report: CheckReport) -> Iterator[str]:
    for section in sections(report):
        yield say_line(section.title)
        yield from (INDENT + say_line(line) for line in section.lines)


def _findings(groups: Iterable[FindingGroup]) -> Iterator[str]:
    """List the groups by severity, without those that a section says in full."""
    listed = [found for found in groups if found.code not in SAID]
    for severity in ORDER:
        found = [one for one in listed if one.severity is severity]
        if found:
            kinds, places = len(found), sum(one.count for one in found)
            of_kinds = say(f"{kinds} 类 {places:,} 处", f"{places:,} of {kinds} kinds")
            yield f"{say_line(SEVERITIES[severity])} {of_kinds}"
            yield from (f"{INDENT}{say_line(group_line(one))} [{one.code}]" for one in found)


def _files(out: Path | None) -> list[str]:
    names = "check.json  dataset.gpkg  map.html"
    return [] if out is None else [say(f"文件 {out}：{names}", f"files {out}: {names}")]
