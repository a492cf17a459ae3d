"""The ledger on its way out: the moves in ``plan.json`` and ``ledger.csv``, the account of every community."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from app.language import say
from app.spreadsheet import write_table
from optimizer.ledger import Count, Ledger

FILE = "ledger.csv"


def ledger_rows(ledger: Ledger) -> list[dict[str, Any]]:
    """Return the areas that change community."""
    return [
        {
            "area_id": move.area_id, "households": move.households, "persons": move.persons,
            "from": move.source, "to": move.target,
        }
        for move in ledger.moves
    ]


def balance_rows(ledger: Ledger) -> list[dict[str, Any]]:
    """Return before, into, out and after of every community: before + into − out = after."""
    return [
        {
            "community_id": balance.community_id, "continues": balance.continues,
            **{name: _count(getattr(balance, name)) for name in ("before", "into", "out", "after")},
        }
        for balance in ledger.balances
    ]


def write_ledger(ledger: Ledger, folder: Path) -> None:
    """Write ``ledger.csv``: one line for each area that changes community; none where no present one is known."""
    if all(parcel.source is None for parcel in ledger.parcels):
        (folder / FILE).unlink(missing_ok=True)
        return
    header = say("小区编号,小区,街道,户,人,划出社区,划入社区", "area_id,name,subdistrict,households,persons,from,to")
    write_table(folder / FILE, header.split(","), (
        (move.area_id, move.name, move.subdistrict, move.households, move.persons, move.source, move.target)
        for move in ledger.moves
    ))


def _count(count: Count) -> dict[str, int | None]:
    return {"households": count.households, "persons": count.persons}
