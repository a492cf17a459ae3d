"""Two plans side by side: a Folium map for the first, the second drawn beside it by the page."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from app.maps.offline import OfflineFigure
from app.maps.pages import Assets
from app.maps.payload import catalogues
from app.maps.render import STYLES, sheet_map

COMPARE_STYLES = (*STYLES, "editor/panels.css", "compare/compare.css")


def render_compare(
    *, a: str | None, b: str | None, plans: Sequence[Mapping[str, Any]], is_local: bool, assets: Assets
) -> str:
    """Return the page that compares two plans; all figures are fetched by the page.

    Parameters
    ----------
    a, b
        ``ID`` or ``ID@VERSION``; ``None`` where there is nothing to compare yet.
    plans
        Drawn plans to choose from, each with ``id``, ``name``, ``version`` (newest), ``series``.
    is_local
        Whether the ground has no place on Earth: a map has one system for its whole life.
    """
    data = {"words": catalogues(), "a": a, "b": b, "plans": list(plans), "is_local": is_local}
    figure = OfflineFigure(
        assets, title="比较 · 四至", styles=COMPARE_STYLES, data=data, entry="compare/compare.js"
    )
    figure.add_child(sheet_map(is_local=is_local))
    return figure.render()
