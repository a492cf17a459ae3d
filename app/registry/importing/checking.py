"""Rows of an import held against each other and against the registry; what is said here keeps all of them out."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from app.registry.entering import PREFIX
from app.registry.importing.proposed import Proposed, Trouble
from app.registry.importing.table import all_heads
from app.storage.cases import RegistryRow

OUR_NUMBER = re.compile(rf"{PREFIX}-\d{{4}}-\d{{4,}}")
LONGEST = 100
"""Characters of a name, an identifier, a number."""


@dataclass(frozen=True)
class Known:
    """What rows are held against.

    Attributes
    ----------
    district
        Where they are entered; ``None`` on a server without districts.
    subdistricts
        Its street offices, where those have accounts; otherwise any name is taken.
    held
        Entries of the district that hold.
    numbered
        All entries that have a number or a certificate, wherever they are.
    """

    district: str | None
    subdistricts: Collection[str]
    held: Sequence[RegistryRow]
    numbered: Sequence[RegistryRow]


def merged(table: Sequence[Proposed], present: Sequence[Proposed]) -> list[Proposed]:
    """Lay a table over what a dataset knows; communities that only one of them has are taken as they are."""
    left = list(present)
    rows = []
    for row in table:
        known = next((each for each in left if each.place == row.place and (
            each.identifier in (row.identifier, row.name) or each.name == row.name
        )), None)
        if known is not None:
            left.remove(known)
        rows.append(row if known is None else row.over(known))
    return [*rows, *left]


def held_already(row: Proposed, held: Iterable[RegistryRow]) -> RegistryRow | None:
    """Return the entry that a community has: found by identifier, code or name, as a case finds it."""
    code = row.columns.get("code")
    return next((
        each for each in held if each.subdistrict == row.place and (
            row.identifier in (each.community_id, each.plan_community_id) or row.name == each.name
            or (code is not None and code == each.columns.get("code"))
        )
    ), None)


def troubles(rows: Sequence[Proposed], known: Known) -> list[Trouble]:
    """Return what stands in the way of rows, in their order."""
    found = []
    for row in rows:
        found += [*_place(row, known), *_itself(row)]
        entry = held_already(row, known.held)
        if entry is not None:
            found.append(row.trouble(
                all_heads()["name"], f"台账已有{entry.name}（{entry.subdistrict}）。删去该行；要补填，请在台账里打开它",
                f"The registry has {entry.name} ({entry.subdistrict}). Take the row out; complete it on its page",
            ))
    return [*found, *_twice(rows), *_taken(rows, known)]


def _place(row: Proposed, known: Known) -> Iterable[Trouble]:
    district = row.own.get("district")
    if district is not None and district != known.district:
        here = known.district or ""
        yield row.trouble(
            all_heads()["district"], f"{district}不在本区{here}。改为本区，或清空该格",
            f"{district} is not the own district{f', {here}' if here else ''}. Correct the cell or empty it",
        )
    if known.subdistricts and row.place is not None and row.place not in known.subdistricts:
        names = sorted(known.subdistricts)
        yield row.trouble(
            all_heads()["subdistrict"], f"本区没有{row.place}。应为：{'、'.join(names)}",
            f"The district has no {row.place}. It has: {', '.join(names)}",
        )


def _itself(row: Proposed) -> Iterable[Trouble]:
    heads = all_heads()
    if not row.name or not row.place:  # of a table this was said; a dataset may not know the street office
        if row.row is None:
            yield row.trouble(
                heads["subdistrict"], "数据里没有所属街道。在表里写明该社区的街道",
                "The dataset does not know its street office. Name it in a table",
            )
        return
    for name in ("name", "community_id", "number", "subdistrict"):
        if len(str(row.own.get(name) or "")) > LONGEST:
            yield row.trouble(
                heads[name], f"超过 {LONGEST} 字。请改短", f"Longer than {LONGEST} characters. Shorten it"
            )
    number = row.own.get("number")
    if number is not None and str(number).startswith(f"{PREFIX}-") and OUR_NUMBER.fullmatch(number) is None:
        yield row.trouble(
            heads["number"], f"“{number}”不成台账号：{PREFIX}- 后应为年份和序号，如 {PREFIX}-2024-0012",
            f"\"{number}\" is no number of the registry: year and count follow {PREFIX}-, as in {PREFIX}-2024-0012",
        )
    if row.own.get("certificate_number") is not None and row.state != "certified":
        yield row.trouble(
            heads["state"], "有统一社会信用代码，状态应为“已核发证书”，或留空",
            "It has a certificate: its state is \"certified\", or leave it empty",
        )


def _twice(rows: Sequence[Proposed]) -> Iterable[Trouble]:
    """Find what two rows have that only one community can have."""
    seen: dict[tuple[str, object, object], tuple[int, Proposed]] = {}
    for place, row in enumerate(rows):
        for name, value, where in (
            ("community_id", row.identifier, row.place), ("name", row.name, row.place),
            ("code", row.columns.get("code"), None), ("number", row.own.get("number"), None),
            ("certificate_number", row.own.get("certificate_number"), None),
        ):
            if value is None:
                continue
            at, first = seen.setdefault((name, value, where), (place, row))
            if at != place and not (name == "community_id" and row.identifier == row.name):
                at_zh = f"第 {first.row} 行" if first.row is not None else "数据"
                at_en = f"row {first.row}" if first.row is not None else "the dataset"
                yield row.trouble(
                    all_heads()[name], f"“{value}”与{at_zh}的{first.name}相同。改正其中一个",
                    f"\"{value}\" is that of {first.name} in {at_en} too. Correct one of them",
                )


def _taken(rows: Sequence[Proposed], known: Known) -> Iterable[Trouble]:
    """Find numbers and certificates that other communities of the registry have."""
    for name in ("number", "certificate_number"):
        holders = {getattr(each, name): each for each in known.numbered if getattr(each, name) is not None}
        for row in rows:
            holder = holders.get(row.own.get(name))
            if holder is not None:
                yield row.trouble(
                    all_heads()[name], f"“{row.own[name]}”已用于{holder.name}。请核对",
                    f"{holder.name} has \"{row.own[name]}\" already. Check it",
                )
