"""What stands in an element coverage of Dublin Core, however much that is."""

from __future__ import annotations

import time

import pytest

from lod.record import Field
from lod.sources.coverage import covered


def coverage(text: str) -> list[str]:
    return [f"{each.tag} {each.text}" for each in covered(Field("coverage", "", [("", text)]))]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("Maastricht; 1890-1910", ["coverage Maastricht", "coverage 1890-1910"]),
        ("Overijssel, Deventer, 1250-1500", ["coverage Overijssel, Deventer, 1250-1500"]),
        ("Deventer, ca. 1500", ["coverage Deventer", "coverage ca. 1500"]),
        ("Deventer, 800-1250", ["coverage Deventer", "coverage 800-1250"]),
        ("Kerkstraat, 123", ["coverage Kerkstraat, 123"]),
        ("Groningen", ["coverage Groningen"]),
        ("IJzertijd - Romeinse tijd", ["temporal IJzertijd - Romeinse tijd"]),
        ("Nieuwe Tijd B (NTB)", ["temporal Nieuwe Tijd B (NTB)"]),
        ("Nieuwe Tijdingen", ["coverage Nieuwe Tijdingen"]),
        ("NT", ["temporal NT"]),
        ("Leiden (Breestraat; Rapenburg)", ["coverage Leiden (Breestraat; Rapenburg)"]),
        ("https://sws.geonames.org/1;2", ["coverage https://sws.geonames.org/1;2"]),
        ("name=Leiden; east=4.49", ["coverage name=Leiden; east=4.49"]),
        ("x" * 81 + "; 1900", ["coverage " + "x" * 81 + "; 1900"]),
    ],
)
def test_places_and_periods_are_told_apart_where_that_is_sure(text: str, told: list[str]) -> None:
    assert coverage(text) == told


@pytest.mark.parametrize("text", ["a", "a,", "a;", "(", "Late ", " "])
def test_much_of_it_takes_no_time(text: str) -> None:
    started = time.thread_time()
    coverage(text * 100_000)
    assert time.thread_time() - started < 5
