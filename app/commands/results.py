"""The folder of the results: made and tried before the work, so that nothing is lost at its end."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryFile

from app.errors import AppError


class ResultsFolderError(AppError):
    """A folder that results cannot be written into."""

    code = "command.out"


def results_folder(out: Path) -> Path:
    """Make the folder, and write into it once.

    Raises
    ------
    ResultsFolderError
        Where that cannot be done.
    """
    try:
        out.mkdir(parents=True, exist_ok=True)
        with TemporaryFile(dir=out):
            return out
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
