"""What one query, and all of them together, may use."""

from __future__ import annotations

from dataclasses import dataclass

BRISK = 0.1
"""A query that takes more seconds is a long one: it goes on at low priority, beside few others."""
STANDING = 1.0
"""So many seconds may a query stand still, for want of a processor, before it counts as a long one."""


@dataclass(frozen=True, slots=True)
class Limits:
    """The limits of a site's SPARQL service; the names are those in site.toml."""

    seconds: float = 30
    """How long one query may run."""
    memory_mb: int = 2048
    """How much memory the process of one query may use."""
    result_mb: int = 1024
    """How large one answer may be."""
    concurrent: int = 4
    """How many long queries run at once."""
    queue: int = 16
    """How many long queries wait for their turn, besides."""
    patience: float = 10
    """How many seconds a long query waits for its turn."""
    per_client: int = 8
    """How many queries of one client are in hand at once."""
    budget: float = 120
    """How many seconds of answering one client may use up; half a second grows back each second."""
    query_kb: int = 100
    """How long a query may be."""
    depth: int = 250
    """How deep brackets may nest in a query."""
    kept_mb: int = 512
    """How much room the answers may take that are kept because they took long to make."""
    service_hosts: tuple[str, ...] = ()
    """Hosts that a query may ask by SERVICE."""

    @property
    def at_once(self) -> int:
        """How many long queries may be in hand: running, waiting, or being sent."""
        return self.concurrent + self.queue
