"""Texts of N-Triples, read the short way where that gives what the long way does."""

from hypothesis import example, given
from hypothesis import strategies as st
from pyoxigraph import Literal, RdfFormat, parse

from lod.rdf import ntriples
from lod.rdf.literals import escape

texts = st.text(st.characters(exclude_categories=("Cs",)) | st.sampled_from('\\"\n\r\t\b\f\x7f'), max_size=20)


@given(texts)
@example('a \\ and "b"\b\f\t')
def test_a_text_is_read_as_the_parser_reads_it(text: str) -> None:
    for quoted in (str(Literal(text)), f'"{escape(text)}"'):
        (quad,) = parse(f"<a:b> <a:b> {quoted} .", RdfFormat.N_TRIPLES)
        assert isinstance(quad.object, Literal)
        assert ntriples.text(quoted.encode()) == quad.object.value


def test_what_json_does_not_know_is_read_too() -> None:
    assert ntriples.text(rb'"\u0041\U0001F4D6"') == "A\U0001f4d6"
