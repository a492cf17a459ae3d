"""Rule packs in layers: load, lay over one another, look up (rules.md 2.2).

A *pack* is the file; a *profile* is a base pack with overlays laid over it. An overlay with a selector counts only
where a community or an area is *selected* (AMB-21), any other overlay always.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from importlib import resources
from typing import Any

from geodata.domain import AreaKind
from optimizer.errors import PackError, UnknownPackError
from optimizer.rules.field import Field, Pack, Severity, Source
from optimizer.rules.parsing import parse_pack
from optimizer.rules.schema import CROSSINGS, WEIGHTS

__all__ = [
    "Field", "Pack", "Profile", "Severity", "Source", "bundled_packs", "load_profile", "parse_pack",
]

BALANCED = "balanced"
HISTORY_TO_CHANGE = 20
"""Minutes per household moved at ``shape.keep_history_weight`` 1 (rules.md 2.2)."""

_PERSONS_DECIDED_BY = {
    "size.population_min": "size.combine_lower",
    "size.micro_population_lt": "size.combine_lower",
    "size.population_max": "size.combine_upper",
    "size.oversized_population_gt": "size.combine_upper",
    "size.population_target": "size.target_combine",
}


@dataclass(frozen=True)
class Profile:
    """A base pack with overlays; of two overlays the later one lies on top."""

    base: Pack
    overlays: tuple[Pack, ...] = ()

    @property
    def id(self) -> str:
        """Identifier of the base pack."""
        return self.base.id

    @property
    def version(self) -> str:
        """Version of the base pack."""
        return self.base.version

    @property
    def hash(self) -> str:
        """SHA-256 over the layers, from the base up."""
        layers = "\n".join(f"{pack.id} {pack.hash}" for pack in (self.base, *self.overlays))
        return hashlib.sha256(layers.encode()).hexdigest()

    def field(self, path: str, *, selected: bool = False) -> Field | None:
        """Look up one field; overlays come before the base, a null value falls through.

        Parameters
        ----------
        path
            Dotted name.
        selected
            Whether overlays with a selector count.

        Returns
        -------
        Field | None
            The field with the value that decides and the severity that holds. ``None`` where no layer has it, or
            where it is a person bound and only households count. Its value is ``None`` where the check is off.
        """
        if self._is_ignored(path, selected):
            return None
        layers = self._layers(selected)
        stated = [layer.fields[path] for layer in layers if path in layer.fields]
        if not stated:
            return None
        found = next((i for i, entry in enumerate(stated) if entry.value is not None), None)
        decided = stated[-1] if found is None else _completed(stated[found], stated[found + 1 :])
        changed = next(((layer, layer.severities[path]) for layer in layers if path in layer.severities), None)
        if changed is None:
            return decided
        return replace(decided, severity=changed[1], severity_existing=None, severity_pack=changed[0].id)

    def value(self, path: str, *, selected: bool = False, default: Any = None) -> Any:
        """Look up the value of one field, ``default`` where there is none."""
        found = self.field(path, selected=selected)
        return default if found is None or found.value is None else found.value

    def selects(self, kind: AreaKind) -> bool:
        """Whether an overlay's selector names this kind of area."""
        return any(kind in overlay.selector for overlay in self.overlays)

    def weights(self, objective: str = BALANCED) -> Mapping[str, float]:
        """Weights of the objective: the preset laid over the balanced ones (optimisation-model.md section 2).

        Raises
        ------
        PackError
            Where no layer knows the objective.
        """
        layers = (self.base, *self.overlays)
        known = {name for layer in layers for name in layer.weights}
        if objective not in known:
            listed = sorted(known)
            raise PackError(
                f"规则包 {self.id} 没有目标 {objective}；可用：{'、'.join(listed)}",
                f"Rule pack {self.id} has no objective {objective}; it has {', '.join(listed)}",
            )
        result = {"change": HISTORY_TO_CHANGE * float(self.value("shape.keep_history_weight", default=0))}
        for name in dict.fromkeys((BALANCED, objective)):
            for layer in layers:
                result.update(layer.weights.get(name, {}))
        return result

    @property
    def crossing(self) -> Mapping[str, float]:
        """Weight of crossing an arterial, a wall, a river or a railway."""
        return {name: weight for layer in (self.base, *self.overlays) for name, weight in layer.crossing.items()}

    def _layers(self, selected: bool) -> list[Pack]:
        """Layers that count, the topmost first."""
        return [pack for pack in reversed(self.overlays) if selected or not pack.selector] + [self.base]

    def _is_ignored(self, path: str, selected: bool) -> bool:
        switch = _PERSONS_DECIDED_BY.get(path)
        return switch is not None and self.value(switch, selected=selected) == "households_only"


def _completed(decided: Field, beneath: Sequence[Field]) -> Field:
    """Fill what the deciding field leaves open: a severity from beneath, the rule whose elided number it states."""
    if decided.severity is None:
        lower = next((entry for entry in beneath if entry.severity is not None), None)
        if lower is not None:
            decided = replace(decided, severity=lower.severity, severity_existing=lower.severity_existing)
    elided = next((entry for entry in beneath if entry.is_elided), None)
    if elided is not None and not decided.rules and not decided.design_default:
        decided = replace(decided, rules=elided.rules)
    return decided


@cache
def bundled_packs() -> tuple[Pack, ...]:
    """Packs that come with the software, ordered by identifier."""
    folder = resources.files("optimizer.rules") / "packs"
    files = sorted((entry for entry in folder.iterdir() if entry.name.endswith(".toml")), key=lambda entry: entry.name)
    return tuple(parse_pack(entry.read_text(encoding="utf-8"), name=entry.name) for entry in files)


def load_profile(profile_id: str, overlays: Sequence[str] = (), *, extra: Mapping[str, str] = {}) -> Profile:
    """Lay rule packs over one another.

    Parameters
    ----------
    profile_id
        Identifier of the base pack.
    overlays
        Identifiers of the packs laid over it, in order.
    extra
        TOML text of the user's own packs by identifier.

    Raises
    ------
    UnknownPackError
        Where an identifier is neither bundled nor in ``extra``.
    PackError
        Where a pack breaks the schema, takes the name of a bundled one, or cannot be a base.
    """
    packs = {pack.id: pack for pack in bundled_packs()}
    for name, text in extra.items():
        own = parse_pack(text, name=name)
        if own.id != name or own.id in packs:
            raise PackError(
                f"规则包 {name} 的 id 是 {own.id}：应与所给名称一致，且不与自带的重名",
                f"Rule pack {name} has the id {own.id}: it must be the name given, and not that of a bundled pack",
            )
        packs[own.id] = own
    base, *over = (_find(packs, name) for name in (profile_id, *overlays))
    _check_base(base)
    return Profile(base, tuple(over))


def _find(packs: Mapping[str, Pack], name: str) -> Pack:
    if name not in packs:
        listed = sorted(packs)
        raise UnknownPackError(
            f"没有规则包 {name}；可用：{'、'.join(listed)}", f"No rule pack {name}; there are {', '.join(listed)}"
        )
    return packs[name]


def _check_base(base: Pack) -> None:
    """Refuse a base that does not weigh all that the objective and the walks need."""
    balanced = base.weights.get(BALANCED, {})
    missing = [f"weights.{BALANCED}.{name}" for name in WEIGHTS if name not in balanced and name != "change"]
    missing += [f"crossing.{name}" for name in CROSSINGS if name not in base.crossing]
    missing += [f"fields.{path}" for path in ("walk.speed",) if path not in base.fields]
    if missing:
        more_zh, more_en = ("等", " and others") if len(missing) > 3 else ("", "")
        raise PackError(
            f"规则包 {base.id} 只能叠加，不能作底：缺 {'、'.join(missing[:3])}{more_zh}",
            f"Rule pack {base.id} can only be an overlay, not a base: it lacks {', '.join(missing[:3])}{more_en}",
        )
