"""The editor's map alone in a browser: a drawn ground, a server in memory, every file straight from the repository."""

from __future__ import annotations

import json
import mimetypes
import shutil
import subprocess
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Any

from playwright.sync_api import BrowserContext, Page, Route

from app.maps import palette
from app.maps.payload import catalogues

ROOT = Path(__file__).parents[2]
HOST = "http://sizhi.test"
STYLES = ("vendor/leaflet/leaflet.css", "base.css", "sheet.css", "editor/panels.css", "editor/map.css")
BARE = """<!doctype html><html lang="zh-CN"><head><meta charset="utf-8"><style>{palette}</style>{styles}
<style>body{{display:block}}.sheet{{height:100vh}}</style></head><body>
<div class="folium-map" id="sheet"></div><script src="/app/assets/vendor/leaflet/leaflet.js"></script></body></html>"""


@cache
def small() -> str:
    """Return the drawn ground of twelve squares, as JSON."""
    return _printed("small_ground.mjs")


def _printed(script: str, *asked: str) -> str:
    """Run a script that prints a ground."""
    node = shutil.which("node")
    assert node is not None
    command = [node, str(ROOT / "tests" / "editor" / script), *asked]
    return subprocess.run(command, capture_output=True, check=True, text=True, encoding="utf-8").stdout


def grid_ground(**asked: Any) -> dict[str, Any]:
    """Return ground, drawing and plan of a grid of areas; what can be asked says ``tests/editor/grid_ground.mjs``."""
    data: dict[str, Any] = json.loads(_printed("grid_ground.mjs", json.dumps(asked)))
    return data


def small_ground() -> dict[str, Any]:
    """Return ground, drawing and plan of the drawn ground, the rim of every square as its own line."""
    data: dict[str, Any] = json.loads(small())
    arcs, units = data["ground"]["arcs"], data["ground"]["units"]
    for sides in ("a", "b", "geometry"):
        arcs[sides].pop()
    sides_of = [_sides(shape["coordinates"][0]) for shape in data["ground"]["shapes"]]
    for unit, own in enumerate(sides_of):
        inner = {side for other, k in zip(sides_of, units["subdistrict"], strict=True)
                 if other is not own and k == units["subdistrict"][unit] for side in other}
        rim = [[list(start), list(end)] for start, end in (sorted(side) for side in own - inner)]
        if rim:
            arcs["a"].append(unit)
            arcs["b"].append(-1)
            arcs["geometry"].append(rim)
    return data


def _sides(ring: list[list[float]]) -> set[frozenset[tuple[float, ...]]]:
    return {frozenset((tuple(a), tuple(b))) for a, b in pairwise(ring)}


def serve_files(context: BrowserContext) -> None:
    """Answer for a host of our own from the repository's files; every other host stays unknown."""
    context.route(f"{HOST}/**", _answer)


def _answer(route: Route) -> None:
    path = route.request.url.removeprefix(HOST)
    if path == "/":
        styles = "".join(f'<link rel="stylesheet" href="/app/assets/{name}">' for name in STYLES)
        route.fulfill(body=BARE.format(palette=palette.css(), styles=styles), content_type="text/html")
        return
    file = ROOT / path.lstrip("/")
    if not file.is_file():
        route.fulfill(status=404, body="")
        return
    kind = "text/javascript" if file.suffix == ".mjs" else mimetypes.guess_type(file.name)[0] or "text/plain"
    route.fulfill(path=file, content_type=kind)


def open_map(page: Page, data: dict[str, Any], *, language: str = "zh") -> None:
    """Open the editor's map on a ground; the session and all else are left on ``window``."""
    page.goto(f"{HOST}/")
    page.evaluate(
        "async (data) => (await import('/tests/browser/editor_harness.mjs')).start(data)",
        {"title": "小地块方案", "words": catalogues(), "language": language, **data},
    )
