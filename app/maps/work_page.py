"""The pages of approval that list: tasks, cases, the calendar of deadlines, the registry, reports."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, Literal

from app.maps.pages import PAGE_DATA, Assets, render_page
from app.maps.payload import catalogues

WORK_STYLES = ("base.css", "sheet.css", "editor/panels.css", "home.css", "approval/shared.css", "approval/work.css")
WORK_TITLES = {
    "tasks": "我的待办", "cases": "报审件", "calendar": "期限", "registry": "台账", "reports": "报表",
    "waivers": "豁免",
}

WorkView = Literal["tasks", "cases", "calendar", "registry", "reports", "waivers"]


def render_work(view: WorkView, *, assets: Assets, data: Mapping[str, Any] = MappingProxyType({})) -> str:
    """Return one of the pages; what it lists is fetched by the page.

    Parameters
    ----------
    data
        What the page has to know beyond its words.
    """
    return render_page(
        assets, title=f"{WORK_TITLES[view]} · 四至", styles=WORK_STYLES, data={"words": catalogues(), **data},
        code=assets.start(f"approval/{view}.js", f"start({PAGE_DATA})"),
    )
