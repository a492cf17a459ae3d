"""What is handed in is frozen: dataset, rules, drawing, plan, audit and the whole plan folder under one hash.

Nothing changes a frozen version: whoever draws on makes another version of the plan, which has to be frozen anew.
"""

from __future__ import annotations

import hashlib
import io
import json
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import shapely

from app.approval.errors import BlockedError, ChangedError
from app.approval.findings import of_office, open_hard
from app.judged import JudgedPlan
from app.plans.drawing import drawing_json
from app.plans.exports import Format, Source, export
from app.plans.ground import plan_dataset
from app.plans.opinions import Version, judge_version, open_version, opinion_of
from app.storage.blobs import BlobMissingError
from app.storage.cases import CaseRow, SubmissionRow
from app.workspace import Person, Workspace
from optimizer.finding import DISCUSSION
from optimizer.rules.pack import Profile

CENTIMETRE = 0.01
PLAN_FILE, AUDIT_FILE = "plan.json", "audit.json"


@dataclass(frozen=True)
class Frozen:
    """A version of a plan, ready to be entered.

    Attributes
    ----------
    header, document, audit
        As in :class:`app.storage.cases.SubmissionRow`.
    folder
        The blob with the plan folder.
    hash
        One hash over all of it.
    """

    plan_id: str
    plan_version: int
    dataset_hash: str
    profile: Profile
    header: dict[str, Any]
    document: dict[str, Any]
    audit: dict[str, Any]
    folder: str
    hash: str

    @property
    def subdistricts(self) -> tuple[str, ...]:
        """Street offices of its communities."""
        return tuple(dict.fromkeys(each["subdistrict"] for each in self.document["communities"]))


def freeze_plan(
    workspace: Workspace, plan_id: str, number: int | None = None, *, subdistrict: str | None = None
) -> Frozen:
    """Judge a version of a plan and keep its folder; not to be called inside a transaction.

    Parameters
    ----------
    subdistrict
        The street office that hands it in: findings about others do not stop it, and their limits are not its own.

    Raises
    ------
    PlanNotFoundError, PlanDeletedError, VersionNotFoundError
        Where there is none.
    BlockedError
        Where hard findings that block the first step are open; nothing is kept then.
    """
    version = open_version(workspace, plan_id, number)
    opinion = opinion_of(workspace, version)
    refuse_blocked(of_office(opinion.audit, opinion.document, subdistrict))
    judged = judge_version(workspace, version)
    dataset = plan_dataset(workspace, version.plan, version.drawing)
    _, folder = export(
        Source(version.plan.name, version.number, dataset, version.drawing, lambda: judged), Format.FOLDER
    )
    documents, header = _documents(folder), _header(version, judged, subdistrict)
    blob, dataset_hash = workspace.blobs.put(folder), version.plan.dataset.hash or ""
    return Frozen(
        plan_id=plan_id, plan_version=version.number, dataset_hash=dataset_hash, profile=version.profile,
        header=header, document=json.loads(documents[PLAN_FILE]), audit=json.loads(documents[AUDIT_FILE]),
        folder=blob,
        hash=_hash([plan_id, version.number, dataset_hash, version.profile.hash, header, blob], documents),
    )


def refuse_blocked(audit: Mapping[str, Any]) -> None:
    """Refuse a plan whose hard findings block the residents' discussion (S0→S1, rules.md 0.2).

    Raises
    ------
    BlockedError
        Naming each; one under a waiver passes.
    """
    found = open_hard(audit, DISCUSSION)
    if found:
        first = found[0]
        raise BlockedError(
            f"方案还有 {len(found)} 项强制不符，不能提交。首项：{first['message_zh']}（{first['rule']}）。"
            "改正或取得豁免后再提交",
            f"{len(found)} hard findings are open. The first: {first['message_en']} ({first['rule']}). Mend them, or "
            "obtain a waiver, then submit again",
            members={"findings": found},
        )


def enter_frozen(case: CaseRow, frozen: Frozen, number: int, person: Person, note: str | None) -> SubmissionRow:
    """Return the row of a frozen version."""
    return SubmissionRow(
        case_id=case.id, number=number, plan_id=frozen.plan_id, plan_version=frozen.plan_version,
        dataset_hash=frozen.dataset_hash, profile_hash=frozen.profile.hash, hash=frozen.hash, header=frozen.header,
        document=frozen.document, audit=frozen.audit, frozen=frozen.folder, note=note, by=person.name,
    )


def is_intact(workspace: Workspace, row: SubmissionRow) -> bool:
    """Whether everything of a frozen version still has its hash: the row, the folder, and what lies in it."""
    try:
        folder = workspace.blobs.get(row.frozen)
        documents = _documents(folder)
    except (BlobMissingError, OSError, zipfile.BadZipFile, KeyError):
        return False
    return (
        hashlib.sha256(folder).hexdigest() == row.frozen
        and row.hash == _hash(
            [row.plan_id, row.plan_version, row.dataset_hash, row.profile_hash, row.header, row.frozen], documents
        )
        and row.document == json.loads(documents[PLAN_FILE]) and row.audit == json.loads(documents[AUDIT_FILE])
    )


def require_intact(workspace: Workspace, row: SubmissionRow) -> None:
    """Raise :class:`ChangedError` where a frozen version no longer has its hash."""
    if not is_intact(workspace, row):
        raise ChangedError(
            f"第 {row.number} 次提交的内容与签署时的校验值不符。从备份恢复数据库与 SIZHI_DATA，或退回后重新提交",
            f"Submission {row.number} no longer has the hash that was signed. Restore database and SIZHI_DATA from "
            "their backup, or return the case and freeze the plan again",
        )


def _documents(folder: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(folder)) as archive:
        return {name: archive.read(name) for name in (PLAN_FILE, AUDIT_FILE)}


def _hash(told: Sequence[Any], documents: Mapping[str, bytes]) -> str:
    """Return one hash over what the database says of a frozen version, and the documents in its folder."""
    everything = [*told, *(hashlib.sha256(documents[name]).hexdigest() for name in (PLAN_FILE, AUDIT_FILE))]
    text = json.dumps(everything, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def _header(version: Version, judged: JudgedPlan, subdistrict: str | None) -> dict[str, Any]:
    dataset, profile = version.plan.dataset, version.profile
    return {
        "plan": version.plan.name,
        "dataset": {"id": dataset.id, "name": dataset.name, "issue": dataset.issue},
        "profile": {
            "id": profile.id, "overlays": [pack.id for pack in profile.overlays], "title": profile.base.title_zh,
        },
        "drawing": drawing_json(version.drawing), "limits": _limits(judged, subdistrict),
    }


def _limits(judged: JudgedPlan, subdistrict: str | None) -> str:
    """Return one hash over units and outline of every community of a street office: names, colours do not count."""
    members = judged.members()
    told = sorted(
        [sorted(members.get(fact.community_id, ())), _outline(judged.shapes.geometry[fact.community_id])]
        for fact in judged.facts.communities if subdistrict is None or fact.subdistrict == subdistrict
    )
    return hashlib.sha256(json.dumps(told).encode()).hexdigest()


def _outline(shape: shapely.Geometry) -> str:
    """Return an outline to the centimetre, the same wherever its ring begins."""
    return str(shapely.to_wkb(shapely.normalize(shapely.set_precision(shape, CENTIMETRE)), hex=True))
