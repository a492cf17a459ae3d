"""Plan and check as Folium pages."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from app.maps.offline import OfflineFigure, OfflineMap
from app.maps.pages import EMBEDDED, Assets
from app.maps.payload import check_data, plan_data
from app.maps.sheet import CheckSheet, PlanSheet

STYLES = ("base.css", "sheet.css")


def render_plan(sheet: PlanSheet, *, assets: Assets = EMBEDDED) -> str:
    """Return the page of a plan.

    Parameters
    ----------
    assets
        Linked where a server serves ``app/assets``; embedded for a file that opens from disk.

    Raises
    ------
    AssetsMissingError
        Where the set-up has not installed the browser assets.
    """
    return render_plan_data(plan_data(sheet), assets=assets)


def render_check(sheet: CheckSheet, *, assets: Assets = EMBEDDED) -> str:
    """Return the page of a check; see :func:`render_plan`."""
    return _render(check_data(sheet), entry="sheet/check.js", assets=assets)


def render_plan_data(data: Mapping[str, Any], *, assets: Assets) -> str:
    """Return the page of a plan from what :func:`app.maps.payload.plan_data` made of it."""
    return _render(data, entry="sheet/plan.js", assets=assets)


def _render(data: Mapping[str, Any], *, entry: str, assets: Assets) -> str:
    figure = OfflineFigure(assets, title=f"{data['title']} · 四至", styles=STYLES, data=data, entry=entry)
    figure.add_child(sheet_map(is_local=data["is_local"]))
    return figure.render()


def leaflet_head(assets: Assets) -> tuple[str, str]:
    """Return the head of a page that makes its maps itself."""
    return assets.style("vendor/leaflet/leaflet.css"), assets.script("vendor/leaflet/leaflet.js")


def sheet_map(*, is_local: bool) -> OfflineMap:
    """Return the map of a sheet: in Web Mercator, or in metres without a place on Earth."""
    # Folium keeps min_zoom and max_zoom for tile layers: these two go to the map itself.
    zooms = {"minZoom": -10, "maxZoom": 3} if is_local else {"minZoom": 8, "maxZoom": 20}
    return OfflineMap(
        crs="Simple" if is_local else "EPSG3857", zoom_start=0 if is_local else 12,
        zoom_snap=0.25, zoom_delta=0.5, wheel_px_per_zoom_level=120, double_click_zoom=False, **zooms,
    )
