"""``/api/v1/webhooks`` as an administrator, a machine and a stranger meet it."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import select

from app.main import create_app
from app.paging import cursor_after
from app.settings import Settings
from app.storage.cases import DeliveryRow, TrailRow, WebhookRow
from app.webhooks.outbox import announce
from app.workspace import LOCAL, Person, _who
from tests.app.webhooks.receivers import receiving
from tests.app.webhooks.rows import case, organisation

EVERYWHERE = "https://hooks.example.cn/sizhi"


@pytest.fixture
def client(tmp_path: Path) -> Iterator[TestClient]:
    """A server that sends to this machine too."""
    with TestClient(create_app(Settings(data=tmp_path, job_standby=False, webhook_private=True))) as client:
        yield client


def add(client: TestClient, address: str = EVERYWHERE, events: tuple[str, ...] = ("case.moved",)) -> dict:
    answer = client.post("/api/v1/webhooks", json={"address": address, "events": list(events)})
    assert answer.status_code == 201, answer.text
    return answer.json()


def as_person(client: TestClient, person: Person) -> None:
    client.app.dependency_overrides[_who] = lambda: person


def trail(client: TestClient) -> list[tuple[str, dict | None, dict | None]]:
    with client.app.state.workspace.database.reading() as session:
        rows = session.scalars(select(TrailRow).where(TrailRow.object_kind == "webhook").order_by(TrailRow.number))
        return [(row.action, row.before, row.after) for row in rows]


def test_a_webhook_is_added_shown_changed_and_removed_and_each_leaves_a_line(client: TestClient):
    added = add(client, events=("case.opened", "case.moved", "case.opened"))
    secret = added.pop("secret")
    assert secret.startswith("whsec_")
    assert added["events"] == ["case.moved", "case.opened"]
    path = f"/api/v1/webhooks/{added['id']}"
    assert client.get(path).json() == added
    assert client.get("/api/v1/webhooks").json() == {"items": [added], "next": None, "total": 1}
    changed = client.patch(path, json={"is_enabled": False, "events": ["report.sent"]}).json()
    assert changed == {**added, "is_enabled": False, "events": ["report.sent"]}
    assert client.patch(path, json={}).json() == changed
    assert client.delete(path).status_code == 204
    assert client.get(path).status_code == 404
    first = {"address": EVERYWHERE, "events": ["case.moved", "case.opened"], "is_enabled": True}
    second = {"address": EVERYWHERE, "events": ["report.sent"], "is_enabled": False}
    assert trail(client) == [
        ("webhook.added", None, first), ("webhook.changed", first, second), ("webhook.removed", second, None),
    ]
    assert secret not in str(trail(client))


def test_a_ping_goes_out_and_is_listed(client: TestClient):
    with receiving() as receiver:
        hook = add(client, receiver.address)["id"]
        sent = client.post(f"/api/v1/webhooks/{hook}/test")
        assert sent.status_code == 202
        [(_, headers, _)] = receiver.wait_for(1)
    assert headers["Sizhi-Delivery"] == sent.json()["id"]
    page = client.get(f"/api/v1/webhooks/{hook}/deliveries").json()
    assert [(each["id"], each["event"]) for each in page["items"]] == [(sent.json()["id"], "ping")]


def test_whoever_watches_the_server_sees_dead_messages(client: TestClient):
    with client.app.state.workspace.database.session() as session:
        hook = session.get_one(WebhookRow, add(client)["id"])
        session.add(DeliveryRow(webhook_id=hook.id, event="case.moved", body={}, attempts=[], state="dead"))
    text = client.get("/metrics").text
    assert 'sizhi_webhook_deliveries{state="dead"} 1.0' in text
    assert 'sizhi_webhook_deliveries{state="waiting"} 0.0' in text


def test_messages_are_listed_by_cursor_and_a_dead_one_is_replayed(client: TestClient):
    hook = add(client)["id"]
    client.app.state.webhooks.stop()
    with client.app.state.workspace.database.session() as session:
        matter = case(session)
        for _ in range(5):
            announce(session, "case.moved", matter, {})
    path, seen, cursor = f"/api/v1/webhooks/{hook}/deliveries", [], None
    while True:
        page = client.get(path, params={"limit": 2} | ({"cursor": cursor} if cursor else {})).json()
        seen += [each["id"] for each in page["items"]]
        assert page["total"] == 5
        if (cursor := page["next"]) is None:
            break
    assert len(set(seen)) == len(seen) == 5
    again = client.post(f"{path}/{seen[0]}/replay")
    assert (again.status_code, again.json()["code"]) == (409, "webhooks.not_over")
    with client.app.state.workspace.database.session() as session:
        session.get_one(DeliveryRow, seen[0]).state = "dead"
    assert client.get(path, params={"state": "dead"}).json()["total"] == 1
    again = client.post(f"{path}/{seen[0]}/replay")
    assert (again.status_code, again.json()["state"]) == (202, "waiting")
    assert again.json()["attempts"][0]["replayed_by"] == "本机"
    assert client.post(f"{path}/{'0' * 32}/replay").json()["code"] == "webhooks.no_delivery"


def test_a_cursor_of_no_page_is_refused(client: TestClient):
    """Among them `[]`, `["a"]`, `["a", "b"]`, `["0001-01-01", "b"]` and a moment before the first year in UTC."""
    early = cursor_after("0001-01-01T00:00:00+14:00", "b")
    path = f"/api/v1/webhooks/{add(client)['id']}/deliveries"
    for cursor in ("x", "!!", "W10", "WyJhIl0", "WyJhIiwgImIiXQ", "WyIwMDAxLTAxLTAxIiwgImIiXQ", early):
        answer = client.get(path, params={"cursor": cursor})
        assert (answer.status_code, answer.json().get("code")) == (422, "request.cursor"), cursor


def test_what_cannot_be_a_webhook_is_refused_and_nothing_is_kept(client: TestClient):
    for body, code in [
        ({"address": "ftp://hooks.example/", "events": ["case.moved"]}, "webhooks.address"),
        ({"address": "http://169.254.169.254/", "events": ["case.moved"]}, "webhooks.private"),
        ({"address": EVERYWHERE, "events": []}, "request.invalid"),
        ({"address": EVERYWHERE, "events": ["case.burnt"]}, "request.invalid"),
        ({"address": EVERYWHERE, "events": ["ping"]}, "request.invalid"),
        ({"address": EVERYWHERE, "events": ["case.moved"], "secret": "mine"}, "request.invalid"),
    ]:
        answer = client.post("/api/v1/webhooks", json=body)
        assert (answer.status_code, answer.json()["code"]) == (422, code), body
    assert client.get("/api/v1/webhooks").json()["total"] == 0
    assert trail(client) == []


def test_an_organisation_has_twenty_at_most(client: TestClient):
    for _ in range(20):
        add(client)
    answer = client.post("/api/v1/webhooks", json={"address": EVERYWHERE, "events": ["case.moved"]})
    assert (answer.status_code, answer.json()["code"]) == (422, "webhooks.too_many")


def test_without_the_setting_inner_addresses_are_refused_plainly(tmp_path: Path):
    with TestClient(create_app(Settings(data=tmp_path, job_standby=False))) as client:
        answer = client.post(
            "/api/v1/webhooks", json={"address": "http://10.0.0.7/hook", "events": ["case.moved"]}
        )
    assert (answer.status_code, answer.json()["code"]) == (422, "webhooks.private")
    assert "SIZHI_WEBHOOK_PRIVATE" in answer.json()["message_zh"]


def test_a_webhook_that_is_off_sends_nothing(client: TestClient):
    hook = add(client)["id"]
    client.patch(f"/api/v1/webhooks/{hook}", json={"is_enabled": False})
    answer = client.post(f"/api/v1/webhooks/{hook}/test")
    assert (answer.status_code, answer.json()["code"]) == (409, "webhooks.disabled")


def test_others_neither_see_nor_change_it(client: TestClient):
    hook = add(client)["id"]
    with client.app.state.workspace.database.session() as session:
        other = organisation(session, "北院门街道")
    as_person(client, Person("系统", organisation_id=other, key_id="k1", scopes=frozenset({"webhooks:write"})))
    path = f"/api/v1/webhooks/{hook}"
    answers = [
        client.get(path), client.patch(path, json={"is_enabled": False}), client.delete(path),
        client.post(f"{path}/test"), client.get(f"{path}/deliveries"), client.post(f"{path}/deliveries/d/replay"),
    ]
    assert [(each.status_code, each.json()["code"]) for each in answers] == [(404, "webhooks.unknown")] * 6
    assert client.get("/api/v1/webhooks").json()["items"] == []
    own = add(client)
    with client.app.state.workspace.database.reading() as session:
        assert session.get_one(WebhookRow, own["id"]).organisation_id == other
    as_person(client, LOCAL)
    assert [each["id"] for each in client.get("/api/v1/webhooks").json()["items"]] == [hook]


def test_it_takes_an_administrator_or_a_key(client: TestClient):
    hook = add(client)["id"]
    as_person(client, Person("赵宁", user_id="u1", roles=frozenset({"street_office"})))
    path = f"/api/v1/webhooks/{hook}"
    answers = [
        client.get("/api/v1/webhooks"), client.get(path), client.delete(path), client.post(f"{path}/test"),
        client.patch(path, json={}), client.get(f"{path}/deliveries"),
        client.post("/api/v1/webhooks", json={"address": EVERYWHERE, "events": ["case.moved"]}),
    ]
    assert [(each.status_code, each.json()["code"]) for each in answers] == [(403, "people.not_allowed")] * 7
