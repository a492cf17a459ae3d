"""Papers in their slots: told from their first bytes, kept under their hash, sent only to be saved."""

from __future__ import annotations

import hashlib
import tempfile
import zipfile
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import PurePosixPath
from typing import IO, BinaryIO

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.approval.errors import ChangedError, PaperError
from app.approval.workflows.papers import SLOTS, TABLES, Slot
from app.datasets.uploads import chunks, safe_name
from app.storage.blobs import BlobMissingError, BlobStore
from app.storage.cases import CaseRow, PaperRow
from app.storage.models import now
from app.workspace import Person

PHOTO = Slot("site_photo", "现场照片", "photograph of the place", ("jpg", "png"))
OPINION = Slot("department_opinion", "部门意见", "opinion of a department", TABLES)
GATHERED: Mapping[str, Slot] = {PHOTO.id: PHOTO, OPINION.id: OPINION}
"""Slots that hold many papers, none of which replaces another."""

MEDIA_TYPES: Mapping[str, str] = {
    "pdf": "application/pdf", "jpg": "image/jpeg", "png": "image/png", "ofd": "application/ofd",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "zip": "application/zip",
}
"""Never what the sender says."""
BEGINNINGS: Mapping[str, bytes] = {"pdf": b"%PDF-", "jpg": b"\xff\xd8\xff", "png": b"\x89PNG\r\n\x1a\n"}
PACKED: Mapping[str, str] = {"docx": "word/document.xml", "xlsx": "xl/workbook.xml", "ofd": "OFD.xml", "zip": ""}
"""Kinds that are archives, and what one of each must hold."""
ALIASES: Mapping[str, str] = {"jpeg": "jpg"}
LONGEST_LISTING = 4_000_000
"""Bytes that the names in a document may take: no document has so many, and reading them would fill the memory."""
END, END64, END_BYTES, END64_BYTES, LONGEST_COMMENT = b"PK\x05\x06", b"PK\x06\x07", 22, 20, 1 << 16
IN_MEMORY = 8_000_000
"""Larger archives are put together on disk."""


@dataclass(frozen=True)
class Brought:
    """A file that was looked at and kept."""

    name: str
    kind: str
    size: int
    blob: str


def slot_of(slot: str) -> Slot:
    """Return a slot.

    Raises
    ------
    PaperError
        Where there is none of this name.
    """
    found = SLOTS.get(slot) or GATHERED.get(slot)
    if found is None:
        raise PaperError(f"没有材料项 {slot}", f"There is no slot {slot}")
    return found


def bring(blobs: BlobStore, slot: Slot, name: str, file: BinaryIO) -> Brought:
    """Keep a file that is what its name says and that the slot takes.

    Raises
    ------
    PaperError
        Where it is not.
    """
    name = safe_name(name)
    suffix = PurePosixPath(name).suffix.lower().removeprefix(".")
    kind = ALIASES.get(suffix, suffix)
    if kind not in slot.kinds:
        kinds = ", ".join(slot.kinds)
        raise PaperError(
            f"“{slot.zh}”不收 {name}：只收 {kinds}", f"{slot.en} does not take {name}: only {kinds}"
        )
    size = file.seek(0, 2)
    if size == 0:
        raise PaperError(f"{name} 是空文件", f"{name} is empty")
    if not _is(kind, file):
        raise PaperError(
            f"{name} 的内容不是 {kind}。请用原软件另存为 {kind} 后再上传",
            f"What is in {name} is no {kind}. Save it as {kind} from the program that made it, then hand it in",
        )
    return Brought(name, kind, size, blobs.put(chunks(file)))


def enter_paper(
    session: Session, case: CaseRow, person: Person, slot: str, brought: Brought, *, number: str | None = None,
    dated: date | None = None, submission_hash: str | None = None,
) -> PaperRow:
    """Put a paper into a slot; what lay there stays in its history."""
    if slot not in GATHERED:
        clear(session, case, (slot,))
    row = PaperRow(
        case_id=case.id, slot=slot, file_name=brought.name, media_type=MEDIA_TYPES[brought.kind], blob=brought.blob,
        size=brought.size, number=number, dated=dated, by=person.name, organisation_id=person.organisation_id,
        submission_hash=submission_hash,
    )
    session.add(row)
    session.flush()
    return row


def clear(session: Session, case: CaseRow, slots: Iterable[str]) -> None:
    """Take papers out of their slots: a new round has to bring them again."""
    for row in session.scalars(select(PaperRow).where(
        PaperRow.case_id == case.id, PaperRow.slot.in_(list(slots)), PaperRow.replaced_at.is_(None)
    )):
        row.replaced_at = now()


def require_kept(blobs: BlobStore, papers: Iterable[PaperRow]) -> None:
    """Raise :class:`ChangedError` where the file of a paper no longer has the hash under which it was handed in."""
    for row in papers:
        try:
            with blobs.path(row.blob).open("rb") as file:
                is_kept = hashlib.file_digest(file, "sha256").hexdigest() == row.blob
        except BlobMissingError:
            is_kept = False
        if not is_kept:
            raise ChangedError(
                f"材料 {row.file_name} 的文件与提交时的校验值不符。从备份恢复 SIZHI_DATA，或重新提交该材料",
                f"The file of the paper {row.file_name} no longer has the hash under which it was handed in. Restore "
                "SIZHI_DATA from its backup, or hand the paper in again",
            )


def pack(blobs: BlobStore, papers: Iterable[PaperRow]) -> IO[bytes]:
    """Pack the papers that lie in their slots, each in a folder named after its slot."""
    packed = tempfile.SpooledTemporaryFile(max_size=IN_MEMORY)  # noqa: SIM115 (whoever sends it closes it)
    taken: set[str] = set()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_STORED) as archive:
        for row in papers:
            if row.replaced_at is not None:
                continue
            folder, name = slot_of(row.slot).zh, row.file_name
            path = PurePosixPath(name)
            number = 1
            while f"{folder}/{name}" in taken:
                number += 1
                name = f"{path.stem}-{number}{path.suffix}"
            taken.add(f"{folder}/{name}")
            archive.write(blobs.path(row.blob), f"{folder}/{name}")
    packed.seek(0)
    return packed


def _is(kind: str, file: BinaryIO) -> bool:
    """Whether a file is of a kind, by its first bytes, of an archive also by the names in it; nothing is unpacked."""
    file.seek(0)
    if kind in BEGINNINGS:
        return file.read(len(BEGINNINGS[kind])) == BEGINNINGS[kind]
    if not PACKED[kind]:
        return zipfile.is_zipfile(file)
    if _listing_bytes(file) > LONGEST_LISTING:
        return False
    try:
        with zipfile.ZipFile(file) as archive:
            return PACKED[kind] in archive.namelist()
    except (zipfile.BadZipFile, ValueError, NotImplementedError, EOFError, OSError, UnicodeDecodeError):
        return False


def _listing_bytes(file: BinaryIO) -> float:
    """Return how long the list of members is by an archive's own end; infinity where that is missing, or too large."""
    size = file.seek(0, 2)
    file.seek(max(0, size - END_BYTES - END64_BYTES - LONGEST_COMMENT))
    tail = file.read()
    at = tail.rfind(END)
    file.seek(0)
    if at < 0 or len(tail) < at + END_BYTES or tail[max(0, at - END64_BYTES):at].startswith(END64):
        return float("inf")
    return int.from_bytes(tail[at + 12:at + 16], "little")
