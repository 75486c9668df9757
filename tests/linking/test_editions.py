"""Which records are of one edition, and which are not, one fact at a time."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lod.linking.editions import Edition, contradictions, evidence_for, score, unpacked

MAX = Edition(
    collection="a",
    title="max havelaar",
    rest="of de koffij veilingen der nederlandsche handelmaatschappij",
    part="",
    makers=("multatuli ",),
    years=(1860,),
    languages=("nl",),
    form="print",
    content="text",
    edition="",
    publishers=("de ruyter",),
    pages=212,
    ids=(),
    level="m",
)
THERE = replace(MAX, collection="b")
NUMBER = ("isbn:9789021413839",)


def test_two_libraries_that_say_the_same_describe_one_edition() -> None:
    assert score(MAX, THERE) is not None


@pytest.mark.parametrize(
    "other",
    [
        {"rest": ""},
        {"pages": 214},
        {"publishers": ("ruyter",)},
        {"years": (1860, 1861)},
        {"languages": ()},
        {"form": ""},
        {"title": "max havelaer"},
        {"makers": ()},
        {"makers": ("dekker e", "multatuli ")},
    ],
)
def test_what_libraries_write_differently_does_not_part_them(other: dict[str, object]) -> None:
    assert score(MAX, replace(THERE, **other)) is not None  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "other",
    [
        {"part": "2"},
        {"years": (1875,)},
        {"languages": ("en",)},
        {"form": "online"},
        {"content": "sound"},
        {"level": "s"},
        {"title": "minnebrieven"},
        {"makers": ("busken huet c",)},
        {"pages": 350},
        {"publishers": ("funke",), "pages": 0},
    ],
)
def test_what_tells_editions_apart_parts_them(other: dict[str, object]) -> None:
    assert score(MAX, replace(THERE, **other)) is None  # type: ignore[arg-type]


@pytest.mark.parametrize("other", [{"part": "2"}, {"form": "online"}, {"title": "minnebrieven"}])
def test_a_number_in_common_does_not_join_what_is_not_the_same(other: dict[str, object]) -> None:
    one, two = replace(MAX, ids=NUMBER), replace(THERE, ids=NUMBER, **other)  # type: ignore[arg-type]
    assert score(one, two) is None
    assert [*contradictions(one, two)]


def test_a_fifth_edition_is_not_a_second_one() -> None:
    one, two = replace(MAX, ids=NUMBER, edition="2"), replace(THERE, ids=NUMBER, edition="5")
    assert score(one, two) is None
    assert score(one, replace(two, edition="2")) is not None


def test_a_number_and_the_title_are_enough() -> None:
    bare = Edition("b", "max havelaar", "", "", (), (), (), "", "", "", (), 0, NUMBER, "")
    assert score(replace(MAX, ids=NUMBER, rest=""), bare) is not None


def test_a_title_and_a_maker_are_not_enough() -> None:
    bare = Edition("b", MAX.title, MAX.rest, "", MAX.makers, (), (), "", "", "", (), 0, (), "")
    assert score(MAX, bare) is None


def test_one_library_that_describes_a_book_twice_has_two_books() -> None:
    assert score(replace(MAX, pages=0), MAX) is None


def test_other_numbers_speak_against_it() -> None:
    assert score(replace(MAX, ids=NUMBER), replace(THERE, ids=("isbn:9789050001489",))) is None


WORDS = st.text(st.characters(whitelist_categories=["Ll", "Nd"]), max_size=8)
LISTS = st.lists(WORDS.filter(bool), max_size=3).map(tuple)
EDITIONS = st.builds(
    Edition,
    *(WORDS, WORDS, WORDS, WORDS, LISTS, st.lists(st.integers(1400, 2099), max_size=3).map(tuple), LISTS),
    *(WORDS, WORDS, WORDS, LISTS, st.integers(0, 9999), LISTS, WORDS, st.none() | st.integers()),
)


@given(EDITIONS)
def test_a_sketch_is_read_as_it_was_written(one: Edition) -> None:
    assert unpacked(one.packed()) == one


@given(EDITIONS, EDITIONS)
def test_it_does_not_matter_who_is_compared_with_whom(a: Edition, b: Edition) -> None:
    assert score(a, b) == score(b, a)
    assert {weight for _, weight in evidence_for(a, b)} == {weight for _, weight in evidence_for(b, a)}
