"""The page that a browser gets where another one cannot be shown: both languages, the way home, and no script."""

from __future__ import annotations

from collections.abc import Mapping
from http import HTTPStatus

from markupsafe import escape

from app.maps import palette
from app.maps.pages import Assets

STYLES = ("base.css", "problem.css")
HEADINGS: Mapping[int, tuple[str, str]] = {
    403: ("无权打开这一页", "This page is not yours to open"),
    404: ("没有这一页", "There is no such page"),
    410: ("这一页已不在", "This page is gone"),
    500: ("程序出错", "A fault of the program"),
    503: ("暂时打不开", "Not available for now"),
}
OTHERWISE = "这一页打不开", "This page cannot be opened"
WORDMARK = (
    '<svg class="wordmark" viewBox="0 0 20 20" aria-hidden="true"><rect x="5.5" y="5.5" width="9" height="9"/>'
    '<path d="M10 0v3.4M10 16.6v3.4M0 10h3.4M16.6 10h3.4"/></svg>'
)


def render_problem(status: int, code: str, message_zh: str, message_en: str, *, assets: Assets) -> str:
    """Return the page.

    Parameters
    ----------
    status
        HTTP status of the answer.
    code
        Stable code of the problem, for whoever is asked about it.
    message_zh, message_en
        What is wrong and what to do; a text from a file or an address may stand in it.
    """
    zh, en = HEADINGS.get(status, OTHERWISE)
    home = assets.home or "/"
    parts = [
        '<!DOCTYPE html>\n<html lang="zh-CN">\n<head>\n<meta charset="utf-8">',
        '<meta name="viewport" content="width=device-width, initial-scale=1">',
        f'<link rel="icon" href="{assets.address}favicon.svg">',
        f"<title>{zh} · 四至</title>",
        assets.inline_style(palette.css()),
        *map(assets.style, STYLES),
        '</head>\n<body class="problem-page">',
        f'<header class="bar"><a class="brand" href="{home}">{WORDMARK}<b>四至</b></a></header>',
        f'<main>\n<h1>{zh} <span lang="en">{en}</span></h1>',
        f"<p>{escape(message_zh)}</p>",
        f'<p lang="en">{escape(message_en)}</p>',
        f'<p class="way"><a class="home-link" href="{home}">回首页 <span lang="en">Home</span></a></p>',
        f'<p class="caption">{status} {HTTPStatus(status).phrase} · {escape(code)}</p>',
        "</main>\n</body>\n</html>\n",
    ]
    return "\n".join(parts)
