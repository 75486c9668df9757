"""What Oxigraph writes as XML is XML, or is not given."""

from __future__ import annotations

import io
from typing import IO, cast
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyoxigraph import Literal, NamedNode, RdfFormat, Triple, serialize

from lod.rdf.rdfxml import NotXml, XmlFile, well_formed

PARTS = st.sampled_from(
    ["http://x/", "urn:x:", "a:", "1", "a", "é", "-", ".", "·", "%20", "_", "?b=c&d", "'"]
)
PATHS = st.lists(PARTS, max_size=3).map("".join)
IRIS = st.tuples(PATHS, st.sampled_from(["", "#"]), PATHS).map(
    lambda parts: NamedNode("http://h/" + "".join(parts))
)
TEXTS = st.text(
    st.sampled_from("a<>&\"'\x00\x01\r\n\t\x85\ufffe\uffff\u2028é") | st.characters(codec="utf-8")
)


@given(IRIS, IRIS, TEXTS)
def test_what_is_given_is_read_as_it_was(property: NamedNode, type: NamedNode, text: str) -> None:
    said = [
        Triple(NamedNode("a:b"), NamedNode("http://www.w3.org/1999/02/22-rdf-syntax-ns#type"), type),
        Triple(NamedNode("a:b"), property, Literal(text)),
    ]
    written = serialize(said, format=RdfFormat.RDF_XML, prefixes={"h": "http://h/"}) or b""
    try:
        body = well_formed(written)
    except NotXml:
        with pytest.raises(ElementTree.ParseError):
            ElementTree.fromstring(written)  # our own
        return
    assert "".join(ElementTree.fromstring(body).itertext()).count(text)  # our own


@pytest.mark.parametrize("bad", [b"\x01", "\ufffe".encode(), b"<oxprefix: a='b'>", b"</xmlns:a>"])
def test_it_is_found_wherever_a_piece_ends(bad: bytes) -> None:
    for end in range(len(bad) + 1):
        for size in (0, 1, 200):
            file = XmlFile(cast(IO[bytes], io.BytesIO()))
            begun = b"<a>" + b"x" * size + bad[:end]
            with pytest.raises(NotXml):  # noqa: PT012  # in either piece
                file.write(begun)
                file.write(bad[end:] + b"</a>")


def test_a_file_has_what_was_written() -> None:
    given = io.BytesIO()
    file = XmlFile(given)
    assert [file.write(b"<a>\r"), file.write(b"\n</a>")] == [4, 5]
    file.flush()
    assert given.getvalue() == b"<a>&#13;\n</a>"
