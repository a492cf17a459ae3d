"""The catalogue of rules: what each identifier says, where it is judged, which test holds it."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources

from optimizer.rules.field import Citation, Severity
from optimizer.rules.pack import bundled_packs

_FILE = "catalogue.toml"
WORDS = {"workflow": "approval and transfer cases", "record": "stored and shown", "guidance": "said to people"}
"""Where a rule is taken care of, if not in code."""

ABOUT = ("plan", "community", "area", "case", "district", "office")
"""Of what a rule speaks; the first three are a matter of the audit."""


@dataclass(frozen=True)
class Rule:
    """One identifier of rules.md.

    Attributes
    ----------
    about
        One of :data:`ABOUT`.
    rests_on
        For rules on a whole plan: the clauses that they follow from.
    where
        Dotted paths of the code that judges it, or a key of :data:`WORDS`.
    tests
        Tests that hold it, ``file::Class::test``.
    """

    id: str
    zh: str
    en: str
    severity: Severity
    about: str
    rests_on: tuple[str, ...]
    where: tuple[str, ...]
    tests: tuple[str, ...]

    @property
    def code(self) -> tuple[str, ...]:
        """Dotted paths of the code that judges it."""
        return tuple(place for place in self.where if place not in WORDS)


@cache
def catalogue() -> Mapping[str, Rule]:
    """Load all rules by identifier, in the order of rules.md."""
    text = (resources.files("optimizer.rules") / _FILE).read_text(encoding="utf-8")
    return {
        name: Rule(
            name, entry["zh"], entry["en"], Severity(entry["severity"]), entry["about"],
            tuple(entry.get("rests_on", ())), tuple(entry["where"]), tuple(entry.get("tests", ())),
        )
        for name, entry in tomllib.loads(text).items()
    }


def citation(rule: str) -> Citation | None:
    """Find where a rule stands in the bundled packs; ``None`` for those on a whole plan, which rest on others."""
    return next((pack.citations[rule] for pack in bundled_packs() if rule in pack.citations), None)
