"""The home page: every plan as one strip of ticks on the band."""

from __future__ import annotations

from collections.abc import Sequence

from app.maps.pages import PAGE_DATA, Assets, render_page
from app.maps.payload import catalogues
from app.plans.schemas import PlanSummary

STYLES = ("base.css", "home.css")


def render_home(plans: Sequence[PlanSummary], *, assets: Assets) -> str:
    """Return the page that lists plans."""
    data = {"words": catalogues(), "plans": [plan.model_dump(mode="json") for plan in plans]}
    return render_page(
        assets, title="四至", styles=STYLES, data=data, code=assets.start("sheet/home.js", f"start({PAGE_DATA})")
    )
