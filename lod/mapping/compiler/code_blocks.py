"""Python text that is being put together from steps: what is written, set and asked, in blocks."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field

from lod.mapping.compiler.static_values import Part, spelled

_NAME = re.compile(r"\b(?:x\d+|g\d+_\d+_)\b")


@dataclass(slots=True)
class Block:
    """Steps that are taken one after the other."""

    steps: list[Step] = field(default_factory=list)

    def add(self, step: Step) -> None:
        """Take one more step."""
        self.steps.append(step)

    def lines(self, depth: int) -> list[str]:
        """Lines of Python text."""
        found: list[str] = []
        pending: list[Part] = []
        for step in self.steps:
            if isinstance(step, Write):
                pending += step.parts
                continue
            found += _written(pending, depth)
            pending = []
            found += step.lines(depth)
        return [*found, *_written(pending, depth)]


def _written(parts: list[Part], depth: int) -> list[str]:
    return [f"{'    ' * depth}o(f{spelled(parts)})"] if parts else []


@dataclass(slots=True)
class Step:
    """One step."""

    @property
    def writes(self) -> bool:
        """Whether it may write a statement."""
        return False

    def lines(self, depth: int) -> list[str]:
        """Lines of Python text."""
        raise NotImplementedError

    def asked(self) -> Iterator[str]:
        """Texts in which names are asked for what they hold."""
        return iter(())

    def blocks(self) -> tuple[Block, ...]:
        """Blocks inside it."""
        return ()


@dataclass(slots=True)
class Write(Step):
    """Statements."""

    parts: list[Part]
    stays: bool = True
    """Whether nothing takes them back again."""

    @property
    def writes(self) -> bool:
        """Whether it may write a statement."""
        return True

    def asked(self) -> Iterator[str]:
        """Texts in which names are asked for what they hold."""
        return (text for text, is_name in self.parts if is_name)


@dataclass(slots=True)
class Set(Step):
    """A name gets a value."""

    name: str
    code: str

    def lines(self, depth: int) -> list[str]:
        """Lines of Python text."""
        return [f"{'    ' * depth}{self.name} = {self.code}"]

    def asked(self) -> Iterator[str]:
        """Texts in which names are asked for what they hold."""
        yield self.code


@dataclass(slots=True)
class Mark(Step):
    """A name remembers how much was written."""

    name: str

    def lines(self, depth: int) -> list[str]:
        """Lines of Python text."""
        return [f"{'    ' * depth}{self.name} = len(L)"]


@dataclass(slots=True)
class Undo(Step):
    """What was written since one mark is taken back when nothing was written since another."""

    since: str
    back: str

    def lines(self, depth: int) -> list[str]:
        """Lines of Python text."""
        return [f"{'    ' * depth}if len(L) == {self.since}: del L[{self.back}:]"]

    def asked(self) -> Iterator[str]:
        """Texts in which names are asked for what they hold."""
        yield from (self.since, self.back)


@dataclass(slots=True)
class Do(Step):
    """A call for what it does."""

    code: str
    writes: bool = False

    def lines(self, depth: int) -> list[str]:
        """Lines of Python text."""
        return [f"{'    ' * depth}{self.code}"]

    def asked(self) -> Iterator[str]:
        """Texts in which names are asked for what they hold."""
        yield self.code


@dataclass(slots=True)
class When(Step):
    """Steps that are taken when a test holds, and others when it does not."""

    test: str
    body: Block = field(default_factory=Block)
    other: Block = field(default_factory=Block)
    known: dict[str, bool] = field(default_factory=dict)
    scope: dict[str, str] = field(default_factory=dict)
    said: set[tuple[Part, ...]] = field(default_factory=set)
    asked_inside: dict[str, When] = field(default_factory=dict)

    @property
    def writes(self) -> bool:
        """Whether it may write a statement."""
        return any(step.writes for block in self.blocks() for step in block.steps)

    def lines(self, depth: int) -> list[str]:
        """Lines of Python text."""
        lead = "    " * depth
        found = [f"{lead}if {self.test}:", *(self.body.lines(depth + 1) or [f"{lead}    pass"])]
        other = self.other.lines(depth + 1)
        return [*found, f"{lead}else:", *other] if other else found

    def asked(self) -> Iterator[str]:
        """Texts in which names are asked for what they hold."""
        yield self.test

    def blocks(self) -> tuple[Block, ...]:
        """Blocks inside it."""
        return self.body, self.other


@dataclass(slots=True)
class Loop(Step):
    """Steps that are taken for each of some values."""

    name: str
    over: str
    body: Block = field(default_factory=Block)

    @property
    def writes(self) -> bool:
        """Whether it may write a statement."""
        return any(step.writes for step in self.body.steps)

    def lines(self, depth: int) -> list[str]:
        """Lines of Python text."""
        lead = "    " * depth
        return [
            f"{lead}for {self.name} in {self.over}:",
            *(self.body.lines(depth + 1) or [f"{lead}    pass"]),
        ]

    def asked(self) -> Iterator[str]:
        """Texts in which names are asked for what they hold."""
        yield self.over

    def blocks(self) -> tuple[Block, ...]:
        """Blocks inside it."""
        return (self.body,)


def without_unused(block: Block) -> Block:
    """The block without what nobody asks for."""
    while True:
        asked = Counter(name for text in _asked(block) for name in _NAME.findall(text))
        if not _tidy(block, asked):
            return block


def _asked(block: Block) -> Iterator[str]:
    for step in block.steps:
        yield from step.asked()
        for inner in step.blocks():
            yield from _asked(inner)


def _tidy(block: Block, asked: Counter[str]) -> bool:
    """Leave out names that nobody asks for, and questions on which nothing hangs."""
    left: list[Step] = []
    changed = False
    for step in block.steps:
        for inner in step.blocks():
            changed = _tidy(inner, asked) or changed
        idle = isinstance(step, Set | Mark) and not asked[step.name]
        idle = idle or (bool(step.blocks()) and not any(inner.steps for inner in step.blocks()))
        if not idle:
            left.append(step)
    changed = changed or len(left) < len(block.steps)
    block.steps[:] = left
    return changed
