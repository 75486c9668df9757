"""Values: what comes out is always readable RDF, well-typed, and no surer than what went in."""

import gc
import weakref

import pyoxigraph
import pytest
import rdflib
from hypothesis import example, given, settings
from hypothesis import strategies as st

from lod.rdf import literals, namespaces

XSD = "http://www.w3.org/2001/XMLSchema#"
DATATYPES = [
    term.iri
    for prefix in ("xsd", "locdt", "rdf")
    for term in namespaces.terms(prefix)
    if term.kind == "datatype"
]
DATATYPES.append("https://example.org/own-type")
dateish = st.text("0123456789-X?~%/.[]{},uxTZ:+Y ", max_size=24)
numberish = st.text("0123456789+-.eEINFa PTYMDHS:", max_size=16)


def statement(term: str) -> str:
    return f"<https://example.org/s> <https://example.org/p> {term} .\n"


def read_strictly(term: str) -> pyoxigraph.Quad:
    quads = list(pyoxigraph.parse(statement(term).encode(), pyoxigraph.RdfFormat.N_TRIPLES))
    assert len(quads) == 1
    return quads[0]


def assert_well_typed(term: str) -> None:
    read = read_strictly(term).object
    assert isinstance(read, pyoxigraph.Literal)
    datatype = rdflib.URIRef(read.datatype.value)
    assert not rdflib.Literal(read.value, datatype=None if read.language else datatype).ill_typed


@given(st.text())
@example('quote " backslash \\ line\nend\r tab\t')
@example("\x00\x0b\x0c\x1c\x1d\x1e\x85\u2028\u2029\ud800\uffff")
def test_any_text_becomes_one_line_that_parses_to_what_xml_can_carry_of_it(text):
    term = literals.literal(text)
    assert len(term.splitlines()) == 1
    lost = {*map(chr, range(0x20)), "\ufffe", "\uffff"} - set("\t\n\r")
    kept = "".join(c for c in text if c not in lost and not 0xD800 <= ord(c) < 0xE000)
    assert read_strictly(term).object.value == kept


@given(st.text(), st.text(max_size=12) | st.sampled_from(["nl", "NL-be", "zh_Hant", "dut", "x", "en-"]))
def test_a_text_with_any_language_tag_parses(text, tag):
    read = read_strictly(literals.literal(text, tag)).object
    assert read.language == literals.language_tag(tag)


@settings(deadline=None)  # the first uncertain date loads the library that parses them
@given(st.text(max_size=30) | dateish | numberish, st.sampled_from(DATATYPES))
def test_no_ill_typed_literal_ever_leaves(text, datatype):
    assert_well_typed(literals.typed(text, datatype))


@settings(deadline=None)
@given(dateish | st.dates().map(str))
def test_no_ill_typed_date_ever_leaves(text):
    for made in (literals.date(text), literals.edtf(text), literals.year(text)):
        if made is not None:
            assert_well_typed(made)


@pytest.mark.parametrize(
    ("text", "datatype"),
    [
        ("12", "xsd:integer"),
        ("-1.50", "xsd:decimal"),
        ("1e3", "xsd:double"),
        ("true", "xsd:boolean"),
        ("2026-11-23T10:00:00Z", "xsd:dateTime"),
        ("2026-11-23", "xsd:date"),
        ("1952", "xsd:gYear"),
        ("PT45M", "xsd:duration"),
        ("https://example.org/", "xsd:anyURI"),
        ("nl", "xsd:language"),
        ("19XX", "locdt:edtf"),
    ],
)
def test_a_value_written_as_its_datatype_wants_keeps_it(text, datatype):
    assert literals.typed(text, datatype) == f'"{text}"^^<{namespaces.expand(datatype)}>'


@pytest.mark.parametrize(
    ("text", "datatype"),
    [("2026-02-30", "xsd:date"), ("12", "xsd:hexBinary"), ("", "xsd:integer"), ("1952-W05-1", "xsd:date")],
)
def test_a_value_written_otherwise_stays_a_string(text, datatype):
    assert literals.typed(text, datatype) == f'"{text}"'


@pytest.mark.parametrize(
    "text",
    [
        "1952",
        "[1952]",
        "c1952",
        "cop. 1952.",
        "©1952",
        "1952, c1952",
        "Utrecht, 1952.",
        "MCMLII [1952]",
        "12-05-1952",
        "1952-05-12",
        "5712 [1952]",
        "May 12, 1952",
    ],
)
def test_one_certain_year_is_found(text):
    assert literals.year(text) == f'"1952"^^<{XSD}gYear>'


@pytest.mark.parametrize(
    "text",
    [
        "",
        "s.a.",
        "[1952?]",
        "195-",
        "19--?",
        "1952-",
        "1952-1954",
        "1952/53",
        "1952 or 3",
        "1952 [=1953]",
        "ca. 1952",
        "omstreeks 1952",
        "[tussen 1952 en 1960]",
        "na 1952",
        "before 1952",
        "<1952>",
        "195X",
        "19521953",
        "1200 v. Chr.",
        "1200 B.C.",
        "20e eeuw",
        "1952 i.e. 1953",
    ],
)
def test_a_year_that_is_in_doubt_is_none(text):
    assert literals.year(text) is None


@pytest.mark.parametrize(
    "text",
    [
        "1952?",
        "1952~",
        "19XX",
        "195X",
        "1952/1960",
        "1952/..",
        "../1952",
        "XXXX",
        "1952-05-XX",
        "[1667,1668]",
        "Y-17000",
        "1984?/2004~",
    ],
)
def test_uncertain_dates_are_kept_as_extended_dates(text):
    assert literals.edtf(text) == f'"{text}"^^<http://id.loc.gov/datatypes/edtf>'


@pytest.mark.parametrize(
    "text", ["", "..", "/", "../..", "19--", "1960/1952", "1952-13", "1952-02-30", "unknown"]
)
def test_what_is_no_extended_date_is_none(text):
    assert literals.edtf(text) is None


def test_a_date_that_cannot_be_read_is_told_nowhere(capfd: pytest.CaptureFixture[str]) -> None:
    assert literals.edtf("9112-XX/9112") is None  # statements may go to standard output
    assert capfd.readouterr() == ("", "")


@given(
    st.text(max_size=60)
    | st.text(' <>"{}|\\^`%#?/:@[].é\u200b', max_size=40).map("http://example.org/".__add__)
)
def test_every_iri_that_leaves_is_one_for_both_libraries_and_repairing_it_changes_nothing(text):
    for made in (literals.iri(text), literals.repair_iri(text)):
        if made is not None:
            assert read_strictly(f"<{made}>").object == pyoxigraph.NamedNode(made)
            assert rdflib.URIRef(made).n3() == f"<{made}>"
            assert literals.repair_iri(made) == made


@pytest.mark.parametrize(
    ("dirty", "clean"),
    [
        (" http://example.org/a b ", "http://example.org/a%20b"),
        ("<http://example.org/x>", "http://example.org/x"),
        ("http://example.org/{id}|x", "http://example.org/%7Bid%7D%7Cx"),
        ("http://example.org/100%", "http://example.org/100%25"),
        ("http://example.org/a#b#c", "http://example.org/a#b%23c"),
        ("http://example.org/?q=[1]", "http://example.org/?q=%5B1%5D"),
        ("www.example.org/x", "http://www.example.org/x"),
        ("urn:isbn:9789028242098", "urn:isbn:9789028242098"),
        ("http://example.org/é", "http://example.org/é"),
    ],
)
def test_a_dirty_iri_is_repaired_without_guessing(dirty, clean):
    assert literals.repair_iri(dirty) == clean


@pytest.mark.parametrize(
    "text",
    [
        "",
        "http://",
        "http:///x",
        "http://a b/x",
        "DE-588:118540238",
        "(DE-588)118540238",
        "javascript:alert(1)",
        "data:text/html,x",
        "see http://example.org/",
        "http://a.example/ http://b.example/",
        "C:\\x",
        "//example.org/",
        "http://exa<mple.org/",
        "zie onder",
    ],
)
def test_what_is_no_iri_of_a_known_scheme_is_none(text):
    assert literals.iri(text) is None
    assert literals.repair_iri(text) is None


@pytest.mark.parametrize(
    ("text", "tag"),
    [
        ("nl", "nl"),
        ("NL", "nl"),
        ("nl_NL", "nl-nl"),
        ("dut", "nl"),
        ("nld", "nl"),
        ("iw", "he"),
        ("cnr", "cnr"),
        ("zh-Hant", "zh-hant"),
        ("ota-Arab", "ota-arab"),
        ("und", "und"),
        ("de-1996", "de-1996"),
    ],
)
def test_language_tags_are_those_of_the_register_in_small_letters(text, tag):
    assert literals.language_tag(text) == tag


@pytest.mark.parametrize(
    "text", ["", "x", "dutch", "nederlands", "xx", "en-", "n-l", "nl nl", "1a", "jaja", "nl-nl-nl"]
)
def test_what_names_no_registered_language_is_no_tag(text):
    assert literals.language_tag(text) is None


def test_a_date_that_nobody_can_read_holds_on_to_nothing() -> None:
    class Record:
        pass

    def reads() -> weakref.ref[Record]:
        record = Record()
        assert literals.edtf("1984-99XX?~/2004-06-31%") is None
        return weakref.ref(record)

    collecting = gc.isenabled()
    gc.disable()
    try:
        assert reads()() is None
    finally:
        if collecting:
            gc.enable()
