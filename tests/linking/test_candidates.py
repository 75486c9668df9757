"""Which things are compared at all: those with a key in common; and what is compared with what."""

from __future__ import annotations

from dataclasses import replace

import pytest

from lod.linking.agents import context
from lod.linking.editions import Edition
from lod.linking.maker_names import Maker
from lod.linking.matcher import Matcher
from lod.linking.works import Work

MATCHER = Matcher()
# Nothing but a title: what each pair below has besides is the one way in which it can meet.
EDITION = Edition("a", "de kleine johannes", "", "", (), (), (), "", "", "", (), 0, (), "m", work=7)
WORK = Work("de kleine johannes", "", "", (), ("nl",), "text", "m", (), instance=8)
MAKER = Maker("p", "eeden", "frederik", "", "", ())


def meet(one: Edition | Work | Maker, other: Edition | Work | Maker) -> bool:
    return not {*MATCHER.keys(one.packed())}.isdisjoint(MATCHER.keys(other.packed()))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ({"ids": ("isbn:1", "isbn:2")}, {"title": "another", "ids": ("isbn:2",)}),
        ({"years": (1887,)}, {"title": "kleine johannes", "years": (1888,), "pages": 9}),
        ({"years": (1887,)}, {"title": "kleine johannes", "years": (1886,), "pages": 9}),
        ({"makers": ("eeden f",)}, {"title": "kleine johannes", "makers": ("", "eeden f"), "pages": 9}),
        (
            {"makers": ("eeden f",), "years": (1887,), "pages": 193},
            {"title": "klein jonannes", "makers": ("eeden f",), "years": (1887,), "pages": 193},
        ),
        ({"pages": 193, "publishers": ("mouton",)}, {"title": "johannes de kleine", "pages": 193}),
        ({"publishers": ("mouton",)}, {"title": "johannes de kleine", "publishers": ("mouton", "x")}),
    ],
    ids=("number", "year", "year before", "maker", "slip in the title", "pages", "publisher"),
)
def test_editions_meet_by_any_of_these(one: dict[str, object], other: dict[str, object]) -> None:
    assert meet(replace(EDITION, **one), replace(EDITION, **other))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "other",
    [
        {"years": (1890,), "pages": 1},
        {"part": "2", "years": (1887,), "pages": 1},
        {"title": "de koele meren", "years": (1887,)},
    ],
)
def test_editions_that_share_less_are_never_compared(other: dict[str, object]) -> None:
    assert not meet(replace(EDITION, years=(1887,), pages=193), replace(EDITION, **other))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ({"ids": ("title:1",)}, {"title": "another", "ids": ("title:1",)}),
        (
            {"title": "de kleine johannes van eeden", "makers": ("eeden f",)},
            {"title": "kleine johannes eeden", "makers": ("eeden w",)},
        ),
        ({"makers": ("eeden f",)}, {"title": "de kleinejongen", "makers": ("x", "eeden f")}),
        ({"makers": ("eeden f",)}, {"title": "een johannes", "makers": ("eeden f",)}),
        ({"title": "acts of assembly", "rest": "virginia"}, {"title": "acts assembly virginia"}),
    ],
    ids=("number", "first words", "first letters", "last letters", "long title"),
)
def test_works_meet_by_any_of_these(one: dict[str, object], other: dict[str, object]) -> None:
    assert meet(replace(WORK, **one), replace(WORK, **other))  # type: ignore[arg-type]


def test_works_of_one_title_without_more_are_never_compared() -> None:
    assert not meet(WORK, replace(WORK, rest="een sprookje"))
    assert not meet(replace(WORK, ids=("title:1",)), replace(WORK, ids=("title:1",), languages=("en",)))


@pytest.mark.parametrize(
    "shared", [{"born": "1860"}, {"died": "1932"}, {"ids": ("viaf:1",)}], ids=("born", "died", "number")
)
def test_makers_meet_by_a_year_or_a_number_and_not_by_name(shared: dict[str, object]) -> None:
    one, other = (replace(MAKER, **shared, forenames=name) for name in ("frederik", "f w"))  # type: ignore[arg-type]
    assert meet(one, other)
    assert not meet(replace(one, ids=()), replace(other, born="", died="", ids=("viaf:2",)))


def test_makers_meet_by_what_they_made() -> None:
    one, other = (context("johannes", where, "eeden f") for where in ("a", "b"))
    assert [*MATCHER.keys(one)] == [*MATCHER.keys(other)]
    assert [*MATCHER.keys(one)] != [*MATCHER.keys(context("titus", "a", "eeden f"))]


def test_an_edition_leads_to_its_work_and_a_work_to_its_edition() -> None:
    assert MATCHER.counterpart([EDITION.packed()]) == 7
    assert MATCHER.counterpart([WORK.packed()]) == 8
    assert MATCHER.counterpart([MAKER.packed()]) is None
    assert MATCHER.counterpart([]) is None


@pytest.mark.parametrize("sketches", [[], ["x"], [WORK.packed()]], ids=("nothing", "a portrait", "a work"))
def test_nothing_is_said_of_what_cannot_be_compared(sketches: list[str]) -> None:
    for one, other in ((sketches, [EDITION.packed()]), ([EDITION.packed()], sketches)):
        assert MATCHER.score(one, other) is None
        assert not MATCHER.excluded(one, other)
        assert not [*MATCHER.evidence(one, other)]
    known = [replace(WORK, makers=("eeden f",)).packed()]
    assert MATCHER.score(known, known)
    assert not [*MATCHER.keys("x")]
    assert MATCHER.score([], []) is None
    assert not [*MATCHER.evidence([], [])]


def test_the_version_tells_whether_portraits_are_made_too() -> None:
    plain, out = Matcher().version, Matcher(is_linked_out=True).version
    assert len(plain) == 32
    assert out.startswith(f"{plain} ")
