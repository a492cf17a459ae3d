"""``sizhi profiles``: the rule packs, listed, shown and checked."""

from __future__ import annotations

from typing import Annotated

import typer

from app import profile_text
from app.commands.options import Overlays, chosen_profile
from app.language import say
from app.profiles import open_pack
from optimizer.rules.pack import Layer, bundled_packs

profiles = typer.Typer(rich_markup_mode=None)


@profiles.callback(invoke_without_command=True)
def list_profiles(context: typer.Context) -> None:
    """List the bundled rule packs."""
    if context.invoked_subcommand is None:
        print(profile_text.of_packs(bundled_packs()))


@profiles.command("show", help=say("查看一个规则包的每一条。", "Show every field of a rule pack."))
def show_profile(
    name: Annotated[str, typer.Argument(metavar="ID", help=say(
        "规则包，或其 TOML 文件", "rule pack, or its TOML file"))],
    overlay: Overlays = None,
) -> None:
    """Show a rule pack with its overlays, field by field."""
    print(profile_text.of_profile(chosen_profile(name, overlay)))


@profiles.command("check", help=say("检查自己的规则包文件。", "Check a rule pack of your own."))
def check_profile(file: Annotated[str, typer.Argument(metavar="FILE")]) -> None:
    """Check a pack file against the schema."""
    pack = open_pack(file)
    if pack.layer is not Layer.OVERLAY:
        chosen_profile(file)
    print(say(f"{file}：规则包 {pack.id} {pack.version} 可用，{len(pack.fields)} 条",
              f"{file}: rule pack {pack.id} {pack.version} is sound, {len(pack.fields)} fields"))
