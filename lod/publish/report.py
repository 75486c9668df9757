"""What a publish tells of what it did."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from lod.register import bookkeeping


@dataclass(slots=True)
class Report:
    """What a publish did."""

    release: int
    """The release that is served now."""
    full: str = ""
    """Why everything was built anew; empty when only what changed was."""
    changed: bool = False
    """Whether a new release was made."""
    note: str = ""
    """What a person should know besides."""
    tallies: Mapping[str, bookkeeping.Tally] = field(default_factory=dict)
    """What happened to the records of each collection that was read."""
    counts: Mapping[str, Any] = field(default_factory=dict)
    """All numbers, as in counts.json."""
    remarks: Sequence[str] = ()
    unknown: Sequence[str] = ()
    """Names in `same.csv` that no thing ever had."""
    unread: Sequence[str] = ()
    """Files of which nobody can tell what they hold: which, what was seen, and what became of them."""
    stages: Mapping[str, float] = field(default_factory=dict)
    """Seconds of each stage."""
