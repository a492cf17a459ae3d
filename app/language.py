"""Which of the two texts of a message is shown: Chinese, or English where ``SIZHI_LANG=en``."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

_is_chinese_only: ContextVar[bool] = ContextVar("is_chinese_only", default=False)


def say(zh: str, en: str) -> str:
    """Return the text in the language of the command line."""
    if _is_chinese_only.get():
        return zh
    return en if os.environ.get("SIZHI_LANG", "").lower().startswith("en") else zh


@contextmanager
def in_chinese() -> Iterator[None]:
    """Say everything in Chinese, whatever the machine's language: for papers that an office files."""
    token = _is_chinese_only.set(True)
    try:
        yield
    finally:
        _is_chinese_only.reset(token)
