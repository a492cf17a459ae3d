"""A message arrives or does not, whatever the other side does; real servers on this machine."""

import socket
import ssl

import pytest

from app.webhooks.addresses import Target
from app.webhooks.sending import Failure, Outcome, Sender
from tests.app.webhooks import receivers
from tests.app.webhooks.receivers import misbehaving, receiving

BODY = "{\"社区\":1}".encode()
HEADERS = {"Content-Type": "application/json; charset=utf-8", "Sizhi-Event": "ping"}


def send(port: int, *, scheme: str = "http", host: str = "127.0.0.1", private: bool = True, **more) -> Outcome:
    sender = Sender(private=private, **{"timeout_s": 10.0, **more})
    return sender.send(Target(scheme, host, port, "/hook?a=b"), BODY, HEADERS)


def test_a_message_arrives_as_it_was_sent():
    with receiving() as receiver:
        assert send(receiver.port) == Outcome(200, None)
    [(path, headers, body)] = receiver.received
    assert (path, body) == ("/hook?a=b", BODY)
    assert headers["Host"] == f"127.0.0.1:{receiver.port}"
    assert headers["Sizhi-Event"] == "ping"
    assert headers["Content-Length"] == str(len(BODY))


@pytest.mark.parametrize(("status", "failure"), [
    (201, None), (204, None), (300, Failure.STATUS), (404, Failure.STATUS), (500, Failure.STATUS),
])
def test_only_an_answer_of_2xx_counts(status: int, failure: Failure | None):
    with receiving() as receiver:
        receiver.status = status
        assert send(receiver.port) == Outcome(status, failure)


@pytest.mark.parametrize("location", ["http://169.254.169.254/latest/meta-data/", "/hook"])
def test_no_redirect_is_followed(location: str):
    with receiving() as receiver:
        receiver.status, receiver.location = 302, location
        assert send(receiver.port) == Outcome(302, Failure.STATUS)
    assert len(receiver.received) == 1


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "2130706433", "0x7f.1", "::ffff:127.0.0.1"])
def test_nothing_is_sent_to_this_machine_unless_allowed(host: str):
    with receiving() as receiver:
        assert send(receiver.port, host=host, private=False) == Outcome(None, Failure.REFUSED)
    assert receiver.received == []


def test_link_local_addresses_are_refused_even_where_the_own_network_is_allowed():
    assert send(80, host="169.254.169.254") == Outcome(None, Failure.REFUSED)


def test_the_machine_that_was_judged_is_connected_to_and_the_name_is_not_asked_again(monkeypatch):
    """The name stands for this machine when it is asked first, and for one where nobody listens ever after."""
    really, asked = socket.getaddrinfo, []

    def once(host: str, *arguments, **more) -> list:
        if host != "hooks.example":
            return really(host, *arguments, **more)
        asked.append(host)
        return really("127.0.0.1" if len(asked) == 1 else "127.0.0.9", *arguments, **more)

    monkeypatch.setattr(socket, "getaddrinfo", once)
    with receiving() as receiver:
        assert send(receiver.port, host="hooks.example") == Outcome(200, None)
    assert asked == ["hooks.example"]
    assert receiver.received[0][1]["Host"] == f"hooks.example:{receiver.port}"


def test_the_next_machine_of_a_name_is_tried_where_one_does_not_answer(monkeypatch):
    really = socket.getaddrinfo

    def both(host: str, *arguments, **more) -> list:
        if host != "hooks.example":
            return really(host, *arguments, **more)
        return [each for inner in ("127.0.0.9", "127.0.0.1") for each in really(inner, *arguments, **more)]

    monkeypatch.setattr(socket, "getaddrinfo", both)
    with receiving() as receiver:
        assert send(receiver.port, host="hooks.example") == Outcome(200, None)


def test_proxies_of_the_environment_are_not_asked(monkeypatch):
    for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    with receiving() as receiver:
        assert send(receiver.port) == Outcome(200, None)


@pytest.mark.parametrize(("behave", "outcome"), [
    (receivers.drip, Outcome(None, Failure.TIMEOUT)),
    (receivers.be_silent, Outcome(None, Failure.TIMEOUT)),
    (receivers.flood, Outcome(200, None)),
    (receivers.boast, Outcome(None, Failure.NO_HTTP)),
    (receivers.put_off, Outcome(None, Failure.NO_HTTP)),
    (receivers.babble, Outcome(None, Failure.NO_HTTP)),
    (receivers.hang_up, Outcome(None, Failure.NO_HTTP)),
], ids=lambda each: getattr(each, "__name__", ""))
def test_whoever_means_ill_is_left_soon(behave, outcome: Outcome):
    with misbehaving(behave) as port:
        assert send(port, timeout_s=1.0) == outcome


def test_nobody_there_is_an_outcome():
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    assert send(port) == Outcome(None, Failure.UNREACHABLE)
    assert send(80, host="nowhere.invalid") == Outcome(None, Failure.UNREACHABLE)


@pytest.fixture(scope="module")
def certificate(tmp_path_factory):
    return receivers.self_signed(tmp_path_factory.mktemp("tls"))


def serving(certificate) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    return context


def test_a_certificate_that_nobody_trusts_is_refused(certificate):
    with receiving(serving(certificate)) as receiver:
        assert send(receiver.port, scheme="https", host="localhost") == Outcome(None, Failure.TLS)
    assert receiver.received == []


def test_a_trusted_certificate_is_accepted_for_its_own_name_only(certificate):
    trust = ssl.create_default_context(cafile=str(certificate.parent / "cert.pem"))
    with receiving(serving(certificate)) as receiver:
        assert send(receiver.port, scheme="https", host="localhost", trust=trust) == Outcome(200, None)
        assert send(receiver.port, scheme="https", host="127.0.0.1", trust=trust) == Outcome(None, Failure.TLS)
    assert len(receiver.received) == 1


def test_https_to_a_server_without_tls_is_refused():
    with misbehaving(receivers.babble) as port:
        assert send(port, scheme="https", host="localhost") == Outcome(None, Failure.TLS)
