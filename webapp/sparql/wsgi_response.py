"""What goes back to a client of the endpoint, as WSGI wants it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from lod.rdf.formats import Format
from lod.store.sandbox.answer import Answer
from webapp.http import content_codings
from webapp.http.content_codings import coding_for
from webapp.http.responses import BARE_POLICY, CORS, SECURITY

Headers = list[tuple[str, str]]
ALWAYS: Headers = [*SECURITY, *CORS, ("Content-Security-Policy", BARE_POLICY)]
"""Headers that every answer has."""
_NEGOTIATED = "Accept, Accept-Encoding, Prefer"


@dataclass(frozen=True, slots=True)
class Reply:
    """A status, headers besides those that every answer has, and a body."""

    status: int
    headers: Headers
    body: Iterable[bytes] = ()


class Sending:
    """A long answer on its way; closes it when the server is done with it, or gives up."""

    def __init__(self, answer: Answer, pieces: Iterator[bytes]) -> None:
        self._answer = answer
        self._pieces = pieces

    def __iter__(self) -> Iterator[bytes]:
        return self._pieces

    def close(self) -> None:
        """Let go of the answer."""
        self._answer.close()


def with_answer(answer: Answer, format: Format, tag: str, accepted: str) -> Reply:
    """An answer, in a coding that the client takes."""
    how = coding_for(accepted) if accepted and answer.size >= content_codings.SMALLEST else ""
    headers = [("Content-Type", format.content_type), *kept(tag)]
    if how:
        headers.append(("Content-Encoding", how))
    if not answer.is_short:
        if not how:
            headers.append(("Content-Length", str(answer.size)))
        return Reply(
            200, headers, Sending(answer, content_codings.encoded(answer, how) if how else iter(answer))
        )
    body = content_codings.encode(answer.read(), how) if how else answer.read()
    headers.append(("Content-Length", str(len(body))))
    return Reply(200, headers, [body])


def with_bytes(content: bytes, content_type: str, tag: str) -> Reply:
    """Something small that stays the same."""
    headers = [("Content-Type", content_type), ("Content-Length", str(len(content))), *kept(tag)]
    return Reply(200, headers, [content])


def unchanged(tag: str) -> Reply:
    """The client has it already."""
    return Reply(304, kept(tag))


def elsewhere(address: str) -> Reply:
    """The page that a browser should look at."""
    return Reply(303, [("Location", address), ("Vary", "Accept"), ("Content-Length", "0")])


def kept(tag: str) -> Headers:
    """Headers of what may be kept until the next release."""
    if not tag:
        return [("Vary", _NEGOTIATED)]
    # two runs may give rows in another order, so the tag says the same, not the same bytes
    return [("Vary", _NEGOTIATED), ("ETag", f'W/"{tag}"'), ("Cache-Control", "public, no-cache")]
