"""Make the synthetic district 合成示例区, or a benchmark instance of any size, from a seed.

From the root of the project::

    python -m geodata.samples.lianhu_like.generate --out DIR
    python -m geodata.samples.lianhu_like.generate --areas 20000 --median 600 --offices 130 --seed 1 --out DIR

Without ``--areas`` the bundled sample is made again, byte for byte.
"""

from __future__ import annotations

import argparse
from pathlib import Path

import numpy as np

from geodata.samples.lianhu_like.assembly import assemble
from geodata.samples.lianhu_like.communities import plan_communities
from geodata.samples.lianhu_like.compounds import wall_in
from geodata.samples.lianhu_like.district import District
from geodata.samples.lianhu_like.draft import Draft
from geodata.samples.lianhu_like.estates import build, choose_giants, settle
from geodata.samples.lianhu_like.mesh import lay_mesh
from geodata.samples.lianhu_like.names import Namer
from geodata.samples.lianhu_like.neighbours import find_neighbours
from geodata.samples.lianhu_like.offices import assign_offices, share_out_areas
from geodata.samples.lianhu_like.planting import spoil
from geodata.samples.lianhu_like.spec import LIANHU_LIKE, LIANHU_LIKE_SEED, DistrictSpec
from geodata.samples.lianhu_like.streets import lay_streets
from geodata.samples.lianhu_like.writing import write_district


def make_district(spec: DistrictSpec, seed: int) -> District:
    """Make a synthetic district: land first, then people, then a good plan, then the faults of history.

    Equal arguments give an equal district. Time and memory grow linearly with the number of areas.

    Raises
    ------
    ValueError
        If this seed leaves no room for a plan in the size band, or for the faults asked for.
    """
    rng = np.random.default_rng(seed)
    names = Namer(rng)
    mesh = lay_mesh(spec, rng)
    office_of_block = assign_offices(mesh, spec.office_count, rng)
    streets, cells = lay_streets(mesh, share_out_areas(mesh, spec.n_areas), names, rng)
    cells.sort(key=lambda cell: (office_of_block[cell.block], *cell.reading_order))
    offices = np.array([office_of_block[cell.block] for cell in cells], dtype=np.int64)
    neighbours = find_neighbours(cells, offices)
    compounds = wall_in(cells, rng)
    giants = choose_giants(spec.giants, compounds.land_m2(), offices, neighbours)
    at_barrier = np.array([mesh.is_at_barrier(cell.block, cell.rectangle) for cell in cells], dtype=np.bool_)
    estates = settle(spec, compounds.land_m2(), giants, at_barrier, rng)
    plan = plan_communities(estates.households, neighbours, offices, giants, rng)
    present = spoil(plan, giants, spec, estates.households, offices, neighbours, rng)
    buildings = build(estates.households, compounds, rng)
    draft = Draft(
        spec, seed, mesh, office_of_block, streets, cells, offices, compounds, estates, buildings, plan, giants, present
    )
    return assemble(draft, names, rng)


def main() -> None:
    """Run from the command line."""
    parser = argparse.ArgumentParser(prog="python -m geodata.samples.lianhu_like.generate", description=__doc__)
    parser.add_argument("--out", type=Path, required=True, help="folder to write to")
    parser.add_argument("--areas", type=int, help="number of areas (default: the bundled sample)")
    parser.add_argument("--median", type=int, default=600, help="median households of an area")
    parser.add_argument("--offices", type=int, help="number of street offices (default: one for 150 areas)")
    parser.add_argument("--seed", type=int, help="seed of the random numbers")
    arguments = parser.parse_args()
    spec, seed = LIANHU_LIKE, LIANHU_LIKE_SEED
    if arguments.areas is not None:
        spec, seed = DistrictSpec(arguments.areas, arguments.median, arguments.offices), 0
    write_district(make_district(spec, seed if arguments.seed is None else arguments.seed), arguments.out)


if __name__ == "__main__":
    main()
