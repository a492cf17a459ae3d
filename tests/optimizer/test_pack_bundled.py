"""The bundled packs say what the digest says, field by field: the table of rules.md 2.2, and section 4.7."""

from datetime import date
from decimal import Decimal

import pytest

from optimizer.rules.pack import Layer, Severity, bundled_packs, load_profile

LIANHU, QUARTER, LAW = "lianhu-2024", "soe-living-quarter", "cn-law-2026"
DASH = object()
"""The table has a dash: the pack says nothing of its own."""


class Ours:
    """A value that the table calls a design default, or that a pack takes without a clause of its own."""

    def __init__(self, value):
        self.value = value

    def __repr__(self):
        return f"Ours({self.value})"


SEATS = (
    {"households_max": 2000, "seats": 5},
    {"households_min": 2000, "households_max": 4000, "seats": 7},
    {"households_min": 4000, "seats": 9},
)
M2, RATIO, YEAR = "m2", "ratio", "yuan"
TABLE = [  # field, unit, compare, lianhu-2024, soe-living-quarter, cn-law-2026
    ("size.households_min", "household", ">=", 1000, 500, 1000),
    ("size.households_max", "household", "<=", 5000, None, 3000),
    ("size.population_min", "person", ">=", 5000, None, None),
    ("size.population_max", "person", "<=", 15000, None, None),
    ("size.combine_lower", None, None, Ours("any"), Ours("households_only"), Ours("households_only")),
    ("size.combine_upper", None, None, Ours("all"), Ours("households_only"), Ours("households_only")),
    ("size.households_target", "household", "near", 3500, 1500, None),
    ("size.population_target", "person", "near", 10000, None, None),
    ("size.target_combine", None, None, "any", "households_only", DASH),
    ("size.small_exception", None, None, Ours("none"), "relatively_independent", "actual_need"),
    ("size.small_action", None, None, "merge_near_workplan", "join_nearest_whole_as_group", Ours("none")),
    ("size.merge_target", None, None, "adjacent_then_nearest", "adjacent_then_nearest", DASH),
    ("size.oversized_households_gt", "household", ">", Ours(5000), None, Ours(3000)),
    ("size.oversized_population_gt", "person", ">", Ours(15000), None, None),
    ("size.micro_households_lt", "household", "<", Ours(1000), Ours(500), Ours(1000)),
    ("size.micro_population_lt", "person", "<", Ours(5000), None, None),
    ("unit.keep_whole", None, None, False, True, Ours(False)),
    ("shape.single_street", None, None, True, Ours(True), Ours(True)),
    ("shape.full_coverage", None, None, True, True, Ours(True)),
    ("shape.no_overlap", None, None, True, Ours(True), Ours(True)),
    ("shape.contiguous", None, None, True, Ours(True), Ours(True)),
    ("shape.four_limits_described", None, None, True, Ours(True), Ours(False)),
    ("shape.boundary_priority", None, None, "balanced", "geography_first", Ours("balanced")),
    ("shape.boundary_on_lines_min_share", RATIO, ">=", Ours(Decimal("0.80")), Ours(Decimal("0.90")), None),
    ("shape.keep_history_weight", RATIO, None, Ours(Decimal("0.2")), Ours(Decimal("0.2")), Ours(0)),
    ("facility.area_per_100_households", M2, ">=", 30, None, None),
    ("facility.area_mode", None, None, Ours("linear"), DASH, DASH),
    ("facility.floor_area", M2, ">=", 600, None, None),
    ("facility.floor_max_households", "household", "<=", 2000, None, None),
    ("facility.floor_applies_to", None, None, "new", DASH, DASH),
    ("facility.activity_share_min", RATIO, ">=", Decimal("0.60"), None, None),
    ("facility.plaza_area_min", M2, ">=", 1000, None, None),
    ("facility.lookback_from", "month", ">=", "2011-02", None, None),
    ("committee.seats_min", "seat", ">=", 5, None, None),
    ("committee.seats_max", "seat", "<=", 9, None, None),
    ("committee.seat_classes", "seat", None, SEATS, None, None),
    ("committee.tie_mode", None, None, Ours("either"), DASH, DASH),
    ("party.team_min", "person", ">=", 3, None, None),
    ("party.team_max", "person", "<=", 5, None, None),
    ("party.team_by_form", "person", "=", {"branch": 3, "general_branch": 5, "committee": 5}, None, None),
    ("leaders.cross_share_min", RATIO, ">=", Decimal("0.60"), None, None),
    ("leaders.fulltime_share_min", RATIO, ">=", Decimal("0.40"), None, None),
    ("leaders.persons_max", "person", "<=", 11, None, None),
    ("staff.workers_per_10000", "person per 10000 persons", ">=", 18, None, None),
    ("staff.rounding", None, None, Ours("ceil"), DASH, DASH),
    ("staff.oversized_extra", "person", ">=", Ours({"workers": 1, "households": 500}), DASH, DASH),
    ("budget.city_per_year", YEAR, ">=", 130_000, None, None),
    ("budget.district_per_year", YEAR, ">=", 120_000, None, None),
    ("budget.salary_split", "city:district", "=", "1:1", None, None),
    ("social_orgs_min", "organisation", ">=", 10, None, None),
    ("training.per_year", "per year", ">=", {"all_staff": 1, "heads": 1}, None, None),
    ("deadline.election", "month", "<=", 3, None, None),
    ("walk.circle_minutes", "min", "<=", 15, None, None),
    ("walk.speed", "m/s", None, Ours(Decimal("1.1")), Ours(Decimal("1.1")), Ours(Decimal("1.1"))),
    ("walk.speed_elderly", "m/s", None, Ours(Decimal("0.8")), Ours(Decimal("0.8")), Ours(Decimal("0.8"))),
    ("walk.max_distance", "m", "<=", Ours(1000), Ours(1000), Ours(1000)),
    ("walk.coverage_min_share", RATIO, ">=", Ours(Decimal("0.90")), Ours(Decimal("0.90")), Ours(Decimal("0.90"))),
    ("consent.body", None, None, "residents", "enterprise_and_street_talks", None),
    ("consent.body_village", None, None, "villagers_meeting", DASH, None),
    ("consent.threshold", RATIO, ">=", None, None, None),
    ("approval.route", None, None, "eight_steps", "lq_short", "street_district"),
    ("approval.consent_gate", None, None, True, DASH, DASH),
    ("approval.adjustment_route", None, None, Ours("short"), Ours("short"), Ours("short")),
    ("facility.class_table", None, None, None, None, None),
    ("transfer.agreement_working_days", "working day", "<=", DASH, 10, DASH),
    ("transfer.monthly_report_day", "day of month", "=", DASH, 25, DASH),
    ("transfer.transition_years", "year", "<=", DASH, 3, DASH),
    ("transfer.seconded_staff_min", "person", ">=", DASH, 1, DASH),
    ("transfer.seconded_staff_max", "person", "<=", DASH, 2, DASH),
    ("transfer.retiree_fee", YEAR, "=", DASH, 1020, DASH),
    ("transfer.retiree_fee_until", "day", "<=", DASH, date(2020, 12, 31), DASH),
]
CELLS = [
    (pack, path, unit, compare, cell)
    for path, unit, compare, *cells in TABLE
    for pack, cell in zip((LIANHU, QUARTER, LAW), cells, strict=True)
]


@pytest.mark.parametrize(("pack", "path", "unit", "compare", "cell"), CELLS)
def test_the_table_of_the_digest(pack, path, unit, compare, cell):
    field = load_profile(pack).field(path)
    if cell is DASH:
        assert field is None or field.value is None or field.design_default
    elif cell is None:
        # A person bound is not even looked at where only households count.
        assert field is None or field.value is None
    else:
        is_ours = isinstance(cell, Ours)
        assert field.value == (cell.value if is_ours else cell)
        assert field.design_default is is_ours
        assert (field.unit, field.compare) == (unit, compare)


@pytest.mark.parametrize(
    ("path", "rule", "severities"),  # for a new community, an existing one, the district, once entered
    [
        ("size.households_min", "LH-4.3", "soft soft - -"),
        ("size.households_max", "LH-4.3", "soft soft - -"),
        ("size.population_min", "LH-4.3", "soft soft - -"),
        ("size.population_max", "LH-4.3", "soft soft - -"),
        ("size.households_target", "LH-4.4", "advisory advisory - -"),
        ("size.population_target", "LH-4.4", "advisory advisory - -"),
        ("size.small_action", "LH-6.4", "soft soft - -"),
        ("unit.keep_whole", "LH-6.2", "soft soft - -"),
        ("shape.single_street", "LH-3.1", "hard hard - -"),
        ("shape.full_coverage", "LH-3.2", "hard hard - -"),
        ("shape.no_overlap", "LH-4.2", "hard hard - -"),
        ("shape.contiguous", "LH-4.2", "hard hard - -"),
        ("shape.four_limits_described", "LH-4.2", "hard hard - -"),
        ("shape.boundary_priority", "LH-4.1", "soft soft - -"),
        ("facility.area_per_100_households", "LH-7.1", "hard soft - -"),
        ("facility.floor_area", "LH-7.3", "hard hard - -"),
        ("facility.activity_share_min", "LH-7.4", "hard soft - -"),
        ("facility.plaza_area_min", "LH-7.2", "hard soft - -"),
        ("facility.lookback_from", "LH-9.1", "process process - -"),
        ("committee.seats_min", "LH-10.3", "hard hard - -"),
        ("committee.seats_max", "LH-10.3", "hard hard - -"),
        ("committee.seat_classes", "LH-10.4", "soft soft - -"),
        ("party.team_min", "LH-10.1", "hard hard - -"),
        ("party.team_max", "LH-10.1", "hard hard - -"),
        ("party.team_by_form", "LH-10.2", "soft soft - -"),
        ("leaders.cross_share_min", "LH-10.5", "hard hard - -"),
        ("leaders.fulltime_share_min", "LH-10.6", "hard hard - -"),
        ("leaders.persons_max", "LH-10.7", "hard hard - -"),
        ("staff.workers_per_10000", "LH-11.4", "soft soft hard -"),
        ("budget.city_per_year", "LH-19.1", "record record - hard"),
        ("budget.district_per_year", "LH-19.1", "record record - hard"),
        ("budget.salary_split", "LH-19.2", "record record - -"),
        ("social_orgs_min", "LH-17.1", "advisory advisory - -"),
        ("training.per_year", "LH-12.1", "process process - -"),
        ("deadline.election", "LH-11.2", "hard hard - -"),
        ("walk.circle_minutes", "LH-4.1", "advisory advisory - -"),
        ("consent.body", "LHA-1", "hard hard - -"),
        ("approval.route", "LH-5.1", "hard hard - -"),
    ],
)
def test_severity_and_rule_under_lianhu(path, rule, severities):
    field = load_profile(LIANHU).field(path)
    new, existing, district, entered = (None if word == "-" else Severity(word) for word in severities.split())
    assert field.rule == rule
    assert (field.severity_for(is_new=True), field.severity_for(is_new=False)) == (new, existing)
    assert (field.severity_district, field.severity_entered) == (district, entered)


@pytest.mark.parametrize("path", ["transfer.transition_years", "transfer.seconded_staff_max"])
def test_a_transition_is_a_choice_and_its_terms_bind_once_it_is_opened(path):
    field = load_profile(QUARTER).field(path)
    assert (field.severity, field.severity_entered) == (Severity.ADVISORY, Severity.HARD)
    assert field.once_entered().severity is Severity.HARD


class TestCitations:
    @pytest.mark.parametrize("pack", bundled_packs(), ids=lambda pack: pack.id)
    def test_a_number_of_ours_never_carries_a_citation_and_every_other_does(self, pack):
        for field in pack.fields.values():
            assert field.value is None or (field.citation is None) is field.design_default, field.path
            if field.design_default:
                assert (field.rules, field.clause, field.quotation) == ((), None, None), field.path

    @pytest.mark.parametrize("pack", [pack.id for pack in bundled_packs() if pack.layer is not Layer.OVERLAY])
    def test_what_every_base_takes_from_us_carries_none_either(self, pack):
        ours = [field for field in load_profile(pack).base.fields.values() if field.pack == "design-defaults"]
        assert ours
        assert all(field.design_default and field.citation is None for field in ours)

    @pytest.mark.parametrize("pack", [LIANHU, QUARTER, LAW, "henan-2022"])
    def test_whoever_cites_these_quotes(self, pack):
        (document,) = [found for found in bundled_packs() if found.id == pack]
        cited = [field.citation for field in document.fields.values() if field.citation is not None]
        assert all(citation.title and citation.clause and citation.quotation for citation in cited)

    def test_the_band_cites_document_date_clause_and_words(self):
        found = load_profile(LIANHU).field("size.households_max").citation
        assert found.title == "《莲湖区关于进一步加强社区管理的若干措施》"
        assert found.issued == date(2024, 2, 29)
        assert "（四）" in found.clause
        assert found.quotation == "社区一般按照1000户~5000户(5000人~15000人)规模设立"

    def test_a_fee_of_chongqing_cites_chongqing(self):
        found = load_profile(QUARTER).field("transfer.retiree_fee").citation
        assert (found.title, found.issued) == ("渝府办发〔2017〕84号", date(2017, 6, 16))


class TestOtherCities:  # rules.md 4.7, and nothing more
    @pytest.mark.parametrize(
        ("pack", "stated"),
        [
            ("cn-law-1989", {"size.households_min": 100, "size.households_max": 700}),
            ("beijing-2020", {
                "size.household_basis": "dwellings", "size.households_target": 2000, "size.population_target": 6000,
                "size.households_max": 3000, "size.population_max": 9000, "size.oversized_households_gt": 3000,
                "size.households_min": 500, "size.micro_households_lt": 500, "shape.full_coverage": True,
                "shape.no_overlap": True, "shape.contiguous": True, "shape.four_limits_described": True,
                "staff.workers_min": 9, "staff.households_per_worker_min": 110,
                "staff.households_per_worker_max": 150,
            }),
            ("yuhang-2020", {
                "size.household_basis": "resident", "size.households_min": 1500, "size.usual_households_max": 3000,
                "size.households_max": 4000, "size.population_min": 10_000, "size.population_max": 15_000,
                "size.oversized_households_gt": 5000, "size.micro_households_lt": 500, "shape.contiguous": True,
            }),
            ("henan-2022", {
                "size.household_basis": "dwellings", "size.households_min": 1000, "size.households_max": 3000,
                "shape.contiguous": True, "facility.area_per_100_households": 30, "facility.floor_area": 300,
                "facility.floor_applies_to": "all", "committee.seats_min": 5, "staff.workers_per_10000": 18,
            }),
        ],
    )
    def test_they_cite_what_was_verified_and_only_that(self, pack, stated):
        (found,) = [entry for entry in bundled_packs() if entry.id == pack]
        assert {path: field.value for path, field in found.fields.items() if not field.design_default} == stated

    def test_no_numbers_are_shipped_for_cities_without_a_verified_band(self):
        places = " ".join(pack.jurisdiction for pack in bundled_packs())
        assert not any(city in places for city in ("上海", "广州", "成都", "武汉", "南京", "深圳"))

    def test_trusteeship_is_quoted(self):
        assert load_profile("yuhang-2020").field("shape.contiguous").quotation == "确有需要的,可暂为托管"

    def test_in_principle_is_soft_in_henan(self):
        assert load_profile("henan-2022").field("shape.contiguous").severity is Severity.SOFT


class TestDatesAndLayers:
    def test_eight_packs_come_with_the_software(self):
        assert {pack.id: pack.layer.value for pack in bundled_packs()} == {
            "band-hard": "overlay", "beijing-2020": "city", "cn-law-1989": "law", "cn-law-2026": "law",
            "henan-2022": "province", "lianhu-2024": "district", "soe-living-quarter": "district",
            "yuhang-2020": "district",
        }

    @pytest.mark.parametrize(
        ("pack", "first", "last"),
        [
            (LIANHU, date(2024, 2, 29), None),
            (LAW, date(2026, 1, 1), None),
            (QUARTER, None, None),
            ("cn-law-1989", date(1990, 1, 1), date(2025, 12, 31)),
        ],
    )
    def test_validity(self, pack, first, last):
        base = load_profile(pack).base
        assert (base.valid_from, base.valid_to) == (first, last)
