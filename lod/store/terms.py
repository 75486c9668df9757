"""Terms as plain values, and plain values as terms."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from typing import NamedTuple

from pyoxigraph import BlankNode, Literal, NamedNode, Quad, Triple

_STRING = "http://www.w3.org/2001/XMLSchema#string"


class Text(NamedTuple):
    """A literal: its spelling, its language tag or its datatype."""

    value: str
    language: str = ""
    datatype: str = ""


Value = Text | str
"""A literal, or the IRI of a node."""
Spelled = str | list[str]
"""A value as JSON has it: an IRI, or a text, its language and its datatype, as far as they are needed."""
Said = Mapping[str, tuple[Value, ...]]
"""Predicate → values."""
About = dict[str, dict[str, tuple[Value, ...]]]
"""Subject → predicate → values, of a thing and its parts."""
SpelledAbout = Mapping[str, Mapping[str, Sequence[Spelled | Text]]]
"""The same, with values that may not have been read."""


def plain(term: NamedNode | BlankNode | Literal | Triple) -> Value:
    """A term as a plain value.

    >>> plain(Literal("zee", language="nl")), plain(NamedNode("https://example.org/"))
    (Text(value='zee', language='nl', datatype=''), 'https://example.org/')
    """
    if isinstance(term, Literal):
        language = term.language
        return Text(term.value, language) if language else Text(term.value, "", term.datatype.value)
    return term.value if isinstance(term, NamedNode) else str(term)


def values_of(spelled: Sequence[Spelled | Text]) -> tuple[Value, ...]:
    """Values as JSON spells them, read; those that were read before stay as they are.

    >>> values_of(["c:d", ["zee", "nl"], Text("zee", "nl")])
    ('c:d', Text(value='zee', language='nl', datatype=''), Text(value='zee', language='nl', datatype=''))
    """
    if len(spelled) == 1:  # as most predicates have
        (value,) = spelled
        return (value if isinstance(value, str) else _text(value),)
    return tuple([value if isinstance(value, str) else _text(value) for value in spelled])


def _text(spelled: list[str] | Text) -> Text:
    # a tuple's own constructor takes a third of the time of that of a named tuple, and pages read hundreds
    if len(spelled) == 1:
        return tuple.__new__(Text, (spelled[0], "", _STRING))
    if len(spelled) == 2:
        return tuple.__new__(Text, (spelled[0], spelled[1], ""))
    return spelled if isinstance(spelled, Text) else tuple.__new__(Text, spelled)


def literal_parts(literal: list[str] | Text) -> tuple[str, str, str]:
    """A literal's text, its language, and its datatype where it is no plain text.

    >>> literal_parts(["zee", "nl"]), literal_parts(Text("zee", "", "http://www.w3.org/2001/XMLSchema#string"))
    (('zee', 'nl', ''), ('zee', '', ''))
    """
    text, language, datatype = (*literal, "", "")[:3]
    return text, language, "" if datatype == _STRING else datatype


def quads_of(subject: str, said: Said) -> Iterator[Quad]:
    """What is said of a subject, as statements.

    >>> [str(quad.triple) for quad in quads_of("a:b", {"p:q": ("c:d", Text("zee", "nl"))})]
    ['<a:b> <p:q> <c:d>', '<a:b> <p:q> "zee"@nl']
    """
    about = NamedNode(subject)
    for predicate, values in said.items():
        property = node(predicate)
        for value in values:
            yield Quad(about, property, term(value))


def term(value: Value) -> NamedNode | Literal:
    """A plain value as a term."""
    if isinstance(value, str):
        return NamedNode(value)
    if value.language:
        return Literal(value.value, language=value.language)
    return Literal(value.value, datatype=node(value.datatype))


@lru_cache(1_024)
def node(iri: str) -> NamedNode:
    """The node of a property or a datatype: there are few, and each is asked for thousands of times."""
    return NamedNode(iri)
