"""Terms as clients of Triple Pattern Fragments write them in an address."""

from __future__ import annotations

import re

from pyoxigraph import Literal, NamedNode

_STRING = re.compile(
    r'"(?P<value>.*)"(?:@(?P<language>[A-Za-z]{1,8}(?:-[A-Za-z0-9]{1,8})*)|\^\^<?(?P<datatype>[^<>]+)>?)?',
    re.DOTALL,
)
_VARIABLE = re.compile(r"[?_$]")


class NotATerm(ValueError):
    """What was given is no term."""


def read_iri(text: str) -> NamedNode | None:
    """A node, or None for anything: nothing, or a variable.

    >>> read_iri("https://schema.org/name"), read_iri("?s"), read_iri("")
    (<NamedNode value=https://schema.org/name>, None, None)
    """
    if not text or _VARIABLE.match(text):
        return None
    iri = text[1:-1] if text.startswith("<") and text.endswith(">") else text
    try:
        return NamedNode(iri)
    except ValueError as error:
        raise NotATerm(f"{text[:100]!r} is no IRI") from error


def read_value(text: str) -> NamedNode | Literal | None:
    """A node or a literal, or None for anything.

    >>> read_value('"zee"@nl'), read_value('"1952"^^http://www.w3.org/2001/XMLSchema#gYear').datatype.value[-5:]
    (<Literal value=zee language=nl>, 'gYear')
    """
    if not text.startswith('"'):
        return read_iri(text)
    found = _STRING.fullmatch(text)
    if found is None:
        raise NotATerm(f"{text[:100]!r} is no literal")
    try:
        if found["language"]:
            return Literal(found["value"], language=found["language"].lower())
        datatype = found["datatype"]
        return Literal(found["value"], datatype=NamedNode(datatype)) if datatype else Literal(found["value"])
    except ValueError as error:
        raise NotATerm(f"{text[:100]!r} is no literal") from error


def written(term: NamedNode | Literal) -> str:
    """A term as it stands in an address.

    >>> written(Literal("zee", language="nl")), written(Literal("x"))
    ('"zee"@nl', '"x"')
    """
    if isinstance(term, NamedNode):
        return term.value
    if term.language:
        return f'"{term.value}"@{term.language}'
    plain = term.datatype.value == "http://www.w3.org/2001/XMLSchema#string"
    return f'"{term.value}"' if plain else f'"{term.value}"^^{term.datatype.value}'
