"""Rules on premises: test vectors 7 to 9, 13 and 14 of rules.md through the audit."""

from dataclasses import replace

import pytest

from geodata.domain import CommunityId, FacilityId
from optimizer.audit import Status, audit
from optimizer.rules.pack import Severity
from tests.optimizer.audited import (
    LAW,
    LIANHU,
    failed,
    failures,
    the,
)
from tests.optimizer.drawn_facts import area, community, plan, premises


def housed(*, is_new, households=2000, **changes):
    """A plan of one community with these premises."""
    return plan(
        replace(
            community("丰和", area("甲", households), facilities=(premises(**changes),)),
            is_new=is_new,
            continues=None if is_new else CommunityId("丰和"),
        )
    )


class TestPremises:
    @pytest.mark.parametrize(
        ("changes", "rule"),
        [
            ({"activity_m2": 360.0}, None),  # vector 13
            ({"activity_m2": 359.99}, "LH-7.4"),
            ({"plaza_m2": 1000.0}, None),  # vector 14
            ({"plaza_m2": 999.9}, "LH-7.2"),
        ],
    )
    @pytest.mark.parametrize("is_new", [True, False])
    def test_hard_for_new_soft_for_existing(self, changes, rule, is_new):
        found = failures(housed(is_new=is_new, **changes))
        severity, blocks = (Severity.HARD, "S11→S12") if is_new else (Severity.SOFT, None)
        assert [(f.rule, f.severity, f.blocks) for f in found] == ([(rule, severity, blocks)] if rule else [])

    @pytest.mark.parametrize(
        ("households", "is_new", "area_m2", "rules"),
        [  # rules.md 2.4 and vectors 7 to 9
            (1999, True, 600.0, []),
            (1999, True, 599.9, ["LH-7.3"]),
            (1999, False, 599.7, []),
            (1999, False, 599.6, ["LH-7.1"]),
            (2000, True, 600.0, []),
            (2000, True, 599.9, ["LH-7.1", "LH-7.3"]),
            (2000, False, 599.9, ["LH-7.1"]),
            (2001, True, 600.3, []),
            (2001, True, 600.2, ["LH-7.1"]),
            (1000, False, 300.0, []),
            (1000, True, 300.0, ["LH-7.3"]),
            (1000, True, 200.0, ["LH-7.1", "LH-7.3"]),  # arithmetic breaks two at once
        ],
    )
    def test_floor(self, households, is_new, area_m2, rules):
        found = failures(housed(is_new=is_new, households=households, area_m2=area_m2, activity_m2=area_m2))
        assert [finding.rule for finding in found] == rules

    def test_tenths_add_up_exactly(self):
        parts = tuple(
            replace(premises(area_m2=m2, activity_m2=m2), facility_id=FacilityId(str(m2))) for m2 in (0.1, 0.2, 599.4)
        )
        assert failed(plan(community("丰和", area("甲", 1999), facilities=parts))) == []

    def test_without_a_facility_layer_premises_are_unknown_and_nothing_is_hard(self):
        bare = community(
            facilities=(), facilities_known=False, plazas_known=False, is_new=True, continues=None, anchor=None
        )
        facts = plan(bare, has_facilities=False)
        found = {f.rule: f.status for f in audit(facts, LIANHU).findings if f.rule.startswith("LH-7")}
        assert found == {
            "LH-7.1": Status.UNKNOWN,
            "LH-7.2": Status.UNKNOWN,
            "LH-7.3": Status.UNKNOWN,
            "LH-7.4": Status.UNKNOWN,
        }
        assert failed(facts) == []

    def test_a_layer_without_any_facility_here_is_a_shortfall(self):
        assert failed(plan(community(facilities=()))) == [("LH-7.1", "soft"), ("LH-7.2", "soft")]

    def test_what_is_not_stated_is_unknown_unless_the_rest_suffices(self):
        silent = replace(premises(area_m2=None, activity_m2=None, plaza_m2=None), facility_id=FacilityId("f2"))
        alone = plan(community(facilities=(silent,)))
        assert failed(alone) == []
        assert [the(rule, alone).status for rule in ("LH-7.1", "LH-7.2", "LH-7.4")] == [Status.UNKNOWN] * 3
        both = plan(community(facilities=(premises(), silent)))
        assert the("LH-7.1", both).status is Status.PASS
        assert the("LH-7.2", both).status is Status.PASS

    def test_a_layer_that_says_nothing_of_plazas_leaves_them_unknown(self):
        facts = plan(community(facilities=(), plazas_known=False))
        assert the("LH-7.2", facts).status is Status.UNKNOWN

    def test_only_service_facilities_count_as_floor_any_as_plaza(self):
        school = premises(kind="school", area_m2=9000.0, activity_m2=9000.0)
        assert failed(plan(community(facilities=(school,)))) == [("LH-7.1", "soft")]

    def test_the_national_pack_asks_for_no_premises(self):
        assert not [f for f in audit(plan(community(facilities=())), LAW).findings if "facility" in f.rule]

