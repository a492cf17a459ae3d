"""What planners do around a drawing: cut a unit, carry a plan over to a new issue, lay two plans side by side."""

from __future__ import annotations

import re
import uuid
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from app.datasets.errors import DatasetNotReadyError
from app.datasets.store import dataset_row, open_dataset
from app.judged import JudgedPlan
from app.plans.atoms import Ground
from app.plans.commands import Appended, Command, append, used_community_ids
from app.plans.comparison import Comparison
from app.plans.errors import BadReferenceError, NothingNewerError, OtherGroundError
from app.plans.gains import Gain, gains
from app.plans.ground import plan_dataset
from app.plans.opinions import Version, judge_version, open_version
from app.plans.rebase import Rebased, rebase
from app.plans.service import add_plan, newer_issue
from app.plans.splits import Cut, cut_unit
from app.plans.store import load_plan
from app.plans.taking import Parts, take
from app.plans.territory import as_today, held_by_others, require_own_land
from app.storage.models import DatasetRow, DatasetState
from app.users.access import require_dataset, require_plan, territory_of
from app.workspace import Person, Workspace

REFERENCE = re.compile(r"(?P<plan>[\w.+-]{1,200})(?:@(?P<version>\d{1,9}))?")

Corners = Sequence[tuple[float, float]]


def preview_split(workspace: Workspace, plan_id: str, unit_id: str, line: Corners, version: int | None) -> Cut:
    """Cut a unit of a version, and change nothing; see :func:`app.plans.splits.cut_unit`."""
    opened = open_version(workspace, plan_id, version)
    return cut_unit(plan_dataset(workspace, opened.plan, opened.drawing), unit_id, line)


def split(
    workspace: Workspace, plan_id: str, unit_id: str, line: Corners, *, base: int, who: Person
) -> tuple[Appended, str]:
    """Cut a unit of a plan by a command, and return what came of it with the command's identifier.

    Raises
    ------
    StaleError
        Where others drew on since `base`.
    UnknownUnitError, BadCutError
        Where the unit cannot be cut so.
    """
    with workspace.database.reading() as session:
        head = load_plan(session, plan_id).head
    cut = preview_split(workspace, plan_id, unit_id, line, min(base, head))
    name = str(cut.dataset.units["name"].get(cut.split.parts[0]) or unit_id)
    command = Command(
        uuid.uuid4().hex, "split", {"zh": f"切分 {name}", "en": f"Split {name}"}, cut.changes,
    )
    with workspace.database.session() as session:
        plan = load_plan(session, plan_id, for_update=True)
        return append(session, plan, base, [command], who), command.command_id


def rebase_plan(
    workspace: Workspace, plan_id: str, dataset_id: str | None, name: str | None, who: Person, key: str | None = None
) -> tuple[str, Rebased]:
    """Carry the newest drawing of a plan over to another issue of its data, as a new plan.

    Parameters
    ----------
    dataset_id
        The newest ready issue where left out.
    key
        ``Idempotency-Key``.

    Raises
    ------
    NothingNewerError
        Where no other issue is ready.
    OtherGroundError
        Where the dataset is not of the series.
    DatasetNotReadyError
        Where it is not frozen.
    OutsideSubdistrictError
        Where land of a street office has come to another one: it would draw there.
    """
    opened = open_version(workspace, plan_id)
    with workspace.database.reading() as session:
        target = _target(session, opened, dataset_id)
        require_dataset(session, who, target.id)
    base, after = open_dataset(workspace, opened.plan.dataset_id), open_dataset(workspace, target.id)
    before = Ground(opened.drawing, plan_dataset(workspace, opened.plan, opened.drawing))
    rebased = rebase(before, base, after)
    own = territory_of(who)
    require_own_land(rebased.drawing, after, own, as_today(after), held_by_others(opened.drawing, own or ()))
    with workspace.database.session() as session:
        plan = add_plan(
            session, dataset_row(session, target.id), rebased.drawing, who, profile=opened.plan.profile,
            name=name or f"{opened.plan.name}（第 {target.issue} 期）", objective=opened.plan.objective, key=key,
            origin={
                "kind": "rebase", "plan_id": plan_id, "version": opened.number,
                "dataset_id": opened.plan.dataset_id, **rebased.origin(),
            },
        )
        return plan.id, rebased


def _target(session: Session, opened: Version, dataset_id: str | None) -> DatasetRow:
    old = opened.plan.dataset
    wanted = dataset_id or newer_issue(session, old)
    if wanted is None or wanted == old.id:
        raise NothingNewerError(
            f"数据“{old.name}”没有更新的一期", f"There is no newer issue of the dataset \"{old.name}\""
        )
    target = dataset_row(session, wanted)
    if target.series_id != old.series_id:
        raise OtherGroundError(
            f"数据“{target.name}”不是“{old.name}”的另一期，方案不能换底",
            f"The dataset \"{target.name}\" is no issue of \"{old.name}\": the plan cannot be carried over",
        )
    if target.state != DatasetState.READY:
        raise DatasetNotReadyError(target.name)
    return target


@dataclass(frozen=True, eq=False)
class Side:
    """One plan of a comparison."""

    version: Version
    ground: Ground
    judged: JudgedPlan


@dataclass(frozen=True, eq=False)
class Compared:
    """Two plans compared, and what the first can take of the second."""

    a: Side
    b: Side
    comparison: Comparison
    gains: tuple[Gain, ...]
    parts: Parts


def compare(workspace: Workspace, first: str, second: str, who: Person) -> Compared:
    """Compare two plans or versions of plans on the same series of data; not to be called inside a transaction.

    Parameters
    ----------
    first, second
        ``ID`` or ``ID@VERSION``.

    Raises
    ------
    BadReferenceError, PlanNotFoundError, PlanDeletedError, VersionNotFoundError
        Where a plan is not there.
    OtherGroundError
        Where they are not of one series.
    """
    references = [_reference(text) for text in (first, second)]
    with workspace.database.reading() as session:
        for plan_id, _ in references:
            require_plan(session, who, plan_id)
    versions = [open_version(workspace, *reference) for reference in references]
    one, other = (version.plan.dataset for version in versions)
    if one.series_id != other.series_id:
        raise OtherGroundError(
            f"两个方案的数据不同（“{one.name}”、“{other.name}”），无从比较",
            f"The plans stand on different data (\"{one.name}\", \"{other.name}\") and cannot be compared",
        )
    a, b = (_side(workspace, version) for version in versions)
    comparison = Comparison.of(a.ground, b.ground)
    with workspace.database.reading() as session:
        used = used_community_ids(session, versions[0].plan)
    return Compared(a, b, comparison, gains(a.judged, b.judged), take(comparison, used))


def _side(workspace: Workspace, version: Version) -> Side:
    ground = Ground(version.drawing, plan_dataset(workspace, version.plan, version.drawing))
    return Side(version, ground, judge_version(workspace, version))


def _reference(text: str) -> tuple[str, int | None]:
    found = REFERENCE.fullmatch(text)
    if found is None:
        raise BadReferenceError(
            f"{text[:60]}：应写成 方案编号 或 方案编号@版本", f"{text[:60]}: write ID or ID@VERSION"
        )
    return found["plan"], None if found["version"] is None else int(found["version"])
