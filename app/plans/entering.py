"""A plan made on the command line entered into the database, so that it can be drawn on."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from sqlalchemy import select

from app.datasets.store import open_dataset, register_dataset
from app.maps.sheet import read_plan
from app.plans.drawing import drawing_json
from app.plans.service import add_plan
from app.plans.starts import start_with
from app.storage.models import DatasetRow, DatasetState, PlanRow
from app.workspace import Person, Workspace
from geodata.domain import CommunityId, UnitId
from geodata.input_files import InputFiles


def enter_plan(workspace: Workspace, files: InputFiles, folder: Path, *, title: str, who: Person) -> str:
    """Enter the plan of a folder, and its files as a dataset, where they are not there yet; return the plan's id.

    Parameters
    ----------
    files
        The files that the plan was made of.
    folder
        A plan folder of ours.
    title
        What dataset and plan are called.
    """
    document = read_plan(folder)
    profile = {"id": document["profile"]["id"], "overlays": document["profile"]["overlays"]}
    dataset_id = _dataset(workspace, files, document, profile, title, who)
    start = start_with(
        open_dataset(workspace, dataset_id),
        {UnitId(unit): CommunityId(community) for unit, community in document["assignment"].items()},
        names={CommunityId(row["community_id"]): row["name"] for row in document["communities"] if row["continues"]},
    )
    with workspace.database.session() as session:
        drawn = session.scalars(select(PlanRow).where(PlanRow.dataset_id == dataset_id, PlanRow.deleted_at.is_(None)))
        known = next((plan.id for plan in drawn.unique() if plan.start == drawing_json(start.without_empty())), None)
        return known or add_plan(
            session, session.get_one(DatasetRow, dataset_id), start, who, name=title, profile=profile,
            origin={"kind": "solve", "folder": folder.resolve().name},
        ).id


def _dataset(
    workspace: Workspace, files: InputFiles, document: dict[str, Any], profile: dict[str, Any], title: str, who: Person
) -> str:
    """Find the dataset of the same files under the same rules, or register it."""
    with workspace.database.reading() as session:
        rows = session.execute(select(DatasetRow.id, DatasetRow.profile).where(
            DatasetRow.name == title, DatasetRow.state == DatasetState.READY.value, DatasetRow.deleted_at.is_(None)
        )).all()
    for dataset_id, told in rows:
        if told == profile and open_dataset(workspace, dataset_id).inputs == document["inputs"]:
            return str(dataset_id)
    with workspace.database.session() as session:
        return register_dataset(session, workspace.blobs, files, title, profile, who).id
