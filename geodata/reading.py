"""The only file that opens input files: names to raw layers, with a hash of each file."""

from __future__ import annotations

import contextlib
import hashlib
import tempfile
import warnings
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import chain, count
from pathlib import Path
from typing import TYPE_CHECKING

import geopandas as gpd
import openpyxl
import pandas as pd
import pyogrio

from geodata import archive, encoding, graphml, html_table, sheets
from geodata.errors import UnreadableFileError
from geodata.record import Finding, Severity

if TYPE_CHECKING:
    from geodata.prepare import InputFiles

ROLES = ("areas", "roads", "barriers", "facilities", "subdistricts", "buildings")

_TEXT = {".csv", ".txt", ".tsv"}
_WORKBOOK = {".xlsx", ".xlsm"}
_JSON = {".json", ".geojson"}
_OLD_EXCEL = b"\xd0\xcf\x11\xe0"
_ZIP = b"PK\x03\x04"
_SQLITE = b"SQLite format 3\x00"


@dataclass(frozen=True, eq=False)
class RawLayer:
    """One layer or table as the file holds it.

    Attributes
    ----------
    file
        Its file name, part included: never the folder, which is of no concern to those who read the results.
    frame
        All rows and columns; a ``GeoDataFrame`` where the layer has geometry. Index: number of the row in the file
        (text and sheets: the line, so that the first row below a header is 2) or of the feature, from 1.
    crs
        Coordinate system that the file states, as text that pyproj reads, or ``None``.
    """

    file: str
    frame: pd.DataFrame
    crs: str | None = None

    @property
    def has_geometry(self) -> bool:
        """Whether the layer has geometry of its own, rather than coordinates in columns."""
        return isinstance(self.frame, gpd.GeoDataFrame)

    def row(self, number: int) -> tuple[str, str]:
        """Name a row of the file for messages, in Chinese and English."""
        if self.has_geometry:
            return f"{self.file} 第 {number} 个要素", f"{self.file} feature {number}"
        return f"{self.file} 第 {number} 行", f"{self.file} row {number}"


@dataclass(frozen=True, eq=False)
class RawInputs:
    """Everything a user handed in, unread in meaning.

    Attributes
    ----------
    layers
        Role (option name) → its layers: one, but for roads (a node and a link table) and roles not given (none).
    hashes
        SHA-256 of each file, by its file name, without the part; of two that share a name the second is called
        ``NAME (2)``. A shapefile's is over all its files.
    findings
        What was found or assumed while reading.
    """

    layers: Mapping[str, tuple[RawLayer, ...]]
    hashes: Mapping[str, str]
    findings: tuple[Finding, ...]


def read_inputs(files: InputFiles) -> RawInputs:
    """Read every file that a user handed in.

    Raises
    ------
    UnreadableFileError
        Where a file is missing, empty, not what its name says, or has no such part.
    """
    layers: dict[str, tuple[RawLayer, ...]] = {}
    paths: dict[Path, None] = {}
    findings: list[Finding] = []
    for role in ROLES:
        given: str | tuple[str, ...] | None = getattr(files, role)
        names = given if isinstance(given, tuple) else (given,) if given is not None else ()
        read = [read_file(name) for name in names]
        layers[role] = tuple(layer for found, _ in read for layer in found)
        findings += [finding for _, notes in read for finding in notes]
        paths |= dict.fromkeys(split_part(name)[0] for name in names)
    return RawInputs(layers, _hashes(paths), tuple(dict.fromkeys(findings)))


def read_file(name: str) -> tuple[tuple[RawLayer, ...], tuple[Finding, ...]]:
    """Read one file, or the part of it that the name names.

    Parameters
    ----------
    name
        A path, with ``#PART`` for a sheet, layer or archive member.

    Returns
    -------
    tuple of (tuple of RawLayer) and (tuple of Finding)
        One layer; from GraphML two, the nodes and the links.

    Raises
    ------
    UnreadableFileError
        Where the file is missing, empty, not what its name says, or has no such part.
    """
    path, part = split_part(name)
    name = path.name if part is None else f"{path.name}#{part}"
    layers, findings = _read(path, part, name)
    unfolded: list[RawLayer] = []
    for layer in layers:
        frame, column = html_table.unfold(layer.frame)
        unfolded.append(RawLayer(layer.file, frame, layer.crs))
        if column is not None:
            findings.append(
                Finding(
                    "file.html_table", Severity.NOTE,
                    f"{name}：字段“{column}”内含 HTML 属性表，已展开为字段",
                    f"{name}: the HTML tables in column \"{column}\" are read as columns",
                    file=name, measured=column,
                )
            )
    return tuple(unfolded), tuple(findings)


def split_part(name: str) -> tuple[Path, str | None]:
    """Split ``FILE#PART``; a ``#`` that belongs to the path of an existing file stays in it.

    Raises
    ------
    UnreadableFileError
        Where no such file exists.
    """
    pieces = name.split("#")
    for length in range(len(pieces), 0, -1):
        path = Path("#".join(pieces[:length]))
        if path.is_file():
            return path, "#".join(pieces[length:]) or None
        if path.is_dir() and path.suffix.lower() == ".gdb":
            return path, "#".join(pieces[length:]) or None
    raise UnreadableFileError(
        f"{name}：找不到文件；请检查路径", f"{name}: no such file; check the path", file=name
    )


def _read(path: Path, part: str | None, name: str) -> tuple[list[RawLayer], list[Finding]]:
    if path.is_dir():
        return _read_vector(path, part, name)
    suffix = path.suffix.lower()
    content_start = _start(path, name)
    _refuse_false_name(suffix, content_start, name)
    if suffix == ".zip":
        with tempfile.TemporaryDirectory() as folder:
            member, rest = archive.extract(path, part, Path(folder), file=name)
            return _read(member, rest, name)
    if suffix in _WORKBOOK:
        return _read_workbook(path, part, name)
    if suffix == ".graphml":
        nodes, links, crs = graphml.parse(path.read_bytes(), file=name)
        return [RawLayer(name, nodes, crs), RawLayer(name, links, crs)], []
    if suffix in _TEXT:
        frame, findings = sheets.read_csv(path.read_bytes(), file=name)
        return [RawLayer(name, frame)], findings
    if suffix in _JSON:
        return _read_json(path.read_bytes(), name)
    return _read_vector(path, part, name)


def _start(path: Path, name: str) -> bytes:
    try:
        with path.open("rb") as file:
            start = file.read(64)
    except OSError as error:
        raise UnreadableFileError(
            f"{name}：无法打开（{error.strerror}）；请检查权限",
            f"{name}: cannot be opened ({error.strerror}); check its permissions",
            file=name,
        ) from error
    if not start.strip():
        raise UnreadableFileError(f"{name}：文件是空的", f"{name}: the file is empty", file=name)
    return start


def _refuse_false_name(suffix: str, start: bytes, name: str) -> None:
    """Refuse a file whose first bytes contradict its name."""
    is_zip, is_sqlite, is_markup = start.startswith(_ZIP), start.startswith(_SQLITE), start.lstrip().startswith(b"<")
    if start.startswith(_OLD_EXCEL) or suffix == ".xls":
        zh = "是旧版 Excel（.xls）或加密的工作簿；请另存为 .xlsx"
        en = "an old (.xls) or encrypted workbook; save it as .xlsx"
    elif is_zip and suffix in _TEXT | _JSON:
        zh = "内容是压缩包或 Excel，与扩展名不符；请改回 .zip 或 .xlsx"
        en = "holds an archive or a workbook; rename it .zip or .xlsx"
    elif not is_zip and suffix in _WORKBOOK:
        zh = "不是 Excel 工作簿，与扩展名不符；请改回真实的扩展名（如 .csv）"
        en = "not an Excel workbook, whatever its name says; give it its true suffix (.csv?)"
    elif not is_zip and suffix in (".zip", ".kmz"):
        zh, en = "不是压缩包，与扩展名不符；请重新导出", "not a zip archive, whatever its name says; export it again"
    elif not is_sqlite and suffix == ".gpkg":
        zh = "不是 GeoPackage，与扩展名不符；请重新导出"
        en = "not a GeoPackage, whatever its name says; export it again"
    elif is_markup and suffix in _TEXT | _JSON:
        zh, en = "内容是网页或 XML，与扩展名不符；请重新下载", "holds a web page or XML; download it again"
    else:
        return
    raise UnreadableFileError(f"{name}：{zh}", f"{name}: {en}", file=name)


def _read_workbook(path: Path, part: str | None, name: str) -> tuple[list[RawLayer], list[Finding]]:
    archive.check(path, file=name)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # openpyxl speaks of styles and extensions that do not concern values
            book = openpyxl.load_workbook(path, read_only=True, data_only=True)
            with contextlib.closing(book):
                frame, findings = sheets.read_workbook(book, sheet=part, file=name)
    except UnreadableFileError:
        raise
    except Exception as error:  # openpyxl lets every error of zip, XML and conversion through
        raise UnreadableFileError(
            f"{name}：不是可读的 Excel 工作簿（{error}）；请用 Excel 另存为 .xlsx",
            f"{name}: not a readable Excel workbook ({error}); save it again as .xlsx",
            file=name,
        ) from error
    return [RawLayer(name, frame)], findings


def _read_json(content: bytes, name: str) -> tuple[list[RawLayer], list[Finding]]:
    """Read GeoJSON (or another JSON of geometry); a bare list of features becomes a collection."""
    findings: list[Finding] = []
    charset = encoding.guess(content)
    text = content.decode(charset, errors="replace").removeprefix("\ufeff")
    if charset != "utf-8":
        findings.append(encoding.assumed(charset, name))
    if text.lstrip().startswith("["):
        text = f'{{"type": "FeatureCollection", "features": {text}}}'
        findings.append(
            Finding(
                "file.bare_list", Severity.REPAIRED,
                f"{name}：是要素列表而非要素集合，按要素集合读取",
                f"{name}: a bare list of features, read as a feature collection",
                file=name,
            )
        )
    layers, more = _read_vector(text.encode(), None, name)
    return layers, findings + more


def _read_vector(source: Path | bytes, part: str | None, name: str) -> tuple[list[RawLayer], list[Finding]]:
    """Read any format that GDAL reads."""
    is_shapefile = isinstance(source, Path) and source.suffix.lower() in (".shp", ".dbf")
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # GDAL speaks of what is checked below: rings, missing layers, JSON fields
            layer = None if isinstance(source, bytes) else _layer(source, part, name)
            frame = pyogrio.read_dataframe(source, layer=layer, encoding="ISO-8859-1" if is_shapefile else None)
    except UnreadableFileError:
        raise
    except Exception as error:  # GDAL's drivers and shapely's readers raise many types for a broken file
        raise _unreadable(source, name, error) from error
    if frame.empty:
        raise UnreadableFileError(f"{name}：没有任何要素", f"{name}: holds no feature", file=name)
    frame.index = pd.RangeIndex(1, len(frame) + 1)
    findings: list[Finding] = []
    if is_shapefile and isinstance(source, Path):
        frame, findings = _decode_shapefile(frame, source, name)
    return [RawLayer(name, frame, _stated_crs(frame))], findings


def _stated_crs(frame: pd.DataFrame) -> str | None:
    """Give the system that the file states; GeoPackage's "undefined" states none."""
    crs = frame.crs if isinstance(frame, gpd.GeoDataFrame) else None
    if crs is None or crs.is_engineering or crs.name.startswith("Undefined"):
        return None
    return str(crs.to_2d().to_string())


def _layer(path: Path, part: str | None, name: str) -> str | None:
    """Choose the layer: the named one, else the only one, else the only one with geometry."""
    layers = [(str(layer), kind) for layer, kind in pyogrio.list_layers(path)]
    listed = [layer for layer, _ in layers]
    if part is not None and part not in listed:
        raise UnreadableFileError(
            f"{name}：没有图层“{part}”；现有：{'、'.join(listed)}",
            f"{name}: no layer \"{part}\"; there are: {', '.join(listed)}",
            file=name,
        )
    spatial = [layer for layer, kind in layers if kind is not None]
    if part is None and len(layers) > 1 and len(spatial) != 1:
        raise UnreadableFileError(
            f"{name}：有多个图层（{'、'.join(listed)}）；请写 文件#图层",
            f"{name}: several layers ({', '.join(listed)}); write FILE#LAYER",
            file=name,
        )
    return part or next(iter(spatial or listed), None)


def _decode_shapefile(frame: pd.DataFrame, path: Path, name: str) -> tuple[pd.DataFrame, list[Finding]]:
    """Decode names and values that were read byte for byte."""
    texts = [c for c in frame.columns if any(isinstance(value, str) for value in frame[c])]
    values = [value for c in texts for value in frame[c] if isinstance(value, str)]
    label, table = _sidecar(path, ".cpg"), _sidecar(path, ".dbf")
    charset, stated = encoding.of_shapefile(
        [*map(str, frame.columns), *values],
        label=None if label is None else label.decode("latin-1"),
        table_head=table or b"",
    )
    decoded = {
        c: pd.Series(
            [encoding.decode(v, charset) if isinstance(v, str) else None for v in frame[c]],
            index=frame.index, dtype=object,
        )
        for c in texts
    }
    renamed = frame.assign(**decoded).rename(columns=lambda c: encoding.decode(str(c), charset))
    return renamed, [] if stated else [encoding.assumed(charset, name)]


def _sidecar(path: Path, suffix: str) -> bytes | None:
    for candidate in (path.with_suffix(suffix), path.with_suffix(suffix.upper())):
        if candidate.is_file():
            return candidate.read_bytes()[:64]
    return None


def _unreadable(source: Path | bytes, name: str, error: Exception) -> UnreadableFileError:
    if isinstance(source, Path) and source.suffix.lower() == ".shp" and _sidecar(source, ".shx") is None:
        return UnreadableFileError(
            f"{name}：缺少同名的 .shx 文件；请把 .shp .shx .dbf .prj 一并提供",
            f"{name}: its .shx file is missing; hand in .shp, .shx, .dbf and .prj together",
            file=name,
        )
    reason = str(error).split(";")[0].splitlines()[0].replace(str(source), name)
    if isinstance(source, bytes) or "vsimem" in reason:
        reason = "not GeoJSON"
    return UnreadableFileError(
        f"{name}：无法读取（{reason}）；请用 GIS 软件打开检查后重新导出",
        f"{name}: cannot be read ({reason}); open it in a GIS and export it again",
        file=name,
    )


def _hashes(paths: Iterable[Path]) -> dict[str, str]:
    hashes: dict[str, str] = {}
    for path in paths:
        name = next(n for n in chain([path.name], (f"{path.name} ({i})" for i in count(2))) if n not in hashes)
        hashes[name] = _sha256(path)
    return hashes


def _sha256(path: Path) -> str:
    """Hash a file; of a shapefile all its files in the order of their suffixes, of a folder all its files."""
    if path.is_dir():
        members = sorted(p for p in path.rglob("*") if p.is_file())
    elif path.suffix.lower() == ".shp":
        wanted = (".cpg", ".dbf", ".prj", ".shp", ".shx")
        siblings = sorted(path.parent.iterdir(), key=lambda p: p.suffix.lower())
        members = [p for p in siblings if p.stem == path.stem and p.suffix.lower() in wanted]
    else:
        members = [path]
    digest = hashlib.sha256()
    for member in members:
        digest.update(member.read_bytes())
    return digest.hexdigest()
