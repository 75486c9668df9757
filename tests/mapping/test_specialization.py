"""Rules fitted to a form of field say what they say as they were compiled."""

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from lod import sources
from lod.errors import MappingError
from lod.mapping import Mapper, Mapping, default_mappings, load
from lod.mapping.compiler.specialization import fit
from lod.mapping.compiler.static_values import Form
from lod.mapping.rule_examples import record_of
from lod.mapping.runtime import specialized_rules
from lod.mapping.runtime.record_run import Run
from lod.record import Field, Record
from tests.hypothesis_profiles import tries

BASE = "https://data.example.org/"
MAPPING = load(default_mappings("marc21"))
DEMO = Path(__file__).resolve().parents[2] / "data/demo/collections"
FILES = ("bibliotheek/catalogus.mrc", "leeszaal/catalogus.xml")


@pytest.fixture(scope="module", autouse=True)
def _fitted_at_once() -> object:
    """Fit the rules to each form the first time it is seen."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(specialized_rules, "AFTER", 1)
        yield


def mapper() -> Mapper:
    return MAPPING.mapper(BASE, "demo", "NL-Demo")


ONE = mapper()
"""To fit rules to a form of field takes longer than to map a hundred records: it is done once."""


def differs(record: Record) -> set[str]:
    """Statements that the fitted rules make and the others do not, or the other way round.

    The record is mapped twice: once to fit the rules to its fields, once by the rules that were fitted.
    """
    ONE.map(record)
    found = ONE.map(record).statements.splitlines()
    assert len(found) == len(set(found))
    return set(found) ^ {each.statement for each in ONE.explain(record)}


@pytest.mark.parametrize("name", FILES)
def test_real_records_say_the_same(name: str) -> None:
    for record in list(sources.read(DEMO / name))[::3]:
        assert isinstance(record, Record)
        assert not differs(record), record.name


def examples(mapping: Mapping) -> list[str]:
    """The inputs of all examples of its rules."""
    return [example.fields for rule in mapping.rules for example in rule.examples]


def test_the_examples_of_all_rules_say_the_same() -> None:
    for text in examples(MAPPING):
        assert not differs(record_of(text)), text


SUBFIELDS = st.lists(
    st.tuples(
        st.sampled_from("aabcdefgklnpqtuvxyz012345679"),
        st.sampled_from(
            [
                *(
                    "Max Havelaar /",
                    "Multatuli,",
                    "1820-1887.",
                    "[Utrecht :",
                    'a "b',
                    "",
                    "é\u0301 {x}",
                    "\\",
                ),
                *(
                    "(DE-588)118540238",
                    "http://id.loc.gov/authorities/names/n79021164",
                    "lcsh",
                    "fast",
                    "aut",
                ),
                *("http://a b|c", f"{BASE}id/instance/demo-1", "9021413833 (pbk.)", "x" * 200, "880-01"),
            ]
        ),
    ),
    min_size=1,
    max_size=6,
)
TAGS = sorted({tag for rule in MAPPING.rules for tag in rule.tags if tag.isdecimal() and tag > "009"})
FIELDS = st.builds(
    Field, st.sampled_from(TAGS), st.sampled_from(["  ", "10", " 0", " 7", "1 ", "02", "42", "3"]), SUBFIELDS
)


@settings(max_examples=tries(60), deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(FIELDS, min_size=1, max_size=3))
def test_fields_of_any_form_say_the_same(fields: list[Field]) -> None:
    leader = "00000nam a22 a 4500"
    assert not differs(Record("marc21", "1", leader, [*fields, *fields[:1]], "made up", 1))


def test_rules_are_fitted_to_what_comes_back_and_to_so_many_forms(monkeypatch: pytest.MonkeyPatch) -> None:
    made: list[Form] = []

    def specialize(rules: object, form: Form) -> specialized_rules.Function:
        made.append(form)
        return lambda run, field: 7

    for name, value in {"AFTER": 3, "MOST": 2, "SORTS": 2, "specialize": specialize}.items():
        monkeypatch.setattr(specialized_rules, name, value)
    run = Run(mapper(), record_of(""))
    one = specialized_rules.SpecializedRules([], {})
    first, second, third = record_of("245 10 $aMax\n245 10 $aMax$bof\n245 10 $aMax$cM.").fields
    assert [one.run(run, first) for _ in range(5)] == [0, 0, 7, 7, 7]
    assert [one.run(run, second) for _ in range(4)] == [0, 0, 7, 7]
    assert [one.run(run, third) for _ in range(4)] == [0, 0, 0, 0]
    assert [form.codes for form in made] == [("a",), ("a", "b")]
    many = specialized_rules.SpecializedRules([], {})
    sorts = iter("abcdef" * 4)
    many.asked, many.facts = ("r.leader[6]",), lambda run: (next(sorts),)
    assert [many.run(run, first) for _ in range(24)] == [*[0] * 12, 7, 7, *[0] * 4, 7, 7, *[0] * 4]
    assert set(many.form(first).seen) == {("a",), ("b",)}


def rules(text: str, tmp_path: Path) -> Mapping:
    """A mapping of one rule."""
    (tmp_path / "test-one").mkdir()
    head = "mapping: test-one\nformat: test\nthings: {work: work}\n"
    (tmp_path / "test-one/a.yaml").write_text(head + text, encoding="utf-8")
    return load(["test-one"], overlay=tmp_path)


def test_what_the_form_decides_is_not_asked_again(tmp_path: Path) -> None:
    mapping = rules(
        "rules:\n  - rule: one\n    from: 650\n    when: ind2 = 0 and not $z\n"
        "    gives: {work: {bf:note: $a | chop, bf:code: $b, rdfs:label: $a | chop}}\n",
        tmp_path,
    )
    compiled = [mapping.compiled(rule) for rule in mapping.rules]
    source, _ = fit(compiled, Form("650", " 0", ("a",)))
    assert "code" not in source
    assert "indicators" not in source
    assert source.count("= k0(s0)") == 1
    assert source.count("o(f'") == 1
    nothing, _ = fit(compiled, Form("650", " 0", ("a", "z")))
    assert "o(" not in nothing.replace("o = L.append", "")


def test_a_statement_under_one_condition_is_not_taken_to_be_written_under_another(tmp_path: Path) -> None:
    node = "thing: agent, key: field | agent_key"
    mapping = rules(
        "rules:\n  - rule: one\n    from: 700\n    gives:\n      work:\n"
        f"        bf:agent: {{{node}}}\n        bf:heldBy:\n"
        f"          - {{{node}, when: $b | lower = x}}\n          - {{{node}, when: $b | lower = y}}\n",
        tmp_path,
    )
    source, _ = fit([mapping.compiled(rule) for rule in mapping.rules], Form("700", "1 ", ("a", "b")))
    assert source.count("heldBy") == 2


def test_what_is_written_in_the_language_of_the_record_is_fitted_too(tmp_path: Path) -> None:
    mapping = rules(
        "rules:\n  - rule: one\n    from: 245\n    gives: {work: {bf:note: $a | chop @language}}\n", tmp_path
    )
    source, _ = fit([mapping.compiled(rule) for rule in mapping.rules], Form("245", "10", ("a",)))
    assert "r.subfields" not in source


def test_a_statement_that_two_rules_make_is_written_once(tmp_path: Path) -> None:
    same = "    gives: {work: {bf:note: $a}}\n"
    mapping = rules(
        f"rules:\n  - rule: one\n    from: 650\n{same}  - rule: two\n    from: 650\n{same}", tmp_path
    )
    source, _ = fit([mapping.compiled(rule) for rule in mapping.rules], Form("650", " 0", ("a",)))
    assert source.count("bibframe/note") == 1


def test_records_mapped_together_become_what_they_become_alone() -> None:
    records = [record for record in sources.read(DEMO / FILES[0]) if isinstance(record, Record)][:60]
    alone, together = mapper(), mapper()
    assert together.map_all(records) == [alone.map(record) for record in records]
    assert (together.mapped, together.ignored) == (alone.mapped, alone.ignored)
    assert together.left_over == alone.left_over


def test_a_record_on_which_a_rule_fails_takes_no_other_with_it() -> None:
    def made(note: object) -> Record:
        return record_with([Field("245", "10", [("a", "Lijmen")]), Field("500", "  ", [("a", note)])])  # type: ignore[list-item]

    one = mapper()
    first, failed, last = one.map_all([made("Met register."), made(1860), made("Tweede druk.")])
    assert isinstance(failed, MappingError)
    assert "500" in str(failed)
    assert [first, last] == [mapper().map(made(note)) for note in ("Met register.", "Tweede druk.")]
    assert one.mapped == 4


def record_with(fields: list[Field]) -> Record:
    return Record("marc21", "1", "00000nam a22 a 4500", fields, "made up", 1)
