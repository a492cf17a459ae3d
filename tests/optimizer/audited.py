"""What the audit says of drawn facts."""

from geodata.domain import AreaKind, Place
from optimizer.audit import Status, audit
from optimizer.rules.pack import load_profile
from tests.optimizer.drawn_facts import area, community, plan, premises

LIANHU = load_profile("lianhu-2024")


QUARTER = load_profile("soe-living-quarter")


OVERLAID = load_profile("lianhu-2024", ["soe-living-quarter"])


BAND_HARD = load_profile("lianhu-2024", ["band-hard"])


LAW = load_profile("cn-law-2026")


THERE = Place(120.0, 880.0)


SOE = AreaKind.SOE_QUARTER


def failures(facts, profile=LIANHU):
    return [finding for finding in audit(facts, profile).findings if finding.status is Status.FAIL]


def failed(facts, profile=LIANHU):
    return [(finding.rule, finding.severity.value) for finding in failures(facts, profile)]


def the(rule, facts, profile=LIANHU):
    """The one finding under a rule."""
    (finding,) = [finding for finding in audit(facts, profile).findings if finding.rule == rule]
    return finding


def sized(households, population=None, **changes):
    """A plan of one community of this size, with premises for any size."""
    return plan(sized_community(households, population, **changes))


def sized_community(households, population=None, kind=AreaKind.ESTATE, **changes):
    floor = premises(area_m2=5000.0, activity_m2=3000.0)
    return community("丰和", area("甲", households, kind=kind, **changes), population=population, facilities=(floor,))
