"""Example queries: files of SPARQL whose first lines say, in English and Dutch, what they answer."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path

FOLDER = Path(__file__).parent / "queries" / "examples"


@dataclass(frozen=True, slots=True)
class Example:
    """One query, and the question it answers in each language."""

    name: str
    questions: dict[str, str]
    text: str


@cache
def examples() -> tuple[Example, ...]:
    """The examples, easy ones first.

    >>> examples()[0].questions["nl"]
    'Hoeveel dingen van elke soort zijn er?'
    """
    return tuple(_read(file) for file in sorted(FOLDER.glob("*.rq")))


def _read(file: Path) -> Example:
    english, dutch, text = file.read_text(encoding="utf-8").split("\n", 2)
    questions = {"en": english.removeprefix("# "), "nl": dutch.removeprefix("# nl: ")}
    return Example(file.stem.partition("-")[2], questions, text)
