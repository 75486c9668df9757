"""Memento (RFC 7089): the addresses of what was served before, their Link headers and TimeMaps."""

from __future__ import annotations

import re
import time
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from werkzeug.http import http_date, parse_date

from lod.rdf.iris import Thing
from lod.register.history import Version, kept
from webapp.urls import Urls

LINK_FORMAT = "application/link-format"
"""RFC 6690."""


@dataclass(frozen=True, slots=True)
class Original:
    """A description whose past is asked for, in the form that an address names."""

    urls: Urls
    thing: Thing
    suffix: str = ""

    @property
    def address(self) -> str:
        """The address of the description now, as it is in public."""
        return self.urls.public(self.urls.document(self.thing, self.suffix))

    def links(self, *, original: bool = True) -> list[str]:
        """The links that each answer has; the original itself needs not say that it is."""
        found = [f'<{self.address}>; rel="original"'] if original else []
        return [
            *found,
            f'<{self.urls.past("timegate", self.thing, self.suffix)}>; rel="timegate"',
            f'<{self.urls.past("timemap", self.thing, self.suffix)}>; rel="timemap"; type="{LINK_FORMAT}"',
            f'<{self.urls.past("history", self.thing)}>; rel="version-history"',
        ]

    def memento(self, seconds: int) -> str:
        """The address of the description as it was from a moment on."""
        return self.urls.past(f"memento/{stamp(seconds)}", self.thing, self.suffix)


def named(urls: Urls, host: str, address: str) -> tuple[str, str] | None:
    """Kind and name of a description, or of a thing, by its whole address in public or at a host.

    >>> urls = Urls("https://data.example.org/")
    >>> named(urls, "localhost:8000", "https://data.example.org/id/work/x")
    ('work', 'x')
    >>> named(urls, "localhost:8000", "http:/localhost:8000/doc/work/x.ttl")
    ('work', 'x.ttl')
    """
    address = urls.in_public(address, host)
    found = re.fullmatch(rf"{re.escape(urls.base)}(?:doc|id)/([^/]+)/([^/]+)", address)
    return (found[1], found[2]) if found else None


def moments(versions: Iterable[Version]) -> list[int]:
    """The moments of which it is known what was served from then on, the oldest first."""
    return sorted({one.time for one in kept(versions)})


def stamp(seconds: int) -> str:
    """A moment as it stands in an address.

    >>> stamp(0), moment("19700101000000"), moment("19701301000000")
    ('19700101000000', 0, None)
    """
    return time.strftime("%Y%m%d%H%M%S", time.gmtime(seconds))


def moment(text: str) -> int | None:
    """The moment in an address; None for what is none."""
    if len(text) != 14 or not text.isascii() or not text.isdigit():
        return None
    try:
        return int(datetime.strptime(text, "%Y%m%d%H%M%S").replace(tzinfo=UTC).timestamp())
    except ValueError:
        return None


def seconds_of(written: str) -> int:
    """The moment of an xsd:dateTime.

    >>> seconds_of("1970-01-01T00:00:10Z")
    10
    """
    return int(datetime.fromisoformat(written).timestamp())


def asked(header: str) -> int | None:
    """The moment in an Accept-Datetime header; None for what is no date of HTTP (RFC 7089 § 2.1.1).

    >>> asked("Thu, 01 Jan 1970 00:00:10 GMT"), asked("yesterday"), asked("1970-01-01")
    (10, None, None)
    """
    if not header.endswith(" GMT"):
        return None
    found = parse_date(header)
    return int(found.timestamp()) if found else None


def nearest(known: Sequence[int], seconds: int) -> int:
    """The memento that was served at a moment, or the first one when that is before all.

    >>> nearest([10, 20], 15), nearest([10, 20], 5)
    (10, 10)
    """
    return max((one for one in known if one <= seconds), default=known[0])


def of_memento(original: Original, known: Sequence[int], seconds: int) -> str:
    """The Link header of a memento: its original, and the mementos around it."""
    relations: dict[int, list[str]] = {}
    at = known.index(seconds)
    for name, place in (("first", 0), ("prev", at - 1), ("next", at + 1), ("last", len(known) - 1)):
        if 0 <= place < len(known):
            relations.setdefault(known[place], []).append(name)
    relations.setdefault(seconds, [])
    links = [
        f'<{original.memento(one)}>; rel="{" ".join([*names, "memento"])}"; datetime="{http_date(one)}"'
        for one, names in sorted(relations.items())
    ]
    return ", ".join([*original.links(), *links])


def timemap(original: Original, known: Sequence[int]) -> str:
    """All mementos of a description as links (RFC 7089 § 5)."""
    return ",\n".join(_entries(original, known)) + "\n"


def _entries(original: Original, known: Sequence[int]) -> Iterator[str]:
    urls = original.urls
    own, gate = (
        urls.public(urls.past(name, original.thing, original.suffix)) for name in ("timemap", "timegate")
    )
    yield f'<{original.address}>; rel="original"'
    span = f'from="{http_date(known[0])}"; until="{http_date(known[-1])}"'
    yield f'<{own}>; rel="self"; type="{LINK_FORMAT}"; {span}'
    yield f'<{gate}>; rel="timegate"'
    for one in known:
        names = [name for name, at in (("first", 0), ("last", -1)) if known[at] == one]
        relation = " ".join([*names, "memento"])
        yield f'<{urls.public(original.memento(one))}>; rel="{relation}"; datetime="{http_date(one)}"'
