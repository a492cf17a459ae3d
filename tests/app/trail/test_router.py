"""``/api/v1/trail`` and the trail of a case, as those meet them who may read and who may not."""

import csv
import io
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from app.main import create_app
from app.settings import Settings
from app.storage.cases import CaseRow
from app.trail.store import verify, write
from app.workspace import LOCAL, Person, _who
from tests.app.webhooks.rows import case, organisation

ZHAO = Person("赵宁", user_id="u1", roles=frozenset({"street_office"}))


@pytest.fixture
def client(tmp_path: Path) -> Iterator[TestClient]:
    """A server with eight lines: seven of one case, one of another."""
    with TestClient(create_app(Settings(data=tmp_path, job_standby=False))) as client:
        with client.app.state.workspace.database.session() as session:
            one = case(session, organisation(session, "青年路街道"))
            other = case(session, organisation(session, "北院门街道"), number="SZ-2026-0002")
            for number in range(7):
                write(session, ZHAO if number % 2 else LOCAL, "submit", "case", one.id, after={"state": str(number)},
                      reason="=1+1", role="street_office", version_hash="a" * 64)
            write(session, LOCAL, "open", "case", other.id)
        client.one, client.other = one, other
        yield client


def numbers(client: TestClient, path: str = "/api/v1/trail", **asked: object) -> list[int]:
    """Follow the pages to the last; return the numbers of all lines."""
    found, cursor = [], None
    while True:
        page = client.get(path, params={"limit": 3, **asked} | ({"cursor": cursor} if cursor else {})).json()
        found += [line["number"] for line in page["items"]]
        if (cursor := page["next"]) is None:
            assert page["total"] == len(found)
            return found


def test_the_whole_trail_newest_first(client: TestClient):
    assert numbers(client) == [8, 7, 6, 5, 4, 3, 2, 1]


def test_lines_are_found_by_object_actor_and_day(client: TestClient):
    assert numbers(client, actor="赵宁") == [6, 4, 2]
    assert numbers(client, object_kind="case", object_id=client.other.id) == [8]
    assert numbers(client, object_kind="webhook") == []
    today, day = date.today(), timedelta(days=1)
    assert len(numbers(client, **{"from": today - day, "to": today + day})) == 8
    assert numbers(client, **{"from": today + day * 2}) == []
    assert numbers(client, **{"to": today - day * 2}) == []


def test_a_line_is_told_whole(client: TestClient):
    line = client.get("/api/v1/trail", params={"limit": 1, "actor": "赵宁"}).json()["items"][0]
    with client.app.state.workspace.database.reading() as session:
        assert verify(session, last=(line["number"], line["hash"])) == []
    assert (line["actor"], line["role"], line["action"], line["after"], line["reason"], line["version_hash"]) == (
        "赵宁", "street_office", "submit", {"state": "5"}, "=1+1", "a" * 64
    )


def test_the_table_opens_in_a_spreadsheet_and_runs_nothing(client: TestClient):
    answer = client.get("/api/v1/trail.csv")
    assert answer.content.startswith(b"\xef\xbb\xbf")
    assert answer.headers["content-disposition"].startswith("attachment")
    header, *rows = csv.reader(io.StringIO(answer.content.decode("utf-8-sig")))
    assert header[:3] == ["序号 number", "时间 at", "经办人 actor"]
    assert [row[0] for row in rows] == [str(number) for number in range(1, 9)]
    assert {row[header.index("理由 reason")] for row in rows} == {"'=1+1", ""}
    assert rows[0][header.index("新值 after")] == '{"state": "0"}'
    filtered = client.get("/api/v1/trail.csv", params={"actor": "赵宁"}).text.splitlines()
    assert len(filtered) == 4


def test_a_table_longer_than_one_piece_is_whole(client: TestClient):
    with client.app.state.workspace.database.session() as session:
        for _ in range(1100):
            write(session, LOCAL, "visit", "case", "c")
    rows = list(csv.reader(io.StringIO(client.get("/api/v1/trail.csv").content.decode("utf-8-sig"))))
    assert [row[0] for row in rows[1:]] == [str(number) for number in range(1, 1109)]


def test_only_administrators_read_all_of_it(client: TestClient):
    client.app.dependency_overrides[_who] = lambda: ZHAO
    for path in ("/api/v1/trail", "/api/v1/trail.csv"):
        answer = client.get(path)
        assert (answer.status_code, answer.json()["code"]) == (403, "people.not_allowed")


def test_whoever_may_see_a_case_reads_its_trail_and_no_other(client: TestClient):
    def path(which: CaseRow) -> str:
        return f"/api/v1/cases/{which.id}/trail"

    assert numbers(client, path(client.one)) == [7, 6, 5, 4, 3, 2, 1]
    person = Person("赵宁", organisation_id=client.one.organisation_id, user_id="u1")
    client.app.dependency_overrides[_who] = lambda: person
    assert numbers(client, path(client.one)) == [7, 6, 5, 4, 3, 2, 1]
    answer = client.get(path(client.other))
    assert (answer.status_code, answer.json()["code"]) == (404, "approval.unknown")


def test_what_cannot_be_asked_is_refused(client: TestClient):
    for asked in ({"from": "0001-01-01"}, {"to": "9999-12-31"}, {"from": "gestern"}, {"limit": 0}, {"limit": 201}):
        assert client.get("/api/v1/trail", params=asked).json()["code"] == "request.invalid", asked
    for cursor in ("x", "W10", "WyJhIl0", "Wy0xXQ", "Wzk5OTk5OTk5OTk5XQ", "W3RydWVd"):
        assert client.get("/api/v1/trail", params={"cursor": cursor}).json()["code"] == "request.cursor", cursor
