"""Line numbers of the keys of a TOML text, which the standard library does not tell."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache

type Keys = tuple[str, ...]

_KEY = r"""(?:[A-Za-z0-9_-]+|"[^"\n]*"|'[^'\n]*')"""
_DOTTED = rf"{_KEY}(?:\s*\.\s*{_KEY})*"
_HEADER = re.compile(rf"^\s*\[\[?\s*({_DOTTED})\s*\]\]?")
_ASSIGNMENT = re.compile(rf"^\s*({_DOTTED})\s*=")
_STRING = re.compile(r"""\"\"\"|'''|"(?:\\.|[^"\\])*"|'[^']*'|\#""")


def line_of(lines: Mapping[Keys, int], keys: Keys) -> int | None:
    """Find the line of nested keys, or of the innermost table around them; ``None`` where neither is there."""
    found = (lines.get(keys[:length]) for length in range(len(keys), 0, -1))
    return next((line for line in found if line is not None), None)


@lru_cache(maxsize=8)
def key_lines(text: str) -> Mapping[Keys, int]:
    """Map the nested keys of a TOML text to the line, from 1, on which each is stated first."""
    lines: dict[Keys, int] = {}
    table: Keys = ()
    depth, quote = 0, None
    for number, line in enumerate(text.splitlines(), start=1):
        if depth == 0 and quote is None:
            header, assignment = _HEADER.match(line), _ASSIGNMENT.match(line)
            if header is not None:
                table = _split(header[1])
                _note(lines, table, number)
                continue
            if assignment is not None:
                _note(lines, (*table, *_split(assignment[1])), number)
        depth, quote = _after(line, depth, quote)
    return lines


def _note(lines: dict[Keys, int], keys: Keys, number: int) -> None:
    for length in range(1, len(keys) + 1):
        lines.setdefault(keys[:length], number)


def _split(dotted: str) -> Keys:
    return tuple(part.strip("\"'") for part in re.findall(_KEY, dotted))


def _after(line: str, depth: int, quote: str | None) -> tuple[int, str | None]:
    """Say how many brackets, and which long string, are open after a line."""
    position = 0
    while position < len(line):
        if quote is not None:
            end = line.find(quote, position)
            if end < 0:
                return depth, quote
            position, quote = end + 3, None
            continue
        token = _STRING.search(line, position)
        plain = line[position : token.start() if token else len(line)]
        depth += sum(plain.count(bracket) for bracket in "[{") - sum(plain.count(bracket) for bracket in "]}")
        if token is None or token[0] == "#":
            break
        position = token.end()
        quote = token[0] if token[0] in ('"""', "'''") else None
    return depth, quote
