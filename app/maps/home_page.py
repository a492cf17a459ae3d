"""The home page: what to go on with, every plan as one strip of ticks on the band, the ground, what happened."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from app.maps.pages import PAGE_DATA, Assets, render_page
from app.maps.payload import catalogues
from app.maps.render import STYLES, leaflet_head

HOME_STYLES = (*STYLES, "editor/panels.css", "home.css", "approval/shared.css")


def render_home(home: Mapping[str, Any], *, assets: Assets) -> str:
    """Return the home page; `home` as :func:`app.plans.home.home_data` makes it."""
    return render_page(
        assets, title="四至", styles=HOME_STYLES, data={"words": catalogues(), **home}, head=leaflet_head(assets),
        code=assets.start("home/home.js", f"start({PAGE_DATA})"),
    )
