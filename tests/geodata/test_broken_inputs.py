"""Hundreds of broken inputs: each ends in a clear error, or in a ground whose record says what was done."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from geodata import coverage, datum, fields, reading, territory
from geodata.errors import GeodataError
from geodata.input_files import InputFiles
from geodata.record import Record
from tests.geodata import broken_files
from tests.geodata.conftest import SHARED
from tests.geodata.small_files import all_formats, csv_text

CHINESE = re.compile("[\u4e00-\u9fff]")
EXPECTED = 200


@pytest.fixture(scope="module")
def formats(tmp_path_factory):
    return all_formats(tmp_path_factory.mktemp("formats"))


def first_steps(files: InputFiles) -> Record:
    """Read, understand, project and repair: every step that meets the files as they are."""
    record = Record()
    raw = reading.read_inputs(files)
    tables = fields.understand(raw, files.columns, record)
    tables, _ = datum.to_working(tables, crs=files.crs, told=files.datum, record=record)
    areas = coverage.repair_areas(tables.areas, record)
    territory.place(areas, tables.subdistricts, tables.lines, record)
    return record


def assert_explains(error: GeodataError, name: str) -> None:
    """Both languages, a code of its own, the file by name, and a remedy."""
    zh, en = error.message_zh, error.message_en
    assert error.code not in ("", GeodataError.code)
    assert CHINESE.search(zh), zh
    assert name in zh, zh
    assert name in en, en
    assert "请" in zh, zh
    assert ";" in en, en
    assert error.file is not None
    assert not re.search(r"Traceback|/tmp/|/vsi", zh + en), en


def assert_told(record) -> None:
    assert len(tuple(record)) > 0
    for finding in record:
        assert CHINESE.search(finding.message_zh), finding
        assert finding.message_en, finding
        assert finding.code, finding


def outcome(case: broken_files.Broken, folder: Path) -> str:
    """Write the files of a case, take the first steps, and give the code of the error or "read"."""
    folder.mkdir()
    for name, content in case.files.items():
        (folder / name).write_bytes(content)
    given = str(folder / case.name)
    inputs: dict[str, object] = {"areas": given}
    if case.role != "areas":
        (folder / "base.csv").write_text(csv_text(), encoding="utf-8")
        inputs = {"areas": str(folder / "base.csv"), case.role: (given,) if case.role == "roads" else given}
    try:
        assert_told(first_steps(InputFiles(**inputs)))
    except GeodataError as error:
        assert_explains(error, case.name)
        return error.code
    return "read"


class TestMangled:
    def test_at_least_two_hundred_broken_files_are_explained_or_read_with_a_record(self, formats, tmp_path):
        cases = [*broken_files.mangled(formats), *broken_files.other_roles()]
        assert len(cases) >= EXPECTED
        assert len({case.label for case in cases}) == len(cases)
        codes = {case.label: outcome(case, tmp_path / str(i)) for i, case in enumerate(cases)}
        false_names = {label: code for label, code in codes.items() if "-as." in label}
        assert len(false_names) > 30
        assert "read" not in false_names.values()
        cut = [code for label, code in codes.items() if label.endswith(("cut-0.02", "cut-0.35"))]
        assert cut.count("read") < len(cut) // 3  # of the cut ones only text, and a table's tail, can be read


class TestWrongInOneWay:
    @pytest.mark.parametrize("label", broken_files.WRONG)
    def test_the_fault_is_named_by_its_code(self, label, write):
        name, content, code = broken_files.WRONG[label]
        given = write(name, content)
        try:
            findings = first_steps(InputFiles(areas=given))
        except GeodataError as error:
            assert_explains(error, name)
            found = {error.code}
        else:
            assert_told(findings)
            found = {"", *(finding.code for finding in findings)}
        assert code in found


REAL = {
    "tokyo2015/h27ka13112.zip": {},
    "xian_districts/610104.json": {},
    "xian_gaoxin/qujiang_communities.csv": {},
    "singapore_punggol/hdb_address_2022-06.csv": {"area_id": "POSTAL", "x": "LONGITUDE", "y": "LATITUDE"},
    "singapore_punggol/master-plan-2019-subzones.geojson": {},
    "singapore_queenstown/queenstown-chas-clinics.geojson": {},
}


@pytest.mark.skipif(not SHARED.is_dir(), reason="real data not here: shared/data")
class TestMutatedRealFiles:
    @pytest.mark.parametrize("path", REAL)
    def test_each_is_explained_or_read_with_a_record(self, path, tmp_path):
        content = (SHARED / path).read_bytes()
        for i, (_, broken) in enumerate(broken_files.bytes_broken(path, content)):
            given = tmp_path / str(i) / Path(path).name
            given.parent.mkdir()
            given.write_bytes(broken)
            try:
                assert_told(first_steps(InputFiles(areas=str(given), columns={"areas": REAL[path]})))
            except GeodataError as error:
                assert_explains(error, given.name)
