"""A server with the nine squares, and plans drawn on them from outside the browser."""

from __future__ import annotations

import threading
import time
import uuid
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
import uvicorn
from fastapi import FastAPI

from app.main import create_app
from app.settings import Settings
from tests.app.plans.conftest import enter_grid


@dataclass(frozen=True)
class PlanServer:
    """A running server and the dataset that its plans are drawn on."""

    address: str
    dataset_id: str
    headers: Mapping[str, str] = field(default_factory=dict)
    """As whom it is asked from outside the browser."""

    def ask(self, method: str, path: str, **options: Any) -> Any:
        """Ask the server for JSON."""
        headers = {**self.headers, **options.pop("headers", {})}
        answer = httpx.request(method, f"{self.address}/api/v1{path}", timeout=60, headers=headers, **options)
        answer.raise_for_status()
        return answer.json() if answer.content else None

    def plan(self, name: str = "方案一", start: str = "today") -> str:
        """Begin a plan; return its identifier."""
        asked = {"dataset_id": self.dataset_id, "name": name, "start": start}
        made: dict[str, Any] = self.ask("POST", "/plans", json=asked)
        return str(made["id"])

    def draw(self, plan_id: str, kind: str, **changes: list[Any]) -> int:
        """Append one command; return the new version."""
        head = self.ask("GET", f"/plans/{plan_id}/commands")["head"]
        command = {
            "command_id": uuid.uuid4().hex, "kind": kind, "label": {"zh": "别处的改动", "en": "Drawn elsewhere"},
            "changes": changes,
        }
        taken = self.ask(
            "POST", f"/plans/{plan_id}/commands", json={"commands": [command]}, headers={"If-Match": f'"{head}"'}
        )
        return int(taken["head"])


@contextmanager
def running(app: FastAPI) -> Iterator[str]:
    """Run a server; yield its address."""
    server = uvicorn.Server(uvicorn.Config(app, port=0, log_level="error"))
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        assert thread.is_alive()
        time.sleep(0.02)
    try:
        yield f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}"
    finally:
        server.should_exit = True
        thread.join()


@contextmanager
def serve_grid(folder: Path) -> Iterator[PlanServer]:
    """Serve the nine squares from a database in `folder`."""
    app = create_app(Settings(data=folder, job_standby=False))
    dataset_id = enter_grid(app.state.workspace)
    with running(app) as address:
        yield PlanServer(address, dataset_id)
