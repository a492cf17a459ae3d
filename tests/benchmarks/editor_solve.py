"""P9 as a planner meets it: seconds from asking to "solve the rest" to the first better plan, and to the proof.

``python -m tests.benchmarks.editor_solve [--runs 5] [--areas 100]``: a server with its own data folder and database, a
drawn street office of 100 areas, every second community of today locked, the rest as it is today. Each run asks over
HTTP and follows the server-sent events; times are of the client's clock, from before the request. A first job that
finds the process warm is told apart from one that follows at once, whose process may still be loading.
"""

from __future__ import annotations

import argparse
import json
import socket
import statistics
import tempfile
import threading
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.error import HTTPError
from urllib.request import Request, urlopen

import uvicorn

from app.datasets.store import register_dataset
from app.jobs.runner import JobRunner
from app.main import create_app
from app.settings import Settings
from app.workspace import LOCAL
from tests.benchmarks.instances import instance

PATIENCE_S = 300.0


def ask(address: str, body: Any = None, headers: dict[str, str] | None = None) -> Any:
    """Ask the server; a body is posted."""
    data = None if body is None else json.dumps(body).encode()
    told = {"Content-Type": "application/json", **(headers or {})}
    try:
        with urlopen(Request(address, data, told), timeout=120) as answer:
            return json.load(answer)
    except HTTPError as error:
        raise RuntimeError(error.read().decode()) from error


def follow(address: str) -> Iterator[tuple[str, Any]]:
    """Yield the events of a job: kind and data."""
    with urlopen(address, timeout=600) as stream:
        kind = ""
        for raw in stream:
            line = raw.decode().rstrip("\n")
            if line.startswith("event: "):
                kind = line[7:]
            elif line.startswith("data: "):
                yield kind, json.loads(line[6:])


@contextmanager
def server(settings: Settings) -> Iterator[tuple[str, Any]]:
    """Run a server in a thread; yield its address and the application."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    app = create_app(settings)
    running = uvicorn.Server(uvicorn.Config(app, port=port, log_level="warning", timeout_graceful_shutdown=2))
    thread = threading.Thread(target=running.run, daemon=True)
    thread.start()
    while not running.started:
        time.sleep(0.02)
    try:
        yield f"http://127.0.0.1:{port}/api/v1", app
    finally:
        running.should_exit = True
        thread.join(30)


def wait_until_warm(jobs: JobRunner) -> None:
    """Wait until a process has everything loaded; the first on a machine compiles."""
    end = time.monotonic() + PATIENCE_S
    while not jobs.is_warm and time.monotonic() < end:
        time.sleep(0.1)


def locked_half(base: str, plan: str, head: int) -> int:
    """Lock every second community; return the version."""
    drawing = ask(f"{base}/plans/{plan}/drawing")["drawing"]
    records = list(drawing["communities"].items())[::2]
    changes = {"communities": [[name, told, {**told, "locked": True}] for name, told in records]}
    label = {"zh": "锁定", "en": "Lock"}
    command = {"command_id": str(uuid.uuid4()), "kind": "lock", "label": label, "changes": changes}
    return int(ask(f"{base}/plans/{plan}/commands", {"commands": [command]}, {"If-Match": f'"{head}"'})["head"])


def measure(base: str, plan: str, version: int) -> tuple[float | None, float, dict[str, Any]]:
    """Ask once; return seconds to the first better plan, seconds to the end, and the result."""
    began, first = time.perf_counter(), None
    job = ask(f"{base}/plans/{plan}/jobs", {"kind": "complete", "version": version})
    for kind, data in follow(f"{base}/jobs/{job['id']}/events"):
        if kind == "best" and first is None:
            first = time.perf_counter() - began
        if kind in ("done", "failed", "cancelled"):
            if kind != "done":
                raise RuntimeError(data["error"])
            return first, time.perf_counter() - began, data["result"]
    raise RuntimeError("the stream ended before the job")


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--areas", type=int, default=100)
    chosen = parser.parse_args()
    print("| rules | run | units free | first better plan s | done s | status | gap | parts |\n" + "|---" * 8 + "|")
    for overlays in ((), ("band-hard",)):
        with tempfile.TemporaryDirectory() as folder:
            settings = Settings(data=Path(folder) / "data")
            with server(settings) as (base, app):
                workspace = app.state.workspace
                files = instance(Path(folder), chosen.areas, 600, 1)
                profile = {"id": "lianhu-2024", "overlays": list(overlays)}
                with workspace.database.session() as session:
                    dataset = register_dataset(session, workspace.blobs, files, "drawn", profile, LOCAL).id
                plan = ask(f"{base}/plans", {"dataset_id": dataset, "name": "P9"})
                version = locked_half(base, plan["id"], plan["head"])
                firsts, ends = [], []
                for run in range(1, chosen.runs + 1):
                    wait_until_warm(app.state.jobs)
                    first, end, result = measure(base, plan["id"], version)
                    firsts.append(float("inf") if first is None else first)
                    ends.append(end)
                    free = sum(office["free"] for office in result["offices"])
                    print(
                        f"| {'+'.join(('lianhu-2024', *overlays))} | {run} | {free} | {first or 0:.2f} | {end:.2f} | "
                        f"{result['status']} | {result['gap']} | {len(result['parts'])} |", flush=True,
                    )
                first, end, _ = measure(base, plan["id"], version)
                print(f"| | at once after | | {first or 0:.2f} | {end:.2f} | | | |", flush=True)
                print(f"| | median | | {statistics.median(firsts):.2f} | {statistics.median(ends):.2f} | | | |")


if __name__ == "__main__":
    main()
