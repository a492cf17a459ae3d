"""The records of a transfer as forms: every field is named in both languages, and asks what the texts ask."""

import pytest
from pydantic import ValidationError

from app.approval.workflows.transfer import TRANSFER
from app.forms import Form, FormField, form
from app.transfers.catalogue import KINDS, RECORDS, TransferRecords, read_records, writers_of
from app.transfers.hand_over_records import HandOver, Progress, Received, Transition
from app.transfers.records import Agreement, EnterprisePlan, Inventory, PlanTable, missing

# rules.md 7.3, in its order; the areas of quarter and public activity are two numbers.
INVENTORY = [
    "职工及家属总人数", "已社会化管理人员数", "企业自行管理人员数", "居民服务管理组织数量", "居民居住区面积",
    "公共活动区域面积", "社区服务设施面积", "社区服务设施产权", "居民服务管理工作经费", "工作人员数", "平均待遇",
    "“五险一金”缴纳情况",
]
SIX_PARTS = ["组织构架", "移交内容", "时间进度", "资金安排", "责任落实", "保障措施"]  # CQ-3.3
SEVEN_PARTS = ["移交方与接收方", "移交内容", "移交方式", "移交时间", "双方权利义务", "资金核算", "违约责任"]  # CQ-3.5
PLAN_COLUMNS = ["移交标准", "计划开始", "计划完成", "移交方式", "具体范围"]  # ZH-6: standard, time, manner, scope


def every_field(fields: list[FormField]):
    for field in fields:
        yield field
        yield from every_field(field.fields)


def told(name: str) -> Form:
    kind = KINDS[name]
    return form(name, (kind.zh, kind.en), kind.model)


@pytest.mark.parametrize("name", KINDS)
def test_every_field_is_named_in_both_languages(name: str):
    for field in every_field(told(name).fields):
        assert field.zh
        assert field.en
        assert field.zh != field.en
        assert (field.kind == "choice") == bool(field.choices)


@pytest.mark.parametrize("name", KINDS)
def test_every_record_is_entered_by_somebody_in_some_state(name: str):
    assert KINDS[name].writers
    assert KINDS[name].states <= {state.id for state in TRANSFER.states if not state.is_end}


def test_the_records_are_those_that_a_case_is_read_with():
    assert set(RECORDS) == set(TransferRecords.model_fields)


@pytest.mark.parametrize(("name", "asked"), [
    ("inventory", INVENTORY), ("enterprise_plan", SIX_PARTS), ("agreement", SEVEN_PARTS), ("plan_table", PLAN_COLUMNS),
])
def test_what_a_later_step_needs_is_what_the_text_lists(name: str, asked: list[str]):
    assert [field.zh for field in told(name).fields if field.is_needed] == asked


def test_numbers_have_units_and_bounds():
    fields = {field.name: field for field in told("inventory").fields}
    assert fields["total_persons"].unit is not None
    assert fields["total_persons"].unit.zh == "人"
    assert fields["total_persons"].kind == "integer"
    assert fields["total_persons"].least == 0
    assert fields["quarter_area_m2"].unit is not None
    assert fields["quarter_area_m2"].unit.en == "m²"
    assert fields["quarter_area_m2"].kind == "number"
    assert fields["problems"].kind == "long_text"
    assert fields["new_tasks"].kind == "parts"
    assert [field.zh for field in fields["new_tasks"].fields] == ["任务名称", "涉及人数"]


def test_choices_dates_and_lists_are_drawn_as_such():
    fields = {field.name: field for field in told("form").fields}
    assert {choice.value for choice in fields["choice"].choices} == {"independent", "join"}
    assert fields["reason"].is_required
    assert not fields["choice"].is_required
    transition = {field.name: field.kind for field in told("transition").fields}
    assert transition == {"starts_on": "date", "ends_on": "date", "seconded": "texts", "reason": "long_text"}


def test_what_is_not_entered_yet_is_listed():
    plan = EnterprisePlan(organisation="领导小组", content="人员与设施", timetable="2026 年内")
    assert missing(plan, EnterprisePlan) == ("funds", "responsibilities", "safeguards")
    assert len(missing(None, Agreement)) == 7
    assert missing(Inventory(), Inventory)[0] == "total_persons"


@pytest.mark.parametrize(("model", "body"), [
    (PlanTable, {"starts_on": "2026-05-01", "ends_on": "2026-04-30"}),
    (Transition, {"starts_on": "2026-05-01", "ends_on": "2026-04-30", "seconded": ["王某"]}),
    (Agreement, {"agreed_on": "2026-05-02", "signed_on": "2026-05-01"}),
    (Progress, {"months": [{"period": "2026-03"}, {"period": "2026-03"}]}),
    (Progress, {"months": [{"period": "2026-13"}]}),
    (Received, {}), (Received, {"community_id": "鹿亭社区"}),
    (HandOver, {"facilities": [{"kind": "castle", "name": "活动室", "floor_area_m2": 1}]}),
    (Inventory, {"total_persons": -1}), (Inventory, {"quarter_area_m2": "nan"}), (Inventory, {"unknown": 1}),
])
def test_what_cannot_be_is_refused(model, body):
    with pytest.raises(ValidationError):
        model.model_validate(body)


def test_records_of_other_workflows_are_left_aside():
    assert read_records({"election": {"held_on": "2026-01-01"}}) == TransferRecords()


def test_only_the_state_assets_commission_verifies_new_tasks():
    assert writers_of("verification", ["city_sasac", "enterprise"]) == {"city_sasac"}
    assert not writers_of("verification", ["district_civil_affairs"])


def test_an_earlier_transfer_completes_its_papers_after_its_agreement():
    """CQ-3.7: it enters at T5; the agreement of any other is fixed by then."""
    assert KINDS["agreement"].may_be_entered("agreement_signed", is_retroactive=True)
    assert not KINDS["agreement"].may_be_entered("agreement_signed", is_retroactive=False)
    assert not KINDS["mediation"].may_be_entered("agreement_signed", is_retroactive=True)
