"""The one palette, both themes, and the rule that gives communities their colours (look.md section 5)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

LIGHT: Mapping[str, str] = {
    "bg": "#E9ECEA", "surface": "#F8F9F7", "raised": "#FFFFFF",
    "ink1": "#172024", "ink2": "#46545A", "ink3": "#5F6D72",
    "line": "#D8DDDB", "line2": "#869292",
    "accent": "#155E8B", "on-accent": "#FFFFFF", "hard": "#B2271C", "soft": "#855400", "soft-mark": "#C28100",
    "ok": "#22684B",
    "accent-tint": "#DDEAF2", "hard-tint": "#F9E5E1", "soft-tint": "#FAEFD6", "ok-tint": "#E0EFE7",
    "map": "#F4F3EE", "mapout": "#E7E9E6", "street": "#FFFFFF", "street-name": "#55544C",
    "label": "#172024", "boundary": "#20292D", "casing": "#FFFFFF", "river": "#BFD6E2",
    "gauge-bar": "#3C4A50", "gauge-band": "#DCE2E0",
    "c0": "#D1B587", "c1": "#EBF0BD", "c2": "#A5C6AF", "c3": "#D9EEFC", "c4": "#B6B0E7", "c5": "#CFBCCE",
}
"""Tokens of the light theme, and of everything printed."""

DARK: Mapping[str, str] = {
    "bg": "#0D1215", "surface": "#151C20", "raised": "#1E272C",
    "ink1": "#E4EAEA", "ink2": "#AEBABD", "ink3": "#8D9BA0",
    "line": "#29343A", "line2": "#68787F",
    "accent": "#79B9E3", "on-accent": "#0D1215", "hard": "#FF8F80", "soft": "#E3B252", "soft-mark": "#E3B252",
    "ok": "#80C7A4",
    "accent-tint": "#1B3444", "hard-tint": "#3C1F1C", "soft-tint": "#362B15", "ok-tint": "#173227",
    "map": "#12181B", "mapout": "#0E1316", "street": "#0B1012", "street-name": "#B4BEBE",
    "label": "#F3F7F7", "boundary": "#EEF3F2", "casing": "#0B1012", "river": "#22343D",
    "gauge-bar": "#B9C5C6", "gauge-band": "#2A363B",
    "c0": "#573F10", "c1": "#6B7048", "c2": "#1B4E3F", "c3": "#566D96", "c4": "#433E62", "c5": "#855B6C",
}
"""Tokens of the dark theme."""

FILLS = 6
"""Number of community fills, ``c0`` to ``c5``."""

TOO_ALIKE = frozenset({frozenset({0, 2}), frozenset({0, 5}), frozenset({3, 5})})
"""Pairs of fills that differ by less than 11 (CIEDE2000) under some kind of vision."""


def css() -> str:
    """Return the palette as custom properties: the system's theme unless ``data-theme`` says one; light on paper."""
    light, dark = _declarations(LIGHT, "light"), _declarations(DARK, "dark")
    return (
        f":root{{{light}}}\n"
        f"@media (prefers-color-scheme:dark){{:root:not([data-theme]){{{dark}}}}}\n"
        f":root[data-theme=dark]{{{dark}}}\n"
        f"@media print{{:root,:root[data-theme]{{{light}}}}}\n"
        f".white-paper{{{light}}}\n"
    )


def _declarations(tokens: Mapping[str, str], scheme: str) -> str:
    return "".join(f"--{name}:{value};" for name, value in tokens.items()) + f"color-scheme:{scheme};"


def clash(a: int, b: int) -> bool:
    """Whether two fills may not lie side by side."""
    return a == b or frozenset({a, b}) in TOO_ALIKE


def colour_communities(
    neighbours: Mapping[str, set[str]],
    *,
    keep: Mapping[str, int] | None = None,
    first: Sequence[str] = (),
) -> dict[str, int]:
    """Give every community one of six fills so that neighbours never look alike.

    DSATUR: always the community with the fewest fills left to it, those in `first` before all others; it takes the
    least used of the fills that clash with no coloured neighbour. Where none is left its neighbours give way if they
    can; else it takes one that at least differs from every neighbour's, and where even that is impossible (seven all
    touching: not on a plane), the one shared with the fewest neighbours.

    Parameters
    ----------
    neighbours
        Communities that share a border in any version shown, each way.
    keep
        Fills that are fixed already.
    first
        Communities to be coloured before the others, for example those that continue a present one.

    Returns
    -------
    dict
        Community → index of its fill, 0 to 5; the same for equal input, whatever its order.
    """
    graph = _symmetric(neighbours)
    fills = {c: i for c, i in (keep or {}).items() if c in graph}
    used = Counter(fills.values())
    left = {c: len(_free(c, graph, fills)) for c in graph}
    for group in (set(first) & graph.keys(), set(graph)):
        waiting = group - fills.keys()
        while waiting:
            community = min(waiting, key=lambda c: (left[c], -len(graph[c]), c))
            moved = {} if left[community] else _make_room(community, graph, fills, frozenset(keep or ()))
            fills |= moved
            fills[community] = _choose(community, graph, fills, used)
            used = Counter(fills.values()) if moved else used + Counter([fills[community]])
            waiting.remove(community)
            left |= {c: len(_free(c, graph, fills)) for at in (community, *moved) for c in graph[at]}
    return fills


def _symmetric(neighbours: Mapping[str, Iterable[str]]) -> dict[str, set[str]]:
    graph: dict[str, set[str]] = {c: set() for c in neighbours}
    for community, others in neighbours.items():
        for other in set(others) - {community}:
            graph[community].add(other)
            graph.setdefault(other, set()).add(community)
    return graph


def _around(community: str, graph: Mapping[str, set[str]], fills: Mapping[str, int]) -> list[int]:
    return [fills[n] for n in graph[community] if n in fills]


def _free(community: str, graph: Mapping[str, set[str]], fills: Mapping[str, int]) -> list[int]:
    around = set(_around(community, graph, fills))
    return [fill for fill in range(FILLS) if not any(clash(fill, other) for other in around)]


def _make_room(
    community: str, graph: Mapping[str, set[str]], fills: Mapping[str, int], fixed: frozenset[str]
) -> dict[str, int]:
    """Give neighbours other fills so that one is left for a community; nothing where no such change is found."""
    for fill in range(FILLS):
        changed: dict[str, int] = {}
        for other in sorted(n for n in graph[community] if n in fills and clash(fills[n], fill)):
            now = {**fills, **changed, community: fill}
            free = [] if other in fixed else _free(other, graph, now)
            if not free:
                break
            changed[other] = free[0]
        else:
            return changed
    return {}


def _choose(community: str, graph: Mapping[str, set[str]], fills: Mapping[str, int], used: Counter[int]) -> int:
    around = Counter(_around(community, graph, fills))
    candidates = _free(community, graph, fills) or range(FILLS)
    return min(candidates, key=lambda fill: (around[fill], used[fill], fill))
