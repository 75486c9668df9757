"""The servers that a site harvests from: whether they answer, and how long their certificates last."""

from __future__ import annotations

import dataclasses
import socket
import ssl
import time
from collections.abc import Iterator
from typing import Literal
from urllib.parse import urlsplit

from lod.errors import SourceError
from lod.site import Site
from lod.site.value_parsers import is_address
from lod.sources.harvest import Fetcher

WITHIN = 10.0
"""Seconds that a server has for its answer."""
SOON = 21
"""A certificate that lasts fewer days is told of."""

Level = Literal["ok", "note", "wrong"]


def check_servers(site: Site) -> Iterator[tuple[Level, str]]:
    """Each address that is harvested, asked once."""
    manners = dataclasses.replace(site.harvest, attempts=1, timeout_seconds=WITHIN, pause_seconds=0)
    for url, parameters in addresses(site):
        try:
            with Fetcher(manners, site.contact) as fetcher:
                fetcher.greet(url, parameters)
            yield "ok", f"{url} answers"
        except SourceError as fault:
            yield "wrong", str(fault)
            continue
        if url.lower().startswith("https://"):
            yield from _certificate(url)


def addresses(site: Site) -> Iterator[tuple[str, dict[str, str]]]:
    """What is asked of each server, each once."""
    seen = set()
    for one in site.collections:
        for url in filter(is_address, one.sources):
            if url not in seen:
                yield url, {}
            seen.add(url)
        if one.oai and one.oai.url not in seen:
            yield one.oai.url, {"verb": "Identify"}
            seen.add(one.oai.url)
        if one.sru and one.sru.url not in seen:
            yield one.sru.url, {"operation": "explain", "version": one.sru.version}
            seen.add(one.sru.url)


def _certificate(url: str) -> Iterator[tuple[Level, str]]:
    """How long the certificate of a server lasts."""
    parts = urlsplit(url)
    host = parts.hostname or ""
    try:
        with (
            socket.create_connection((host, parts.port or 443), WITHIN) as plain,
            ssl.create_default_context().wrap_socket(plain, server_hostname=host) as secure,
        ):
            found = secure.getpeercert() or {}
    except (OSError, ValueError) as fault:
        yield "note", f"{host}: its certificate cannot be looked at: {fault}"
        return
    yield lasting(host, str(found.get("notAfter", "")), time.time())


def lasting(host: str, until: str, now: float) -> tuple[Level, str]:
    """What to say of a certificate that is valid until then.

    >>> lasting("x.example", "Jun  1 12:00:00 2030 GMT", 1_900_000_000)
    ('ok', 'x.example: its certificate lasts 75 days')
    """
    try:
        days = int((ssl.cert_time_to_seconds(until) - now) // 86_400)
    except ValueError:
        return "note", f"{host}: its certificate does not say until when it is valid"
    level: Level = "ok" if days >= SOON else "note"
    return level, f"{host}: its certificate lasts {days} days"
