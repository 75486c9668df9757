"""What a visitor typed, taken apart: each sign means what the page of tips says, or nothing."""

from __future__ import annotations

import pytest

from lod.search.query_parser import BEGINNINGS, LONGEST, MOST_WORDS, Clause, read


def texts(typed: str) -> list[str]:
    return [clause.text for clause in read(typed)]


@pytest.mark.parametrize(
    ("typed", "numbers"),
    [
        ("90-214-1383-3", ["9021413833", "9789021413839"]),
        ("978-90-214-1383-9", ["9789021413839", "9021413833"]),
        ("978-0-8044-2957-3", ["9780804429573", "080442957x"]),
        ("979-10-90636-07-1", ["9791090636071"]),  # it has none of ten digits
        ("9789021413838", ["9789021413838"]),  # its check digit is wrong
        ("9021413834", ["9021413834"]),
        ("0016-9730", ["00169730"]),
        ("havelaar", []),
        ("1860", []),
    ],
)
def test_a_number_is_looked_for_in_each_form_that_it_has(typed: str, numbers: list[str]) -> None:
    assert Clause(typed).identifiers == numbers


def test_what_is_too_long_is_read_to_the_last_whole_word() -> None:
    long = "koffieveilingen " * (LONGEST // 16 - 3)
    begun = f"{long}{'a' * (LONGEST - 4 - len(long) - 1)}"
    assert len(f"{begun} bcd") == LONGEST - 1
    assert texts(f"{begun}a bcd")[-1] == "bcd"
    assert texts(f"{begun}a bcde")[-1].strip("a") == ""
    assert texts("a" * (LONGEST + 5)) == ["a" * LONGEST]


def test_no_more_words_are_read_than_an_index_answers_quickly() -> None:
    assert len(texts("koffie " * (MOST_WORDS + 1))) == MOST_WORDS


def test_few_words_are_given_by_their_beginning_and_those_by_three_letters() -> None:
    begin = [clause.text for clause in read("kof* ko* koe* kaf* kam* kan*") if clause.begins]
    assert begin == ["kof", "koe", "kaf"]
    assert len(begin) == BEGINNINGS
    assert not any(clause.begins for clause in read('"koffie*" thee'))


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ('max "de havelaar', [Clause("max"), Clause("de"), Clause("havelaar")]),
        ('"max havelaar" "de', [Clause("max havelaar", phrase=True), Clause("de")]),
        ("onbekend:havelaar", [Clause("onbekend:havelaar")]),
        ('onbekend:"max havelaar"', [Clause("max havelaar", phrase=True)]),
        ('titel:"max havelaar"', [Clause("max havelaar", "title", phrase=True)]),
        ("-maker:multatuli", [Clause("multatuli", "makers", excluded=True)]),
        ("koffie - thee : -", [Clause("koffie"), Clause("thee")]),
        ("-", [Clause("-")]),
    ],
)
def test_signs_that_hold_nothing_together_are_none(typed: str, expected: list[Clause]) -> None:
    assert read(typed) == expected
