"""Statements as the store spells them: numbers and times in a form of its own, languages in small letters."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from pyoxigraph import NamedNode, RdfFormat, Store

from lod.dataset.dumps.void_statistics import thing_of

_PLAIN_ESCAPE = re.compile(rb'\\["\\nrt]')
_CAPITAL_TAG = re.compile(rb'"@[a-z0-9-]*[A-Z][A-Za-z0-9-]* \.$', re.MULTILINE)
_CONTROLS = bytes({*range(0x20), 0x7F} - {0x0A})
"""Signs that can be written in several ways; so can what is escaped otherwise than the usual way."""


def canonical(lines: Iterable[bytes]) -> list[bytes]:
    """Statements as the store spells them, in its order.

    >>> canonical([b'<a:b> <p:q> "01"^^<http://www.w3.org/2001/XMLSchema#integer> .'])
    [b'<a:b> <p:q> "1"^^<http://www.w3.org/2001/XMLSchema#integer> .']
    """
    store = Store()
    store.load(b"\n".join(lines), RdfFormat.N_TRIPLES)
    return [f"{quad.triple} .".encode() for quad in store]


def respelled(text: bytes, odd: bool = True) -> dict[bytes, dict[bytes, bytes]]:
    """Objects (with " ." after them) that the store spells otherwise, and how; by the thing that has them.

    `odd`: as `has_other_escapes` has it of the text.

    >>> number = b'"%b"^^<http://www.w3.org/2001/XMLSchema#integer> .'
    >>> lines = [b"<a:b#c> <p:q> " + number % n for n in (b"01", b"1")]
    >>> respelled(b"\\n".join(lines)) == {b"<a:b>": {number % b"01": number % b"1"}}
    True
    >>> respelled(b'<a:b> <p:q> "x"@el-Latn .\\n<a:c> <p:q> "x"@nl .')
    {b'<a:b>': {b'"x"@el-Latn .': b'"x"@el-latn .'}}
    """
    doubtful = [*_lines_with(text, b'"^^<')]
    doubtful += [line for line in _lines_with(text, b"\\") if b"\\" in _PLAIN_ESCAPE.sub(b"", line)]
    if odd and len(text.translate(None, _CONTROLS)) != len(text):
        doubtful += [line for line in text.split(b"\n") if len(line.translate(None, _CONTROLS)) != len(line)]
    doubtful += [_line_at(text, tag.start()) for tag in _CAPITAL_TAG.finditer(text)]
    objects = {line: line.split(b" ", 2)[2] for line in doubtful}
    spelled = _otherwise({*objects.values()})
    found: dict[bytes, dict[bytes, bytes]] = {}
    for line, object in objects.items():
        if object in spelled:
            found.setdefault(thing_of(line), {})[object] = spelled[object]
    return found


def _otherwise(told: Iterable[bytes]) -> dict[bytes, bytes]:
    """Those of some objects (with the " ." after them) that the store spells otherwise, and how."""
    objects = sorted(told)
    numbered = [b"<urn:n:%d> <urn:p> %b" % pair for pair in enumerate(objects)]
    store = Store()
    store.load(b"\n".join(numbered), RdfFormat.N_TRIPLES)
    found = {}
    for quad in store:
        if isinstance(quad.subject, NamedNode):
            before = objects[int(quad.subject.value.removeprefix("urn:n:"))]
            after = f"{quad.object} .".encode()
            if before != after:
                found[before] = after
    return found


def _lines_with(text: bytes, sign: bytes) -> Iterator[bytes]:
    """The lines that have a sign: few, so that looking for it is quicker than looking at each line."""
    at = text.find(sign)
    while at >= 0:
        yield _line_at(text, at)
        end = text.find(b"\n", at)
        at = text.find(sign, end) if end >= 0 else -1


def _line_at(text: bytes, at: int) -> bytes:
    """The line of which something stands at a place."""
    start, end = text.rfind(b"\n", 0, at) + 1, text.find(b"\n", at)
    return text[start:] if end < 0 else text[start:end]
