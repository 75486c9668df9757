"""What a mapping would not take is told with the record, the field and what it was that refused it."""

from __future__ import annotations

from pathlib import Path

import pytest

from lod.mapping import Mapped, load
from lod.mapping.rule_examples import record_of
from lod.mapping.runtime import record_run

MAPPING = """
mapping: test-one
format: marc21
things: {work: work}
variables: {tongue: 041$a | code(languages)}
rules:
  - rule: first
    from: 245
    why: The first in the file.
    gives:
      work:
        bf:title: {part: +, by: $x, a: bf:Title, bf:mainTitle: $a}
        rdfs:label: $a
  - rule: second
    from: 856
    why: Its own.
    gives:
      work:
        rdfs:seeAlso: $u | iri
"""


def mapped(folder: Path, record: str, *, key: str = "work") -> Mapped:
    (folder / "test-one").mkdir()
    text = MAPPING.replace("{work: work}", f"{{work: {key}}}")
    (folder / "test-one/a.yaml").write_text(text, encoding="utf-8")
    return load(["test-one"], overlay=folder).mapper("http://x.example/").map(record_of(record))


def test_a_variable_is_named_and_no_rule_that_has_nothing_to_do_with_it(tmp_path: Path) -> None:
    (issue,) = mapped(tmp_path, "041 ## $aqqqq\n245 00 $aMax").issues
    assert (issue.rule, issue.where, issue.field) == ("variable tongue", "test-one", "record")


def test_so_is_the_key_of_a_thing(tmp_path: Path) -> None:
    (issue,) = mapped(
        tmp_path, "041 ## $aqqqq\n245 00 $aMax", key="{kind: work, key: 041$a | code(languages)}"
    ).issues[1:]
    assert (issue.rule, issue.where) == ("thing work", "test-one")


def test_a_rule_is_named_with_its_line_and_the_field_as_it_stands(tmp_path: Path) -> None:
    (issue,) = mapped(tmp_path, "245 00 $aMax\n856 40 $uno address").issues
    assert (issue.rule, issue.where) == ("second", "test-one/a.yaml:14")
    assert str(issue).startswith("example record 1 (id 1): 856 40 $uno address – iri() refuses “no address”")


def test_a_part_whose_name_the_field_does_not_give_is_called_a_part(tmp_path: Path) -> None:
    assert "/1#part> " in mapped(tmp_path, "245 00 $aMax").statements


def test_what_is_remembered_of_names_has_an_end(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(record_run, "_CACHE", 3)
    mapper = load(["marc21-schema"]).mapper("http://x.example/")
    one = record_run.Run(mapper, record_of(""))
    made = [one.mint("agent", str(number)) for number in range(20)]
    assert len(mapper.cache) <= 4
    assert made == [one.mint("agent", str(number)) for number in range(20)]
