"""The work plan as a table: written, edited, read back, and refused with row and column where it makes no sense."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import Workbook

from app.work_plan_file import FILE, PREVIOUS, read_work_plan, work_plan_rows, write_work_plan
from geodata.errors import BadValueError, MissingColumnError
from optimizer.work_plan import Action, Condition, State, WorkPlanEntry

SPLIT = WorkPlanEntry(
    "和平", "和平社区", "新街", Condition.OVERSIZED, 6884, 18324, Action.SPLIT, parts=3, partners=("丰和",),
    target_year=2027, workers_required=33, extra_workers=4,
)
MERGE = WorkPlanEntry("听陂", "听陂", "新街", Condition.MICRO, 665, None, Action.MERGE, partners=("素岗", "新街+2"))
LEFT = WorkPlanEntry(
    "大院", "大院", "新街", Condition.OVERSIZED, 6000, None, Action.LEAVE, state=State.DEFERRED,
    reason_zh="须保持完整", reason_en="须保持完整", extra_workers=2,
)


@pytest.fixture(params=["zh", "en"])
def language(request, monkeypatch):
    monkeypatch.setenv("SIZHI_LANG", request.param)
    return request.param


def table(folder, *rows, header="社区,情形,办法"):
    path = folder / "计划.csv"
    path.write_text("\n".join([header, *rows]) + "\n", encoding="utf-8")
    return str(path)


def test_what_is_written_is_read_back(tmp_path, language):
    write_work_plan([LEFT, MERGE, SPLIT], tmp_path)
    assert set(read_work_plan(str(tmp_path / FILE))) == {LEFT, MERGE, SPLIT}


def test_the_two_languages_read_each_other(tmp_path, monkeypatch):
    monkeypatch.setenv("SIZHI_LANG", "zh")
    write_work_plan([SPLIT], tmp_path)
    assert "拆分" in (tmp_path / FILE).read_text(encoding="utf-8-sig")
    monkeypatch.setenv("SIZHI_LANG", "en")
    assert read_work_plan(str(tmp_path / FILE)) == (SPLIT,)


NAMES = st.text(st.characters(codec="utf-8", exclude_categories=["Z", "C"], exclude_characters="、;；"), min_size=2)


@settings(max_examples=60, deadline=None)
@given(name=NAMES, partner=NAMES, reason=NAMES, year=st.integers(2000, 2100) | st.none(), extra=st.integers(0, 40))
def test_any_entry_survives_the_file(tmp_path_factory, name, partner, reason, year, extra):
    entry = replace(
        LEFT, community_id=f"甲{name}", name=name, partners=(f"乙{partner}",), reason_zh=reason, reason_en=reason,
        target_year=year, extra_workers=extra,
    )
    folder = tmp_path_factory.mktemp("plan")
    write_work_plan([entry], folder)
    assert read_work_plan(str(folder / FILE)) == (entry,)


def test_an_edited_plan_is_kept_when_a_new_one_is_written(tmp_path):
    write_work_plan([SPLIT], tmp_path)
    write_work_plan([SPLIT], tmp_path)
    assert not (tmp_path / PREVIOUS).exists()
    edited = (tmp_path / FILE).read_bytes().replace(b"2027", b"2028")
    (tmp_path / FILE).write_bytes(edited)
    write_work_plan([SPLIT], tmp_path)
    assert (tmp_path / PREVIOUS).read_bytes() == edited
    assert read_work_plan(str(tmp_path / FILE)) == (SPLIT,)


def test_a_district_with_nothing_to_do_has_no_file(tmp_path):
    write_work_plan([], tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_three_columns_are_enough(tmp_path):
    (entry,) = read_work_plan(table(tmp_path, "和平,超大,拆分"))
    assert entry == WorkPlanEntry("和平", "和平", "", Condition.OVERSIZED, None, None, Action.SPLIT)


def test_what_is_left_is_deferred_unless_told_otherwise(tmp_path):
    (entry,) = read_work_plan(table(tmp_path, "大院,超大,保留"))
    assert entry.state is State.DEFERRED


def test_an_excel_sheet_is_read_as_well(tmp_path):
    book = Workbook()
    book.active.title = "工作计划"
    book.active.append(["社区", "情形", "办法", "拆成几个", "目标年度", "拆分前增配"])
    book.active.append(["和平", "超大", "拆分", 3, "2027年", "4 人"])
    book.save(tmp_path / "计划.xlsx")
    (entry,) = read_work_plan(f"{tmp_path / '计划.xlsx'}#工作计划")
    assert (entry.parts, entry.target_year, entry.extra_workers) == (3, 2027, 4)


@pytest.mark.parametrize(("header", "row", "zh", "en"), [
    ("社区,情形,办法", "和平,超大,拆掉", "办法“拆掉”：应为 拆分、合并、调整、保留 之一", "split, merge, adjust, leave"),
    ("社区,情形,办法", ",超大,拆分", "社区“”：不能为空", "must not be empty"),
    ("社区,情形,办法", "和平,,拆分", "情形“”：不能为空", "must not be empty"),
    ("社区,情形,办法,拆成几个", "和平,超大,拆分,1", "至少拆成 2 个", "is at least 2"),
    ("社区,情形,办法,拆成几个", "和平,超大,拆分,两个", "拆成几个“两个”", 'parts "两个"'),
    ("社区,情形,办法,拆成几个", "和平,微小,合并,2", "只有“拆分”才填", "for a split only"),
    ("社区,情形,办法,涉及社区", "和平,微小,合并,丰和、和平", "不能写社区自己", "cannot be the community itself"),
    ("社区,情形,办法,目标年度", "和平,超大,拆分,27", "四位年份", "four digits"),
    ("社区,情形,办法,拆分前增配", "和平,超大,拆分,-1", "整数", "whole number"),
    ("社区,情形,办法,进展", "和平,超大,拆分,快了", "计划、已启动、已完成、暂缓", "planned, started, done, deferred"),
])
def test_a_cell_that_makes_no_sense_is_named_in_both_languages(tmp_path, header, row, zh, en):
    with pytest.raises(BadValueError) as caught:
        read_work_plan(table(tmp_path, row, header=header))
    assert "计划.csv 第 2 行" in caught.value.message_zh
    assert "计划.csv row 2" in caught.value.message_en
    assert zh in caught.value.message_zh
    assert en in caught.value.message_en


def test_a_community_listed_twice_is_refused(tmp_path):
    with pytest.raises(BadValueError, match="row 3"):
        read_work_plan(table(tmp_path, "和平,超大,拆分", "和平,超大,调整"))


def test_a_community_that_does_not_exist_is_refused(tmp_path):
    source = table(tmp_path, "和平,超大,拆分", "丰河,微小,合并")
    assert len(read_work_plan(source)) == 2
    with pytest.raises(BadValueError) as caught:
        read_work_plan(source, known={"和平", "丰和"})
    assert "第 3 行，社区“丰河”" in caught.value.message_zh


def test_a_table_without_the_columns_is_refused(tmp_path):
    with pytest.raises(MissingColumnError) as caught:
        read_work_plan(table(tmp_path, "和平,6884", header="社区,户数"))
    assert "情形 (condition)、办法 (action)" in caught.value.message_zh
    assert "condition, action" in caught.value.message_en


def test_the_document_says_the_same():
    (row,) = work_plan_rows([SPLIT])
    assert (row["action"], row["parts"], row["partners"], row["extra_workers"]) == ("split", 3, ["丰和"], 4)
    assert work_plan_rows(None) is None
