"""Whatever a record holds, it becomes valid RDF with a work, an edition and a title."""

from functools import cache

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pyoxigraph import BlankNode, Literal, NamedNode, RdfFormat, Triple, parse

from lod.mapping import Mapper, default_mappings, load
from lod.mapping.rule_examples import record_of
from lod.rdf.namespaces import expand
from lod.rdf.schemaorg_validation import misuses
from lod.record import Field, Record
from lod.sources.clean import composed, spaced
from tests.hypothesis_profiles import tries

BASE = "http://x.org/"

TAGS = sorted(
    {
        tag
        for name in (
            "marc21-bibframe",
            "marc21-schema",
            "marc21-local",
            "marc21-authority",
            "marc21-holdings",
        )
        for rule in load([name]).rules
        for tag in rule.tags
        if tag != "record" and "." not in tag
    }
)
"""Tags that rules read, which is where they can go wrong."""
DIRT = st.sampled_from(
    [
        *(
            "",
            " ",
            "|",
            "{}",
            "$",
            "\\",
            '"',
            "\x00",
            "\ud800",
            "\ufdd0",
            "\u202e",
            "\n",
            "\t.",
            "./:;,",
            "--",
            "=",
        ),
        *("http://x y|z", "http://[::", "(DE-588)", "(uri)", "(DLC)n  79", "<script>", "@nl", "^^", "x@y"),
        *("eng", "dut", "880-01", "245-01/(3/r", "1952", "[195-?]", "19uu", "E0062530", "٣٤", "a" * 300),
        *("978902141383", "0016-973", "003000", "999999", "=x> <http://x.org/p", "=x"),
    ]
)
TEXTS = st.one_of(DIRT, st.text(max_size=30)).map(spaced).map(composed)
"""Texts as they leave a reader."""
CODES = st.one_of(st.sampled_from("abcdefghijklmnopqrstuvwxyz0123456789"), st.text(min_size=1, max_size=2))
INDICATORS = st.one_of(st.just("  "), st.text("0123456789 |#", max_size=3), st.text(max_size=2))
LEADERS = st.one_of(
    st.builds(
        lambda a, b, c: f"00000{a}{b}{c}2200000 a 4500",
        st.sampled_from("nacdp "), st.sampled_from("acdefgijkmopqrtuvwxyzAM| "), st.sampled_from("abcdimsS "),
    ),
    st.text(max_size=26),
)  # fmt: skip
CONTROLS = st.builds(
    lambda tag, text: Field(tag, "", [("", text)]),
    st.sampled_from(["001", "003", "004", "005", "006", "007", "008", "009"]),
    st.one_of(st.text("acdemnstuvz0123456789 |#", max_size=45), TEXTS),
)
FIELDS = st.builds(
    Field,
    st.one_of(st.sampled_from(TAGS), st.sampled_from(["880", "245", "100", "700"]), st.text(max_size=4)),
    INDICATORS,
    st.lists(st.tuples(CODES, TEXTS), max_size=8),
)
RECORDS = st.builds(
    lambda leader, controls, fields: Record("marc21", "1", leader, [*controls, *fields]),
    LEADERS,
    st.lists(CONTROLS, max_size=4),
    st.lists(FIELDS, max_size=8),
)


@cache
def mapper() -> Mapper:
    return load(default_mappings("marc21")).mapper(BASE, "demo", "NL-Demo", "nl", "https://x.org/licence")


def triples(record: Record) -> list[Triple]:
    made = mapper().map(record).statements
    found = [
        Triple(*one) if isinstance(one, tuple) else one.triple
        for one in parse(made.encode(), RdfFormat.N_TRIPLES)
    ]
    assert made.count("\n") == len(found)
    return found


def is_bibliographic(record: Record) -> bool:
    kind = record.leader[6:7]
    return kind != "z" and (kind not in ("u", "v", "x", "y") or any(f.tag == "245" for f in record.fields))


def check(record: Record) -> None:
    found = triples(record)
    assert not any(isinstance(one.subject, BlankNode) or isinstance(one.object, BlankNode) for one in found)
    assert not list(misuses(found))
    said = {(one.predicate.value, one.object) for one in found}
    if not is_bibliographic(record):
        assert found
        return
    for name in ("bf:Work", "bf:Instance"):
        assert (expand("rdf:type"), NamedNode(expand(name))) in said
    titles = [one for one in found if one.predicate.value == expand("bf:mainTitle")]
    own = [one for one in titles if "/id/instance/demo-1" in str(one.subject)]
    assert any(isinstance(one.object, Literal) and one.object.value.strip() for one in own)
    assert expand("schema:name") in {one.predicate.value for one in found}


@settings(
    deadline=None,
    max_examples=tries(60),
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
@given(RECORDS)
def test_any_record_becomes_valid_rdf_with_a_work_an_edition_and_a_title(record: Record) -> None:
    check(record)


@settings(deadline=None, max_examples=60, suppress_health_check=[HealthCheck.too_slow])
@given(RECORDS)
def test_what_is_explained_of_any_record_is_what_is_said_of_it(record: Record) -> None:
    made = mapper().map(record).statements.splitlines()
    assert sorted(made) == sorted(one.statement for one in mapper().explain(record))


@pytest.mark.parametrize(
    "fields",
    [
        "261 ## $aObsolete field",
        "245 00 $cOnly a statement of responsibility",
        "245 00 $6880-01$a",
        "245 ## $a[",
        "130 0# $aBeatrijs",
        "880 1# $6245-01/(3/r$aهزار و يک شب",
        "856 40 $uhttp://example.org/a b|c{d}",
        "100 1# $aX$0http://d-nb.info/gnd/ 118|5",
        "008 x",
    ],
)
def test_known_dirt_gives_a_work_an_edition_and_a_title(fields: str) -> None:
    record = record_of(f"LDR 00000nam a2200000 a 4500\n{fields}")
    record.id = "1"
    check(record)


@pytest.mark.parametrize("text", ["=x> <http://x.org/p> <http://x.org/o> . #", "=", '="a"', "=\\u0020", "=é"])
def test_no_text_of_a_record_is_an_iri_or_a_statement(text: str) -> None:
    """A key that a rule has made begins with "="; so may the name of a thesaurus, or a heading."""
    pairs = [(code, text) for code in "ab02tu1x4w"]
    tags = [tag for tag in TAGS if tag.isdecimal() and tag >= "010"]
    record = Record("marc21", "1", "00000nam", [Field(tag, "10", pairs) for tag in tags])
    statements = mapper().map(record).statements
    triples = [quad.triple for quad in parse(statements.encode(), format=RdfFormat.N_TRIPLES)]
    assert len(triples) == statements.count("\n")
    assert not [triple for triple in triples if triple.predicate.value == "http://x.org/p"]
