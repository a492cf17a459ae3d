"""Sheets as pages: nothing from outside, no script from a name, the right figures in the data."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import folium
import geopandas as gpd
import pytest
from pyproj import CRS, Transformer
from shapely import Point, box

from app.errors import PlanUnreadableError
from app.maps import CheckSheet, PlanSheet, render_check, render_plan, sheet_from_folder
from app.maps.grid import fit_grid, local_grid
from app.maps.history import ending_boundaries, find_neighbours
from app.maps.offline import OfflineFigure, OfflineMap
from app.maps.pages import ASSETS, EMBEDDED, Assets, OutsideAddressError, joined
from app.maps.payload import catalogues, plan_data

LINKED = Assets(address="/assets/", nonce="n0nce", home="/")
EVIL = '<script>alert(1)</script>{{ 7*7 }}{% raw %}"\'><img src=x onerror=alert(2)>'


@pytest.fixture(scope="module")
def sheet(drawn_plan: Path) -> PlanSheet:
    return sheet_from_folder(drawn_plan)


class Tags(HTMLParser):
    """Every start tag of a page with its attributes."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))


def page_data(html: str) -> dict[str, Any]:
    return json.loads(re.search(r'id="page-data">(.*?)</script>', html, re.DOTALL)[1])


def test_an_embedded_page_loads_nothing(sheet):
    tags = Tags(render_plan(sheet)).found
    addresses = [value for _, attrs in tags for name, value in attrs.items() if name in ("src", "href")]
    assert all(address.startswith("data:") for address in addresses)


def test_an_embedded_page_has_no_style_that_loads_a_file(sheet):
    assert set(re.findall(r"url\((?!data:)([^)]*)\)", render_plan(sheet))) <= {"#default#VML"}


def test_a_linked_page_loads_from_the_server_only(sheet):
    tags = Tags(render_plan(sheet, assets=LINKED)).found
    addresses = [value for _, attrs in tags for name, value in attrs.items() if name in ("src", "href")]
    assert addresses
    assert all(address.startswith("/assets/") for address in addresses)
    assert all((ASSETS / address.removeprefix("/assets/")).is_file() for address in addresses)


def test_every_inline_script_and_style_of_a_linked_page_carries_the_nonce(sheet):
    inline = [attrs for tag, attrs in Tags(render_plan(sheet, assets=LINKED)).found if tag in ("script", "style")]
    code = [a for a in inline if "src" not in a and a.get("type") != "application/json"]
    assert code
    assert all(attrs.get("nonce") == "n0nce" for attrs in code)


@pytest.mark.parametrize("address", ["https://example.org/a.js", "//example.org/a.js", "/etc/passwd", "../a.js"])
def test_an_element_with_an_outside_address_raises(address):
    class Plugin(OfflineMap):
        default_js = (*OfflineMap.default_js, ("other", address))

    figure = OfflineFigure(EMBEDDED, title="x", styles=(), data={}, entry="sheet/plan.js")
    figure.add_child(Plugin())
    with pytest.raises(OutsideAddressError):
        figure.render()


def test_folium_itself_would_ask_outside_hosts():
    """The reason for all this: if Folium ever stops, the test above no longer shows anything."""
    assert re.search(r'src="https://', folium.Map(tiles=None).get_root().render())


def test_equal_sheets_give_equal_pages(sheet):
    assert render_plan(sheet) == render_plan(sheet)


def test_a_name_from_a_file_is_never_markup(sheet):
    communities = sheet.communities.assign(name=EVIL)
    units = sheet.units.assign(name=EVIL)
    plan = {**sheet.plan, "communities": [{**c, "name": EVIL} for c in sheet.plan["communities"]]}
    clean = render_plan(sheet)
    evil = render_plan(replace(sheet, title=EVIL, communities=communities, units=units, plan=plan))
    assert [tag for tag, _ in Tags(evil).found] == [tag for tag, _ in Tags(clean).found]
    assert page_data(evil)["title"] == EVIL
    assert {c["name"] for c in page_data(evil)["communities"]} == {EVIL}


def test_text_becomes_a_node_in_one_place_only():
    """No module of the page writes markup."""
    code = "".join(path.read_text("utf-8") for path in (ASSETS / "sheet").glob("*.js"))
    assert not re.search(r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|eval\(|setAttribute\(.on", code)


class TestPlanData:
    """The drawn plan: a | b | c, where b1 and all of c move (tests/drawn_plan.py)."""

    @pytest.fixture
    def data(self, sheet: PlanSheet) -> dict[str, Any]:
        return plan_data(sheet)

    def test_units_that_change_their_community_are_marked(self, data):
        assert {u["unit_id"] for u in data["units"] if u["moved"]} == {"b1", "c1", "c2", "c3"}

    def test_today_has_its_own_counts(self, data):
        """和平 3 × 1,200 + 1,900; 丰和 2 × 1,900 + 575."""
        assert {c["community_id"]: c["households"] for c in data["today"]} == {"和平": 5500, "丰和": 4375}

    def test_a_continued_community_keeps_its_colour(self, data):
        plan = {c["community_id"]: c["colour"] for c in data["communities"]}
        today = {c["community_id"]: c["colour"] for c in data["today"]}
        assert today == {name: plan[name] for name in ("和平", "丰和")}

    def test_only_the_boundary_that_goes_away_is_drawn(self, data):
        """Between b1 and b2: 300 m from west to east, less the 3 m beside the boundaries that stay."""
        (start, *_, end) = data["ending"]["coordinates"]
        to_metres = Transformer.from_crs("EPSG:4326", "EPSG:4545", always_xy=True)
        (x1, y1), (x2, y2) = to_metres.transform(*start), to_metres.transform(*end)
        assert abs(x2 - x1) == pytest.approx(294, abs=0.5)
        assert abs(y2 - y1) == pytest.approx(0, abs=0.5)

    def test_labels_stand_inside(self, data):
        from shapely.geometry import shape

        assert all(shape(c["geometry"]).contains(Point(c["label"])) for c in data["communities"])

    def test_the_band_is_that_of_the_plan(self, data):
        assert data["band"] == {"min": 1000, "target": 3500, "max": 5000}

    def test_what_plan_json_says_of_a_community_is_there(self, data):
        peace = next(c for c in data["communities"] if c["community_id"] == "和平")
        assert (peace["committee_seats"], peace["four_bounds"]["east"]["name"]) == (7, "朝阳路")


def test_a_pack_without_a_band_has_no_gauge_band(sheet, drawn_plan, tmp_path):
    folder = copy_plan(drawn_plan, tmp_path, profile={**sheet.plan["profile"], "band": None})
    assert sheet_from_folder(folder).band is None


def test_a_plan_without_today_has_no_ledger_of_moves(sheet):
    data = plan_data(replace(sheet, today=None, units=sheet.units.assign(present=None)))
    assert data["today"] == []
    assert not any(u["moved"] for u in data["units"])


def test_communities_without_units_are_drawn_themselves(sheet):
    """A plan of one polygon a community, audited without areas."""
    data = plan_data(replace(sheet, units=sheet.units.iloc[:0], today=None))
    assert {(u["unit_id"], u["community_id"]) for u in data["units"]} == {(c, c) for c in ("和平", "丰和", "新街+1")}


def test_missing_numbers_are_null_and_never_nan(sheet):
    facilities = sheet.facilities.assign(area_m2=float("nan"), short=None)
    (facility, *_) = page_data(render_plan(replace(sheet, facilities=facilities)))["facilities"]
    assert (facility["area_m2"], facility["short"]) == (None, None)


class TestLocalCoordinates:
    """A plan with no place on Earth, 100 by 200 metres a unit."""

    @pytest.fixture
    def folder(self, sheet, drawn_plan, tmp_path):
        folder = copy_plan(drawn_plan, tmp_path, crs="local:100,200")
        (folder / "plan.gpkg").unlink()
        for name in ("units", "communities"):
            frame = getattr(sheet, name).to_crs("EPSG:4545")
            west, south, *_ = frame.total_bounds
            moved = frame.geometry.translate(-west, -south).scale(1 / 100, 1 / 200, origin=(0, 0))
            bare = frame.set_geometry(moved).set_crs(None, allow_override=True)
            with pytest.warns(UserWarning, match="crs"):
                bare.to_file(folder / "plan.gpkg", layer=name, layer_options={"SRID": "-1"})
        return folder

    def test_the_sheet_is_in_metres(self, folder):
        read = sheet_from_folder(folder)
        assert read.units.crs is None
        assert read.units.total_bounds.round(3).tolist() == [0, 0, 900, 900]

    def test_the_map_takes_metres_as_they_are(self, folder):
        html = render_plan(sheet_from_folder(folder))
        assert "crs: L.CRS.Simple" in html
        assert page_data(html)["grid"]["east"] == [0, 1, 0, 0, 0, 0]


class TestFolders:
    @pytest.mark.parametrize("name", ["plan.json", "audit.json", "plan.gpkg"])
    def test_a_missing_file_is_named(self, drawn_plan, tmp_path, name):
        folder = copy_plan(drawn_plan, tmp_path)
        (folder / name).unlink()
        with pytest.raises(PlanUnreadableError, match=name) as caught:
            sheet_from_folder(folder)
        assert name in caught.value.message_zh

    @pytest.mark.parametrize("name", ["plan.json", "audit.json", "plan.gpkg"])
    def test_a_file_that_is_not_what_its_name_says_is_named(self, drawn_plan, tmp_path, name):
        folder = copy_plan(drawn_plan, tmp_path)
        (folder / name).write_text("[1, 2]", encoding="utf-8")
        with pytest.raises(PlanUnreadableError, match=name):
            sheet_from_folder(folder)

    def test_a_plan_without_a_title_goes_by_its_folder(self, sheet, drawn_plan, tmp_path):
        assert sheet_from_folder(copy_plan(drawn_plan, tmp_path, title=None)).title == "copy"


def copy_plan(folder: Path, target: Path, **changes: object) -> Path:
    copy = target / "copy"
    copy.mkdir()
    for path in folder.iterdir():
        (copy / path.name).write_bytes(path.read_bytes())
    plan = json.loads((copy / "plan.json").read_text("utf-8")) | changes
    (copy / "plan.json").write_text(json.dumps(plan), encoding="utf-8")
    return copy


class TestGrid:
    def test_it_follows_the_projection_within_a_metre_over_a_district(self):
        """40 km by 40 km around Xi'an, against PROJ."""
        bounds = (108.7, 34.08, 109.13, 34.44)
        crs = CRS("EPSG:4545")
        grid = fit_grid(bounds, crs)
        to_metres = Transformer.from_crs("EPSG:4326", crs, always_xy=True)
        for x, y in [(108.7, 34.08), (109.13, 34.44), (108.9, 34.26), (108.75, 34.4)]:
            assert grid.locate(x, y) == pytest.approx(to_metres.transform(x, y), abs=1)

    def test_metres_stay_metres(self):
        assert local_grid().locate(12.5, -3) == (12.5, -3)


class TestHistory:
    def test_squares_that_touch_in_a_corner_are_no_neighbours(self):
        squares = gpd.GeoDataFrame({"community_id": ["a", "b", "c"]},
                                   geometry=[box(0, 0, 9, 9), box(9, 0, 18, 9), box(9, 9, 18, 18)])
        assert find_neighbours(squares) == {"a": {"b"}, "b": {"a", "c"}, "c": {"b"}}

    def test_a_boundary_moved_by_less_than_three_metres_stays(self):
        def halves(x):
            return gpd.GeoDataFrame({"community_id": ["a", "b"]}, geometry=[box(0, 0, x, 90), box(x, 0, 90, 90)])

        assert ending_boundaries(halves(45), halves(47)).is_empty
        assert ending_boundaries(halves(45), halves(60)).length == pytest.approx(84)  # 90 less 3 m at each end


class TestWords:
    def test_both_languages_have_the_same_texts(self):
        zh, en = catalogues()["zh"], catalogues()["en"]
        assert zh.keys() == en.keys()
        assert all(set(re.findall(r"\{\w+\}", zh[k])) == set(re.findall(r"\{\w+\}", en[k])) for k in zh)

    def test_every_text_that_a_page_asks_for_is_there_and_no_other(self):
        own = (path for path in ASSETS.rglob("*.js") if "vendor" not in path.parts)
        code = "".join(path.read_text("utf-8") for path in own)
        keys = catalogues()["zh"].keys()
        literal = set(re.findall(r'\bt\(\s*"([\w.]+)"', code)) | set(re.findall(r'"([\w.]+)"', code)) & keys
        prefixes = set(re.findall(r"\b(?:t|knows|inBoth)\(\s*`([\w.]+)\$\{", code))
        assert literal <= keys
        assert {p for p in prefixes if not any(k.startswith(p) for k in keys)} == set()
        assert {k for k in keys if k not in literal and not k.startswith(tuple(prefixes))} == set()

    def test_messages_say_neither_nin_nor_shout(self):
        assert not [text for text in catalogues()["zh"].values() if re.search("[您！!]", text)]


@pytest.mark.parametrize("entry", ["plan.js", "check.js"])
def test_modules_of_a_page_share_no_name(entry):
    """Joined into one script, a name declared twice would be lost or fail."""
    names = re.findall(r"^(?:async )?(?:function|const|let|class) (\w+)", joined(f"sheet/{entry}"), re.MULTILINE)
    assert sorted(names) == sorted(set(names))
    assert not re.search(r"^(import|export) ", joined(f"sheet/{entry}"), re.MULTILINE)


class TestCheck:
    @pytest.fixture
    def check(self, sheet):
        finding = {"code": "areas.households_unreadable", "severity": "error", "file": "a.csv", "feature": "a1",
                   "measured": "12x", "repaired": "0", "message_zh": EVIL, "message_en": EVIL, "place": [108.9, 34.26]}
        document = {"areas": 9, "units": 9, "households": 9875, "population": None, "findings": [finding]}
        areas = sheet.units[["area_id", "name", "subdistrict", "households", "population", "geometry"]]
        ground = (sheet.facilities, sheet.lines, sheet.subdistricts)
        return CheckSheet("检查", areas, sheet.units, *ground, document, "EPSG:4545")

    def test_areas_and_findings_are_in_the_page(self, check):
        data = page_data(render_check(check))
        assert len(data["areas"]) == 9
        assert data["check"]["findings"][0]["message_zh"] == EVIL

    def test_points_can_be_areas_and_units_can_be_missing(self, check):
        points = check.areas.set_geometry(check.areas.geometry.to_crs("EPSG:4545").centroid)
        data = page_data(render_check(replace(check, areas=points, units=None)))
        assert {a["geometry"]["type"] for a in data["areas"]} == {"Point"}
        assert data["units"] == []
