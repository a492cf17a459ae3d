"""Flaws of a TOML file written by an office: all of them at once, each with line, field and remedy."""

from __future__ import annotations

import difflib
import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from optimizer.rules.toml_lines import Keys, key_lines, line_of


def dotted(at: Keys) -> str:
    """Name nested keys for people; of a rule field the table ``fields`` is left unsaid."""
    return ".".join(at[1:] if at[:1] == ("fields",) else at)


@dataclass(frozen=True)
class Flaw:
    """One thing to mend: where (dotted name and line, where known) and how, in Chinese and English."""

    where: str
    line: int | None
    message_zh: str
    message_en: str


@dataclass
class FlawedText:
    """A TOML text being read, and what was found wrong with it so far.

    Attributes
    ----------
    kind_zh, kind_en
        What the file is, for messages.
    name
        Name of the file, or an identifier.
    """

    kind_zh: str
    kind_en: str
    name: str
    text: str
    flaws: list[Flaw] = field(default_factory=list)

    def content(self) -> Mapping[str, Any]:
        """Read the TOML; empty, with a flaw noted, where it is none."""
        try:
            return tomllib.loads(self.text, parse_float=Decimal)
        except tomllib.TOMLDecodeError as error:
            spot = re.search(r"line (\d+)", str(error))
            self.flaws.append(Flaw(
                "TOML", int(spot[1]) if spot else len(self.text.splitlines()) or 1,
                f"写法有误，请对照自带的规则包改正（{error}）", f"not valid TOML, compare a bundled pack ({error})",
            ))
            return {}

    def add(self, at: Keys, message_zh: str, message_en: str) -> None:
        """Note a flaw at nested keys."""
        self.flaws.append(Flaw(dotted(at), line_of(self._lines(), at), message_zh, message_en))

    def add_unknown(self, at: Keys, known: Iterable[str]) -> None:
        """Note a name that does not exist, and those that resemble it."""
        near = difflib.get_close_matches(dotted(at), list(known), n=3)
        hint_zh, hint_en = (f"；相近的有 {'、'.join(near)}", f"; close: {', '.join(near)}") if near else ("", "")
        self.add(at, f"没有这个名称{hint_zh}", f"no such name{hint_en}")

    def messages(self) -> tuple[str, str]:
        """All flaws in the order of their lines, one a line, in Chinese and English."""
        ordered = sorted(self.flaws, key=lambda flaw: (flaw.line is None, flaw.line or 0))
        zh = [
            f"{self.kind_zh} {self.name}，{f'第 {flaw.line} 行，' if flaw.line else ''}{flaw.where}：{flaw.message_zh}"
            for flaw in ordered
        ]
        en = [
            f"{self.kind_en} {self.name}, {f'line {flaw.line}, ' if flaw.line else ''}{flaw.where}: {flaw.message_en}"
            for flaw in ordered
        ]
        return "\n".join(zh), "\n".join(en)

    def _lines(self) -> Mapping[Keys, int]:
        return key_lines(self.text)
