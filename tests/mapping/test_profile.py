"""What docs/rda-profile.md says of our BIBFRAME is what the mapping makes."""

from __future__ import annotations

import re
from pathlib import Path

from lod.mapping import load
from lod.mapping.documentation import statements
from lod.rdf import namespaces

PAGE = (Path(__file__).resolve().parents[2] / "docs/rda-profile.md").read_text("utf-8")
PRODUCED = ("marc21-bibframe", "marc21-holdings", "marc21-local")


def test_each_term_that_the_page_names_is_made_by_a_rule() -> None:
    made: set[str] = set()
    for name in PRODUCED:
        for rule in load([name]).rules:
            for path, value in statements(rule):
                made.update(re.findall(r"\b(?:bf|bflc):\w+", f"{path} {value}"))
        for rows in load([name]).source.tables.values():
            made.update(rows.values())
    named = set(re.findall(r"`((?:bf|bflc):\w+)`", PAGE))
    assert len(named) > 50
    assert all(namespaces.known(name) for name in named)
    assert named <= made, sorted(named - made)


def test_every_element_of_the_profile_is_named_with_its_number() -> None:
    numbers = re.findall(r"\(?P([1-4]0[0-9]{3})\)?", PAGE)
    assert {number[0] for number in numbers} == set("1234")
    assert len(set(numbers)) == len(numbers)
