"""P8: the editor's map in headless Chromium without a GPU; ``python -m tests.benchmarks.editor_page [--units 500 …]``.

Printed, never asserted. Map and session alone, on drawn grounds of crooked areas: *first* is from the ground's JSON in
memory to a map that takes the hand; *paint* is a step from the commit to the next frame that shows fills, boundaries,
labels and totals; *brush* one sample of a stroke with its preview and card; *zoom* and *pan* until the new view stands.
The clock counts what else the machine does; *CPU* is the work of all processes of the browser for one step.
"""

from __future__ import annotations

import argparse
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from statistics import median
from typing import Any

from playwright.sync_api import Page, sync_playwright

from tests.browser.editor_page import grid_ground, open_map, serve_files

SIZES = {500: (25, 20), 2000: (50, 40), 5000: (100, 50), 20000: (160, 125)}
CHROMIUM = "/usr/bin/chromium"
VIEW = {"width": 1366, "height": 768}
STEPS, MOVES = 60, 12

TIMED = """async ([act, times]) => {
  const run = eval(act);
  const frame = () => new Promise((done) => requestAnimationFrame(() => setTimeout(done, 0)));
  const spent = [];
  for (let i = 0; i < times; i += 1) {
    await frame();
    const begun = performance.now();
    run(i);
    await frame();
    spent.push(performance.now() - begun);
  }
  return spent;
}"""
COMMIT = """(i) => {
  const { ground, drawing } = session;
  const unit = (i * 7919) % ground.count;
  const { start, to } = ground.neighbours;
  for (let k = start[unit]; k < start[unit + 1]; k += 1) {
    const target = drawing.communityOf(to[k]);
    if (target === drawing.communityOf(unit)) continue;
    session.commit("move", { zh: "", en: "" }, session.assign([unit], target));
    session.totals(target);
    return;
  }
}"""
ZOOM = "(i) => map.setZoom(map.getZoom() + (i % 2 ? -1 : 1), { animate: false })"
PAN = "(i) => map.panBy([i % 2 ? 60 : -60, 40], { animate: false })"
STROKE = """(i) => {
  const box = map.getContainer().getBoundingClientRect();
  const at = (share) => ({ clientX: box.x + box.width * share, clientY: box.y + box.height * 0.5, bubbles: true,
    pointerId: 1, pointerType: "mouse", button: 0, buttons: 1 });
  const root = map.getContainer();
  root.setPointerCapture = () => {};
  if (i === 0) root.dispatchEvent(new PointerEvent("pointerdown", at(0.4)));
  root.dispatchEvent(new PointerEvent("pointermove", at(0.4 + 0.01 * i)));
}"""


@contextmanager
def browser_page() -> Iterator[Page]:
    """Open a page of a browser without a GPU."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu"])
        context = browser.new_context(viewport=VIEW, reduced_motion="reduce")
        serve_files(context)
        yield context.new_page()
        browser.close()


def work_s() -> float:
    """Return the CPU seconds of all processes below this one."""
    return sum(_ticks(pid) for pid in _below(os.getpid())) / os.sysconf("SC_CLK_TCK")


def _below(pid: int) -> list[int]:
    found = []
    for task in Path(f"/proc/{pid}/task").glob("*/children"):
        for child in map(int, task.read_text().split()):
            found += [child, *_below(child)]
    return found


def _ticks(pid: int) -> int:
    try:
        fields = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
    except FileNotFoundError:
        return 0
    return int(fields[11]) + int(fields[12])


def timed(page: Page, act: str, times: int) -> tuple[float, float, float]:
    """Return p50 and p95 of the clock and the mean CPU of an act, in milliseconds."""
    before = work_s()
    spent = sorted(page.evaluate(TIMED, [act, times]))
    work = (work_s() - before) / times * 1000
    return median(spent), spent[min(times - 1, int(times * 0.95))], work


def measure(units: int, data: dict[str, Any]) -> None:
    """Print one row."""
    with browser_page() as page:
        open_map(page, data)
        page.wait_for_timeout(800)
        first = page.evaluate("ready")
        commit = timed(page, COMMIT, STEPS)
        page.keyboard.press("p")
        stroke = timed(page, STROKE, MOVES)
        page.keyboard.press("Escape")
        zoom, pan = timed(page, ZOOM, MOVES), timed(page, PAN, MOVES)
        heap = page.evaluate("performance.memory.usedJSHeapSize") / 1e6
    cells = [f"{p50:.0f} / {p95:.0f} ({work:.0f})" for p50, p95, work in (commit, stroke, zoom, pan)]
    print(f"| {units:,} | {first / 1000:.2f} | {' | '.join(cells)} | {heap:.0f} |")


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--units", nargs="*", type=int, choices=list(SIZES), default=list(SIZES))
    chosen = parser.parse_args()
    print(f"load {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores; p50 / p95 (CPU) in ms, of 16.7 ms a frame")
    print("| units | first s | paint | brush | zoom | pan | heap MB |")
    print("|---|---|---|---|---|---|---|")
    for units in chosen.units:
        columns, rows = SIZES[units]
        measure(units, grid_ground(columns=columns, rows=rows, office=[25, 25], community=25, bends=6, stray=6))


if __name__ == "__main__":
    main()
