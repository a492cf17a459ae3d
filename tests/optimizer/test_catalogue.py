"""The catalogue: no rule is missing, each is judged by code that exists and held by a test that exists."""

import ast
import importlib
import re
from pathlib import Path

import pytest

from optimizer.rules.catalogue import ABOUT, WORDS, catalogue, citation
from optimizer.rules.conflicts import conflicts
from optimizer.rules.pack import Severity, bundled_packs, load_profile
from optimizer.rules.page import EXAMPLE, page

ROOT = Path(__file__).parents[2]
DIGEST = ROOT.parent / "shared" / "reference" / "rules.md"

# Written from rules.md: every identifier that speaks of a plan, a community or an area and can be measured.
BY_DOCUMENT = {
    "LH": "3.1 3.2 3.3 3.4 4.1 4.2 4.3 4.4 6.1 6.2 6.3 6.4 6.5 6.6 7.1 7.2 7.3 7.4 9.1 9.2 10.1 10.2 10.3 10.4 10.5 "
          "10.6 10.7 11.2 11.4 15.1 17.1 19.1 19.2",
    "LQ": "3.1 3.2 3.4 3.6 3.7 3.8 3.9 3.10 5.2",
    "CQ": "2.1 2.2 2.3 2.4 2.5 2.6 2.10 3.6 4.3",
    "RT": "6 7",
    "LAW": "3",
    "PL": "1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17",
}
MEASURED = [f"{code}-{number}" for code, numbers in BY_DOCUMENT.items() for number in numbers.split()]

COUNTS = {"LH": 52, "LHA": 8, "LQ": 15, "CQ": 28, "RT": 12, "LAW": 1, "PL": 17}
"""Identifiers of each document in rules.md."""


def defined(path: Path) -> set[str]:
    """Names of the tests in a file, those of a class as ``Class::test``."""
    names = set()
    for node in ast.parse(path.read_text(encoding="utf-8")).body:
        if isinstance(node, ast.FunctionDef):
            names.add(node.name)
        elif isinstance(node, ast.ClassDef):
            names |= {f"{node.name}::{part.name}" for part in node.body if isinstance(part, ast.FunctionDef)}
    return names


def found(path: str) -> object:
    """Import a dotted path, module or name in a module."""
    try:
        return importlib.import_module(path)
    except ModuleNotFoundError:
        module, _, name = path.rpartition(".")
        return getattr(importlib.import_module(module), name)


def test_every_document_is_complete():
    counts: dict[str, int] = {}
    for rule in catalogue():
        counts[rule.split("-")[0]] = counts.get(rule.split("-")[0], 0) + 1
    assert counts == COUNTS


@pytest.mark.parametrize("rule", MEASURED)
def test_what_can_be_measured_is_judged_by_code_and_held_by_a_test(rule):
    entry = catalogue()[rule]
    assert entry.code
    assert entry.tests


@pytest.mark.skipif(not DIGEST.is_file(), reason="the rule digest is not beside the project")
def test_no_identifier_of_the_digest_is_missing():
    text = DIGEST.read_text(encoding="utf-8")
    stated = set(re.findall(r"^\| ((?:LH|LQ|CQ|RT|PL)-[\dx.]+) \|", text, re.M))
    assert stated == {rule for rule in catalogue() if not rule.startswith(("LHA-", "LAW-"))}


def test_a_rule_that_speaks_of_a_plan_is_judged_or_is_said_to_be_for_people():
    """What is neither in code nor in a case is guidance or a record, and then has no test to name."""
    for rule in catalogue().values():
        assert rule.about in ABOUT, rule.id
        assert rule.where, rule.id
        assert bool(rule.code) == bool(rule.tests), rule.id
        if rule.about == "plan":
            assert rule.code or set(rule.where) == {"guidance"}, rule.id


@pytest.mark.parametrize("place", sorted({place for rule in catalogue().values() for place in rule.code}))
def test_the_code_exists(place):
    assert found(place) is not None


NAMED = sorted({test for rule in catalogue().values() for test in rule.tests})


@pytest.mark.parametrize("file", sorted({test.partition("::")[0] for test in NAMED}))
def test_the_tests_exist(file):
    named = {test.removeprefix(f"{file}::") for test in NAMED if test.startswith(f"{file}::")}
    assert named - defined(ROOT / file) == set()


def test_every_rule_of_a_document_has_its_clause_and_its_words():
    for rule in catalogue():
        source = citation(rule)
        if rule.startswith("PL-"):
            assert source is None, rule
        else:
            assert source is not None, rule
            assert source.quotation, rule


def test_rules_on_a_whole_plan_rest_on_rules_that_exist():
    for rule in catalogue().values():
        assert set(rule.rests_on) <= set(catalogue()), rule.id


def test_every_rule_that_a_pack_names_is_in_the_catalogue():
    for pack in bundled_packs():
        named = {rule for field in pack.fields.values() for rule in field.rules}
        assert named <= set(catalogue()), pack.id


def test_every_identifier_that_the_audit_reports_is_in_the_catalogue():
    checks = [path.read_text(encoding="utf-8") for path in (ROOT / "optimizer" / "checks").glob("*.py")]
    reported = {name for text in checks for name in re.findall(r'"((?:LHA?|LQ|CQ|RT|PL|LAW)-\d+(?:\.\d+)?)"', text)}
    assert reported
    assert reported <= set(catalogue())


def test_the_page_is_fresh():
    printed = (ROOT / "docs" / "rules.md").read_text(encoding="utf-8")
    assert printed == page(), "run: python -m optimizer.rules.page > docs/rules.md"


def test_the_page_shows_no_citation_beside_a_number_of_ours():
    rows = [line for line in page().splitlines() if "†" in line and line.startswith("| `")]
    assert rows
    assert not any("（" in row or "〔" in row for row in rows)


def test_the_words_for_what_is_not_code():
    assert {place for rule in catalogue().values() for place in rule.where if place not in rule.code} == set(WORDS)


def test_the_example_is_a_pack_that_works():
    profile = load_profile("my-district-2026", extra={"my-district-2026": EXAMPLE})
    field = profile.field("size.households_max")
    assert (field.value, field.severity, field.citation.title) == (2800, Severity.HARD, "《某区社区规模办法》")
    assert profile.field("facility.plaza_area_min").severity_for(is_new=False) is Severity.SOFT
    assert profile.field("size.households_target").citation is None
    assert conflicts(profile) == ()
