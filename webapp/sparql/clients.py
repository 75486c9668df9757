"""Who asks: the name under which a client's queries are counted."""

from __future__ import annotations

import ipaddress
import re
from functools import lru_cache
from typing import Any

_NEAR = tuple(
    map(
        ipaddress.ip_network,
        ("127.0.0.0/8", "10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "::1/128", "fc00::/7", "fe80::/10"),
    )
)
"""Networks of our own: a proxy there is believed."""
_PORT = re.compile(r"(?:\[([0-9a-fA-F:.]+)\]|([0-9.]+))(?::[0-9]{1,5})?\Z", re.ASCII)
"""What some proxies put behind an address, and the brackets that IPv6 then has."""
_LONGEST = 100
"""No address has so many letters."""


def client_of(environ: dict[str, Any]) -> str:
    """The address of the client of a request; "" for this machine itself, which is not counted."""
    # of what is forwarded the end counts; no more is kept in mind of it than an address or two have
    return name(environ.get("REMOTE_ADDR") or "", environ.get("HTTP_X_FORWARDED_FOR", "")[-_LONGEST:])


@lru_cache(4_096)
def name(peer: str, forwarded: str) -> str:
    """The client behind an address; a proxy on our own network is believed about whom it forwards for.

    >>> name("203.0.113.9", "198.51.100.7"), name("127.0.0.1", "10.0.0.1, 198.51.100.7")
    ('203.0.113.9', '198.51.100.7')
    >>> name("127.0.0.1", "")
    ''
    >>> name("2001:db8:1:2:3:4:5:6", "")
    '2001:db8:1:2::'
    """
    found = address(peer, forwarded)
    if found is None:
        return peer
    if found.is_loopback:
        return ""
    if isinstance(found, ipaddress.IPv6Address):
        # one subscriber has a whole network of these
        return str(ipaddress.ip_network((found, 64), strict=False).network_address)
    return str(found)


def address(peer: str, forwarded: str) -> ipaddress.IPv4Address | ipaddress.IPv6Address | None:
    """The client's own address, as far as proxies on our own network tell it; None when it is none.

    Of several on this machine (nginx before Varnish) each names by whom it was asked, which may be the other.

    >>> address("127.0.0.1", "10.0.0.1, 198.51.100.7"), address("127.0.0.1", "198.51.100.7, 127.0.0.1")
    (IPv4Address('198.51.100.7'), IPv4Address('198.51.100.7'))
    >>> address("127.0.0.1", "198.51.100.7:4711"), address("127.0.0.1", "unknown")
    (IPv4Address('198.51.100.7'), None)
    """
    found = _address(peer)
    if found is not None and forwarded and any(found in network for network in _NEAR):
        # one that cannot be read is nobody's: the proxy's own may do what its visitors may not
        for one in reversed(forwarded.split(",")):
            found = _address(_PORT.sub(r"\1\2", one.strip()))
            if found is None or not found.is_loopback:
                break
    return found


def _address(text: str) -> ipaddress.IPv4Address | ipaddress.IPv6Address | None:
    try:
        found = ipaddress.ip_address(text)
    except ValueError:
        return None
    return getattr(found, "ipv4_mapped", None) or found
