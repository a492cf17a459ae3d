"""The list of plans counts findings as the pages do; tests/editor/kept.test.mjs has the same eight."""

from __future__ import annotations

from app.plans.folders import finding_counts
from app.plans.schemas import FindingCounts


def finding(severity: str, status: str, *, finished: bool = True) -> dict[str, object]:
    return {"severity": severity, "status": status, "finished": finished}


def test_only_failures_are_counted_by_kind_and_what_nobody_could_judge_apart():
    audit = {"findings": [
        finding("hard", "fail"), finding("hard", "fail", finished=False), finding("soft", "fail"),
        finding("soft", "unknown"), finding("hard", "unknown"), finding("hard", "waived"),
        finding("advisory", "fail"), finding("soft", "pass"),
    ]}
    assert finding_counts(audit) == FindingCounts(hard=1, soft=2, note=1, unknown=2)
