"""The inputs of `test_broken_inputs`: files broken byte by byte, and files of which each is wrong in one way."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from tests.geodata.small_files import BOXES, HEADER, ROWS, csv_text, graphml, packed, workbook

CUTS = (0.02, 0.35, 0.7, 0.97)
FLIPS = 5
OTHER_SUFFIXES = {
    "areas.geojson": (".gpkg", ".xlsx", ".shp", ".parquet", ".zip", ".kml", ".csv", ".rar"),
    "areas.gpkg": (".geojson", ".csv", ".shp", ".xlsx", ".kml"),
    "areas.xlsx": (".csv", ".geojson", ".gpkg", ".zip", ".xls"),
    "areas.csv": (".xlsx", ".geojson", ".gpkg", ".fgb", ".kml", ".graphml", ".docx"),
    "areas.zip": (".gpkg", ".csv", ".xlsx"),
    "areas.fgb": (".gpkg", ".geojson", ".csv", ".shp"),
    "areas.parquet": (".gpkg", ".csv", ".geojson", ".zip"),
    "areas.kml": (".geojson", ".csv", ".gpkg", ".xlsx"),
}


@dataclass(frozen=True)
class Broken:
    """A broken input: the file handed in as `role`, and what lies beside it."""

    label: str
    name: str
    files: Mapping[str, bytes]
    role: str = "areas"


def mangled(formats: Mapping[str, bytes]) -> Iterator[Broken]:
    """Cut, flip and rename every format; the same bytes every time."""
    for name, content in formats.items():
        is_part = name.endswith((".dbf", ".shx"))
        opened = "areas.shp" if is_part else name
        beside = (
            {n: c for n, c in formats.items() if n.endswith((".shp", ".dbf", ".shx"))} if opened.endswith("shp") else {}
        )
        for label, broken in bytes_broken(name, content):
            yield Broken(f"{name}-{label}", opened, {**beside, name: broken})
    for name, suffixes in OTHER_SUFFIXES.items():
        for suffix in suffixes:
            yield Broken(f"{name}-as{suffix}", f"renamed{suffix}", {f"renamed{suffix}": formats[name]})
    for missing in (".dbf", ".shx"):
        kept = {n: c for n, c in formats.items() if n.endswith((".shp", ".dbf", ".shx")) and not n.endswith(missing)}
        yield Broken(f"no{missing}", "areas.shp", kept)


def bytes_broken(name: str, content: bytes) -> Iterator[tuple[str, bytes]]:
    for cut in CUTS:
        yield f"cut-{cut}", content[: int(len(content) * cut)]
    for seed in range(FLIPS):
        chance = random.Random(f"{name}{seed}")
        flipped = bytearray(content)
        for _ in range(chance.choice((1, 4, 40))):
            flipped[chance.randrange(len(flipped))] ^= 1 << chance.randrange(8)
        yield f"flip-{seed}", bytes(flipped)
    middle = len(content) // 2
    yield "zeros", content[:middle] + b"\x00" * 50 + content[middle + 50 :]
    yield "twice", content + content
    yield "lost-50", content[:middle] + content[middle + 50 :]


def other_roles() -> Iterator[Broken]:
    """Break what is handed in beside the areas."""
    graph = graphml().encode()
    for label, broken in bytes_broken("g.graphml", graph):
        yield Broken(f"roads-{label}", "g.graphml", {"g.graphml": broken}, "roads")
    table = csv_text(("facility_id", "kind", "area_m2", "x", "y"), [("f1", "service", 650, 108.901, 34.201)] * 3)
    for label, broken in bytes_broken("f.csv", table.encode()):
        yield Broken(f"facilities-{label}", "f.csv", {"f.csv": broken}, "facilities")
    houses = csv_text(("户数", "WKT"), [(30, f'"{box.centroid.wkt}"') for box in BOXES])
    for label, broken in bytes_broken("b.csv", houses.encode()):
        yield Broken(f"buildings-{label}", "b.csv", {"b.csv": broken}, "buildings")


def changed(change: Callable[[list[list[object]]], None], header=HEADER) -> bytes:
    """Write the areas as CSV with some cells changed."""
    rows = [list(row) for row in ROWS]
    change(rows)
    return csv_text(header, rows).encode()


def cell(row: int, column: int, value: object) -> bytes:
    def change(rows: list[list[object]]) -> None:
        rows[row][column] = value

    return changed(change)


def column(i: int, value: object) -> bytes:
    def change(rows: list[list[object]]) -> None:
        for row in rows:
            row[i] = value

    return changed(change)


def geojson(geometry: str, properties: str = '{"户数": 5}') -> bytes:
    text = f'{{"type": "Feature", "properties": {properties}, "geometry": {geometry}}}'
    return f'{{"type": "FeatureCollection", "features": [{text}]}}'.encode()


def book(*rows) -> bytes:
    return workbook(rows)


_POINT = '{"type": "Point", "coordinates": [108.9, 34.2]}'
FEATURE = f'{{"type": "Feature", "properties": {{"户数": 5}}, "geometry": {_POINT}}}'.encode()
_BOWTIE = "[[[108.9, 34.2], [108.91, 34.21], [108.91, 34.2], [108.9, 34.21], [108.9, 34.2]]]"
_PIPELINE = b'{"type": "gdal_streamed_alg", "command_line": "gdal vector pipeline ! read /etc/hosts"}'
_VIRTUAL = b"<OGRVRTDataSource><OGRVRTLayer><SrcDataSource>/etc/hosts</SrcDataSource></OGRVRTLayer></OGRVRTDataSource>"


def drawn(kind: str, coordinates: str) -> bytes:
    return geojson(f'{{"type": "{kind}", "coordinates": {coordinates}}}')


def moved(longitude: float, latitude: float) -> bytes:
    """Put every area on one spot."""
    return changed(lambda rows: [row.__setitem__(slice(4, 6), (longitude, latitude)) for row in rows] and None)


def written(text: Callable[[str, str], str]) -> bytes:
    """Write the outlines as a column of text."""
    rows = [(*row[:4], f'"{text(row[0], box.wkt)}"') for row, box in zip(ROWS, BOXES, strict=True)]
    return csv_text((*HEADER[:4], "WKT"), rows).encode()


WRONG: dict[str, tuple[str, bytes, str]] = {
    # how it is wrong: (file name, content, code of the error or finding)
    "empty file": ("a.csv", b"", "file.unreadable"),
    "only a byte order mark": ("a.csv", b"\xef\xbb\xbf", "file.unreadable"),
    "only blanks": ("a.geojson", b" \n\n ", "file.unreadable"),
    "header only": ("a.csv", csv_text(rows=()).encode(), "file.unreadable"),
    "empty workbook": ("a.xlsx", book(), "file.unreadable"),
    "workbook with a header only": ("a.xlsx", book(HEADER), "file.unreadable"),
    "unclosed quote": ("a.csv", csv_text().replace("莲湖小区3", '"莲湖小区3').encode(), "file.unreadable"),
    "row with a field too many": ("a.csv", csv_text().replace("莲湖小区3", "莲湖,小区3").encode(), "file.row_too_wide"),
    "row cut short": ("a.csv", csv_text().encode()[:-30], "file.row_short"),
    "NUL in the text": ("a.csv", csv_text().replace("莲湖小区3", "莲\x00湖").encode(), "file.unreadable"),
    "half GBK half UTF-8": (
        "a.csv",
        csv_text().encode()[:200] + csv_text().encode("gbk")[120:],
        "file.characters_lost",
    ),
    "heading twice": ("a.csv", csv_text(("小区编号", "户数", "户数", *HEADER[3:])).encode(), "file.heading_repeated"),
    "no coordinates": ("a.csv", csv_text(HEADER[:4], [row[:4] for row in ROWS]).encode(), "fields.missing"),
    "two candidates for a field": ("a.csv", csv_text(("小区编号", "小区代码", *HEADER[2:])).encode(), "fields.missing"),
    "longitude and latitude swapped": ("a.csv", csv_text((*HEADER[:4], "纬度", "经度")).encode(), "crs.unknown"),
    "all coordinates zero": ("a.csv", moved(0, 0), ""),
    "count is a word": ("a.csv", cell(2, 2, "很多"), "areas.households_unreadable"),
    "count is empty": ("a.csv", cell(2, 2, ""), "areas.households_unreadable"),
    "count is negative": ("a.csv", cell(2, 2, -5), "areas.households_unreadable"),
    "count is infinite": ("a.csv", cell(2, 2, "inf"), "areas.households_unreadable"),
    "count is not a number": ("a.csv", cell(2, 2, "NaN"), "areas.households_unreadable"),
    "count is a telephone number": ("a.csv", cell(2, 2, 13800138000), "areas.households_unreadable"),
    "count has thousands of digits": ("a.csv", cell(2, 2, "9" * 5000), "areas.households_unreadable"),
    "count is a range": ("a.csv", cell(2, 2, "300-400户"), "areas.households_unreadable"),
    "count is rough": ("a.csv", cell(2, 2, "约300户"), "areas.number_approximate"),
    "count has a unit": ("a.csv", cell(2, 2, "300户"), "areas.number_rewritten"),
    "count is in full width": ("a.csv", cell(2, 2, "３００"), "areas.number_rewritten"),
    "count is hidden by X": ("a.csv", cell(2, 2, "X"), "areas.households_suppressed"),
    "count is hidden by stars": ("a.csv", cell(2, 2, "***"), "areas.households_suppressed"),
    "count is a dash": ("a.csv", cell(2, 2, "-"), "areas.households_unreadable"),
    "count is a fraction": ("a.csv", cell(2, 2, 300.4), "areas.count_rounded"),
    "longitude is a word": ("a.csv", cell(2, 4, "东经"), "areas.place_unreadable"),
    "longitude is infinite": ("a.csv", cell(2, 4, "1e999"), "areas.place_unreadable"),
    "longitude is beyond the globe": ("a.csv", cell(2, 4, 1089.03), "areas.no_place"),
    "longitude is empty": ("a.csv", cell(2, 4, ""), "areas.unplaced"),
    "no longitude at all": ("a.csv", column(4, ""), "areas.none"),
    "coordinates are huge": ("a.csv", column(4, "1e300"), "crs.unknown"),
    "identifier twice": ("a.csv", cell(2, 0, "a1"), "areas.id_repeated"),
    "identifier missing": ("a.csv", cell(2, 0, ""), "areas.id_missing"),
    "identifier like that of a piece": ("a.csv", cell(2, 0, "南院街道~1"), ""),
    "name with script": ("a.csv", cell(2, 1, "<script>alert(1)</script>"), ""),
    "name with control characters": ("a.csv", cell(2, 1, "莲\x0b湖\x07"), ""),
    "all on one spot": ("a.csv", moved(108.9, 34.2), "areas.stacked"),
    "a total below": ("a.csv", csv_text(rows=(*ROWS, ("合计", "", 4500, "", "", ""))).encode(), "areas.total_row"),
    "a total that is wrong": (
        "a.csv",
        csv_text(rows=(*ROWS, ("", "合 计", 4000, "", "", ""))).encode(),
        "areas.total_differs",
    ),
    "subtotals": (
        "a.csv",
        csv_text(rows=(*ROWS[:3], ("小计", "", 600, "", "", ""), *ROWS[3:])).encode(),
        "areas.total_row",
    ),
    "a title above": ("a.xlsx", book(("2024年小区统计表", "单位：户"), HEADER, *ROWS), "file.title_row"),
    "text instead of geometry": ("a.csv", written(lambda _, wkt: "见附图"), "fields.missing"),
    "one cell of broken WKT": (
        "a.csv",
        written(lambda area, wkt: wkt[:-3] if area == "a2" else wkt),
        "areas.place_unreadable",
    ),
    "bare list of features": ("a.json", b"[" + FEATURE + b"]", "file.bare_list"),
    "features one a line": ("a.geojson", b"\n".join([FEATURE] * 2), "file.joined_json"),
    "JSON cut": ("a.geojson", geojson(_POINT)[:-20], "file.unreadable"),
    "JSON of something else": ("a.json", b'{"version": 1, "data": []}', "file.unreadable"),
    "JSON nested without end": ("a.json", b"[" * 100_000, "file.unreadable"),
    "JSON number": ("a.json", b"42", "file.unreadable"),
    "collection without features": ("a.geojson", b'{"type": "FeatureCollection", "features": []}', "file.unreadable"),
    "feature that is a number": ("a.geojson", b'{"type": "FeatureCollection", "features": [3]}', "file.unreadable"),
    "no geometry anywhere": ("a.geojson", geojson("null"), "areas.none"),
    "coordinates as text": ("a.geojson", drawn("Point", '["108.9", "34.2"]'), "areas.none"),
    "coordinates are NaN": ("a.geojson", drawn("Point", "[NaN, 34.2]"), "areas.none"),
    "ring of two corners": ("a.geojson", drawn("Polygon", "[[[108.9, 34.2], [108.91, 34.2]]]"), "areas.none"),
    "empty polygon": ("a.geojson", drawn("Polygon", "[]"), "areas.none"),
    "bow tie": ("a.geojson", drawn("Polygon", _BOWTIE), "areas.ring_crosses_itself"),
    "line for an area": ("a.geojson", drawn("LineString", "[[108.9, 34.2], [108.91, 34.2]]"), "areas.no_land"),
    "list as a count": ("a.geojson", geojson(_POINT, '{"户数": [1, 2]}'), "areas.households_unreadable"),
    "no attributes": ("a.geojson", geojson(_POINT, "null"), "areas.no_households"),
    "GeoJSON that points elsewhere": ("a.json", _PIPELINE, "file.unreadable"),
    "KML that points elsewhere": ("a.kml", _VIRTUAL, "file.unreadable"),
    "web page": ("a.csv", b"<!DOCTYPE html><html><body>404</body></html>", "file.unreadable"),
    "no archive": ("a.zip", b"this is no archive", "file.unreadable"),
    "empty archive": ("a.zip", packed({}), "file.unreadable"),
    "archive in an archive": ("a.zip", packed({"inner.zip": packed({"a.csv": csv_text()})}), "file.unreadable"),
    "archive of pictures": ("a.zip", packed({"a.png": b"x", "b.jpg": b"y"}), "file.unreadable"),
    "archive of two tables": ("a.zip", packed({"a.csv": csv_text(), "b.csv": csv_text()}), "file.unreadable"),
    "member above": ("a.zip", packed({"../a.csv": csv_text()}), "archive.unsafe"),
    "member at the root": ("a.zip", packed({"/etc/a.csv": csv_text()}), "archive.unsafe"),
    "bomb": ("a.zip", packed({"a.csv": b"0" * 101_000_000}), "archive.unsafe"),
    "too many members": ("a.zip", packed({f"{i}.csv": b"" for i in range(10_001)}), "archive.unsafe"),
    "RAR": ("a.rar", b"Rar!\x1a\x07\x00" + b"\x00" * 50, "file.unreadable"),
    "RAR called zip": ("a.zip", b"Rar!\x1a\x07\x00" + b"\x00" * 50, "file.unreadable"),
    "old Excel": ("a.xls", b"\xd0\xcf\x11\xe0" + b"\x00" * 100, "file.unreadable"),
    "Excel with a password": ("a.xlsx", b"\xd0\xcf\x11\xe0" + "EncryptedPackage".encode("utf-16-le"), "file.encrypted"),
    "Word": ("a.docx", packed({"word/document.xml": "<w/>"}), "file.unreadable"),
    "no suffix": ("areas", csv_text().encode(), "file.unreadable"),
    "random bytes": ("a.gpkg", bytes(range(256)) * 8, "file.unreadable"),
}
"""What must happen is the code; an empty one where the input is odd but usable."""
