"""What jobs do: the kinds, and the function behind each, found only in the process that runs it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from importlib import import_module
from typing import Any, Protocol

from app.workspace import Workspace

TASKS: Mapping[str, str] = {
    "complete": "app.colleague.tasks:complete",
    "repair": "app.colleague.tasks:repair",
    "improve": "app.colleague.tasks:improve",
    "alternatives": "app.colleague.tasks:alternatives",
    "check": "app.datasets.tasks:check",
    "export": "app.plans.tasks:export",
    "import": "app.plans.tasks:import_plan",
}
"""Kind of a job → module and function."""

Tell = Callable[[str, dict[str, Any]], None]
"""Tells a message (``progress`` or ``best``) with its figures; what it tells first is shown first."""
Cancelled = Callable[[], bool]
"""Asks whether to stop and hand in what there is."""


@dataclass(frozen=True)
class TaskResult:
    """What came of a job.

    Attributes
    ----------
    result
        JSON.
    blob, file_name
        A file that it made, in the blob store, and what it is called when downloaded.
    """

    result: dict[str, Any] = field(default_factory=dict)
    blob: str | None = None
    file_name: str | None = None


class Task(Protocol):
    """One kind of job; raises an error of ours with its code where it cannot be done."""

    def __call__(
        self, workspace: Workspace, request: Mapping[str, Any], tell: Tell, cancelled: Cancelled
    ) -> TaskResult:
        """Do it. Asked to stop, it returns the best that it has."""


def find_task(target: str) -> Task:
    """Import a task.

    Parameters
    ----------
    target
        A value of `TASKS`.
    """
    module, name = target.split(":")
    task: Task = getattr(import_module(module), name)
    return task
