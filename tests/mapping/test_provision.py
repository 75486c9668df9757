"""Fields 260, 261 and 264 in pieces of one kind each, and which of them is the last of its kind."""

from __future__ import annotations

from functools import cache

import pytest

from lod.mapping import Mapper, default_mappings, load
from lod.mapping.functions.provision import provision_names, provisions
from lod.mapping.runtime.record_run import Run
from lod.record import Field, Record


@cache
def mapper() -> Mapper:
    return load(default_mappings("marc21")).mapper("http://x.org/", "demo", "NL-Demo", "nl", "")


def field(text: str) -> Field:
    """A field from its tag, indicators and subfields: "260 _1 $aPlaats$bNaam"."""
    tag, indicators, subfields = text.split(" ", 2)
    pairs = [(part[0], part[1:]) for part in subfields.split("$")[1:]]
    return Field(tag, indicators.replace("_", " "), pairs)


def told(text: str, *others: str) -> list[str]:
    """The pieces of the first field of a record that has others besides, as text."""
    first = field(text)
    run = Run(mapper(), Record("marc21", "1", "00000nam", [first, *map(field, others)]))
    return [str(piece) for piece in provisions(run, first)]


@pytest.mark.parametrize(
    ("text", "pieces"),
    [
        ("260 __ $aA$bB$c1990", ["264*  1 $aA$bB$c1990"]),
        ("260 __ $aA$aB$bC", ["264*  1 $aA$aB$bC"]),
        ("260 __ $aA$bB$aC$bD", ["264  1 $aA$bB", "264=  1 $aC$bD"]),
        ("260 __ $aA$bB$c1990$eC$fD$g1991", ["264=  1 $aA$bB$c1990", "264=  3 $aC$bD$c1991"]),
        ("260 __ $bB", ["264=  1 $bB"]),
        ("260 __ $3Deel$aA$bB$5NL", ["264*  1 $aA$bB$3Deel$5NL"]),
        ("264 _3 $aA$bB", ["264*  3 $aA$bB"]),
        ("880 _2 $aA$bB", ["264  2 $aA$bB"]),
        ("261 __ $fB$d1950", ["264*  0 $aB$c1950"]),
        ("261 __ $aA$fB$d1950", ["264*  0 $bA$aB$c1950"]),
    ],
)
def test_a_field_becomes_pieces_of_one_kind_each(text: str, pieces: list[str]) -> None:
    assert told(text) == pieces


def test_the_last_of_its_kind_in_the_record_is_marked() -> None:
    assert told("260 __ $aA$bB", "264 _1 $aC$bD") == ["264  1 $aA$bB"]
    assert told("260 __ $aA$bB", "264 _3 $aC$bD") == ["264*  1 $aA$bB"]


def test_a_field_that_is_not_among_those_of_the_record_is_never_the_last() -> None:
    run = Run(mapper(), Record("marc21", "1", "00000nam", [field("264 _1 $aA$bB"), field("264 _3 $aC$bD")]))
    assert [str(piece) for piece in provisions(run, field("264 _3 $aE$bF"))] == ["264  3 $aE$bF"]


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("264 _1 $a[A$bB$c1990]", ["[B]"]),
        ("264 _1 $a[A$aC$bB", ["B"]),
        ("264 _1 $a[A]$bB$c[1990]", ["B"]),
    ],
)
def test_a_name_between_brackets_of_its_neighbours_has_them(text: str, names: list[str]) -> None:
    run = Run(mapper(), Record("marc21", "1", "00000nam", []))
    assert provision_names(run, field(text)) == names
