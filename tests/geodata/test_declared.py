"""The user's table of neighbours, on the drawn grid of nine squares and through the files."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
import shapely

from geodata.adjacency import find_borders
from geodata.declared import read_declared
from geodata.domain import Crossing
from geodata.errors import BadValueError, MissingColumnError
from geodata.input_files import InputFiles
from geodata.offices import office_ground
from geodata.prepare import prepare
from geodata.raw import RawLayer
from geodata.record import Severity
from tests.geodata.drawn_ground import OFFICE
from tests.geodata.ground_frames import codes, collection, feature
from tests.geodata.land_frames import NO_LINES, as_units, drawn_lines, found, grid_of_squares, placed
from tests.geodata.test_offices import nine


@pytest.fixture
def table(record):
    """Read rows of a table of neighbours."""
    def _read(*rows, columns=("a", "b", "adjacent"), mapping=None):
        frame = pd.DataFrame(rows, columns=columns, index=range(2, 2 + len(rows)))
        layers = {"adjacency": (RawLayer("相邻.csv", frame),)}
        return read_declared(layers, {"adjacency": mapping or {}}, record)

    return _read


def units(**offices):
    squares = grid_of_squares()
    return as_units(placed(squares, {name: offices.get(name, "街") for name in squares}))


def pairs(borders, *, declared=None):
    rows = borders if declared is None else borders[borders["declared"] == declared]
    return set(zip(rows["a"], rows["b"], strict=True))


def test_without_a_table_nothing_is_declared(record):
    told = read_declared({}, {}, record)
    borders = find_borders(units(), NO_LINES, declared=told)
    assert len(borders) == 12
    assert not borders["declared"].any()


def test_a_pair_that_is_told_becomes_adjacent(table, record):
    """a1 and a9 lie 141 m apart, corner to corner over a5."""
    borders = find_borders(units(), NO_LINES, declared=table(("a9", "a1", "是")))
    assert pairs(borders, declared=True) == {("a1", "a9")}
    assert len(borders) == 13
    row = borders[borders["declared"]].iloc[0]
    assert (row["length_m"], row["on_line_m"], row["crossing"], row["between"], row["bridges"]) == (0, 0, 0, (), ())
    (note,) = found(record, "adjacency.joined")
    assert note.measured == "141 m"


def test_a_pair_that_is_told_apart_is_no_longer_adjacent(table, record):
    borders = find_borders(units(), NO_LINES, declared=table(("a5", "a4", "no")))
    assert len(borders) == 11
    assert ("a4", "a5") not in pairs(borders)
    assert found(record, "adjacency.apart")[0].measured == "100 m"


def test_what_is_adjacent_anyway_keeps_its_border(table, record):
    borders = find_borders(units(), NO_LINES, declared=table(("a4", "a5", "adjacent")))
    assert len(borders) == 12
    assert pairs(borders, declared=True) == {("a4", "a5")}
    assert borders["length_m"].tolist() == [100] * 12
    assert found(record, "adjacency.known")[0].severity is Severity.NOTE


def test_the_way_between_declared_neighbours_still_crosses_the_river(table):
    """A ferry over a river: they are neighbours, and crossing costs."""
    river = drawn_lines(("河", "river", [(150, -10), (150, 310)]))
    borders = find_borders(units(), river, declared=table(("a4", "a6", "yes")))
    row = borders[borders["declared"]].iloc[0]
    assert row["crossing"] == Crossing.RIVER
    assert [(line.kind, line.name, line.along_m) for line in row["between"]] == [("river", "河", 0)]


def test_all_pieces_of_an_area_are_told_apart(table):
    """a4 and a5 are the pieces of one area 大院: its borders with a6 and a1 go, those between the pieces stay."""
    pieces = units()
    pieces["area_id"] = ["大院" if unit in ("a4", "a5") else unit for unit in pieces.index]
    borders = find_borders(pieces, NO_LINES, declared=table(("大院", "a6", "否"), ("a1", "大院", "否")))
    assert pairs(find_borders(pieces, NO_LINES)) - pairs(borders) == {("a5", "a6"), ("a1", "a4")}


def test_of_the_pieces_of_an_area_the_nearest_is_joined(table):
    pieces = units()
    pieces["area_id"] = ["大院" if unit in ("a1", "a2") else unit for unit in pieces.index]
    borders = find_borders(pieces, NO_LINES, declared=table(("大院", "a9", "是")))
    assert pairs(borders, declared=True) == {("a2", "a9")}


def test_of_two_rows_about_one_pair_the_later_counts(table):
    pieces = units()
    pieces["area_id"] = ["大院" if unit in ("a1", "a2") else unit for unit in pieces.index]
    rows = ("大院", "a3", "否"), ("a2", "a3", "是")
    assert ("a2", "a3") in pairs(find_borders(pieces, NO_LINES, declared=table(*rows)))
    assert ("a2", "a3") not in pairs(find_borders(pieces, NO_LINES, declared=table(*rows[::-1])))
    joined = ("a1", "a9", "是"), ("大院", "a9", "否")
    assert ("a1", "a9") not in pairs(find_borders(pieces, NO_LINES, declared=table(*joined)))


def test_two_street_offices_cannot_be_joined(table, record):
    borders = find_borders(units(a9="东"), NO_LINES, declared=table(("a1", "a9", "是")))
    assert not borders["declared"].any()
    assert found(record, "adjacency.offices")[0].severity is Severity.WARNING


def test_an_unknown_identifier_names_row_and_remedy(table):
    with pytest.raises(BadValueError) as caught:
        find_borders(units(), NO_LINES, declared=table(("a1", "a2", "是"), ("a1", "zz", "是")))
    assert caught.value.feature == "zz"
    assert "相邻.csv 第 3 行" in caught.value.message_zh
    assert "row 3" in caught.value.message_en


@pytest.mark.parametrize(
    "rows",
    [
        [("a1", "a2", "也许")], [("a1", "a2", None)], [(None, "a2", "是")], [("a1", "a1", "是")],
        [("a1", "a2", "是"), ("a2", "a1", "否")],
    ],
)
def test_rows_that_cannot_be_meant_are_refused(table, rows):
    with pytest.raises(BadValueError, match=r"相邻\.csv row"):
        table(*rows)


def test_a_repeated_row_counts_once(table):
    assert len(table(("a1", "a2", "是"), ("a2", "a1", "相邻")).rows) == 1


def test_columns_are_found_by_usual_headers_or_told(table):
    assert table(("a1", "a2", "不相邻"), columns=("甲", "乙", "是否相邻")).rows[0].adjacent is False
    told = table(("a1", "a2", "1"), columns=("u", "v", "ok"), mapping={"a": "u", "b": "v", "adjacent": "ok"})
    assert told.rows[0].adjacent
    with pytest.raises(MissingColumnError):
        table(("a1", "a2"), columns=("a", "b"))


def test_the_optimiser_is_told(table):
    dataset = nine()
    borders = find_borders(dataset.units, dataset.lines, declared=table(("a1", "a9", "是")))
    office = office_ground(replace(dataset, borders=borders), OFFICE)
    assert np.flatnonzero(office.border_declared).tolist() == [office.borders.tolist().index([0, 8])]


def test_the_table_is_a_file_like_the_others(write):
    """Three compounds in a row, and a table that joins the ends and parts the middle from the right."""
    squares = {name: shapely.box(100 * i, 0, 100 * i + 100, 100) for i, name in enumerate("abc")}
    areas = collection(*(feature({"area_id": name, "households": 10}, shape) for name, shape in squares.items()))
    files = InputFiles(
        areas=write("areas.geojson", areas), adjacency=write("相邻.csv", "a,b,adjacent\na,c,是\nb,c,否\n"),
        crs="EPSG:4545",
    )
    dataset = prepare(files)
    assert pairs(dataset.borders) == {("a", "b"), ("a", "c")}
    assert "相邻.csv" in dataset.inputs
    assert {"adjacency.joined", "adjacency.apart"} <= set(codes(dataset.findings))
    with pytest.raises(BadValueError):
        prepare(InputFiles(areas=files.areas, adjacency=write("b.csv", "a,b,adjacent\na,x,是\n"), crs="EPSG:4545"))
