"""Every bundled sample: its files, its README, its size."""

from __future__ import annotations

from pathlib import Path

import pytest

from geodata.samples import SAMPLES, sample_folder, sample_inputs


@pytest.mark.parametrize("name", SAMPLES)
def test_every_input_of_a_sample_exists_beside_a_readme(name):
    files = sample_inputs(name)
    inputs = [files.areas, *files.roads, files.barriers, files.facilities, files.subdistricts, files.buildings]
    assert all(Path(file).is_file() for file in inputs if file is not None)
    assert (sample_folder(name) / "README.md").is_file()


@pytest.mark.parametrize("name", SAMPLES)
def test_a_sample_is_small_enough_to_carry(name):
    assert sum(file.stat().st_size for file in sample_folder(name).glob("*.*")) < 2_000_000


def test_an_unknown_sample_is_refused():
    with pytest.raises(KeyError):
        sample_folder("atlantis")
