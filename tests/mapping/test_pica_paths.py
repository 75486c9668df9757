"""Paths of PICA in the mapping language: tags with occurrences, ranges of them, and patterns."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from lod.errors import MappingError
from lod.mapping import load
from lod.mapping.rule_examples import pica_of

RECORD = pica_of(
    "028B/01 $aA\n028B/02 $aB\n028B/12 $aC\n028C $aD\n045Q/09 $aE\n101@ $a20\n203@/01 $0F\n"
    "209A/01 $aG\n203@/002 $0H"
)


def found(folder: Path, start: str, value: str = "tag", when: str = "") -> list[str]:
    """What a rule that reads these fields says of the work."""
    (folder / "test-pica").mkdir(exist_ok=True)
    condition = f", when: '{when}'" if when else ""
    (folder / "test-pica" / "a.yaml").write_text(
        "mapping: test-pica\nformat: pica\nthings: {work: work}\nrules:\n"
        f"  - {{rule: r, from: {start}, gives: {{work: {{bf:code: '{value}'}}}}{condition}}}\n",
        encoding="utf-8",
    )
    mapper = load(["test-pica"], overlay=folder).mapper("http://x.example/")
    return [line.split('"')[1] for line in mapper.map(RECORD).statements.splitlines()]


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("028B", ["A", "B", "C"]),
        ("028B/*", ["A", "B", "C"]),
        ("028B/02", ["B"]),
        ("028B/01-11", ["A", "B"]),
        ("028C/00", ["D"]),
        ("028B/00", []),
        ("028B/01 028C", ["A", "D"]),
        ("028.", ["A", "B", "C", "D"]),
        ("028./01-02 045Q", ["A", "B", "E"]),
        ("2..A/01", ["G"]),
    ],
)
def test_a_rule_reads_the_fields_at_its_paths(tmp_path: Path, path: str, expected: list[str]) -> None:
    assert found(tmp_path, path, "$a") == expected


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("028B$a", ["A", "B", "C"]),
        ("028B/01-02$a", ["A", "B"]),
        ("028B/*$a", ["A", "B", "C"]),
        ("2..@$0", ["F", "H"]),
        ("2..@/01$0", ["F"]),
        ("203@/002$0", ["H"]),
        ("028C/00$a", ["D"]),
        ("028C/01$a", []),
    ],
)
def test_a_value_is_read_at_a_path_anywhere_in_the_record(
    tmp_path: Path, value: str, expected: list[str]
) -> None:
    assert found(tmp_path, "record", value) == expected


@pytest.mark.parametrize(
    ("condition", "holds"),
    [
        ("028B/02", True),
        ("028B/03", False),
        ("028B/03-12", True),
        ("not 2..@/03", True),
        ("101@ and 045Q/01-09", True),
    ],
)
def test_a_condition_asks_for_a_path(tmp_path: Path, condition: str, holds: bool) -> None:
    assert found(tmp_path, "record", '"yes"', condition) == (["yes"] if holds else [])


def test_the_occurrence_of_a_field_is_a_word(tmp_path: Path) -> None:
    assert found(tmp_path, "028.", "occurrence") == ["01", "02", "12"]
    assert found(tmp_path, "028.", "$a", "occurrence in 01 blank") == ["A", "D"]


def test_a_range_that_runs_backwards_is_refused_with_its_place(tmp_path: Path) -> None:
    with pytest.raises(MappingError, match=r"a\.yaml:5: “028B/09-01”: the range of occurrences runs"):
        found(tmp_path, "028B/09-01")


@pytest.mark.parametrize(("start", "field"), [("245$a", "245"), ("6..$a", "6.."), ("028B/02$a", "028B/02")])
def test_a_rule_that_begins_with_a_part_of_a_field_is_refused_for_it_would_never_run(
    tmp_path: Path, start: str, field: str
) -> None:
    told = f"a.yaml:5: from: found “{start}”, expected {field}; what is in it is read in gives:"
    with pytest.raises(MappingError, match=re.escape(told)):
        found(tmp_path, start)
