"""An example of another system that drives Sizhi: standard library only, made to be copied from.

It signs up for messages, reports an area of which nobody knows who manages it, hands in papers, moves the case on,
hears of that by a signed message, and withdraws the case again::

    python docs/example_client.py http://127.0.0.1:8000 --key sizhi_…

The key needs the scopes cases:read, cases:write, webhooks:read and webhooks:write; a server without accounts needs
none. The messages come to this machine, so that the server has to be started with SIZHI_WEBHOOK_PRIVATE=on.
"""

from __future__ import annotations

import argparse
import hashlib
import hmac
import json
import queue
import threading
import time
import urllib.error
import urllib.request
import uuid
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import urlencode

TRIES, FIRST_WAIT_S = 5, 0.5
TOLERANCE_S = 300
"""Messages that were signed longer ago than this are refused: somebody may have kept one to send it again."""


class Problem(Exception):
    """A refusal: `code` is stable and says what to do, `told` has all the rest, in both languages."""

    def __init__(self, status: int, told: dict[str, Any]) -> None:
        super().__init__(f"{status} {told.get('code')}: {told.get('message_en')}")
        self.status, self.code, self.told = status, str(told.get("code")), told


class Sizhi:
    """The API of one server."""

    def __init__(self, address: str, key: str | None = None) -> None:
        self._root, self._key = address.rstrip("/") + "/api/v1", key

    def send(
        self, method: str, path: str, body: Any = None, *, match: int | None = None, once: bool = False,
        file: tuple[str, bytes] | None = None,
    ) -> Any:
        """Send a request; where no answer comes, send it again if that can do no harm.

        Parameters
        ----------
        match
            The revision that was read, for ``If-Match``: refused with 409 if somebody changed it meanwhile.
        once
            Send an ``Idempotency-Key``: however often it is sent, it is done once.
        file
            Name and content of a file, sent as a form.
        """
        headers = {"Accept": "application/json"}
        if self._key is not None:
            headers["X-API-Key"] = self._key
        if match is not None:
            headers["If-Match"] = f'"{match}"'
        if once:
            headers["Idempotency-Key"] = str(uuid.uuid4())  # one for all tries
        if file is not None:
            headers["Content-Type"], data = as_form(*file)
        elif body is not None:
            headers["Content-Type"], data = "application/json", json.dumps(body).encode()
        else:
            data = None
        request = urllib.request.Request(self._root + path, data, headers, method=method)
        return self._try(request, may_repeat=once or method == "GET")

    def _try(self, request: urllib.request.Request, *, may_repeat: bool) -> Any:
        for attempt in range(TRIES):
            try:
                with urllib.request.urlopen(request, timeout=30) as answer:
                    text = answer.read()
                    return json.loads(text) if text else None
            except urllib.error.HTTPError as error:
                raise Problem(error.code, json.loads(error.read() or b"{}")) from error
            except OSError:  # no answer: it may have been done, or not
                if not may_repeat or attempt == TRIES - 1:
                    raise
                time.sleep(FIRST_WAIT_S * 2**attempt)
        raise AssertionError

    def pages(self, path: str, **asked: Any) -> Iterator[dict[str, Any]]:
        """Yield everything of a list, page by page."""
        while True:
            page = self.send("GET", f"{path}?{urlencode(asked)}")
            yield from page["items"]
            if page["next"] is None:
                return
            asked["cursor"] = page["next"]

    def act(self, case_id: str, action: str, **more: Any) -> dict[str, Any]:
        """Take a step of a case as it is now; where it changed meanwhile, look again whether it still offers that."""
        while True:
            case = self.send("GET", f"/cases/{case_id}")
            if action not in {offer["action"] for offer in case["actions"] if offer["is_mine"]}:
                raise Problem(409, {"code": "approval.illegal", "message_en": f"{action} is not offered"})
            try:
                body = {"action": action, **more}
                return dict(self.send("POST", f"/cases/{case_id}/actions", body, match=case["revision"], once=True))
            except Problem as problem:
                if problem.code != "approval.stale":
                    raise


def as_form(name: str, content: bytes) -> tuple[str, bytes]:
    """Return content type and body of a form with one file."""
    edge = uuid.uuid4().hex
    head = f'--{edge}\r\nContent-Disposition: form-data; name="file"; filename="{name}"\r\n\r\n'
    return f"multipart/form-data; boundary={edge}", head.encode() + content + f"\r\n--{edge}--\r\n".encode()


def verify(secret: str, signature: str, body: bytes, now: float) -> bool:
    """Whether a message comes from the server, just now: compare before anything of the body is believed."""
    parts = dict(part.partition("=")[::2] for part in signature.split(","))
    moment = parts.get("t", "")
    wanted = hmac.new(secret.encode(), moment.encode() + b"." + body, hashlib.sha256).hexdigest()
    is_fresh = moment.isdecimal() and abs(now - int(moment)) <= TOLERANCE_S
    return hmac.compare_digest(wanted.encode(), parts.get("v1", "").encode()) and is_fresh


class Inbox:
    """Receives messages, each once, and only those that the server signed."""

    def __init__(self, port: int = 0) -> None:
        self.secret: str | None = None
        self._messages: queue.Queue[dict[str, Any]] = queue.Queue()
        self._seen: set[str] = set()  # in earnest: a table, so that a restart forgets nothing
        inbox = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
                self.send_response(inbox.take(dict(self.headers), body))
                self.end_headers()

            def log_message(self, *_: object) -> None:
                """Say nothing."""

        self._server = ThreadingHTTPServer(("127.0.0.1", port), Handler)
        self.address = f"http://127.0.0.1:{self._server.server_port}/sizhi"
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    def take(self, headers: dict[str, str], body: bytes) -> int:
        """Keep a message and return the status to answer: quickly, the work is done elsewhere."""
        if self.secret is None or not verify(self.secret, headers.get("Sizhi-Signature", ""), body, time.time()):
            return 401
        if headers["Sizhi-Delivery"] not in self._seen:  # the same may come twice
            self._seen.add(headers["Sizhi-Delivery"])
            self._messages.put(json.loads(body))
        return 204

    def wait_for(self, event: str, case_id: str, timeout_s: float = 60) -> dict[str, Any]:
        """Wait until a case is told of; messages may come in any order, so that those of others are passed over."""
        end = time.monotonic() + timeout_s
        while True:
            message = self._messages.get(timeout=max(0.0, end - time.monotonic()))
            if message["event"] == event and message["case"]["id"] == case_id:
                return message

    def close(self) -> None:
        """Receive no more."""
        self._server.shutdown()
        self._server.server_close()


def run(sizhi: Sizhi, inbox: Inbox) -> None:
    """Report an area, hear of it, and withdraw the report."""
    own = sizhi.send("GET", "/me")["organisation"]["subdistrict"]
    hook = sizhi.send("POST", "/webhooks", {"address": inbox.address, "events": ["case.opened", "case.moved"]})
    inbox.secret = hook["secret"]  # told this once: keep it where secrets are kept
    try:
        case = sizhi.send("POST", "/rulings", {
            "title": "同德巷东侧归属", "area": {
                "name": "同德巷东侧小区", "subdistrict": own or "青年路街道", "other_subdistrict": "北院门街道",
                "description": "道路改线后两街道均未管理",
            },
        }, once=True)
        print(case["number"], case["state_name"]["zh"])
        inbox.wait_for("case.opened", case["id"])
        try:
            sizhi.act(case["id"], "report")
        except Problem as problem:
            print(problem.code, problem.told["missing"])  # which papers are missing
            for slot in problem.told["missing"]:
                now = sizhi.send("GET", f"/cases/{case['id']}")
                sizhi.send("PUT", f"/cases/{case['id']}/papers/{slot}", match=now["revision"],
                           file=(f"{slot}.pdf", b"%PDF-1.4\n%%EOF\n"))
        sizhi.act(case["id"], "report")
        message = inbox.wait_for("case.moved", case["id"])
        print(message["event"], message["data"]["source"], message["data"]["target"])
        case = sizhi.act(case["id"], "withdraw", reason="两街道已自行商定")
        print(case["number"], case["state_name"]["zh"])
        for line in sizhi.pages(f"/cases/{case['id']}/trail", limit=2):
            print(line["number"], line["action"], line["hash"][:12])
    finally:
        sizhi.send("DELETE", f"/webhooks/{hook['id']}")


def main() -> None:
    """Read the command line and run."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("address", help="of the server")
    parser.add_argument("--key", help="API key")
    asked = parser.parse_args()
    inbox = Inbox()
    try:
        run(Sizhi(asked.address, asked.key), inbox)
    finally:
        inbox.close()


if __name__ == "__main__":
    main()
