"""Rules on people and money: rules.md 2.5 to 2.7, 2.9, 2.10 and vectors 8 to 12, 15 to 18, 20, 21, 33, 34."""

from dataclasses import replace
from datetime import date

import pytest

from optimizer.audit import Dossier, Status, audit
from optimizer.dossier import CommunityStatement
from tests.optimizer.audited import LAW, LIANHU, SOUND, TODAY, all_of, dossier, failed, failures, stated, the
from tests.optimizer.drawn_facts import area, community, plan


def people(p, c, x, *, full_time=4, form=None, households=2000, **changes):
    """What is broken where a community has this party team, committee and overlap; 4,500 households seat nine."""
    beside = dossier(stated(
        party_form=form, party_team=p, committee=c, cross_appointed=x, full_time=full_time, workers=99, **changes
    ))
    facts = plan(replace(community("丰和", area("甲", households)), facilities_known=False, plazas_known=False))
    return [(rule, severity) for rule, severity in failed(facts, LIANHU, beside) if rule.startswith("LH-1")]


class TestTwoCommittees:
    @pytest.mark.parametrize(
        ("p", "c", "x", "households", "expected"),
        [
            (5, 9, 3, 4500, []),  # vector 15: exactly 11 persons, 60 %
            (5, 9, 2, 4500, [("LH-10.5", "hard"), ("LH-10.7", "hard")]),
            (3, 5, 1, 1500, [("LH-10.5", "hard")]),  # vector 16
            (4, 7, 2, 3000, [("LH-10.2", "soft"), ("LH-10.5", "hard")]),  # vector 34
            (4, 7, 3, 3000, [("LH-10.2", "soft")]),
            (3, 5, 2, 1500, []),  # the table of rules.md 2.6
            (3, 7, 2, 3000, []),
            (3, 9, 2, 4500, []),
            (5, 5, 3, 1500, []),
            (5, 7, 3, 3000, []),
        ],
    )
    def test_team_committee_and_overlap(self, p, c, x, households, expected):
        assert people(p, c, x, households=households, full_time=p + c - x) == expected

    @pytest.mark.parametrize(("full_time", "status"), [(4, Status.FAIL), (5, Status.PASS)])
    def test_two_in_five_are_full_time(self, full_time, status):  # vector 17: 4 of 11 is 36.4 %, 5 of 11 is 45.5 %
        beside = dossier(stated(party_team=5, committee=9, cross_appointed=3, full_time=full_time))
        finding = the("LH-10.6", plan(), LIANHU, beside)
        assert (finding.status, finding.severity.value, finding.limit) == (status, "hard", 0.4)
        assert finding.measured == pytest.approx(full_time / 11)
        assert finding.blocks == ("S11→S12" if status is Status.FAIL else None)

    @pytest.mark.parametrize(("p", "rules"), [(2, ["LH-10.1"]), (3, []), (4, ["LH-10.2"]), (5, []), (6, ["LH-10.1"])])
    def test_a_party_team_is_one_breach(self, p, rules):
        assert [rule for rule, _ in people(p, 5, p, full_time=9)] == rules

    @pytest.mark.parametrize(
        ("form", "p", "rules"),
        [("branch", 3, []), ("branch", 5, ["LH-10.2"]), ("general_branch", 5, []), ("committee", 3, ["LH-10.2"])],
    )
    def test_the_form_tells_the_size(self, form, p, rules):
        assert [rule for rule, _ in people(p, 5, 3, form=form)] == rules

    @pytest.mark.parametrize(
        ("households", "c", "expected"),
        [  # rules.md 2.5, vectors 8 to 12
            (1999, 5, []),
            (1999, 7, [("LH-10.4", "soft")]),
            (2000, 5, []),
            (2000, 7, []),
            (2001, 7, []),
            (2001, 5, [("LH-10.4", "soft")]),
            (4000, 7, []),
            (4000, 9, []),
            (4001, 9, []),
            (4001, 7, [("LH-10.4", "soft")]),
            (3000, 6, [("LH-10.4", "soft")]),  # even numbers lie in the range
            (3000, 4, [("LH-10.3", "hard")]),  # outside it: one breach, the graver
            (5001, 10, [("LH-10.3", "hard")]),
        ],
    )
    def test_seats(self, households, c, expected):
        assert people(3, c, 2, households=households, full_time=9) == expected

    def test_what_is_recommended_is_the_limit_shown(self):
        assert the("LH-10.4", plan(), LIANHU, SOUND).limit == 5

    def test_a_half_filled_row_names_the_column_to_bring(self):
        beside = dossier(CommunityStatement(party_team=5, committee=7))
        missing = {f.rule: f.missing for f in audit(plan(), LIANHU, beside).findings if f.rule.startswith("LH-10")}
        assert missing == {
            "LH-10.1": None, "LH-10.2": None, "LH-10.3": None, "LH-10.4": None,
            "LH-10.5": "communities.cross_appointed",
            "LH-10.6": "communities.full_time",
            "LH-10.7": "communities.cross_appointed",
        }

    def test_the_national_law_states_no_teams(self):
        assert not [f for f in audit(plan(), LAW, SOUND).findings if f.rule.startswith("LH-1")]


class TestWorkers:
    @pytest.mark.parametrize(
        ("persons", "workers", "expected"),
        [  # vector 18; one community is the whole plan, so the sum is short as well
            (5000, 9, []),
            (5001, 9, [("LH-11.4", "soft"), ("LH-11.4", "hard")]),
            (5001, 10, []),
        ],
    )
    def test_eighteen_in_ten_thousand(self, persons, workers, expected):
        facts = plan(community(population=persons))
        assert failed(facts, LIANHU, dossier(stated(workers=workers))) == expected

    def test_the_sum_is_rounded_once(self):
        """Two communities of 5,001 need 10 each, together ⌈18.0036⌉ = 19: 10 and 9 are short in one place only."""
        facts = plan(community("丰和", population=5001), community("长庆", area("乙"), population=5001))
        beside = Dossier(statements={"丰和": stated(workers=10), "长庆": stated(workers=9)}, as_of=TODAY)
        (finding,) = failures(facts, LIANHU, beside)
        assert (finding.rule, finding.community_id, finding.severity.value) == ("LH-11.4", "长庆", "soft")
        (whole,) = [f for f in all_of("LH-11.4", facts, LIANHU, beside) if f.community_id is None]
        assert (whole.measured, whole.limit, whole.severity.value, whole.blocks) == (19, 19, "hard", None)

    def test_a_shortage_over_the_district_is_hard(self):
        (_, whole) = failures(plan(), LIANHU, dossier(stated(workers=9)))
        assert (whole.community_id, whole.severity.value, whole.measured, whole.limit) == (None, "hard", 9, 10)

    def test_workers_are_not_estimated_silently(self):  # vector 33
        (finding, whole) = all_of("LH-11.4", plan(community(population=None)))
        assert (finding.status, finding.limit, finding.missing) == (Status.UNKNOWN, None, "areas.population")
        assert "估计 5,240 人" in finding.message_zh  # 2.62 × 2000
        assert "10 人" in finding.message_zh
        assert whole.status is Status.UNKNOWN

    def test_what_is_needed_is_said_where_nobody_said_what_there_is(self):
        (finding, whole) = all_of("LH-11.4", plan())
        assert (finding.limit, whole.limit) == (10, 10)  # 18 × 5240 / 10000 = 9.43
        assert (finding.missing, whole.missing) == ("communities.workers", "communities.workers")


class TestMoney:
    @pytest.mark.parametrize(
        ("city", "district", "expected"),
        [
            (130_000, 120_000, []),
            (129_999, 120_000, [("LH-19.1", "hard")]),
            (130_000, 119_999, [("LH-19.1", "hard")]),
            (140_000, 110_000, [("LH-19.1", "hard")]),  # the sum alone does not do
        ],
    )
    def test_a_budget_that_is_entered_is_paid_in_full(self, city, district, expected):
        beside = dossier(stated(city_funds_yuan=city, district_funds_yuan=district))
        assert failed(plan(), LIANHU, beside) == expected
        assert the("LH-19.1", plan(), LIANHU, beside).blocks is None

    def test_no_budget_is_no_breach(self):
        beside = dossier(stated(city_funds_yuan=None, district_funds_yuan=None))
        assert the("LH-19.1", plan(), LIANHU, beside).status is Status.NOT_APPLICABLE

    def test_half_a_budget_is_unknown(self):
        finding = the("LH-19.1", plan(), LIANHU, dossier(stated(city_funds_yuan=None)))
        assert (finding.status, finding.missing) == (Status.UNKNOWN, "communities.work_funds")

    @pytest.mark.parametrize(("number", "expected"), [(9, [("LH-17.1", "advisory")]), (10, [])])
    def test_ten_social_organisations(self, number, expected):
        assert failed(plan(), LIANHU, dossier(stated(social_organisations=number))) == expected


class TestElection:
    @pytest.mark.parametrize(
        ("approved", "elected", "as_of", "expected"),
        [
            (date(2024, 3, 15), date(2024, 6, 17), TODAY, []),  # vector 21: the 15th is a Saturday
            (date(2024, 3, 15), date(2024, 6, 18), TODAY, [("LH-11.2", "hard")]),
            (date(2024, 11, 30), date(2025, 2, 28), TODAY, []),  # vector 20
            (date(2024, 3, 15), None, date(2024, 6, 17), []),
            (date(2024, 3, 15), None, date(2024, 6, 18), [("LH-11.2", "hard")]),
        ],
    )
    def test_three_months_from_the_approval(self, approved, elected, as_of, expected):
        beside = replace(dossier(stated(approved_on=approved, elected_on=elected)), as_of=as_of)
        assert failed(plan(), LIANHU, beside) == expected
        assert the("LH-11.2", plan(), LIANHU, beside).blocks is None  # it stops no transition
