"""A whole answer: what it is, how long, and its bytes, in memory or in a file."""

from __future__ import annotations

import os
import threading
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from types import TracebackType

from lod.errors import QueryError
from lod.store.sandbox.admission import Place
from lod.store.sandbox.wire_protocol import Facts

_PIECE = 1 << 18


class Answer:
    """A whole answer: what it is, how long, and its bytes. Close it, or use it with `with`."""

    def __init__(self, facts: Facts, data: bytes, handle: int) -> None:
        self.facts = facts
        self.size = facts.size
        self._data = data
        self._handle = handle
        self.place: Place | None = None
        """What the one who sends it holds meanwhile."""

    def __iter__(self) -> Iterator[bytes]:
        """The bytes, in pieces."""
        if self._handle < 0:
            yield self._data
            return
        at = 0
        while at < self.size:
            piece = os.pread(self._handle, min(_PIECE, self.size - at), at)
            if not piece:
                raise QueryError("the answer was cut off")
            at += len(piece)
            yield piece

    @property
    def is_short(self) -> bool:
        """Whether it is in memory anyway."""
        return self._handle < 0

    def read(self) -> bytes:
        """All bytes at once."""
        return self._data if self._handle < 0 else b"".join(self)

    def save(self, file: Path) -> None:
        """Give the answer a name on disk; its bytes are not copied when they are there already."""
        with suppress(FileExistsError):
            if self._handle >= 0:
                # with a folder's handle Python calls linkat(2), which follows; link(2) would not
                os.link(f"/proc/self/fd/{self._handle}", file, src_dir_fd=self._handle, follow_symlinks=True)
                return
            fresh = file.with_name(f"new-{os.getpid()}-{threading.get_ident()}")
            fresh.write_bytes(self._data)
            fresh.replace(file)

    def close(self) -> None:
        """Let go of the answer."""
        place, self.place = self.place, None
        if place is not None:
            place.leave()
        if self._handle >= 0:
            os.close(self._handle)
            self._handle = -1
            self.size = 0

    def __enter__(self) -> Answer:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def __del__(self) -> None:
        self.close()
