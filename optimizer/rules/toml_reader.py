"""Reading TOML values of an office's file: what is wrong is noted with its remedy, and reading goes on."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from optimizer.rules.flaws import FlawedText, dotted
from optimizer.rules.schema import is_day
from optimizer.rules.toml_lines import Keys

TABLE = ("应写成表，如 { value = 1000 }", "write a table, such as { value = 1000 }")


class TomlReader:
    """TOML content being read, and the flaws found so far.

    Parameters
    ----------
    content
        The whole file.
    flawed
        Where flaws are noted.
    """

    def __init__(self, content: Mapping[str, Any], flawed: FlawedText) -> None:
        self.content = content
        self.flawed = flawed

    def text(self, table: Mapping[str, Any], at: Keys) -> str:
        """Read a text that must be there."""
        value = table.get(at[-1])
        if not isinstance(value, str) or not value:
            self.flawed.add(at, "缺少，应为文字", "missing: state a text")
            return ""
        return value

    def flag(self, at: Keys, table: Mapping[str, Any], key: str, *, default: bool = False) -> bool:
        """Read ``true`` or ``false``."""
        value = table.get(key, default)
        if not isinstance(value, bool):
            self.flawed.add((*at, key), "应为 true 或 false", "expected true or false")
            return default
        return value

    def table(self, table: Mapping[str, Any], key: str, at: Keys = ()) -> Mapping[str, Any]:
        """Read a table; empty where there is none."""
        value = table.get(key, {})
        if not isinstance(value, dict):
            self.flawed.add((*at, key), *TABLE)
            return {}
        return value

    def items(self, at: Keys, item: type = str, of: Mapping[str, Any] | None = None) -> list[Any]:
        """Read a list; empty where there is none."""
        value = (self.content if of is None else of).get(at[-1], [])
        if not isinstance(value, list) or not all(isinstance(entry, item) for entry in value):
            self.flawed.add(at, "应写成列表，如 [ … ]", "write a list, [ … ]")
            return []
        return value

    def day(self, table: Mapping[str, Any], at: Keys) -> date | None:
        """Read a date; ``None`` where there is none."""
        value = table.get(at[-1])
        if value is not None and not is_day(value):
            self.flawed.add(at, "应为日期，如 2024-02-29", "expected a date such as 2024-02-29")
            return None
        return value

    def one_of(self, at: Keys, value: Any, choices: Iterable[str]) -> str:
        """Read one of some words; the first where it is none of them."""
        listed = [str(choice) for choice in choices]
        if value not in listed:
            self.flawed.add(
                at, f"应为 {'、'.join(listed)} 之一，现为 {shown(value)}",
                f"expected one of {', '.join(listed)}, found {shown(value)}",
            )
            return listed[0]
        return str(value)

    def known(self, table: Mapping[str, Any], names: Iterable[str], at: Keys) -> None:
        """Note every name of a table that is not among those known."""
        listed = list(names)
        for key in table:
            if key not in listed:
                self.flawed.add_unknown((*at, key), [dotted((*at, known)) for known in listed])


def shown(value: Any) -> str:
    """Show a value as it would stand in the file."""
    if isinstance(value, bool):
        return str(value).lower()
    return repr(value) if isinstance(value, str) else str(value)
