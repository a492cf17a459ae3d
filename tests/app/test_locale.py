"""The page's own words: the same keys in both languages, and one for whatever the optimiser may say."""

from __future__ import annotations

import json
import tomllib
from pathlib import Path

import pytest

import app
import optimizer.rules
from optimizer.audit import audit
from optimizer.plan import RELAXATIONS, SolveStatus, StoppedBy
from optimizer.rules.pack import Layer, bundled_packs, load_profile
from tests.optimizer.drawn_facts import plan

LOCALE = Path(app.__file__).parent / "locale"


@pytest.fixture(params=["zh", "en"])
def catalogue(request) -> dict[str, str]:
    return json.loads((LOCALE / f"{request.param}.json").read_text(encoding="utf-8"))


def test_both_languages_have_the_same_keys():
    zh, en = (json.loads((LOCALE / f"{name}.json").read_text(encoding="utf-8")) for name in ("zh", "en"))
    assert set(zh) == set(en)


@pytest.mark.parametrize("action", RELAXATIONS)
def test_every_way_out_has_words(catalogue, action):
    assert "{target}" in catalogue[f"relax.{action}"]


@pytest.mark.parametrize("status", list(SolveStatus))
def test_every_status_has_words(catalogue, status):
    assert any(key.endswith(f".{status.value}") for key in catalogue)


@pytest.mark.parametrize("reason", list(StoppedBy))
def test_every_reason_to_stop_has_words(catalogue, reason):
    assert any(key.endswith(f".{reason.value}") for key in catalogue)


def test_every_rule_that_a_check_may_raise_has_a_name(catalogue):
    """Under its identifier; where a pack has none, under the dotted name of the field (design section 4.6)."""
    rules = tomllib.loads((Path(optimizer.rules.__file__).parent / "catalogue.toml").read_text(encoding="utf-8"))
    judged = {
        rule for rule, told in rules.items()
        if any(place.startswith(("optimizer.checks.", "optimizer.audit.")) for place in told["where"])
    }
    assert judged
    assert {rule for rule in judged if f"rule.{rule}" not in catalogue} == set()


def test_every_field_that_a_community_is_judged_by_has_a_name(catalogue):
    """No page shows a dotted name where a pack cites no identifier: plans audited under every bundled pack."""
    raised = {
        finding.rule for pack in bundled_packs() if pack.layer is not Layer.OVERLAY
        for finding in audit(plan(), load_profile(pack.id)).findings
    }
    assert len(raised) > len(bundled_packs())
    assert {rule for rule in raised if f"rule.{rule}" not in catalogue} == set()
