"""The folder of the results: made and tried before the work, so that nothing is lost at its end."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryFile

from app.errors import AppError


class ResultsFolderError(AppError):
    """A folder that results cannot be written into."""

    code = "command.out"


def try_folder(out: Path | None) -> None:
    """Make the folder of the results, if any are to be written, and write into it once.

    Raises
    ------
    ResultsFolderError
        Where that cannot be done.
    """
    if out is None:
        return
    try:
        out.mkdir(parents=True, exist_ok=True)
        TemporaryFile(dir=out).close()
    except FileExistsError as error:
        raise ResultsFolderError(
            f"--out {out}：这是文件，不是文件夹；请换一个名字",
            f"--out {out} is a file, not a folder; choose another name",
        ) from error
    except OSError as error:
        raise ResultsFolderError(
            f"--out {out}：不能在这里写文件；请换一个有写权限、有空间的位置（{error.strerror}）",
            f"--out {out}: files cannot be written here; choose a place that may be written and has room "
            f"({error.strerror})",
        ) from error
