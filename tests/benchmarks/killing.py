"""R1: a server that is killed at any moment loses no step that it answered, and leaves none half done.

``python -m tests.benchmarks.killing [--times 200] [--database-url postgresql://…]`` kills ``-9`` that often while
several clients act; the test suite does it a few times. Every client repeats what was not answered under the same
``Idempotency-Key``, so that in the end each step that it wanted is there once.
"""

from __future__ import annotations

import argparse
import itertools
import multiprocessing
import random
import socket
import tempfile
import threading
import time
import uuid
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from multiprocessing.context import ForkServerProcess
from pathlib import Path
from typing import Any

import httpx
import uvicorn
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.main import create_app
from app.settings import Settings
from app.storage.cases import CaseRow, DeliveryRow, IdempotencyRow, PaperRow, PointRow, StepRow, TrailRow
from app.storage.database import Database
from app.trail.store import verify

CLIENTS = 4
FORTH, BACK = "report", "return_papers"
LONGEST_LIFE_S = 0.6
"""A server lives so long at most once it has answered a step …"""
KILLED_EARLY = 0.25
"""… but for this share of them, which are killed so soon after they began to listen."""
READY_S = 60.0


@dataclass
class Client:
    """Moves one case back and forth, and notes what was answered.

    Attributes
    ----------
    answered
        Number of each step that was answered, with the revision after it.
    refused
        Answers that should not have come.
    repeated
        How often a request had to be sent again.
    """

    address: str
    case: dict[str, Any]
    answered: list[tuple[int, int]] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)
    repeated: int = 0

    def work(self, ending: threading.Event) -> None:
        """Act until told to end, and then until the last step is answered."""
        with httpx.Client(base_url=self.address, timeout=20, trust_env=False) as http:
            while not ending.is_set() and not self.refused:
                self._step(http)

    def _step(self, http: httpx.Client) -> None:
        """Take one step, however often it has to be asked for."""
        forth = self.case["state"] == "reported"
        body: dict[str, Any] = {"action": FORTH} if forth else {
            "action": BACK, "reason": "材料不清", "points": [{"text": "示意图看不清"}],
        }
        headers = {"If-Match": f'"{self.case["revision"]}"', "Idempotency-Key": uuid.uuid4().hex}
        while True:
            try:
                answer = http.post(f"/api/v1/cases/{self.case['id']}/actions", json=body, headers=headers)
            except httpx.TransportError:
                self.repeated += 1
                time.sleep(0.1)
                continue
            if answer.status_code != 200:
                self.refused.append(f"{answer.status_code}: {answer.text[:300]}")
                return
            self.case = answer.json()
            self.answered.append((self.case["steps"][-1]["number"], self.case["revision"]))
            return


@dataclass(frozen=True)
class Report:
    """What came of it."""

    kills: int
    steps: int
    repeated: int
    faults: tuple[str, ...]


def kill_repeatedly(folder: Path, times: int, *, database_url: str | None = None, seed: int = 1) -> Report:
    """Kill a server so many times while clients act; say what is wrong with what it left.

    Parameters
    ----------
    folder
        Empty, for the data.
    database_url
        With our schema; a SQLite file in `folder` where left out.
    seed
        Draws how long each server lives.
    """
    settings = {"data": folder, "database_url": database_url}
    chance, port = random.Random(seed), _free_port()
    address = f"http://127.0.0.1:{port}"
    faults: list[str] = []
    database = Database(Settings(**settings).database_address)
    with running(settings, port) as server:
        clients = [Client(address, _begin(address, number)) for number in range(CLIENTS)]
        ending = threading.Event()
        threads = [threading.Thread(target=client.work, args=(ending,)) for client in clients]
        for thread in threads:
            thread.start()
        for _ in range(times):
            if chance.random() > KILLED_EARLY:
                _wait_for_a_step(clients)
            time.sleep(chance.uniform(0.0, LONGEST_LIFE_S))
            noted = [list(client.answered) for client in clients]
            server.restart()
            with database.reading() as session:
                faults += [fault for client, known in zip(clients, noted, strict=True)
                           for fault in case_faults(session, client.case["id"], known)]
        ending.set()
        for thread in threads:
            thread.join(READY_S)
    with database.reading() as session:
        for client in clients:
            faults += client.refused + case_faults(session, client.case["id"], client.answered)
            faults += _doubled(session, client)
        faults += [found.message_en for found in verify(session)]
    database.close()
    return Report(
        times, sum(len(client.answered) for client in clients), sum(client.repeated for client in clients),
        tuple(faults),
    )


def _wait_for_a_step(clients: list[Client]) -> None:
    before, end = [len(client.answered) for client in clients], time.monotonic() + READY_S
    while [len(client.answered) for client in clients] == before and time.monotonic() < end:
        time.sleep(0.005)


class _Server:
    """A server in a process of its own, killed and started again on the same port."""

    def __init__(self, settings: dict[str, Any], port: int) -> None:
        self._settings, self._port = settings, port
        self._context = multiprocessing.get_context("forkserver")
        self._context.set_forkserver_preload(["app.main", "uvicorn"])  # each server begins with everything loaded
        self._process: ForkServerProcess | None = None

    def start(self) -> None:
        self._process = self._context.Process(target=_serve, args=(self._settings, self._port), daemon=True)
        self._process.start()
        end = time.monotonic() + READY_S
        while True:
            try:
                socket.create_connection(("127.0.0.1", self._port), timeout=5).close()
                return
            except OSError:
                if time.monotonic() > end or not self._process.is_alive():
                    raise
                time.sleep(0.02)

    def kill(self) -> None:
        assert self._process is not None
        self._process.kill()
        self._process.join()

    def restart(self) -> None:
        self.kill()
        self.start()


@contextmanager
def running(settings: dict[str, Any], port: int) -> Iterator[_Server]:
    """Run a server that can be killed."""
    server = _Server(settings, port)
    server.start()
    try:
        yield server
    finally:
        server.kill()


def _serve(settings: dict[str, Any], port: int) -> None:
    app = create_app(Settings(**settings, job_standby=False))
    uvicorn.run(app, host="127.0.0.1", port=port, log_level="critical")


def _begin(address: str, number: int) -> dict[str, Any]:
    """Open a case with the papers that it needs; the first one asks for messages too, to an address without ears."""
    with httpx.Client(base_url=f"{address}/api/v1", timeout=20, trust_env=False) as http:
        if number == 0:
            hook = {"address": "https://hooks.invalid/", "events": ["case.moved"]}
            http.post("/webhooks", json=hook).raise_for_status()
        area = {"name": f"待定小区 {number}", "subdistrict": "青年路街道", "description": "道路改线后无人管理"}
        case = http.post("/rulings", json={"title": f"小区 {number} 归属", "area": area}).raise_for_status().json()
        for slot in ("area_material", "map"):
            revision = http.get(f"/cases/{case['id']}").raise_for_status().json()["revision"]
            http.put(
                f"/cases/{case['id']}/papers/{slot}", files={"file": (f"{slot}.pdf", b"%PDF-1.4\n%%EOF\n")},
                headers={"If-Match": f'"{revision}"'},
            ).raise_for_status()
        return dict(http.get(f"/cases/{case['id']}").raise_for_status().json())


def case_faults(session: Session, case_id: str, answered: list[tuple[int, int]]) -> list[str]:
    """Say what of a case is lost or half done.

    Parameters
    ----------
    answered
        Number of each step that was answered, with the revision after it.
    """
    case = session.get_one(CaseRow, case_id)
    steps = session.scalars(select(StepRow).where(StepRow.case_id == case_id).order_by(StepRow.number)).all()
    papers = _count(session, select(PaperRow).where(PaperRow.case_id == case_id))
    lines = session.scalars(
        select(TrailRow.after).order_by(TrailRow.number)
        .where(TrailRow.object_id == case_id, TrailRow.action.in_((f"case.{FORTH}", f"case.{BACK}")))
    ).all()
    told = [body["case"]["id"] for body in session.scalars(select(DeliveryRow.body))].count(case_id)
    returns = [step.number for step in steps if step.action == BACK]
    points = list(session.scalars(select(PointRow.step).where(PointRow.case_id == case_id).order_by(PointRow.step)))
    path = [steps[0].source, *(step.target for step in steps)] if steps else [case.state]
    wrong = {
        "a step that was answered is lost": max((number for number, _ in answered), default=0) > len(steps),
        "a step is missing between others": [step.number for step in steps] != list(range(1, len(steps) + 1)),
        "steps do not follow each other": [step.source for step in steps] != path[:-1],
        "the state is not that of the last step": case.state != path[-1],
        "the revision does not count steps and papers": case.revision != 1 + papers + len(steps),
        "the trail does not have each step once": [line["state"] for line in lines] != path[1:],
        "messages do not have each step once": told != len(steps),
        "points are not those of the returns": points != returns,
    }
    return [f"{case.number}: {fault}" for fault, is_so in wrong.items() if is_so]


def _doubled(session: Session, client: Client) -> list[str]:
    """Say whether a step was done that was not asked for, or one twice."""
    steps = _count(session, select(StepRow).where(StepRow.case_id == client.case["id"]))
    numbers = Counter(number for number, _ in client.answered)
    keys = [body.get("id") for body in session.scalars(select(IdempotencyRow.body))].count(client.case["id"])
    wrong = {
        f"{steps} steps for {len(client.answered)} that were wanted": steps != len(client.answered),
        "a step was answered to two requests": any(count > 1 for count in numbers.values()),
        "answers are not kept once each": keys != steps,
    }
    return [fault for fault, is_so in wrong.items() if is_so]


def _count(session: Session, query: Any) -> int:
    return session.scalar(select(func.count()).select_from(query.subquery())) or 0


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def main() -> None:
    """Kill and tell."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--times", type=int, default=200)
    parser.add_argument("--database-url", help="an empty database; SQLite where left out")
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        if asked.database_url is not None:
            Database(asked.database_url).upgrade()
        began = time.monotonic()
        report = kill_repeatedly(Path(folder), asked.times, database_url=asked.database_url, seed=asked.seed)
    print(
        f"{report.kills} kills in {time.monotonic() - began:.0f} s: {report.steps} steps answered, "
        f"{report.repeated} requests sent again, {len(report.faults)} faults"
    )
    for fault in itertools.islice(report.faults, 20):
        print(f"  {fault}")
    raise SystemExit(bool(report.faults))


if __name__ == "__main__":
    main()
