"""The same content, the same bytes: office documents without clocks and without an order of chance."""

from __future__ import annotations

import io
import re
import zipfile
from datetime import UTC, date, datetime

_EPOCH = (1980, 1, 1, 0, 0, 0)
_CORE = "docProps/core.xml"
_STAMP = re.compile(rb"(<dcterms:(created|modified)\b[^>]*>)[^<]*(</dcterms:\2>)")

UNDATED = date(2000, 1, 1)
"""Stands in the metadata of a paper whose day is not known."""


def sealed(document: bytes, dated: date | None) -> bytes:
    """Return a docx or xlsx with every time in it set to one day, its parts in the order they had.

    Parameters
    ----------
    dated
        Day of the paper, for its metadata.
    """
    day = dated or UNDATED
    stamp = datetime(day.year, day.month, day.day, tzinfo=UTC).strftime("%Y-%m-%dT%H:%M:%SZ").encode()
    content = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(document)) as source, zipfile.ZipFile(content, "w") as target:
        for name in source.namelist():
            body = source.read(name)
            if name == _CORE:
                body = _STAMP.sub(rb"\g<1>" + stamp + rb"\g<3>", body)
            target.writestr(zipfile.ZipInfo(name, _EPOCH), body, zipfile.ZIP_DEFLATED)
    return content.getvalue()
