"""Records that nobody made: of the elements and attributes that rules read, in any order, with any values."""

from __future__ import annotations

import re
from functools import cache
from itertools import pairwise
from pathlib import Path
from random import Random

from lod.mapping import default_mappings, load
from lod.record import Field, Record
from lod.sources.xml_files.fields import cleaned
from tests.fuzzing.mutations import noise

MAPPINGS = Path(__file__).parents[2] / "mappings"
_PATH = re.compile(r"(?:from: *|[$ ])((?:@?[A-Za-z_][\w.-]*/)*@?[A-Za-z_][\w.-]*)")
_WORD = re.compile(r"(?:=|among|in|matches|starts) +\"?\(?\^?([A-Za-z][\w:|-]*)")
_DEEPEST = 5


class Grammar:
    """Names that stand in the rules of a mapping, and which of them stand in which."""

    def __init__(self, format: str) -> None:
        names = default_mappings(format)
        self.tops = [
            tag.strip("/").split("/") for rule in load(names).rules for tag in rule.tags if tag != "record"
        ]
        self.inner: dict[str, list[str]] = {"": []}
        self.words: list[str] = ["x"]
        for name in names:
            for path in sorted((MAPPINGS / name).glob("*.yaml")):
                self._read(path.read_text("utf-8"))
        self.inner[""] = [name for name in self.inner[""] if name in self.inner] or [
            step for top in self.tops for step in top
        ]

    def _read(self, text: str) -> None:
        for line in text.splitlines():
            for found in _WORD.findall(line):
                self.words += found.split("|")
            if line.lstrip().startswith(("why:", "about:", "#", "<")):
                continue
            for found in _PATH.findall(line):
                steps = found.split("/")
                self.inner[""].append(steps[0])
                for above, below in pairwise(steps):
                    self.inner.setdefault(above, []).append(below)

    def field(self, rng: Random, tag: str, depth: int = 0) -> Field:
        """An element of this name, with others in it."""
        own: list[tuple[str, str]] = [("", self.text(rng))] if rng.random() < 0.6 else []
        fields: list[Field] = []
        known = self.inner.get(tag, ()) if rng.random() < 0.8 else self.inner[""]
        for _ in range(rng.choice((0, 1, 2, 4)) if known else 0):
            name = rng.choice(known)
            if name.startswith("@"):
                own.append((name, self.text(rng)))
            elif depth < _DEEPEST:
                fields.append(self.field(rng, name, depth + 1))
        return Field(tag, "", own, fields or None)

    def top(self, rng: Random) -> Field:
        """An element that a rule reads, in those that stand around it; what the rule reads of it is in it."""
        *above, last = rng.choice(self.tops)
        made = self.field(rng, last)
        for tag in reversed(above):
            made = Field(tag, "", [], [made])
        return made

    def text(self, rng: Random) -> str:
        """A value: one that some rule waits for, or anything; as readers give it."""
        kind = rng.random()
        if kind < 0.3:
            return rng.choice(self.words)
        if kind < 0.5:
            return rng.choice(self.words) + " " + cleaned(noise(rng).decode("utf-8", "replace"))
        return cleaned(noise(rng).decode("utf-8", "replace"))


@cache
def grammar(format: str) -> Grammar:
    """The names of the mappings that come with a format."""
    return Grammar(format)


def invented(format: str, rng: Random) -> Record:
    """A record of a format whose records are trees."""
    own = grammar(format)
    fields = [own.top(rng) for _ in range(rng.choice((1, 3, 8, 20)))]
    return Record(format, rng.choice(("1", "a b/c", "")), "", fields, "fuzz", 1, b"")
