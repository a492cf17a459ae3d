"""The planner's page: a Folium map whose logic is the ES modules of ``app/assets/editor``.

The page itself is small and says only where things are; ground, drawing and judgement are fetched by the page, so that
frame, legend and table are there at once.
"""

from __future__ import annotations

from collections.abc import Sequence

from app.maps.basemap import BaseMap
from app.maps.offline import OfflineFigure
from app.maps.pages import Assets
from app.maps.payload import catalogues
from app.maps.render import STYLES, sheet_map

EDITOR_STYLES = (*STYLES, "editor/panels.css", "editor/map.css", "approval/shared.css")


def render_editor(
    *, plan_id: str, title: str, is_local: bool, submits: Sequence[str], assets: Assets,
    base_map: BaseMap | None = None,
) -> str:
    """Return the page on which a plan is drawn.

    Parameters
    ----------
    plan_id
        The plan; its documents are fetched from ``/api/v1/plans/{plan_id}``.
    title
        Name of the plan, for the window until the page has read it.
    is_local
        Whether the dataset is in metres without a place on Earth: a page has one system for its whole life.
    submits
        Kinds of case in which whoever looks hands plans in.
    base_map
        Tiles to lay under the sheet; none under a dataset without a place on Earth.
    assets
        Linked: the modules are loaded one by one as the browser asks for them.
    """
    data: dict[str, object] = {
        "title": title, "words": catalogues(), "plan_id": plan_id, "is_local": is_local, "submits": submits,
    }
    if base_map is not None and not is_local:
        data["base_map"] = base_map.told()
    figure = OfflineFigure(
        assets, title=f"{title} · 四至", styles=EDITOR_STYLES, data=data, entry="editor/editor.js"
    )
    figure.add_child(sheet_map(is_local=is_local))
    return figure.render()
