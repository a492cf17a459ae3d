"""TOML text to a rule pack; every breach of the schema names the pack, the field and the remedy."""

from __future__ import annotations

import difflib
import hashlib
import json
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, NoReturn

from geodata.domain import AreaKind
from optimizer.errors import PackError
from optimizer.rules.field import Field, Pack, Severity, Source
from optimizer.rules.schema import CROSSINGS, FIELDS, WEIGHTS, is_number

_TEXTS = ("id", "version", "title_zh", "title_en", "jurisdiction")
_KEYS = (
    *_TEXTS, "valid_from", "valid_to", "selector", "sources", "citations", "fields", "severity", "weights", "crossing",
)
_FIELD_KEYS = (
    "value", "null", "inclusive", "severity", "severity_existing", "severity_district", "rules", "clause", "quotation",
    "design_default",
)
_TABLE = ("应写成表，如 { value = 1000 }", "write a table, such as { value = 1000 }")


def parse_pack(text: str, *, name: str) -> Pack:
    """Read one rule pack.

    Parameters
    ----------
    text
        TOML; the bundled packs are examples of the layout.
    name
        What to call it in messages (a file name, or its identifier).

    Raises
    ------
    PackError
        Where the text is not TOML or breaks the schema.
    """
    try:
        content = tomllib.loads(text, parse_float=Decimal)
    except tomllib.TOMLDecodeError as error:
        raise PackError(
            f"规则包 {name} 不是有效的 TOML：{error}", f"Rule pack {name} is not valid TOML: {error}"
        ) from error
    return _Reader(name, content).pack()


@dataclass(frozen=True)
class _Reader:
    """One pack being read: the name for messages, and its TOML content."""

    name: str
    content: Mapping[str, Any]

    def pack(self) -> Pack:
        content = self.content
        self._known(content, _KEYS, "")
        texts = {key: self._text(content, key) for key in _TEXTS}
        return Pack(
            **texts,
            valid_from=self._date(content, "valid_from"),
            valid_to=self._date(content, "valid_to"),
            sources=tuple(self._source(source) for source in self._list(content, "sources", dict)),
            selector=tuple(
                AreaKind(self._one_of("selector", kind, AreaKind)) for kind in self._list(content, "selector")
            ),
            fields={
                path: self._field(path, stated, texts["id"])
                for path, stated in self._leaves(self._table(content, "fields"))
            },
            severities={
                path: Severity(self._one_of(f"severity.{path}", value, Severity))
                for path, value in self._leaves(self._table(content, "severity"))
            },
            weights=self._weights(self._table(content, "weights")),
            crossing=self._numbers("crossing", self._table(content, "crossing"), CROSSINGS),
            hash=_hash(content),
        )

    def _leaves(self, table: Mapping[str, Any], prefix: str = "") -> Iterator[tuple[str, Any]]:
        """Yield dotted names of known fields, however the tables are nested."""
        for key, value in table.items():
            path = f"{prefix}{key}"
            if path in FIELDS:
                yield path, value
            elif isinstance(value, dict) and any(known.startswith(f"{path}.") for known in FIELDS):
                yield from self._leaves(value, f"{path}.")
            else:
                self._unknown(path, FIELDS)

    def _field(self, path: str, stated: Any, pack: str) -> Field:
        if not isinstance(stated, dict):
            self._fail(path, *_TABLE)
        self._known(stated, _FIELD_KEYS, f"{path}.")
        spec = FIELDS[path]
        severities = {
            key: Severity(self._one_of(f"{path}.{key}", stated[key], Severity)) if key in stated else None
            for key in ("severity", "severity_existing", "severity_district")
        }
        rules, clause, quotation = self._citation(path, stated)
        return Field(
            path=path, value=self._value(path, stated), unit=spec.unit, compare=spec.compare,
            inclusive=self._flag(path, stated, "inclusive", default=spec.compare not in ("<", ">")),
            rules=rules, clause=clause, quotation=quotation,
            design_default=self._flag(path, stated, "design_default"), pack=pack, **severities,
        )

    def _value(self, path: str, stated: Mapping[str, Any]) -> Any:
        if ("value" in stated) == self._flag(path, stated, "null"):
            self._fail(path, "写 value，或写 null = true", "state a value, or null = true")
        if "value" not in stated:
            return None
        if not FIELDS[path].accepts(stated["value"]):
            zh, en = FIELDS[path].wants
            self._fail(path, f"{zh}，现为 {stated['value']!r}", f"expected {en}, found {stated['value']!r}")
        return _frozen(stated["value"])

    def _citation(self, path: str, stated: Mapping[str, Any]) -> tuple[tuple[str, ...], str | None, str | None]:
        """Rules, clause and quotation; a number of ours has none, any other number must have some."""
        rules = tuple(self._list(stated, "rules"))
        is_cited = bool(rules) or "clause" in stated
        if self._flag(path, stated, "design_default"):
            if is_cited or "quotation" in stated:
                self._fail(
                    path, "自定数值不带出处：删去出处，或删去 design_default",
                    "a number of ours carries no citation: drop the citation, or design_default",
                )
            return (), None, None
        if "value" in stated and not is_cited:
            self._fail(
                path, "没有出处：写 rules 或 clause；自定的写 design_default = true",
                "no source: state rules or clause, or design_default = true for a number of your own",
            )
        citations = self._table(self.content, "citations")
        for rule in rules:
            if rule not in citations:
                self._unknown(f"citations.{rule}", [f"citations.{known}" for known in citations])
        cited = {**self._table(citations, rules[0])} if rules else {}
        cited.update({key: stated[key] for key in ("clause", "quotation") if key in stated})
        texts = {key: self._text(cited, key) if key in cited else None for key in ("clause", "quotation")}
        return rules, texts["clause"], texts["quotation"]

    def _weights(self, table: Mapping[str, Any]) -> Mapping[str, Mapping[str, float]]:
        return {
            objective: self._numbers(f"weights.{objective}", numbers, WEIGHTS) for objective, numbers in table.items()
        }

    def _numbers(self, where: str, table: Any, names: Iterable[str]) -> Mapping[str, float]:
        if not isinstance(table, dict):
            self._fail(where, *_TABLE)
        self._known(table, names, f"{where}.")
        for key, value in table.items():
            if not is_number(value):
                self._fail(f"{where}.{key}", "应为非负数", "expected a number, 0 or more")
        return {key: float(value) for key, value in table.items()}

    def _source(self, stated: Mapping[str, Any]) -> Source:
        self._known(stated, ("code", "title", "issued"), "sources.")
        return Source(self._text(stated, "code"), self._text(stated, "title"), self._date(stated, "issued"))

    def _text(self, table: Mapping[str, Any], key: str) -> str:
        value = table.get(key)
        if not isinstance(value, str) or not value:
            self._fail(key, "缺少，应为文字", "missing: state a text")
        return value

    def _flag(self, path: str, table: Mapping[str, Any], key: str, *, default: bool = False) -> bool:
        value = table.get(key, default)
        if not isinstance(value, bool):
            self._fail(f"{path}.{key}", "应为 true 或 false", "expected true or false")
        return value

    def _table(self, table: Mapping[str, Any], key: str) -> Mapping[str, Any]:
        value = table.get(key, {})
        if not isinstance(value, dict):
            self._fail(key, *_TABLE)
        return value

    def _list(self, table: Mapping[str, Any], key: str, item: type = str) -> list[Any]:
        value = table.get(key, [])
        if not isinstance(value, list) or not all(isinstance(entry, item) for entry in value):
            self._fail(key, "应写成列表，如 [ … ]", "write a list, [ … ]")
        return value

    def _date(self, table: Mapping[str, Any], key: str) -> date | None:
        value = table.get(key)
        if value is not None and not isinstance(value, date):
            self._fail(key, "应为日期，如 2024-02-29", "expected a date such as 2024-02-29")
        return value

    def _one_of(self, where: str, value: Any, choices: Iterable[str]) -> str:
        listed = [str(choice) for choice in choices]
        if value not in listed:
            self._fail(
                where, f"应为 {'、'.join(listed)} 之一，现为 {value!r}",
                f"expected one of {', '.join(listed)}, found {value!r}",
            )
        return str(value)

    def _known(self, table: Mapping[str, Any], names: Iterable[str], prefix: str) -> None:
        for key in table:
            if key not in names:
                self._unknown(f"{prefix}{key}", [f"{prefix}{known}" for known in names])

    def _unknown(self, path: str, known: Iterable[str]) -> NoReturn:
        near = difflib.get_close_matches(path, list(known), n=3)
        hint_zh, hint_en = (f"；相近的有 {'、'.join(near)}", f"; close: {', '.join(near)}") if near else ("", "")
        self._fail(path, f"没有这个名称{hint_zh}", f"no such name{hint_en}")

    def _fail(self, path: str, message_zh: str, message_en: str) -> NoReturn:
        raise PackError(f"规则包 {self.name}，{path}：{message_zh}", f"Rule pack {self.name}, {path}: {message_en}")


def _frozen(value: Any) -> Any:
    if isinstance(value, list):
        return tuple(_frozen(item) for item in value)
    if isinstance(value, dict):
        return {key: _frozen(item) for key, item in value.items()}
    return value


def _hash(content: Mapping[str, Any]) -> str:
    canonical = json.dumps(content, sort_keys=True, ensure_ascii=False, default=str, separators=(",", ":"))
    return hashlib.sha256(canonical.encode()).hexdigest()
