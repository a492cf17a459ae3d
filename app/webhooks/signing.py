"""How a message is signed, and how whoever receives it can tell: HMAC-SHA256 over ``timestamp.body``."""

from __future__ import annotations

import hashlib
import hmac
import json
import secrets
from collections.abc import Mapping
from typing import Any

PREFIX = "whsec_"
"""How a secret begins, so that it is known for what it is wherever it turns up."""


def new_secret() -> str:
    """Return a secret that nobody can guess."""
    return PREFIX + secrets.token_urlsafe(32)


def as_sent(body: Mapping[str, Any]) -> bytes:
    """Return the bytes of a body: the same on every attempt, whatever order a database gives the names back in."""
    return json.dumps(body, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def signature(secret: str, timestamp: int, body: bytes) -> str:
    """Return the header ``Sizhi-Signature``.

    Parameters
    ----------
    timestamp
        Seconds since 1970 when it is sent: a receiver refuses old ones, so that none can be sent again by others.
    """
    digest = hmac.new(secret.encode(), f"{timestamp}.".encode() + body, hashlib.sha256).hexdigest()
    return f"t={timestamp},v1={digest}"


def headers(secret: str, timestamp: int, body: bytes, event: str, delivery_id: str) -> dict[str, str]:
    """Return the headers of a message; ``Sizhi-Delivery`` is the same on every attempt."""
    return {
        "Content-Type": "application/json; charset=utf-8", "User-Agent": "Sizhi-Webhooks/1",
        "Sizhi-Event": event, "Sizhi-Delivery": delivery_id, "Sizhi-Signature": signature(secret, timestamp, body),
    }
