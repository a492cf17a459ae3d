"""Which role each part of the uploaded files seems to have, by what it holds first and by its name second."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath

from app.datasets.columns import takes
from app.datasets.inputs import SEVERAL, InputFile
from app.datasets.survey import Part
from geodata.layers import BARRIER_KINDS
from geodata.raw import RawLayer
from geodata.reading import ROLES
from geodata.values import simplified, text

HINTS: Mapping[str, tuple[str, ...]] = {
    "areas": ("area", "小区", "院落", "楼盘", "estate", "compound"),
    "roads": ("road", "street_line", "highway", "network", "道路", "路网", "路段", "路口", "links", "nodes", "edges"),
    "barriers": ("barrier", "rail", "river", "water", "阻隔", "铁路", "河", "水系", "围墙"),
    "facilities": ("facilit", "premise", "service", "用房", "设施", "服务站"),
    "subdistricts": ("subdistrict", "street_office", "office", "街道", "街办", "办事处"),
    "buildings": ("building", "楼栋", "房屋", "楼宇", "单体"),
    "adjacency": ("adjacen", "neighbour", "neighbor", "相邻", "邻接"),
}
"""Words in names of files and parts; of several the last in the name counts, for it is the noun."""

HINT = 3.0
LEAST = 2.0
"""A role is suggested from this score."""

MOSTLY = 0.8
FEW_OUTLINES = 80


@dataclass(frozen=True, eq=False)
class Candidate:
    """One part that may have a role; ``reference`` as :class:`app.datasets.inputs.Inputs` keeps it."""

    reference: str
    name: str
    part: Part


def candidates(file: InputFile, parts: Sequence[Part]) -> list[Candidate]:
    """List the parts of a file that could be read."""
    return [
        Candidate(
            file.file_id if part.part is None else f"{file.file_id}#{part.part}",
            f"{PurePosixPath(file.name).stem} {part.part or ''}", part,
        )
        for part in parts if part.layers
    ]


def suggest_roles(
    found: Sequence[Candidate], taken: Mapping[str, tuple[str, ...]] = {}
) -> dict[str, tuple[str, ...]]:
    """Suggest a role for each part that seems to have one, each role once; of roads a node and a link table together.

    Parameters
    ----------
    taken
        Roles that are decided; they stay, and their parts get no other.
    """
    roles = {role: given for role, given in taken.items() if given}
    used = {reference for given in roles.values() for reference in given}
    free = [candidate for candidate in found if candidate.reference not in used]
    scored = sorted(
        ((score, role, candidate) for candidate in free for role, score in scores(candidate).items() if score >= LEAST),
        key=lambda entry: (-entry[0], ROLES.index(entry[1])),
    )
    for _, role, candidate in scored:
        if role not in roles and candidate.reference not in used:
            roles[role] = (candidate.reference,)
            used.add(candidate.reference)
            if role == SEVERAL:
                roles[role] = _with_other_table(candidate, [one for one in free if one.reference not in used])
                used.update(roles[role])
    if "areas" not in roles:  # without areas nothing can be read: the part most like them
        likely = [one for one in free if one.reference not in used and "areas" in scores(one)]
        if likely:
            roles["areas"] = (max(likely, key=lambda one: scores(one)["areas"]).reference,)
    return {role: roles[role] for role in ROLES if role in roles}


def scores(candidate: Candidate) -> dict[str, float]:
    """Score each role that a part can have at all."""
    layers = candidate.part.layers
    if len(layers) > 1:
        return {"roads": 10.0}
    found = dict(_content(layers[0]))
    hinted = _hinted(candidate.name)
    return {role: score + (HINT if role == hinted else 0.0) for role, score in found.items()}


def _content(layer: RawLayer) -> Iterator[tuple[str, float]]:
    kind = _kind(layer)
    placed = kind in ("polygon", "point") or _has_places(layer)

    def has(role: str, *names: str) -> int:
        return sum(takes(layer, role, name) is not None for name in names)

    households = has("areas", "households")
    if placed:
        yield "areas", 2.5 * households + has("areas", "name", "subdistrict", "community", "population") + (
            0.5 if kind == "polygon" else 0.0
        )
        yield "facilities", 3.0 * has("facilities", "area_m2") + has("facilities", "status") - 3.0 * households
        if has("buildings", "households"):
            yield "buildings", 2.0 - has("areas", "community", "population", "subdistrict")
    if kind == "polygon" and has("subdistricts", "subdistrict"):
        yield "subdistricts", 2.0 - 3.0 * households + (1.0 if len(layer.frame) <= FEW_OUTLINES else -1.0)
    if kind == "line":
        yield "roads", 3.0
    if not layer.has_geometry and (has("roads", "from", "to") == 2 or _is_nodes(layer)):
        yield "roads", 4.0
    if kind in ("line", "polygon") and has("barriers", "kind"):
        yield "barriers", 6.0 if _are_barriers(layer) else -1.0
    if not layer.has_geometry and has("adjacency", "a", "b") == 2:
        yield "adjacency", 5.0


def _kind(layer: RawLayer) -> str:
    if not layer.has_geometry:
        return "table"
    kinds = layer.frame.geometry.geom_type.dropna()
    if not len(kinds):
        return "table"
    common = str(kinds.mode().iloc[0])
    return "polygon" if "Polygon" in common else "line" if "Line" in common else "point"


def _has_places(layer: RawLayer) -> bool:
    if takes(layer, "areas", "x") is not None and takes(layer, "areas", "y") is not None:
        return True
    return takes(layer, "areas", "geometry") is not None


def _is_nodes(layer: RawLayer) -> bool:
    needed = all(takes(layer, "roads", name) is not None for name in ("node_id", "x", "y"))
    return needed and takes(layer, "areas", "households") is None and takes(layer, "facilities", "area_m2") is None


def _are_barriers(layer: RawLayer) -> bool:
    column = takes(layer, "barriers", "kind")
    words = [simplified(word) for cell in layer.frame[column] if (word := text(cell)) is not None]
    return bool(words) and sum(word in BARRIER_KINDS for word in words) >= MOSTLY * len(words)


def _hinted(name: str) -> str | None:
    lowered = name.lower()
    places = {role: max(lowered.rfind(word) + len(word) if word in lowered else -1 for word in words)
              for role, words in HINTS.items()}
    best = max(places, key=lambda role: places[role])
    return best if places[best] >= 0 else None


def _with_other_table(first: Candidate, others: Sequence[Candidate]) -> tuple[str, ...]:
    """Put the table of nodes before the table of links, where one was found and the other is there."""
    layer = first.part.layers[0]
    if layer.has_geometry or len(first.part.layers) > 1:
        return (first.reference,)
    tables = [one for one in others if len(one.part.layers) == 1 and not one.part.layers[0].has_geometry]
    if takes(layer, "roads", "from") is not None:
        nodes = next((one for one in tables if _is_nodes(one.part.layers[0])), None)
        return (first.reference,) if nodes is None else (nodes.reference, first.reference)
    links = next((one for one in tables if takes(one.part.layers[0], "roads", "from") is not None), None)
    return (first.reference,) if links is None else (first.reference, links.reference)
