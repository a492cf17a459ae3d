"""What the audit says of drawn facts."""

from datetime import date

from geodata.domain import AreaKind, Place
from optimizer.audit import Dossier, Status, audit
from optimizer.dossier import CommunityStatement
from optimizer.rules.pack import load_profile
from tests.optimizer.drawn_facts import area, community, plan, premises

LIANHU = load_profile("lianhu-2024")


QUARTER = load_profile("soe-living-quarter")


OVERLAID = load_profile("lianhu-2024", ["soe-living-quarter"])


BAND_HARD = load_profile("lianhu-2024", ["band-hard"])


LAW = load_profile("cn-law-2026")


THERE = Place(120.0, 880.0)


SOE = AreaKind.SOE_QUARTER


TODAY = date(2026, 11, 22)


def stated(**changes):
    """What a community of 2,000 households and 5,240 persons may state: every rule on people and money holds."""
    sound = {
        "party_form": "branch", "party_team": 3, "committee": 5, "cross_appointed": 2, "full_time": 3, "workers": 10,
        "social_organisations": 10, "city_funds_yuan": 130_000, "district_funds_yuan": 120_000,
    }
    return CommunityStatement(**{**sound, **changes})


def dossier(statement=None, **changes):
    """A dossier of one community, 丰和."""
    return Dossier(statements={"丰和": statement or stated()}, as_of=TODAY, **changes)


SOUND = Dossier(statements={"丰和": stated(), "长庆": stated()}, as_of=TODAY)


def failures(facts, profile=LIANHU, beside=None):
    return [finding for finding in audit(facts, profile, beside).findings if finding.status is Status.FAIL]


def failed(facts, profile=LIANHU, beside=None):
    return [(finding.rule, finding.severity.value) for finding in failures(facts, profile, beside)]


def all_of(rule, facts, profile=LIANHU, beside=None):
    """The findings under a rule."""
    return [finding for finding in audit(facts, profile, beside).findings if finding.rule == rule]


def the(rule, facts, profile=LIANHU, beside=None):
    """The one finding under a rule."""
    (finding,) = all_of(rule, facts, profile, beside)
    return finding


def sized(households, population=None, **changes):
    """A plan of one community of this size, with premises for any size."""
    return plan(sized_community(households, population, **changes))


def sized_community(households, population=None, kind=AreaKind.ESTATE, **changes):
    floor = premises(area_m2=5000.0, activity_m2=3000.0)
    return community("丰和", area("甲", households, kind=kind, **changes), population=population, facilities=(floor,))
