"""Who runs a job: one server process, told apart from every other and from those that had its number before.

An owner is ``MACHINE/PID/NONCE``. It is gone when its heart has not beaten for `SILENT_S`, whatever machine it was on;
sooner where its machine is this one and no such process lives.
"""

from __future__ import annotations

import hashlib
import os
import secrets
import socket
import sys
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path

SILENT_S = 60.0
"""A runner that wrote nothing for so long is gone; it writes every few seconds."""

_here: set[str] = set()
"""Owners that live in this very process."""


def new_owner() -> str:
    """Name a runner of this process."""
    owner = f"{_machine()}/{os.getpid()}/{secrets.token_hex(4)}"
    _here.add(owner)
    return owner


def retire(owner: str) -> None:
    """Say that a runner of this process is done."""
    _here.discard(owner)


def is_gone(owner: str | None, beat_at: datetime | None, now: datetime) -> bool:
    """Whether nobody will go on with what an owner was doing."""
    if owner is None or beat_at is None or now - beat_at > timedelta(seconds=SILENT_S):
        return True
    machine, pid, _ = owner.rsplit("/", 2)
    if machine != _machine():
        return False
    return owner not in _here if int(pid) == os.getpid() else not _lives(int(pid))


def _lives(pid: int) -> bool:
    if sys.platform == "win32":
        return True  # signal 0 would end it there: its heart decides
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


@cache
def _machine() -> str:
    """Name this machine since it was switched on; containers of one machine number their processes apart."""
    facts = [_read(Path("/proc/sys/kernel/random/boot_id"))]
    namespace = Path("/proc/self/ns/pid")
    facts.append(str(namespace.stat().st_ino) if namespace.exists() else "")
    return f"{socket.gethostname()}-{hashlib.sha256(' '.join(facts).encode()).hexdigest()[:8]}"


def _read(path: Path) -> str:
    return path.read_text(encoding="ascii").strip() if path.exists() else ""
