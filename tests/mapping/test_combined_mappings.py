"""Several mappings loaded as one: their rules, tables and shapes do not get into each other's way."""

from pathlib import Path

import pytest

from lod.errors import MappingError
from lod.mapping import default_mappings, load
from lod.mapping.rule_examples import record_of

HEAD = "format: test\nthings: {work: work}\n"
RULE = (
    "rules:\n  - rule: same\n    from: 245\n    gives: {work: {bf:%s: {part: p, use: shape, with: {x: 1}}}}\n"
)


def write(folder: Path, mapping: str, file: str, text: str) -> None:
    """A file of a mapping in the folder of a site."""
    (folder / mapping).mkdir(exist_ok=True)
    (folder / mapping / file).write_text(f"mapping: {mapping}\n{HEAD}{text}", encoding="utf-8")


def test_rules_shapes_and_tables_of_two_mappings_may_have_the_same_name(tmp_path: Path) -> None:
    for name, prop in (("test-one", "note"), ("test-two", "summary")):
        shape = f'shapes:\n  shape: {{rdfs:label: "\\"{name}\\" | table(t)"}}\n'
        shape += f"tables:\n  t: {{{name}: from {name}}}\n"
        write(tmp_path, name, "a.yaml", shape + RULE % prop)
    mapping = load(["test-one", "test-two"], overlay=tmp_path)
    found = mapping.mapper("http://x.example/").map(record_of("245 10 $aMax")).statements
    assert "bibframe/note>" in found
    assert "bibframe/summary>" in found
    assert '"from test-one"' in found
    assert '"from test-two"' in found


@pytest.mark.parametrize(
    ("one", "two", "what"),
    [
        ("shapes:\n  s: {bf:code: $a}\n", "shapes:\n  s: {bf:code: $b}\n", "shapes"),
        ("tables:\n  s: {a: b}\n", "tables:\n  s: {a: c}\n", "tables"),
        (
            "rules:\n  - {rule: s, from: 245, gives: {work: {bf:code: $a}}}\n",
            "rules:\n  - {rule: s, from: 246, gives: {work: {bf:code: $a}}}\n",
            "rules",
        ),
    ],
)
def test_two_files_of_one_mapping_may_not_use_a_name_twice(
    tmp_path: Path, one: str, two: str, what: str
) -> None:
    write(tmp_path, "test-one", "a.yaml", one)
    write(tmp_path, "test-one", "b.yaml", two)
    with pytest.raises(MappingError, match=rf"b\.yaml: “s” is among the {what} of a\.yaml too"):
        load(["test-one"], overlay=tmp_path)


def test_no_rule_is_lost_when_all_mappings_of_marc_are_loaded() -> None:
    names = default_mappings("marc21")
    whole = load(names)
    found = sum(len(mapping.rules) for mapping in (whole, *whole.others))
    assert found == sum(len(load([name]).rules) for name in names)
