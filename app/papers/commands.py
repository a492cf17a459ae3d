"""``sizhi report``: the report of a plan folder, or one paper of its approval."""

from __future__ import annotations

import hashlib
from contextlib import suppress
from datetime import date, datetime
from pathlib import Path
from typing import Annotated

import typer

from app.commands.exits import DONE, FINDINGS
from app.documents import as_json
from app.errors import PlanUnreadableError
from app.language import say
from app.papers.errors import ReportKindError, ReportPathError
from app.papers.imprint import Imprint, short_hash
from app.papers.making import MAKERS, make_paper
from app.papers.material import Material, read_material
from app.papers.report import make_report, report_kind
from app.progress import reporting


def report(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help=say("方案文件夹", "plan folder"))],
    out: Annotated[Path, typer.Option("--out", metavar="FILE.docx|.xlsx|.pdf", help=say("报告文件", "the report"))],
    dated: Annotated[datetime | None, typer.Option("--date", formats=["%Y-%m-%d"], help=say(
        "文件日期；不写则留空", "day that stands on it; left blank otherwise"))] = None,
    district: Annotated[str | None, typer.Option("--district", help=say("区名", "the district"))] = None,
    subdistrict: Annotated[str | None, typer.Option("--subdistrict", help=say(
        "只写这个街道", "this street office only"))] = None,
    paper: Annotated[str | None, typer.Option("--paper", metavar="NAME", help=say(
        f"不编报告，只编一件报审材料：{'、'.join(MAKERS)}", f"one paper of an approval instead: {', '.join(MAKERS)}",
    ))] = None,
    json: Annotated[bool, typer.Option("--json", help=say("输出 JSON", "print JSON"))] = False,
) -> None:
    """Write a report, or one paper; exit 1 where the plan breaks a hard rule."""
    kind = report_kind(out)
    if not folder.is_dir():
        raise PlanUnreadableError(f"{folder}：没有这个方案文件夹", f"{folder}: no such plan folder")
    day: date | None = None if dated is None else dated.date()
    with reporting() as progress:
        progress.step("读取方案", "Reading the plan")
        material = read_material(folder, Imprint(dated=day, district=district, subdistrict=subdistrict))
        progress.step("编制报告", "Making the report")
        content = make_report(material, kind) if paper is None else _paper(material, paper, out)
    _save(out, content)
    print(as_json(_told(material, out, content)) if json else _line(material, out, content))
    is_hard = any(row["status"] == "fail" and row["severity"] == "hard" for row in material.findings)
    raise typer.Exit(FINDINGS if is_hard else DONE)


def _paper(material: Material, slot: str, out: Path) -> bytes:
    made = make_paper(material, slot)
    wanted = Path(made.file_name).suffix
    if out.suffix.lower() != wanted:
        raise ReportKindError(
            f"{out}：材料 {slot} 是 {wanted} 文件，请改文件名的后缀",
            f"{out}: the paper {slot} is a {wanted} file; change the ending of the file name",
        )
    return made.content


def _save(out: Path, content: bytes) -> None:
    """Write the whole file or nothing."""
    part = out.with_name(f".{out.name}.part")
    try:
        out.parent.mkdir(parents=True, exist_ok=True)
        part.write_bytes(content)
        part.replace(out)
    except OSError as error:
        with suppress(OSError):
            part.unlink(missing_ok=True)
        raise ReportPathError(
            f"{out}：写不进去（{error.strerror}）。请关闭打开着的文件，或换一个位置",
            f"{out}: cannot be written ({error.strerror}). Close it where it is open, or choose another place",
        ) from error


def _told(material: Material, out: Path, content: bytes) -> dict[str, object]:
    return {
        "file": str(out), "bytes": len(content), "sha256": hashlib.sha256(content).hexdigest(),
        "plan": material.imprint.hash, "communities": len(material.communities),
    }


def _line(material: Material, out: Path, content: bytes) -> str:
    size, code = f"{len(content) / 1024:,.0f} KB", short_hash(material.imprint.hash or "")
    return say(f"报告 {out}（{size}），社区 {len(material.communities)} 个，方案校验 {code}",
               f"report {out} ({size}), {len(material.communities)} communities, plan {code}")
