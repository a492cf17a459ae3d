"""Where a message may go, however the address is written."""

import ipaddress
import socket

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.webhooks.addresses import Target, parse_address, permitted, resolve
from app.webhooks.errors import AddressError, RefusedAddressError

INSIDE = [
    "127.0.0.1", "127.9.9.9", "10.1.2.3", "172.16.0.1", "172.31.255.255", "192.168.1.1", "100.64.0.1", "::1", "fd00::1",
    "::ffff:127.0.0.1", "::ffff:10.0.0.1", "64:ff9b::7f00:1", "2002:7f00:1::",
]
NEVER = [
    "169.254.169.254", "169.254.0.23", "100.100.100.200", "168.63.129.16", "fd00:ec2::254", "fe80::1", "224.0.0.1",
    "ff02::1", "0.0.0.0", "0.1.2.3", "255.255.255.255", "240.0.0.1", "192.0.2.1", "198.18.0.1", "::", "2001:db8::1",
    "::ffff:169.254.169.254", "64:ff9b::a9fe:a9fe", "2002:a9fe:a9fe::", "::127.0.0.1", "fec0::1",
]
OUTSIDE = ["8.8.8.8", "172.32.0.1", "100.128.0.1", "2400:3200::1", "::ffff:8.8.8.8", "64:ff9b::808:808"]


@pytest.mark.parametrize(("addresses", "usually", "where_private"), [
    (INSIDE, False, True), (NEVER, False, False), (OUTSIDE, True, True),
])
def test_which_machines_a_message_may_be_sent_to(addresses: list[str], usually: bool, where_private: bool):
    machines = [ipaddress.ip_address(address) for address in addresses]
    assert {str(each): permitted(each, private=False) for each in machines} == {str(m): usually for m in machines}
    assert {str(e): permitted(e, private=True) for e in machines} == {str(m): where_private for m in machines}


@given(st.ip_addresses(v=4))
def test_an_address_is_judged_alike_however_it_is_wrapped(inner: ipaddress.IPv4Address):
    wrapped = [
        ipaddress.ip_address(f"::ffff:{inner}"), ipaddress.IPv6Address((0x64FF9B << 96) | int(inner)),
        ipaddress.IPv6Address((0x2002 << 112) | (int(inner) << 80)),
    ]
    for private in (False, True):
        assert {permitted(each, private=private) for each in wrapped} == {permitted(inner, private=private)}


@pytest.mark.parametrize(("address", "target", "authority"), [
    ("https://hooks.example.cn/a/b?c=d", Target("https", "hooks.example.cn", 443, "/a/b?c=d"), "hooks.example.cn"),
    ("http://hooks.example.cn:8080", Target("http", "hooks.example.cn", 8080, "/"), "hooks.example.cn:8080"),
    ("https://[2400:3200::1]:8443/x", Target("https", "2400:3200::1", 8443, "/x"), "[2400:3200::1]:8443"),
    ("https://中国.example/x", Target("https", "xn--fiqs8s.example", 443, "/x"), "xn--fiqs8s.example"),
    ("HTTPS://Hooks.Example/x", Target("https", "hooks.example", 443, "/x"), "hooks.example"),
])
def test_an_address_is_taken_apart(address: str, target: Target, authority: str):
    assert parse_address(address, private=False) == target
    assert target.authority == authority


@pytest.mark.parametrize("address", [
    "ftp://hooks.example/", "file:///etc/passwd", "hooks.example", "https://", "https:///path", "//hooks.example/",
    "https://user:word@hooks.example/", "https://user@hooks.example/", "https://@hooks.example/",
    "https://8.8.8.8@10.0.0.1/", "https://hooks.example/#part", "https://hooks.example\\@10.0.0.1/",
    "https://hooks.example:99999/", "https://hooks.example:x/", "https://[::1/", "https://[::g]/",
    "https://hooks.example/路径", "https://hooks.example/a b", "https://ho oks.example/", "https://-/",
    "https://a..b/", f"https://{'a' * 64}.example/", "https://hooks.example/" + "a" * 1000, "https://hooks%2eexample/",
    "https://hooks.example/\r\nX-Evil:1", "https://hooks\x00.example/",
])
def test_what_is_no_address_of_a_web_server_is_refused(address: str):
    with pytest.raises(AddressError):
        parse_address(address, private=True)


@pytest.mark.parametrize("host", [
    "127.0.0.1", "2130706433", "0x7f000001", "0177.0.0.1", "0x7f.1", "127.1", "127.0.0.1.", "[::1]",
    "[::ffff:127.0.0.1]", "[::ffff:7f00:1]", "169.254.169.254", "2852039166", "0", "１２７.0.0.1", "①②⑦.0.0.1",
])
def test_an_inner_address_is_known_in_any_notation(host: str):
    with pytest.raises(RefusedAddressError):
        parse_address(f"http://{host}/", private=False)


def answer_with(monkeypatch: pytest.MonkeyPatch, *addresses: str) -> None:
    def found(host: str, port: int, **_: object) -> list[tuple]:
        return [
            (socket.AF_INET6 if ":" in each else socket.AF_INET, socket.SOCK_STREAM, 6, "", (each, port))
            for each in addresses
        ]

    monkeypatch.setattr(socket, "getaddrinfo", found)


def test_a_name_is_looked_up_once_and_stands_for_its_machines(monkeypatch: pytest.MonkeyPatch):
    answer_with(monkeypatch, "8.8.8.8", "8.8.8.8", "2400:3200::1")
    assert [str(each) for each in resolve("hooks.example", 443, private=False)] == ["8.8.8.8", "2400:3200::1"]


@pytest.mark.parametrize("inner", ["127.0.0.1", "10.0.0.1", "169.254.169.254", "::1", "fe80::1%eth0"])
def test_a_name_that_stands_for_an_inner_machine_too_is_refused(monkeypatch: pytest.MonkeyPatch, inner: str):
    answer_with(monkeypatch, "8.8.8.8", inner)
    with pytest.raises(RefusedAddressError):
        resolve("hooks.example", 443, private=False)


def test_a_name_that_stands_for_nothing_is_an_error(monkeypatch: pytest.MonkeyPatch):
    answer_with(monkeypatch)
    with pytest.raises(OSError, match="no address"):
        resolve("hooks.example", 443, private=False)
