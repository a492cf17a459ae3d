"""``ensemble.svg``: where a plan stands among random legal plans, one small histogram a criterion (look.md)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from html import escape
from typing import TYPE_CHECKING

import numpy as np

from app.maps.palette import LIGHT

if TYPE_CHECKING:
    from geodata.domain import FloatArray

BINS = 36
COLUMNS, WIDTH, HEIGHT, GAP, EDGE = 3, 300, 176, 24, 24
HEAD = 76
PLOT_TOP, PLOT_HEIGHT = 52, 84
"""Inside a panel: from its top to the tallest bar, and how tall that is."""
SHARP = 56
"""Text of a mark that is nearer than this to the panel's edge is set to its other side."""
STYLE = (
    'text{font:400 11px/1 "PingFang SC","Microsoft YaHei","Noto Sans CJK SC","Source Han Sans SC",'
    '"WenQuanYi Micro Hei",sans-serif;'
    f"font-variant-numeric:tabular-nums lining-nums;fill:{LIGHT['ink2']}}}"
    f".head{{font-size:16px;font-weight:600;fill:{LIGHT['ink1']}}}"
    f".name{{font-size:13px;font-weight:600;fill:{LIGHT['ink1']}}}"
    f".quiet{{fill:{LIGHT['ink3']}}}"
    f".rank{{font-weight:600;fill:{LIGHT['ink1']};text-anchor:end}}"
    f".end{{text-anchor:end}}.middle{{text-anchor:middle}}"
    f".bar{{fill:{LIGHT['line2']};fill-opacity:.5}}.axis{{stroke:{LIGHT['line2']};stroke-width:1}}"
    f".plan{{stroke:{LIGHT['accent']};stroke-width:2}}.plan-text{{fill:{LIGHT['accent']};font-weight:600}}"
    f".best{{stroke:{LIGHT['ink2']};stroke-width:1.5;stroke-dasharray:4 3}}"
)


@dataclass(frozen=True, eq=False)
class Panel:
    """One criterion: its names, the random plans' values, and where plan and best known plan stand."""

    zh: str
    en: str
    unit: str
    more_is_better: bool
    values: FloatArray
    plan: float
    best: float | None
    rank: int
    beats: float


def draw_figure(panels: Sequence[Panel], *, count: int, communities: int) -> str:
    """Draw all criteria as one SVG, light and self-contained, for screen and paper.

    Parameters
    ----------
    count, communities
        Random plans, and communities in each.
    """
    rows = -(-len(panels) // COLUMNS)
    width = 2 * EDGE + COLUMNS * WIDTH + (COLUMNS - 1) * GAP
    height = HEAD + rows * (HEIGHT + GAP)
    drawn = [
        _panel(panel, EDGE + (k % COLUMNS) * (WIDTH + GAP), HEAD + (k // COLUMNS) * (HEIGHT + GAP))
        for k, panel in enumerate(panels)
    ]
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width}" height="{height}" '
        f'role="img" aria-labelledby="title">\n<title id="title">本方案在 {count:,} 个随机合规方案中的位置 '
        f"Where the plan stands among {count:,} random legal plans</title>\n<style>{STYLE}</style>\n"
        f'<rect width="{width}" height="{height}" fill="{LIGHT["raised"]}"/>\n'
        f'<text class="head" x="{EDGE}" y="32">本方案在 {count:,} 个随机合规方案中的位置</text>\n'
        f'<text class="quiet" x="{EDGE}" y="52">Where the plan stands among {count:,} random legal plans '
        f"of {communities:,} communities</text>\n{_legend(panels, width - EDGE)}{''.join(drawn)}</svg>\n"
    )


def _legend(panels: Sequence[Panel], right: int) -> str:
    known = any(panel.best is not None for panel in panels)
    x = right - (330 if known else 200)
    parts = [
        f'<rect class="bar" x="{x}" y="24" width="12" height="10"/><text x="{x + 18}" y="33">随机 random</text>'
        f'<line class="plan" x1="{x + 106}" y1="23" x2="{x + 106}" y2="35"/>'
        f'<text x="{x + 114}" y="33">本方案 the plan</text>'
    ]
    if known:
        parts.append(
            f'<line class="best" x1="{x + 218}" y1="23" x2="{x + 218}" y2="35"/>'
            f'<text x="{x + 226}" y="33">已知最好 best known</text>'
        )
    return "".join(parts) + "\n"


def _panel(panel: Panel, x: int, y: int) -> str:
    marks = [panel.plan] if panel.best is None else [panel.plan, panel.best]
    low, high = min(float(panel.values.min()), *marks), max(float(panel.values.max()), *marks)
    is_flat = high == low
    if is_flat:
        low, high = low - 1, high + 1
    base = PLOT_TOP + PLOT_HEIGHT

    def at(value: float) -> float:
        return round(WIDTH * (value - low) / (high - low), 1)

    better = "越多越好 more is better" if panel.more_is_better else "越少越好 less is better"
    place = "与全部相同 all the same" if _all_same(panel) else f"第 {panel.rank:,} 位 · 优于 {panel.beats:.1%}"
    parts = [
        f'<g transform="translate({x} {y})"><title>{escape(panel.zh)} {escape(panel.en)}</title>',
        f'<text class="name" x="0" y="12">{escape(panel.zh)}</text>'
        f'<text class="rank" x="{WIDTH}" y="12">{place}</text>',
        f'<text class="quiet" x="0" y="28">{escape(panel.en)}</text>'
        f'<text class="quiet end" x="{WIDTH}" y="28">{better}</text>',
        *_bars(panel.values, low, high, base),
        f'<line class="axis" x1="0" y1="{base}.5" x2="{WIDTH}" y2="{base}.5"/>',
    ]
    if panel.best is not None:
        parts.append(_mark("best", at(panel.best), base))
    parts += [
        _mark("plan", at(panel.plan), base),
        *_ticks(panel, at, base, is_flat=is_flat), "</g>\n",
    ]
    return "".join(parts)


def _mark(kind: str, x: float, base: int) -> str:
    return f'<line class="{kind}" x1="{x}" y1="{PLOT_TOP - 8}" x2="{x}" y2="{base}"/>'


def _all_same(panel: Panel) -> bool:
    return bool((panel.values == panel.plan).all())


def _bars(values: FloatArray, low: float, high: float, base: int) -> list[str]:
    counts, _ = np.histogram(values, bins=BINS, range=(low, high))
    wide = WIDTH / BINS
    bars = []
    for k in np.flatnonzero(counts):
        tall = max(PLOT_HEIGHT * counts[k] / counts.max(), 1.5)
        bars.append(
            f'<rect class="bar" x="{k * wide:.1f}" y="{base - tall:.1f}" width="{wide - 1:.1f}" height="{tall:.1f}"/>'
        )
    return bars


def _ticks(panel: Panel, at: Callable[[float], float], base: int, *, is_flat: bool) -> list[str]:
    """Write the plan's value in its colour, then, where there is room, the best known's and the random plans' ends."""
    values = [(panel.plan, "plan-text", f" {escape(panel.unit)}")]
    if not is_flat:
        values += [] if panel.best is None else [(panel.best, "", "")]
        values += [(float(panel.values.min()), "quiet", ""), (float(panel.values.max()), "quiet", "")]
    ticks: list[str] = []
    taken: list[float] = []
    for value, look, unit in values:
        x = at(value)
        if all(abs(x - other) > 2 * SHARP for other in taken):
            taken.append(x)
            side = "end" if x > WIDTH - SHARP else "middle" if x > SHARP else ""
            ticks.append(f'<text class="{look} {side}" x="{x}" y="{base + 16}">{_number(value)}{unit}</text>')
    return ticks


def _number(value: float) -> str:
    return f"{value:,.0f}".replace("-", "−")
