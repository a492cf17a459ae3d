"""A plan on its way out: GeoPackage, GeoJSON, shapefile, tables, the whole plan folder, or its papers."""

from __future__ import annotations

import io
import json
import tempfile
import warnings
import zipfile
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property, partial
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import pyogrio
import shapely

from app import planning
from app.datasets.uploads import safe_name
from app.judged import JudgedPlan
from app.layers import plan_layers
from app.ledger_file import FILE as LEDGER_FILE
from app.ledger_file import write_ledger
from app.maps.payload import plain
from app.papers.imprint import Imprint
from app.papers.making import make_papers
from app.papers.material import read_material
from app.papers.report import make_report
from app.plans.drawing import Drawing
from app.plans.errors import NothingToExportError
from app.plans.plan_table import SPLITS, UNITS
from app.spreadsheet import as_csv
from geodata.dataset import Dataset
from geodata.redrawing import line_in
from geodata.writing import to_source, to_wgs84, write_geopackage

DEGREE_DIGITS = 8
METRE_DIGITS = 3
SHORT = {
    "subdistrict": "subdistr", "community_id": "community", "community_name": "comm_name", "relatively_independent":
    "rel_indep", "facility_id": "facility",
}
"""Names of columns that fit the ten bytes of a shapefile; what is read back has a usual header."""

CSV_COLUMNS = (
    "unit_id", "area_id", "name", "subdistrict", "households", "population", "community_id", "community_name", "locked",
)
_EPOCH = (1980, 1, 1, 0, 0, 0)
"""Fixed, so that equal plans give equal files."""


class Format(StrEnum):
    """What a plan can be exported as."""

    GPKG = "gpkg"
    GEOJSON = "geojson"
    CSV = "csv"
    SHAPEFILE = "shapefile"
    FOLDER = "folder"
    LEDGER = "ledger"
    REPORT = "report"
    TABLES = "tables"
    SHEETS = "sheets"
    PAPERS = "papers"


@dataclass(frozen=True, eq=False)
class Source:
    """A version of a plan, to be exported.

    Attributes
    ----------
    title
        Name of the plan.
    dataset
        The ground with the splits of the drawing.
    judge
        Judges the drawing; asked only for what needs it.
    hash
        Of the version, for its papers; ``None``: that of the plan folder.
    """

    title: str
    version: int
    dataset: Dataset
    drawing: Drawing
    judge: Callable[[], JudgedPlan]
    hash: str | None = None

    @cached_property
    def judged(self) -> JudgedPlan:
        """The plan with its facts and its audit."""
        return self.judge()


def export(source: Source, form: Format) -> tuple[str, bytes]:
    """Return name and content of an exported plan.

    Raises
    ------
    NothingToExportError
        Where there is nothing of this kind.
    """
    suffix, write = _WRITERS[form]
    named = f"{source.title}{_NAMED.get(form, '')}"
    return safe_name(f"{named.replace('/', '-')}-v{source.version}{suffix}"), write(source)


def unit_frame(dataset: Dataset, drawing: Drawing) -> gpd.GeoDataFrame:
    """Return the units with what is drawn: all columns that an import reads back."""
    units = dataset.units.reset_index()
    community = [drawing.units[unit] for unit in units["unit_id"]]
    told = [None if name is None else drawing.communities[name] for name in community]
    return units[["unit_id", "area_id", "name", "subdistrict", "households", "population", "geometry"]].assign(
        kind=[str(kind) for kind in units["kind"]], present=units["community"],
        community_id=_texts(community),
        community_name=_texts([None if one is None else one.name for one in told]),
        locked=_texts([None if one is None else str(one.locked).lower() for one in told]),
    )


def _texts(values: Sequence[str | None]) -> pd.Series:
    return pd.Series(values, dtype=object)


def _csv(source: Source) -> bytes:
    frame = unit_frame(source.dataset, source.drawing)
    rows = ([plain(cell) for cell in row] for row in frame[list(CSV_COLUMNS)].itertuples(index=False))
    return as_csv(CSV_COLUMNS, rows)


def _geojson(source: Source) -> bytes:
    dataset, frame = source.dataset, unit_frame(source.dataset, source.drawing)
    shown = to_source(frame, dataset) if dataset.is_local else to_wgs84(frame, dataset)
    digits = METRE_DIGITS if dataset.is_local else DEGREE_DIGITS
    shapes = shapely.to_geojson(shapely.transform(np.asarray(shown.geometry), lambda xy: np.round(xy, digits)))
    columns = [column for column in frame.columns if column != "geometry"]
    features = [
        {
            "type": "Feature", "properties": {column: plain(cell) for column, cell in zip(columns, row, strict=True)},
            "geometry": json.loads(shape),
        }
        for row, shape in zip(frame[columns].itertuples(index=False), shapes, strict=True)
    ]
    body = {"type": "FeatureCollection", "name": source.title, "features": features}
    return json.dumps(body, ensure_ascii=False, separators=(",", ":")).encode()


def _layers(source: Source) -> dict[str, gpd.GeoDataFrame]:
    """Return the layers of ``plan.gpkg``, the units with what an import reads back, and the lines of splits."""
    layers = plan_layers(source.judged)
    drawn = unit_frame(source.dataset, source.drawing)[["community_name", "locked"]]
    layers[UNITS] = layers[UNITS].assign(**{name: drawn[name].to_numpy(dtype=object) for name in drawn})
    if source.drawing.splits:
        lines = {unit: line_in(source.dataset, split.line) for unit, split in source.drawing.splits.items()}
        frame = gpd.GeoDataFrame(
            {"unit_id": list(lines)}, geometry=list(lines.values()), crs=source.dataset.units.crs
        )
        layers[SPLITS] = to_source(frame, source.dataset)
    return layers


def _gpkg(source: Source) -> bytes:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "plan.gpkg"
        write_geopackage(path, _layers(source), source.dataset.source_crs)
        return path.read_bytes()


def _shapefile(source: Source) -> bytes:
    units = to_source(unit_frame(source.dataset, source.drawing), source.dataset)
    frames = {UNITS: units}
    if source.drawing.assignment:
        frames["communities"] = plan_layers(source.judged)["communities"].drop(columns="colour")
    crs = None if source.dataset.is_local else source.dataset.source_crs
    with tempfile.TemporaryDirectory() as folder, warnings.catch_warnings():
        warnings.filterwarnings("ignore", message="'crs' was not provided")
        for name, frame in frames.items():
            short = frame.rename(columns=SHORT).set_crs(crs, allow_override=True)
            texts = {c: short[c].map(plain).astype(object) for c in short.columns if short[c].dtype == object}
            pyogrio.write_dataframe(
                short.assign(**texts), Path(folder) / f"{name}.shp", driver="ESRI Shapefile", encoding="UTF-8",
                geometry_type="Polygon",
            )
        return _zipped((path.name, path.read_bytes()) for path in sorted(Path(folder).iterdir()))


@contextmanager
def _plan_folder(source: Source) -> Iterator[Path]:
    with tempfile.TemporaryDirectory() as root:
        folder = Path(root) / "plan"
        planning.write(source.judged, folder, title=source.title)
        write_geopackage(folder / "plan.gpkg", _layers(source), source.dataset.source_crs)
        yield folder


def _folder(source: Source) -> bytes:
    with _plan_folder(source) as folder:
        return _zipped((path.name, path.read_bytes()) for path in sorted(folder.iterdir()))


def _report(kind: str, source: Source) -> bytes:
    with _plan_folder(_with_communities(source)) as folder:
        return make_report(read_material(folder, _imprint(source)), kind)


def _papers(source: Source) -> bytes:
    """Pack every paper of the plan, the drafts among them."""
    with _plan_folder(_with_communities(source)) as folder:
        return _zipped((paper.file_name, paper.content) for paper in make_papers(folder, _imprint(source)).values())


def _imprint(source: Source) -> Imprint:
    return Imprint(version=source.version, hash=source.hash)


def _with_communities(source: Source) -> Source:
    if not source.drawing.assignment:
        raise NothingToExportError(
            f"方案“{source.title}”还没有划出社区，不能出文书",
            f"The plan “{source.title}” has no community yet, so no papers",
        )
    return source


def _ledger(source: Source) -> bytes:
    with tempfile.TemporaryDirectory() as folder:
        write_ledger(source.judged.ledger, Path(folder))
        path = Path(folder) / LEDGER_FILE
        if not path.exists():
            raise NothingToExportError(
                f"方案“{source.title}”：数据里没有现状社区，无从编制划入划出表",
                f"The plan “{source.title}”: the data know no present community, so there is no ledger",
            )
        return path.read_bytes()


def _zipped(files: Iterable[tuple[str, bytes]]) -> bytes:
    """Pack files; names inside are UTF-8, times are fixed."""
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, body in files:
            archive.writestr(zipfile.ZipInfo(name, _EPOCH), body, zipfile.ZIP_DEFLATED)
    return content.getvalue()


_WRITERS: Mapping[Format, tuple[str, Callable[[Source], bytes]]] = {
    Format.GPKG: (".gpkg", _gpkg),
    Format.GEOJSON: (".geojson", _geojson),
    Format.CSV: (".csv", _csv),
    Format.SHAPEFILE: (".zip", _shapefile),
    Format.FOLDER: (".zip", _folder),
    Format.LEDGER: (".csv", _ledger),
    Format.REPORT: (".docx", partial(_report, "docx")),
    Format.TABLES: (".xlsx", partial(_report, "xlsx")),
    Format.SHEETS: (".pdf", partial(_report, "pdf")),
    Format.PAPERS: (".zip", _papers),
}
_NAMED = {
    Format.LEDGER: "-划入划出", Format.REPORT: "-报告", Format.TABLES: "-表册", Format.SHEETS: "-图册",
    Format.PAPERS: "-文书",
}
