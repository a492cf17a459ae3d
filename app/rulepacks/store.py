"""Rule packs of the users' own in the database, beside the bundled ones."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.rulepacks.errors import PackTakenError
from app.storage.models import PackRow
from optimizer.rules.pack import Layer, Pack, Profile, bundled_packs, load_profile, parse_pack


def own_packs(session: Session) -> dict[str, Pack]:
    """Return the users' own packs by identifier, of each the version that came last."""
    rows = session.scalars(select(PackRow).order_by(PackRow.created_at))
    return {row.pack_id: parse_pack(row.text, name=f"{row.pack_id}.toml") for row in rows}


def resolve_profile(session: Session, chosen: Mapping[str, Any]) -> Profile:
    """Open the profile of a dataset or plan.

    Parameters
    ----------
    chosen
        ``{"id", "overlays"}``.

    Raises
    ------
    OptimizerError
        Where a pack is unknown or cannot be laid there.
    """
    return profile_of(session, chosen["id"], chosen.get("overlays") or ())


def profile_of(session: Session, profile_id: str, overlays: Sequence[str] = ()) -> Profile:
    """Lay packs over one another, bundled and own ones alike; see :func:`optimizer.rules.pack.load_profile`."""
    rows = session.scalars(select(PackRow).order_by(PackRow.created_at))
    extra = {row.pack_id: row.text for row in rows}
    wanted = {profile_id, *overlays}
    return load_profile(profile_id, overlays, extra={name: text for name, text in extra.items() if name in wanted})


def all_packs(session: Session) -> list[tuple[Pack, bool]]:
    """Return every pack, and whether it came with the software."""
    bundled = [(pack, True) for pack in bundled_packs()]
    return [*bundled, *((pack, False) for pack in own_packs(session).values())]


def add_pack(session: Session, text: str, *, name: str, who: str) -> Pack:
    """Keep a pack of the users' own; the same text again changes nothing.

    Parameters
    ----------
    text
        TOML.
    name
        File name for messages.

    Raises
    ------
    PackError
        Where it breaks the schema.
    PackTakenError
        Where a bundled pack has its identifier, or an own one its identifier and version with another content.
    """
    pack = parse_pack(text, name=name)
    digest = hashlib.sha256(text.encode()).hexdigest()
    if session.get(PackRow, digest) is not None:
        return pack
    same = session.scalar(select(PackRow).where(PackRow.pack_id == pack.id, PackRow.version == pack.version))
    if same is not None or any(pack.id == bundled.id for bundled in bundled_packs()):
        raise PackTakenError(
            f"{name}：已有规则包 {pack.id} {pack.version}。改动请换一个 id 或版本号",
            f"{name}: there is a rule pack {pack.id} {pack.version} already. Give a changed one another id or version",
        )
    row = PackRow(hash=digest, pack_id=pack.id, version=pack.version, text=text, created_by=who)
    session.add(row)
    session.flush()
    if pack.layer is not Layer.OVERLAY:
        profile_of(session, pack.id)  # refuses one that lacks what a base must have
    return pack
