"""Packs have dates: a plan of another day is told so."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from optimizer.rules.field import Pack
from optimizer.rules.pack import Profile


@dataclass(frozen=True)
class OutOfForce:
    """A pack that is not in force on the day of a plan."""

    pack: Pack
    message_zh: str
    message_en: str


def out_of_force(profile: Profile, day: date) -> tuple[OutOfForce, ...]:
    """List the packs of a profile that are not in force on the day of the plan."""
    return tuple(_out_of_force(profile, day))


def _out_of_force(profile: Profile, day: date) -> Iterator[OutOfForce]:
    for pack in profile.packs:
        if pack.valid_from is not None and day < pack.valid_from:
            yield OutOfForce(
                pack, f"规则包 {pack.id} 自 {pack.valid_from} 起施行，方案日期 {day} 在其前：请换用当时有效的规则包",
                f"Rule pack {pack.id} is in force from {pack.valid_from}; the plan is of {day}, before it: "
                "choose the pack of that day",
            )
        if pack.valid_to is not None and pack.valid_to < day:
            yield OutOfForce(
                pack, f"规则包 {pack.id} 至 {pack.valid_to} 为止，方案日期 {day} 在其后：请换用现行规则包",
                f"Rule pack {pack.id} ended on {pack.valid_to}; the plan is of {day}, after it: "
                "choose the pack in force",
            )
