"""Rule packs: what the bundled ones say, how layers decide, and what a broken pack is told (rules.md 2.2)."""

from datetime import date
from decimal import Decimal

import pytest

from geodata.domain import AreaKind
from optimizer.errors import PackError, UnknownPackError
from optimizer.rules.pack import Severity, bundled_packs, load_profile, parse_pack

HEAD = 'id = "own"\nversion = "1"\ntitle_zh = "自定"\ntitle_en = "Own"\njurisdiction = "某区"\n'


def own(fields: str) -> dict[str, str]:
    return {"own": HEAD + fields}


class TestBundled:
    def test_four_packs_come_with_the_software(self):
        assert [pack.id for pack in bundled_packs()] == [
            "band-hard",
            "cn-law-2026",
            "lianhu-2024",
            "soe-living-quarter",
        ]

    @pytest.mark.parametrize(
        ("pack", "path", "value"),
        [  # the table of rules.md 2.2
            ("lianhu-2024", "size.households_min", 1000),
            ("lianhu-2024", "size.households_max", 5000),
            ("lianhu-2024", "size.population_min", 5000),
            ("lianhu-2024", "size.population_max", 15000),
            ("lianhu-2024", "size.combine_lower", "any"),
            ("lianhu-2024", "size.combine_upper", "all"),
            ("lianhu-2024", "size.households_target", 3500),
            ("lianhu-2024", "size.population_target", 10000),
            ("lianhu-2024", "size.micro_population_lt", 5000),
            ("lianhu-2024", "unit.keep_whole", False),
            ("lianhu-2024", "shape.boundary_on_lines_min_share", Decimal("0.80")),
            ("lianhu-2024", "facility.area_per_100_households", 30),
            ("lianhu-2024", "facility.floor_area", 600),
            ("lianhu-2024", "facility.activity_share_min", Decimal("0.60")),
            ("lianhu-2024", "leaders.persons_max", 11),
            ("lianhu-2024", "staff.workers_per_10000", 18),
            ("lianhu-2024", "budget.city_per_year", 130_000),
            ("lianhu-2024", "budget.district_per_year", 120_000),
            ("lianhu-2024", "walk.speed", Decimal("1.1")),
            ("lianhu-2024", "walk.max_distance", 1000),
            ("lianhu-2024", "consent.threshold", None),
            ("soe-living-quarter", "size.households_min", 500),
            ("soe-living-quarter", "size.households_max", None),
            ("soe-living-quarter", "size.households_target", 1500),
            ("soe-living-quarter", "size.small_action", "join_nearest_whole_as_group"),
            ("soe-living-quarter", "unit.keep_whole", True),
            ("soe-living-quarter", "shape.boundary_priority", "geography_first"),
            ("soe-living-quarter", "facility.area_per_100_households", None),
            ("soe-living-quarter", "walk.circle_minutes", None),
            ("soe-living-quarter", "transfer.agreement_working_days", 10),
            ("soe-living-quarter", "transfer.retiree_fee_until", date(2020, 12, 31)),
            ("cn-law-2026", "size.households_min", 1000),
            ("cn-law-2026", "size.households_max", 3000),
            ("cn-law-2026", "size.households_target", None),
            ("cn-law-2026", "shape.four_limits_described", False),
            ("cn-law-2026", "shape.keep_history_weight", 0),
            ("cn-law-2026", "approval.route", "street_district"),
        ],
    )
    def test_values_are_those_of_the_digest(self, pack, path, value):
        assert load_profile(pack).value(path) == value

    @pytest.mark.parametrize("pack", bundled_packs(), ids=lambda pack: pack.id)
    def test_a_number_of_ours_never_carries_a_citation_and_every_other_does(self, pack):
        for field in pack.fields.values():
            cited = bool(field.rules or field.clause or field.quotation)
            assert not (field.design_default and cited), field.path
            assert field.design_default or cited or field.value is None, field.path

    @pytest.mark.parametrize(
        "path", ["shape.boundary_on_lines_min_share", "walk.coverage_min_share", "staff.oversized_extra"]
    )
    def test_design_defaults_of_the_digest_are_marked(self, path):
        assert load_profile("lianhu-2024").field(path).design_default

    def test_the_band_cites_clause_four(self):
        field = load_profile("lianhu-2024").field("size.households_max")
        assert field.rules == ("LH-4.3",)
        assert "（四）" in field.clause
        assert field.quotation == "社区一般按照1000户~5000户(5000人~15000人)规模设立"
        assert (field.unit, field.compare, field.inclusive) == ("household", "<=", True)

    def test_premises_are_hard_for_new_and_soft_for_existing_communities(self):
        field = load_profile("lianhu-2024").field("facility.plaza_area_min")
        assert field.severity_for(is_new=True) is Severity.HARD
        assert field.severity_for(is_new=False) is Severity.SOFT

    def test_the_least_floor_is_hard_for_whomever_it_binds(self):
        field = load_profile("lianhu-2024").field("facility.floor_area")
        assert field.severity_for(is_new=False) is Severity.HARD

    def test_workers_are_soft_per_community_and_hard_over_the_district(self):
        field = load_profile("lianhu-2024").field("staff.workers_per_10000")
        assert (field.severity, field.severity_district) == (Severity.SOFT, Severity.HARD)

    def test_validity_starts_with_the_document(self):
        dates = {pack.id: pack.valid_from for pack in bundled_packs()}
        assert dates["lianhu-2024"] == date(2024, 2, 29)
        assert dates["cn-law-2026"] == date(2026, 1, 1)
        assert dates["soe-living-quarter"] is None


class TestLayers:
    overlaid = load_profile("lianhu-2024", ["soe-living-quarter"])

    def test_an_overlay_with_a_selector_counts_only_for_what_it_selects(self):
        assert self.overlaid.value("size.households_min") == 1000
        assert self.overlaid.value("size.households_min", selected=True) == 500

    def test_a_null_of_the_overlay_falls_through(self):
        field = self.overlaid.field("size.households_max", selected=True)
        assert (field.value, field.pack, field.severity) == (5000, "lianhu-2024", Severity.SOFT)
        assert self.overlaid.value("facility.area_per_100_households", selected=True) == 30

    def test_households_only_ignores_person_fields_that_fall_through(self):
        assert self.overlaid.field("size.population_min") is not None
        for path in (
            "size.population_min",
            "size.population_max",
            "size.population_target",
            "size.micro_population_lt",
        ):
            assert self.overlaid.field(path, selected=True) is None

    @pytest.mark.parametrize(
        ("kind", "selected"),
        [
            (AreaKind.SOE_QUARTER, True),
            (AreaKind.FAMILY_COMMITTEE, True),
            (AreaKind.ESTATE, False),
            (AreaKind.VACANT, False),
        ],
    )
    def test_quarters_are_selected_with_and_without_family_committee(self, kind, selected):
        assert self.overlaid.selects(kind) is selected
        assert not load_profile("soe-living-quarter").selects(kind)

    @pytest.mark.parametrize(
        "overlays", [["band-hard"], ["soe-living-quarter", "band-hard"], ["band-hard", "soe-living-quarter"]]
    )
    def test_band_hard_hardens_the_band_and_leaves_its_numbers(self, overlays):
        profile = load_profile("lianhu-2024", overlays)
        for path in ("size.households_min", "size.households_max", "size.population_min", "size.population_max"):
            field = profile.field(path)
            assert field.severity is Severity.HARD
            assert (field.pack, field.severity_pack) == ("lianhu-2024", "band-hard")
        assert profile.value("size.households_max") == 5000

    def test_the_elided_maximum_once_filled_is_the_hard_rule_of_the_quarters(self):
        filled = load_profile(
            "soe-living-quarter",
            ["own"],
            extra=own('[fields.size]\nhouseholds_max = { value = 3000, clause = "某区通知 二" }\n'),
        ).field("size.households_max")
        assert (filled.value, filled.severity, filled.rule, filled.pack) == (3000, Severity.HARD, "LQ-3.10", "own")
        assert filled.clause == "某区通知 二"

    def test_without_identifiers_a_rule_goes_by_its_dotted_name(self):
        profile = load_profile(
            "lianhu-2024",
            ["own"],
            extra=own("[fields.size]\nhouseholds_max = { value = 4000, design_default = true }\n"),
        )
        assert profile.field("size.households_max").rule == "size.households_max"

    def test_the_later_overlay_lies_on_top(self):
        extra = {
            name: HEAD.replace("own", name)
            + f"[fields.size]\nhouseholds_max = {{ value = {most}, design_default = true }}\n"
            for name, most in (("a", 4000), ("b", 4500))
        }
        assert load_profile("lianhu-2024", ["a", "b"], extra=extra).value("size.households_max") == 4500
        assert load_profile("lianhu-2024", ["b", "a"], extra=extra).value("size.households_max") == 4000

    def test_default_stands_in_for_what_no_layer_says(self):
        assert self.overlaid.value("transfer.retiree_fee") is None
        assert self.overlaid.value("consent.threshold", default="none") == "none"


class TestWeights:
    def test_balanced(self):  # the table of optimisation-model.md section 2
        assert load_profile("lianhu-2024").weights("balanced") == {
            "walk": 1,
            "far": 20,
            "cross": 3,
            "near": 1,
            "change": 4,
            "target": 3,
            "band_fixed": 20_000,
            "band": 40,
            "floor": 5,
            "site": 3000,
            "new_site": 6000,
            "line": 1,
            "piece": 2000,
            "own": 5000,
        }

    @pytest.mark.parametrize(
        ("objective", "changed"),
        [
            ("least-change", {"change": 40, "target": 1, "band_fixed": 100_000, "band": 200}),
            ("walking", {"walk": 3, "far": 60, "target": 1}),
            ("least-floor-area", {"floor": 25, "site": 15_000, "new_site": 30_000}),
        ],
    )
    def test_a_preset_lies_over_balanced(self, objective, changed):
        profile = load_profile("lianhu-2024")
        assert profile.weights(objective) == {**profile.weights("balanced"), **changed}

    def test_history_weighs_nothing_where_the_pack_says_so(self):
        assert load_profile("cn-law-2026").weights("balanced")["change"] == 0
        assert load_profile("cn-law-2026").weights("least-change")["change"] == 40

    def test_crossings(self):
        assert load_profile("lianhu-2024").crossing == {"arterial": 1, "wall": 1, "river": 2, "rail": 2}

    def test_an_unknown_objective_is_told_which_there_are(self):
        with pytest.raises(PackError, match="least-floor-area"):
            load_profile("lianhu-2024").weights("fastest")


class TestHash:
    def test_comments_and_layout_do_not_count(self):
        assert parse_pack(HEAD, name="own").hash == parse_pack("# note\n\n" + HEAD, name="own").hash

    def test_a_changed_number_counts(self):
        texts = [
            HEAD + f"[fields.size]\nhouseholds_max = {{ value = {n}, design_default = true }}\n" for n in (4000, 4001)
        ]
        first, second = (parse_pack(text, name="own").hash for text in texts)
        assert first != second

    def test_layers_and_their_order_count(self):
        names = (
            [],
            ["band-hard"],
            ["soe-living-quarter"],
            ["soe-living-quarter", "band-hard"],
            ["band-hard", "soe-living-quarter"],
        )
        assert len({load_profile("lianhu-2024", overlays).hash for overlays in names}) == len(names)


class TestBrokenPacks:
    @pytest.mark.parametrize(
        ("text", "names"),
        [
            ("id = ", ["TOML"]),
            (HEAD.replace('version = "1"\n', ""), ["version"]),
            (HEAD + "colour = 1\n", ["colour"]),
            (HEAD + "[fields.size]\nhousehold_max = { value = 1 }\n", ["size.household_max", "size.households_max"]),
            (HEAD + "[fields.size]\nhouseholds_max = 4000\n", ["size.households_max", "{ value = 1000 }"]),
            (HEAD + "[fields.size]\nhouseholds_max = {}\n", ["size.households_max", "null = true"]),
            (
                HEAD + '[fields.size]\nhouseholds_max = { value = "4000", design_default = true }\n',
                ["whole number", "'4000'"],
            ),
            (HEAD + "[fields.size]\nhouseholds_max = { value = 4000.5, design_default = true }\n", ["whole number"]),
            (HEAD + "[fields.size]\nhouseholds_max = { value = true, design_default = true }\n", ["whole number"]),
            (
                HEAD + '[fields.size]\ncombine_lower = { value = "some", design_default = true }\n',
                ["any, all, households_only"],
            ),
            (HEAD + "[fields.facility]\nactivity_share_min = { value = 60, design_default = true }\n", ["from 0 to 1"]),
            (
                HEAD + '[fields.size]\nhouseholds_max = { value = 4000, severity = "must", design_default = true }\n',
                ["must", "hard"],
            ),
            (HEAD + "[fields.size]\nhouseholds_max = { value = 4000 }\n", ["no source", "design_default"]),
            (HEAD + '[fields.size]\nhouseholds_max = { value = 4000, rules = ["X-1"] }\n', ["citations.X-1"]),
            (HEAD + '[fields.size]\nhouseholds_max = { value = 4000, rules = "X-1" }\n', ["rules", "list"]),
            (
                HEAD + 'citations = 3\n[fields.size]\nhouseholds_max = { value = 4000, rules = ["X-1"] }\n',
                ["citations"],
            ),
            (HEAD + 'selector = ["factory"]\n', ["selector", "soe_quarter"]),
            (HEAD + "sources = [1]\n", ["sources"]),
            (HEAD + "[weights.balanced]\nwalk = -1\n", ["weights.balanced.walk"]),
            (HEAD + "[weights.balanced]\nwalk = nan\n", ["weights.balanced.walk"]),
            (HEAD + "[fields.walk]\nspeed = { value = inf, design_default = true }\n", ["walk.speed"]),
            (
                HEAD + '[fields.facility]\nlookback_from = { value = "2011-2", design_default = true }\n',
                ["facility.lookback_from", "2011-02"],
            ),
            (HEAD + "[weights.balanced]\nwalks = 1\n", ["weights.balanced.walks", "weights.balanced.walk"]),
            (HEAD + "[crossing]\nsea = 1\n", ["crossing.sea"]),
            (HEAD + 'valid_from = "2024"\n', ["valid_from"]),
        ],
    )
    def test_the_message_names_the_pack_the_field_and_the_remedy(self, text, names):
        with pytest.raises(PackError) as error:
            parse_pack(text, name="my-pack.toml")
        assert "my-pack.toml" in error.value.message_zh
        assert all(name in error.value.message_en for name in ["my-pack.toml", *names])

    def test_a_number_of_ours_with_a_citation_is_refused(self):
        text = HEAD + '[fields.size]\nhouseholds_max = { value = 4000, clause = "第四条", design_default = true }\n'
        with pytest.raises(PackError, match="no citation"):
            parse_pack(text, name="own")

    def test_an_unknown_pack_is_told_which_there_are(self):
        with pytest.raises(UnknownPackError) as error:
            load_profile("lianhu-2025")
        for name in ("band-hard", "cn-law-2026", "lianhu-2024", "soe-living-quarter"):
            assert name in error.value.message_zh
            assert name in error.value.message_en

    def test_a_pack_that_only_overlays_cannot_be_a_base(self):
        with pytest.raises(PackError, match="overlay"):
            load_profile("band-hard")

    def test_an_own_pack_may_not_take_the_name_of_a_bundled_one(self):
        with pytest.raises(PackError, match="lianhu-2024"):
            load_profile("lianhu-2024", extra={"lianhu-2024": HEAD.replace("own", "lianhu-2024")})


class TestBounds:
    @pytest.mark.parametrize(
        ("path", "measured", "met"),
        [  # 以上, 以下 and ~ include the number (rules.md 0.3)
            ("size.households_min", 1000, True),
            ("size.households_min", 999, False),
            ("size.households_max", 5000, True),
            ("size.households_max", 5001, False),
            ("size.oversized_households_gt", 5000, False),
            ("size.oversized_households_gt", 5001, True),
            ("size.micro_households_lt", 1000, False),
            ("size.micro_households_lt", 999, True),
            ("consent.threshold", 0, True),
        ],
    )
    def test_the_number_itself(self, path, measured, met):
        assert load_profile("lianhu-2024").field(path).is_met_by(measured) is met

    def test_a_pack_may_exclude_the_number(self):
        text = "[fields.size]\nhouseholds_max = { value = 4000, inclusive = false, design_default = true }\n"
        field = load_profile("lianhu-2024", ["own"], extra=own(text)).field("size.households_max")
        assert field.is_met_by(3999)
        assert not field.is_met_by(4000)
