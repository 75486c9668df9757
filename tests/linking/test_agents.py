"""Persons: a name is no proof, and namesakes stay apart."""

from __future__ import annotations

import pytest

from lod.linking.agents import Agent, context, score
from lod.linking.maker_names import Maker, divided, maker

VIAF = "http://viaf.org/viaf/"


def agent(*makers: Maker, made: tuple[str, ...] = (), collection: str = "a") -> Agent:
    return Agent.of([*(one.packed() for one in makers), *(context(t, collection, "") for t in made)])


def person(surname: str, forenames: str, born: str = "", died: str = "", *ids: str) -> Maker:
    return Maker("p", surname, forenames, born, died, ids)


EEDEN = person("eeden", "frederik", "1860", "1932")


@pytest.mark.parametrize(
    ("other", "made"),
    [
        (person("eeden", "frederik", "1860"), ()),
        (person("eeden", "f", "1860", "1932"), ()),
        (person("eeden", "frederik"), ("de kleine johannes",)),
        (person("eeden", "f"), ("de kleine johannes", "van de koele meren")),
    ],
)
def test_years_or_something_that_both_made_make_two_names_one_person(
    other: Maker, made: tuple[str, ...]
) -> None:
    here = agent(EEDEN, made=("de kleine johannes", "van de koele meren", "walden"))
    assert score(here, agent(other, made=made, collection="b")) is not None


@pytest.mark.parametrize(
    ("other", "made"),
    [
        (person("eeden", "frederik"), ()),
        (person("eeden", "frederik", "1829", "1901"), ("de kleine johannes",)),
        (person("eeden", "frederik", "1860", "1940"), ("de kleine johannes",)),
        (person("eeden", "willem"), ("de kleine johannes", "walden")),
        (person("eeden", "f"), ("de kleine johannes",)),
        (Maker("o", "eeden", "", "", "", ()), ("de kleine johannes", "walden")),
    ],
)
def test_namesakes_stay_apart(other: Maker, made: tuple[str, ...]) -> None:
    here = agent(EEDEN, made=("de kleine johannes", "walden"))
    assert score(here, agent(other, made=made, collection="b")) is None


def test_an_identifier_is_enough_and_another_of_the_same_file_excludes() -> None:
    one, two = (person("eeden", "frederik", "", "", VIAF + number) for number in "12")
    pseudonym = person("paradijs", "cornelis", "", "", VIAF + "1")
    assert score(agent(one), agent(pseudonym, collection="b")) is not None
    assert score(agent(one, made=("walden",)), agent(two, made=("walden",), collection="b")) is None


def test_two_persons_whom_one_library_tells_apart_stay_two() -> None:
    here = agent(person("smith", "john"), made=("poems of war",))
    assert score(here, agent(person("smith", "john", "1950"), made=("poems of war",))) is None


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("Eeden, Frederik van, 1860-1932", ("eeden", "frederik")),
        ("Van Eeden, Frederik", ("eeden", "frederik")),
        ("Frederik van Eeden", ("eeden", "frederik")),
        ("Potgieter, E. J. (Everhardus Johannes), 1808-1875", ("potgieter", "e j")),
        ("Multatuli", ("multatuli", "")),
        ("'t Hooft, Gerard, b. 1946", ("hooft", "gerard")),
        ("De La", ("de la", "")),
        ("Verhulst, D. S.", ("verhulst", "d s")),
        ("T. S. van Beek", ("beek", "t s")),
        ("Hart, Maarten 't", ("hart", "maarten")),
    ],
)
def test_names_are_compared_without_what_is_filed_differently(name: str, told: tuple[str, str]) -> None:
    assert divided(name) == told


def test_what_has_no_name_is_nobody() -> None:
    assert maker([b'<https://a.example/id/agent/x> <https://schema.org/birthDate> "1860" .']) is None
