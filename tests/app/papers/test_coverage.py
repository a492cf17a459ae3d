"""The character map of a font, read from bytes that are written here by hand."""

from __future__ import annotations

import struct
from pathlib import Path

import pytest

from app.papers import typesetting
from app.papers.coverage import missing_letters


def font(path: Path, form: int, ranges: list[tuple[int, int]]) -> Path:
    """Write a font that has a character map of one format and nothing else."""
    if form == 12:
        body = struct.pack(">HHIII", 12, 0, 16 + 12 * len(ranges), 0, len(ranges))
        body += b"".join(struct.pack(">III", first, last, 1) for first, last in ranges)
    else:
        ends, starts = [last for _, last in ranges], [first for first, _ in ranges]
        body = struct.pack(">HHHHHHH", 4, 0, 0, 2 * len(ranges), 0, 0, 0)
        body += struct.pack(f">{len(ends)}H", *ends) + b"\0\0" + struct.pack(f">{len(starts)}H", *starts)
    cmap = struct.pack(">HH", 0, 1) + struct.pack(">HHI", 3, 10 if form == 12 else 1, 12) + body
    head = struct.pack(">IHHHH", 0x00010000, 1, 0, 0, 0) + struct.pack(">4sIII", b"cmap", 0, 28, len(cmap))
    path.write_bytes(head + cmap)
    return path


def test_ranges_include_both_their_ends(tmp_path):
    for form in (4, 12):
        path = font(tmp_path / f"{form}.ttf", form, [(0x4E00, 0x4E02), (0x4E05, 0x4E05)])
        assert missing_letters("一丁丂七丄丅", [(path, 0)]) == {"七", "丄"}  # U+4E00 to U+4E05


def test_letters_beyond_the_first_plane_are_looked_up(tmp_path):
    path = font(tmp_path / "f.ttf", 12, [(0x4E00, 0x9FFF), (0x20000, 0x20005)])
    assert missing_letters("社区𠀀𠀆", [(path, 0)]) == {"𠀆"}  # U+20000 and U+20006


def test_another_font_stands_in_and_latin_letters_are_not_asked_for(tmp_path):
    fonts = [(font(tmp_path / f"{first}.ttf", 12, [(first, first)]), 0) for first in (0x793E, 0x533A)]
    assert missing_letters("社区 abc 12 ✓", fonts) == set()
    assert missing_letters("社区", fonts[:1]) == {"区"}


@pytest.mark.parametrize("content", [b"", b"wOF2" + b"\0" * 40, b"ttcf" + b"\xff" * 40])
def test_what_is_no_font_has_no_letter(tmp_path, content):
    path = tmp_path / "f.ttf"
    path.write_bytes(content)
    assert missing_letters("社", [(path, 0)]) == {"社"}


@pytest.mark.parametrize("kind", ["pdf", "docx"])
def test_a_letter_that_no_font_has_is_named_and_nothing_is_written(run, planned, tmp_path, monkeypatch, kind):
    monkeypatch.setattr(typesetting, "missing_letters", lambda *_: {"龘"})
    code, _, told = run("report", planned, "--out", tmp_path / f"r.{kind}")
    assert code == 2
    assert "龘（U+9F98）" in told
    assert "papers.letters_missing" in told
    assert list(tmp_path.iterdir()) == []
