"""What rules wrote for a field is remembered: a record gives the same, whatever came before it."""

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from lod.mapping import load
from lod.mapping.runtime.plan import TRIALS
from lod.record import Field, Record

MAPPING = load(["marc21-bibframe", "marc21-local"])
BASE = "https://data.example.org/"

LEADERS = st.sampled_from(["00000nam a22 a 4500", "00000cas a22 a 4500", "00000njm a22 a 4500"])
CONTROL = st.builds(
    lambda dates, place, middle, language: "991111" + dates + place + middle + language + " d",
    st.sampled_from(["s1999    ", "c19529999", "t20002001"]),
    st.sampled_from(["ne ", "gw ", "zzz"]),
    st.sampled_from(["a     b    001 0 ", "   p r       0   ", "fmc s           "]),
    st.sampled_from(["dut", "ger", "???"]),
)
FIELDS = st.one_of(
    st.builds(lambda text: Field("008", "", [("", text)]), CONTROL),
    st.builds(
        lambda tag, kind, place, name, date: Field(tag, " " + kind, [("a", place), ("b", name), ("c", date)]),
        st.sampled_from(["260", "264"]),
        st.sampled_from("0124 "),
        st.sampled_from(["Utrecht :", "[London"]),
        st.sampled_from(["Bruna,", "Hurst],"]),
        st.sampled_from(["1952", "c1953."]),
    ),
    st.builds(
        lambda tag, code, term: Field(tag, " 7", [(code, term), ("2", "local")]),
        st.sampled_from(["650", "655", "336", "040", "041", "050"]),
        st.sampled_from("abx"),
        st.sampled_from(["Roman", "Biography", "txt", "DLC", "dut", "PT5843"]),
    ),
    st.builds(
        lambda text: Field("245", "00", [("a", text)]), st.sampled_from(["Max Havelaar /", "", "Eline"])
    ),
)
RECORDS = st.lists(st.tuples(LEADERS, st.lists(FIELDS, max_size=7)), min_size=2, max_size=8)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(RECORDS)
def test_a_record_gives_the_same_after_any_others(described: list[tuple[str, list[Field]]]) -> None:
    mapper = MAPPING.mapper(BASE, "demo", "NL-Demo")
    for at, (leader, fields) in enumerate(described):
        made = Record("marc21", str(at), leader, fields, "made up", at)
        alone = MAPPING.mapper(BASE, "demo", "NL-Demo")
        expected, found = alone.map(made), mapper.map(made)
        assert sorted(found.statements.splitlines()) == sorted(expected.statements.splitlines())
        assert sorted(map(str, found.issues)) == sorted(map(str, expected.issues))
        told = {each.statement for each in alone.explain(made)}
        assert told == set(found.statements.splitlines())


def test_notes_of_contents_stand_alone_beside_other_scripts_whatever_was_met_before() -> None:
    mapper = load(["marc21-schema"]).mapper(BASE, "demo", "NL-Demo")
    notes = [Field("505", "0 ", [("a", "De koffie")]), Field("505", "8 ", [("a", "De thee")])]
    title = Field("245", "00", [("6", "880-01"), ("a", "Max")])
    for at in range(4):
        mapper.map(Record("marc21", str(at), "00000nam a22 a 4500", notes, "", at))
    linked = [title, *notes, Field("880", "00", [("6", "245-01/(N"), ("a", "Макс")])]
    made = Record("marc21", "9", "00000nam a22 a 4500", linked, "", 9)
    told = {each.statement for each in mapper.explain(made)}
    assert set(mapper.map(made).statements.splitlines()) == told


def test_what_never_comes_back_is_no_longer_remembered() -> None:
    mapper = MAPPING.mapper(BASE, "demo", "NL-Demo")
    for at in range(min(TRIALS) + 50):
        fields = [Field("245", "00", [("a", f"Title {at}")]), Field("040", "  ", [("a", "DLC")])]
        text = mapper.map(Record("marc21", str(at), "00000nam a22 a 4500", fields, "", at)).statements
        assert text.count(f'mainTitle> "Title {at}"') == 2
        assert text.count("organizations/dlc") >= 1
