"""HTML pages that ask no other host for anything: where scripts and styles come from, and the frame of a page.

Every script and style is a file of ``app/assets``: linked under an address of our server, or embedded so that the
page opens from disk alone. An address that is neither raises.
"""

from __future__ import annotations

import base64
import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from markupsafe import escape

from app.errors import AppError, AssetsMissingError
from app.maps import palette

ASSETS = Path(__file__).parents[1] / "assets"

IMPORT = re.compile(r'^import \{[^}]*\} from "\./([\w-]+\.js)";\n', re.MULTILINE)
EXPORT = re.compile(r"^export (?=(?:async )?(?:function|const|class) )", re.MULTILINE)
STYLE_URL = re.compile(r"url\(([\w./-]+)\)")


class OutsideAddressError(AppError):
    """A page element that would ask another host for a script or a style."""

    code = "maps.outside_address"


@dataclass(frozen=True)
class Reader:
    """Who reads a page, for its bar and for what it writes.

    Attributes
    ----------
    territory
        The subdistrict in which alone the reader draws; ``None`` where the reader is bound to none.
    token
        What the page sends as ``X-CSRF-Token``.
    provider
        What the identity provider is called, ``None`` where there is none.
    """

    id: str
    name: str
    organisation: str
    is_administrator: bool
    territory: str | None
    token: str
    provider: str | None = None

    def told(self) -> dict[str, Any]:
        """Return what the bar of the page says of the reader."""
        return {
            "name": self.name, "organisation": self.organisation, "is_administrator": self.is_administrator,
            "territory": self.territory,
        }


@dataclass(frozen=True)
class Assets:
    """Where a page takes its scripts and styles from.

    Attributes
    ----------
    address
        Address of ``app/assets`` on the server, ending in a slash; ``None`` embeds every file in the page.
    nonce
        Value that the content security policy of the answer asks of inline scripts and styles.
    home
        Address that the wordmark leads to, ``None`` for a page that stands alone.
    reader
        Who reads the page, ``None`` where nobody signs in.
    """

    address: str | None = None
    nonce: str | None = None
    home: str | None = None
    reader: Reader | None = None

    def script(self, name: str) -> str:
        """Return the element for a classic script of ours, such as ``vendor/leaflet/leaflet.js``."""
        if self.address is not None:
            return f'<script src="{self.address}{_checked(name)}"></script>'
        return self.inline_script(_text(name))

    def style(self, name: str) -> str:
        """Return the element for a style sheet of ours."""
        if self.address is not None:
            return f'<link rel="stylesheet" href="{self.address}{_checked(name)}">'
        return self.inline_style(_with_pictures(name))

    def inline_script(self, code: str, kind: str = "text/javascript") -> str:
        """Return an inline script element; no text in it can end the element early."""
        return f'<script type="{kind}"{self._permit()}>{code.replace("</", "<\\/")}</script>'

    def inline_style(self, rules: str) -> str:
        """Return an inline style element."""
        return f"<style{self._permit()}>{rules}</style>"

    def start(self, module: str, call: str) -> str:
        """Return code that calls `call`, a function exported by one of our ES modules with its arguments."""
        if self.address is not None:
            return f'import("{self.address}{_checked(module)}").then((page) => page.{call});'
        return f'(() => {{\n"use strict";\n{joined(module)}\n{call};\n}})();'

    def _permit(self) -> str:
        return f' nonce="{self.nonce}"' if self.nonce else ""


EMBEDDED = Assets()
"""Everything inside the page: it opens from disk with no network."""


def _checked(name: str) -> str:
    if ":" in name or name.startswith("/") or ".." in name:
        raise OutsideAddressError(
            f"页面元素引用了外部地址 {name}。请把文件装入 app/assets 后按相对路径引用。",
            f"A page element asks for the outside address {name}. Put the file under app/assets and name it there.",
        )
    return name


@cache
def _text(name: str) -> str:
    path = ASSETS / _checked(name)
    if not path.is_file():
        raise AssetsMissingError(
            f"缺少浏览器组件 {name}。请运行 make install。", f"The browser asset {name} is missing. Run make install."
        )
    return path.read_text(encoding="utf-8")


@cache
def _with_pictures(name: str) -> str:
    folder = (ASSETS / name).parent

    def embed(match: re.Match[str]) -> str:
        picture = base64.b64encode((folder / match[1]).read_bytes()).decode()
        return f"url(data:image/png;base64,{picture})"

    return STYLE_URL.sub(embed, _text(name))


def joined(module: str) -> str:
    """Join an ES module and all it imports into one classic script, imported modules first.

    Holds for the plain form that our modules keep: named imports from the same folder, no renaming, and
    top-level names that are unique among the modules of a page.
    """
    folder, _, entry = module.rpartition("/")
    order: list[str] = []

    def visit(name: str) -> None:
        if name not in order:
            for needed in IMPORT.findall(_text(f"{folder}/{name}")):
                visit(needed)
            order.append(name)

    visit(entry)
    return "\n".join(EXPORT.sub("", IMPORT.sub("", _text(f"{folder}/{name}"))) for name in order)


def to_json(value: Any) -> str:
    """Write JSON that may stand inside a script element: no character of it can end or open markup."""
    text = json.dumps(value, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
    for character in "<>&\u2028\u2029":
        text = text.replace(character, f"\\u{ord(character):04x}")
    return text


def render_page(
    assets: Assets,
    *,
    title: str,
    styles: Iterable[str],
    data: Mapping[str, Any],
    code: str,
    head: Iterable[str] = (),
    body: str = "",
) -> str:
    """Return a whole page.

    Parameters
    ----------
    styles
        Our style sheets, in order, laid over those in `head`.
    data
        Handed to the scripts as the element ``page-data``; they read it through :data:`PAGE_DATA`.
    code
        Inline script, run last.
    head, body
        Markup of ours: no text from a file may stand in it.
    """
    parts = [
        '<!DOCTYPE html>\n<html lang="zh-CN">\n<head>\n<meta charset="utf-8">',
        '<meta name="viewport" content="width=device-width, initial-scale=1">',
        f'<link rel="icon" href="{_icon(assets)}">',
        f"<title>{escape(title)}</title>",
        *_token(assets.reader),
        assets.inline_style(palette.css()),
        *head,
        *map(assets.style, styles),
        "</head>\n<body>",
        body,
        f'<script type="application/json" id="page-data">{to_json({**_common(assets), **data})}</script>',
        assets.inline_script(code),
        "</body>\n</html>\n",
    ]
    return "\n".join(parts)


def _common(assets: Assets) -> dict[str, Any]:
    """Return what every page is told; who reads it only where people sign in."""
    return {"home": assets.home} | ({} if assets.reader is None else {"reader": assets.reader.told()})


def _token(reader: Reader | None) -> list[str]:
    if reader is None:
        return []
    provider = "" if reader.provider is None else f' data-provider="{escape(reader.provider)}"'
    return [f'<meta name="csrf-token" content="{escape(reader.token)}" data-person="{escape(reader.id)}"{provider}>']


PAGE_DATA = 'JSON.parse(document.getElementById("page-data").textContent)'
"""JavaScript for the data of the page."""


def _icon(assets: Assets) -> str:
    if assets.address is not None:
        return f"{assets.address}favicon.svg"
    return "data:image/svg+xml;base64," + base64.b64encode(_text("favicon.svg").encode()).decode()
