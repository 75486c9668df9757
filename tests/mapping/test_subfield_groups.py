"""Fields taken apart, shapes put together, parts with a name of their own."""

from pathlib import Path

import pytest

from lod.errors import MappingError
from lod.mapping import Mapping, load
from lod.mapping.language.subfield_groups import splitter
from lod.mapping.rule_examples import record_of
from lod.mapping.runtime.record_run import Run

HEAD = "mapping: test-bibframe\nformat: marc21\nthings: {work: work, instance: instance}\n"


RUN = Run(load(["marc21-bibframe"]).mapper("http://x.example/"), record_of(""))


def made(folder: Path, text: str) -> Mapping:
    """A mapping of one file, in the overlay of a site that has no other."""
    (folder / "test-bibframe").mkdir(exist_ok=True)
    (folder / "test-bibframe" / "a.yaml").write_text(HEAD + text, encoding="utf-8")
    mapping = load(["test-bibframe"], overlay=folder)
    mapping.check()
    return mapping


def mapped(folder: Path, text: str, record: str) -> str:
    """What a mapping makes of a record."""
    return made(folder, text).mapper("http://x.example/").map(record_of(record)).statements


def test_what_no_group_holds_belongs_to_each() -> None:
    field = record_of("340 ## $3cover$apaper$0x$cink$2rda").fields[0]
    found = [str(piece) for piece in splitter("[a-q]0*").split(RUN, field)]
    assert found == ["340    $apaper$0x$3cover$2rda", "340    $cink$3cover$2rda"]


def test_an_identifier_behind_what_all_share_is_that_of_the_last_group_only() -> None:
    field = record_of("374 ## $aAuthors$aCivil servants$2lcsh$0(DLC)sh85010163").fields[0]
    found = [str(piece) for piece in splitter("a[01]*").split(RUN, field)]
    assert found == ["374    $aAuthors$2lcsh", "374    $aCivil servants$2lcsh$0(DLC)sh85010163"]
    one = record_of("374 ## $aAuthors$2lcsh$0(DLC)sh85010163").fields[0]
    assert splitter("a[01]*").split(RUN, one) == [one]


def test_a_field_that_is_one_group_stays_itself() -> None:
    field = record_of("336 ## $atext$btxt").fields[0]
    assert splitter("ab?").split(RUN, field) == [field]


def test_a_rule_is_applied_to_each_group(tmp_path: Path) -> None:
    rules = """
rules:
  - rule: r
    from: 340
    groups: "[a-q]0*"
    gives: {instance: {bf:baseMaterial: {part: m*, rdfs:label: $a, bf:code: $0, bf:source: $2 | iri}}}
"""
    found = mapped(tmp_path, rules, "340 ## $apaper$01$ainked$02$2http://example.org/s")
    assert found.count("#label> ") == 2
    assert found.count("bibframe/source> <http://example.org/s>") == 2


def test_versions_in_other_scripts_go_side_by_side(tmp_path: Path) -> None:
    rules = """
rules:
  - rule: r
    from: 264
    groups: "ab?"
    gives: {instance: {bf:note: {part: p*, rdfs:label: $b}}}
"""
    record = "008 230102s1860    ru                  rus d\n264 #1 $6880-01$aM$bOne$aP$bTwo"
    found = mapped(tmp_path, rules, record + "\n880 #1 $6264-01/(N$aМ$bОдин$aП$bДва")
    named = {line.split(" ")[0]: line.count('"') for line in found.splitlines() if "label" in line}
    assert len(named) == 2
    assert found.count("label") == 4


def test_a_pattern_that_is_none_is_refused_with_its_line(tmp_path: Path) -> None:
    with pytest.raises(MappingError, match=r"a\.yaml:6: “\(” is no pattern"):
        made(
            tmp_path,
            'rules:\n  - rule: r\n    groups: "("\n    from: 340\n    gives: {work: {bf:note: $a}}\n',
        )


def test_several_shapes_add_up(tmp_path: Path) -> None:
    rules = """
shapes:
  one: {bf:code: $a}
  two: {bf:source: $2 | iri}
rules:
  - rule: r
    from: 340
    gives: {instance: {bf:note: {part: m, use: one two, rdfs:label: $c}}}
"""
    found = mapped(tmp_path, rules, "340 ## $aA$cC$2http://example.org/s")
    assert found.count("instance/1#m> ") == 3 or found.count("#m> <") == 3


def test_a_part_can_be_named_by_a_value(tmp_path: Path) -> None:
    rules = """
rules:
  - rule: r
    from: 340
    gives: {instance: {bf:note: {part: +, by: $a, rdfs:label: $c}}}
"""
    assert "#a-b-" in mapped(tmp_path, rules, "340 ## $aa b$cC")
    assert "#plain>" in mapped(tmp_path, rules, "340 ## $aplain$cC")


def test_a_condition_may_look_among_the_values_of_other_fields(tmp_path: Path) -> None:
    rules = """
rules:
  - rule: r
    from: 340
    when: not $a among 655$a | chop
    gives: {instance: {bf:note: {part: m*, rdfs:label: $a}}}
"""
    found = mapped(tmp_path, rules, "340 ## $aDrama\n340 ## $aEssays\n655 #7 $aDrama.$2lcgft")
    assert '"Essays"' in found
    assert '"Drama"' not in found
