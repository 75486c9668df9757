"""Example queries: files of SPARQL whose first lines say, in English and Dutch, what they answer."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import cast

from lod.store.sandbox.gate import Form, form_of

FOLDER = Path(__file__).parent / "queries" / "examples"
BASE = "https://data.example.org/"
"""The base of a site as the files write it; `examples` puts that of the site in its place."""
LEVELS = ("beginner", "intermediate", "advanced")


@dataclass(frozen=True, slots=True)
class Example:
    """One query, and the question it answers in each language."""

    name: str
    questions: dict[str, str]
    explanations: dict[str, str]
    level: str
    text: str

    @property
    def form(self) -> Form:
        """SELECT, ASK, CONSTRUCT or DESCRIBE."""
        return cast(Form, form_of(self.text))

    @property
    def is_federated(self) -> bool:
        """Whether it asks several endpoints, and is to be run at one that does so."""
        return "SERVICE" in self.text


@cache
def examples(base: str = BASE) -> tuple[Example, ...]:
    """The examples for a site, in the order of their files.

    >>> one = examples()[0]
    >>> one.questions["nl"], one.level, one.form
    ('Hoeveel dingen van elke soort zijn er?', 'beginner', 'SELECT')
    """
    found = (_read(file) for file in sorted(FOLDER.glob("*.rq")))
    return tuple(replace(one, text=one.text.replace(f"<{BASE}", f"<{base}")) for one in found)


def _read(file: Path) -> Example:
    lines = file.read_text(encoding="utf-8").split("\n", 5)
    english, dutch, level, about, over, text = lines
    said = zip(lines[:5], ("# ", "# nl: ", "# level: ", "# about: ", "# over: "), strict=True)
    if not all(line.startswith(begin) for line, begin in said):
        raise AssertionError(f"{file}: its first five lines are not those of an example")
    return Example(
        file.stem.partition("-")[2],
        {"en": english.removeprefix("# "), "nl": dutch.removeprefix("# nl: ")},
        {"en": about.removeprefix("# about: "), "nl": over.removeprefix("# over: ")},
        level.removeprefix("# level: "),
        text,
    )
