"""The pages of datasets: the list, and one dataset around a Folium map."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from app.maps.offline import OfflineFigure
from app.maps.pages import PAGE_DATA, Assets, render_page
from app.maps.payload import catalogues
from app.maps.render import STYLES, sheet_map

DATA_STYLES = (*STYLES, "data.css")
LIST_STYLES = ("base.css", "home.css", "data.css")


def render_dataset(dataset: Mapping[str, Any], *, is_local: bool, may_write: bool, assets: Assets) -> str:
    """Return the page of one dataset; files, columns and check are fetched by the page.

    Parameters
    ----------
    dataset
        As ``/api/v1/datasets/{id}`` answers it.
    is_local
        Whether its last check found metres without a place on Earth: a map has one system for its whole life.
    may_write
        Whether whoever looks draws plans and brings data.
    """
    data = {"words": catalogues(), "dataset": dict(dataset), "is_local": is_local, "may_write": may_write}
    figure = OfflineFigure(
        assets, title=f"{dataset['name']} · 四至", styles=DATA_STYLES, data=data, entry="data/dataset.js"
    )
    figure.add_child(sheet_map(is_local=is_local))
    return figure.render()


def render_datasets(page: Mapping[str, Any], *, may_write: bool, assets: Assets) -> str:
    """Return the page that lists datasets.

    Parameters
    ----------
    page
        What ``/api/v1/datasets`` answers.
    may_write
        See :func:`render_dataset`.
    """
    data = {"words": catalogues(), "page": dict(page), "may_write": may_write}
    return render_page(
        assets, title="数据 · 四至", styles=LIST_STYLES, data=data,
        code=assets.start("data/list.js", f"start({PAGE_DATA})"),
    )
