"""Forms with files, taken apart while they come in and no more of them than the server allows."""

from __future__ import annotations

from collections.abc import Collection

from fastapi import Request
from starlette.datastructures import UploadFile
from starlette.formparsers import MultiPartException, MultiPartParser

from app.datasets.errors import InputInvalidError
from app.datasets.inputs import Piece
from app.datasets.uploads import chunks, limited, safe_name
from app.storage.blobs import BlobStore

MOST_FILES = 100


async def take_form(
    request: Request, fields: Collection[str], *, fewest: int = 1
) -> tuple[list[UploadFile], dict[str, str]]:
    """Return the files of some fields, and the other fields as text.

    Parameters
    ----------
    fields
        Names under which files come.
    fewest
        How many files have to be among them.

    Raises
    ------
    UploadTooLargeError
        As soon as more comes in than ``SIZHI_UPLOAD_LIMIT_MB``.
    InputInvalidError
        Where it is no form, or holds too few files.
    """
    limit = request.app.state.settings.upload_limit_mb
    named = " / ".join(fields)
    parser = MultiPartParser(request.headers, limited(request.stream(), limit), max_files=MOST_FILES)
    try:
        form = await parser.parse()
    except (MultiPartException, KeyError) as error:
        raise InputInvalidError(
            f"上传内容读不出来：应为 multipart/form-data，字段名 {named}",
            f"The upload cannot be read: it has to be multipart/form-data with {named}",
        ) from error
    files = [value for key, value in form.multi_items() if key in fields and isinstance(value, UploadFile)]
    if len(files) < fewest:
        raise InputInvalidError("没有收到文件", "No file came in")
    return files, {key: value for key, value in form.items() if isinstance(value, str)}


def keep_files(blobs: BlobStore, files: list[UploadFile]) -> list[Piece]:
    """Keep uploaded files under their own names made harmless."""
    return [Piece(safe_name(file.filename or ""), file.size or 0, blobs.put(chunks(file.file))) for file in files]
