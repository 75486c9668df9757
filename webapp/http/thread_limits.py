"""The threads of a web process, and who may hold one for long."""

from __future__ import annotations

from collections.abc import Iterator

from lod.store.sandbox.admission import Place

THREADS = 24
"""So many requests a process has in hand at once, besides what may hold a thread for long."""
DOWNLOADS = 16
"""So many downloads it sends at once: each holds a thread to the last byte, however slowly that is read."""
BODIES = 12
"""So many bodies of requests it receives at once, for the same reason."""


class Sending:
    """Blocks that are being sent, and the place that is held meanwhile."""

    def __init__(self, blocks: Iterator[bytes], place: Place) -> None:
        self._blocks = blocks
        self._place = place

    def __iter__(self) -> Iterator[bytes]:
        return self

    def __next__(self) -> bytes:
        return next(self._blocks)

    def close(self) -> None:
        """The last byte was sent, or the client has gone."""
        self._place.leave()

    def __del__(self) -> None:
        self.close()
