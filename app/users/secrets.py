"""Passwords, and secrets that machines keep: what of them is stored, and how they are compared.

Nothing here needs a key of the server: a secret is random, and only its SHA-256 is stored.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets

from argon2 import PasswordHasher
from argon2.exceptions import Argon2Error, InvalidHashError

from app.users.errors import UnfitError

SHORTEST, LONGEST = 10, 200
"""Characters of a password."""

_hasher = PasswordHasher(time_cost=2, memory_cost=19_456, parallelism=1)
"""Argon2id as OWASP advises at the least: 19 MiB, two passes."""
_nobody = _hasher.hash(secrets.token_urlsafe(16))
"""Checked for a name that nobody has, so that the answer takes as long as for one that somebody has."""


def hash_password(password: str) -> str:
    """Return what is stored of a password.

    Raises
    ------
    UnfitError
        Where it is too short or too long.
    """
    if not SHORTEST <= len(password) <= LONGEST:
        raise UnfitError(
            f"密码应为 {SHORTEST} 至 {LONGEST} 个字符", f"A password has {SHORTEST} to {LONGEST} characters"
        )
    return _hasher.hash(password)


def is_password(password: str, stored: str | None) -> bool:
    """Whether a password is the one of which this was stored; ``None``: there is none, and it takes as long."""
    try:
        return _hasher.verify(stored or _nobody, password) and stored is not None
    except (Argon2Error, InvalidHashError):
        return False


def new_secret() -> str:
    """Return a secret that nobody can guess: 43 characters."""
    return secrets.token_urlsafe(32)


def fingerprint(secret: str) -> str:
    """Return what is stored of a secret."""
    return hashlib.sha256(secret.encode()).hexdigest()


def page_token(secret: str) -> str:
    """Return the token of pages that the cookie `secret` opens (CSRF): another site cannot read or guess it."""
    return fingerprint(f"page {secret}")


def is_page_token(told: str | None, secret: str) -> bool:
    """Whether a request brought the token of its page."""
    return told is not None and hmac.compare_digest(told.encode(), page_token(secret).encode())
