"""Papers: told by their first bytes, kept with their history, sent only to be saved, never to be shown."""

from __future__ import annotations

import hashlib
import io
import zipfile

import pytest

from app.approval.papers import BEGINNINGS, MEDIA_TYPES, PACKED, slot_of
from app.approval.workflows.papers import SLOTS
from tests.app.approval.desk import DOCX, JPG, PDF, PNG, XLSX, Desk, packed, submit

BOMB = 50_000_000
"""Bytes of nothing: 50 kB when packed."""


def slot(desk: Desk, name: str) -> dict:
    return next(each for each in desk.case["slots"] if each["id"] == name)


@pytest.mark.parametrize(("name", "content", "kind"), [
    ("扫描件.pdf", PDF, "pdf"), ("扫描件.PDF", PDF, "pdf"), ("照片.jpg", JPG, "jpg"), ("照片.jpeg", JPG, "jpg"),
    ("图.png", PNG, "png"), ("请示.docx", DOCX, "docx"), ("表.xlsx", XLSX, "xlsx"),
    ("版式.ofd", packed(OFD_xml=b"<OFD/>"), "ofd"),
])
def test_each_kind_is_taken_for_what_it_is(fresh: Desk, name: str, content: bytes, kind: str) -> None:
    paper = fresh.good(fresh.brought("staff_plan", name, content), 201)
    assert (paper["media_type"], paper["size"]) == (MEDIA_TYPES[kind], len(content))
    assert paper["sha256"] == hashlib.sha256(content).hexdigest()


def test_every_kind_of_a_slot_is_known() -> None:
    assert {kind for each in SLOTS.values() for kind in each.kinds} <= MEDIA_TYPES.keys()
    assert BEGINNINGS.keys() | PACKED.keys() == MEDIA_TYPES.keys()


def test_a_newer_paper_replaces_the_older_and_none_is_lost(fresh: Desk) -> None:
    fresh.good(fresh.brought("opinion", "意见.pdf", PDF, number="桃街发〔2026〕3号", dated="2026-01-20"), 201)
    fresh.read()
    fresh.good(fresh.brought("opinion", "意见（改）.pdf", PDF + b"\n"), 201)
    fresh.read()
    newer, older = slot(fresh, "opinion")["papers"]
    assert (newer["file_name"], newer["replaced_at"]) == ("意见（改）.pdf", None)
    assert (older["number"], older["dated"]) == ("桃街发〔2026〕3号", "2026-01-20")
    assert older["replaced_at"] is not None
    for paper, content in ((older, PDF), (newer, PDF + b"\n")):
        assert fresh.client.get(f"{fresh.path}/papers/{paper['id']}").content == content


@pytest.mark.parametrize("name", [
    "意见.pdf", "a\"; filename=evil.html.pdf", "../../etc/passwd.pdf", "<script>alert(1)</script>.pdf",
    "x\r\nX-A: b.pdf",
])
def test_it_goes_out_to_be_saved_only(fresh: Desk, name: str) -> None:
    paper = fresh.good(fresh.brought("opinion", name, PDF), 201)
    assert not set(paper["file_name"]) & set("/\\\r\n")
    sent = fresh.client.get(f"{fresh.path}/papers/{paper['id']}")
    assert sent.headers["content-disposition"].startswith("attachment")
    assert sent.headers["x-content-type-options"] == "nosniff"
    assert sent.headers["content-security-policy"] == "sandbox; default-src 'none'"
    assert sent.headers["content-type"] == "application/pdf"
    assert "x-a" not in sent.headers


def test_an_archive_is_looked_into_and_never_unpacked(fresh: Desk) -> None:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("../../outside.txt", bytes(BOMB))
        archive.writestr("script.html", "<script>alert(1)</script>")
    paper = fresh.good(fresh.brought("premises_proof", "产权.zip", content.getvalue()), 201)
    assert paper["size"] == len(content.getvalue()) < BOMB // 100


def test_a_document_whose_list_of_names_is_endless_is_none(fresh: Desk) -> None:
    """Its list of members alone would fill the memory: it is not read."""
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as archive:
        archive.writestr("word/document.xml", "<x/>")
        for number in range(40):
            archive.writestr(f"{number}" + "x" * 60_000, "")
    assert fresh.brought("opinion", "意见.docx", content.getvalue()).status_code == 201
    listing = content.getvalue()
    at = listing.rfind(b"PK\x05\x06")
    lying = listing[:at + 12] + (100_000_000).to_bytes(4, "little") + listing[at + 16:]
    fresh.read()
    answer = fresh.brought("opinion", "意见.docx", lying)
    assert (answer.status_code, answer.json()["code"]) == (422, "approval.paper")


def test_all_papers_in_one_archive(fresh: Desk) -> None:
    fresh.bring("opinion", "opinion")
    for _ in range(2):
        fresh.good(fresh.client.post(f"{fresh.path}/photos", files={"file": ("现场.jpg", JPG)}), 201)
    sent = fresh.client.get(f"{fresh.path}/papers.zip")
    assert sent.headers["content-disposition"].startswith("attachment")
    with zipfile.ZipFile(io.BytesIO(sent.content)) as archive:
        names = archive.namelist()
        assert archive.read(f"{slot_of('opinion').zh}/扫描件.pdf") == PDF
    assert {"现场照片/现场.jpg", "现场照片/现场-2.jpg", "规则核查报告/规则核查报告.docx"} <= set(names)
    assert len(names) == len(set(names)) == 6 + 1 + 2  # ours, the opinion once, two photographs


def test_a_paper_of_another_case_is_not_there(fresh: Desk, client, plan) -> None:
    paper = fresh.good(fresh.brought("opinion"), 201)["id"]
    other = submit(client, plan["id"])
    answer = client.get(f"{other.path}/papers/{paper}")
    assert (answer.status_code, answer.json()["code"]) == (404, "approval.part_unknown")


def test_our_papers_are_made_anew_with_another_version(fresh: Desk) -> None:
    first = fresh.case["submission"]["hash"]
    fresh.case = fresh.good(fresh.freeze(note="再次提交"))
    assert fresh.case["submission"]["number"] == 2
    papers = slot(fresh, "check_report")["papers"]
    assert [paper["replaced_at"] is None for paper in papers] == [True, False]
    assert {paper["submission_hash"] for paper in papers} == {first}  # the same version of the plan, the same hash


def test_too_large(fresh: Desk, monkeypatch) -> None:
    monkeypatch.setattr(fresh.client.app.state.settings, "upload_limit_mb", 1)
    answer = fresh.brought("opinion", "意见.pdf", PDF + bytes(1_200_000))
    assert (answer.status_code, answer.json()["code"]) == (413, "uploads.too_large")


def test_the_draft_of_the_request_is_one_of_the_papers_of_the_case(fresh: Desk) -> None:
    """Made from the frozen version like the others; what is signed goes into the slot of the application."""
    draft = slot(fresh, "request")
    (paper,) = draft["papers"]
    assert (draft["is_ours"], draft["is_required"], paper["file_name"]) == (True, False, "请示（初稿）.docx")
    assert paper["submission_hash"] == fresh.case["submission"]["hash"]
    with zipfile.ZipFile(io.BytesIO(fresh.client.get(f"{fresh.path}/papers/{paper['id']}").content)) as archive:
        assert "妥否，请批示" in archive.read("word/document.xml").decode()
    assert slot(fresh, "application")["papers"] == []
