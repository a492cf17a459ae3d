"""Rule packs on the command line: listed, shown, checked, and an office's own file in the place of an identifier."""

from datetime import date

import pytest

from app.profiles import notices, open_profile
from optimizer.rules.page import EXAMPLE
from tests.app import drawn_grid as grid


@pytest.fixture
def own(tmp_path):
    """Write a pack file and return its path."""

    def write(text: str = EXAMPLE):
        file = tmp_path / "own.toml"
        file.write_text(text, encoding="utf-8")
        return file

    return write


def test_the_list_says_layer_and_dates(run):
    code, out, _ = run("profiles")
    (line,) = [line for line in out.splitlines() if line.startswith("lianhu-2024")]
    assert code == 0
    assert line.split()[2:4] == ["区", "2024-02-29"]


class TestShow:
    def test_a_cited_number_shows_its_clause_and_a_number_of_ours_none(self, run):
        _, out, _ = run("profiles", "show", "lianhu-2024")
        lines = {line.split()[0]: line for line in out.splitlines() if line.strip()}
        assert "（四）" in lines["size.households_max"]
        assert "社区一般按照1000户~5000户" in lines["size.households_max"]
        assert lines["walk.coverage_min_share"].endswith("软件自定")
        assert "现有 soft" in lines["facility.plaza_area_min"]

    def test_layers_that_differ_are_shown(self, run, monkeypatch):
        monkeypatch.setenv("SIZHI_LANG", "en")
        _, out, _ = run("profiles", "show", "lianhu-2024")
        assert "layers differ: 3,001 to 5,000 households: within Lianhu measures" in out

    def test_the_deciding_layer_is_named_under_an_overlay(self, run):
        _, out, _ = run("profiles", "show", "lianhu-2024", "--overlay", "soe-living-quarter")
        assert "所选区域: size.households_min" in out
        (line,) = [line for line in out.splitlines() if "所选区域: size.households_min " in line]
        assert "soe-living-quarter" in line

    def test_a_file_is_shown_as_an_identifier_is(self, run, own):
        code, out, _ = run("profiles", "show", own())
        assert code == 0
        assert "《某区社区规模办法》" in out


class TestCheck:
    def test_a_sound_pack(self, run, own):
        code, out, _ = run("profiles", "check", own())
        assert (code, "my-district-2026" in out) == (0, True)

    def test_all_flaws_at_once_each_on_its_line(self, run, own):
        broken = EXAMPLE.replace('layer = "district"', 'layer = "town"').replace("value = 800", "value = -1")
        code, _, err = run("profiles", "check", own(broken))
        assert code == 2
        assert "own.toml，第 6 行，layer" in err
        assert "own.toml，第 17 行，facility.plaza_area_min" in err

    def test_a_pack_that_stands_under_an_unknown_one(self, run, own):
        code, _, err = run("profiles", "check", own(EXAMPLE.replace("cn-law-2026", "cn-law-2027")))
        assert code == 2
        assert "cn-law-2027" in err

    def test_an_incomplete_pack_is_told_so(self, run, own):
        (stated,) = [line for line in EXAMPLE.splitlines() if line.startswith("households_max")]
        elided = 'households_max = { null = true, severity = "hard", rules = ["MD-4"] }'
        cited = '[citations]\n"MD-4" = { clause = "第四条" }\n\n[fields.size]'
        text = EXAMPLE.replace(stated, elided).replace("[fields.size]", cited)
        code, _, err = run("profiles", "check", own(text))
        assert code == 0
        assert "size.households_max 未填" in err


class TestNotices:
    def test_the_quarters_refuse_to_judge_the_maximum(self):
        ((zh, en),) = notices(open_profile("soe-living-quarter"), date(2026, 11, 22))
        assert "size.households_max" in zh
        assert "LQ-3.10" in en

    def test_a_plan_of_another_time(self):
        told = notices(open_profile("cn-law-1989"), date(2026, 1, 1))
        assert [en for _, en in told if "ended on 2025-12-31" in en]

    def test_nothing_is_said_of_a_pack_in_force(self):
        assert notices(open_profile("lianhu-2024"), date(2026, 11, 22)) == []


def test_a_file_serves_where_an_identifier_does(run, own, tmp_path):
    """An audit under the office's own pack: the breach cites the office's own clause."""
    code, out, _ = run("audit", grid.areas(tmp_path), "--profile", own(), "--json")
    assert code in (0, 1)
    assert '"profile": "my-district-2026"' in out
    assert "第四条" in out
