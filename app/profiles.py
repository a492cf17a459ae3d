"""Rule packs for a command: bundled ones by identifier, the user's own by path (the optimiser opens no file)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path

from geodata.errors import UnreadableFileError
from optimizer.rules.pack import Pack, Profile, load_profile, parse_pack
from optimizer.rules.validity import out_of_force


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


def notices(profile: Profile, day: date) -> list[tuple[str, str]]:
    """Say what a profile needs before it can judge all, and which of its packs are not in force on a day."""
    missing = [
        (
            f"规则包 {field.pack} 不完整：{field.path} 未填（{field.rule}），这一条暂不判定；写一个叠加包填上",
            f"Rule pack {field.pack} is incomplete: {field.path} is empty ({field.rule}) and is not judged; "
            "fill it in with an overlay of your own",
        )
        for field in profile.incomplete()
    ]
    return missing + [(warning.message_zh, warning.message_en) for warning in out_of_force(profile, day)]


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
