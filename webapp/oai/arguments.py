"""What a harvester asks: verb and arguments (OAI-PMH 2.0 § 4), and where it was in a list (§ 3.5).

A resumption token holds all that is needed to go on, so it survives a switch of release and a restart.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from urllib.parse import urlsplit

from lod.rdf.iris import Thing
from lod.register.listing import ListRequest

KINDS = ("instance", "object", "agent")
"""Kinds of things that are items of the repository."""
_DAY = re.compile(r"\d{4}-\d\d-\d\d\Z", re.ASCII)
_SECOND = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ\Z", re.ASCII)
_LARGEST = (1 << 63) - 1
"""No list has so many lines, and no database can be asked for more."""

ARGUMENTS: Mapping[str, tuple[frozenset[str], frozenset[str]]] = {
    "Identify": (frozenset(), frozenset()),
    "ListMetadataFormats": (frozenset(), frozenset({"identifier"})),
    "ListSets": (frozenset(), frozenset()),
    "GetRecord": (frozenset({"identifier", "metadataPrefix"}), frozenset()),
    "ListIdentifiers": (frozenset({"metadataPrefix"}), frozenset({"from", "until", "set"})),
    "ListRecords": (frozenset({"metadataPrefix"}), frozenset({"from", "until", "set"})),
}
"""Verb → its required and its optional arguments; a resumption token stands alone."""
LISTS = ("ListSets", "ListIdentifiers", "ListRecords")


class Fault(Exception):
    """An error of the protocol (§ 3.6)."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code


@dataclass(frozen=True, slots=True)
class Page:
    """A place in a list."""

    prefix: str
    set: str = ""
    since: str = ""
    until: str = ""
    after: int = 0
    """The last line of the log that was given."""
    given: int = 0
    """How many were given before."""

    def wanted(self, formats: Sequence[str], keys: Sequence[str]) -> ListRequest:
        """Which things are in the list; `formats` are those of the source records it needs."""
        kinds, collection = _set(self.set, keys)
        since, until = moment(self.since, False), moment(self.until, True)
        return ListRequest(kinds, collection, formats, since, until)


def _set(name: str, keys: Sequence[str]) -> tuple[tuple[str, ...], str]:
    """The kinds and the collection of a set; noRecordsMatch when there is no such set."""
    sort, _, key = name.partition(":")
    if not name:
        return KINDS, ""
    if sort == "kind" and key in KINDS:
        return (key,), ""
    if sort == "collection" and key in keys:
        return KINDS, key
    raise Fault("noRecordsMatch", f"there is no set {name[:80]!r}")


def moment(text: str, end: bool) -> datetime | None:
    """The moment that a date stands for: the first second of a day, or its last.

    >>> moment("2026-11-28", True).isoformat()
    '2026-11-28T23:59:59+00:00'
    """
    if not text:
        return None
    try:
        if _DAY.match(text):
            day = datetime.strptime(text, "%Y-%m-%d").replace(tzinfo=UTC)
            return day + timedelta(seconds=86_399) if end else day
        if _SECOND.match(text):
            return datetime.strptime(text, "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=UTC)
    except ValueError:
        pass
    raise Fault("badArgument", f"{text[:40]!r} is no date; expected YYYY-MM-DD or YYYY-MM-DDThh:mm:ssZ")


def read(arguments: Mapping[str, Sequence[str]]) -> tuple[str, dict[str, str]]:
    """The verb and its arguments; a fault when they are not as the protocol says."""
    for name, values in arguments.items():
        if len(values) > 1:
            raise Fault(
                "badVerb" if name == "verb" else "badArgument", f"{name[:40]!r} is given more than once"
            )
    given = {name: values[0] for name, values in arguments.items()}
    verb = given.pop("verb", "")
    if verb not in ARGUMENTS:
        raise Fault("badVerb", f"no verb {verb[:40]!r}; there are {', '.join(ARGUMENTS)}")
    required, optional = ARGUMENTS[verb]
    if "resumptionToken" in given and verb in LISTS:
        if len(given) > 1:
            raise Fault("badArgument", "a resumption token stands alone")
        return verb, given
    for name in given:
        if name not in required | optional:
            raise Fault("badArgument", f"{verb} has no argument {name[:40]!r}")
    for name in sorted(required):
        if not given.get(name):
            raise Fault("badArgument", f"{verb} needs {name}")
    return verb, given


def page_of(given: Mapping[str, str]) -> Page:
    """Where a list begins."""
    since, until = given.get("from", ""), given.get("until", "")
    if since and until and len(since) != len(until):
        raise Fault("badArgument", "from and until are of different granularity")
    first, last = moment(since, False), moment(until, True)
    if first and last and first > last:
        raise Fault("badArgument", "from is later than until")
    return Page(given["metadataPrefix"], given.get("set", ""), since, until)


def token_of(page: Page, base: str, verb: str) -> str:
    """A resumption token of the list that a verb gives."""
    values = [page.prefix, page.set, page.since, page.until, page.after, page.given]
    body = json.dumps(values, separators=(",", ":")).encode()
    return base64.urlsafe_b64encode(_sum(body, base, verb) + body).decode().rstrip("=")


def resumed(token: str, base: str, verb: str) -> Page:
    """The place in a list that a token holds; badResumptionToken when no such verb gave it here."""
    try:
        raw = base64.urlsafe_b64decode(token.encode("ascii") + b"=" * (-len(token) % 4))
        checksum, body = raw[:6], raw[6:]
        if checksum != _sum(body, base, verb) or len(token) > 1_000:
            raise ValueError
        *texts, after, given = json.loads(body)
        if not (_is_number(after) and _is_number(given)):
            raise ValueError
        prefix, set_name, since, until = map(str, texts)
        return Page(prefix, set_name, since, until, after, given)
    except (ValueError, TypeError, binascii.Error) as error:
        raise Fault("badResumptionToken", f"this is no resumption token that {verb} gave here") from error


def _is_number(value: object) -> bool:
    """Whether it is a number of lines; anybody can make a token."""
    return type(value) is int and 0 <= value <= _LARGEST


def _sum(body: bytes, base: str, verb: str) -> bytes:
    """Finds tokens that were mangled, or are of another list or repository; nothing in them is secret."""
    return hashlib.blake2b(body, digest_size=6, key=base.encode()[:64], person=verb.encode()).digest()


def host_of(base: str) -> str:
    """The name space of our identifiers: the host of the site."""
    return urlsplit(base).hostname or "localhost"


def identifier_of(thing: Thing, base: str) -> str:
    """The OAI identifier of a thing.

    >>> identifier_of(Thing("instance", "boeken-1"), "https://data.example.org/")
    'oai:data.example.org:instance/boeken-1'
    """
    return f"oai:{host_of(base)}:{thing.kind}/{thing.key}"


def thing_of(identifier: str, base: str) -> Thing:
    """The thing with an OAI identifier; idDoesNotExist when it can be none of ours."""
    head = f"oai:{host_of(base)}:"
    kind, _, key = identifier.removeprefix(head).partition("/")
    if not identifier.startswith(head) or kind not in KINDS or not key:
        raise Fault("idDoesNotExist", f"there is no {identifier[:120]!r} here")
    return Thing(kind, key)
