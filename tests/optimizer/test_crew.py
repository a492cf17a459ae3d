"""Whoever works on the street offices, the plan is the same: this process, two processes, a Dask cluster."""

from __future__ import annotations

import importlib
import socket
import subprocess
import sys
import time

import pytest

from optimizer.alternatives import Alternatives
from optimizer.city import solve_plan
from optimizer.crew import crew_of
from optimizer.errors import ClusterError
from optimizer.plan import Progress, StoppedBy
from optimizer.rules.pack import load_profile
from optimizer.solve import SolveParams
from tests.optimizer.test_solve import _renamed, grid, row

LIANHU = load_profile("lianhu-2024")


def offices():
    """Three street offices: one of 49 units, and two of three."""
    return [grid(7, 450), *small()]


def small():
    return [_renamed(row(1_700, 1_500, 2_000, 1_600, 900)), _third(row(900, 2_200, 2_500, 1_000))]


def _third(ground):
    from dataclasses import replace

    return replace(ground, subdistrict="third", unit_ids=tuple(f"w{u}" for u in ground.unit_ids))


def gist(results):
    return [(r.subdistrict, r.communities, r.objective, r.bound, r.status) for r in results]


@pytest.fixture(scope="module")
def alone():
    return solve_plan(offices(), LIANHU, SolveParams(seed=5))


@pytest.fixture(scope="module")
def scheduler(tmp_path_factory):
    """A scheduler and one worker in processes of their own, as an office would start them; its address."""
    distributed = pytest.importorskip("distributed")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    address, place = f"tcp://127.0.0.1:{port}", tmp_path_factory.mktemp("dask")
    started = []

    def start(*arguments: str) -> None:
        started.append(subprocess.Popen(
            [sys.executable, "-m", "distributed.cli." + arguments[0], *arguments[1:]],
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, cwd=place,
        ))

    start("dask_scheduler", "--host", "127.0.0.1", "--port", str(port), "--no-dashboard")
    start(
        "dask_worker", address, "--nthreads", "1", "--no-nanny", "--no-dashboard", "--host", "127.0.0.1",
        "--local-directory", str(place),
    )
    try:
        with distributed.Client(address, timeout=30, set_as_default=False) as client:
            client.wait_for_workers(1, timeout=30)
        yield address
    finally:
        for process in reversed(started):
            process.terminate()
        for process in started:
            process.wait(timeout=10)


def test_the_order_of_results_is_that_of_the_office_names(alone):
    assert [r.subdistrict for r in alone] == sorted(r.subdistrict for r in alone)


def test_a_cluster_gives_the_same_plan_and_reports_as_it_goes(alone, scheduler):
    reports: list[Progress] = []
    found = solve_plan(offices(), LIANHU, SolveParams(seed=5, scheduler=scheduler), progress=reports.append)
    assert gist(found) == gist(alone)
    assert {"anneal", "bound"} <= {report.stage for report in reports if report.subdistrict == "office"}


def test_a_cluster_that_is_asked_to_stop_keeps_the_best_plan(scheduler):
    """Asked at the first report of an office that takes far longer than that."""
    big, seen = grid(9, 450), []
    results = solve_plan(
        [big], LIANHU, SolveParams(scheduler=scheduler), progress=seen.append, cancelled=lambda: bool(seen)
    )
    assert results[0].stopped_by is StoppedBy.USER
    assert sorted(u for c in results[0].communities for u in c.units) == sorted(big.unit_ids)
    again = solve_plan([_renamed(row(3_000, 1_500))], LIANHU, SolveParams(scheduler=scheduler))
    assert again[0].stopped_by is StoppedBy.PROOF  # the next run is not stopped by the last one's wish


def test_alternatives_are_the_same_for_any_number_of_workers_and_on_a_cluster(alone, scheduler):
    best = tuple(office for office in alone if office.subdistrict != "office")

    def plans(**crew):
        search = Alternatives(small(), LIANHU, SolveParams(seed=5, **crew), best)
        return [(a.preset, a.apart, a.criteria, gist(a.offices)) for a in search.find(2)]

    expected = plans()
    assert len(expected) >= 1
    assert plans(workers=2) == expected
    assert plans(scheduler=scheduler) == expected


def test_a_scheduler_that_does_not_answer_is_named(monkeypatch):
    pytest.importorskip("distributed")
    monkeypatch.setattr("optimizer.cluster.ANSWER_S", 0.5)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        address = f"tcp://127.0.0.1:{free.getsockname()[1]}"
    with pytest.raises(ClusterError, match=address), crew_of(1, address, 1):
        pass


@pytest.mark.parametrize("address", ["nonsense", "http://127.0.0.1:1", "tcp://"])
def test_an_address_that_is_none_is_named(address, monkeypatch):
    pytest.importorskip("distributed")
    monkeypatch.setattr("optimizer.cluster.ANSWER_S", 0.5)
    with pytest.raises(ClusterError, match=address), crew_of(1, address, 1):
        pass


def test_without_the_package_it_says_what_to_install(monkeypatch):
    def absent(name):
        raise ImportError(name)

    monkeypatch.setattr(importlib, "import_module", absent)
    with pytest.raises(ClusterError) as raised:
        crew_of(1, "tcp://127.0.0.1:1", 1)
    assert "sizhi[dask]" in raised.value.message_zh
    assert "sizhi[dask]" in raised.value.message_en


def test_an_error_in_a_worker_comes_back_as_itself():
    with pytest.raises(ZeroDivisionError), crew_of(2, None, 2) as crew:
        crew.each(_fails, [1, 0])


def _fails(item, tell, is_asked_to_stop):
    time.sleep(0.01)
    return 1 // item
