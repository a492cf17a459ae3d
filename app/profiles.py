"""Rule packs for a command: bundled ones by identifier, the user's own by path (the optimiser opens no file)."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from geodata.errors import UnreadableFileError
from optimizer.rules.pack import Pack, Profile, load_profile, parse_pack


def open_profile(profile: str, overlays: Sequence[str] = ()) -> Profile:
    """Lay rule packs over one another; each is a bundled identifier or the path of a TOML file.

    Raises
    ------
    GeodataError
        Where a file cannot be read.
    OptimizerError
        Where a pack is unknown or breaks the schema.
    """
    own: dict[str, str] = {}
    names = []
    for name in (profile, *overlays):
        if name.endswith(".toml"):
            text = _read(name)
            name = parse_pack(text, name=name).id
            own[name] = text
        names.append(name)
    return load_profile(names[0], names[1:], extra=own)


def open_pack(path: str) -> Pack:
    """Read one pack file and check it against the schema.

    Raises
    ------
    GeodataError
        Where the file cannot be read.
    PackError
        Where it breaks the schema.
    """
    return parse_pack(_read(path), name=path)


def _read(path: str) -> str:
    try:
        return Path(path).read_text(encoding="utf-8-sig")
    except FileNotFoundError as error:
        raise UnreadableFileError(f"{path}：没有这个文件", f"{path}: no such file", file=path) from error
    except (OSError, UnicodeDecodeError) as error:
        raise UnreadableFileError(
            f"{path}：读不了，规则包应为 UTF-8 编码的 TOML 文件（{error}）",
            f"{path}: cannot be read; a rule pack is a TOML file in UTF-8 ({error})", file=path,
        ) from error
