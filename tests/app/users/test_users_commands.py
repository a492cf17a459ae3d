"""``sizhi users`` and ``sizhi organisations`` as an administrator of the machine runs them."""

from __future__ import annotations

import io
from collections.abc import Callable

import pytest
from sqlalchemy import select

from app.main import create_app
from app.settings import Settings
from app.storage.models import DatasetRow, PlanRow
from app.users.commands import read_password, users
from app.users.errors import UnfitError
from tests.app.plans.conftest import enter_grid
from tests.app.users.people import PASSWORD, anybody


@pytest.fixture
def sizhi(run, monkeypatch, tmp_path) -> Callable[..., tuple[int, str, str]]:
    """Run a command on an empty database, with lines on standard input."""
    monkeypatch.setenv("SIZHI_DATA", str(tmp_path))

    def ask(*arguments: str, typed: str = "") -> tuple[int, str, str]:
        monkeypatch.setattr("sys.stdin", io.StringIO(typed))
        return run(*arguments)

    return ask


def test_the_first_administrator_signs_in(sizhi, tmp_path):
    code, out, _ = sizhi("users", "add", "Root", "--name", "管理员", "--administrator", typed=f"{PASSWORD}\n")
    assert (code, out) == (0, "已添加 root（本机）\n")
    assert sizhi("users", "list")[1] == "root\t管理员\t本机\t管理员\n"
    client = anybody(create_app(Settings(data=tmp_path, accounts=True, job_standby=False)))
    assert client.post("/api/v1/session", json={"login": "root", "password": PASSWORD}).status_code == 204
    assert client.get("/api/v1/me").json()["is_administrator"] is True


def test_a_password_is_no_argument(sizhi):
    for command in ("add", "password"):
        options = {option for known in users.registered_commands if known.name == command
                   for option in known.callback.__annotations__}
        assert options
        assert not any(option.endswith("password") and option != "no_password" for option in options)
    code, _, err = sizhi("users", "add", "x", typed="short\n")
    assert (code, "people.unfit" in err) == (2, True)


def test_a_password_is_typed_twice_at_a_terminal(monkeypatch):
    class Terminal(io.StringIO):
        def isatty(self) -> bool:
            return True

    monkeypatch.setattr("sys.stdin", Terminal())
    typed = iter(["one password", "one password", "one password", "another one"])
    monkeypatch.setattr("app.users.commands.getpass", lambda _: next(typed))
    assert read_password() == "one password"
    with pytest.raises(UnfitError, match="differ"):
        read_password()


def test_accounts_are_closed_and_get_other_passwords(sizhi):
    sizhi("users", "add", "root", "--administrator", typed=f"{PASSWORD}\n")
    sizhi("users", "add", "other", "--planner", typed=f"{PASSWORD}\n")
    assert sizhi("users", "disable", "other")[:2] == (0, "已停用 other\n")
    assert sizhi("users", "password", "other", typed="another password\n")[:2] == (0, "已重设 other 的密码\n")
    assert sizhi("users", "list")[1].splitlines()[0] == "other\tother\t本机\t编制、已停用"
    code, _, err = sizhi("users", "disable", "root")
    assert (code, "people.last_administrator" in err) == (2, True)
    code, _, err = sizhi("users", "disable", "nobody")
    assert (code, "people.unknown" in err) == (2, True)


def test_organisations_are_added_and_listed(sizhi):
    told = ("--role", "street_office", "--district", "莲湖区", "--subdistrict", "新街")
    assert sizhi("organisations", "add", "新街街道办事处", *told)[:2] == (0, "已添加 新街街道办事处\n")
    assert "新街街道办事处\t街道办事处\tstreet_office\t莲湖区\t新街" in sizhi("organisations", "list")[1].splitlines()
    code, _, err = sizhi("organisations", "add", "另一个", "--role", "street_office", "--district", "莲湖区")
    assert (code, "people.unfit" in err) == (2, True)


def test_all_that_is_wrong_is_said_at_once_with_the_choices(sizhi):
    told = ("--role", "street_office", "--district", "莲湖区", "--subdistrict", "新街")
    sizhi("organisations", "add", "新街街道办事处", *told)
    sizhi("users", "add", "zhao", typed=f"{PASSWORD}\n")
    code, _, err = sizhi("users", "add", "zhao", "--organisation", "新街街道办", typed="short\n")
    assert (code, "people.taken" in err) == (2, True)
    for said in ("zhao 已被使用", "没有单位 新街街道办。可选：", "新街街道办事处", "密码应为"):
        assert said in err
    code, _, err = sizhi("organisations", "add", "新街街道办事处", "--role", "boss")
    assert code == 2
    choices = "street_office（街道办事处）", "planner（规划编制单位）"
    for said in ("已有单位 新街街道办事处", "没有这种单位：boss", *choices):
        assert said in err


def test_what_was_made_without_accounts_is_given_to_an_organisation(sizhi, tmp_path):
    app = create_app(Settings(data=tmp_path, job_standby=False))
    dataset_id = enter_grid(app.state.workspace)
    anybody(app).post("/api/v1/plans", json={"dataset_id": dataset_id})
    told = ("--role", "street_office", "--district", "莲湖区", "--subdistrict", "新街")
    sizhi("organisations", "add", "新街街道办事处", *told)
    code, out, _ = sizhi("users", "adopt", "新街街道办事处")
    assert (code, "dataset 1  plan 1" in out) == (0, True)
    with app.state.workspace.database.reading() as session:
        owners = {each for table in (DatasetRow, PlanRow) for each in session.scalars(select(table.organisation_id))}
    assert len(owners) == 1
    assert owners != {"local"}
    assert sizhi("trail", "verify")[0] == 0


def test_serving_a_network_without_accounts_is_warned_of(sizhi, monkeypatch):
    monkeypatch.setattr("app.serving.uvicorn.run", lambda *_, **__: None)
    assert "SIZHI_ACCOUNTS=on" in sizhi("serve", "--host", "0.0.0.0")[2]
    assert sizhi("serve", "--host", "127.0.0.1")[2] == ""
    monkeypatch.setenv("SIZHI_ACCOUNTS", "on")
    assert sizhi("serve", "--host", "0.0.0.0")[2] == ""
