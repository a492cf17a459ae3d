"""Drawing over HTTP: the ground, the drawing at any version, the log of commands."""

from __future__ import annotations

import gzip
import hashlib
import json
from typing import Annotated

from fastapi import APIRouter, Header, Query, Response

from app.datasets.store import open_dataset
from app.plans.commands import append, command_json, commands_after, name_version
from app.plans.drawing import drawing_json
from app.plans.drawing_schemas import (
    MOST_COMMANDS,
    CommandList,
    CommandOut,
    CommandsIn,
    CommandsTaken,
    DrawingBody,
    DrawingOut,
    VersionName,
)
from app.plans.editor_ground import editor_ground
from app.plans.ground import plan_dataset
from app.plans.memory import Memory
from app.plans.opinions import open_version
from app.plans.router import PlanId, Version
from app.plans.store import drawing_at, load_plan
from app.plans.web import STALE, UNKNOWN
from app.web import MOST_NUMBER, Match
from app.workspace import CurrentReading, CurrentSession, CurrentWorkspace, Who

GZIP_LEVEL = 6

api = APIRouter(prefix="/api/v1/plans", tags=["drawing"])

_grounds: Memory[str, bytes] = Memory(6)
"""Packed documents, by what they were made of."""


@api.get(
    "/{plan_id}/ground", summary="The ground of a plan for the editor", response_class=Response,
    responses={
        **UNKNOWN, 304: {"description": "What If-None-Match names is still right."},
        200: {"description": "Flat arrays over units, see docs.", "content": {"application/json": {"schema": {
            "type": "object", "required": ["hash", "units", "shapes", "arcs", "neighbours", "rules"],
        }}}},
    },
)
def get_ground(
    plan_id: PlanId, workspace: CurrentWorkspace, version: Version = None,
    if_none_match: Annotated[str | None, Header()] = None, accept_encoding: Annotated[str, Header()] = "",
) -> Response:
    """Return units, borders, neighbours, walking times, anchors and the numbers of the rules, for drawing offline."""
    opened = open_version(workspace, plan_id, version)
    told = [opened.plan.dataset.hash, opened.profile.hash, drawing_json(opened.drawing)["splits"]]
    digest = hashlib.sha256(json.dumps(told, sort_keys=True).encode()).hexdigest()
    headers = {"ETag": f'"{digest}"', "Cache-Control": "private, no-cache", "Vary": "Accept-Encoding"}
    if if_none_match is not None and digest in if_none_match:
        return Response(status_code=304, headers=headers)

    def make() -> bytes:
        dataset = plan_dataset(workspace, opened.plan, opened.drawing)
        return gzip.compress(editor_ground(dataset, opened.profile, digest), GZIP_LEVEL)

    packed = _grounds.get(digest, make)
    if "gzip" in accept_encoding:
        return Response(packed, media_type="application/json", headers={**headers, "Content-Encoding": "gzip"})
    return Response(gzip.decompress(packed), media_type="application/json", headers=headers)


@api.get("/{plan_id}/drawing", summary="The drawing of a version", responses=UNKNOWN)
def get_drawing(plan_id: PlanId, session: CurrentReading, version: Version = None) -> DrawingOut:
    """Return the community of every unit, what the communities are called, and which units are cut."""
    plan = load_plan(session, plan_id)
    number = plan.head if version is None else version
    return DrawingOut(version=number, drawing=DrawingBody.of(drawing_at(session, plan, number)))


@api.get("/{plan_id}/commands", summary="The log of a plan", responses=UNKNOWN)
def get_commands(
    plan_id: PlanId, session: CurrentReading,
    after: Annotated[int, Query(ge=0, le=MOST_NUMBER, description="Commands after this version.")] = 0,
    limit: Annotated[int, Query(ge=1, le=MOST_COMMANDS, description="Most commands of the answer.")] = MOST_COMMANDS,
) -> CommandList:
    """Return the commands after a version, in order; each makes the version of its number.

    There are more while the last is below ``head``: ask again after it.
    """
    plan = load_plan(session, plan_id)
    items = [CommandOut(**command_json(row)) for row in commands_after(session, plan, after, limit)]
    return CommandList(items=items, head=plan.head)


@api.post("/{plan_id}/commands", summary="Draw", responses=STALE)
def post_commands(
    plan_id: PlanId, head: Match, asked: CommandsIn, workspace: CurrentWorkspace, who: Who
) -> CommandsTaken:
    """Append commands drawn on version ``If-Match``, all or none; those that are there already are skipped.

    Where others drew on meanwhile the answer is 409 with their commands: the client keeps its own state as one command
    of kind ``keep`` on the new head, takes theirs, or copies the plan at its own version and sends its commands there.
    """
    commands = [body.command() for body in asked.commands]
    dataset = None
    if any(command.changes.splits for command in commands):
        with workspace.database.session() as session:
            dataset_id = load_plan(session, plan_id).dataset_id
        dataset = open_dataset(workspace, dataset_id)
    with workspace.database.session() as session:
        plan = load_plan(session, plan_id, for_update=True)
        taken = append(session, plan, head, commands, who, dataset)
        return CommandsTaken(head=taken.head, numbers=dict(taken.numbers))


@api.put("/{plan_id}/versions/{version}/name", summary="Name a version", responses=UNKNOWN)
def put_version_name(plan_id: PlanId, version: int, asked: VersionName, session: CurrentSession) -> CommandOut:
    """Name a version, or take its name away."""
    row = name_version(session, load_plan(session, plan_id), version, asked.name)
    return CommandOut(**command_json(row))
