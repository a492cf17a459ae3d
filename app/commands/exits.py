"""Exit codes of every command (design section 4.2)."""

from __future__ import annotations

DONE, FINDINGS, UNUSABLE, FAULT, INTERRUPTED = 0, 1, 2, 3, 130
