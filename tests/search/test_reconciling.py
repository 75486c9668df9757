"""How alike names are, and who is a match: what cataloguers take for granted."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lod.search.reconciling import comparing, properties, types

THE_SAME_PERSON = [
    ("Rembrandt van Rijn", "Rijn, Rembrandt van, 1606-1669"),
    ("R. van Rijn", "Rembrandt Harmenszoon van Rijn"),
    ("Coetzee, J. M.", "J.M. Coetzee (1940- )"),
    ("JM Coetzee", "John Maxwell Coetzee"),
    ("MULISCH, Harry", "Harry Mulisch"),
    ("Nescio", "Nescio, 1882-1961"),
    ("Helene Nolthenius", "Hélène Nolthenius"),
    ("Vasalis, M.", "M. Vasalis"),
    ("Simon Vestdijk", "Vestdijk, S. (Simon), 1898-1971"),
]
OTHER_PERSONS = [
    ("Jan de Vries", "Piet de Vries"),
    ("Jan de Vries, 1900-1950", "Jan de Vries, 1870-1950"),
    ("Anna Blaman", "Anna Enquist"),
    ("Willem van Toorn", "Rembrandt van Rijn"),
]
THE_SAME_TITLE = [
    ("De ontdekking van de hemel", "De ontdekking van de hemel : roman"),
    ("ontdekking van de hemel, De", "De ontdekking van de hemel"),
    ("Max Havelaar, of De koffieveilingen", "Max Havelaar of de koffieveilingen"),
    ("Het bureau 1", "Het Bureau. 1"),
]
OTHER_TITLES = [
    ("Het bureau. Deel 1", "Het bureau. Deel 2"),
    ("De avonden", "De morgen"),
    ("Geschiedenis van Friesland", "Geschiedenis van Zeeland"),
]


@pytest.mark.parametrize(("asked", "known"), THE_SAME_PERSON)
def test_names_of_one_person_are_alike(asked: str, known: str) -> None:
    assert comparing.persons(asked, known) > 0.85


@pytest.mark.parametrize(("asked", "known"), OTHER_PERSONS)
def test_names_of_two_persons_are_not(asked: str, known: str) -> None:
    assert comparing.persons(asked, known) < 0.75


@pytest.mark.parametrize(("asked", "known"), THE_SAME_TITLE)
def test_a_title_is_known_in_other_spellings(asked: str, known: str) -> None:
    assert comparing.titles(asked, known) > 0.88


@pytest.mark.parametrize(("asked", "known"), OTHER_TITLES)
def test_titles_that_differ_in_what_counts_are_not_alike(asked: str, known: str) -> None:
    assert comparing.titles(asked, known) < 0.75


@given(st.text(max_size=60), st.text(max_size=60))
def test_likeness_is_between_0_and_1_and_whole_for_the_same_text(one: str, other: str) -> None:
    for compare in (comparing.persons, comparing.titles, comparing.texts):
        assert 0 <= compare(one, other) <= 1
        assert compare(one, one) == 1


@pytest.mark.parametrize("id", ["Book", "schema:Book", "https://schema.org/Book", "http://schema.org/Book"])
def test_a_class_may_be_spelled_in_each_usual_way(id: str) -> None:
    found = types.read(id, {"Book": 1})
    assert found is not None
    assert found.schema_class == "Book"


def test_a_class_that_does_not_occur_is_no_type() -> None:
    assert types.read("Volcano", {"Book": 1}) is None


def test_an_isbn_agrees_in_both_lengths() -> None:
    isbn = properties.read("isbn")
    assert isbn is not None
    assert properties.agree(isbn, "90 254 1278 5", properties.Fact("9789025412784")) == 1
    assert properties.agree(isbn, "9789025412784", properties.Fact("ISBN 9025412785")) == 1
    assert properties.agree(isbn, "9789025412785", properties.Fact("9789025412784")) == 0
