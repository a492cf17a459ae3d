"""The report of a check: figures of a drawn ground worked by hand, groups, places, and what a plan can do."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

from app.checks.findings import amount, group
from app.checks.outlook import Able
from app.checks.remedies import REMEDIES, remedy_of
from app.checks.report import check_report
from app.checks.text import sections, verdict
from geodata.domain import Datum
from geodata.input_files import InputFiles
from geodata.prepare import prepare
from geodata.record import Finding, Severity
from tests.app import drawn_grid as grid

GEODATA = Path(__file__).parents[3] / "geodata"


def finding(code="areas.overlap", severity=Severity.WARNING, measured=None, **more):
    return Finding(code, severity, f"{code} 请核实", code, measured=measured, **more)


@pytest.fixture
def checked(tmp_path):
    def _checked(**columns):
        dataset = prepare(InputFiles(str(grid.areas(tmp_path, **columns))))
        return check_report(dataset)

    return _checked


def lines(report, name):
    return next((section.lines for section in sections(report) if section.name == name), ())


class TestFigures:
    def test_counts_of_the_nine_squares(self, checked):
        counts = checked().counts
        assert (counts.areas, counts.units, counts.households, counts.population) == (9, 9, 9_875, None)
        assert (counts.offices, counts.communities, counts.unplaced) == (1, 2, 0)
        assert counts.largest[1] == 1_900
        assert counts.median_households == 1_200
        assert counts.population_unknown == 9

    def test_twelve_borders_of_nine_squares(self, checked):
        adjacency = checked().adjacency
        assert (adjacency.pairs, adjacency.corners, adjacency.islands) == (12, 0, ())
        assert adjacency.on_line_share is None  # no line was given

    def test_the_land_is_900_by_900_metres(self, checked):
        assert checked().land.km2 == pytest.approx(0.81, rel=1e-6)

    def test_what_was_read(self, checked):
        (source,) = checked().sources
        assert (source.role, source.file, source.rows) == ("areas", "areas.geojson", 9)
        assert (source.encoding, source.crs, source.datum) == ("utf-8", grid.CRS, Datum.WGS84)
        assert dict(source.shapes) == {"Polygon": 9}

    def test_ways_of_counting_stand_side_by_side(self, checked):
        dwellings = dict.fromkeys(grid.HOUSEHOLDS, 2_000)
        report = checked(households_registered=dict.fromkeys(grid.HOUSEHOLDS, 10), households_dwellings=dwellings)
        told = {count.basis.value: count.households for count in report.household_counts.by_basis}
        assert told == {"registered": 90, "dwellings": 18_000}
        (line,) = [line for line in lines(report, "counts") if "households_registered" in line.zh]
        assert "18,000 户" in line.zh
        assert "90 户" in line.zh

    def test_an_island_is_named_with_its_households(self, tmp_path):
        rows = grid.features({"households": grid.HOUSEHOLDS}, cells=("a1", "a2", "c3"))
        report = check_report(prepare(InputFiles(str(grid.write(tmp_path / "areas.geojson", rows)))))
        (island,) = report.adjacency.islands
        assert (island.units, island.households) == (("c3",), 75)
        assert any(ability.code == "plan.islands" for ability in report.abilities)


class TestAbilities:
    def able(self, report):
        return {ability.code: ability.able for ability in report.abilities}

    def test_squares_alone_can_be_planned_and_compared(self, checked):
        assert self.able(checked()) == {
            "plan.communities": Able.YES, "plan.today": Able.YES, "plan.walking": Able.PARTLY,
            "plan.four_bounds": Able.NO, "plan.premises": Able.NO, "plan.persons": Able.NO,
        }

    def test_without_households_nothing_is_planned(self, tmp_path):
        rows = grid.features({"name": {"a1": "甲"}})
        report = check_report(prepare(InputFiles(str(grid.write(tmp_path / "areas.geojson", rows)))))
        assert self.able(report)["plan.communities"] is Able.NO
        assert "不能规划" in verdict(report).zh
        assert report.counts.households is None

    def test_persons_known_of_some(self, checked):
        population = {**dict.fromkeys(grid.HOUSEHOLDS, 100), "a1": None}
        assert self.able(checked(population=population))["plan.persons"] is Able.PARTLY


class TestPlaces:
    def test_a_row_without_a_place_is_listed_and_counted(self, tmp_path):
        rows = grid.features({"households": grid.HOUSEHOLDS})
        rows[0]["geometry"] = None
        report = check_report(prepare(InputFiles(str(grid.write(tmp_path / "areas.geojson", rows)))))
        assert (report.counts.areas, report.counts.unplaced, report.counts.unplaced_households) == (9, 1, 1_200)
        assert report.counts.households == 9_875
        assert any("1,200" in line.zh for line in lines(report, "outside"))

    def test_rows_of_a_file_are_never_taken_for_areas(self, tmp_path):
        """A row number is no identifier, even where an area is called like it."""
        source = tmp_path / "areas.csv"
        source.write_text("area_id,x,y,households\n2,0,0,x\n3,900,0,100\n9,0,900,100\n", encoding="utf-8")
        report = check_report(prepare(InputFiles(str(source), crs="local")))
        (unreadable,) = [f for f in report.findings if f.severity is Severity.ERROR]
        assert unreadable.place is None
        assert report.has_errors


class TestGroups:
    def test_the_gravest_first_and_the_largest_as_the_example(self):
        found = group([
            finding(severity=Severity.NOTE), finding(measured="20.5 m²"), finding(measured="80.0 m²"),
            finding("areas.x", Severity.ERROR),
        ])
        assert [one.severity for one in found] == [Severity.ERROR, Severity.WARNING, Severity.NOTE]
        overlaps = found[1]
        assert (overlaps.count, overlaps.size.worst, overlaps.size.total) == (2, 80.0, 100.5)
        assert overlaps.worst.measured == "80.0 m²"

    def test_what_stands_for_the_rest_is_counted_but_is_no_worst(self):
        (found,) = group([finding(measured="30.0 m²"), finding(measured="500.0 m²", count=40)])
        assert (found.count, found.size.worst, found.size.total) == (41, 30.0, 530.0)

    @pytest.mark.parametrize(("measured", "repaired", "expected"), [
        ("10.0 m²", "12.5 m²", (2.5, "m²")), ("0.8 m²", "0 m²", (0.8, "m²")), ("7 parts", None, (7.0, "parts")),
        ("6336 households", "3 units", (6336.0, "households")), ("12x", "0", None), (None, None, None),
    ])
    def test_a_repair_is_as_large_as_its_change(self, measured, repaired, expected):
        assert amount(finding(measured=measured, repaired=repaired)) == expected


def _codes():
    """Every code that geodata raises as an error or a warning, with its Chinese message."""
    for path in GEODATA.glob("*.py"):
        for call in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if not isinstance(call, ast.Call):
                continue
            texts = [_text(argument) for argument in call.args]
            severities = {node.attr for argument in call.args for node in ast.walk(argument)
                          if isinstance(node, ast.Attribute) and ast.unparse(node.value) == "Severity"}
            code = next((t for t in texts if "." in t and t.isascii() and " " not in t and t[0] != "{"), None)
            message = next((t for t in texts if not t.isascii()), None)
            if code and message and severities & {"ERROR", "WARNING"}:
                yield pytest.param(code, message, id=f"{path.stem}-{code}")


def _text(node):
    if isinstance(node, ast.Constant):
        return str(node.value)
    if isinstance(node, ast.JoinedStr):
        return "".join(_text(part) if isinstance(part, ast.Constant) else "{}" for part in node.values)
    if isinstance(node, ast.BinOp):
        return _text(node.left) + _text(node.right)
    return "?"


@pytest.mark.parametrize(("code", "message"), list(_codes()))
def test_every_error_and_warning_says_what_to_do(code, message):
    assert "请" in message or "可在" in message or remedy_of(Finding(code, Severity.WARNING, message, "")) is not None


def test_every_remedy_is_for_a_code_that_exists():
    sources = "".join(path.read_text(encoding="utf-8") for path in GEODATA.glob("*.py"))
    assert {code for code in REMEDIES if f'"{code}"' not in sources and code.split(".")[1] not in sources} == set()
