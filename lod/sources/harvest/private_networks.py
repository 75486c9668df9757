"""Which addresses are of the internet, and which lead into a network of somebody's own."""

from __future__ import annotations

import ipaddress

_OWN = tuple(
    ipaddress.ip_network(one)
    for one in (
        "192.0.0.0/24",
        "64:ff9b:1::/48",
        "::/96",
        "fec0::/10",
    )  # RFC 6890, 8215, 4291 § 2.5.5.1, 3879
)
"""Networks of somebody's own that Python takes for public, in one of its versions or all."""
_TRANSLATED = ipaddress.ip_network("64:ff9b::/96")
"""Addresses of IPv4 as networks of IPv6 alone reach them (RFC 6052)."""

Address = ipaddress.IPv4Address | ipaddress.IPv6Address


def is_public(text: str) -> bool:
    """Whether an address is of the internet, and so is each that is packed in it.

    >>> is_public("2001:41d0:2:80b4::1"), is_public("64:ff9b::808:808")
    (True, True)
    >>> is_public("192.168.1.1"), is_public("64:ff9b::7f00:1")
    (False, False)
    """
    address = ipaddress.ip_address(text.partition("%")[0])
    return all(_is_public(one) for one in (address, *_packed(address)))


def _is_public(address: Address) -> bool:
    return address.is_global and not address.is_multicast and not any(address in one for one in _OWN)


def _packed(address: Address) -> list[ipaddress.IPv4Address]:
    """The addresses of IPv4 that one of IPv6 is translated to, or tunnelled through."""
    if isinstance(address, ipaddress.IPv4Address):
        return []
    inside = [address.ipv4_mapped, address.sixtofour, *(address.teredo or ())]
    if address in _TRANSLATED:
        inside.append(ipaddress.IPv4Address(int(address) & 0xFFFFFFFF))
    return [one for one in inside if one is not None]
