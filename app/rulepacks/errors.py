"""What can go wrong with a rule pack of the users' own, beside breaking its schema."""

from __future__ import annotations

from app.errors import AppError


class PackTakenError(AppError):
    """An own pack under the identifier and version of another."""

    code = "profiles.taken"
