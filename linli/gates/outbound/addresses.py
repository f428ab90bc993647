"""Which addresses may be called: those of the open network, and hosts the operator has named."""

from __future__ import annotations

import ipaddress
import re
import socket
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.utils.translation import gettext_lazy as _

LONGEST = 2000
WEB_PORTS = (80, 443)
FIRST_FREE_PORT = 1024  # below it stand mail, shells and databases of the old kind
_VISIBLE = re.compile(r"[\x21-\x7e]+")
_WRAPS_V4 = tuple(map(ipaddress.IPv6Network, ("64:ff9b::/96", "64:ff9b:1::/48", "2002::/16", "2001::/32", "::/96")))

Address = ipaddress.IPv4Address | ipaddress.IPv6Address
Resolve = Callable[..., Sequence[tuple[Any, ...]]]


class Forbidden(Exception):
    """An address the house does not call, now or later. The sentence says what to write instead."""

    def __init__(self, sentence: Any) -> None:
        self.sentence = sentence
        super().__init__(sentence)

    def __str__(self) -> str:
        return str(self.sentence)


@dataclass(frozen=True, slots=True)
class Target:
    """One address in its parts, well formed; whom its host leads to is asked when it is called."""

    scheme: str
    host: str
    port: int
    path: str

    @property
    def named(self) -> bool:
        """Whether the operator has named this host (``LINLI_OUTBOUND_HOSTS``), so that it may stand in the house."""
        return bool({self.host, f"{self.host}:{self.port}"} & set(settings.OUTBOUND_HOSTS))

    @property
    def authority(self) -> str:
        """The Host header: the port where it is not the usual one."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return host if self.port == {"http": 80, "https": 443}[self.scheme] else f"{host}:{self.port}"


def allowed(url: str) -> Target:
    """The parts of an address that may be called, or :class:`Forbidden`. Asks nobody; for forms and for sending."""
    if len(url) > LONGEST or not _VISIBLE.fullmatch(url):
        raise Forbidden(_("An address has 2,000 characters at most and no blanks, like https://example.cn/hook."))
    try:
        parts = urlsplit(url)
        host, port = (parts.hostname or "").rstrip("."), parts.port
    except ValueError:
        raise Forbidden(_("This address cannot be read. Write it like https://example.cn/hook.")) from None
    if parts.scheme not in ("http", "https") or not host:
        raise Forbidden(_("An address begins with https:// and a host, like https://example.cn/hook."))
    if "@" in parts.netloc or parts.fragment:
        raise Forbidden(_("An address holds no password and no #: leave them out."))
    target = Target(parts.scheme, host, port or {"http": 80, "https": 443}[parts.scheme], _path(parts))
    if target.named:
        return target
    if target.port not in WEB_PORTS and target.port < FIRST_FREE_PORT:
        raise Forbidden(_("Port %(port)s is no port of the web. Use 443, or one above 1023.") % {"port": target.port})
    if _is_inside(host):
        raise Forbidden(_private(host))
    return target


def find(target: Target, *, resolve: Resolve = socket.getaddrinfo) -> tuple[Any, ...]:
    """Whom to connect to: family, kind, protocol, and socket address. One look-up, and every answer has to be good.

    ``OSError`` where the name leads nowhere now, :class:`Forbidden` where it leads into the house.
    """
    found = resolve(target.host, target.port, type=socket.SOCK_STREAM)
    if not found:
        raise OSError("no address")
    if not target.named and any(not is_open(ipaddress.ip_address(str(one[4][0]).partition("%")[0])) for one in found):
        raise Forbidden(_private(target.host))
    family, kind, protocol, _name, address = found[0]
    return family, kind, protocol, address


def is_open(address: Address) -> bool:
    """Whether an address belongs to the open network: neither private, loopback, link-local, nor a disguise of such."""
    if isinstance(address, ipaddress.IPv6Address):
        if address.ipv4_mapped is not None:
            return is_open(address.ipv4_mapped)
        if any(address in network for network in _WRAPS_V4):
            return False
    return address.is_global and not address.is_multicast and not address.is_reserved


def _is_inside(host: str) -> bool:
    """Whether the host, as written, can be told to lie inside without asking anybody."""
    try:
        return not is_open(ipaddress.ip_address(host))
    except ValueError:
        return host == "localhost" or host.endswith((".localhost", ".local", ".internal"))


def _private(host: str) -> Any:
    words = _("%(host)s lies inside the city's own network. The operator can name it in LINLI_OUTBOUND_HOSTS.")
    return words % {"host": host}


def _path(parts: Any) -> str:
    path = parts.path or "/"
    return f"{path}?{parts.query}" if parts.query else path
