"""Terms as N-Triples spell them, read without making objects of them."""

from __future__ import annotations

from pyoxigraph import RdfFormat, parse

Term = tuple[str, str | None]
"""An IRI with None, or a text with the tag of its language, which may be empty."""


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
        (quad,) = parse(b"<a:b> <a:b> %b ." % quoted, RdfFormat.N_TRIPLES)
        return str(quad.object.value)
    return quoted[1:-1].decode()
