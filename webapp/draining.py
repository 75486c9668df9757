"""WSGI that lets a client finish sending what is too large, so that it hears that it is.

Most clients send the whole body before they read anything: when the connection is closed under them, they see
a broken pipe and not the 413 that says why (RFC 9110 § 15.5.14 allows both).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from contextlib import suppress
from typing import Any

MOST = 32 << 20
"""Bodies of at most so many bytes are read whole and thrown away; longer ones end in a closed connection."""
_PIECE = 1 << 16


class Draining:
    """An application whose refusals of large bodies reach who sent them."""

    def __init__(self, app: Callable[..., Iterable[bytes]]) -> None:
        self._app = app

    def __call__(self, environ: dict[str, Any], start: Callable[..., Any]) -> Iterable[bytes]:
        """One request."""

        def noting(status: str, headers: list[tuple[str, str]], *rest: Any) -> Any:
            if status.startswith("413") and _announced(environ) <= MOST:
                _drain(environ["wsgi.input"], _announced(environ))
            return start(status, headers, *rest)

        return self._app(environ, noting)


def _announced(environ: dict[str, Any]) -> int:
    """How long the body is said to be; as long as is ever read when that is not said."""
    text = environ.get("CONTENT_LENGTH") or str(MOST)
    return int(text) if text.isascii() and text.isdigit() and len(text) < 12 else MOST + 1


def _drain(body: Any, left: int) -> None:
    with suppress(OSError):  # the client may go away meanwhile
        while left > 0 and (piece := body.read(min(_PIECE, left))):
            left -= len(piece)
