"""One small district of nine areas in every format that is read, for tests that break it."""

from __future__ import annotations

import io
import warnings
import zipfile
from collections.abc import Mapping
from pathlib import Path

import geopandas as gpd
import openpyxl
import shapely

STEP = 0.002
GRID = [(i, j) for j in range(3) for i in range(3)]
BOXES = [
    shapely.box(108.90 + STEP * i, 34.20 + STEP * j, 108.90 + STEP * (i + 1), 34.20 + STEP * (j + 1)) for i, j in GRID
]
HEADER = ("小区编号", "小区名称", "户数", "所属街道", "经度", "纬度")
ROWS = [
    (f"a{n}", f"莲湖小区{n}", 100 * n, "南院街道" if n <= 3 else "北院街道", box.centroid.x, box.centroid.y)
    for n, box in enumerate(BOXES, start=1)
]
"""Identifier, name, households (100 to 900, 4,500 in all), street office, longitude, latitude."""


def frame() -> gpd.GeoDataFrame:
    columns = {name: [row[i] for row in ROWS] for i, name in enumerate(HEADER[:4])}
    return gpd.GeoDataFrame(columns, geometry=BOXES, crs="EPSG:4326")


def csv_text(header=HEADER, rows=ROWS, delimiter=",") -> str:
    return "\n".join(delimiter.join(str(cell) for cell in row) for row in (header, *rows)) + "\n"


def wkt_csv() -> str:
    rows = [(*row[:4], f'"{box.wkt}"') for row, box in zip(ROWS, BOXES, strict=True)]
    return csv_text((*HEADER[:4], "WKT"), rows)


def workbook(rows) -> bytes:
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


def packed(members: Mapping[str, bytes | str]) -> bytes:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as target:
        for name, data in members.items():
            target.writestr(name, data)
    return content.getvalue()


def graphml() -> str:
    nodes = "".join(
        f'<node id="{n}"><data key="x">{x}</data><data key="y">{y}</data></node>'
        for n, (x, y) in enumerate(((108.9, 34.2), (108.902, 34.2), (108.904, 34.202), (108.906, 34.206)))
    )
    edges = "".join(f'<edge source="{n}" target="{n + 1}"><data key="h">residential</data></edge>' for n in range(3))
    keys = "".join(f'<key id="{key}" attr.name="{name}"/>' for key, name in (("x", "x"), ("y", "y"), ("h", "highway")))
    return (
        '<?xml version="1.0"?><graphml xmlns="http://graphml.graphdrawing.org/xmlns">'
        f'{keys}<graph edgedefault="undirected">{nodes}{edges}</graph></graphml>'
    )


def kml() -> str:
    places = "".join(
        f"<Placemark><name>{row[1]}</name><ExtendedData>"
        + "".join(f'<Data name="{h}"><value>{c}</value></Data>' for h, c in zip(HEADER[:4], row[:4], strict=True))
        + "</ExtendedData><Polygon><outerBoundaryIs><LinearRing><coordinates>"
        + " ".join(f"{x},{y},0" for x, y in box.exterior.coords)
        + "</coordinates></LinearRing></outerBoundaryIs></Polygon></Placemark>"
        for row, box in zip(ROWS, BOXES, strict=True)
    )
    return f'<?xml version="1.0" encoding="UTF-8"?><kml xmlns="http://www.opengis.net/kml/2.2"><Document><Folder>' \
        f"<name>小区</name>{places}</Folder></Document></kml>"


def shapefile(folder: Path, encoding: str = "UTF-8") -> dict[str, bytes]:
    """Write it as a shapefile; in UTF-8 three characters of a header fit into dBase's ten bytes."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # GDAL says that it cuts the headers
        frame().to_file(folder / "areas.shp", encoding=encoding)
    return {path.name: path.read_bytes() for path in sorted(folder.glob("areas.*"))}


def all_formats(folder: Path) -> dict[str, bytes]:
    """Write the district in every format: file name → content."""
    shapes = shapefile(folder)
    drawn = frame()
    for name in ("areas.geojson", "areas.gpkg", "areas.fgb"):
        drawn.to_file(folder / name)
    drawn.to_parquet(folder / "areas.parquet")
    return {
        **{name: (folder / name).read_bytes() for name in ("areas.geojson", "areas.gpkg", "areas.fgb")},
        "areas.kml": kml().encode(),
        "areas.parquet": (folder / "areas.parquet").read_bytes(),
        "areas.csv": csv_text().encode(),
        "wkt.csv": wkt_csv().encode(),
        "gbk.csv": csv_text().encode("gb18030"),
        "areas.xlsx": workbook((HEADER, *ROWS)),
        "areas.zip": packed(shapes),
        **{name: content for name, content in shapes.items() if name.endswith((".shp", ".dbf", ".shx"))},
    }
