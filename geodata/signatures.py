"""What kind of file a name and the first bytes say it is, and which kinds are refused unread."""

from __future__ import annotations

from enum import Enum, auto
from pathlib import Path

from geodata.errors import EncryptedFileError, UnreadableFileError


class Kind(Enum):
    """How a file is read."""

    TEXT = auto()
    WORKBOOK = auto()
    JSON = auto()
    GRAPHML = auto()
    PARQUET = auto()
    ARCHIVE = auto()
    VECTOR = auto()


_KINDS = {
    Kind.TEXT: (".csv", ".txt", ".tsv"),
    Kind.WORKBOOK: (".xlsx", ".xlsm"),
    Kind.JSON: (".json", ".geojson", ".geojsonl", ".geojsons", ".ndjson"),
    Kind.GRAPHML: (".graphml",),
    Kind.PARQUET: (".parquet", ".geoparquet"),
    Kind.ARCHIVE: (".zip", ".kmz"),
    Kind.VECTOR: (".shp", ".dbf", ".gpkg", ".sqlite", ".fgb", ".kml", ".tab", ".mif", ".dxf"),
}
KIND_OF = {suffix: kind for kind, suffixes in _KINDS.items() for suffix in suffixes}

HEAD_BYTES = 65_536
"""So much of a file is looked at to tell what it is."""

_ZIP = b"PK\x03\x04"
_OLD_OFFICE = b"\xd0\xcf\x11\xe0"
_FOREIGN_ARCHIVES = (b"Rar!", b"7z\xbc\xaf", b"\x1f\x8b", b"BZh", b"\xfd7zXZ")
_STARTS = {
    ".gpkg": ("GeoPackage", b"SQLite format 3\x00"),
    ".sqlite": ("SQLite", b"SQLite format 3\x00"),
    ".shp": ("Shapefile", b"\x00\x00\x27\x0a"),
    ".fgb": ("FlatGeobuf", b"fgb"),
    ".parquet": ("GeoParquet", b"PAR1"),
    ".geoparquet": ("GeoParquet", b"PAR1"),
}
# GDAL opens these by content under any name, and they make it read, write or fetch other files.
_POINTERS = (b"<ogrvrt", b"<vrtdataset", b"gdal_streamed_alg", b"<gdal_wms", b"<wfs", b"<ogrwfs", b"\\isseamless")


def kind_of(path: Path, start: bytes, *, file: str) -> Kind:
    """Tell how a file is to be read.

    Parameters
    ----------
    path
        The file; only its suffix counts.
    start
        Its first :data:`HEAD_BYTES` bytes.
    file
        Its name for messages.

    Raises
    ------
    UnreadableFileError
        Where the suffix is of no kind that is read, the bytes contradict it, or the file only points to others.
    EncryptedFileError
        Where it is an Office file with a password.
    """
    suffix = path.suffix.lower()
    kind = KIND_OF.get(suffix)
    is_zip, is_markup = start.startswith(_ZIP), start.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<")
    shown, magic = _STARTS.get(suffix, ("", b""))
    if start.startswith(_OLD_OFFICE) and "EncryptedPackage".encode("utf-16-le") in start:
        raise EncryptedFileError(
            f"{file}：工作簿已加密；请取消密码后另存为 .xlsx",
            f"{file}: the workbook is encrypted; save it as .xlsx without a password",
            file=file,
        )
    if start.startswith(_OLD_OFFICE) or suffix == ".xls":
        reason = (
            "是旧版 Excel（.xls）或加密的工作簿；请另存为 .xlsx",
            "an old (.xls) or encrypted workbook; save it as .xlsx"
        )
    elif start.startswith(_FOREIGN_ARCHIVES) or suffix in (".rar", ".7z", ".gz", ".tar", ".bz2", ".xz"):
        reason = (
            "是 RAR、7z、gz 等压缩包；请解压后改用 .zip 打包",
            "an archive other than zip; unpack it and pack it as .zip"
        )
    elif kind is None:
        listed = " ".join(sorted(KIND_OF))
        reason = (
            f"不支持这种文件（{suffix or '无扩展名'}）；请导出为其中一种：{listed}",
            f"files of this kind ({suffix or 'no suffix'}) are not read; export it as one of: {listed}",
        )
    elif is_zip and kind in (Kind.TEXT, Kind.JSON):
        reason = (
            "内容是压缩包或 Excel，与扩展名不符；请改回 .zip 或 .xlsx",
            "holds an archive or a workbook; rename it .zip or .xlsx",
        )
    elif not is_zip and kind is Kind.WORKBOOK:
        reason = (
            "不是 Excel 工作簿，与扩展名不符；请改回真实的扩展名（如 .csv）",
            "not an Excel workbook, whatever its name says; give it its true suffix (.csv?)",
        )
    elif not start.startswith(b"PK") and kind is Kind.ARCHIVE:
        reason = "不是压缩包，与扩展名不符；请重新打包", "not a zip archive, whatever its name says; pack it again"
    elif not start.startswith(magic):
        reason = (
            f"不是 {shown}，与扩展名不符；请重新导出", f"not {shown}, whatever its name says; export it again"
        )
    elif is_markup and kind in (Kind.TEXT, Kind.JSON):
        reason = "内容是网页或 XML，与扩展名不符；请重新下载", "holds a web page or XML; download it again"
    elif kind in (Kind.VECTOR, Kind.JSON) and any(pointer in start.lower() for pointer in _POINTERS):
        reason = (
            "只是指向其他文件或地址的索引，出于安全不予读取；请提供数据文件本身",
            "only points to other files or addresses and is not followed; hand in the data itself",
        )
    else:
        return kind
    raise UnreadableFileError(f"{file}：{reason[0]}", f"{file}: {reason[1]}", file=file)
