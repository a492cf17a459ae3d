"""The page of one case: what happened, the frozen plan on its map, audit, papers, and the decision."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from app.maps.pages import PAGE_DATA, Assets, render_page
from app.maps.payload import catalogues
from app.maps.render import leaflet_head
from app.maps.work_page import WORK_STYLES

CASE_STYLES = (*WORK_STYLES, "approval/case.css")


def render_case(*, case_id: str, title: str, forms: Sequence[Mapping[str, Any]], assets: Assets) -> str:
    """Return the page of a case; everything but the forms of its records is fetched by the page.

    Parameters
    ----------
    title
        Number of the case, for the window.
    forms
        Records of this kind of case as forms, see :func:`app.approval.pages.record_forms`.
    """
    data = {"words": catalogues(), "case_id": case_id, "forms": list(forms)}
    return render_page(
        assets, title=f"{title} · 四至", styles=CASE_STYLES, data=data, head=leaflet_head(assets),
        code=assets.start("approval/case.js", f"start({PAGE_DATA})"),
    )
