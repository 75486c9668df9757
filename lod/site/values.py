"""Single values in a site's files: each function returns the value or says what was expected."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

import stdnum.isil
import uritemplate
from uritemplate.orderedset import OrderedSet

LANGUAGES = ("nl", "en")
"""The languages a site can speak."""

TEMPLATE_NAMES = ("ppn", "isbn", "issn", "title", "creator", "q")
"""What a catalogue or request link may be filled with."""

_LOCAL = ("localhost", "127.0.0.1", "[::1]")
_LANGUAGE = re.compile(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8})*\Z")
_EMAIL = re.compile(r"[^@\s<>\"]+@[^@\s<>\"]+\.[^@\s<>\".]+\Z")
_IRI = re.compile(r"[^\x00-\x20<>\"{}|\\^`]+\Z")
_BRACED = re.compile(r"\{[^{}]*\}")
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


def licence(value: str) -> str:
    """The URI of a licence."""
    return website(value)


def email(value: str) -> str:
    """An e-mail address."""
    if not _EMAIL.match(value):
        raise ValueError("an e-mail address")
    return value


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


def template(value: str) -> str:
    """A URI template (RFC 6570) that is filled with names we know.

    >>> template("https://library.example/find{?isbm}")
    Traceback (most recent call last):
    ValueError: a URI template with {ppn}, {isbn}, {issn}, {title}, {creator}, {q}; {isbm} is none of them
    """
    found: OrderedSet = uritemplate.variables(value)
    unknown = [name for name in found if name not in TEMPLATE_NAMES]
    known = ", ".join(f"{{{name}}}" for name in TEMPLATE_NAMES)
    if unknown or not found or set("{}") & set(_BRACED.sub("", value)):
        which = f"; {{{unknown[0]}}} is none of them" if unknown else ""
        raise ValueError(f"a URI template with {known}{which}")
    website(_BRACED.sub("", value))
    return value
