"""How a run is told on stderr: progress on a terminal, numbers at the end."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from tqdm import tqdm

MOST_ROWS = 20
"""Rows of a table that is cut short."""


_STEERING = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")


def say(text: str = "") -> None:
    """A line for a person."""
    click.echo(plain(text), err=True)


def plain(text: str) -> str:
    """The text without what would steer a terminal: it may say what a file says."""
    return _STEERING.sub("\ufffd", text)


def table(rows: Iterable[Sequence[object]], head: Sequence[str]) -> None:
    """Rows under a head; numbers to the right."""
    told = [head, *([_cell(value) for value in row] for row in rows)]
    widths = [max(len(row[at]) for row in told) for at in range(len(head))]
    right = [all(row[at][:1].isdigit() for row in told[1:]) for at in range(len(head))]
    for row in told:
        cells = [
            text.rjust(width) if is_right else text.ljust(width)
            for text, width, is_right in zip(row, widths, right, strict=True)
        ]
        say("  ".join(cells).rstrip())


def _cell(value: object) -> str:
    if isinstance(value, int):
        return f"{value:,}"
    return f"{value:,.1f}" if isinstance(value, float) else str(value)


class Bar:
    """A progress bar that moves on a terminal and is not there elsewhere."""

    def __init__(self) -> None:
        self._bar: tqdm[None] | None = None
        self._stage = ""

    def tell(self, stage: str, done: int) -> None:
        """So many records more are done in a stage; a new stage has a new bar."""
        if stage != self._stage:
            self.close()
            self._stage = stage
            self._bar = _bar(stage) if sys.stderr.isatty() else None
        if self._bar is not None and done:
            self._bar.update(done)

    def close(self) -> None:
        """Wipe the bar."""
        if self._bar is not None:
            self._bar.close()
        self._bar = None


def _bar(stage: str) -> tqdm[None]:
    from tqdm import tqdm  # only on a terminal: most publishes are started by a clock

    return tqdm(desc=stage, unit=" records", file=sys.stderr, leave=False)


@contextmanager
def bar() -> Iterator[Bar]:
    """A progress bar for as long as something lasts."""
    made = Bar()
    try:
        yield made
    finally:
        made.close()


def per_second(number: int, seconds: float, what: str) -> str:
    """How many a second.

    >>> per_second(100, 2.0, "records"), per_second(0, 0.0, "records")
    ('50 records/s', '0 records at once')
    """
    return f"{number / seconds:,.0f} {what}/s" if seconds > 0 else f"{number:,} {what} at once"
