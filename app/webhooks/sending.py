"""One message to one address, within ten seconds whatever the other side does.

What answers is not trusted: its name is looked up once and that very machine is connected to, so that it cannot be
another one a moment later; redirects are not followed; proxies of the environment are not asked; nothing of the
answer but its status is read or kept, so that nobody learns through us what a machine inside the network says.
"""

from __future__ import annotations

import ssl
import time
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

import httpcore

from app.webhooks.addresses import Target, resolve
from app.webhooks.errors import RefusedAddressError

TIMEOUT_S = 10.0
"""For everything: looking up, connecting, sending, and the status of the answer."""
MOST_RECEIVED_BYTES = 65_536


class Failure(StrEnum):
    """Why a message did not arrive."""

    REFUSED = "refused"
    """The name stands for a machine that nothing is sent to."""
    UNREACHABLE = "unreachable"
    """No such name, or nothing answers there."""
    TLS = "tls"
    """The certificate is not to be trusted, or the other side speaks no TLS."""
    TIMEOUT = "timeout"
    NO_HTTP = "no_http"
    """What came back is not HTTP, or too long."""
    STATUS = "status"
    """An answer other than 2xx; a redirect too."""
    FAULT = "fault"
    """Nothing of the other side's: the log of the server tells."""


@dataclass(frozen=True)
class Outcome:
    """What came of one attempt: the status that was answered, and why it counts as failed if it does."""

    status: int | None
    failure: Failure | None


class Sender:
    """Sends messages.

    Parameters
    ----------
    private
        Whether they may go to the own network; see :func:`app.webhooks.addresses.permitted`.
    trust
        Which certificates are trusted; those of the system where left out.
    """

    def __init__(
        self, *, private: bool = False, timeout_s: float = TIMEOUT_S, trust: ssl.SSLContext | None = None
    ) -> None:
        self._private, self._timeout_s = private, timeout_s
        self._trust = trust or ssl.create_default_context()

    def send(self, target: Target, body: bytes, headers: Mapping[str, str]) -> Outcome:
        """Send one message; whatever goes wrong is an outcome."""
        backend = _Backend(_Clock(self._timeout_s), private=self._private)
        try:
            status = self._status(backend, target, body, headers)
        except RefusedAddressError:
            return Outcome(None, Failure.REFUSED)
        except (httpcore.TimeoutException, TimeoutError):
            return Outcome(None, Failure.TIMEOUT)
        except ssl.SSLError:
            return Outcome(None, Failure.TLS)
        except (httpcore.NetworkError, OSError):
            return Outcome(None, Failure.UNREACHABLE)
        except (httpcore.ProtocolError, httpcore.UnsupportedProtocol):
            return Outcome(None, Failure.NO_HTTP)
        return Outcome(status, None if 200 <= status < 300 else Failure.STATUS)

    def _status(
        self, backend: httpcore.NetworkBackend, target: Target, body: bytes, headers: Mapping[str, str]
    ) -> int:
        url = httpcore.URL(scheme=target.scheme, host=target.host, port=target.port, target=target.path)
        with httpcore.ConnectionPool(
            ssl_context=self._trust, max_keepalive_connections=0, network_backend=backend,
        ) as connections, connections.stream(
            "POST", url, headers={"Host": target.authority, **headers}, content=body
        ) as response:
            return int(response.status)


class _Clock:
    """How much time is left for one message, all its parts together."""

    def __init__(self, seconds: float) -> None:
        self._end = time.monotonic() + seconds

    def left(self) -> float:
        left = self._end - time.monotonic()
        if left <= 0:
            raise httpcore.ReadTimeout
        return left


class _Backend(httpcore.NetworkBackend):
    """Connects to the machine that was judged, not to whatever a name means the next time it is asked."""

    def __init__(self, clock: _Clock, *, private: bool) -> None:
        self._clock, self._private = clock, private
        self._inner = httpcore.SyncBackend()

    def connect_tcp(
        self, host: str, port: int, timeout: float | None = None, local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.NetworkStream:
        addresses = resolve(host, port, private=self._private)
        for left, address in zip(range(len(addresses), 0, -1), addresses, strict=True):
            try:
                stream = self._inner.connect_tcp(
                    str(address), port, self._clock.left() / left, local_address, socket_options
                )
                return _Stream(stream, self._clock)
            except (httpcore.ConnectError, httpcore.ConnectTimeout):
                if left == 1:
                    raise
        raise AssertionError("resolve returns at least one address")


class _Stream(httpcore.NetworkStream):
    """A connection on which neither a drop now and then nor a flood goes on for ever."""

    def __init__(self, inner: httpcore.NetworkStream, clock: _Clock) -> None:
        self._inner, self._clock = inner, clock
        self._received = 0

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        if self._received > MOST_RECEIVED_BYTES:
            raise httpcore.RemoteProtocolError("the answer is too long")
        received = self._inner.read(max_bytes, self._clock.left())
        self._received += len(received)
        return received

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self._inner.write(buffer, self._clock.left())

    def close(self) -> None:
        self._inner.close()

    def start_tls(
        self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore.NetworkStream:
        try:
            return _Stream(self._inner.start_tls(ssl_context, server_hostname, self._clock.left()), self._clock)
        except httpcore.ConnectError as error:
            raise _as_tls(error) from error

    def get_extra_info(self, info: str) -> Any:
        return self._inner.get_extra_info(info)


def _as_tls(error: httpcore.ConnectError) -> Exception:
    cause = error.__cause__ or error.__context__
    return cause if isinstance(cause, ssl.SSLError) else error
