"""``sizhi trail verify`` and ``export``: whole, broken in each way, on SQLite and PostgreSQL."""

import csv
from pathlib import Path

import pytest
from sqlalchemy import text

from app.storage.database import Database
from app.trail.store import last_line, write
from app.workspace import LOCAL


@pytest.fixture
def written(database: Database) -> Database:
    """A trail of five lines."""
    with database.session() as session:
        for number in range(1, 6):
            write(session, LOCAL, "submit", "case", "c1", after={"state": str(number)}, reason=f"第 {number} 次")
    return database


def url(database: Database) -> str:
    return database.url.render_as_string(hide_password=False)


def do(database: Database, statement: str) -> None:
    with database.session() as session:
        session.execute(text(statement))


def noted(database: Database) -> str:
    with database.reading() as session:
        line = last_line(session)
        return f"{line.number}:{line.hash}"


def test_a_whole_trail_is_said_to_be_whole_with_the_line_to_be_noted(run, written: Database):
    code, out, err = run("trail", "verify", "--database-url", url(written))
    assert (code, err) == (0, "")
    assert "留痕完整，共 5 行" in out
    assert noted(written) in out


@pytest.mark.parametrize(("statement", "broken"), [
    ("UPDATE trail SET reason = '别的' WHERE number = 3", ["第 3 行内容被改动"]),
    ("DELETE FROM trail WHERE number = 2", [
        "第 2 行缺失（下一行是第 3 行）", "第 3 行不接上一行：上一行被改、被删或有插入",
    ]),
    ("UPDATE trail SET actor = '李敏' WHERE number IN (1, 4)", ["第 1 行内容被改动", "第 4 行内容被改动"]),
])
def test_every_break_is_named_and_the_exit_code_tells(run, written: Database, statement: str, broken: list[str]):
    do(written, statement)
    code, out, _ = run("trail", "verify", "--database-url", url(written))
    assert code == 1
    assert out.splitlines() == broken


def test_breaks_are_named_in_english_too(run, written: Database, monkeypatch: pytest.MonkeyPatch):
    do(written, "UPDATE trail SET reason = 'x' WHERE number = 3")
    monkeypatch.setattr("app.trail.commands.say", lambda zh, en: en)
    assert run("trail", "verify", "--database-url", url(written))[:2] == (1, "line 3 was changed\n")


def test_a_cut_off_end_shows_with_the_line_that_was_noted(run, written: Database):
    before = noted(written)
    assert run("trail", "verify", "--database-url", url(written), "--last", before)[0] == 0
    do(written, "DELETE FROM trail WHERE number = 5")
    assert run("trail", "verify", "--database-url", url(written))[0] == 0
    code, out, _ = run("trail", "verify", "--database-url", url(written), "--last", before)
    assert (code, out) == (1, "第 5 行与所记校验值不符，或已被截去\n")


def test_an_empty_trail_is_whole(run, database: Database):
    assert run("trail", "verify", "--database-url", url(database))[:2] == (0, "留痕为空\n")


@pytest.mark.parametrize("last", ["5", "5:abc", "x:" + "a" * 64, ""])
def test_a_noted_line_that_is_none_is_refused(run, workspace, last: str):
    code, out, err = run("trail", "verify", "--database-url", url(workspace.database), "--last", last)
    assert (code, out) == (2, "")
    assert "[trail.noted]" in err


def test_a_database_without_our_schema_is_refused(run, tmp_path: Path):
    code, _, err = run("trail", "verify", "--database-url", f"sqlite:///{tmp_path / 'other.sqlite'}")
    assert code == 2
    assert "[database.unavailable]" in err


def test_the_whole_trail_is_exported(run, written: Database, tmp_path: Path):
    out = tmp_path / "trail.csv"
    assert run("trail", "export", "--out", out, "--database-url", url(written))[0] == 0
    assert out.read_bytes().startswith(b"\xef\xbb\xbf")
    with out.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    assert [row["序号 number"] for row in rows] == ["1", "2", "3", "4", "5"]
    assert f"{rows[-1]['序号 number']}:{rows[-1]['本行校验值 hash']}" == noted(written)
