"""Rows and yes or no, written as JSON: SPARQL 1.1 Query Results JSON Format.

Oxigraph writes the answers to its own queries only. These are of rows that were found without one.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

import orjson
from pyoxigraph import BlankNode, Literal, NamedNode, Triple

from lod.store.terms import Spelled, Text, literal_parts

Value = NamedNode | BlankNode | Literal | Triple | Spelled | Text
"""A value of a row: a term, or as descriptions spell it."""


def json_rows(names: Sequence[str], rows: Iterable[Mapping[str, Value]]) -> bytes:
    """Rows with the values of some variables, as far as they have them; ValueError when one is a statement.

    >>> orjson.loads(json_rows(["o"], [{"o": ["zee", "nl"]}, {}]))["results"]["bindings"]
    [{'o': {'type': 'literal', 'value': 'zee', 'xml:lang': 'nl'}}, {}]
    >>> json_rows(["o"], [{"o": NamedNode("a:b")}])
    b'{"head":{"vars":["o"]},"results":{"bindings":[{"o":{"type":"uri","value":"a:b"}}]}}'
    """
    told = [{name: _value(row[name]) for name in names if name in row} for row in rows]
    return orjson.dumps({"head": {"vars": names}, "results": {"bindings": told}})


def json_boolean(answer: bool) -> bytes:
    """The answer to ASK."""
    return orjson.dumps({"head": {}, "boolean": answer})


def _value(value: Value) -> dict[str, str]:
    if isinstance(value, str):
        return {"type": "uri", "value": value}
    if isinstance(value, NamedNode):
        return {"type": "uri", "value": value.value}
    if isinstance(value, Literal):
        text, language, datatype = literal_parts(Text(value.value, _tag(value), value.datatype.value))
    elif isinstance(value, list | tuple):
        text, language, datatype = literal_parts(value)
    elif isinstance(value, BlankNode):
        return {"type": "bnode", "value": value.value}
    else:
        raise ValueError("a statement as a value")  # which Oxigraph writes
    found = {"type": "literal", "value": text}
    if language:
        found["xml:lang"], _, direction = language.partition("--")
        if direction:
            found["its:dir"] = direction
    elif datatype:
        found["datatype"] = datatype
    return found


def _tag(value: Literal) -> str:
    """The tag of its language, with the direction of its letters (RDF 1.2 § 3.4)."""
    tag = value.language or ""
    return f"{tag}--{value.direction.value}" if value.direction else tag
