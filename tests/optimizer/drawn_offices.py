"""Small connected offices with every soft term in play, drawn by hypothesis."""

from __future__ import annotations

import numpy as np
from hypothesis import strategies as st

from geodata.domain import Anchor, FacilityStatus, OfficeGround
from tests.optimizer.drawn import facility, office


@st.composite
def offices(draw, least: int = 4, most: int = 6, *, fine: bool = False) -> OfficeGround:
    """Draw a connected office with every soft term in play."""
    n = draw(st.integers(least, most))
    random = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    borders = {(int(random.integers(0, j)), j) for j in range(1, n)}
    borders |= {(i, j) for i in range(n) for j in range(i + 1, n) if random.random() < 0.35}
    ordered = sorted(borders)
    households = random.integers(0, 2_600, n)
    with_facilities = bool(random.random() < 0.6) and not fine
    anchors = None
    if with_facilities:
        kinds = [FacilityStatus.EXISTING, FacilityStatus.PLANNED, FacilityStatus.CANDIDATE]
        built = [
            facility(f"f{k}", int(random.integers(n)), float(random.integers(1_500)), kinds[random.integers(3)])
            for k in range(random.integers(1, 4))
        ]
        anchors = [*built, *(Anchor(None, i, None, 0.0) for i in range(n))]
    m = n if anchors is None else len(anchors)
    labelled = random.random() < 0.7 and not fine
    lengths = random.integers(20, 400, len(ordered)).astype(float)
    return office(
        [int(h) for h in households],
        ordered,
        minutes=np.round(random.uniform(0, 24, (n, m)), 1),
        anchors=anchors,
        present=[random.choice(["X", "Y", "Z", None]) for _ in range(n)] if labelled else None,
        persons=[int(h * random.uniform(2, 4)) for h in households] if random.random() < 0.5 else None,
        border_m=lengths,
        on_line_m=np.round(lengths * random.uniform(0, 1, len(ordered)), 1),
        arterials=[b for b in ordered if random.random() < 0.3],
        split=[int(random.integers(0, 2)) if random.random() < 0.3 else None for _ in range(n)],
    )
