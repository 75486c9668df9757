"""Small programs that ask the endpoint: shown on the page about the data, and run by the tests."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path

FOLDER = Path(__file__).parent.parent / "snippets"
BASE = "https://data.example.org/"
"""The base of a site as the files write it."""


@dataclass(frozen=True, slots=True)
class Snippet:
    """One program, and what it is written with."""

    name: str
    text: str

    @property
    def title(self) -> str:
        """Its language or library, as its first line says."""
        return self.text.partition("\n")[0].lstrip("#/ ").partition(":")[0]


@cache
def snippets(base: str) -> tuple[Snippet, ...]:
    """The programs, for a site.

    >>> [one.title for one in snippets(BASE)][:3]
    ['curl', 'Python, SPARQLWrapper', 'Python, rdflib']
    """
    files = sorted(FOLDER.glob("*.txt"))  # so that nobody takes them for code of ours
    return tuple(Snippet(file.stem, file.read_text("utf-8").replace(BASE, base)) for file in files)
