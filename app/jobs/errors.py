"""What can go wrong with a job.

::

    AppError
    ├── JobNotFoundError      jobs.unknown       404
    ├── JobFileMissingError   jobs.no_file       404   a job that made no file (yet)
    ├── JobInterruptedError   jobs.interrupted         the server stopped under it, twice
    └── JobDiedError          jobs.died                its process ended without a word
"""

from __future__ import annotations

import logging
from typing import Any

from app.errors import AppError
from geodata.errors import GeodataError
from optimizer.errors import OptimizerError

_log = logging.getLogger(__name__)


class JobNotFoundError(AppError):
    """No job under this identifier."""

    code = "jobs.unknown"

    def __init__(self, job_id: str) -> None:
        super().__init__(f"没有任务 {job_id}", f"There is no job {job_id}")


class JobFileMissingError(AppError):
    """A job that made no file."""

    code = "jobs.no_file"

    def __init__(self, job_id: str) -> None:
        super().__init__(
            f"任务 {job_id} 没有可下载的文件：未完成，或不产生文件",
            f"Job {job_id} has no file: it is not done, or makes none",
        )


class JobInterruptedError(AppError):
    """A job under which the server stopped, and did so again when it was started once more."""

    code = "jobs.interrupted"

    def __init__(self) -> None:
        super().__init__(
            "服务器在任务进行中停止，重试一次后再次中断。请重新发起",
            "The server stopped while the job ran, and again when it was tried once more. Start it again",
        )


class JobDiedError(AppError):
    """A job whose process ended without a word."""

    code = "jobs.died"

    def __init__(self, exit_code: int | None) -> None:
        super().__init__(
            f"任务进程意外结束（退出码 {exit_code}），可能内存不足。数据未改动，可重新发起",
            f"The job's process ended unexpectedly (exit code {exit_code}), perhaps for want of memory. No data was "
            "changed; start it again",
        )


def error_body(error: Exception) -> dict[str, Any]:
    """Say what went wrong as ``JobRow.error``: ours keep their code, any other is a fault of ours."""
    if isinstance(error, AppError | GeodataError | OptimizerError):
        return {"code": error.code, "message_zh": error.message_zh, "message_en": error.message_en}
    name = type(error).__name__
    _log.error("A job failed", exc_info=error)
    return {
        "code": "fault", "message_zh": f"程序自身出错（{name}），数据未改动。详情见服务器日志",
        "message_en": f"A fault of ours ({name}); no data was changed. See the server log",
    }
