"""Rules on living quarters and transfers: CQ-2.2, LQ-3.8, LQ-3.9, PL-14, PL-15."""

import pytest

from geodata.domain import AreaKind
from optimizer.audit import Dossier, Status
from optimizer.dossier import Transfer
from tests.optimizer.audited import LIANHU, OVERLAID, QUARTER, SOE, TODAY, all_of, dossier, failed, sized, stated, the
from tests.optimizer.drawn_facts import area, community, plan

FAMILY = AreaKind.FAMILY_COMMITTEE


class TestFamilyCommittee:
    @pytest.mark.parametrize("households", [300, 700])  # AMB-14: no size test
    def test_in_principle_a_community_of_its_own(self, households):
        alone = plan(community("丰和", area("家属区", households, kind=FAMILY)))
        assert the("CQ-2.2", alone, OVERLAID).status is Status.PASS

    def test_joined_to_others_is_soft_and_names_the_quarter(self):
        facts = plan(community("丰和", area("甲", 1500), area("家属区", 700, kind=FAMILY)))
        finding = the("CQ-2.2", facts, OVERLAID)
        assert (finding.status, finding.severity.value, finding.area_id) == (Status.FAIL, "soft", "家属区")
        assert (finding.community_id, finding.measured, finding.blocks) == ("丰和", 700, None)

    def test_empty_land_beside_it_does_not_count(self):
        facts = plan(community("丰和", area("家属区", 700, kind=FAMILY), area("空地", 0)))
        assert the("CQ-2.2", facts, OVERLAID).status is Status.PASS

    def test_lianhu_alone_knows_no_such_rule(self):
        facts = plan(community("丰和", area("甲", 1500), area("家属区", 700, kind=FAMILY)))
        assert all_of("CQ-2.2", facts, LIANHU) == []


class TestExceptionAndTarget:
    def test_the_exception_is_told_with_its_reason_to_bring(self):
        finding = the("LQ-3.8", sized(300, kind=SOE, relatively_independent=True), QUARTER)
        assert (finding.status, finding.severity.value) == (Status.PASS, "advisory")
        assert "须附理由" in finding.message_zh

    @pytest.mark.parametrize("changes", [{}, {"kind": FAMILY}])
    def test_who_does_not_use_it_is_not_told(self, changes):
        assert all_of("LQ-3.8", sized(499, **{"kind": SOE, **changes}), QUARTER) == []

    @pytest.mark.parametrize(
        ("profile", "rule", "target"), [(LIANHU, "LH-4.4", 3500), (QUARTER, "LQ-3.9", 1500), (OVERLAID, "LQ-3.9", 1500)]
    )
    def test_how_far_from_the_preferred_size(self, profile, rule, target):
        finding = the(rule, sized(2000, kind=SOE), profile)
        assert (finding.status, finding.measured, finding.limit) == (Status.PASS, 2000, target)
        assert f"{abs(2000 - target):,} 户" in finding.message_zh


class TestTransfers:
    FACTS = plan(community("丰和", area("甲", 1500), area("家属区", 700, kind=SOE)))

    @pytest.mark.parametrize(
        ("transferred", "status"), [(1000, Status.PASS), (1800, Status.FAIL), (999, Status.FAIL)]
    )
    def test_persons_already_socialised_are_not_counted_again(self, transferred, status):
        """Of 1,800 persons a community serves 800 already: 1,000 are transferred (CQ-2.5)."""
        beside = Dossier(transfers=(Transfer("家属区", 1800, 800, transferred),), as_of=TODAY)
        finding = the("PL-14", self.FACTS, OVERLAID, beside)
        assert (finding.status, finding.severity.value, finding.area_id) == (status, "hard", "家属区")
        assert (finding.measured, finding.limit) == (transferred, 1000)
        assert finding.blocks == ("S0→S1" if status is Status.FAIL else None)

    def test_without_an_inventory_it_is_unknown(self):
        finding = the("PL-14", self.FACTS, OVERLAID)
        assert (finding.status, finding.missing) == (Status.UNKNOWN, "transfers")

    def test_without_quarters_it_does_not_apply(self):
        assert the("PL-14", plan(), OVERLAID).status is Status.NOT_APPLICABLE
        assert all_of("PL-14", plan(), LIANHU) == []


class TestIndicators:
    def test_radius_population_and_capacity(self):
        """900 m² for 2,000 households are 45 m² per hundred; 10 workers for 5,240 persons 19.1 per 10,000."""
        finding = the("PL-15", plan(), OVERLAID, dossier())
        assert (finding.status, finding.severity.value) == (Status.PASS, "soft")
        assert finding.message_zh == (
            "丰和服务半径 300 米，服务人口 5,240 人，每百户用房 45.0 平方米、每万人社区工作者 19.1 人"
        )

    @pytest.mark.parametrize(
        ("facts", "statement", "missing"),
        [
            (plan(community(population=None)), None, "areas.population"),
            (plan(community(facilities_known=False)), None, "facilities"),
            (plan(), stated(workers=None), "communities.workers"),
            (plan(community(walks=())), None, "areas.households"),
        ],
    )
    def test_what_is_missing_is_named(self, facts, statement, missing):
        finding = the("PL-15", facts, OVERLAID, dossier(statement))
        assert (finding.status, finding.missing) == (Status.UNKNOWN, missing)

    def test_a_pack_that_does_not_rest_on_the_retirees_plan_asks_for_none(self):
        assert all_of("PL-15", plan(), LIANHU) == []

    def test_they_break_nothing(self):
        assert failed(plan(), OVERLAID, dossier()) == []
