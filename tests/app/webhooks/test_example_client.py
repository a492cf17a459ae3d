"""The example of the documentation, run as it stands against a server with accounts, with a key of a street office."""

import hashlib
import hmac
import importlib.util
import re
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from types import ModuleType

import pytest
import uvicorn
from fastapi import FastAPI

from app.approval.store import find_case
from app.storage.cases import CaseRow
from app.trail.store import verify
from app.users import store
from app.users.commands import AT_THE_MACHINE
from app.webhooks.signing import as_sent, headers
from app.workspace import LOCAL
from tests.app.users.people import with_people

EXAMPLE = Path(__file__).parents[3] / "docs" / "example_client.py"
SCOPES = ("cases:read", "cases:write", "webhooks:read", "webhooks:write")


@pytest.fixture(scope="module")
def example() -> ModuleType:
    spec = importlib.util.spec_from_file_location("example_client", EXAMPLE)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture
def app(tmp_path: Path) -> FastAPI:
    return with_people(tmp_path, webhook_private=True)


@pytest.fixture
def address(app: FastAPI) -> Iterator[str]:
    """The address of the server while it runs."""
    server = uvicorn.Server(uvicorn.Config(app, host="127.0.0.1", port=0, log_level="warning"))
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        assert thread.is_alive()
        threading.Event().wait(0.02)
    yield f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}"
    server.should_exit = True
    thread.join(20)


def key_of(app: FastAPI, *scopes: str) -> str:
    """Return a key of a street office."""
    with app.state.workspace.database.session() as session:
        return store.add_key(
            session, AT_THE_MACHINE, name="审批系统", organisation_id="新街街道办事处", scopes=scopes, expires_at=None
        )[1]


def test_the_example_runs_as_it_stands(app: FastAPI, address: str):
    done = subprocess.run(
        [sys.executable, str(EXAMPLE), address, "--key", key_of(app, *SCOPES)], capture_output=True, check=False,
        timeout=120, encoding="utf-8", env={"PYTHONIOENCODING": "utf-8"},
    )
    assert done.returncode == 0, done.stdout + done.stderr
    opened, missing, moved, withdrawn, *trail = done.stdout.splitlines()
    assert opened.endswith("上报")
    assert missing == "approval.papers_missing ['area_material', 'map']"
    assert moved == "case.moved reported district_ruling"
    assert withdrawn.endswith("已撤回")
    actions = [line.split()[1] for line in trail]
    assert (actions[0], actions[-1]) == ("case.withdraw", "case.open")
    with app.state.workspace.database.reading() as session:
        assert verify(session) == []
        [case] = session.query(CaseRow).all()
        assert find_case(session, LOCAL, case.id).state == "withdrawn"


def test_without_the_scope_it_is_refused_plainly(app: FastAPI, address: str, example: ModuleType):
    key = key_of(app, "cases:read")
    with pytest.raises(example.Problem) as refused:
        example.Sizhi(address, key).send("POST", "/rulings", {})
    assert (refused.value.status, refused.value.code) == (403, "people.scope")


def of_the_page() -> Callable[..., bool]:
    """Return the function that `docs/api.md` shows."""
    [code] = re.findall(r"```python\n(def verify.*?)```", (EXAMPLE.parent / "api.md").read_text("utf-8"), re.S)
    names: dict = {"hmac": hmac, "hashlib": hashlib}
    exec(code, names)
    return names["verify"]


@pytest.fixture(params=["example", "page"])
def verified(request: pytest.FixtureRequest, example: ModuleType) -> Callable[..., bool]:
    """What the documentation tells receivers to do, as both of its places have it."""
    return example.verify if request.param == "example" else of_the_page()


class TestVerify:
    """Against what the server signs."""

    BODY = as_sent({"event": "ping", "data": {"name": "四至"}})
    SECRET = "whsec_x"

    def signed(self, at: int = 1_763_863_200) -> str:
        return headers(self.SECRET, at, self.BODY, "ping", "d1")["Sizhi-Signature"]

    def test_what_the_server_signed_is_believed(self, verified: Callable[..., bool]):
        assert verified(self.SECRET, self.signed(), self.BODY, 1_763_863_200 + 299)

    def test_nothing_else_is(self, verified: Callable[..., bool]):
        now = 1_763_863_200
        assert not verified("whsec_y", self.signed(), self.BODY, now)
        assert not verified(self.SECRET, self.signed(), self.BODY + b" ", now)
        assert not verified(self.SECRET, self.signed(), self.BODY, now + 301)
        assert not verified(self.SECRET, self.signed(), self.BODY, now - 301)
        assert not verified(self.SECRET, self.signed().replace("t=1763863200", "t=1763863201"), self.BODY, now)
        for nothing in ("", "t=,v1=", "v1=abc", "t=abc,v1=def", "t=1,v1=é", self.signed().split(",")[0]):
            assert not verified(self.SECRET, nothing, self.BODY, now)

    def test_a_message_that_comes_twice_is_kept_once_and_a_forged_one_never(self, example: ModuleType):
        inbox = example.Inbox()
        try:
            inbox.secret = self.SECRET
            now = int(example.time.time())
            sent = headers(self.SECRET, now, self.BODY, "ping", "d1")
            assert [inbox.take(sent, self.BODY), inbox.take(sent, self.BODY)] == [204, 204]
            assert inbox.take(sent, self.BODY + b" ") == 401
            assert inbox._messages.qsize() == 1
        finally:
            inbox.close()
