"""Jobs that do what jobs may do: tell, make a file, fail, die, heed a cancel or not."""

from __future__ import annotations

import os
import signal
import time

from app.errors import AppError
from app.jobs.tasks import TaskResult

HERE = "tests.app.jobs.sample_tasks"
SAMPLES = {name: f"{HERE}:{name}" for name in ("count", "refuse", "stumble", "die", "heed", "ignore", "make")}


class RefusedError(AppError):
    """A refusal of ours."""

    code = "sample.refused"


def count(workspace, request, tell, cancelled):
    """Tell three figures; the second is the best."""
    tell("progress", {"at": 1, "list": [1, 2]})
    tell("best", {"at": 2, "parts": []})
    tell("progress", {"at": 3})
    return TaskResult({"to": request["to"], "pid": os.getpid()})


def refuse(workspace, request, tell, cancelled):
    raise RefusedError("不行", "No")


def stumble(workspace, request, tell, cancelled):
    raise ZeroDivisionError


def die(workspace, request, tell, cancelled):
    """End as if memory had run out."""
    tell("progress", {})
    os.kill(os.getpid(), signal.SIGKILL)


def heed(workspace, request, tell, cancelled):
    """Work until asked to stop, then hand in the best."""
    tell("progress", {"pid": os.getpid()})
    while not cancelled():
        time.sleep(0.01)
    return TaskResult({"kept": "best"})


def ignore(workspace, request, tell, cancelled):
    """Tell a best and never stop."""
    tell("best", {"kept": "last told"})
    while True:
        time.sleep(0.1)


def make(workspace, request, tell, cancelled):
    """Make a file."""
    return TaskResult({"lines": 1}, workspace.blobs.put("四至".encode()), "四至.txt")
