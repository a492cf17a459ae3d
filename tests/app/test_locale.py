"""The page's own words: the same keys in both languages, and one for whatever the optimiser may say."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

import app
from optimizer.plan import RELAXATIONS, SolveStatus, StoppedBy

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
