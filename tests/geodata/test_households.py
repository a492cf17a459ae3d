"""Ways of counting households side by side: one decides, and what is to come stands apart (AMB-1)."""

from __future__ import annotations

import pytest

from geodata import fields, reading
from geodata.domain import BasisCount, HouseholdBasis
from geodata.errors import MissingColumnError
from geodata.households import basis_of_header
from tests.geodata.ground_frames import codes

RESIDENT, REGISTERED = HouseholdBasis.RESIDENT, HouseholdBasis.REGISTERED
DWELLINGS, OCCUPIED = HouseholdBasis.DWELLINGS, HouseholdBasis.OCCUPIED


@pytest.fixture
def tables(write, inputs, record):
    def _tables(header, *rows, columns=None):
        lines = [f"area_id,{header},x,y"] + [f"a{n},{row},{n},2" for n, row in enumerate(rows)]
        raw = reading.read_inputs(inputs(areas=write("areas.csv", "\n".join(lines))))
        return fields.understand(raw, {"areas": columns or {}}, record)

    return _tables


class TestDeciding:
    def test_resident_households_decide_among_others(self, tables, record):
        read = tables("户籍户数,常住户数,住宅套数,入住户数", "90,100,130,95", "190,200,230,195")
        assert read.areas["households"].tolist() == [100, 200]
        assert read.household_basis is RESIDENT
        assert read.household_counts.deciding_column == "常住户数"
        assert read.household_counts.by_basis == (
            BasisCount(REGISTERED, "户籍户数", 280, 2), BasisCount(RESIDENT, "常住户数", 300, 2),
            BasisCount(DWELLINGS, "住宅套数", 360, 2), BasisCount(OCCUPIED, "入住户数", 290, 2),
        )
        (decided,) = [f for f in record if f.code == "areas.households_decided"]
        assert decided.measured == "常住户数"
        assert all(other in decided.message_zh for other in ("户籍户数", "住宅套数", "入住户数"))

    def test_a_column_called_households_decides_before_all(self, tables):
        read = tables("户数,常住户数", "110,100")
        assert read.areas["households"].tolist() == [110]
        assert read.household_counts.by_basis == (BasisCount(RESIDENT, "常住户数", 100, 1),)

    def test_what_is_told_decides_and_its_header_says_the_basis(self, tables):
        read = tables("户籍户数,常住户数", "90,100", columns={"households": "户籍户数"})
        assert read.areas["households"].tolist() == [90]
        assert read.household_basis is REGISTERED

    def test_the_stated_basis_chooses_the_column(self, tables):
        read = tables("户籍户数,住宅套数,户数口径", "90,130,住房套数")
        assert read.areas["households"].tolist() == [130]
        assert read.household_basis is DWELLINGS

    def test_two_columns_for_the_deciding_count_ask_for_the_user(self, tables):
        with pytest.raises(MissingColumnError, match="常住户数, 常住户"):
            tables("常住户数,常住户", "1,2")

    def test_two_columns_for_another_count_leave_it_out(self, tables, record):
        read = tables("户数,户籍户数,户籍户", "100,1,2")
        assert read.areas["households"].tolist() == [100]
        assert "areas.household_count_unclear" in codes(record)

    def test_headings_of_two_rows_are_understood(self, tables):
        assert tables("户数/户籍,户数/常住", "90,100").household_counts.deciding_column == "户数/常住"


class TestBasis:
    def test_an_unstated_basis_is_an_assumption(self, tables, record):
        assert tables("户数", "100").household_basis is None
        assert "areas.household_basis_assumed" in codes(record)

    def test_a_count_equal_to_another_everywhere_is_that_count(self, tables):
        assert tables("总户数,户籍户数,住宅套数", "90,90,120", "80,80,110").household_basis is REGISTERED

    def test_a_header_that_contradicts_the_stated_basis_is_told(self, tables, record):
        read = tables("户籍户数,household_basis", "90,resident", columns={"households": "户籍户数"})
        assert read.household_basis is RESIDENT
        assert "areas.household_basis_differs" in codes(record)

    @pytest.mark.parametrize(
        ("header", "basis"),
        [("户籍户数", REGISTERED), ("规划户数", DWELLINGS), ("实际入住户数", OCCUPIED), ("总户数", None),
         ("户籍常住户数", None)],
    )
    def test_a_header_says_what_it_counts_or_nothing(self, header, basis):
        assert basis_of_header(header) is basis


class TestKeptApart:
    def test_households_to_come_are_in_no_other_sum(self, tables):
        read = tables("户数,在建户数", "100,500", "200,")
        assert read.areas["households"].sum() == 300
        assert read.household_counts.future == 500
        assert read.counts["future"].tolist()[0] == 500

    def test_an_area_not_built_yet_has_only_households_to_come(self, tables, record):
        read = tables("常住户数,建设状态", "100,建成", "800,在建")
        assert read.areas["households"].tolist() == [100, 0]
        assert read.household_counts.future == 800
        assert read.household_counts.by_basis == (BasisCount(RESIDENT, "常住户数", 100, 1),)
        assert "areas.not_built_yet" in codes(record)

    @pytest.mark.parametrize(
        ("cells", "mean"), [(("85%", "55%"), 0.65), (("0.85", "0.55"), 0.65), (("85", "55"), 0.65)]
    )
    def test_the_share_that_is_lived_in_changes_no_count(self, tables, cells, mean):
        read = tables("户数,入住率", f"100,{cells[0]}", f"200,{cells[1]}")  # (100 × 0.85 + 200 × 0.55) / 300
        assert read.areas["households"].tolist() == [100, 200]
        assert read.household_counts.occupancy_share == pytest.approx(mean)

    def test_an_impossible_share_is_an_error(self, tables, record):
        assert tables("户数,入住率", "100,-3%").household_counts.occupancy_share is None
        assert "areas.occupancy_share_unreadable" in codes(record)

    def test_a_repeated_row_counts_once(self, write, inputs, record):
        text = "area_id,常住户数,x,y\na,100,1,2\na,100,1,2\n"
        read = fields.understand(reading.read_inputs(inputs(areas=write("r.csv", text))), {}, record)
        assert read.household_counts.by_basis[0].households == 100


class TestToldBasis:
    def read(self, write, inputs, record, header, row, told):
        name = write("areas.csv", f"area_id,{header},x,y\na1,{row},1,2")
        return fields.understand(reading.read_inputs(inputs(areas=name)), {}, record, basis=told)

    def test_what_the_user_says_is_on_record_and_nothing_is_assumed(self, write, inputs, record):
        assert self.read(write, inputs, record, "户数", "100", DWELLINGS).household_basis is DWELLINGS
        assert "areas.household_basis_told" in codes(record)
        assert "areas.household_basis_assumed" not in codes(record)

    def test_it_chooses_among_counts_and_overrides_the_file(self, write, inputs, record):
        read = self.read(write, inputs, record, "常住户数,住宅套数,household_basis", "100,130,resident", DWELLINGS)
        assert read.household_counts.deciding_column == "住宅套数"
        assert read.areas["households"].tolist() == [130]
        assert read.household_basis is DWELLINGS


class TestTotals:

    @pytest.mark.parametrize(
        ("rows", "expected"),
        [
            (("甲,100,1,2", "乙,200,2,2", "合计,300,,"), ["areas.total_row"]),
            (("甲,100,1,2", "小计,100,,", "乙,200,2,2", "小 计,200,,", "总计：,300,,"), ["areas.total_row"] * 3),
            (("甲,100,1,2", "乙,200,2,2", "Total,310,,"), ["areas.total_differs"]),
            (("甲,100,1,2", "南院街道小计,100,,", "乙,200,2,2"), ["areas.total_row"]),
        ],
    )
    def test_totals_are_set_aside_and_held_against_the_rows(self, write, inputs, record, rows, expected):
        name = write("t.csv", "\n".join(("小区名称,户数,x,y", *rows)))
        read = fields.understand(reading.read_inputs(inputs(areas=name)), {}, record)
        assert read.areas["name"].tolist() == ["甲", "乙"]
        assert read.areas["households"].sum() == 300
        assert [code for code in codes(record) if "total" in code] == expected

    def test_an_area_that_has_a_place_is_no_total(self, write, inputs, record):
        name = write("t.csv", "小区名称,户数,x,y\n合计,100,1,2\n乙,200,2,2\n")
        assert len(fields.understand(reading.read_inputs(inputs(areas=name)), {}, record).areas) == 2
