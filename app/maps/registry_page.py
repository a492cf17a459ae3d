"""The page of the registry (台账): what its columns are called comes from where they are defined."""

from __future__ import annotations

from functools import cache
from typing import Any

from app.forms import form
from app.maps.pages import Assets
from app.maps.work_page import render_work
from app.registry.columns import STATES, ByHand, FromTheCase


def render_registry(*, assets: Assets, may_import: bool) -> str:
    """Return the page; entries are fetched by the page.

    Parameters
    ----------
    may_import
        Whether whoever looks enters communities that no case brought.
    """
    return render_work("registry", assets=assets, data={**registry_words(), "may_import": may_import})


@cache
def registry_words() -> dict[str, Any]:
    """Tell the columns: those that the case fills and those that are entered by hand, and what each state is called."""
    return {
        "of_case": form("of_case", ("系统填写", "filled by the case"), FromTheCase).model_dump(mode="json")["fields"],
        "by_hand": form("by_hand", ("人工填写", "entered by hand"), ByHand).model_dump(mode="json")["fields"],
        "states": [{"value": value, "zh": zh, "en": en} for value, (zh, en) in STATES.items()],
    }
