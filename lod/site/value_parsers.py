"""Single values in a site's files: each function returns the value or says what was expected."""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Mapping
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

import stdnum.isil
import uritemplate
from uritemplate.orderedset import OrderedSet

LANGUAGES = ("nl", "en")
"""The languages a site can speak."""

TEMPLATE_NAMES = ("ppn", "isbn", "issn", "number", "archive", "title", "creator", "q")
"""What a catalogue or request link may be filled with."""

_LOCAL = ("localhost", "127.0.0.1", "[::1]")
_LANGUAGE = re.compile(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8})*\Z")
_EMAIL = re.compile(r"[^@\s<>\"]+@[^@\s<>\"]+\.[^@\s<>\".]+\Z")
_IRI = re.compile(r"[^\x00-\x20<>\"{}|\\^`]+\Z")
_BRACED = re.compile(r"\{[^{}]*\}")
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}(T[0-9]{2}:[0-9]{2}:[0-9]{2}Z)?\Z")
_HOST = re.compile(r"(\[[0-9a-f:]+\]|[a-z0-9.-]+)(:[0-9]{1,5})?\Z", re.IGNORECASE)


def texts(value: Any) -> Any:
    """A plain string as the same text in each language.

    >>> texts("Tresoar")
    {'nl': 'Tresoar', 'en': 'Tresoar'}
    """
    if isinstance(value, str):
        value = dict.fromkeys(LANGUAGES, value)
    if isinstance(value, Mapping):
        for language, text in value.items():
            if language not in LANGUAGES:
                raise ValueError(f"a text in {' and '.join(LANGUAGES)}; {language!r} is neither")
            if isinstance(text, str) and not text.strip():
                raise ValueError(f"a text, and {language} is empty")
    return value


def base_iri(value: str) -> str:
    """A base for URIs that last: https, no query, ends in "/" (http only on this machine).

    >>> base_iri("http://data.example.org/")
    Traceback (most recent call last):
    ValueError: a URI that starts with https:// (http:// only for localhost)
    """
    website(value)
    parts = urlsplit(value)
    if parts.scheme != "https" and parts.netloc.partition(":")[0] not in _LOCAL:
        raise ValueError("a URI that starts with https:// (http:// only for localhost)")
    if not value.endswith("/") or parts.query or parts.fragment:
        raise ValueError('a URI that ends in "/", without "?" and "#"')
    return value


def website(value: str) -> str:
    """An absolute http or https URI."""
    try:
        parts = urlsplit(value)
        good = parts.scheme in ("http", "https") and _HOST.match(parts.netloc) and _IRI.match(value)
    except ValueError:
        good = None
    if not good:
        raise ValueError("an absolute URI (https://…) without spaces")
    return value


def source(value: str) -> str:
    """A file, a folder or a pattern, or the address of a file.

    >>> source("ftp://library.example/books.mrc")
    Traceback (most recent call last):
    ValueError: a file, a folder, a pattern, or an address that starts with https:// or http://
    """
    scheme, colon, _ = value.partition("://")
    if is_address(value):
        return website(value)
    if colon and scheme.isalnum():
        raise ValueError("a file, a folder, a pattern, or an address that starts with https:// or http://")
    return value


def is_address(value: str) -> bool:
    """Whether a source is fetched rather than found.

    >>> is_address("https://library.example/books.mrc"), is_address("records")
    (True, False)
    """
    return value.lower().startswith(("http://", "https://"))


def word(value: str) -> str:
    """A word without spaces, as names of sets and of metadata formats are."""
    if not value or not value.isprintable() or " " in value:
        raise ValueError("a word without spaces")
    return value


def day(value: str) -> str:
    """A day, or a second in UTC.

    >>> day("2024-02-30")
    Traceback (most recent call last):
    ValueError: a day such as 2024-02-29, or a second such as 2024-02-29T12:00:00Z
    """
    try:
        good = _DAY.match(value) and datetime.fromisoformat(value)
    except ValueError:
        good = None
    if not good:
        raise ValueError("a day such as 2024-02-29, or a second such as 2024-02-29T12:00:00Z")
    return value


def licence(value: str) -> str:
    """The URI of a licence."""
    return website(value)


def email(value: str) -> str:
    """An e-mail address."""
    if not _EMAIL.match(value):
        raise ValueError("an e-mail address")
    return value


def email_or_website(value: str) -> str:
    """An e-mail address or an absolute http or https URI.

    >>> email_or_website("veilig@example.org"), email_or_website("https://example.org/melden")
    ('veilig@example.org', 'https://example.org/melden')
    """
    return email(value) if "@" in value and "/" not in value else website(value)


def network(value: str) -> str:
    """A network of IP addresses.

    >>> network("10.0.0.1/8")
    Traceback (most recent call last):
    ValueError: a network such as 127.0.0.0/8 or 2001:db8::/32
    """
    try:
        return str(ipaddress.ip_network(value))
    except ValueError:
        raise ValueError("a network such as 127.0.0.0/8 or 2001:db8::/32") from None


def isil(value: str) -> str:
    """An ISIL, kept as it is written: `NL-HaKB` and `NL-0800070000` are two of one library."""
    if not stdnum.isil.is_valid(value) or value != value.strip():
        raise ValueError("an ISIL such as NL-HaKB")
    return value


def language(value: str) -> str:
    """A BCP 47 language tag, by its form."""
    if not _LANGUAGE.match(value):
        raise ValueError("a language tag such as nl, fy or en")
    return value


def pattern(value: str) -> str:
    """A URI with `{id}` once.

    >>> pattern("https://d-nb.info/gnd/{id}"), pattern("https://d-nb.info/gnd/")
    Traceback (most recent call last):
    ValueError: an absolute URI with {id} once
    """
    if value.count("{id}") != 1 or set("{}") & set(value.replace("{id}", "")):
        raise ValueError("an absolute URI with {id} once")
    website(value.replace("{id}", "1"))
    return value


def template(value: str) -> str:
    """A URI template (RFC 6570) that is filled with names we know.

    >>> template("https://library.example/find{?isbm}")  # doctest: +ELLIPSIS
    Traceback (most recent call last):
    ValueError: a URI template with {ppn}, {isbn}, ...; {isbm} is none of them
    """
    found: OrderedSet = uritemplate.variables(value)
    unknown = [name for name in found if name not in TEMPLATE_NAMES]
    known = ", ".join(f"{{{name}}}" for name in TEMPLATE_NAMES)
    if unknown or not found or set("{}") & set(_BRACED.sub("", value)):
        which = f"; {{{unknown[0]}}} is none of them" if unknown else ""
        raise ValueError(f"a URI template with {known}{which}")
    website(_BRACED.sub("", value))
    return value


def indexnow_key(value: str) -> str:
    """A key as IndexNow wants it.

    >>> indexnow_key("a1b2c3d4-e5f6")
    'a1b2c3d4-e5f6'
    """
    if not re.fullmatch(r"[A-Za-z0-9-]{8,128}", value):
        raise ValueError("8 to 128 letters, digits and hyphens")
    return value
