"""Facts of a sound plan, drawn by hand, to be broken in one place at a time."""

from dataclasses import replace

from geodata.domain import AreaId, AreaKind, CommunityId, FacilityId, FacilityStatus, HouseholdBasis, Place, Walking
from geodata.domain_facts import AreaPart, Bound, CommunityFacts, FacilityFact, FourBounds, PlanFacts, WalkFact

OFFICE = "红庙坡街道"
HERE = Place(500.0, 500.0)


def bound(name, kind="road"):
    return Bound(name, kind, 0.9)


NAMED = FourBounds(bound("星火路"), bound("大庆路"), bound("劳动路"), bound("陇海铁路", "rail"))


def area(name="甲", households=2000, *, of=None, kind=AreaKind.ESTATE, **changes):
    drawn = AreaPart(
        area_id=AreaId(name),
        name=name,
        subdistrict=OFFICE,
        kind=kind,
        keep_whole=False,
        relatively_independent=False,
        households=households,
        area_households=households if of is None else of,
        land_share=1.0 if of is None else households / of if of else 0.5,
        place=Place(510.0, 490.0),
    )
    return replace(drawn, **changes)


def premises(*, area_m2=600.0, activity_m2=360.0, plaza_m2=1000.0, kind="service"):
    return FacilityFact(FacilityId("f1"), kind, FacilityStatus.EXISTING, area_m2, activity_m2, plaza_m2)


def community(name="丰和", *areas, population=5240, **changes):
    """2,000 households and 5,240 persons that continue a community; every rule holds, workers are unknown."""
    areas = areas or (area(),)
    households = sum(part.households for part in areas)
    drawn = CommunityFacts(
        community_id=CommunityId(name),
        name=name,
        subdistrict=OFFICE,
        place=HERE,
        land_m2=250_000.0,
        households=households,
        population=population,
        population_known=population is not None,
        pieces=1,
        detached=(),
        office_shares=((OFFICE, 1.0),),
        stray=None,
        inner_outline_m=1000.0,
        inner_on_line_m=900.0,
        areas=areas,
        predecessors=((CommunityId(name), households),),
        continues=CommunityId(name),
        is_new=False,
        anchor=FacilityId("f1"),
        centre_unit=None,
        walks=tuple(WalkFact(part.area_id, part.households, 300.0, 200.0) for part in areas if part.households),
        walking=Walking.NETWORK,
        facilities=(premises(area_m2=900.0, activity_m2=600.0),),
        facilities_known=True,
        plazas_known=True,
        four_bounds=NAMED,
        origin_land_share=1.0,
    )
    return replace(drawn, **changes)


def plan(*communities, **changes):
    drawn = PlanFacts(
        communities=communities or (community(),),
        gaps=(),
        overlaps=(),
        territory_known=True,
        has_facilities=True,
        has_lines=True,
        has_line_names=True,
        household_basis=HouseholdBasis.RESIDENT,
        uncovered=(),
        unplaced=(),
        undecided=(),
    )
    return replace(drawn, **changes)
