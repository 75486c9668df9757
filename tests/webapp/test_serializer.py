"""What is written from plain values is what Oxigraph writes, to the byte."""

from __future__ import annotations

from hypothesis import assume, given, settings
from hypothesis import strategies as st
from pyoxigraph import Literal, NamedNode, RdfFormat, parse, serialize

from lod.rdf.formats import RDF, by_suffix
from lod.rdf.iris import Thing
from lod.rdf.namespaces import PREFIXES, expand, own
from lod.store.documents import TYPE, Document, Linked
from lod.store.terms import About, Text, Value, plain
from tests.hypothesis_profiles import tries
from webapp.documents.representations import write
from webapp.documents.serializer import SHOWN, prefixes
from webapp.http.negotiation import NothingFits

BASE = "https://data.example.org/"
THING = Thing("instance", "x")
IRI = THING.iri(BASE)
STARTS = [*(PREFIXES[p] for p in SHOWN), own(BASE), f"{BASE}id/agent/", f"{IRI}#", "urn:x:", BASE]
TAILS = st.one_of(
    st.sampled_from(["", "name", "a/b", "1900", "x-", "x.", "%20", "é", "a.b", "_", "~x", "a:b", "a#b"]),
    st.text(st.characters(codec="utf-8"), max_size=6),
)
TYPES = [
    expand(f"xsd:{name}") for name in ("string", "boolean", "integer", "decimal", "double", "gYear", "date")
]
TEXTS = st.one_of(
    st.sampled_from(
        ["true", "1", "007", "-1", "+2", "1.50", ".5", "1.", "1e5", "1E-2", "NaN", "INF", "1952"]
    ),
    st.text(st.characters(codec="utf-8"), max_size=20),
)


@st.composite
def iris(draw: st.DrawFn) -> str:
    """IRIs that may have a prefix, or not."""
    iri = draw(st.sampled_from(STARTS)) + draw(TAILS)
    try:
        return NamedNode(iri).value
    except ValueError:
        assume(False)
        raise


LITERALS = st.one_of(
    st.builds(lambda text: plain(Literal(text)), TEXTS),
    st.builds(
        lambda text, tag: plain(Literal(text, language=tag)), TEXTS, st.sampled_from(["nl", "zh-Latn", "x-a"])
    ),
    st.builds(
        lambda text, type: plain(Literal(text, datatype=NamedNode(type))),
        TEXTS,
        st.one_of(st.sampled_from(TYPES), iris()),
    ),
)
VALUES = st.lists(st.one_of(LITERALS, iris()), min_size=1, max_size=4, unique=True).map(tuple)
SAID = st.dictionaries(st.one_of(st.just(TYPE), iris()), VALUES, min_size=1, max_size=4)


def written(about: About, linked: dict[str, dict[str, tuple[Value, ...]]]) -> None:
    known = {iri: Linked(iri, said=said) for iri, said in linked.items()}
    document = Document(IRI, THING, about, known)
    for form in (form for form in RDF if form.suffix in ("ttl", "nt", "nq")):
        by_oxigraph = serialize(document.statements(), format=form.oxigraph, prefixes=prefixes(BASE)) or b""
        assert write(document, form, BASE) == by_oxigraph


@settings(max_examples=tries(80), deadline=None)
@given(
    SAID,
    st.dictionaries(st.text("abc", max_size=2), SAID, max_size=3),
    st.dictionaries(iris(), SAID, max_size=3),
)
def test_any_description_is_written_as_oxigraph_writes_it(
    said: dict[str, tuple[Value, ...]],
    parts: dict[str, dict[str, tuple[Value, ...]]],
    linked: dict[str, dict[str, tuple[Value, ...]]],
) -> None:
    about = {IRI: said} | {f"{IRI}#{part}": told for part, told in parts.items()}
    assume(not linked.keys() & about.keys())
    written(about, linked)


@settings(max_examples=tries(120), deadline=None)
@given(
    SAID,
    st.dictionaries(st.text("abc", max_size=2), SAID, max_size=2),
    st.dictionaries(iris(), SAID, max_size=2),
    st.sampled_from(["jsonld", "json", "rdf", "trig"]),
)
def test_every_form_says_what_the_turtle_says_or_is_not_given(
    said: dict[str, tuple[Value, ...]],
    parts: dict[str, dict[str, tuple[Value, ...]]],
    linked: dict[str, dict[str, tuple[Value, ...]]],
    suffix: str,
) -> None:
    """Also of what is pointed to and has no class."""
    about = {IRI: said} | {f"{IRI}#{part}": told for part, told in parts.items()}
    assume(not linked.keys() & about.keys())
    assume(not any(isinstance(value, Text) for told in linked.values() for value in told.get(TYPE, ())))
    pointing = expand("schema:about")
    about[IRI] = {**about[IRI], pointing: (*about[IRI].get(pointing, ()), *linked)} if linked else about[IRI]
    known = {
        iri: Linked(iri, types=tuple(str(one) for one in told.get(TYPE, ())), said=told)
        for iri, told in linked.items()
    }
    document = Document(IRI, THING, about, known)
    form = by_suffix(suffix)
    assert form is not None
    try:
        body = write(document, form, BASE)
    except NothingFits:
        assert suffix == "rdf"
        return
    read = {(q.subject, q.predicate, q.object) for q in parse(body, form.oxigraph or RdfFormat.JSON_LD)}
    assert read == {(q.subject, q.predicate, q.object) for q in document.statements()}


def test_a_description_that_says_nothing_is_empty() -> None:
    written({}, {})
