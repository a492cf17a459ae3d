"""Files under the hash of their content: written once, never changed, safe to refer to before a transaction ends."""

from __future__ import annotations

import hashlib
import os
import re
import tempfile
from collections.abc import Iterable
from pathlib import Path

from app.errors import AppError

NAME = re.compile(r"[0-9a-f]{64}")


class BlobMissingError(AppError):
    """A file that the database refers to and the data folder does not hold."""

    code = "blobs.missing"


class BlobStore:
    """A folder of files named after the SHA-256 of what they hold.

    Parameters
    ----------
    folder
        Made where it is missing.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def put(self, content: bytes | Iterable[bytes]) -> str:
        """Keep some content on disk, surviving a crash once this returns, and return its name."""
        chunks = [content] if isinstance(content, bytes) else content
        self.folder.mkdir(parents=True, exist_ok=True)
        digest = hashlib.sha256()
        with tempfile.NamedTemporaryFile(dir=self.folder, prefix=".new-", delete=False) as file:
            try:
                for chunk in chunks:
                    digest.update(chunk)
                    file.write(chunk)
                file.flush()
                os.fsync(file.fileno())
                path = self._path(digest.hexdigest())
                path.parent.mkdir(exist_ok=True)
                Path(file.name).replace(path)
            except BaseException:
                Path(file.name).unlink(missing_ok=True)
                raise
        return digest.hexdigest()

    def path(self, name: str) -> Path:
        """Return where a blob lies.

        Raises
        ------
        BlobMissingError
            Where there is none of this name.
        """
        path = self._path(name) if NAME.fullmatch(name) else None
        if path is None or not path.is_file():
            raise BlobMissingError(
                f"数据文件夹里缺少文件 {name[:12]}…。请从备份恢复 SIZHI_DATA",
                f"The data folder lacks the file {name[:12]}…. Restore SIZHI_DATA from its backup",
            )
        return path

    def get(self, name: str) -> bytes:
        """Return what a blob holds; see `path`."""
        return self.path(name).read_bytes()

    def _path(self, name: str) -> Path:
        return self.folder / name[:2] / name
