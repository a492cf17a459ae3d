"""Columns of numbers: clean cells are read all at once, and exactly as one by one."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from geodata.numbers import read_numbers
from geodata.transforms import transformer

FIGURES = st.decimals(-(10**12), 10**12, allow_nan=False, places=6).map(lambda number: f"{number:f}")


@given(st.lists(FIGURES, min_size=1, max_size=30))
def test_a_clean_column_reads_as_its_cells_beside_others_do(figures):
    """A blank in front is taken off cell by cell and changes nothing."""
    clean, spaced = read_numbers(pd.Series(figures)), read_numbers(pd.Series([f" {figure}" for figure in figures]))
    assert clean.values.tolist() == spaced.values.tolist() == [float(figure) for figure in figures]
    assert not clean.unreadable.any()
    assert not clean.rewritten.any()
    assert not spaced.rewritten.any()


@pytest.mark.parametrize("dtype", [object, "str"])
def test_each_cell_of_a_mixed_column_keeps_its_place(dtype):
    read = read_numbers(pd.Series(["12", "3,005户", None, "***", "约40", "5.", "+7", "八百"], dtype=dtype))
    assert np.nan_to_num(read.values, nan=-1).tolist() == [12, 3005, -1, -1, 40, 5, 7, -1]
    assert np.flatnonzero(read.rewritten).tolist() == [1, 4]
    assert np.flatnonzero(read.approximate).tolist() == [4]
    assert np.flatnonzero(read.suppressed).tolist() == [3]
    assert np.flatnonzero(read.unreadable).tolist() == [3, 7]


@pytest.mark.parametrize(
    ("cell", "number"),
    [("007", 7), ("12345678901234567890", 1.2345678901234567e19), ("0.1234567890123456789", 0.12345678901234568),
     ("1e3", 1000), (12, 12), (0.5, 0.5), ("-0.5", -0.5)],
)
def test_figures_of_every_length(cell, number):
    assert read_numbers(pd.Series([cell], dtype=object)).values.tolist() == [number]


def test_an_empty_column():
    assert read_numbers(pd.Series([], dtype=object)).values.tolist() == []


def test_a_way_between_systems_is_found_once():
    assert transformer("EPSG:4326", "EPSG:4545") is transformer("EPSG:4326", "EPSG:4545")
    east, north = transformer("EPSG:4326", "EPSG:4545").transform(108, 0)
    assert (east, north) == pytest.approx((500_000, 0), abs=1e-3)
