"""The collections that somebody may see: listed and found under the conditions of the rest of the server."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session, aliased

from app.approval.visibility import visible
from app.errors import PlanNotFoundError
from app.ogc import fields, sources
from app.ogc.areas import AreaLayer
from app.ogc.errors import CollectionNotFoundError, ParameterError
from app.ogc.layer import Field, Layer, Text
from app.ogc.registered import RegistryLayer
from app.ogc.sources import Ground, ground_of, ground_of_folder
from app.ogc.systems import CRS84
from app.plans.errors import PlanDeletedError
from app.plans.folders import PlanLibrary
from app.plans.store import load_plan
from app.storage.cases import CaseRow, SubmissionRow
from app.storage.models import DatasetRow, DatasetState, PlanRow
from app.users.access import require_plan, seen_datasets, seen_plans
from app.users.scopes import is_permitted
from app.workspace import Person, Workspace

REGISTRY = "registry"
AREAS = "areas"
_ID = re.compile(r"(dataset|plan|submission)-(.+)-(areas|units|communities|facilities)")
LAYERS: dict[str, Text] = {
    AREAS: Text("小区", "areas"), sources.UNITS: Text("单元", "units"),
    sources.COMMUNITIES: Text("社区", "communities"), sources.FACILITIES: Text("用房", "facilities"),
}


@dataclass(frozen=True)
class Collection:
    """Features of one kind.

    Attributes
    ----------
    ground
        Where they lie; ``None`` where that is not known beforehand.
    version
        That of a drawn plan; ``None`` for what has none.
    open
        Opens the layer, not to be called inside a transaction.
    """

    id: str
    title: Text
    description: Text
    fields: tuple[Field, ...]
    ground: Ground | None
    open: Callable[[], Layer]
    version: int | None = None

    @property
    def systems(self) -> tuple[str, ...]:
        """URIs of the systems in which they are given out: CRS84 first, that of the files last."""
        return (CRS84,) if self.ground is None else self.ground.systems


@dataclass(frozen=True)
class Catalogue:
    """The collections of a server, as one person may see them.

    Whatever has no place on Earth is in none: a GIS client would lay it into the Gulf of Guinea.
    """

    workspace: Workspace
    library: PlanLibrary
    person: Person

    def all(self) -> list[Collection]:
        """List the collections: the registry, then datasets, plans, and the newest version that each case froze."""
        with self.workspace.database.reading() as session:
            return [each for each in self._each(session) if self._is_open_to_key(each.id)]

    def find(self, collection_id: str, version: int | None = None) -> Collection:
        """Return one collection.

        Parameters
        ----------
        version
            Of a drawn plan; the newest where left out.

        Raises
        ------
        CollectionNotFoundError
            Where there is none, or none that this person may see.
        ParameterError
            Where the plan has no such version.
        """
        named = _ID.fullmatch(collection_id)
        with self.workspace.database.reading() as session:
            if collection_id == REGISTRY:
                return self._registry()
            if named is None:
                raise CollectionNotFoundError(collection_id)
            kind, of, _ = named.groups()
            begin = {"dataset": self._of_dataset, "plan": self._of_plan, "submission": self._of_submission}[kind]
            found = next((each for each in begin(session, of, version) if each.id == collection_id), None)
        if found is None:
            raise CollectionNotFoundError(collection_id)
        return found

    def _is_open_to_key(self, collection_id: str) -> bool:
        scopes = self.person.scopes
        return scopes is None or is_permitted(scopes, "GET", f"/ogc/collections/{collection_id}")

    def _each(self, session: Session) -> Iterator[Collection]:
        yield self._registry()
        ready = select(DatasetRow.id).where(
            seen_datasets(self.person), DatasetRow.state == DatasetState.READY.value, DatasetRow.deleted_at.is_(None)
        ).order_by(DatasetRow.created_at.desc(), DatasetRow.id)
        for dataset_id in session.scalars(ready).all():
            yield from self._of_dataset(session, dataset_id)
        plans = select(PlanRow.id).where(
            seen_plans(self.person), PlanRow.deleted_at.is_(None), PlanRow.archived_at.is_(None)
        ).order_by(PlanRow.created_at.desc(), PlanRow.id)
        for plan_id in (*session.scalars(plans).all(), *self.library.folders()):
            yield from self._of_plan(session, plan_id)
        other = aliased(SubmissionRow)
        newest = select(func.max(other.number)).where(other.case_id == SubmissionRow.case_id).scalar_subquery()
        frozen = select(SubmissionRow.id).join(CaseRow, CaseRow.id == SubmissionRow.case_id).where(
            visible(self.person), SubmissionRow.number == newest
        ).order_by(SubmissionRow.at.desc(), SubmissionRow.id)
        for submission_id in session.scalars(frozen).all():
            yield from self._of_submission(session, submission_id)

    def _registry(self) -> Collection:
        return Collection(
            REGISTRY, Text("台账：已批复社区的界线", "registry: limits of approved communities"),
            Text(
                "今天有效的各条；用 datetime 取某日或某段时间有效的。没有在本系统批复过界线的社区没有图形",
                "What holds today; datetime asks for a day or a period. An entry whose limits no case of this server "
                "approved has no shape",
            ),
            fields.REGISTRY, None, lambda: RegistryLayer(self.workspace, self.person),
        )

    def _of_dataset(self, session: Session, dataset_id: str, _: int | None = None) -> Iterator[Collection]:
        row = session.scalar(select(DatasetRow).where(DatasetRow.id == dataset_id, seen_datasets(self.person)))
        ground = None if row is None else self._ground(session, row)
        if row is not None and ground is not None:
            yield Collection(
                f"dataset-{row.id}-{AREAS}",
                Text(f"{row.name}（第 {row.issue} 期）：小区", f"{row.name} (issue {row.issue}): areas"),
                Text(
                    "检查修补后的小区；超大小区切分后一块一个要素，area_id 是原小区",
                    "Areas as cleaned by the check; one that was cut is a feature a piece, area_id says of which area",
                ),
                fields.AREAS, ground, lambda: AreaLayer(self.workspace.database, row.id),
            )

    def _of_plan(self, session: Session, plan_id: str, version: int | None = None) -> Iterator[Collection]:
        if plan_id in self.library:
            folder = self.library.folder(plan_id)
            ground = ground_of_folder(folder)
            if ground is not None:
                yield from _of_layers(
                    f"plan-{plan_id}", Text(folder.resolve().name, folder.resolve().name),
                    Text("方案文件夹", "plan folder"), ground,
                    lambda layer: sources.folder_layer(folder, layer),
                )
            return
        try:
            require_plan(session, self.person, plan_id)
            plan = load_plan(session, plan_id)
        except (PlanNotFoundError, PlanDeletedError):
            return
        ground = self._ground(session, plan.dataset)
        shown = plan.head if version is None else version
        if shown > plan.head:
            raise ParameterError(
                f"参数 version 超出最新的第 {plan.head} 版", f"The parameter version is beyond the newest, {plan.head}"
            )
        if ground is not None:
            yield from _of_layers(
                f"plan-{plan.id}", Text(f"{plan.name}（第 {shown} 版）", f"{plan.name} (version {shown})"),
                Text(
                    "方案的最新一版；version 取某一版，翻页时版本不变",
                    "The newest version of a plan; version asks for another, and stays the same from page to page",
                ),
                ground, lambda layer: sources.drawn_layer(self.workspace, plan.id, shown, layer), version=shown,
            )

    def _of_submission(self, session: Session, submission_id: str, _: int | None = None) -> Iterator[Collection]:
        row = session.execute(
            select(
                SubmissionRow.id, SubmissionRow.number, SubmissionRow.frozen, CaseRow.number.label("case"),
                CaseRow.title, SubmissionRow.header[("dataset", "id")].as_string().label("dataset_id"),
            ).join(CaseRow, CaseRow.id == SubmissionRow.case_id)
            .where(SubmissionRow.id == submission_id, visible(self.person))
        ).one_or_none()
        dataset = None if row is None or row.dataset_id is None else session.get(DatasetRow, row.dataset_id)
        ground = None if dataset is None else self._ground(session, dataset, deleted=True)
        if row is not None and ground is not None:
            yield from _of_layers(
                f"submission-{row.id}",
                Text(f"{row.case} {row.title}（第 {row.number} 次提交）", f"{row.case} (submission {row.number})"),
                Text("报审时冻结的方案，不再改变", "The plan as it was frozen for its case; it never changes"), ground,
                lambda layer: sources.frozen_layer(self.workspace, row.frozen, layer),
            )

    def _ground(self, session: Session, row: DatasetRow, *, deleted: bool = False) -> Ground | None:
        is_there = row.state == DatasetState.READY.value and row.kept is not None
        return ground_of(self.workspace, session, row) if is_there and (deleted or row.deleted_at is None) else None


def _of_layers(
    begin: str, title: Text, description: Text, ground: Ground, opened: Callable[[str], Layer],
    *, version: int | None = None,
) -> Iterator[Collection]:
    for layer, told in sources.FIELDS.items():
        name = LAYERS[layer]
        yield Collection(
            f"{begin}-{layer}", Text(f"{title.zh}：{name.zh}", f"{title.en}: {name.en}"), description, told, ground,
            lambda layer=layer: opened(layer), version,  # type: ignore[misc]
        )
