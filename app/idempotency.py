"""One request, done once: the same ``Idempotency-Key`` again is answered as before, and changes nothing."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import Any

from sqlalchemy import delete
from sqlalchemy.orm import Session

from app.errors import AppError
from app.storage.cases import IdempotencyRow
from app.storage.models import now
from app.storage.rows import hold
from app.workspace import Person

KEPT = timedelta(days=30)
"""A client that asks again later than this asks anew."""

Answer = tuple[int, Mapping[str, Any]]
"""HTTP status and JSON body."""


class KeyReusedError(AppError):
    """A key that came before with another request."""

    code = "request.key_reused"


def once(
    session: Session, person: Person, key: str | None, request: Mapping[str, Any], do: Callable[[], Answer]
) -> Answer:
    """Do what a request asks unless it was done, and return the answer.

    What was done and that it was done are one transaction: where that fails, the key is as new.

    Parameters
    ----------
    key
        ``Idempotency-Key``, one of this person's; ``None`` for a request that may be done again.
    request
        All that the request says: method, path, ``If-Match``, body. Moments and dates are taken as text.
    do
        Does it in `session` and returns status and body; a refusal is raised, and not kept.

    Raises
    ------
    KeyReusedError
        Where the key came with another request.
    """
    if key is None:
        return do()
    _wait_for_others(session, person, key)
    known = known_answer(session, person, key, request)
    if known is not None:
        return known
    status, body = do()
    session.add(IdempotencyRow(
        key=_name(key), actor=actor_of(person), request_hash=_hash(request), status=status, body=dict(body)
    ))
    session.flush()
    return status, body


def known_answer(session: Session, person: Person, key: str | None, request: Mapping[str, Any]) -> Answer | None:
    """Return what a request was answered before; ``None`` where it was not, or has no key.

    Whoever prepares at length what `once` is to do asks here first.

    Raises
    ------
    KeyReusedError
        Where the key came with another request.
    """
    known = None if key is None else session.get(IdempotencyRow, (_name(key), actor_of(person)))
    if known is not None and known.request_hash != _hash(request):
        raise KeyReusedError(
            "这个 Idempotency-Key 已用于另一请求。换一个新的再发",
            "This Idempotency-Key came with another request. Send this one with a new key",
        )
    return None if known is None else (known.status, known.body)


def actor_of(person: Person) -> str:
    """Return whose keys these are: two people of one name do not share them."""
    return person.user_id or person.key_id or person.name


def forget_old(session: Session) -> None:
    """Remove answers that nobody will ask for again."""
    session.execute(delete(IdempotencyRow).where(IdempotencyRow.at < now() - KEPT))


def _wait_for_others(session: Session, person: Person, key: str) -> None:
    """Let the same key in another transaction end first."""
    lock = hashlib.sha256(f"{actor_of(person)}\x1f{key}".encode()).digest()[:8]
    hold(session, int.from_bytes(lock, "big", signed=True))


def _name(key: str) -> str:
    return hashlib.sha256(key.encode()).hexdigest()


def _hash(request: Mapping[str, Any]) -> str:
    told = json.dumps(request, ensure_ascii=False, sort_keys=True, separators=(",", ":"), default=str)
    return hashlib.sha256(told.encode()).hexdigest()
