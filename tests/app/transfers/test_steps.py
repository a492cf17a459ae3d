"""What a step changes in the records, and the reasons that hold a transfer up."""

from datetime import date

import pytest

from app.transfers.errors import NoVenueError, ReasonCodeError
from app.transfers.following import records_after
from app.transfers.reasons import require_lawful_reason

DAY = date(2026, 3, 2)
PLAN, OTHER = {"standard": "现状移交", "ends_on": "2026-06-30"}, {"standard": "现状移交", "ends_on": "2026-12-31"}


def test_a_recognised_adjustment_changes_the_plan_as_found():
    """CQ-3.2: 据实调整."""
    records = {"plan_table": PLAN, "adjustment": {"plan_table": OTHER}}
    assert records_after(records, "recognise", DAY)["plan_table"] == OTHER


def test_a_refused_one_leaves_it():
    records = {"plan_table": PLAN, "adjustment": {"plan_table": OTHER}}
    assert records_after(records, "refuse", DAY)["plan_table"] == PLAN


def test_the_day_of_agreement_is_the_one_that_was_entered_else_that_of_the_step():
    assert records_after({"agreement": {"agreed_on": "2026-02-27"}}, "agree", DAY)["agreement"]["agreed_on"] \
        == "2026-02-27"
    assert records_after({}, "agree", DAY)["agreement"]["agreed_on"] == "2026-03-02"


@pytest.mark.parametrize("action", ["reopen", "sign_framework"])
def test_talks_that_are_open_again_have_no_day_of_agreement(action):
    after = records_after({"agreement": {"agreed_on": "2026-02-27", "manner": "无偿划转"}}, action, DAY)
    assert after["agreement"] == {"agreed_on": None, "manner": "无偿划转"}


def test_signing_notes_its_day():
    assert records_after({"agreement": {"agreed_on": "2026-02-27"}}, "sign", DAY)["agreement"]["signed_on"] \
        == "2026-03-02"


@pytest.mark.parametrize("action", ["refuse", "strike", "escalate", "reopen"])
def test_no_venue_is_no_reason(action):
    """RT-4, by its code or in so many words."""
    with pytest.raises(NoVenueError):
        require_lawful_reason(action, "暂不接收", {"reason_code": "no_venue"})
    for words in ("该企业没有专门活动场所，不予接收", "企业未移交退休人员活动场所", "缺少活动用房"):
        with pytest.raises(NoVenueError):
            require_lawful_reason(action, words, {})


def test_other_reasons_are_heard():
    require_lawful_reason("escalate", "资金分担未达成一致", {"reason_code": "funds"})
    require_lawful_reason("escalate", "活动场所屋面漏水，修缮费用未定", {})
    require_lawful_reason("agree", "企业没有专门活动场所，照常接收", {})


def test_a_code_that_nobody_knows_is_refused():
    with pytest.raises(ReasonCodeError):
        require_lawful_reason("refuse", "……", {"reason_code": "because"})
