"""The job ``check``: files read, repaired, tiled and measured; report and ground kept with the dataset."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from app.checks.checking import Checked
from app.checks.report import check_report
from app.datasets.changing import reading
from app.datasets.inputs import Inputs, input_files, on_disk
from app.datasets.store import dataset_row
from app.jobs.tasks import Cancelled, TaskResult, Tell
from app.rulepacks.store import resolve_profile
from app.storage.models import DatasetState
from app.workspace import Workspace
from geodata.keeping import keep
from geodata.prepare import prepare

STEPS = (
    ("读取与修补", "Reading and repairing"),
    ("汇总发现", "Gathering what was found"),
    ("保存结果", "Keeping the result"),
)


def check(
    workspace: Workspace, request: Mapping[str, Any], tell: Tell, cancelled: Cancelled
) -> TaskResult:
    """Check the files of a dataset as ``sizhi check`` does, split as ``sizhi plan`` splits.

    Parameters
    ----------
    request
        ``{"dataset_id", "inputs", "profile"}``; see :func:`app.datasets.service.prepare_check`. What the dataset has
        meanwhile become is compared with it: a check of files that nobody wants any more is not kept.
    """
    inputs = Inputs.from_json(request["inputs"])
    with workspace.database.reading() as session:
        limit = resolve_profile(session, request["profile"]).value("size.households_max")
    with on_disk(inputs.files, workspace.blobs) as paths:
        _say(tell, 0)
        dataset = prepare(input_files(inputs, paths), split_above=limit)
    _say(tell, 1)
    document = Checked(dataset, check_report(dataset)).document
    _say(tell, 2)
    kept = workspace.blobs.put(keep(dataset))
    with workspace.database.session() as session:
        row = dataset_row(session, request["dataset_id"])
        is_wanted = (
            not cancelled() and row.state != DatasetState.READY and row.profile == request["profile"]
            and reading(Inputs.from_json(row.inputs)) == reading(inputs)
        )
        if is_wanted:
            row.check, row.kept, row.hash, row.state = document, kept, dataset.hash, DatasetState.CHECKED.value
    totals = {name: document[name] for name in ("areas", "units", "households", "population")}
    return TaskResult({**totals, "kept": is_wanted})


def _say(tell: Tell, step: int) -> None:
    zh, en = STEPS[step]
    tell("progress", {"step": step + 1, "steps": len(STEPS), "message_zh": zh, "message_en": en})
