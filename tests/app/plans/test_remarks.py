"""Remarks on places and read-only addresses, on SQLite and on PostgreSQL; and the page that a share opens."""

from __future__ import annotations

from datetime import timedelta

import pytest

from app.plans.comments import add_comment, list_comments, settle_comment
from app.plans.errors import CommentNotFoundError, ShareEndError, ShareNotFoundError, VersionNotFoundError
from app.plans.schemas import CopyRequest, NewPlan
from app.plans.service import copy_plan, create_plan
from app.plans.shares import add_share, find_share, list_shares, revoke_share
from app.plans.store import load_plan
from app.storage.models import ShareRow, now
from app.workspace import Person
from tests.app.plans.conftest import enter_grid

HOSTILE = '<script>alert(1)</script> "‮ 改\u202e'


@pytest.fixture
def space(any_workspace):
    """A workspace on each kind of database with one plan."""
    plan_id = create_plan(any_workspace, NewPlan(dataset_id=enter_grid(any_workspace)), Person("甲"))
    return any_workspace, plan_id


def remark(session, plan_id, text="此处有围墙", **told):
    return add_comment(session, plan_id, text, **{
        "place": (108.9, 34.26), "version": None, "unit_id": "b2", "who": "甲", **told})


def test_remarks_are_numbered_settled_and_opened_again(space):
    workspace, plan_id = space
    with workspace.database.session() as session:
        first, second = remark(session, plan_id), remark(session, plan_id, HOSTILE)
        assert (first.number, second.number, first.version) == (1, 2, 0)
        settle_comment(session, plan_id, first.id, resolved=True, who="乙")
        settle_comment(session, plan_id, first.id, resolved=True, who="丙")
    with workspace.database.reading() as session:
        rows, total = list_comments(session, plan_id)
        assert (total, [row.text for row in rows]) == (2, ["此处有围墙", HOSTILE])
        assert rows[0].resolved_by == "乙"
        assert [row.number for row in list_comments(session, plan_id, resolved=False)[0]] == [2]
        assert [row.number for row in list_comments(session, plan_id, resolved=True)[0]] == [1]
        assert list_comments(session, plan_id, offset=1, limit=1)[1] == 2
    with workspace.database.session() as session:
        opened = settle_comment(session, plan_id, first.id, resolved=False, who="乙")
        assert (opened.resolved_at, opened.resolved_by) == (None, None)


def test_a_remark_that_is_sent_twice_is_one(space):
    workspace, plan_id = space
    with workspace.database.session() as session:
        assert remark(session, plan_id, key="k").id == remark(session, plan_id, key="k").id
        assert remark(session, plan_id, key="other").number == 2


def test_remarks_on_what_is_not_there(space):
    workspace, plan_id = space
    with workspace.database.session() as session:
        with pytest.raises(VersionNotFoundError):
            remark(session, plan_id, version=3)
        with pytest.raises(CommentNotFoundError):
            settle_comment(session, plan_id, "nobody", resolved=True, who="甲")
        other = copy_plan(session, plan_id, CopyRequest(), Person("甲")).id
        with pytest.raises(CommentNotFoundError):
            settle_comment(session, other, remark(session, plan_id).id, resolved=True, who="甲")


def test_a_share_is_known_by_its_secret_alone(space):
    workspace, plan_id = space
    with workspace.database.session() as session:
        row, secret = add_share(session, plan_id, version=None, expires_at=None, who="甲")
        assert len(secret) >= 32
        assert secret not in str(vars(row))
    with workspace.database.reading() as session:
        assert find_share(session, secret).id == row.id
        assert list_shares(session, plan_id, offset=0, limit=10)[1] == 1
        for wrong in ("", secret[:-1], row.secret_hash, row.id):
            with pytest.raises(ShareNotFoundError):
                find_share(session, wrong)


def test_a_share_ends_by_date_by_hand_or_with_its_plan(space):
    workspace, plan_id = space
    with workspace.database.session() as session:
        soon, dated = add_share(session, plan_id, version=0, expires_at=now() + timedelta(days=1), who="甲")
        revoked, by_hand = add_share(session, plan_id, version=0, expires_at=None, who="甲")
        _, with_plan = add_share(session, plan_id, version=0, expires_at=None, who="甲")
        revoke_share(session, plan_id, revoked.id)
    with workspace.database.session() as session:
        assert find_share(session, dated)
        session.get(ShareRow, soon.id).expires_at = now() - timedelta(seconds=1)
        session.flush()
        for ended in (dated, by_hand):
            with pytest.raises(ShareNotFoundError):
                find_share(session, ended)
        assert find_share(session, with_plan)
        load_plan(session, plan_id).deleted_at = now()
        session.flush()
        with pytest.raises(ShareNotFoundError):
            find_share(session, with_plan)


def test_shares_that_cannot_be(space):
    workspace, plan_id = space
    with workspace.database.session() as session:
        with pytest.raises(ShareEndError):
            add_share(session, plan_id, version=None, expires_at=now() - timedelta(days=1), who="甲")
        with pytest.raises(VersionNotFoundError):
            add_share(session, plan_id, version=1, expires_at=None, who="甲")
        with pytest.raises(ShareNotFoundError):
            revoke_share(session, plan_id, "nobody")


def at(plan, *parts):
    return "/".join((f"/api/v1/plans/{plan['id']}", *parts))


def test_remarks_over_http(client, plan):
    place = {"x": 108.9, "y": 34.26}
    answer = client.post(at(plan, "comments"), json={**place, "text": f"  {HOSTILE} ", "unit_id": "b2"})
    assert answer.status_code == 201
    made = answer.json()
    assert (made["number"], made["text"], made["author"], made["resolved_at"]) == (1, HOSTILE, "本机", None)
    settled = client.patch(at(plan, "comments", made["id"]), json={"resolved": True}).json()
    assert settled["resolved_by"] == "本机"
    page = client.get(at(plan, "comments")).json()
    assert (page["total"], page["items"][0]["number"]) == (1, 1)
    assert client.get(at(plan, "comments?resolved=false")).json()["items"] == []
    for wrong in ({**place, "text": "  "}, {**place, "text": "x" * 2001}, {"x": "nan", "y": 0, "text": "x"}):
        assert client.post(at(plan, "comments"), json=wrong).status_code == 422
    assert client.get("/api/v1/plans/nobody/comments").status_code == 404
    assert client.patch(at(plan, "comments/nobody"), json={"resolved": True}).json()["code"] == "comments.unknown"


def test_a_shared_page_shows_the_plan_and_nothing_else(client, plan):
    made = client.post(at(plan, "shares"), json={}).json()
    assert made["url"] == f"/shared/{made['secret']}"
    [listed] = client.get(at(plan, "shares")).json()["items"]
    assert "secret" not in listed
    page = client.get(made["url"])
    assert page.status_code == 200
    assert "方案甲" in page.text
    assert page.headers["X-Robots-Tag"] == "noindex, nofollow, noarchive"
    assert page.headers["Cache-Control"] == "private, no-store"
    assert '"home":null' in page.text
    assert plan["id"] not in page.text
    assert made["secret"] not in page.text


def test_a_share_of_a_version_stays_there_one_of_the_newest_follows(client, plan):
    fixed, newest = (client.post(at(plan, "shares"), json=asked).json()["url"] for asked in ({"version": 0}, {}))
    command = {"command_id": "c" * 32, "kind": "rename", "label": {"zh": "改名", "en": "Rename"}, "changes": {
        "communities": [["丰和", (told := plan["drawing"]["communities"]["丰和"]), {**told, "name": "丰和里"}]]}}
    answer = client.post(at(plan, "commands"), json={"commands": [command]}, headers={"If-Match": '"0"'})
    assert answer.status_code == 200, answer.text
    assert "丰和里" not in client.get(fixed).text
    assert "丰和里" in client.get(newest).text


def test_a_share_that_has_ended_is_a_page_that_says_so(client, plan):
    made = client.post(at(plan, "shares"), json={}).json()
    assert client.delete(at(plan, "shares", made["id"])).status_code == 204
    for address in (made["url"], "/shared/nobody"):
        page = client.get(address)
        assert page.status_code == 404
        assert "链接无效、已到期或已撤回" in page.text
        assert "方案甲" not in page.text
    assert client.get(at(plan, "shares")).json()["items"][0]["revoked_at"]
    assert client.delete(at(plan, "shares/nobody")).status_code == 404
