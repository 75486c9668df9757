"""Works: one maker and one title in one language; translations and volumes are works of their own."""

from __future__ import annotations

from dataclasses import replace

import pytest

from lod.linking.works import Work, contradictions, score, unpacked

JOHANNES = Work("de kleine johannes", "", "", ("eeden f",), ("nl",), "text", "m", (), 7)


@pytest.mark.parametrize(
    "other", [{}, {"rest": "een sprookje"}, {"makers": ("eeden f", "ginneken j")}, {"languages": ()}]
)
def test_editions_of_one_work(other: dict[str, object]) -> None:
    assert score(JOHANNES, replace(JOHANNES, **other)) is not None  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "other",
    [
        {"languages": ("en",)},
        {"part": "2"},
        {"makers": ("ginneken j",)},
        {"makers": ()},
        {"content": "sound"},
        {"title": "de kleine titus"},
        {"level": "s"},
    ],
)
def test_different_works(other: dict[str, object]) -> None:
    assert score(JOHANNES, replace(JOHANNES, **other)) is None  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        (
            {"title": "acts of the assembly", "rest": "1828"},
            {"title": "acts of the assembly", "rest": "1829"},
            False,
        ),
        ({"title": "acts of the assembly", "rest": "1828"}, {"title": "acts of the assembly"}, True),
        (
            {"title": "in senate", "makers": ("congress senate",)},
            {"title": "in senate", "makers": ("congress senate",)},
            False,
        ),
        ({"title": "eline", "rest": "een roman"}, {"title": "eline"}, True),
        ({"title": "eline"}, {"title": "eline"}, True),
        ({"title": "zon"}, {"title": "zon"}, False),
        ({"title": "duinen", "rest": "verzamelde gedichten"}, {"title": "duinen"}, False),
        ({"title": "de koning van eeden"}, {"title": "de koning van eeden"}, False),
        ({"title": "de koning oedipus van eeden"}, {"title": "de koning oedipus van eeden"}, True),
        ({"title": "het oude recht"}, {"title": "het oude recht of de wetten van friesland"}, True),
        ({"title": "het oude recht"}, {"title": "het oude recht en andere opstellen"}, False),
        ({"title": "het oude recht", "rest": "door f van eeden"}, {"title": "het oude recht"}, True),
        (
            {"title": "gids voor het net", "part": "kunst groep 6"},
            {"title": "gids voor het net", "part": "taal groep 6"},
            False,
        ),
        (
            {"title": "eedens wonderlijk boek", "ids": ("title:de kleine johannes",)},
            {"title": "de kleine johannes", "ids": ("title:de kleine johannes", "work/x")},
            True,
        ),
        ({"title": "de drie wijze bomen"}, {"title": "de drie wijze bomen", "makers": ()}, True),
        ({"title": "de wijze bomen"}, {"title": "de wijze bomen", "makers": ()}, False),
    ],
)
def test_titles_that_begin_alike(one: dict[str, object], other: dict[str, object], same: bool) -> None:
    a, b = (replace(JOHANNES, **some) for some in (one, other))  # type: ignore[arg-type]
    assert (score(a, b) is not None) is same


def test_a_title_that_many_works_have_says_nothing() -> None:
    poems = replace(JOHANNES, title="verzamelde gedichten")
    assert score(poems, poems) is None
    named = replace(poems, ids=("work/hub",))
    assert score(named, named) is not None


def test_a_sketch_is_read_as_it_was_written() -> None:
    assert unpacked(JOHANNES.packed()) == JOHANNES


def test_a_title_that_goes_on_is_not_a_contradiction() -> None:
    """One library leaves the rest out, another makes it part of the title."""
    short = replace(JOHANNES, title="wetten van friesland")
    one = replace(short, rest="van de eerste tijd tot heden")
    other = replace(short, title="wetten van friesland van de eerste tijd tot heden")
    assert list(contradictions(short, other)) == []
    assert score(one, other) is not None
    assert list(contradictions(short, replace(short, title="graven van holland"))) == [
        "their titles are different"
    ]
