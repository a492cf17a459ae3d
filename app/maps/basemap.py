"""The optional base map under a sheet: none, a folder of tiles on this machine, an address of the intranet, Tianditu.

A page asks another host for tiles only where somebody has configured that host, and then for nothing else.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from app.errors import AppError
from geodata.domain import Datum

TIANDITU = "tianditu"
TIANDITU_LAYERS = ("vec", "cva")
"""Streets and their names, in Web Mercator (``_w``)."""
TILES = "/basemap/{z}/{x}/{y}"
KINDS = {".png": "image/png", ".jpg": "image/jpeg", ".jpeg": "image/jpeg", ".webp": "image/webp"}
FIRST_ZOOM = 1
"""Tianditu has no tile of the whole world."""


class BaseMapError(AppError):
    """A base map that is configured and cannot be used."""

    code = "basemap.invalid"


@dataclass(frozen=True)
class BaseMap:
    """A base map as the pages use it.

    Attributes
    ----------
    layers
        Addresses of tiles with ``{z}``, ``{x}``, ``{y}``, the lowest first.
    datum
        What its coordinates refer to: shifted ones (GCJ-02, BD-09) lie hundreds of metres off and say so.
    folder
        Where the tiles lie on this machine; ``None`` for tiles of another host.
    origin
        The only other host that a page may then ask, for pictures.
    """

    name: str
    layers: tuple[str, ...]
    datum: Datum
    folder: Path | None = None
    origin: str | None = None

    @property
    def is_shifted(self) -> bool:
        """Whether it does not lie where the data lie."""
        return self.datum in (Datum.GCJ02, Datum.BD09)

    def told(self) -> dict[str, object]:
        """Return what a page needs to know."""
        return {"name": self.name, "layers": list(self.layers), "datum": self.datum.label, "shifted": self.is_shifted}


def find_base_map(told: str | None, *, key: str | None, name: str | None, datum: Datum | None) -> BaseMap | None:
    """Understand the settings of the base map.

    Parameters
    ----------
    told
        ``tianditu``, an address with ``{z}``, ``{x}`` and ``{y}``, a folder ``z/x/y.png``, or ``None``.
    key
        Tianditu's key for browsers.

    Raises
    ------
    BaseMapError
        Where it is none of these, or Tianditu has no key.
    """
    if not told:
        return None
    if told == TIANDITU:
        return _tianditu(key, name)
    if told.startswith(("http://", "https://")):
        return _address(told, name, datum)
    folder = Path(told)
    if not folder.is_dir():
        raise BaseMapError(
            f"SIZHI_BASEMAP={told}：没有这个文件夹。可写 tianditu、瓦片地址或 z/x/y.png 的文件夹",
            f"SIZHI_BASEMAP={told}: no such folder. Write tianditu, an address of tiles, or a folder z/x/y.png",
        )
    return BaseMap(name or folder.name, (TILES,), datum or Datum.WGS84, folder=folder.resolve())


def tile_path(folder: Path, z: int, x: int, y: int) -> Path | None:
    """Find a tile of a folder, whatever kind of picture it is."""
    for suffix in KINDS:
        path = folder / str(z) / str(x) / f"{y}{suffix}"
        if path.is_file():
            return path
    return None


def _tianditu(key: str | None, name: str | None) -> BaseMap:
    if not key:
        raise BaseMapError(
            "SIZHI_BASEMAP=tianditu 需要密钥：设 SIZHI_BASEMAP_KEY",
            "SIZHI_BASEMAP=tianditu needs a key: set SIZHI_BASEMAP_KEY",
        )
    host = "https://t0.tianditu.gov.cn"
    layers = tuple(
        f"{host}/{layer}_w/wmts?SERVICE=WMTS&REQUEST=GetTile&VERSION=1.0.0&LAYER={layer}&STYLE=default"
        f"&TILEMATRIXSET=w&FORMAT=tiles&TILEMATRIX={{z}}&TILEROW={{y}}&TILECOL={{x}}&tk={key}"
        for layer in TIANDITU_LAYERS
    )
    return BaseMap(name or "天地图", layers, Datum.CGCS2000, origin=host)


def _address(told: str, name: str | None, datum: Datum | None) -> BaseMap:
    parts = urlsplit(told)
    if not parts.hostname or any(mark not in told for mark in ("{z}", "{x}", "{y}")):
        raise BaseMapError(
            f"SIZHI_BASEMAP={told}：地址须含 {{z}}、{{x}}、{{y}}",
            f"SIZHI_BASEMAP={told}: the address has to hold {{z}}, {{x}} and {{y}}",
        )
    return BaseMap(name or parts.hostname, (told,), datum or Datum.WGS84, origin=f"{parts.scheme}://{parts.netloc}")
