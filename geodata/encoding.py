"""Which character encoding a file without a label is in: UTF-8, GB 18030 or Shift-JIS."""

from __future__ import annotations

import codecs

from geodata.record import Finding, Severity

_SAMPLE_BYTES = 1_000_000
_DBF_CODE_PAGES = {0x13: "cp932", 0x4D: "gb18030", 0x4E: "cp949", 0x4F: "cp950", 0x7A: "gb18030", 0x7B: "cp932"}
_DBF_LANGUAGE_BYTE = 29
_CODE_PAGE_NAMES = {"65001": "utf-8", "936": "gb18030", "gbk": "gb18030", "gb2312": "gb18030", "88591": "latin-1"}


def guess(content: bytes) -> str:
    """Choose the encoding in which bytes read as text.

    UTF-8 proves itself, even with some of its bytes damaged: text in another encoding hardly ever holds a character
    that is valid UTF-8. Nearly all Shift-JIS text is also valid GB 18030, but then reads as rare characters: GB 18030
    is believed where most of what it gives belongs to GB 2312, the set of everyday characters.

    Parameters
    ----------
    content
        Bytes of the file; may be cut inside a character at its end.
    """
    if _decodes(content, "utf-8") or _utf8_share(content[:_SAMPLE_BYTES]) >= 0.3:
        return "utf-8"
    if _everyday_share(content[:_SAMPLE_BYTES]) >= 0.5 or not _decodes(content, "cp932"):
        return "gb18030"
    return "cp932"


def of_text(content: bytes) -> str:
    """Tell the encoding of a text file: what its byte order mark says, else what :func:`guess` finds."""
    return "utf-16" if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)) else guess(content)


def of_shapefile(texts: list[str], *, label: str | None, table_head: bytes) -> tuple[str, bool]:
    """Tell the encoding of a shapefile's table, and whether the files say it themselves.

    Parameters
    ----------
    texts
        Its text values, decoded as Latin-1 (byte for byte).
    label
        Content of the ``.cpg`` file, or ``None``.
    table_head
        The first bytes of the ``.dbf`` file, its language byte (offset 29) among them.

    Returns
    -------
    tuple of str and bool
        Encoding; ``True`` where the ``.cpg`` file or the language byte says so and it fits, or all is ASCII.
    """
    values = [text.encode("latin-1") for text in texts if not text.isascii()]
    if not values:
        return "ascii", True
    declared = _of_label(label) or _DBF_CODE_PAGES.get((table_head[_DBF_LANGUAGE_BYTE:] or b"\x00")[0])
    if declared is not None and _mostly_decodes(values, declared):
        return declared, True
    if _mostly_decodes(values, "utf-8"):
        return "utf-8", False
    return guess(b"\n".join(values)), False


def decode(text: str, encoding: str) -> str:
    """Decode a value that was read as Latin-1; a character that the field's width cut at its end is left out."""
    return text.encode("latin-1").decode(encoding, errors="ignore")


def assumed(name: str, file: str) -> Finding:
    """Say for the record that a file is read in an encoding that it does not state."""
    return Finding(
        "file.encoding_assumed", Severity.ASSUMED,
        f"{file}：未注明编码，按 {name} 读取", f"{file}: states no encoding, read as {name}", file=file, measured=name,
    )


def _decodes(sample: bytes, encoding: str) -> bool:
    try:
        codecs.getincrementaldecoder(encoding)().decode(sample, final=False)
    except UnicodeDecodeError:
        return False
    return True


def _mostly_decodes(values: list[bytes], encoding: str) -> bool:
    """Whether at least nine in ten values decode, but for a cut last character."""
    return sum(_decodes(value, encoding) for value in values) >= 0.9 * len(values)


def _utf8_share(sample: bytes) -> float:
    """Share of the characters beyond ASCII that are valid UTF-8."""
    characters = [c for c in sample.decode("utf-8", errors="replace") if not c.isascii()]
    return 1 - characters.count("\ufffd") / max(len(characters), 1)


def _everyday_share(sample: bytes) -> float:
    """Share of the characters read as GB 18030 that belong to GB 2312."""
    characters = [c for c in sample.decode("gb18030", errors="replace") if not c.isascii()]
    return sum(_in_gb2312(c) for c in characters) / max(len(characters), 1)


def _in_gb2312(character: str) -> bool:
    try:
        character.encode("gb2312")
    except UnicodeEncodeError:
        return False
    return True


def _of_label(label: str | None) -> str | None:
    if label is None:
        return None
    text = label.strip().lower().removeprefix("ansi ").removeprefix("oem ")
    for name in (_CODE_PAGE_NAMES.get(text, text), f"cp{text}"):
        try:
            return codecs.lookup(name).name
        except LookupError:
            continue
    return None
