"""Words of the mapping language for trees: languages of elements, one name per language, other records."""

from pathlib import Path

import pytest

from lod.errors import MappingError
from lod.mapping import Mapper, load
from lod.mapping.rule_examples import tree_of

HEAD = """
mapping: tree-schema
format: tree
things: {object: object}
"""
S = "https://schema.org/"


def mapper(folder: Path, rules: str) -> Mapper:
    (folder / "tree-schema").mkdir()
    (folder / "tree-schema" / "a.yaml").write_text(HEAD + rules, encoding="utf-8")
    mapping = load(["tree-schema"], overlay=folder)
    mapping.check()
    return mapping.mapper("http://x.org/", collection="c", language="nl")


def said(made: Mapper, xml: str) -> set[str]:
    lines = made.map(tree_of(xml, "tree")).statements.splitlines()
    return {line.replace(S, "s:").replace("http://x.org/id/", "") for line in lines}


def rule(body: str, source: str = "record") -> str:
    return f"rules:\n  - rule: r\n    from: {source}\n    why: x\n    gives: {{object: {{{body}}}}}\n"


def test_a_text_is_in_the_language_of_its_element_or_of_what_is_around_it(tmp_path: Path) -> None:
    made = mapper(tmp_path, rule("schema:name: $set/name @lang"))
    found = said(
        made, '<set lang="de"><name>Bild</name><name lang="en">Picture</name></set><set><name>x</name></set>'
    )
    assert {line.partition("<s:name> ")[2] for line in found} == {'"Bild"@de .', '"Picture"@en .', '"x"@nl .'}
    assert (made.mapped, made.ignored, sum(made.left_over.values())) == (5, 0, 0)


def test_a_language_stays_with_a_text_through_functions(tmp_path: Path) -> None:
    made = mapper(tmp_path, rule('schema:name: $name | split(";") | join(" / ") @lang'))
    assert said(made, '<name lang="fr">a; b</name>') == {'<object/c-1> <s:name> "a / b"@fr .'}


def test_the_language_may_stand_at_a_path(tmp_path: Path) -> None:
    made = mapper(tmp_path, rule("schema:name: {value: $text @$code, each: $title}"))
    found = said(made, "<title><text>Een</text><code>eng</code></title><title><text>Twee</text></title>")
    assert {line.partition("<s:name> ")[2] for line in found} == {'"Een"@en .', '"Twee"@nl .'}
    assert not made.left_over


def test_a_second_name_in_one_language_becomes_another_property(tmp_path: Path) -> None:
    made = mapper(tmp_path, "once: {schema:name: schema:alternateName}\n" + rule("schema:name: $name @lang"))
    xml = '<name>A</name><name lang="en">B</name><name>C</name>'
    assert said(made, xml) == {
        '<object/c-1> <s:name> "A"@nl .',
        '<object/c-1> <s:name> "B"@en .',
        '<object/c-1> <s:alternateName> "C"@nl .',
    }
    record = tree_of(xml, "tree")
    assert [each.statement for each in made.explain(record)] == made.map(record).statements.splitlines()


def test_a_property_that_does_not_exist_may_not_be_there_once(tmp_path: Path) -> None:
    with pytest.raises(MappingError, match="once: no term schema:naam"):
        mapper(tmp_path, "once: {schema:naam: schema:name}\n" + rule("schema:name: $name @lang"))


def test_another_record_is_pointed_to_by_its_id(tmp_path: Path) -> None:
    made = mapper(tmp_path, rule("schema:isPartOf: {thing: object, of: $context/@parent}"))
    assert said(made, '<context parent="A 1"/>') == {
        f"<object/c-1> <s:isPartOf> <object/c-{'A-1-' + digest('A 1')}> ."
    }
    assert not made.left_over


def digest(text: str) -> str:
    from lod.rdf import iris

    return iris.digest(text)[:8]


def test_a_rule_for_the_record_reads_paths_from_its_top(tmp_path: Path) -> None:
    made = mapper(tmp_path, rule("schema:name: $title/text @lang else $number @nl"))
    assert said(made, "<number>7</number>") == {'<object/c-1> <s:name> "7"@nl .'}


def test_variables_read_paths_too_and_these_count_as_mapped(tmp_path: Path) -> None:
    made = mapper(tmp_path, "variables: {language: $meta/code}\n" + rule("schema:name: $title @lang"))
    assert said(made, "<meta><code>fry</code></meta><title>Hja</title>") == {
        '<object/c-1> <s:name> "Hja"@fy .'
    }
    assert not made.left_over


def test_parts_are_told_apart_by_all_that_is_in_their_element(tmp_path: Path) -> None:
    body = "schema:image: {each: $pic, part: image*, a: schema:ImageObject, schema:contentUrl: $link | iri}"
    found = said(
        mapper(tmp_path, rule(body)),
        "<pic><link>http://a.nl/1</link></pic><pic><link>http://a.nl/2</link></pic>",
    )
    assert len({line.split()[0] for line in found if "contentUrl" in line}) == 2


def test_a_condition_beside_each_is_asked_of_each_element(tmp_path: Path) -> None:
    body = "schema:keywords: {value: $name, each: $term, when: $kind = a}"
    xml = "<term><kind>a</kind><name>ja</name></term><term><kind>b</kind><name>nee</name></term>"
    assert said(mapper(tmp_path, rule(body)), xml) == {'<object/c-1> <s:keywords> "ja" .'}


def test_json_is_a_tree_too(tmp_path: Path) -> None:
    made = mapper(tmp_path, rule("schema:name: $maker/name @lang"))
    assert said(made, '{"maker": [{"name": "A", "lang": "en"}]}') == {'<object/c-1> <s:name> "A"@nl .'}


AGENT = """
mapping: tree-schema
format: tree
things: {agent: {kind: agent, key: "$id | known_key else $name | first | heading_key(agent)"}}
rules:
  - rule: r
    from: record
    why: x
    gives: {agent: {schema:name: $name @lang}}
"""


def agents(folder: Path, rules: str = AGENT) -> Mapper:
    (folder / "tree-schema").mkdir()
    (folder / "tree-schema" / "a.yaml").write_text(rules, encoding="utf-8")
    mapping = load(["tree-schema"], overlay=folder)
    mapping.check()
    return mapping.mapper("http://x.org/", collection="c", language="nl")


def test_a_thing_that_others_name_has_the_key_by_which_they_name_it(tmp_path: Path) -> None:
    made = agents(tmp_path)
    known = "<id>http://www.wikidata.org/entity/Q1</id><name>A</name>"
    assert said(made, known) == {'<agent/wikidata-Q1> <s:name> "A"@nl .'}
    named = made.map(tree_of("<name>A</name>", "tree"))
    assert "/id/agent/c-1>" not in named.statements
    assert named.statements == made.map(tree_of("<name>A</name><other/>", "tree")).statements
    assert said(made, "<x>y</x>") == set()
    assert not made.left_over["id"]


@pytest.mark.parametrize("thing", ["{kind: planet, key: $a}", "{key: $a}", "{kind: agent, colour: red}"])
def test_a_thing_of_a_kind_that_is_none_is_refused(tmp_path: Path, thing: str) -> None:
    with pytest.raises(MappingError, match=r"a\.yaml:4"):
        agents(
            tmp_path,
            AGENT.replace(
                '{kind: agent, key: "$id | known_key else $name | first | heading_key(agent)"}', thing
            ),
        )
