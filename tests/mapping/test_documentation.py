"""Documentation made from the rules, and what a change of a mapping does."""

from pathlib import Path

from lod.mapping import Mapper, Mapping, load
from lod.mapping.coverage import coverage
from lod.mapping.documentation import by_field, by_property, functions
from lod.mapping.language.function_registry import FUNCTIONS
from lod.mapping.mapping_diff import differences
from lod.mapping.rule_examples import record_of


def test_each_rule_stands_under_its_fields_with_its_reason_and_example() -> None:
    mapping = load(["marc21-schema"])
    page = by_field(mapping)
    for rule in mapping.rules:
        assert f"### {rule.id}" in page
        assert rule.why in page
    assert "$aMax Havelaar" in page


def test_with_records_each_field_and_rule_says_how_often_it_occurred() -> None:
    mapping = load(["marc21-schema"])
    records = [record_of("245 00 $aEen"), record_of("245 00 $aTwee\n020 ## $a9021413833")]
    page = by_field(mapping, coverage(records, mapper_of(mapping)))
    title = page.partition("\n## 245\n")[2].partition("\n## ")[0]
    assert "In 100 % of the records." in title
    assert "Applied in 100 % of the records: 4 statements." in title
    number = page.partition("\n## 020\n")[2].partition("\n## ")[0]
    assert "In 50 % of the records." in number


def mapper_of(mapping: Mapping) -> Mapper:
    return mapping.mapper("http://x.org/")


def test_each_property_names_the_rules_it_comes_from() -> None:
    page = by_property(load(["marc21-schema"]))
    section = page.partition("## schema:isbn")[2].partition("##")[0]
    assert "| isbn | 020 | instance / schema:isbn | `$a \\| isbn, when: leader/06-07 = am` |" in section


def test_a_property_that_leads_to_a_thing_of_which_nothing_else_is_said_is_told() -> None:
    made = load(["marc21-schema"])
    section = by_property(made).partition("## schema:translator")[2].partition("##")[0]
    assert (
        "`→ agent: field \\| agent_key, when: field \\| role_codes \\| table(role) = translator`" in section
    )
    assert "Only when `$a and not ind1 = 3 and not field | attribution_words`." in by_field(made)


def test_what_a_record_has_that_is_left_out_is_told_with_the_reason() -> None:
    mapper = load(["marc21-bibframe", "marc21-schema"]).mapper("http://x.org/")
    text, local = mapper.left_out(record_of("245 10 $aMax\n506 ## $aOpen$9x\n590 ## $aOns exemplaar"))
    assert (text.fields, local.fields) == (("506$9",), ("590$a",))
    assert local.ignored.why == "Local notes, without an agreed meaning."
    assert "local-fields.yaml:" in str(local.ignored.where)


def test_each_function_is_listed_and_explained() -> None:
    page = functions()
    for name, function in FUNCTIONS.items():
        assert f"`{name}" in page
        assert function.explanation, name


def test_a_changed_rule_shows_what_it_adds_and_takes(tmp_path: Path) -> None:
    (tmp_path / "marc21-schema").mkdir()
    (tmp_path / "marc21-schema" / "own.yaml").write_text(
        "rules: [{rule: edition, from: 250, why: x, gives: {instance: {schema:bookEdition: $a | upper}}}]"
    )
    before = load(["marc21-schema"]).mapper("http://x.org/")
    after = load(["marc21-schema"], overlay=tmp_path).mapper("http://x.org/")
    records = [record_of("001 1\n245 10 $aA\n250 ## $a2e dr."), record_of("001 2\n245 10 $aB")]
    (found,) = differences(records, before, after)
    assert found.record.id == "1"
    assert [line.split(" ", 2)[2] for line in found.added] == ['"2E DR." .']
    assert [line.split(" ", 2)[2] for line in found.taken] == ['"2e dr." .']
