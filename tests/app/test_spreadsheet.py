"""Tables for Excel: the mark of UTF-8, and no cell that runs as a formula."""

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.spreadsheet import as_csv, quoted, unquoted


@pytest.mark.parametrize("cell", ["=1+1", "+86", "-社区", "@SUM(A1)", "\tx", "\rx"])
def test_what_looks_like_a_formula_is_quoted(cell):
    assert quoted(cell) == f"'{cell}"


@pytest.mark.parametrize("cell", ["新街+1", "和平社区", "A-1", "", 5, -5, None])
def test_all_else_stays_as_it_is(cell):
    assert quoted(cell) == cell


@given(st.text())
def test_quoting_can_be_undone(text):
    assert unquoted(quoted(text)) == text


def test_a_table_opens_in_excel_and_keeps_its_cells():
    content = as_csv(["社区", "户"], [["和平, 北", 5], ['=cmd|"/c calc"', None]])
    assert content.startswith(b"\xef\xbb\xbf")
    assert list(csv.reader(io.StringIO(content.decode("utf-8-sig")))) == [
        ["社区", "户"], ["和平, 北", "5"], ["'=cmd|\"/c calc\"", ""],
    ]
