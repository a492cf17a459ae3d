"""Other libraries on the same office: spopt's Max-P regions and GerryChain's ReCom.

Run as a script by an interpreter that has them (``tests/benchmarks/peers.txt``); it imports nothing of this project.
Reads a graph as JSON from standard input and writes seconds and plans as JSON to standard output.
"""

from __future__ import annotations

import json
import random
import sys
import time
from typing import Any

STEPS = 1_000
"""Plans that ReCom samples."""
TOLERANCE = 0.6
"""How far a ReCom community may be from the target: 1,200 to 4,800 households around 3,000."""


def max_p(office: dict[str, Any]) -> list[list[int]]:
    """Max-P regions of at least so many households, alike in place; one plan for each threshold."""
    import geopandas as gpd
    import numpy as np
    from libpysal.weights import W
    from spopt.region import MaxPHeuristic

    neighbours: dict[int, list[int]] = {i: [] for i in range(len(office["households"]))}
    for a, b in office["borders"]:
        neighbours[a].append(b)
        neighbours[b].append(a)
    x, y = zip(*office["places"], strict=True)
    table = gpd.GeoDataFrame({"x": x, "y": y, "households": office["households"]}, geometry=gpd.points_from_xy(x, y))
    plans = []
    for threshold in office["thresholds"]:
        np.random.seed(office["seed"])  # noqa: NPY002 - the generator that spopt draws from
        model = MaxPHeuristic(table, W(neighbours, silence_warnings=True), ["x", "y"], "households", threshold, 2)
        model.solve()
        plans.append([int(label) for label in model.labels_])
    return plans


def recom(office: dict[str, Any]) -> list[list[int]]:
    """Sample plans by recombination of two communities (DeFord, Duchin and Solomon 2021)."""
    import networkx
    from gerrychain import Graph, MarkovChain, Partition
    from gerrychain.proposals import recom as recombine

    random.seed(office["seed"])
    drawn = networkx.Graph()
    drawn.add_nodes_from((i, {"households": count}) for i, count in enumerate(office["households"]))
    drawn.add_edges_from(office["borders"])
    total = sum(office["households"])
    count = max(round(total / office["target"]), 1)
    graph = Graph.from_networkx(drawn)
    first = Partition.from_random_assignment(graph, count, TOLERANCE, "households", rng=office["seed"])

    def propose(partition: Any, **given: Any) -> Any:
        return recombine(partition, "households", total / count, TOLERANCE, 1, **given)

    chain = MarkovChain(propose, [], initial_partition=first, total_steps=STEPS, rng=office["seed"])
    nodes = range(len(office["households"]))
    return [[int(partition.assignment[i]) for i in nodes] for partition in chain]


def main() -> None:
    """Answer one office."""
    office = json.load(sys.stdin)
    method = {"max_p": max_p, "recom": recom}[office["method"]]
    began = time.process_time()
    plans = method(office)
    json.dump({"seconds": time.process_time() - began, "plans": plans}, sys.__stdout__)


if __name__ == "__main__":
    sys.stdout = sys.stderr
    main()
