"""Where messages may go: an address taken apart once, and which machines nothing is sent to."""

from __future__ import annotations

import ipaddress
import re
import socket
from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import SplitResult, urlsplit

from app.webhooks.errors import AddressError, RefusedAddressError

PORTS = {"http": 80, "https": 443}
LONGEST = 1000
PRINTABLE = re.compile(r"[!-~]+")
HOST = re.compile(r"[a-z0-9_]([a-z0-9_.-]*[a-z0-9_.])?", re.IGNORECASE)

Ip = ipaddress.IPv4Address | ipaddress.IPv6Address

METADATA = frozenset(map(ipaddress.ip_address, ("100.100.100.200", "168.63.129.16", "fd00:ec2::254")))
"""Where clouds tell a machine its secrets, beside link-local addresses."""
OWN = tuple(map(ipaddress.ip_network, (
    "10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "100.64.0.0/10", "127.0.0.0/8", "::1/128", "fc00::/7",
)))
"""Networks of one's own, and this machine."""
NAT64 = ipaddress.ip_network("64:ff9b::/96")


@dataclass(frozen=True)
class Target:
    """An address taken apart, so that nobody reads it another way later.

    Attributes
    ----------
    host
        A name in ASCII, or an IP address without brackets.
    path
        With the query.
    """

    scheme: str
    host: str
    port: int
    path: str

    @property
    def authority(self) -> str:
        """Host and port as the header ``Host`` has them."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return host if self.port == PORTS[self.scheme] else f"{host}:{self.port}"


def parse_address(address: str, *, private: bool) -> Target:
    """Take the address of a webhook apart, and refuse what nothing can be sent to.

    A name is not looked up here: what it stands for counts at the moment of sending; see `permitted`.

    Parameters
    ----------
    private
        Whether addresses of the own network are allowed.

    Raises
    ------
    AddressError
        Where it is no address of a web server, or carries a user or a fragment.
    RefusedAddressError
        Where the host is written as an IP address, in any notation, that nothing is sent to.
    """
    try:
        parts = urlsplit(address)
        port = parts.port
    except ValueError as error:
        raise AddressError("主机或端口有误", "host or port is malformed") from error
    _check_form(address, parts)
    host = _ascii_host(parts.hostname or "")
    literal = as_ip(host)
    if literal is not None and not permitted(literal, private=private):
        raise RefusedAddressError(host)
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    return Target(parts.scheme, host, PORTS[parts.scheme] if port is None else port, path)


def _check_form(address: str, parts: SplitResult) -> None:
    if len(address) > LONGEST:
        raise AddressError(f"超过 {LONGEST} 字", f"longer than {LONGEST} characters")
    if parts.scheme not in PORTS:
        raise AddressError("只用 https 或 http", "only https or http")
    if parts.username is not None or parts.password is not None or "@" in parts.netloc:
        raise AddressError("不得带用户名或密码", "it must not carry a user or a password")
    if parts.fragment or "\\" in address:
        raise AddressError("不得含 # 或 \\", "it must not contain # or \\")
    rest = address.replace(parts.netloc, "", 1)
    if not PRINTABLE.fullmatch(rest):
        raise AddressError("路径中的汉字、空格须写成 %XX", "write spaces and letters beyond ASCII in the path as %XX")


def _ascii_host(host: str) -> str:
    if ":" in host:
        if as_ip(host) is None:
            raise AddressError("IPv6 地址有误", "not an IPv6 address")
        return host
    try:
        name = host.encode("idna").decode("ascii").lower()
    except UnicodeError as error:
        raise AddressError("主机名有误", "the name of the host is malformed") from error
    if not HOST.fullmatch(name):
        raise AddressError("主机名有误", "the name of the host is malformed")
    return name


def as_ip(host: str) -> Ip | None:
    """Read a host as an IP address in any notation that a resolver understands (``2130706433``, ``0177.0.0.1``)."""
    try:
        return ipaddress.ip_address(host)
    except ValueError:
        pass
    try:
        return ipaddress.IPv4Address(socket.inet_aton(host.rstrip(".")))
    except OSError:
        return None


def permitted(address: Ip, *, private: bool) -> bool:
    """Whether a message may be sent to a machine.

    Loopback and the addresses of networks of one's own only where `private`; link-local, multicast, reserved and those
    where a cloud tells a machine its secrets never. An IPv6 address that stands for an IPv4 one counts as that.
    """
    inner = _inner(address)
    if inner is not None:
        return permitted(inner, private=private)
    if address in METADATA:
        return False
    if any(address in network for network in OWN):
        return private
    return address.is_global and not (
        address.is_multicast or address.is_reserved or address.is_link_local or getattr(address, "is_site_local", False)
    )


def _inner(address: Ip) -> ipaddress.IPv4Address | None:
    """Return the IPv4 address inside an IPv6 one: mapped, 6to4, Teredo or NAT64."""
    if isinstance(address, ipaddress.IPv4Address):
        return None
    if address in NAT64:
        return ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)
    return address.ipv4_mapped or address.sixtofour or (address.teredo[1] if address.teredo else None)


def resolve(host: str, port: int, *, private: bool) -> list[Ip]:
    """Look a host up once, and return the machines that it stands for; whoever connects uses these and asks no more.

    Raises
    ------
    OSError
        Where the name stands for nothing.
    RefusedAddressError
        Where any of them is one that nothing is sent to: a name that mixes both is not to be trusted.
    """
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except UnicodeError as error:
        raise OSError(f"{host} is no name") from error
    addresses = list(dict.fromkeys(_addresses(str(each[4][0]) for each in found)))
    if not addresses:
        raise OSError(f"{host} has no address")
    if not all(permitted(address, private=private) for address in addresses):
        raise RefusedAddressError(host)
    return addresses


def _addresses(texts: Iterable[str]) -> Iterable[Ip]:
    return (ipaddress.ip_address(text.split("%")[0]) for text in texts)
