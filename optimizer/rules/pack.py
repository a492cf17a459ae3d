"""Rule packs in layers: load, lay over one another, look up (rules.md 2.2).

A *pack* is the file; a *profile* is a base pack with overlays laid over it. An overlay with a selector counts only
where a community or an area is *selected* (AMB-21), any other overlay always. Under every base lie the numbers of
ours (``design-defaults.toml``); beside it stand the packs of higher layers that it names.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cache
from importlib import resources
from typing import Any

from geodata.domain import AreaKind
from optimizer.errors import PackError, UnknownPackError
from optimizer.rules.field import Citation, Field, Layer, Pack, Severity, Source
from optimizer.rules.parsing import parse_pack

__all__ = [
    "Citation", "Field", "Layer", "Pack", "Profile", "Severity", "Source", "bundled_packs", "law_in_force",
    "load_profile", "parse_pack",
]

BALANCED = "balanced"
HISTORY_TO_CHANGE = 20
"""Minutes per household moved at ``shape.keep_history_weight`` 1 (rules.md 2.2)."""

_DEFAULTS = "design-defaults.toml"

_USUAL = {"size.usual_households_max": "size.households_max"}
"""What is a bound above is, for a pack that allows more, the usual range (rules.md 2.1)."""

_PERSONS_DECIDED_BY = {
    "size.population_min": "size.combine_lower",
    "size.micro_population_lt": "size.combine_lower",
    "size.population_max": "size.combine_upper",
    "size.oversized_population_gt": "size.combine_upper",
    "size.population_target": "size.target_combine",
}


@dataclass(frozen=True)
class Profile:
    """A base pack with overlays; of two overlays the later one lies on top.

    Attributes
    ----------
    superiors
        Packs of higher layers that hold beside the base. Their values do not fall through; where the profile allows
        more than they do, it is shown (:mod:`optimizer.rules.conflicts`).
    """

    base: Pack
    overlays: tuple[Pack, ...] = ()
    superiors: tuple[Pack, ...] = ()

    @property
    def packs(self) -> tuple[Pack, ...]:
        """All packs concerned, from the law down to the topmost overlay."""
        return (*self.superiors, self.base, *self.overlays)

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
        """SHA-256 over the packs, in their order."""
        layers = "\n".join(f"{pack.id} {pack.hash}" for pack in self.packs)
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
            return self._usual(path, selected)
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

    def citation(self, rule: str) -> Citation | None:
        """Find where a rule stands, the topmost layer first; ``None`` where no pack of the profile cites it."""
        return next((pack.citations[rule] for pack in reversed(self.packs) if rule in pack.citations), None)

    def clause(self, *rules: str) -> str | None:
        """Find where the first of these rules that the profile cites stands in its source."""
        cited = (self.citation(rule) for rule in rules)
        return next((citation.clause for citation in cited if citation is not None), None)

    def pack_of(self, field: Field) -> Pack | None:
        """Find the pack that decided the value of a field; ``None`` for a number of ours."""
        return next((pack for pack in self.packs if pack.id == field.pack), None)

    def incomplete(self) -> tuple[Field, ...]:
        """Fields whose number the source has and our copy does not show: the user must fill them in (AMB-3)."""
        found = (self.field(path) for path in sorted(self.base.fields))
        return tuple(field for field in found if field is not None and field.is_elided)

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

    def _usual(self, path: str, selected: bool) -> Field | None:
        """Take a bound of the layer above for the usual range, where the profile allows more."""
        if path not in _USUAL:
            return None
        ours = self.value(_USUAL[path], selected=selected)
        for superior in reversed(self.superiors):
            bound = superior.fields.get(_USUAL[path])
            if bound is not None and bound.value is not None and (ours is None or ours > bound.value):
                return replace(bound, path=path, severity=Severity.ADVISORY)
        return None

    def _is_ignored(self, path: str, selected: bool) -> bool:
        switch = _PERSONS_DECIDED_BY.get(path)
        return switch is not None and self.value(switch, selected=selected) == "households_only"


def _completed(decided: Field, beneath: Sequence[Field]) -> Field:
    """Fill what the deciding field leaves open: a severity from beneath, the rule whose elided number it states."""
    if decided.severity is None:
        lower = next((entry for entry in beneath if entry.severity is not None), None)
        if lower is not None:
            decided = replace(
                decided, severity=lower.severity, severity_existing=lower.severity_existing,
                severity_district=lower.severity_district, severity_entered=lower.severity_entered,
            )
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


def law_in_force(on: date | None = None) -> Pack | None:
    """Find the law among the bundled packs: the one in force on a day, or the latest."""
    laws = [pack for pack in bundled_packs() if pack.layer is Layer.LAW and (on is None or pack.is_valid_on(on))]
    return max(laws, key=lambda pack: pack.valid_from or date.min, default=None)


def load_profile(
    profile_id: str, overlays: Sequence[str] = (), *, extra: Mapping[str, str] = {}, on: date | None = None
) -> Profile:
    """Lay rule packs over one another.

    Parameters
    ----------
    profile_id
        Identifier of the base pack.
    overlays
        Identifiers of the packs laid over it, in order.
    extra
        TOML text of the user's own packs by identifier.
    on
        Day of the plan: packs of higher layers that are not in force on it stand aside; ``None`` keeps all.

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
    superiors = (_find(packs, name) for name in base.under)
    return Profile(
        _on_defaults(base), tuple(map(_as_overlay, over)),
        tuple(pack for pack in superiors if on is None or pack.is_valid_on(on)),
    )


@cache
def _defaults() -> Pack:
    file = resources.files("optimizer.rules") / _DEFAULTS
    return parse_pack(file.read_text(encoding="utf-8"), name=_DEFAULTS)


def _on_defaults(base: Pack) -> Pack:
    """Fill what a base leaves unsaid with the numbers of ours; what it sets to null stays off."""
    ours = _defaults()
    objectives = {*ours.weights, *base.weights}
    return replace(
        base,
        fields={**ours.fields, **base.fields},
        weights={name: {**ours.weights.get(name, {}), **base.weights.get(name, {})} for name in objectives},
        crossing={**ours.crossing, **base.crossing},
        hash=hashlib.sha256(f"{ours.hash} {base.hash}".encode()).hexdigest(),
    )


def _as_overlay(pack: Pack) -> Pack:
    """Leave out what counts only for a base."""
    return replace(pack, fields={path: field for path, field in pack.fields.items() if not field.base_only})


def _find(packs: Mapping[str, Pack], name: str) -> Pack:
    if name not in packs:
        listed = sorted(packs)
        raise UnknownPackError(
            f"没有规则包 {name}；可用：{'、'.join(listed)}", f"No rule pack {name}; there are {', '.join(listed)}"
        )
    return packs[name]


def _check_base(base: Pack) -> None:
    if base.layer is Layer.OVERLAY:
        raise PackError(
            f"规则包 {base.id} 只能叠加，不能作底：用 --overlay {base.id}，另选一个 --profile",
            f"Rule pack {base.id} can only be an overlay, not a base: give --overlay {base.id} and another --profile",
        )
