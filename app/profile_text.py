"""What the commands say of rule packs: each number with its layer, severity and source, and what is ours."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from app.language import say
from optimizer.rules.conflicts import conflicts
from optimizer.rules.pack import Field, Layer, Pack, Profile

LAYERS = {
    Layer.LAW: ("法律", "law"), Layer.PROVINCE: ("省", "province"), Layer.CITY: ("市", "city"),
    Layer.DISTRICT: ("区", "district"), Layer.OVERLAY: ("叠加", "overlay"),
}


def of_packs(packs: Iterable[Pack]) -> str:
    """List rule packs: identifier, version, layer, validity, title."""
    return "\n".join(
        f"{pack.id:<22} {pack.version:<9} {say(*LAYERS[pack.layer]):<9} {_validity(pack):<24} "
        f"{say(pack.title_zh, pack.title_en)}"
        for pack in packs
    )


def of_profile(profile: Profile) -> str:
    """Show a profile field by field: value, severity, deciding layer, source; then notes and conflicts of layers."""
    lines = [f"{profile.id} {profile.version}  sha256:{profile.hash}"]
    for pack in profile.packs:
        lines.append(f"{say(*LAYERS[pack.layer])} {pack.id}  {say(pack.title_zh, pack.title_en)}  {_validity(pack)}")
        lines += [f"  {source.code:<8} {source.title}  {source.issued or ''}".rstrip() for source in pack.sources]
    paths = sorted({path for pack in (profile.base, *profile.overlays) for path in pack.fields})
    for path in paths:
        field, selected = profile.field(path), profile.field(path, selected=True)
        if field is not None:
            lines.append(_field(field))
        if selected is not None and selected != field:
            lines.append(f"  {say('所选区域', 'selected areas')}: {_field(selected)}")
    notes = [note for pack in (profile.base, *profile.overlays) for note in pack.notes]
    lines += [f"{say('另有规定', 'also')}: {say(*note)}" for note in notes]
    lines += [f"{say('层级不一', 'layers differ')}: {say(c.message_zh, c.message_en)}" for c in conflicts(profile)]
    return "\n".join(lines)


def _field(field: Field) -> str:
    source = ""
    if field.design_default:
        source = say("软件自定", "ours, no legal source")
    elif field.citation is not None:
        source = f"{field.citation.clause} {field.citation.quotation or ''}".rstrip()
    return f"{field.path:<36} {_value(field.value):<14} {_severity(field):<9} {field.pack:<20} {source}".rstrip()


def _severity(field: Field) -> str:
    """Say the severity, and for whom it is another."""
    others = (
        (field.severity_existing, say("现有", "existing")), (field.severity_district, say("全区", "district")),
        (field.severity_entered, say("填报后", "once entered")),
    )
    words = [f"{who} {severity.value}" for severity, who in others if severity is not None]
    return ", ".join(([field.severity.value] if field.severity is not None else []) + words)


def _validity(pack: Pack) -> str:
    if pack.valid_from is None and pack.valid_to is None:
        return say("日期未载明", "no dates stated")
    return f"{pack.valid_from or ''} – {pack.valid_to or ''}".rstrip()


def _value(value: object) -> str:
    if isinstance(value, Mapping):
        return ", ".join(f"{name} {number}" for name, number in value.items())
    if isinstance(value, tuple):
        return "; ".join(_value(entry) for entry in value)
    return "—" if value is None else str(value)
