"""What several checks ask of a profile, and how they list names."""

from __future__ import annotations

from collections.abc import Sequence

from optimizer.rules.field import Field
from optimizer.rules.pack import Profile

M2 = "m2"


def switched_on(profile: Profile, path: str) -> Field | None:
    """Look up a field that has a value, and for a switch is on."""
    field = profile.field(path)
    return field if field is not None and field.value else None


def listed(names: Sequence[str], separator: str, most: int = 5) -> str:
    """List a few names, then how many there are."""
    shown = separator.join(str(name) for name in names[:most])
    return shown if len(names) <= most else f"{shown} … ({len(names)})"
