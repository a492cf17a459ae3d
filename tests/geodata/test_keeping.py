"""A dataset kept and recalled: nothing changes, nothing runs."""

import io
import json
import zipfile
from dataclasses import fields
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
from geopandas.testing import assert_geodataframe_equal

from geodata.dataset import Dataset, _hash
from geodata.errors import UnreadableFileError
from geodata.input_files import InputFiles
from geodata.keeping import FRAMES, keep, recall, recall_systems
from geodata.offices import office_ground, offices
from geodata.prepare import prepare
from geodata.samples import sample_inputs
from tests.app import drawn_grid as grid


@pytest.fixture(scope="module", params=["lianhu-like", "no-place-on-earth"])
def dataset(request, tmp_path_factory) -> Dataset:
    if request.param == "lianhu-like":
        return prepare(sample_inputs("lianhu-like"), split_above=5000)
    folder = tmp_path_factory.mktemp("grid")
    areas = grid.areas(folder, ruling={"c3": "reported"})
    return prepare(InputFiles(str(areas), crs="local"))


@pytest.fixture(scope="module")
def recalled(dataset: Dataset) -> Dataset:
    return recall(keep(dataset))


@pytest.mark.parametrize("name", FRAMES)
def test_every_frame_comes_back_as_it_was(dataset: Dataset, recalled: Dataset, name: str):
    before, after = getattr(dataset, name), getattr(recalled, name)
    if before is None:
        assert after is None
    elif isinstance(before, gpd.GeoDataFrame):
        assert_geodataframe_equal(before, after)
        assert before.crs == after.crs
    else:
        pd.testing.assert_frame_equal(before, after)


def test_all_else_comes_back_as_it_was(dataset: Dataset, recalled: Dataset):
    compared = {field.name for field in fields(Dataset)} - {*FRAMES, "network"}
    assert {n: getattr(recalled, n) for n in compared} == {n: getattr(dataset, n) for n in compared}
    for name in ("areas", "units"):
        assert [type(kind) for kind in getattr(recalled, name)["kind"]] == [
            type(kind) for kind in getattr(dataset, name)["kind"]
        ]


def test_the_optimiser_sees_the_same_ground(dataset: Dataset, recalled: Dataset):
    assert offices(recalled) == offices(dataset)
    for office in offices(dataset):
        one, other = office_ground(dataset, office), office_ground(recalled, office)
        for field in one.__dataclass_fields__:
            np.testing.assert_equal(getattr(other, field), getattr(one, field), err_msg=field)


def test_the_hash_is_that_of_the_content(recalled: Dataset):
    """The frames that came back digest as those that went in."""
    frames = {name: getattr(recalled, name) for name in FRAMES}
    assert _hash((), frames) == _hash((), {name: getattr(recall(keep(recalled)), name) for name in FRAMES})


def test_equal_datasets_give_equal_bytes(dataset: Dataset, recalled: Dataset):
    assert keep(dataset) == keep(dataset) == keep(recalled)


@pytest.mark.parametrize("content", [b"", b"PK\x05\x06" + bytes(18), b"not a zip"], ids=["empty", "no-member", "text"])
def test_other_content_is_refused(content: bytes):
    with pytest.raises(UnreadableFileError):
        recall(content)


def test_a_later_format_is_refused(dataset: Dataset):
    old = io.BytesIO(keep(dataset))
    new = io.BytesIO()
    with zipfile.ZipFile(old) as source, zipfile.ZipFile(new, "w") as target:
        for name in source.namelist():
            content = source.read(name)
            if name == "dataset.json":
                content = json.dumps({**json.loads(content), "format": 99}).encode()
            target.writestr(name, content)
    with pytest.raises(UnreadableFileError, match="format 99"):
        recall(new.getvalue())


def test_the_systems_are_read_without_the_rest(dataset: Dataset, tmp_path: Path):
    path = tmp_path / "kept"
    path.write_bytes(keep(dataset))
    assert recall_systems(path) == (dataset.crs, dataset.source_crs)
    path.write_bytes(b"not a zip")
    with pytest.raises(UnreadableFileError):
        recall_systems(path)
