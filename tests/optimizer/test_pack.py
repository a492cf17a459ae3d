"""Rule packs in layers: how they decide, what a profile weighs, what is refused (rules.md 2.2)."""

from datetime import date

import pytest

from geodata.domain import AreaKind
from optimizer.errors import PackError, UnknownPackError
from optimizer.rules.pack import Severity, load_profile, parse_pack
from tests.optimizer.own_packs import HEAD, own, with_own


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


class TestDefaults:
    def test_an_office_needs_to_state_only_its_own_numbers(self):
        """A pack of one number is a whole profile: what we add is marked as ours."""
        text = '[fields.size]\nhouseholds_max = { value = 2000, clause = "某区办法 三" }\n'
        profile = load_profile("own", extra=own(text))
        assert profile.value("size.households_max") == 2000
        assert profile.field("walk.speed").design_default
        assert profile.field("walk.speed").pack == "design-defaults"
        assert profile.weights("balanced")["walk"] == 1

    def test_a_null_of_a_base_stays_off(self):
        """`shape.boundary_on_lines_min_share` is null in the law, the walking circle too: nothing of ours steps in."""
        law = load_profile("cn-law-2026")
        assert law.value("shape.boundary_on_lines_min_share") is None
        assert law.value("walk.circle_minutes") is None

    def test_an_overlay_brings_only_what_it_states(self):
        overlaid = with_own("lianhu-2024", '[fields.walk]\nspeed = { value = 1.0, clause = "某区办法 五" }\n')
        assert overlaid.field("walk.speed").pack == "own"
        assert overlaid.field("size.households_max").pack == "lianhu-2024"

    def test_the_route_of_the_quarters_is_the_bases_where_they_are_laid_over_it(self):  # AMB-22
        assert load_profile("soe-living-quarter").value("approval.route") == "lq_short"
        overlaid = load_profile("lianhu-2024", ["soe-living-quarter"])
        assert overlaid.value("approval.route", selected=True) == "eight_steps"


class TestSuperiors:
    def test_the_law_stands_beside_lianhu_and_says_what_is_usual(self):
        field = load_profile("lianhu-2024").field("size.usual_households_max")
        assert (field.value, field.rule, field.severity) == (3000, "LAW-3", Severity.ADVISORY)
        assert field.pack == "cn-law-2026"

    def test_what_the_law_says_of_other_matters_does_not_fall_through(self):
        assert load_profile("beijing-2020").value("size.households_min") == 500
        assert load_profile("yuhang-2020").value("size.small_action") is None

    def test_a_pack_may_name_its_own_usual_range(self):
        field = load_profile("yuhang-2020").field("size.usual_households_max")
        assert (field.value, field.pack) == (3000, "yuhang-2020")

    def test_nothing_is_unusual_where_the_band_is_the_laws(self):
        assert load_profile("henan-2022").field("size.usual_households_max") is None
        assert load_profile("cn-law-2026").field("size.usual_households_max") is None

    def test_a_law_that_was_not_yet_in_force_stands_aside(self):
        assert load_profile("lianhu-2024", on=date(2025, 12, 31)).field("size.usual_households_max") is None
        assert load_profile("lianhu-2024", on=date(2026, 1, 1)).field("size.usual_households_max").value == 3000


class TestIncomplete:
    def test_the_elided_maximum_makes_the_quarters_incomplete(self):
        assert [field.path for field in load_profile("soe-living-quarter").incomplete()] == ["size.households_max"]

    def test_as_overlay_the_bases_maximum_stands_in(self):
        assert load_profile("lianhu-2024", ["soe-living-quarter"]).incomplete() == ()

    def test_filled_in_it_is_complete(self):
        filled = with_own(
            "soe-living-quarter", '[fields.size]\nhouseholds_max = { value = 3000, clause = "某区通知 二" }\n'
        )
        assert filled.incomplete() == ()

    @pytest.mark.parametrize("pack", ["lianhu-2024", "cn-law-2026", "beijing-2020", "yuhang-2020", "henan-2022"])
    def test_the_others_are_complete(self, pack):
        assert load_profile(pack).incomplete() == ()


class TestRefused:
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
