"""Iconclass as its makers keep it: one record for each notation, and the same thing by whatever address."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from lod import sources
from lod.mapping import load
from lod.mapping.functions.authority_identifiers import authority
from lod.record import Record
from tests.sources.marc_builder import only_record, only_unreadable, read_bytes

TREE = "N 1\nC 10\n; 11\n$\nN 11\nK 11k\nR 9\n; 1(Zoë)\n$\n"


@pytest.mark.parametrize("text", [TREE, TREE.replace("\n", "\r\n"), "\n\n" + TREE, TREE.removesuffix("$\n")])
def test_each_value_is_a_field(text: str) -> None:
    first, second = read_bytes(text.encode(), "iconclass")
    assert isinstance(first, Record)
    assert isinstance(second, Record)
    assert (first.id, [str(field) for field in first.fields]) == ("1", ["N 1", "C 10", "C 11"])
    assert [str(field) for field in second.fields] == ["N 11", "K 11k", "R 9", "R 1(Zoë)"]


@pytest.mark.parametrize(
    ("record", "reason"),
    [
        ("; 11\nN 1", "no line of a record: '; 11'"),
        ("N 1\n11 lions", "no line of a record: '11 lions'"),
        ("C 11", "a record without a notation (N)"),
    ],
)
def test_what_is_no_record_is_set_aside(record: str, reason: str) -> None:
    outcomes = read_bytes(f"N 0\n$\n{record}\n$\nN 2\n$\n".encode(), "iconclass")
    assert [getattr(one, "id", getattr(one, "reason", "")) for one in outcomes] == ["0", reason, "2"]
    assert only_unreadable(record.encode(), "iconclass").raw == record.encode()


def test_bytes_of_windows_are_read_with_a_warning() -> None:
    found = only_record("N 1\nR 11(Zoë)\n$\n".encode("cp1252"), "iconclass")
    assert (str(found.fields[1]), len(found.warnings)) == ("R 11(Zoë)", 1)


@pytest.mark.parametrize(
    "written",
    ["http://iconclass.org/25F23(LION)", "https://iconclass.org/25F23%28LION%29", "(iconclass)25F23(LION)"],
)
def test_a_notation_is_one_thing_however_its_address_is_written(written: str) -> None:
    found = authority(written)
    assert found
    assert found.iri == "https://iconclass.org/25F23%28LION%29"


def test_words_and_tree_meet_in_one_concept() -> None:
    tree = load(["iconclass-skos"]).mapper("https://example.org/", "tree")
    words = load(["iconclass-texts"]).mapper("https://example.org/", "words", language="nl")
    (notation,) = read_bytes(b"N 25F23(LION)\n$\n", "iconclass")
    (said,) = read_bytes(b"25F23(LION)|leeuw\n", "csv")
    assert isinstance(notation, Record)
    assert isinstance(said, Record)
    subjects = {
        line.partition(" ")[0]
        for made in (tree.map(notation), words.map(said))
        for line in made.statements.splitlines()
    }
    assert len(subjects) == 1


def test_every_notation_of_the_real_file_is_read(shared: Path) -> None:
    mapper = load(["iconclass-skos"]).mapper("https://example.org/", "tree")
    ids = []
    shapes = Counter[tuple[str, ...]]()
    for outcome in sources.read(shared / "data" / "skos" / "iconclass" / "notations.txt"):
        assert isinstance(outcome, Record)
        assert not outcome.warnings
        shapes[shape := tuple(field.tag for field in outcome.fields)] += 1
        if shapes[shape] % 40 == 1:  # what is left over is told by the fields that there are
            mapper.map(outcome)
        ids.append(outcome.id)
    assert (len(ids), len(set(ids))) == (40_703, 40_703)
    assert mapper.left_over == {"T": 1}  # one record has a line that nobody explains


def test_words_that_wait_for_a_translation_say_nothing() -> None:
    words = load(["iconclass-texts"]).mapper("https://example.org/", "words", language="nl")
    first, waiting = read_bytes(b"11A|God\n#25F23(LION)|lion\n", "csv")
    assert isinstance(first, Record)
    assert isinstance(waiting, Record)
    assert words.map(first).statements
    assert not words.map(waiting).statements
