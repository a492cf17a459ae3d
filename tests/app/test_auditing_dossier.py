"""What is stated beside a plan, handed in as tables: read, refused with row and remedy, and judged (rules.md 7.2)."""

import json

import pytest

from tests.app import drawn_grid as grid
from tests.app.drawn_grid import RUN

OWN = {cell: {"a": "甲", "b": "乙", "c": "丙"}[cell[0]] for cell in grid.HOUSEHOLDS}
PEOPLE = {cell: round(2.62 * count) for cell, count in grid.HOUSEHOLDS.items()}
EXCLAVE = {cell: "甲" if cell[0] in "ac" else "乙" for cell in grid.HOUSEHOLDS}


def plan(folder, community=OWN, **columns):
    told = {"households": grid.HOUSEHOLDS, "population": PEOPLE, "community": community, **columns}
    return grid.write(folder / "plan.geojson", grid.features(told))


def table(path, text):
    path.write_text(text, encoding="utf-8")
    return path


def findings(run, *arguments):
    _, out, _ = run("audit", *arguments, "--json")
    return json.loads(out)["findings"]


def of(found, rule, community=None):
    return [f for f in found if f["rule"] == rule and community in (None, f["community_id"])]


class TestCommunities:
    TEXT = (
        "社区,党组织形式,党组织班子人数,居委会人数,交叉任职人数,专职人数,社区工作者人数,社会组织数,市级经费,区级经费,批复日期,选举日期\n"
        "甲,党委,5,7,3,4,17,10,130000,120000,2024/3/15,2024-06-17\n"
        "乙,党委,5,9,2,5,27,12,\"130,000\",110000,,\n"
    )

    def test_chinese_headers_and_words_are_judged(self, run, tmp_path):
        """甲: 3,600 households, ⌈18 × 9,432 / 10,000⌉ = 17. 乙: 12 persons in both, 40 % cross-appointed."""
        found = findings(run, plan(tmp_path), *RUN, "--communities", table(tmp_path / "c.csv", self.TEXT))
        failed = {(f["rule"], f["severity"]) for f in found if f["status"] == "fail" and f["community_id"] == "乙"}
        assert {("LH-10.5", "hard"), ("LH-10.7", "hard"), ("LH-19.1", "hard")} <= failed
        sound = [f for f in found if f["rule"].startswith(("LH-10", "LH-11")) and f["community_id"] == "甲"]
        assert {f["status"] for f in sound} == {"pass"}

    def test_a_community_that_is_not_listed_is_unknown(self, run, tmp_path):
        found = findings(run, plan(tmp_path), *RUN, "--communities", table(tmp_path / "c.csv", self.TEXT))
        (finding,) = of(found, "LH-10.3", "丙")
        assert (finding["status"], finding["missing"]) == ("unknown", "communities.committee")

    def test_who_keeps_a_committee_is_not_new(self, run, tmp_path):
        """Without present communities all three are new; 丙 keeps its committee: no least floor of 600 m²."""
        path = table(tmp_path / "c.csv", "community_id,keeps_committee\n丙,yes\n")
        new = findings(run, plan(tmp_path), *RUN)
        assert (of(new, "LH-7.3", "丙")[0]["status"], of(new, "LH-7.1", "丙")[0]["severity"]) == ("unknown", "hard")
        kept = findings(run, plan(tmp_path), *RUN, "--communities", path)
        assert of(kept, "LH-7.3", "丙")[0]["status"] == "not_applicable"
        assert of(kept, "LH-7.1", "丙")[0]["severity"] == "soft"

    def test_one_that_is_not_in_the_plan_is_told(self, run, tmp_path):
        path = table(tmp_path / "c.csv", "community_id,workers\n丁,3\n")
        _, out, _ = run("audit", plan(tmp_path), *RUN, "--communities", path)
        assert "方案里没有这些社区，未采用：丁" in out

    @pytest.mark.parametrize(
        ("text", "words"),
        [
            ("社区工作者人数\n3\n", "缺少列 社区 (community_id)"),
            ("社区,社区工作者人数\n甲,很多\n", "第 2 行，社区工作者人数“很多”：应为不小于 0 的整数"),
            ("社区,批复日期\n甲,2024-13-01\n", "第 2 行，批复日期“2024-13-01”：应为日期，如 2026-01-31"),
            ("社区,党组织形式\n甲,小组\n", "应为 党支部、党总支、党委 之一"),
            ("社区,保留居委会\n甲,也许\n", "应为 是 或 否"),
            ("社区,党组织班子人数,居委会人数,交叉任职人数\n甲,3,5,4\n", "交叉任职人数“4”：多于班子或居委会人数"),
            ("社区,党组织班子人数,居委会人数,交叉任职人数,专职人数\n甲,3,5,2,7\n", "多于“两委”总人数 6"),
            ("社区,社区工作者人数\n甲,3\n甲,4\n", "第 3 行，社区“甲”：列了两次"),
        ],
    )
    def test_what_cannot_be_true_names_row_column_and_remedy(self, run, tmp_path, text, words):
        code, _, err = run("audit", plan(tmp_path), *RUN, "--communities", table(tmp_path / "c.csv", text))
        assert code == 2
        assert words in err


class TestWaivers:
    HEADER = "条款,社区,理由,批准单位,批准日期,截止日期\n"
    NUMBERED = HEADER.replace("\n", ",文号\n")

    def test_a_waived_exclave_no_longer_fails(self, run, tmp_path):
        path = plan(tmp_path, community=EXCLAVE)
        code, _, _ = run("audit", path, *RUN)
        assert code == 1
        row = "PL-4,甲,飞地托管,区民政局,2024-01-01,2199-12-31,莲民〔2024〕3号\n"
        waivers = table(tmp_path / "w.csv", self.NUMBERED + row)
        found = findings(run, path, *RUN, "--waivers", waivers)
        (finding,) = of(found, "PL-4", "甲")
        assert (finding["status"], finding["blocks"]) == ("waived", None)
        assert finding["waiver"] == {
            "reason": "飞地托管", "granted_by": "district_civil_affairs", "granted_on": "2024-01-01",
            "until": "2199-12-31", "remedy": None, "organisation": None, "document_number": "莲民〔2024〕3号",
        }
        assert finding["message_zh"].endswith("；区民政局（莲民〔2024〕3号）豁免：飞地托管，至 2199-12-31")
        assert not [f for f in found if f["status"] == "fail" and f["severity"] == "hard"]

    def test_an_expired_one_fails_and_says_so(self, run, tmp_path):
        waivers = table(tmp_path / "w.csv", self.HEADER + "PL-4,甲,飞地托管,区民政局,2020-01-01,2020-12-31\n")
        found = findings(run, plan(tmp_path, community=EXCLAVE), *RUN, "--waivers", waivers)
        (finding,) = of(found, "PL-4", "甲")
        assert (finding["status"], finding["blocks"]) == ("fail", "S0→S1")
        assert finding["message_zh"].endswith("豁免已于 2020-12-31 到期")

    @pytest.mark.parametrize(
        ("row", "words"),
        [
            ("PL-4,甲,飞地,派出所,2024-01-01,2025-01-01", "应为 街道办事处、区民政局、区政府、市民政局 之一"),
            ("PL-4,甲,,区民政局,2024-01-01,2025-01-01", "理由“”：不能为空"),
            ("PL-4,甲,飞地,区民政局,,2025-01-01", "批准日期“”：不能为空"),
            ("PL-4,甲,飞地,区民政局,2025-01-01,2024-01-01", "早于批准日期"),
        ],
    )
    def test_a_bad_row_is_refused(self, run, tmp_path, row, words):
        waivers = table(tmp_path / "w.csv", f"{self.HEADER}{row}\n")
        code, _, err = run("audit", plan(tmp_path), *RUN, "--waivers", waivers)
        assert code == 2
        assert words in err


class TestTransfers:
    @pytest.mark.parametrize(("transferred", "status"), [(400, "pass"), (500, "fail")])
    def test_persons_already_socialised_are_not_counted_again(self, run, tmp_path, transferred, status):
        kind = {cell: "soe_quarter" if cell == "c1" else "estate" for cell in grid.HOUSEHOLDS}
        path = table(tmp_path / "t.csv", f"area_id,persons,already_socialised,transferred\nc1,500,100,{transferred}\n")
        found = findings(
            run, plan(tmp_path, kind=kind), *RUN, "--overlay", "soe-living-quarter", "--transfers", path
        )
        (finding,) = of(found, "PL-14")
        assert (finding["status"], finding["area_id"], finding["limit"]) == (status, "c1", 400)

    def test_more_socialised_than_there_are_is_refused(self, run, tmp_path):
        path = table(tmp_path / "t.csv", "area_id,persons,already_socialised,transferred\nc1,500,600,0\n")
        code, _, err = run("audit", plan(tmp_path), *RUN, "--transfers", path)
        assert code == 2
        assert "多于总人数 500" in err
