"""The page that prints a plan: sheets of A3, drawn by the page in millimetres, true to scale."""

from __future__ import annotations

from app.maps.pages import PAGE_DATA, Assets, render_page
from app.maps.payload import catalogues
from app.maps.render import leaflet_head

PRINT_STYLES = ("base.css", "print/print.css")


def render_print(*, plan_id: str, title: str, version: int, head: int, assets: Assets) -> str:
    """Return the page that prints a version of a plan; what it draws is fetched by the page.

    Parameters
    ----------
    version, head
        The version to print, and the newest one.
    """
    data = {"words": catalogues(), "plan_id": plan_id, "title": title, "version": version, "head": head}
    return render_page(
        assets, title=f"{title} · 四至", styles=PRINT_STYLES, data=data, head=leaflet_head(assets),
        code=assets.start("print/print.js", f"start({PAGE_DATA})"),
    )
