"""What a job of the colleague hands in: the proposal, how good it is, and, where there is none, why."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import asdict
from typing import Any

from app.colleague.proposals import Desk, costs
from app.colleague.situation import Situation
from app.colleague.watching import found_in
from app.outcome import combine
from optimizer.plan import OfficeResult


def outcome(desk: Desk, offices: Sequence[OfficeResult], seconds: float) -> dict[str, Any]:
    """Return a proposal with its proof; ``drawn`` is what the drawing itself costs."""
    whole = combine(offices)
    situations = {situation.subdistrict: situation for situation in desk.situations}
    return {
        "version": desk.version,
        "rules": {"profile_hash": desk.situations[0].profile.hash, "objective": desk.situations[0].objective},
        "subdistricts": [office.subdistrict for office in offices],
        "status": whole.status.value, "stopped_by": whole.stopped_by.value,
        **costs(whole.objective, whole.bound, whole.breach),
        "drawn": _drawn(desk.situations),
        **desk.proposal({office.subdistrict: found_in(office) for office in offices}),
        "offices": [_office(office, situations[office.subdistrict]) for office in offices],
        "explanation": explanation(offices),
        "seconds": round(seconds, 3),
    }


def _drawn(situations: Iterable[Situation]) -> dict[str, Any]:
    """Cost the drawing; units in no community count as communities of their own."""
    pairs = [pair for s in situations for pair in zip(s.problems, s.start, strict=True)]
    objective = sum(plan.cost + problem.constant for problem, plan in pairs)
    return costs(objective, None, sum(plan.breach for _, plan in pairs))


def _office(office: OfficeResult, situation: Situation) -> dict[str, Any]:
    units = len(situation.ground.unit_ids)
    return {
        "subdistrict": office.subdistrict, "status": office.status.value, "method": office.method,
        "stopped_by": office.stopped_by.value, **costs(office.objective, office.bound, office.breach),
        "runtime_s": round(office.runtime_s, 3), "units": units, "held": situation.held,
        "free": units - situation.held, "locked": sorted(situation.locks.frozen - situation.opened),
    }


def explanation(offices: Iterable[OfficeResult]) -> list[dict[str, Any]]:
    """Say what clashes where, as ``plan.json`` does; each way out can be sent back as it is."""
    return [
        {
            "subdistrict": office.subdistrict, "rules": list(clash.rules), "places": list(clash.units),
            "households": clash.households, "message_zh": clash.message_zh, "message_en": clash.message_en,
            "relaxations": [
                {**asdict(way), "units": list(way.units)} for way in clash.relaxations
            ],
        }
        for office in offices for clash in office.clashes
    ]
