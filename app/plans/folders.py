"""Plan folders on disk: found, named, read. No web in here."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import asdict
from datetime import UTC, datetime
from functools import lru_cache
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from app.errors import PlanNotFoundError, PlanUnreadableError
from app.maps.payload import plan_data
from app.maps.sheet import plan_band, plan_title, read_json, read_plan, sheet_from_folder
from app.plans.schemas import AuditDocument, BandOut, FindingCounts, FolderPlan, PlanDocument, PlanSummary

PLAN_FILE = "plan.json"
FILES = ("plan.json", "audit.json", "plan.gpkg")
SHEETS_KEPT = 8
NOT_IN_AN_ID = re.compile(r"[^\w.-]+")


class PlanLibrary:
    """The plan folders that the server was told to list.

    An identifier is the name of a folder made safe for an address and unique; it is looked up, never joined to a
    path, so that no address leads out of the folders.

    Parameters
    ----------
    folders
        Plan folders, or folders of plan folders; alternatives inside a plan folder are plans of their own.
    """

    def __init__(self, folders: Iterable[Path]) -> None:
        self._roots = tuple(folders)

    def folders(self) -> dict[str, Path]:
        """Return identifier → folder, in the order in which the folders were told."""
        named: dict[str, Path] = {}
        for root in self._roots:
            for folder in _plan_folders(root):
                is_alternative = folder != root and _is_plan(root)
                name = f"{root.resolve().name}-{folder.name}" if is_alternative else folder.resolve().name
                name = NOT_IN_AN_ID.sub("-", name).strip("-.") or "plan"
                named[_unique(name, named)] = folder
        return named

    def __contains__(self, plan_id: str) -> bool:
        """Whether a plan folder has this identifier."""
        return plan_id in self.folders()

    def folder(self, plan_id: str) -> Path:
        """Return the folder of a plan.

        Raises
        ------
        PlanNotFoundError
            Where no plan has this identifier.
        """
        folders = self.folders()
        if plan_id not in folders:
            raise PlanNotFoundError(plan_id)
        return folders[plan_id]

    def summaries(self, start: int = 0, stop: int | None = None) -> list[PlanSummary]:
        """Return the plans of the list from one place to another, those that cannot be read with the reason."""
        return [summarise(plan_id, folder) for plan_id, folder in list(self.folders().items())[start:stop]]

    def detail(self, plan_id: str) -> FolderPlan:
        """Return a plan with its audit.

        Raises
        ------
        PlanUnreadableError
            Where a document breaks its contract.
        """
        folder = self.folder(plan_id)
        plan, audit = read_plan(folder), read_json(folder, "audit.json")
        try:
            return FolderPlan(
                id=plan_id, title=plan_title(plan, folder),
                plan=PlanDocument.model_validate(plan), audit=AuditDocument.model_validate(audit),
            )
        except ValidationError as error:
            where = "; ".join(".".join(map(str, e["loc"])) for e in error.errors()[:3])
            raise PlanUnreadableError(
                f"方案 {plan_id} 的文件不符合约定：{where}。请重新运行 sizhi plan --out。",
                f"The documents of plan {plan_id} break their contract: {where}. Run sizhi plan --out again.",
            ) from error

    def sheet_data(self, plan_id: str) -> Mapping[str, Any]:
        """Return what the page of a plan draws; read anew when a file of the folder has changed."""
        folder = self.folder(plan_id)
        return _sheet_data(folder, tuple(_changed(folder / name) for name in FILES))


def summarise(plan_id: str, folder: Path) -> PlanSummary:
    """Return what the list says of one plan folder."""
    try:
        return _summary(plan_id, folder)
    except PlanUnreadableError as error:
        return PlanSummary(
            id=plan_id, title=folder.resolve().name, message_zh=error.message_zh, message_en=error.message_en
        )


def _summary(plan_id: str, folder: Path) -> PlanSummary:
    plan, audit = read_plan(folder), read_json(folder, "audit.json")
    after = (plan.get("totals") or {}).get("after") or {}
    profile = plan.get("profile") or {}
    band = plan_band(plan)
    counts = [c["households"] for c in plan.get("communities", ()) if c.get("households") is not None]
    return PlanSummary(
        id=plan_id, title=plan_title(plan, folder),
        saved=datetime.fromtimestamp((folder / PLAN_FILE).stat().st_mtime, tz=UTC),
        profile=profile.get("id"), overlays=profile.get("overlays", []),
        status=plan.get("status"), gap=plan.get("gap"),
        verdict=audit.get("verdict"), findings=finding_counts(audit),
        communities=after.get("communities"), households=after.get("households"),
        households_changed=after.get("households_changed"),
        band=BandOut(**asdict(band)) if band else None, households_by_community=sorted(counts),
    )


def finding_counts(audit: Mapping[str, Any]) -> FindingCounts:
    """Count the findings of an ``audit.json`` by the sign that they carry, as sheet/findings.js does."""
    findings = audit.get("findings", ())
    signs = Counter(_sign(finding) for finding in findings if finding.get("status") == "fail")
    unknown = sum(finding.get("status") == "unknown" for finding in findings)
    return FindingCounts(hard=signs["hard"], soft=signs["soft"], note=signs["note"], unknown=unknown)


def _sign(finding: Mapping[str, Any]) -> str:
    """Tell how grave a failure looks: what drawing on may still mend is never red."""
    severity = finding["severity"] if finding["severity"] in ("hard", "soft") else "note"
    return "soft" if severity == "hard" and not finding.get("finished", True) else severity


@lru_cache(maxsize=SHEETS_KEPT)
def _sheet_data(folder: Path, _changes: tuple[int, ...]) -> Mapping[str, Any]:
    return plan_data(sheet_from_folder(folder))


def _changed(path: Path) -> int:
    return path.stat().st_mtime_ns if path.exists() else 0


def _plan_folders(root: Path) -> list[Path]:
    inside = sorted(folder for folder in root.iterdir() if _is_plan(folder)) if root.is_dir() else []
    return [root, *inside] if _is_plan(root) else inside


def _is_plan(folder: Path) -> bool:
    return (folder / PLAN_FILE).is_file()


def _unique(name: str, taken: Mapping[str, Path]) -> str:
    number, candidate = 1, name
    while candidate in taken:
        number += 1
        candidate = f"{name}-{number}"
    return candidate
