"""Servers on this machine that receive messages: one that keeps them, and some that mean ill."""

from __future__ import annotations

import socket
import ssl
import subprocess
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest


@dataclass
class Receiver:
    """Keeps what it was sent, and answers as it is told."""

    port: int = 0
    status: int = 200
    answers: list[int] = field(default_factory=list)
    """Answered one after another; then ``status``."""
    received: list[tuple[str, dict[str, str], bytes]] = field(default_factory=list)
    """Path, headers and body of every message."""
    location: str | None = None
    arrived: threading.Condition = field(default_factory=threading.Condition)

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}/hook"

    def wait_for(self, count: int, seconds: float = 20) -> list[tuple[str, dict[str, str], bytes]]:
        """Wait until so many messages are there; return them."""
        with self.arrived:
            self.arrived.wait_for(lambda: len(self.received) >= count, seconds)
            assert len(self.received) >= count, f"{len(self.received)} of {count} messages"
            return list(self.received)

    def take(self, path: str, headers: dict[str, str], body: bytes) -> int:
        with self.arrived:
            self.received.append((path, headers, body))
            self.arrived.notify_all()
            return self.answers.pop(0) if self.answers else self.status


@contextmanager
def receiving(trust: ssl.SSLContext | None = None) -> Iterator[Receiver]:
    """Run a receiver; with TLS where a context is told."""
    receiver = Receiver()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            self.send_response(receiver.take(self.path, dict(self.headers), body))
            if receiver.location is not None:
                self.send_header("Location", receiver.location)
            self.send_header("Content-Length", "2")
            self.end_headers()
            self.wfile.write(b"ok")

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.handle_error = lambda *_: None
    if trust is not None:
        server.socket = trust.wrap_socket(server.socket, server_side=True)
    receiver.port = server.server_address[1]
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    try:
        yield receiver
    finally:
        server.shutdown()
        server.server_close()


@contextmanager
def misbehaving(behave: Callable[[socket.socket], None]) -> Iterator[int]:
    """Run a server that does with every connection whatever it wants; yield its port."""
    listener = socket.create_server(("127.0.0.1", 0))
    listener.settimeout(0.1)
    ending = threading.Event()

    def accept() -> None:
        while not ending.is_set():
            with suppress(TimeoutError):
                connection, _ = listener.accept()
                threading.Thread(target=attend, args=(connection,), daemon=True).start()

    def attend(connection: socket.socket) -> None:
        with connection, suppress(OSError):
            connection.settimeout(30)
            heard = connection.recv(65_536)
            while heard.startswith(b"POST") and not heard.endswith(b"}"):
                heard += connection.recv(65_536)
            behave(connection)

    thread = threading.Thread(target=accept, daemon=True)
    thread.start()
    try:
        yield int(listener.getsockname()[1])
    finally:
        ending.set()
        thread.join()
        listener.close()


def drip(connection: socket.socket) -> None:
    """Answer one byte now and then, and well in the end, after half a minute."""
    answer = b"HTTP/1.1 200 OK\r\nX-Slow: " + b"a" * 300 + b"\r\nContent-Length: 0\r\n\r\n"
    for byte in answer:
        connection.sendall(bytes([byte]))
        threading.Event().wait(0.1)


def flood(connection: socket.socket) -> None:
    """Answer well, with a body without end."""
    connection.sendall(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n")
    while True:
        connection.sendall(b"1000\r\n" + b"a" * 0x1000 + b"\r\n")


def boast(connection: socket.socket) -> None:
    """Answer with headers without end."""
    connection.sendall(b"HTTP/1.1 200 OK\r\n")
    while True:
        connection.sendall(b"X-Big: " + b"a" * 4000 + b"\r\n")


def put_off(connection: socket.socket) -> None:
    """Answer again and again that the answer is to come."""
    while True:
        connection.sendall(b"HTTP/1.1 102 Processing\r\n\r\n" * 50)


def be_silent(connection: socket.socket) -> None:
    """Take everything, say nothing."""
    connection.recv(1)


def hang_up(connection: socket.socket) -> None:
    """Close at once."""


def babble(connection: socket.socket) -> None:
    """Speak something else."""
    connection.sendall(b"220 mail.example ESMTP\r\n" * 3)


def self_signed(folder: Path) -> Path:
    """Return a file with key and certificate for ``localhost`` that nobody trusts."""
    path = folder / "localhost.pem"
    try:
        subprocess.run(
            ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=localhost",
             "-addext", "subjectAltName=DNS:localhost", "-keyout", str(path), "-out", str(folder / "cert.pem")],
            check=True, capture_output=True,
        )
    except FileNotFoundError:
        pytest.skip("no openssl on the PATH")
    path.write_text(path.read_text() + (folder / "cert.pem").read_text())
    return path
