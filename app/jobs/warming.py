"""What a process loads before it has an order: the packages, then the compiled kernels by using each once."""

from __future__ import annotations

from collections.abc import Callable

SIDE = 7
"""A street office of so many by so many units is more than is solved by listing, so that every method is used."""

ENOUGH, LONGEST_S = 0.1, 20.0
"""Proven gap at which it stops, and the time after which it stops anyway."""


def load_packages() -> None:
    """Import what the tasks of plans import."""
    import app.colleague.tasks  # noqa: F401


def load_kernels() -> None:
    """Solve a small drawn street office: numba loads its compiled functions from its cache, or compiles them."""
    import numpy as np

    from geodata.domain import Anchor, AreaId, AreaKind, CommunityId, OfficeGround, UnitId, Walking
    from optimizer.rules.pack import load_profile
    from optimizer.solve import SolveParams, solve_office

    n = SIDE * SIDE
    at = np.arange(n).reshape(SIDE, SIDE)
    borders = np.array(sorted(
        (int(a), int(b)) for one, other in ((at[:, :-1], at[:, 1:]), (at[:-1], at[1:]))
        for a, b in zip(one.ravel(), other.ravel(), strict=True)
    ), dtype=np.int64)
    place = np.column_stack(np.divmod(np.arange(n), SIDE)) * 200.0
    households = 1_400 + 37 * np.arange(n, dtype=np.int64) % 900  # two or three make a community: soon proven
    units = tuple(UnitId(f"{k:02}") for k in range(n))
    present = [CommunityId(str(k // (2 * SIDE))) for k in range(n)]
    ground = OfficeGround(
        subdistrict="", unit_ids=units, area_ids=tuple(map(AreaId, units)), area_is_split=np.zeros(n, dtype=np.bool_),
        households=households, persons=np.full(n, -1, dtype=np.int64),
        kinds=(AreaKind.ESTATE,) * n, relatively_independent=np.zeros(n, dtype=np.bool_),
        keep_whole=np.zeros(n, dtype=np.bool_), present=tuple(present),
        present_households={name: int(households.sum()) for name in present}, floor_m2=np.zeros(n),
        has_facilities=False, anchors=tuple(Anchor(None, k, None, 0.0) for k in range(n)),
        walk_m=np.abs(place[:, None] - place[None]).sum(axis=2), walking=Walking.NETWORK, borders=borders,
        border_m=np.full(len(borders), 200.0), border_on_line_m=np.full(len(borders), 200.0),
        border_crossing=np.zeros(len(borders), dtype=np.int64),
    )
    params = SolveParams(gap=ENOUGH, time_limit_s=LONGEST_S)
    solve_office(ground, load_profile("lianhu-2024"), params, start=dict(zip(units, present, strict=True)))


STEPS: tuple[Callable[[], None], ...] = (load_packages, load_kernels)
"""In this order; an order that comes meanwhile is heard between them."""
