"""Which of the two texts of a message is shown: Chinese, or English where ``SIZHI_LANG=en``."""

from __future__ import annotations

import os


def say(zh: str, en: str) -> str:
    """Return the text in the language of the command line."""
    return en if os.environ.get("SIZHI_LANG", "").lower().startswith("en") else zh
