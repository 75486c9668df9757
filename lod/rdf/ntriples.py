"""Terms as N-Triples spell them, read without making objects of them."""

from __future__ import annotations

import json
import re
from functools import cache

from pyoxigraph import RdfFormat, parse

from lod.rdf.namespaces import expand

_CONTROLS = bytes({*range(0x20), 0x7F} - {0x0A})
_ESCAPE = re.compile(rb'\\[^"\\nrtbf]')
LINE_ENDS = ("\x85", "\u2028", "\u2029")
"""What JSON lets stand and many readers of lines take for the end of one."""

Term = tuple[str, str | None]
"""An IRI with None, or a text with the tag of its language, which may be empty."""


@cache
def iri(name: str) -> bytes:
    """The IRI of a name with a prefix, as it stands in a statement."""
    return f"<{expand(name)}>".encode()


def term(node: bytes) -> Term:
    r"""An IRI or a literal, of which the datatype is left out.

    >>> term(b"<a:b>"), term(b'"\\"Max\\""@nl'), term(b'"1"^^<a:b>')
    (('a:b', None), ('"Max"', 'nl'), ('1', ''))
    """
    if node[0] == 60:  # "<"
        return node[1:-1].decode(), None
    at = node.rindex(b'"')
    language = node[at + 2 :].decode() if node[at + 1 : at + 2] == b"@" else ""
    return text(node[: at + 1]), language


def text(quoted: bytes) -> str:
    r"""The text of a literal as it stands between its quotation marks.

    >>> text(rb'"\"zee\" \u0041\\n"')
    '"zee" A\\n'
    """
    if b"\\" in quoted:
        if not has_other_escapes(quoted):
            return str(json.loads(quoted.decode()))
        (quad,) = parse(b"<a:b> <a:b> %b ." % quoted, RdfFormat.N_TRIPLES)
        return str(quad.object.value)
    return quoted[1:-1].decode()


def has_other_escapes(text: bytes) -> bool:
    r"""Whether some of the N-Triples are spelled in a way that JSON does not know.

    >>> has_other_escapes(b'"a \\"b\\" c"'), has_other_escapes(b'"\\u0041"'), has_other_escapes(b'"\x07"')
    (False, True, True)
    """
    if len(text.translate(None, _CONTROLS)) != len(text) or any(end.encode() in text for end in LINE_ENDS):
        return True
    return b"\\" in text and _ESCAPE.search(text) is not None
