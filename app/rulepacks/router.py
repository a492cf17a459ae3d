"""Rule packs over HTTP: listed, shown as they decide, and taken in when they keep the schema."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from decimal import Decimal
from typing import Annotated, Any

from fastapi import APIRouter, Query

from app.problems import documented
from app.profiles import notices
from app.rulepacks.schemas import FieldOut, PackList, PackOut, PackUpload, ProfileOut, Remark
from app.rulepacks.store import add_pack, all_packs, profile_of
from app.workspace import CurrentReading, CurrentSession, Who
from optimizer.rules.conflicts import conflicts
from optimizer.rules.pack import Field, Layer, Pack, Profile

BAND = {"min": "size.households_min", "target": "size.households_target", "max": "size.households_max"}

api = APIRouter(prefix="/api/v1/profiles", tags=["profiles"])


@api.get("", summary="List rule packs")
def list_profiles(session: CurrentReading) -> PackList:
    """Return the bundled packs and the users' own."""
    items = [pack_out(pack, is_bundled=is_bundled) for pack, is_bundled in all_packs(session)]
    return PackList(items=items, total=len(items))


@api.get("/{profile_id}", summary="Show a rule pack with overlays",
         responses={422: documented("No such pack, or one that cannot be laid there.")})
def get_profile(
    profile_id: str, session: CurrentReading, overlay: Annotated[list[str] | None, Query()] = None
) -> ProfileOut:
    """Return every field as it is decided, what is missing, and where the layers differ."""
    profile = profile_of(session, profile_id, overlay or ())
    today = datetime.now(tz=UTC).date()
    return ProfileOut(
        id=profile.id, version=profile.version, hash=profile.hash, overlays=[pack.id for pack in profile.overlays],
        band={name: profile.value(path) for name, path in BAND.items()}, fields=_fields(profile),
        notices=[Remark(message_zh=zh, message_en=en) for zh, en in notices(profile, today)],
        conflicts=[Remark(message_zh=one.message_zh, message_en=one.message_en) for one in conflicts(profile)],
    )


@api.post("", status_code=201, summary="Add a rule pack of one's own",
          responses={409: documented("The identifier and version are taken."),
                     422: documented("The text breaks the schema of rule packs.")})
def add_profile(body: PackUpload, session: CurrentSession, who: Who) -> PackOut:
    """Check a pack and keep it."""
    return pack_out(add_pack(session, body.text, name=body.name, who=who.name), is_bundled=False)


def pack_out(pack: Pack, *, is_bundled: bool) -> PackOut:
    """Shape one pack."""
    return PackOut(
        id=pack.id, version=pack.version, layer=pack.layer.value, is_overlay=pack.layer is Layer.OVERLAY,
        is_bundled=is_bundled, title_zh=pack.title_zh, title_en=pack.title_en, valid_from=pack.valid_from,
        valid_to=pack.valid_to, fields=len(pack.fields),
    )


def _fields(profile: Profile) -> list[FieldOut]:
    found = []
    for path in sorted({path for pack in (profile.base, *profile.overlays) for path in pack.fields}):
        field, selected = profile.field(path), profile.field(path, selected=True)
        if field is not None:
            found.append(_field(field, selected=False))
        if selected is not None and selected != field:
            found.append(_field(selected, selected=True))
    return found


def _field(field: Field, *, selected: bool) -> FieldOut:
    return FieldOut(
        path=field.path, value=_plain(field.value), unit=field.unit,
        severity=None if field.severity is None else field.severity.value, pack=field.pack, rule=field.rule,
        clause=field.clause, quotation=field.quotation, design_default=field.design_default, selected=selected,
    )


def _plain(value: object) -> Any:
    """Turn decimals, mappings and tuples of a pack into JSON."""
    if isinstance(value, Decimal):
        return float(value)
    if isinstance(value, Mapping):
        return {str(key): _plain(entry) for key, entry in value.items()}
    if isinstance(value, tuple | list):
        return [_plain(entry) for entry in value]
    return value.isoformat() if hasattr(value, "isoformat") else value
