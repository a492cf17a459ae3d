"""A case on somebody's desk: what they do with it over HTTP, and files as an office would bring them."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from fastapi.testclient import TestClient
from httpx import Response
from sqlalchemy import select

from app.storage.models import Base
from app.workspace import Workspace

API = "/api/v1"
PDF = b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n"
JPG = b"\xff\xd8\xff\xe0\x00\x10JFIF\x00" + bytes(64) + b"\xff\xd9"
PNG = b"\x89PNG\r\n\x1a\n" + bytes(64)


def packed(**members: bytes) -> bytes:
    """An archive of some members; ``__`` in a name stands for ``/``, a trailing ``_xml`` for the suffix."""
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as archive:
        for name, text in members.items():
            archive.writestr(name.replace("__", "/").replace("_xml", ".xml"), text)
    return content.getvalue()


DOCX = packed(word__document_xml=b"<w:document/>", **{"[Content_Types]_xml": b"<Types/>"})
XLSX = packed(xl__workbook_xml=b"<workbook/>", **{"[Content_Types]_xml": b"<Types/>"})


class Desk:
    """One case, seen by one client."""

    def __init__(self, client: TestClient, case: dict[str, Any]) -> None:
        self.client, self.case = client, case

    @property
    def path(self) -> str:
        return f"{API}/cases/{self.case['id']}"

    @property
    def match(self) -> dict[str, str]:
        return {"If-Match": f'"{self.case["revision"]}"'}

    @property
    def state(self) -> str:
        return self.case["state"]

    def read(self) -> dict[str, Any]:
        """Look at the case again."""
        self.case = self.good(self.client.get(self.path))
        return self.case

    def good(self, answer: Response, status: int = 200) -> dict[str, Any]:
        assert answer.status_code == status, f"{answer.status_code} {answer.text}"
        return answer.json()

    def tried(self, action: str, reason: str | None = None, **more: Any) -> Response:
        """Try a step."""
        asked = {"action": action, "reason": reason, **more}
        return self.client.post(f"{self.path}/actions", json=asked, headers=self.match)

    def act(self, action: str, reason: str | None = None, **more: Any) -> dict[str, Any]:
        """Take a step."""
        self.case = self.good(self.tried(action, reason, **more))
        return self.case

    def offer(self, action: str) -> dict[str, Any]:
        """Return a step as it is offered."""
        return next(each for each in self.case["actions"] if each["action"] == action)

    def brought(
        self, slot: str, name: str = "扫描件.pdf", content: bytes = PDF, **fields: str
    ) -> Response:
        """Hand in a paper."""
        return self.client.put(
            f"{self.path}/papers/{slot}", files={"file": (name, content)}, data=fields, headers=self.match
        )

    def bring(self, *slots: str, **fields: str) -> None:
        """Hand in a paper for each of some slots."""
        for slot in slots:
            answer = self.brought(slot, **fields)
            self.good(answer, 201)
            self.case = {**self.case, "revision": int(answer.headers["etag"].strip('"'))}
        self.read()

    def bring_all(self, action: str) -> None:
        """Hand in every paper that a step still lacks."""
        self.bring(*self.offer(action)["missing_papers"])

    def record(self, name: str, **told: Any) -> dict[str, Any]:
        """Enter a record."""
        self.case = self.good(self.client.put(f"{self.path}/records/{name}", json=told, headers=self.match))
        return self.case

    def visit(self, *persons: str, on: str = "2026-03-02") -> None:
        """Enter a visit with one photograph."""
        photo = self.good(self.client.post(f"{self.path}/photos", files={"file": ("现场.jpg", JPG)}), 201)
        told = {"visited_on": on, "persons": list(persons), "text": "四至与现场一致", "photos": [photo["id"]]}
        self.case = self.good(self.client.post(f"{self.path}/visits", json=told), 201)

    def reply(self, *texts: str) -> None:
        """Answer the open points in order."""
        waiting = [point for point in self.case["points"] if point["reply"] is None]
        for point, text in zip(waiting, texts, strict=True):
            self.case = self.good(self.client.put(
                f"{self.path}/points/{point['id']}", json={"reply": text}, headers=self.match
            ))

    def ask(self, *departments: str, **more: Any) -> None:
        """Ask departments that have no account."""
        told = {"departments": [{"name": name} for name in departments], **more}
        self.case = self.good(self.client.post(f"{self.path}/opinions", json=told, headers=self.match), 201)

    def opine(self, department: str, verdict: str, text: str = "意见") -> None:
        """Enter the opinion of a department in its newest round."""
        asked = [each for each in self.case["opinions"] if each["department"] == department][-1]
        self.case = self.good(self.client.put(
            f"{self.path}/opinions/{asked['id']}", json={"verdict": verdict, "text": text}
        ))

    def freeze(self, **asked: Any) -> Response:
        """Freeze another version."""
        return self.client.post(f"{API}/submissions/{self.case['id']}/freeze", json=asked, headers=self.match)


def tables(workspace: Workspace) -> dict[str, list[Any]]:
    """Everything that the database holds, to be compared before and after."""
    with workspace.database.reading() as session:
        return {
            table.name: sorted(map(repr, session.execute(select(table)).all())) for table in Base.metadata.sorted_tables
        }


@contextmanager
def nothing_changes(workspace: Workspace) -> Iterator[None]:
    """Hold every table, and every kept file, against what it was before."""
    before, kept = tables(workspace), set(workspace.blobs.folder.rglob("*"))
    yield
    assert tables(workspace) == before
    assert set(workspace.blobs.folder.rglob("*")) == kept


def submit(client: TestClient, plan_id: str, kind: str = "setting_up", **more: Any) -> Desk:
    """Hand in a plan, whatever other cases hold it: tests share theirs."""
    asked = {"kind": kind, "title": "设立锦湾社区", "plan_id": plan_id, "again": True, **more}
    answer = client.post(f"{API}/submissions", json=asked)
    assert answer.status_code == 201, answer.text
    return Desk(client, answer.json())
