"""Which datum makes two layers of one district meet: outlines with what stands in them, streets with estates."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np
import shapely

from geodata import gcj02
from geodata.domain import Datum

if TYPE_CHECKING:
    from collections.abc import Mapping

    from geodata.domain import BoolArray, FloatArray
    from geodata.shape import GeometryArray

MIN_SAMPLES = 20
"""Fewer places than this tell nothing."""

MAX_SAMPLES = 5_000

SURE_Z = 5.0
"""A datum fits better only where this many standard deviations more places come right than go wrong."""

SURE_SHARE = 0.05
"""… where at least this share of all places comes right …"""

MEETS_SHARE = 0.75
"""… and where then at least this share is right: layers that do not cover one another prove nothing."""

SAME_PLACE_M = 60.0
"""Two points of one name stand at one place within this: a map service sets its points at gates and at middles."""

_IN_CHINA = 0.9
_DEGREES_PER_M = 1 / 111_320.0
_SHIFTS = Datum.WGS84, Datum.GCJ02, Datum.BD09


@dataclass(frozen=True, eq=False)
class Meeting:
    """Places of one layer that ought to be somewhere on another.

    Attributes
    ----------
    moved, fixed
        Roles: the layer of the places, and the one that they are held against.
    places
        Shape (n, 2). Longitude and latitude as the file has them, degrees.
    are_right
        Tells which places are where they ought to be, once brought into the datum of the other layer.
    """

    moved: str
    fixed: str
    places: FloatArray
    are_right: Callable[[FloatArray], BoolArray]


@dataclass(frozen=True)
class Fit:
    """One layer fits the others better in another datum than in the one it was taken for.

    Attributes
    ----------
    datum
        The datum that fits; ``None``: GCJ-02 less the constants of BD-09, which is no datum but a mistake.
    against
        Roles of the layers that show it.
    before, after
        Share of places (0 to 1) that are where they ought to be.
    shift_m
        How far the layer lies from its true place, metres.
    """

    role: str
    datum: Datum | None
    against: tuple[str, ...]
    before: float
    after: float
    shift_m: float


def find_misfit(layers: Mapping[str, gpd.GeoDataFrame], datums: Mapping[str, Datum]) -> Fit | None:
    """Find the layer that another datum would bring into place, or ``None``.

    AREAS is suspected first, held against all other layers together, then each other layer.

    Parameters
    ----------
    layers
        Option name → layer in longitude and latitude as the files have them.
    datums
        Option name → datum that each layer is taken for.
    """
    meetings = [
        meeting for meeting in _meetings(layers)
        if len(meeting.places) >= MIN_SAMPLES and gcj02.covers(meeting.places).mean() > _IN_CHINA
    ]
    suspects = dict.fromkeys(("areas", *sorted({role for m in meetings for role in (m.moved, m.fixed)})))
    for role in suspects:
        concerned = [m for m in meetings if role in (m.moved, m.fixed)]
        found = _best(role, concerned, datums) if concerned else None
        if found is not None:
            return found
    return None


def mistaken_wgs84(lonlat: FloatArray) -> FloatArray:
    """Bring GCJ-02 from which only the constants of BD-09 were taken off to WGS 84; shape (n, 2), degrees."""
    return gcj02.gcj02_to_wgs84(lonlat + gcj02.BD09_CONSTANTS)


def _best(role: str, meetings: list[Meeting], datums: Mapping[str, Datum]) -> Fit | None:
    others: tuple[Datum | None, ...] = (*(datum for datum in _SHIFTS if not _equal(datum, datums[role])), None)
    now = _right(role, datums[role], meetings, datums)
    best, best_won = None, 0
    for datum in others:
        then = _right(role, datum, meetings, datums)
        won, lost = int((then & ~now).sum()), int((now & ~then).sum())
        sure = won - lost >= max(SURE_SHARE * len(now), SURE_Z * np.sqrt(won + lost), 1.0)
        if sure and then.mean() >= MEETS_SHARE and won - lost > best_won:
            best_won = won - lost
            best = Fit(
                role, datum, tuple(sorted({m.fixed if m.moved == role else m.moved for m in meetings})),
                float(now.mean()), float(then.mean()), _shift_m(role, datum, meetings, datums),
            )
    return best


def _right(role: str, datum: Datum | None, meetings: list[Meeting], datums: Mapping[str, Datum]) -> BoolArray:
    """Tell which places would be right if this layer were in that datum."""
    right = []
    for meeting in meetings:
        if meeting.moved == role:
            here = mistaken_wgs84(meeting.places) if datum is None else gcj02.to_wgs84(meeting.places, datum)
            there = gcj02.from_wgs84(here, datums[meeting.fixed])
        else:
            here = gcj02.to_wgs84(meeting.places, datums[meeting.moved])
            there = gcj02.wgs84_to_gcj02(here) - gcj02.BD09_CONSTANTS if datum is None else gcj02.from_wgs84(
                here, datum
            )
        right.append(meeting.are_right(there))
    return np.concatenate(right)


def _shift_m(role: str, datum: Datum | None, meetings: list[Meeting], datums: Mapping[str, Datum]) -> float:
    """Measure how far apart the two readings of a layer are, around its places."""
    lonlat = meetings[0].places
    was = gcj02.to_wgs84(lonlat, datums[role])
    now = mistaken_wgs84(lonlat) if datum is None else gcj02.to_wgs84(lonlat, datum)
    return float(np.median(np.hypot(*_metres(now - was, float(np.median(lonlat[:, 1]))).T)))


def _meetings(layers: Mapping[str, gpd.GeoDataFrame]) -> Iterator[Meeting]:
    areas = layers["areas"]
    land = _polygons(areas)
    if "subdistricts" in layers:
        yield _in_own_office(areas, layers["subdistricts"])
        if "facilities" in layers:
            yield _inside("facilities", layers["facilities"], "subdistricts", _polygons(layers["subdistricts"]))
    if len(land):
        if "buildings" in layers:
            yield _inside("buildings", layers["buildings"], "areas", land)
        if "roads" in layers:
            yield _outside("roads", layers["roads"], "areas", land)
    if "facilities" in layers:
        yield _namesakes(areas, layers["facilities"])


def _in_own_office(areas: gpd.GeoDataFrame, outlines: gpd.GeoDataFrame) -> Meeting:
    """Areas stand in the street office that their column names, else in any."""
    names = [name if name in set(outlines["subdistrict"]) else None for name in areas["subdistrict"]]
    shapes = np.asarray(outlines.geometry, dtype=object)
    owner = outlines["subdistrict"].to_numpy(dtype=object)
    xy, row = _sample(areas)
    wanted = np.array(names, dtype=object)[row]
    tree = shapely.STRtree(shapes)

    def are_right(places: FloatArray) -> BoolArray:
        place, shape = tree.query(shapely.points(places), predicate="intersects")
        fits = (wanted[place] == owner[shape]) | (wanted[place] == None)  # noqa: E711 - element by element
        right = np.zeros(len(places), dtype=np.bool_)
        right[place[fits]] = True
        return right

    return Meeting("areas", "subdistricts", xy, are_right)


def _inside(moved: str, layer: gpd.GeoDataFrame, fixed: str, land: GeometryArray) -> Meeting:
    tree = shapely.STRtree(land)
    return Meeting(moved, fixed, _sample(layer)[0], lambda places: _hit(tree, places))


def _outside(moved: str, layer: gpd.GeoDataFrame, fixed: str, land: GeometryArray) -> Meeting:
    """Streets run between areas, not through them: the middle of each street in their midst is looked at."""
    tree = shapely.STRtree(land)
    west, south, east, north = shapely.total_bounds(land)
    lines = np.asarray(layer.geometry, dtype=object)
    lines = lines[np.isin(shapely.get_type_id(lines), (1, 5))]
    middles = shapely.get_coordinates(shapely.line_interpolate_point(lines, 0.5, normalized=True))
    near = ((middles >= (west, south)) & (middles <= (east, north))).all(axis=1)
    return Meeting(moved, fixed, _thinned(middles[near])[0], lambda places: ~_hit(tree, places))


def _namesakes(areas: gpd.GeoDataFrame, facilities: gpd.GeoDataFrame) -> Meeting:
    """An area and a facility of one name stand at one place; names that stand twice are left out."""
    one, other = (_by_name(layer) for layer in (areas, facilities))
    shared = sorted(one.keys() & other.keys())
    here = np.array([one[name] for name in shared], dtype=np.float64).reshape(-1, 2)
    there = np.array([other[name] for name in shared], dtype=np.float64).reshape(-1, 2)
    latitude = float(np.median(there[:, 1])) if len(there) else 0.0
    return Meeting(
        "areas", "facilities", here,
        lambda places: np.hypot(*_metres(places - there, latitude).T) <= SAME_PLACE_M,
    )


def _by_name(layer: gpd.GeoDataFrame) -> dict[str, FloatArray]:
    placed = layer[layer.geometry.notna()].drop_duplicates("name", keep=False)
    points = shapely.get_coordinates(shapely.point_on_surface(np.asarray(placed.geometry, dtype=object)))
    return {str(name): xy for name, xy in zip(placed["name"], points, strict=True)}


def _sample(layer: gpd.GeoDataFrame) -> tuple[FloatArray, np.ndarray[tuple[int], np.dtype[np.int64]]]:
    """Give a point in each feature that has a place, and its row."""
    placed = np.flatnonzero(layer.geometry.notna())
    xy = shapely.get_coordinates(shapely.point_on_surface(np.asarray(layer.geometry, dtype=object)[placed]))
    thin, kept = _thinned(xy)
    return thin, placed[kept].astype(np.int64)


def _thinned(xy: FloatArray) -> tuple[FloatArray, np.ndarray[tuple[int], np.dtype[np.int64]]]:
    kept = np.unique(np.linspace(0, len(xy) - 1, min(len(xy), MAX_SAMPLES)).astype(np.int64)) if len(xy) else (
        np.empty(0, dtype=np.int64)
    )
    return xy[kept], kept


def _polygons(layer: gpd.GeoDataFrame) -> GeometryArray:
    shapes = np.asarray(layer.geometry, dtype=object)
    return shapely.make_valid(shapes[np.isin(shapely.get_type_id(shapes), (3, 6))])


def _hit(tree: shapely.STRtree, places: FloatArray) -> BoolArray:
    hit = np.zeros(len(places), dtype=np.bool_)
    hit[tree.query(shapely.points(places), predicate="intersects")[0]] = True
    return hit


def _metres(degrees: FloatArray, latitude: float) -> FloatArray:
    return np.asarray(degrees / _DEGREES_PER_M * (np.cos(np.radians(latitude)), 1.0))


def _equal(one: Datum, other: Datum) -> bool:
    """CGCS2000 counts as WGS 84."""
    unshifted = (Datum.WGS84, Datum.CGCS2000)
    return one is other or (one in unshifted and other in unshifted)
