"""Zip archives: one member out, nothing outside the folder, nothing beyond a sane size."""

from __future__ import annotations

import shutil
import zlib
from lzma import LZMAError
from pathlib import Path, PurePosixPath
from zipfile import BadZipFile, LargeZipFile, ZipFile, ZipInfo

from geodata.errors import EncryptedFileError, UnreadableFileError, UnsafeArchiveError
from geodata.signatures import KIND_OF, Kind

READABLE = tuple(suffix for suffix, kind in KIND_OF.items() if kind is not Kind.ARCHIVE and suffix != ".dbf")
"""Suffixes of the members that can be read. A table of a shapefile is taken with its shapes."""

_NESTED = (".zip", ".kmz", ".rar", ".7z", ".gz", ".tar", ".bz2", ".xz")
# What `zipfile` raises on damaged bytes; NotImplementedError is its word for a compression that it cannot undo.
_BROKEN = (BadZipFile, LargeZipFile, NotImplementedError, OSError, ValueError, IndexError, AttributeError)
_MAX_BYTES = 2_000_000_000
_MAX_RATIO = 300
_MAX_MEMBERS = 10_000
_SMALL_BYTES = 100_000_000
_UTF8_FLAG = 0x800
_ENCRYPTED_FLAG = 0x1
_SYMLINK = 0o120000
_RESOURCE_FORKS = "__MACOSX/"


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
        The member on disk, and its own part. Of a shapefile all files bear the member's name, suffixes in lower case.

    Raises
    ------
    UnreadableFileError
        Where the archive is broken, or holds no such member, or archives only.
    UnsafeArchiveError
        Where it is too large, has too many members or links, or leads outside the folder.
    EncryptedFileError
        Where it has a password.
    """
    check(path, file=file)
    member_name, _, rest = (part or "").partition("#")
    try:
        with ZipFile(path) as source:
            members = {_name(info): info for info in source.infolist() if not info.is_dir()}
            chosen = PurePosixPath(_choose(list(members), member_name, file))
            for name, info in members.items():
                member = PurePosixPath(name)
                if member.parent == chosen.parent and member.stem.lower() == chosen.stem.lower():
                    target = folder / (chosen.stem + member.suffix.lower())
                    with source.open(info) as inside, target.open("wb") as outside:
                        shutil.copyfileobj(inside, outside)
    except (*_BROKEN, RuntimeError, EOFError, zlib.error, LZMAError) as error:
        raise _broken(file, error) from error
    return folder / (chosen.stem + chosen.suffix.lower()), rest or None


def members(path: Path, *, file: str) -> list[str]:
    """List the members that can be read, none of them an archive itself.

    Raises
    ------
    UnreadableFileError, UnsafeArchiveError, EncryptedFileError
        See :func:`extract`.
    """
    check(path, file=file)
    with ZipFile(path) as source:
        return _readable([_name(info) for info in source.infolist() if not info.is_dir()])


def check(path: Path, *, file: str) -> None:
    """Refuse an archive that is broken, has a password, or could do harm when unpacked.

    Raises
    ------
    UnreadableFileError, UnsafeArchiveError, EncryptedFileError
        See :func:`extract`.
    """
    try:
        with ZipFile(path) as source:
            infos = source.infolist()
    except _BROKEN as error:
        raise _broken(file, error) from error
    if any(info.flag_bits & _ENCRYPTED_FLAG for info in infos):
        raise EncryptedFileError(
            f"{file}：压缩包有密码；请去掉密码重新打包",
            f"{file}: the archive has a password; pack it again without one",
            file=file,
        )
    unpacked, packed = sum(i.file_size for i in infos), sum(i.compress_size for i in infos)
    if len(infos) > _MAX_MEMBERS:
        raise _unsafe(
            file, f"有 {len(infos)} 个成员；请只打包所需文件", f"{len(infos)} members; pack only the files needed"
        )
    if unpacked > _MAX_BYTES or (unpacked > _SMALL_BYTES and unpacked > _MAX_RATIO * packed):
        raise _unsafe(
            file, f"压缩包展开后过大（{unpacked / 1e6:.0f} MB）；请解压后只提供所需文件",
            f"the archive unpacks to {unpacked / 1e6:.0f} MB; unpack it and hand in the file needed",
        )
    for info in infos:
        if _is_link(info):
            raise _unsafe(
                file, f"成员“{_name(info)}”是链接，不予读取；请打包文件本身",
                f"member \"{_name(info)}\" is a link, which leads out of the archive; pack the file itself",
            )
        if _leads_outside(info):
            raise _unsafe(
                file, f"成员“{_name(info)}”的路径指向压缩包之外，不予读取；请重新打包",
                f"the path of member \"{_name(info)}\" leads out of the archive; pack it again",
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


def _is_link(info: ZipInfo) -> bool:
    return (info.external_attr >> 16) & 0o170000 == _SYMLINK


def _leads_outside(info: ZipInfo) -> bool:
    # `orig_filename` still has what follows a NUL, which the module cuts off.
    name = _name(info).replace("\\", "/")
    return name.startswith("/") or ":" in name or ".." in name.split("/") or "\x00" in info.orig_filename


def _readable(names: list[str]) -> list[str]:
    return [name for name in names if name.lower().endswith(READABLE) and not name.startswith(_RESOURCE_FORKS)]


def _choose(names: list[str], wanted: str, file: str) -> str:
    names = [name for name in names if not name.startswith(_RESOURCE_FORKS)]
    readable = _readable(names)
    if wanted:
        found = [n for n in names if n == wanted] or [n for n in names if PurePosixPath(n).name == wanted]
        found = found or [n for n in readable if PurePosixPath(n).stem == wanted]
    else:
        found = readable
    nested = [name for name in found or names if name.lower().endswith(_NESTED)]
    if len(found) == 1 and not nested:
        return found[0]
    listed_zh, listed_en = "、".join(readable) or "无", ", ".join(readable) or "none"
    if nested and len(found) <= 1:
        zh = f"压缩包里还是压缩包（{nested[0]}）；请解压一层后再提供"
        en = f"holds another archive ({nested[0]}); unpack it once and hand in what is inside"
    elif wanted and not found:
        zh = f"没有成员“{wanted}”；请从可读的中选择：{listed_zh}"
        en = f"no member \"{wanted}\"; readable: {listed_en}"
    elif not found:
        zh, en = "其中没有可读的文件；请检查打包内容", "nothing inside can be read; see what was packed"
    else:
        zh, en = f"有多个可读的文件（{listed_zh}）；请写 文件#成员", f"several files ({listed_en}); write FILE#MEMBER"
    raise UnreadableFileError(f"{file}：{zh}", f"{file}: {en}", file=file)


def _unsafe(file: str, zh: str, en: str) -> UnsafeArchiveError:
    return UnsafeArchiveError(f"{file}：{zh}", f"{file}: {en}", file=file)


def _broken(file: str, error: Exception) -> UnreadableFileError:
    return UnreadableFileError(
        f"{file}：压缩包损坏（{error}）；请重新打包", f"{file}: a broken archive ({error}); pack it again", file=file
    )
