"""Which role a file seems to have, which column which field: what a check would take by itself."""

from __future__ import annotations

import io

import openpyxl
import pytest

from app.datasets.suggestions import Candidate, suggest_roles
from app.datasets.survey import Part
from geodata.raw import RawLayer
from geodata.reading import read_file
from geodata.samples import SAMPLES, sample_folder
from tests.app.datasets.conftest import nine_squares


def candidate(tmp_path, name: str, text: str) -> Candidate:
    path = tmp_path / name
    path.write_text(text, encoding="utf-8")
    layers, _ = read_file(str(path))
    return Candidate(name, path.stem, Part(None, layers=layers))


@pytest.mark.parametrize("sample", list(SAMPLES))
def test_the_files_of_a_sample_get_the_roles_that_it_declares(sample):
    folder, files = sample_folder(sample), SAMPLES[sample].files
    declared = {
        role: given if isinstance(given, tuple) else (given,)
        for role in ("areas", "roads", "barriers", "facilities", "subdistricts", "buildings")
        if (given := getattr(files, role))
    }
    found = []
    for given in declared.values():
        for name in given:
            layers, _ = read_file(str(folder / name))
            found.append(Candidate(name, "", Part(None, layers=layers)))  # no name: by what they hold alone
    assert suggest_roles(found) == declared


def test_tables_of_nodes_and_links_are_roads_together(tmp_path):
    nodes = candidate(tmp_path, "n.csv", "节点编号,路口横坐标,路口纵坐标\n1,0,0\n2,5,0\n")
    links = candidate(tmp_path, "l.csv", "路线编号,路线起点,路线终点,路线距离\n1,1,2,5\n")
    areas = candidate(tmp_path, "a.csv", "小区编号,小区户数,小区横坐标,小区纵坐标\n1,10,1,1\n")
    assert suggest_roles([links, areas, nodes]) == {"areas": ("a.csv",), "roads": ("n.csv", "l.csv")}


def test_a_table_of_pairs_is_adjacency(tmp_path):
    assert suggest_roles([candidate(tmp_path, "p.csv", "a,b,adjacent\nx,y,是\n")]) == {"adjacency": ("p.csv",)}


def test_the_last_word_of_a_name_is_the_noun(tmp_path):
    """Points with nothing but a place: 文景街道_小区 are areas, 文景小区_用房 are premises."""
    text = "名称,经度,纬度\n甲,108.9,34.2\n"
    roles = suggest_roles([
        candidate(tmp_path, "文景小区_用房.csv", text), candidate(tmp_path, "文景街道_小区.csv", text),
    ])
    assert roles == {"areas": ("文景街道_小区.csv",), "facilities": ("文景小区_用房.csv",)}


def test_roles_that_are_decided_stay(tmp_path):
    one, other = (candidate(tmp_path, f"{n}.csv", "name,households,x,y\na,5,1,1\n") for n in "ab")
    assert suggest_roles([one, other], {"areas": ("b.csv",)})["areas"] == ("b.csv",)


def guesses(client, dataset_id: str) -> dict[str, dict]:
    (file,) = client.get(f"/api/v1/datasets/{dataset_id}/columns").json()["items"]
    return {guess["field"]: guess for guess in file["parts"][0]["guesses"]}


def test_a_guess_says_how_sure_it_is_and_shows_a_value(upload, client):
    head = "id,小区名称,户数,人口,现属社区,x,y"
    text = f"{head}\n7,锦绣花园,446,若干,和平,108.9,34.2\n8,万和里,300,900,和平,108.91,34.2\n"
    found = guesses(client, upload({"小区.csv": text})["id"])
    assert (found["households"]["column"], found["households"]["confidence"], found["households"]["sample"]) == (
        "户数", "high", "446",
    )
    assert (found["area_id"]["column"], found["area_id"]["confidence"]) == ("id", "middle")  # a general header
    assert (found["population"]["column"], found["population"]["confidence"]) == ("人口", "middle")  # one cell of two
    assert found["subdistrict"]["column"] is None
    assert found["subdistrict"]["confidence"] is None


def test_where_two_columns_fit_nothing_is_chosen(upload, client):
    found = guesses(client, upload({"小区.csv": "名称,户数,总户数,x,y\na,4,6,108.9,34.2\n"})["id"])
    assert found["households"]["column"] is None
    assert found["households"]["confidence"] == "low"
    assert found["households"]["candidates"] == ["户数", "总户数"]
    assert found["households"]["needed"]


def test_what_the_planner_told_is_marked_and_an_empty_column_switches_off(upload, client):
    made = upload({"小区.csv": "名称,户数,总户数,x,y\na,4,6,108.9,34.2\n"})
    told = {"columns": {"areas": {"households": "总户数", "name": ""}}}
    answer = client.patch(f"/api/v1/datasets/{made['id']}", json=told, headers={"If-Match": '"1"'})
    assert answer.status_code == 200
    found = guesses(client, made["id"])
    assert (found["households"]["column"], found["households"]["confidence"]) == ("总户数", "told")
    assert found["name"]["column"] is None


def test_the_guess_is_what_the_check_takes(upload, check, client):
    """HH is no usual header, 住宅套数 and 常住户数 are: the resident count decides."""
    text = "小区名称,住宅套数,常住户数,HH,经度,纬度\n" + "".join(
        f"院{k},{k + 10},{k + 5},{k},{108.9 + k / 1000},34.2\n" for k in range(9)
    )
    made = upload({"小区.csv": text})
    assert guesses(client, made["id"])["households"]["column"] == "常住户数"
    check(made["id"])
    document = client.get(f"/api/v1/datasets/{made['id']}/check").json()
    assert document["household_counts"]["deciding_column"] == "常住户数"
    assert document["households"] == sum(k + 5 for k in range(9))


def test_each_sheet_of_a_workbook_is_a_part(upload, client):
    book = openpyxl.Workbook()
    book.active.title = "小区"
    for row in (["小区名称", "户数", "x", "y"], ["锦绣", 5, 108.9, 34.2]):
        book.active.append(row)
    book.create_sheet("空表")
    second = book.create_sheet("用房")
    for row in (["名称", "建筑面积", "x", "y"], ["服务站", 900, 108.9, 34.2]):
        second.append(row)
    buffer = io.BytesIO()
    book.save(buffer)
    made = upload({"数据.xlsx": buffer.getvalue()})
    (file,) = client.get(f"/api/v1/datasets/{made['id']}/columns").json()["items"]
    assert [(part["part"], part["role"], part["rows"]) for part in file["parts"]] == [
        ("小区", "areas", 1), ("用房", "facilities", 1),
    ]
    assert made["roles"]["areas"] == [f"{file['file_id']}#小区"]


def test_graphml_holds_nodes_and_links_of_roads():
    layers = (RawLayer("g.graphml", frame=None), RawLayer("g.graphml", frame=None))
    assert suggest_roles([Candidate("g", "g", Part(None, layers=layers))]) == {"roads": ("g",)}


def test_areas_without_households_are_still_the_areas(upload):
    made = upload({"outlines.geojson": nine_squares(households={})})
    assert list(made["roles"]) == ["areas"]
