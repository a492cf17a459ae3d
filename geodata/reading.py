"""The door for input files: names to raw layers, with a hash of each file."""

from __future__ import annotations

import contextlib
import hashlib
import tempfile
import warnings
from collections.abc import Iterable, Iterator
from dataclasses import replace
from itertools import chain, count
from pathlib import Path
from typing import TYPE_CHECKING

import openpyxl

from geodata import archive, encoding, graphml, html_table, parquet, sheets, signatures, vector
from geodata.errors import UnreadableFileError
from geodata.garbled import find_garbled
from geodata.input_files import InputFiles
from geodata.raw import RawInputs, RawLayer, Read
from geodata.record import Finding, Severity
from geodata.signatures import Kind

if TYPE_CHECKING:
    from openpyxl import Workbook

ROLES = ("areas", "roads", "barriers", "facilities", "subdistricts", "buildings", "adjacency")


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
        unfolded.append(replace(layer, frame=frame))
        findings += find_garbled(frame, file=name)
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


def _read(path: Path, part: str | None, name: str) -> Read:
    if path.is_dir():
        return vector.read(path, part, file=name)
    match signatures.kind_of(path, _start(path, name), file=name):
        case Kind.ARCHIVE:
            is_kmz = path.suffix.lower() == ".kmz"  # one KML document, whose layers the part names
            with tempfile.TemporaryDirectory() as folder:
                member, rest = archive.extract(path, None if is_kmz else part, Path(folder), file=name)
                return _read(member, part if is_kmz else rest, name)
        case Kind.WORKBOOK:
            return _read_workbook(path, part, name)
        case Kind.GRAPHML:
            nodes, links, crs = graphml.parse(path.read_bytes(), file=name)
            return [RawLayer(name, nodes, crs), RawLayer(name, links, crs)], []
        case Kind.TEXT:
            content = path.read_bytes()
            frame, findings = sheets.read_csv(content, file=name)
            return [RawLayer(name, frame, encoding=encoding.of_text(content))], findings
        case Kind.JSON:
            return vector.read_json(path.read_bytes(), file=name)
        case Kind.PARQUET:
            return parquet.read(path, file=name)
        case Kind.VECTOR:
            return vector.read(path, part, file=name)


def _start(path: Path, name: str) -> bytes:
    try:
        with path.open("rb") as file:
            start = file.read(signatures.HEAD_BYTES)
    except OSError as error:
        raise UnreadableFileError(
            f"{name}：无法打开（{error.strerror}）；请检查权限",
            f"{name}: cannot be opened ({error.strerror}); check its permissions",
            file=name,
        ) from error
    if not start.strip(b"\xef\xbb\xbf \t\r\n"):
        raise UnreadableFileError(
            f"{name}：文件是空的；请检查导出", f"{name}: the file is empty; check the export", file=name
        )
    return start


def sheet_names(path: Path) -> list[str]:
    """List the sheets of a workbook that hold anything.

    Raises
    ------
    UnreadableFileError
        Where it is none.
    """
    with _workbook(path, path.name) as book:
        return [sheet.title for sheet in book.worksheets if sheets.holds_anything(sheet)]


def _read_workbook(path: Path, part: str | None, name: str) -> Read:
    with _workbook(path, name) as book:
        frame, findings = sheets.read_workbook(book, sheet=part, file=name)
    return [RawLayer(name, frame)], findings


@contextlib.contextmanager
def _workbook(path: Path, name: str) -> Iterator[Workbook]:
    archive.check(path, file=name)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # openpyxl speaks of styles and extensions that do not concern values
            with contextlib.closing(openpyxl.load_workbook(path, read_only=True, data_only=True)) as book:
                yield book
    except UnreadableFileError:
        raise
    except Exception as error:  # openpyxl lets every error of zip, XML and conversion through
        raise UnreadableFileError(
            f"{name}：不是可读的 Excel 工作簿（{error}）；请用 Excel 另存为 .xlsx",
            f"{name}: not a readable Excel workbook ({error}); save it again as .xlsx",
            file=name,
        ) from error


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
