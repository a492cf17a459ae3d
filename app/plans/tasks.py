"""The jobs ``import`` and ``export``, each done in a process of its own."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from app.datasets.inputs import InputFile, Piece, on_disk
from app.datasets.store import open_dataset
from app.jobs.tasks import Cancelled, TaskResult, Tell
from app.plans.drawing import drawing_json
from app.plans.exports import Format, Source
from app.plans.exports import export as write_export
from app.plans.ground import plan_dataset
from app.plans.imports import import_drawing
from app.plans.opinions import judge_version, open_version
from app.plans.plan_table import read_plan_table
from app.plans.territory import as_today, require_own_land
from app.storage.models import LOCAL_ORGANISATION, PlanRow
from app.workspace import Workspace
from geodata.domain import Datum

READING = ("读取方案文件", "Reading the file of the plan")
MATCHING = ("对应单元", "Matching units")
JUDGING = ("量测与核查", "Measuring and auditing")
WRITING = ("写入文件", "Writing the file")


def export(workspace: Workspace, request: Mapping[str, Any], tell: Tell, cancelled: Cancelled) -> TaskResult:
    """Export a version of a plan.

    Parameters
    ----------
    request
        ``{"plan_id", "version", "format", "title", "hash"}``; by the hash the same export is known again.
    """
    form = Format(request["format"])
    version = open_version(workspace, request["plan_id"], int(request["version"]))
    dataset = plan_dataset(workspace, version.plan, version.drawing)
    _say(tell, 1, 2, JUDGING)
    source = Source(
        request["title"], version.number, dataset, version.drawing, lambda: judge_version(workspace, version),
        version.hash,
    )
    name, content = write_export(source, form)
    _say(tell, 2, 2, WRITING)
    return TaskResult(
        {"format": form.value, "version": version.number, "size": len(content)}, workspace.blobs.put(content), name
    )


def import_plan(workspace: Workspace, request: Mapping[str, Any], tell: Tell, cancelled: Cancelled) -> TaskResult:
    """Make a plan of an uploaded file.

    Done again after a restart it makes the same plan, not a second one.

    Parameters
    ----------
    request
        ``{"plan_id", "dataset_id", "file", "part", "column", "crs", "datum", "name", "profile", "objective", "who",
        "organisation_id", "territory"}``.

    Raises
    ------
    OutsideSubdistrictError
        Where the file changes land that is not of ``territory``.
    """
    dataset = open_dataset(workspace, request["dataset_id"])
    told = request["file"]
    file = InputFile(**{**told, "beside": tuple(Piece(**piece) for piece in told["beside"])})
    with on_disk((file,), workspace.blobs) as paths:
        _say(tell, 1, 2, READING)
        table = read_plan_table(
            paths[file.file_id], dataset, part=request["part"], column=request["column"], crs=request["crs"],
            datum=None if request["datum"] is None else Datum(request["datum"]),
        )
        _say(tell, 2, 2, MATCHING)
        imported = import_drawing(table, dataset)
        require_own_land(imported.drawing, dataset, request.get("territory"), as_today(dataset))
    report = imported.report()
    if not cancelled():
        with workspace.database.session() as session:
            if session.get(PlanRow, request["plan_id"]) is None:
                session.add(PlanRow(
                    id=request["plan_id"], dataset_id=request["dataset_id"], name=request["name"],
                    profile=request["profile"], objective=request["objective"], start=drawing_json(imported.drawing),
                    origin={"kind": "import", "file": file.name, "column": table.column, "taken": report["taken"],
                            "left_out": report["left_out"], "problems": report["problems"]},
                    created_by=request["who"],
                    organisation_id=request.get("organisation_id", LOCAL_ORGANISATION),
                ))
    return TaskResult({"plan": request["plan_id"], "file": file.name, "column": table.column, **report})


def _say(tell: Tell, step: int, steps: int, words: tuple[str, str]) -> None:
    tell("progress", {"step": step, "steps": steps, "message_zh": words[0], "message_en": words[1]})
