"""What a household is (AMB-1): the files count one thing, the pack may speak of another."""

from dataclasses import replace

import pytest

from geodata.domain import HouseholdBasis
from optimizer.audit import audit
from optimizer.finding import Status
from optimizer.rules.pack import Severity, load_profile
from tests.optimizer.audited import LIANHU
from tests.optimizer.drawn_facts import plan

RULE = "size.household_basis"
HENAN, BEIJING = load_profile("henan-2022"), load_profile("beijing-2020")


def found(basis, profile):
    facts = replace(plan(), household_basis=basis)
    return [finding for finding in audit(facts, profile).findings if finding.rule == RULE]


@pytest.mark.parametrize("profile", [HENAN, BEIJING], ids=lambda profile: profile.id)
def test_henan_and_beijing_count_dwellings(profile):
    (finding,) = found(HouseholdBasis.RESIDENT, profile)
    assert (finding.status, finding.severity, finding.blocks) == (Status.FAIL, Severity.ADVISORY, None)
    assert finding.clause == profile.field(RULE).citation.clause
    assert finding.message_zh.startswith("户数口径不同：数据为常住户，规则按住宅套数")
    assert found(HouseholdBasis.DWELLINGS, profile) == []


def test_resident_households_are_a_reading_of_ours_where_the_document_does_not_say():
    (finding,) = found(HouseholdBasis.REGISTERED, LIANHU)
    assert (finding.severity, finding.clause) == (Severity.ADVISORY, None)
    assert found(HouseholdBasis.RESIDENT, LIANHU) == []


def test_what_the_files_leave_open_is_in_the_record_and_not_judged_again():
    assert found(None, HENAN) == []
