"""Archives that could do harm are refused before anything is unpacked, each with its reason."""

from __future__ import annotations

import io
import zipfile

import pytest

from geodata import reading
from geodata.errors import EncryptedFileError, UnreadableFileError, UnsafeArchiveError
from tests.geodata.small_files import csv_text, packed


def with_info(change):
    """Pack one table whose entry is changed before it is written."""
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as target:
        info = zipfile.ZipInfo("a.csv")
        change(info)
        target.writestr(info, csv_text())
    return content.getvalue()


@pytest.mark.parametrize(
    ("content", "error", "word"),
    [
        (with_info(lambda info: setattr(info, "external_attr", 0o120777 << 16)), UnsafeArchiveError, "link"),
        (packed({"../a.csv": "x"}), UnsafeArchiveError, "leads out"),
        (packed({"..\\a.csv": "x"}), UnsafeArchiveError, "leads out"),
        (packed({"/a.csv": "x"}), UnsafeArchiveError, "leads out"),
        (packed({"C:/a.csv": "x"}), UnsafeArchiveError, "leads out"),
        (packed({f"{n}.csv": "" for n in range(10_001)}), UnsafeArchiveError, "10001 members"),
        (packed({"a.zip": packed({"a.csv": csv_text()})}), UnreadableFileError, "another archive"),
        (packed({"a.csv": csv_text()})[:-10], UnreadableFileError, "broken archive"),
        (packed({"a.png": "x"}), UnreadableFileError, "nothing inside"),
    ],
)
def test_each_danger_is_named(write, tmp_path, content, error, word):
    with pytest.raises(error, match=word) as caught:
        reading.read_file(write("s.zip", content))
    assert caught.value.code == error.code
    assert "s.zip" in caught.value.message_zh
    assert "请" in caught.value.message_zh
    assert [path.name for path in tmp_path.rglob("*")] == ["s.zip"]


def test_a_password_is_named(write):
    content = bytearray(packed({"a.csv": csv_text()}))
    content[6] |= 1  # the flag of encryption, in the local entry and in the directory
    content[content.index(b"PK\x01\x02") + 8] |= 1
    with pytest.raises(EncryptedFileError, match="password"):
        reading.read_file(write("s.zip", bytes(content)))


def test_a_workbook_is_an_archive_too(write):
    with pytest.raises(UnsafeArchiveError):
        reading.read_file(write("b.xlsx", packed({"xl/../../evil": "x"})))


def test_a_named_archive_inside_is_refused_even_beside_a_table(write):
    name = write("s.zip", packed({"a.csv": csv_text(), "inner.zip": packed({"b.csv": csv_text()})}))
    assert len(reading.read_file(f"{name}#a.csv")[0][0].frame) == 9
    assert len(reading.read_file(name)[0][0].frame) == 9
    with pytest.raises(UnreadableFileError, match="another archive"):
        reading.read_file(f"{name}#inner.zip")
