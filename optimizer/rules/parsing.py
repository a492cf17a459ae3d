"""TOML text to a rule pack; every breach of the schema names the pack, the line, the field and the remedy."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from geodata.domain import AreaKind
from optimizer.errors import PackError
from optimizer.rules.coherence import contradictions
from optimizer.rules.field import Citation, Field, Layer, Pack, Severity, Source
from optimizer.rules.flaws import FlawedText
from optimizer.rules.schema import CROSSINGS, FIELDS, WEIGHTS, is_number
from optimizer.rules.toml_lines import Keys
from optimizer.rules.toml_reader import TABLE, TomlReader, shown

_TEXTS = ("id", "version", "title_zh", "title_en", "jurisdiction")
_KEYS = (
    *_TEXTS, "layer", "under", "valid_from", "valid_to", "selector", "sources", "citations", "fields", "severity",
    "notes", "weights", "crossing",
)
_FIELD_KEYS = (
    "value", "null", "inclusive", "severity", "rules", "source", "clause", "quotation", "design_default",
    "base_only",
)
_CITATION_KEYS = ("source", "clause", "quotation")
_SEVERITIES = {"new": "existing", "community": "district", "before": "entered"}
"""Where one severity does not serve all: for whom it is, and for whom the other one."""


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
        Where the text is not TOML or breaks the schema; the message lists every flaw.
    """
    flawed = FlawedText("规则包", "Rule pack", name, text)
    content = flawed.content()
    pack = None if flawed.flaws else _Reader(content, flawed).pack()
    if pack is None or flawed.flaws:
        raise PackError(*flawed.messages())
    return pack


class _Reader(TomlReader):
    """One pack being read."""

    def __init__(self, content: Mapping[str, Any], flawed: FlawedText) -> None:
        super().__init__(content, flawed)
        self._sources = tuple(self._source(stated, i) for i, stated in enumerate(self.items(("sources",), dict)))
        stated = self.table(content, "citations")
        self._citations = {
            rule: self._cited(("citations", rule), self.table(stated, rule, ("citations",)), rule.split("-")[0])
            for rule in stated
        }

    def pack(self) -> Pack:
        content = self.content
        self.known(content, _KEYS, ())
        texts = {key: self.text(content, (key,)) for key in _TEXTS}
        pack = Pack(
            **texts,
            layer=Layer(self.one_of(("layer",), content.get("layer", Layer.DISTRICT), Layer)),
            under=tuple(self.items(("under",))),
            valid_from=self.day(content, ("valid_from",)),
            valid_to=self.day(content, ("valid_to",)),
            sources=self._sources,
            selector=tuple(
                AreaKind(self.one_of(("selector",), kind, AreaKind)) for kind in self.items(("selector",))
            ),
            citations={rule: citation for rule, citation in self._citations.items() if citation is not None},
            fields={
                path: self._field(path, stated, texts["id"])
                for path, stated in self._leaves(self.table(content, "fields"), ("fields",))
            },
            severities={
                path: Severity(self.one_of(("severity", *path.split(".")), value, Severity))
                for path, value in self._leaves(self.table(content, "severity"), ("severity",))
            },
            notes=tuple(self._note(stated) for stated in self.items(("notes",), dict)),
            weights={
                objective: self._numbers(("weights", objective), numbers, WEIGHTS)
                for objective, numbers in self.table(content, "weights").items()
            },
            crossing=self._numbers(("crossing",), self.table(content, "crossing"), CROSSINGS),
            hash=_hash(content),
        )
        for path, zh, en in contradictions(pack):
            self.flawed.add(("fields", *path.split(".")) if path in FIELDS else (path,), zh, en)
        return pack

    def _leaves(self, table: Mapping[str, Any], at: Keys) -> Iterator[tuple[str, Any]]:
        """Yield dotted names of known fields, however the tables are nested."""
        for key, value in table.items():
            keys = (*at, key)
            path = ".".join(keys[1:])
            if path in FIELDS:
                yield path, value
            elif isinstance(value, dict) and any(known.startswith(f"{path}.") for known in FIELDS):
                yield from self._leaves(value, keys)
            else:
                self.flawed.add_unknown(keys, FIELDS)

    def _field(self, path: str, stated: Any, pack: str) -> Field:
        at: Keys = ("fields", *path.split("."))
        if not isinstance(stated, dict):
            self.flawed.add(at, *TABLE)
            stated = {"null": True}
        self.known(stated, _FIELD_KEYS, at)
        spec = FIELDS[path]
        severities = self._severities(at, stated.get("severity"))
        rules, citation = self._citation(at, stated)
        return Field(
            path=path, value=self._value(at, path, stated), unit=spec.unit, compare=spec.compare,
            inclusive=self.flag(at, stated, "inclusive", default=spec.compare not in ("<", ">")),
            severity=severities.get("severity"), severity_existing=severities.get("existing"),
            severity_district=severities.get("district"), severity_entered=severities.get("entered"),
            rules=rules, citation=citation,
            design_default=self.flag(at, stated, "design_default"), pack=pack,
            base_only=self.flag(at, stated, "base_only"),
        )

    def _value(self, at: Keys, path: str, stated: Mapping[str, Any]) -> Any:
        if ("value" in stated) == self.flag(at, stated, "null"):
            self.flawed.add(at, "写 value，或写 null = true", "state a value, or null = true")
            return None
        if "value" not in stated:
            return None
        if not FIELDS[path].accepts(stated["value"]):
            zh, en = FIELDS[path].wants
            found = shown(stated["value"])
            self.flawed.add(at, f"{zh}，现为 {found}", f"expected {en}, found {found}")
            return None
        return _frozen(stated["value"])

    def _severities(self, at: Keys, stated: Any) -> dict[str, Severity]:
        """Read one severity, or a pair such as ``{ new = "hard", existing = "soft" }``."""
        if stated is None:
            return {}
        at = (*at, "severity")
        if not isinstance(stated, dict):
            return {"severity": Severity(self.one_of(at, stated, Severity))}
        pair = next((pair for pair in _SEVERITIES.items() if set(stated) == set(pair)), None)
        if pair is None:
            pairs = [f"{first}, {second}" for first, second in _SEVERITIES.items()]
            self.flawed.add(at, f"应为成对的 {'；'.join(pairs)}", f"expected a pair of {'; '.join(pairs)}")
            return {}
        return {
            name: Severity(self.one_of((*at, key), stated[key], Severity))
            for name, key in zip(("severity", pair[1]), pair, strict=True)
        }

    def _citation(self, at: Keys, stated: Mapping[str, Any]) -> tuple[tuple[str, ...], Citation | None]:
        """Rules and where they stand; a number of ours has none, any other number must have some."""
        rules = tuple(self.items((*at, "rules"), of=stated))
        is_cited = bool(rules) or "clause" in stated
        if self.flag(at, stated, "design_default"):
            if is_cited or "quotation" in stated or "source" in stated:
                self.flawed.add(
                    at, "自定数值不带出处：删去出处，或删去 design_default",
                    "a number of ours carries no citation: drop the citation, or design_default",
                )
            return (), None
        if not is_cited and "value" in stated:
            self.flawed.add(
                at, "没有出处：写 rules 或 clause；自定的写 design_default = true",
                "no source: state rules or clause, or design_default = true for a number of your own",
            )
        for rule in rules:
            if rule not in self._citations:
                self.flawed.add_unknown(("citations", rule), [f"citations.{known}" for known in self._citations])
        if "clause" in stated:
            own = {key: stated[key] for key in _CITATION_KEYS if key in stated}
            return rules, self._cited(at, own, rules[0].split("-")[0] if rules else None)
        return rules, self._citations.get(rules[0]) if rules else None

    def _cited(self, at: Keys, stated: Mapping[str, Any], code: str | None) -> Citation | None:
        """Read document, clause and quotation.

        The document is the one that is named, else the one whose code begins the identifier, else the only one there
        is; a pack without ``sources`` is taken for the document of its own title.
        """
        self.known(stated, _CITATION_KEYS, at)
        if "clause" not in stated:
            self.flawed.add(at, "缺少 clause：写明条款", "clause is missing: name the clause")
            return None
        clause = self.text(stated, (*at, "clause"))
        quotation = self.text(stated, (*at, "quotation")) if "quotation" in stated else None
        if not self._sources:
            return Citation(str(self.content.get("title_zh")), None, clause, quotation)
        code = stated.get("source", code)
        codes = [source.code for source in self._sources]
        if code is None and len(codes) == 1:
            code = codes[0]
        if code not in codes:
            self.flawed.add(
                (*at, "source"), f"应为 sources 里的 {'、'.join(codes)} 之一，现为 {shown(code)}",
                f"expected one of {', '.join(codes)} of the sources, found {shown(code)}",
            )
            return None
        source = self._sources[codes.index(code)]
        return Citation(source.title, source.issued, clause, quotation)

    def _source(self, stated: Mapping[str, Any], index: int) -> Source:
        at = ("sources", str(index))
        self.known(stated, ("code", "title", "issued"), at)
        return Source(
            self.text(stated, (*at, "code")), self.text(stated, (*at, "title")), self.day(stated, (*at, "issued"))
        )

    def _note(self, stated: Mapping[str, Any]) -> tuple[str, str]:
        self.known(stated, ("zh", "en"), ("notes",))
        return self.text(stated, ("notes", "zh")), self.text(stated, ("notes", "en"))

    def _numbers(self, at: Keys, table: Any, names: Iterable[str]) -> Mapping[str, float]:
        if not isinstance(table, dict):
            self.flawed.add(at, *TABLE)
            return {}
        self.known(table, names, at)
        for key, value in table.items():
            if not is_number(value):
                self.flawed.add((*at, key), "应为非负数", "expected a number, 0 or more")
        return {key: float(value) for key, value in table.items() if is_number(value)}


def _frozen(value: Any) -> Any:
    if isinstance(value, list):
        return tuple(_frozen(item) for item in value)
    if isinstance(value, dict):
        return {key: _frozen(item) for key, item in value.items()}
    return value


def _hash(content: Mapping[str, Any]) -> str:
    canonical = json.dumps(content, sort_keys=True, ensure_ascii=False, default=str, separators=(",", ":"))
    return hashlib.sha256(canonical.encode()).hexdigest()
