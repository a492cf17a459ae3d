"""Zip archives: one member out, nothing outside the folder, nothing beyond a sane size."""

from __future__ import annotations

import shutil
import zlib
from lzma import LZMAError
from pathlib import Path, PurePosixPath
from zipfile import BadZipFile, LargeZipFile, ZipFile, ZipInfo

from geodata.errors import UnreadableFileError

READABLE = (
    ".shp", ".geojson", ".json", ".gpkg", ".fgb", ".kml", ".gml", ".tab", ".csv", ".txt", ".tsv", ".xlsx", ".graphml",
)
_BROKEN = (BadZipFile, LargeZipFile, NotImplementedError, OSError, ValueError)
_MAX_BYTES = 2_000_000_000
_MAX_RATIO = 300
_UTF8_FLAG = 0x800
_SYMLINK = 0o120000


def extract(path: Path, part: str | None, folder: Path, *, file: str) -> tuple[Path, str | None]:
    """Take one member, with the files that belong to it, out of an archive.

    Parameters
    ----------
    path
        The archive.
    part
        Name of the member (with ``#PART`` of its own where it has parts), or ``None`` where only one can be meant.
    folder
        An empty folder to put it into.
    file
        Name of the archive for messages.

    Returns
    -------
    tuple of Path and (str or None)
        The member on disk, and its own part.

    Raises
    ------
    UnreadableFileError
        Where the archive is broken, encrypted, too large, leads outside the folder, or holds no such member.
    """
    check(path, file=file)
    member_name, _, rest = (part or "").partition("#")
    try:
        with ZipFile(path) as source:
            members = {_name(info): info for info in source.infolist() if not info.is_dir()}
            chosen = _choose(list(members), member_name, file)
            stem = PurePosixPath(chosen).with_suffix("")
            for name, info in members.items():
                if PurePosixPath(name).with_suffix("") == stem:
                    target = folder / PurePosixPath(name).name
                    with source.open(info) as inside, target.open("wb") as outside:
                        shutil.copyfileobj(inside, outside)
    except (*_BROKEN, RuntimeError, EOFError, zlib.error, LZMAError) as error:
        raise _broken(file, error) from error
    return folder / PurePosixPath(chosen).name, rest or None


def check(path: Path, *, file: str) -> None:
    """Refuse an archive that is broken, unpacks beyond all measure, or whose names lead outside a folder.

    Raises
    ------
    UnreadableFileError
        Where one of these holds.
    """
    try:
        with ZipFile(path) as source:
            infos = source.infolist()
    except _BROKEN as error:
        raise _broken(file, error) from error
    unpacked, packed = sum(i.file_size for i in infos), sum(i.compress_size for i in infos)
    if unpacked > _MAX_BYTES or (unpacked > 100_000_000 and unpacked > _MAX_RATIO * packed):
        raise UnreadableFileError(
            f"{file}：压缩包展开后过大（{unpacked / 1e6:.0f} MB）；请解压后只提供所需文件",
            f"{file}: the archive unpacks to {unpacked / 1e6:.0f} MB; unpack it and hand in the file needed",
            file=file,
        )
    for info in infos:
        if _leads_outside(info):
            raise UnreadableFileError(
                f"{file}：成员“{_name(info)}”的路径指向压缩包之外，不予读取；请重新打包",
                f"{file}: the path of member \"{_name(info)}\" leads out of the archive; pack it again",
                file=file,
            )


def _name(info: ZipInfo) -> str:
    """Give a member's name; Chinese Windows writes it in GBK without saying so."""
    if info.flag_bits & _UTF8_FLAG or info.filename.isascii():
        return info.filename
    raw = info.filename.encode("cp437", errors="replace")
    for charset in ("utf-8", "gb18030"):
        try:
            return raw.decode(charset)
        except UnicodeDecodeError:
            continue
    return info.filename


def _leads_outside(info: ZipInfo) -> bool:
    name = _name(info).replace("\\", "/")
    is_link = (info.external_attr >> 16) & 0o170000 == _SYMLINK
    return is_link or name.startswith("/") or ":" in name or ".." in name.split("/") or "\x00" in name


def _choose(names: list[str], wanted: str, file: str) -> str:
    readable = [n for n in names if n.lower().endswith(READABLE) and not n.startswith("__MACOSX/")]
    if wanted:
        found = [n for n in names if n == wanted] or [n for n in names if PurePosixPath(n).name == wanted]
        found = found or [n for n in readable if PurePosixPath(n).stem == wanted]
    else:
        found = readable
    if len(found) == 1:
        return found[0]
    listed_zh, listed_en = "、".join(readable) or "无", ", ".join(readable) or "none"
    if wanted and not found:
        zh, en = f"没有成员“{wanted}”；可读的有：{listed_zh}", f"no member \"{wanted}\"; readable: {listed_en}"
    elif not found:
        zh, en = "其中没有可读的文件", "nothing inside can be read"
    else:
        zh, en = f"有多个可读的文件（{listed_zh}）；请写 文件#成员", f"several files ({listed_en}); write FILE#MEMBER"
    raise UnreadableFileError(f"{file}：{zh}", f"{file}: {en}", file=file)


def _broken(file: str, error: Exception) -> UnreadableFileError:
    return UnreadableFileError(
        f"{file}：压缩包损坏或加密（{error}）；请重新打包",
        f"{file}: a broken or encrypted archive ({error}); pack it again",
        file=file,
    )
