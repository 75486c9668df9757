"""Leader, 006, 007 and 008 of any shape: nothing fails; each record has a work, an edition and a title."""

import pyoxigraph
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from lod.mapping import load
from lod.rdf import namespaces
from lod.record import Field, Record
from tests.hypothesis_profiles import tries

BASE = "https://data.example.org/"
MAPPER = load(["marc21-bibframe", "marc21-local"]).mapper(BASE, "demo", "NL-Demo")
A = namespaces.expand("rdf:type")

CODES = 'abcdefghijklmnopqrstuvwxyz0123456789 |#-uU.^\\"<>{}éß\x00\u0301'
CONTROL = st.text(CODES, max_size=45) | st.text(max_size=45)
LEADER = st.text(CODES, max_size=24) | st.builds(
    lambda kind, level, rest: f"00000n{kind}{level}{rest}",
    st.sampled_from("acdefgijkmopqrtAM# "),
    st.sampled_from("abcdimsM# "),
    st.sampled_from([" a2200000 a 4500", "", " ", "a", "#", "22     "]),
)


def record(leader: str, fields: list[tuple[str, str]]) -> Record:
    """A record of control fields only."""
    return Record("marc21", "1", leader, [Field(tag, "", [("", text)]) for tag, text in fields], "made up", 1)


def quads(made: Record) -> list[pyoxigraph.Quad]:
    """What a record becomes, read back by a strict reader."""
    text = MAPPER.map(made).statements
    return list(pyoxigraph.parse(text.encode(), format=pyoxigraph.RdfFormat.N_TRIPLES))


def kinds(found: list[pyoxigraph.Quad]) -> set[str]:
    """The classes that the statements name."""
    return {q.object.value for q in found if q.predicate.value == A}


@settings(max_examples=tries(50), deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    LEADER,
    st.lists(st.tuples(st.sampled_from(["001", "003", "005", "006", "007", "008"]), CONTROL), max_size=5),
)
def test_any_leader_and_control_fields_give_a_work_an_edition_and_a_title(
    leader: str, fields: list[tuple[str, str]]
) -> None:
    found = quads(record(leader, fields))
    assert {namespaces.expand(f"bf:{kind}") for kind in ("Work", "Instance", "Title")} <= kinds(found)
    titles = [q for q in found if q.predicate.value == namespaces.expand("bf:mainTitle")]
    assert titles
    assert all(q.object.value for q in titles)


@pytest.mark.parametrize("kind", list("acdefghijkmoprst"))
@given(text=st.text("abcdefghijklmnopqrstuvwxyz0123456789 |-", min_size=34, max_size=34))
@settings(max_examples=8, deadline=None)
def test_every_code_of_every_material_is_taken_or_left(kind: str, text: str) -> None:
    for level in "ams":
        fields = [("008", "991231" + text), ("006", kind + text[:17]), ("007", kind + text[:20])]
        assert quads(record(f"00000n{kind}{level} a2200000 a 4500", fields))


@pytest.mark.parametrize(
    ("leader", "classes"),
    [
        ("00000nam a2200000 a 4500", {"bf:Text", "bf:Monograph"}),
        ("00000cas a2200000 a 4500", {"bf:Text", "bf:Serial"}),
        ("00000nai a2200000 a 4500", {"bf:Text", "bf:Integrating"}),
        ("00000npc a2200000 a 4500", {"bf:MixedMaterial", "bf:Collection"}),
        ("00000ntm a2200000 a 4500", {"bf:Text", "bf:Manuscript", "bf:Monograph"}),
        ("00000njm a2200000 a 4500", {"bf:MusicAudio", "bf:Monograph"}),
        ("00000NAM A2200000 A 4500", {"bf:Text", "bf:Monograph"}),
        ("", set()),
        ("nonsense", set()),
    ],
)
def test_type_and_level_say_what_sort_of_work_it_is(leader: str, classes: set[str]) -> None:
    found = quads(record(leader, []))
    works = {
        q.object.value for q in found if q.predicate.value == A and q.subject.value.endswith("/work/demo-1")
    }
    assert works == {namespaces.expand(name) for name in classes | {"bf:Work"}}


@pytest.mark.parametrize(
    ("text", "dates"),
    [
        ("991111s1999    ", {"1999"}),
        ("991111c20059999", {"2005/.."}),
        ("991111m19uu9999", {"19XX/.."}),
        ("991111q18501860", {"1850~/1860~"}),
        ("991111e19520312", {"1952-03-12"}),
        ("991111t20132012", {"2013", "2012"}),
        ("991111r19951972", {"1995", "1972"}),
        ("991111nuuuuuuuu", {"XXXX/XXXX"}),
        ("991111s[19]    ", set()),
        ("991111s1952####", {"1952"}),
        ("991111|||||||||", set()),
        ("9911", set()),
    ],
)
def test_dates_of_008_are_edtf_or_nothing(text: str, dates: set[str]) -> None:
    found = quads(record("00000nam a2200000 a 4500", [("008", text)]))
    edtf = namespaces.expand("locdt:edtf")
    assert {
        q.object.value for q in found if getattr(q.object, "datatype", None) == pyoxigraph.NamedNode(edtf)
    } == dates


def test_a_form_that_field_336_states_is_not_guessed_from_the_leader() -> None:
    fields = [Field("336", "  ", [("a", "performed music"), ("b", "prm")])]
    made = Record("marc21", "1", "00000nam a2200000 a 4500", fields, "made up", 1)
    content = [q.object.value for q in quads(made) if q.predicate.value == namespaces.expand("bf:content")]
    assert content == ["http://id.loc.gov/vocabulary/contentTypes/prm"]


def test_the_description_of_the_record_has_no_time_of_making() -> None:
    made = record("00000cam a2200000 a 4500", [("005", "20110312103000.0"), ("008", "991231s1999")])
    dates = {q.object.value for q in quads(made) if q.predicate.value == namespaces.expand("bf:date")}
    assert dates == {"2011-03-12T10:30:00", "1999-12-31", "1999"}
