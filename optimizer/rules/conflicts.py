"""Where a profile allows what another of its layers does not: the law beside Lianhu, a band beneath an overlay."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from optimizer.rules.field import Field, Pack, Severity
from optimizer.rules.pack import Profile

_UNITS = {"household": ("户", "households"), "person": ("人", "persons"), "seat": ("席", "seats")}


@dataclass(frozen=True)
class Conflict:
    """Numbers that the deciding layer allows and another layer does not.

    Attributes
    ----------
    decides, differs
        The field of the deciding layer, and that of the other one.
    low, high
        The numbers concerned; ``None`` where they have no end, or no whole numbers.
    """

    decides: Field
    differs: Field
    low: int | None
    high: int | None
    message_zh: str
    message_en: str


def conflicts(profile: Profile) -> tuple[Conflict, ...]:
    """List where the profile allows more than a layer above it, or beneath its overlays, does."""
    return tuple(_conflicts(profile))


def _conflicts(profile: Profile) -> Iterator[Conflict]:
    packs = {pack.id: pack for pack in profile.packs}
    told: set[tuple[str, str, str]] = set()
    for path in sorted({path for pack in profile.packs for path in pack.fields}):
        for selected in (False, True):
            decides = profile.field(path, selected=selected)
            if decides is None or decides.value is None or decides.citation is None:
                continue
            for pack in profile.packs:
                differs = pack.fields.get(path)
                key = (path, decides.pack, pack.id)
                if differs is None or pack.id == decides.pack or key in told or not _allows_more(decides, differs):
                    continue
                told.add(key)
                yield _conflict(decides, differs, packs[decides.pack], pack)


def _allows_more(decides: Field, differs: Field) -> bool:
    if differs.citation is None:
        return False
    if not isinstance(differs.value, int | Decimal) or isinstance(differs.value, bool):
        return False
    if decides.compare == "<=":
        return bool(decides.value > differs.value)
    return decides.compare == ">=" and bool(decides.value < differs.value)


def _conflict(decides: Field, differs: Field, deciding: Pack, other: Pack) -> Conflict:
    low, high = _range(decides, differs)
    zh_unit, en_unit = _UNITS.get(decides.unit or "", (decides.unit or "", decides.unit or ""))
    is_usual = differs.severity is not Severity.HARD
    is_above = decides.compare == "<="
    zh_side = ("高于" if is_above else "低于") + ("一般范围" if is_usual else "限度")
    en_side = ("above" if is_above else "below") + (" the usual range of" if is_usual else " the limit of")
    span_zh = f"{low:,} 至 {high:,} {zh_unit}" if low is not None and high is not None else f"{decides.value} {zh_unit}"
    span_en = f"{low:,} to {high:,} {en_unit}" if low is not None and high is not None else f"{decides.value} {en_unit}"
    return Conflict(
        decides, differs, low, high,
        f"{span_zh}：{deciding.title_zh}允许，{zh_side} {differs.value:,}（{other.title_zh}，{differs.rule}）",
        f"{span_en}: within {deciding.title_en}, {en_side} {other.title_en}, {differs.value:,} ({differs.rule})",
    )


def _range(decides: Field, differs: Field) -> tuple[int | None, int | None]:
    """Whole numbers that one layer allows and the other does not."""
    if not isinstance(decides.value, int) or not isinstance(differs.value, int):
        return None, None
    if decides.compare == "<=":
        return differs.value + 1, decides.value
    return decides.value, differs.value - 1
