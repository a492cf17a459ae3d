"""The pages of people: signing in, one's own account, and who takes part."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from app.maps.pages import PAGE_DATA, Assets, render_page
from app.maps.payload import catalogues

PEOPLE_STYLES = ("base.css", "home.css", "editor/panels.css", "sign_in/sign_in.css", "sign_in/people.css")


def render_sign_in(
    *, wanted: str, provider: str | None, problem: Mapping[str, str] | None, assets: Assets
) -> str:
    """Return the page for signing in.

    Parameters
    ----------
    wanted
        Address to go on to; the page leads to addresses of its own server only.
    provider
        What the identity provider is called; ``None`` where there is none.
    problem
        ``{"message_zh", "message_en"}``: why a way in through the provider failed.
    """
    data = {"words": catalogues(), "next": wanted, "provider": provider, "problem": problem}
    return render_page(
        assets, title="登录 · 四至", styles=("base.css", "sign_in/sign_in.css"), data=data,
        code=assets.start("sign_in/page.js", f"start({PAGE_DATA})"),
    )


def render_account(me: Mapping[str, Any], *, assets: Assets) -> str:
    """Return the page of one's own account; `me` as ``/api/v1/me`` answers it."""
    return render_page(
        assets, title="账号 · 四至", styles=PEOPLE_STYLES, data={"words": catalogues(), "me": dict(me)},
        code=assets.start("sign_in/account.js", f"start({PAGE_DATA})"),
    )


def render_people(kinds: Mapping[str, tuple[str, str]], scopes: list[str], *, assets: Assets) -> str:
    """Return the page of organisations, accounts and keys; the lists are fetched by the page."""
    data = {
        "words": catalogues(), "kinds": [{"id": kind, "zh": zh, "en": en} for kind, (zh, en) in kinds.items()],
        "scopes": scopes,
    }
    return render_page(
        assets, title="人员 · 四至", styles=PEOPLE_STYLES, data=data,
        code=assets.start("sign_in/people.js", f"start({PAGE_DATA})"),
    )
