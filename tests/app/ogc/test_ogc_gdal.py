"""GDAL's own client of OGC API – Features against a running server."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from time import sleep
from typing import Any

import geopandas as gpd
import pyogrio
import pytest
import uvicorn

from tests.app import drawn_grid as grid
from tests.app.ogc.ground import CELLS, Served

DRIVER = "OAPIF"
pytestmark = pytest.mark.skipif(DRIVER not in pyogrio.list_drivers(), reason=f"this GDAL has no driver {DRIVER}")


LONGEST_S = 120


@pytest.fixture(scope="module")
def address(served: Served) -> Iterator[str]:
    """A server on this machine, at a port that is free."""
    server = uvicorn.Server(uvicorn.Config(served.client.app, port=0, log_level="warning", lifespan="off"))
    running = threading.Thread(target=server.run)
    running.start()
    while not server.started:
        assert running.is_alive()
        sleep(0.01)
    port = server.servers[0].sockets[0].getsockname()[1]
    yield f"{DRIVER}:http://127.0.0.1:{port}/ogc"
    server.should_exit = True
    running.join()


@pytest.fixture(scope="module")
def gdal() -> Iterator[Callable[..., Any]]:
    """Call something of GDAL in a process of its own: while it waits, nothing else runs in its process."""
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as pool:
        yield lambda function, *arguments, **named: pool.submit(function, *arguments, **named).result(LONGEST_S)


@pytest.fixture(scope="module")
def read(gdal: Callable[..., Any], address: str) -> Callable[..., gpd.GeoDataFrame]:
    """Read a collection as GDAL does."""
    return lambda layer, **asked: gdal(gpd.read_file, address, layer=layer, **asked)


def test_it_finds_the_collections(served: Served, gdal, address: str):
    assert set(gdal(pyogrio.list_layers, address)[:, 0]) >= set(served.collections)


def test_it_reads_areas_in_the_system_of_the_files(served: Served, read):
    frame = read(served.areas)
    assert frame.crs.to_epsg() == 4545
    assert dict(zip(frame["id"], frame["households"], strict=True)) == grid.HOUSEHOLDS
    west, south, *_ = frame.total_bounds
    assert (west, south) == pytest.approx((grid.WEST_M, grid.SOUTH_M), abs=0.002), "GDAL turns axes for GIS: east first"
    assert frame.area.sum() == pytest.approx(9 * grid.SIDE_M**2, rel=1e-6)


def test_it_pages_through(served: Served, read):
    frame = read(served.units, PAGE_SIZE=2)
    assert list(frame["id"]) == CELLS
    assert dict(zip(frame["id"], frame["community_id"], strict=True)) == grid.PRESENT


def test_it_asks_for_a_place(served: Served, read):
    corner = (grid.WEST_M + 10, grid.SOUTH_M + 10, grid.WEST_M + 350, grid.SOUTH_M + 250)
    assert list(read(served.areas, bbox=corner)["id"]) == ["a3", "b3"]


def test_it_reads_communities_and_entries_without_limits(served: Served, read):
    communities = read(served.communities)
    assert dict(zip(communities["name"], communities["households"], strict=True)) == {"和平": 5500, "丰和": 4375}
    entries = read("registry").set_index("id")
    assert entries.geometry["e1"].area > 0
    assert entries.geometry["e3"] is None


def test_it_reads_what_was_frozen_and_a_plan_folder(served: Served, read):
    assert len(read(served.frozen)) == 9
    assert len(read(served.folder)) > 0
