"""The part of ``plan`` and ``audit`` that compares a plan with random ones."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path

from app.ensemble import Comparison, NotComparableError, write_comparison
from app.language import say


def compared(compare: Callable[[int], Comparison], count: int | None, out: Path | None) -> list[str]:
    """Compare with random plans where that is asked for, and write it; say so where it cannot be done."""
    if count is None:
        return []
    try:
        comparison = compare(count)
    except NotComparableError as error:
        print(say(error.message_zh, error.message_en), file=sys.stderr)
        return []
    if out is None:
        return comparison.lines()
    write_comparison(comparison, out)
    files = "ensemble.json  ensemble.svg"
    return [*comparison.lines(), say(f"文件 {out}：{files}", f"files {out}: {files}")]
