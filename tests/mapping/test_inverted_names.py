"""Names as they are filed and as they are read aloud."""

from __future__ import annotations

import time

import pytest

from lod.mapping.functions.inverted_names import inverted, reading_order


@pytest.mark.parametrize(
    ("filed", "read"),
    [
        ("Delft, Jan van", "Jan van Delft"),
        ("Gouda, Crabeth", "Crabeth Gouda"),
        ("Breda, J. van", "J. van Breda"),
        ("Leyden, Lucas van (schilder)", "Lucas van Leyden (schilder)"),
        ("Brueghel, Pieter de Jonge", "Pieter Brueghel de Jonge"),
        ("Teniers, David de oudere (schilder)", "David Teniers de oudere (schilder)"),
        ("Vries, Jan de (etser) [toegeschreven]", "Jan de Vries (etser) [toegeschreven]"),
    ],
)
def test_what_stands_before_the_comma_is_a_surname_also_when_it_is_a_town(filed: str, read: str) -> None:
    assert reading_order(filed) == read
    assert inverted(filed) == filed


@pytest.mark.parametrize(
    "name", ["Regout, Maastricht", "Goedewaagen, Gouda", "Bordone, Paris", "Regout, Maastricht."]
)
def test_a_town_behind_it_may_be_that_of_a_firm_so_that_the_name_stays_as_it_is_written(name: str) -> None:
    assert reading_order(name) == name
    assert inverted(name) == ""


@pytest.mark.parametrize(
    "behind", [" (a)" * 20_000, " " * 100_000 + "x", ", " + " " * 100_000 + "x (a)", "(" * 100_000]
)
def test_what_is_made_to_keep_it_busy_does_not(behind: str) -> None:
    started = time.thread_time()
    assert reading_order(f"Jansen, Piet{behind}")
    assert time.thread_time() - started < 2
