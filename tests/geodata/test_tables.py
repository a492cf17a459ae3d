"""Where the header stands, what its columns are called, and rows that do not fit."""

from __future__ import annotations

import pytest

from geodata.tables import to_table


def table(*rows, beside=False):
    frame, findings = to_table([(n, list(row)) for n, row in enumerate(rows, start=1)], file="t", beside_allowed=beside)
    return frame, [finding.code for finding in findings]


class TestHeader:
    def test_headings_under_a_merged_cell_get_both_names(self):
        frame, findings = table(
            ("编号", "户数", None, "坐标", None),
            (None, "户籍", "常住", "经度", "纬度"),
            ("a1", 120, 100, 108.9, 34.2),
            beside=True,
        )
        assert list(frame.columns) == ["编号", "户数/户籍", "户数/常住", "坐标/经度", "坐标/纬度"]
        assert frame.index.tolist() == [3]
        assert findings == []

    def test_a_row_of_text_under_a_blank_heading_is_no_second_header(self):
        frame, _ = table(("名称", "年代", None), ("甲", None, "老旧"), ("乙", "新", "新建"), beside=True)
        assert frame["名称"].tolist() == ["甲", "乙"]

    def test_a_title_of_two_cells_is_passed_over(self):
        rows = [(f"a{n}", "甲", n, 108.9, 34.2) for n in range(1, 4)]
        frame, findings = table(("2024年统计表", "单位：户"), ("编号", "名称", "户数", "经度", "纬度"), *rows)
        assert list(frame.columns)[:3] == ["编号", "名称", "户数"]
        assert findings == ["file.title_row"]

    def test_a_heading_that_stands_twice_is_told(self):
        frame, findings = table(("编号", "户数", "户数"), ("a", 1, 2))
        assert list(frame.columns) == ["编号", "户数", "户数_2"]
        assert findings == ["file.heading_repeated"]

    def test_the_header_of_a_second_sheet_below_the_first_is_no_row(self):
        frame, findings = table(("编号", "户数"), ("a", "1"), ("编号", "户数"), ("b", "2"))
        assert frame["编号"].tolist() == ["a", "b"]
        assert findings == ["file.header_again"]


class TestRowsThatDoNotFit:
    header = ("名称", "户数", "率", "纬度", "精度")
    rows = (("甲", "100", "1.2", "34.1", "精确"), ("乙", "200", "1.3", "34.2", "精确"))

    def test_a_surplus_blank_is_taken_out_of_the_run_of_blanks(self):
        frame, findings = table(self.header, *self.rows, ("丙", "", "", "", "34.3", "近似"))
        assert frame.loc[4].tolist() == ["丙", None, None, "34.3", "近似"]
        assert findings == ["file.row_realigned"]

    @pytest.mark.parametrize(
        "row",
        [
            ("丙", "丁", "300", "1.4", "34.3", "近似"),  # no blank to take out
            ("丙", "", "", "34.3", "", "", "近似"),  # two runs
            ("丙", "", "", "", "近似", "34.3"),  # the values would stand in the wrong columns
        ],
    )
    def test_where_nothing_tells_what_is_too_much_no_value_is_believed(self, row):
        frame, findings = table(self.header, *self.rows, row)
        assert frame.loc[4].tolist() == [None] * 5
        assert findings == ["file.row_too_wide"]

    def test_a_row_cut_short_is_told(self):
        frame, findings = table(self.header, *self.rows, ("丙", "30"))
        assert frame.loc[4].tolist() == ["丙", "30", None, None, None]
        assert findings == ["file.row_short"]
