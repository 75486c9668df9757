"""Asking other people's servers: politely, patiently, and without trusting what they answer.

Everything that goes over the network for a harvest passes here: http and https only, redirects counted and
never into a private network, every answer bounded in bytes and seconds, whatever its compression.
"""

from __future__ import annotations

import itertools
import os
import ssl
import time
import zlib
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from email.utils import parsedate_to_datetime
from functools import cache
from pathlib import Path
from typing import Any, TypeVar

import httpx2

from lod import __version__
from lod.disk_errors import refusal
from lod.errors import SourceError
from lod.site import Harvesting
from lod.sources.harvest.private_networks import is_public
from lod.sources.streams import decompressed

AGAIN = (408, 425, 429, 500, 502, 503, 504)
"""Statuses that may be another one in a while."""
REDIRECTS = 5
BACKOFF = 2.0
"""Seconds before the second attempt; doubled for each that follows, up to LONGEST."""
LONGEST = 120.0
FILE_TIMES = 100
"""So many times as long as an answer may a file take."""
_STEP = 2**14  # deflate grows at most 1,032 times: a step of decompression stays under 17 MB

_NO_ADDRESS = (httpx2.UnsupportedProtocol, httpx2.InvalidURL, UnicodeError)
"""Of what nobody can ask; the last when a part of the name of a host has more than 63 letters."""

T = TypeVar("T")


class Again(Exception):
    """This attempt failed in a way that another may not; the text says how."""

    def __init__(self, text: str, after: float | None = None) -> None:
        super().__init__(text)
        self.after = after
        """Seconds that the server asks to wait."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What a server answered."""

    status: int
    headers: Mapping[str, str]
    body: bytes = b""


class Fetcher:
    """Asks the server of one source; a context manager.

    `sleep`, `clock` and `now` are the ways to wait, to measure time and to tell it: tests give their own.
    With `public_only` not even the first address may be in a private network: others named it.
    """

    def __init__(
        self,
        manners: Harvesting,
        contact: str,
        sleep: Callable[[float], None] = time.sleep,
        clock: Callable[[], float] = time.monotonic,
        now: Callable[[], float] = time.time,
        *,
        public_only: bool = False,
    ) -> None:
        self.manners = manners
        self._public_only = public_only
        self._sleep, self._clock, self._now = sleep, clock, now
        self._rested = clock() - manners.pause_seconds
        self._contact = contact
        self._client = self._connected()

    def _connected(self) -> httpx2.Client:
        return httpx2.Client(
            headers={
                "User-Agent": f"lod-collections/{__version__} ({self._contact})",
                "Accept-Encoding": "gzip",
            },
            timeout=httpx2.Timeout(min(60.0, self.manners.timeout_seconds)),
            follow_redirects=False,
            verify=_certificates(),
        )

    def __enter__(self) -> Fetcher:
        return self

    def __exit__(self, *_: object) -> None:
        self._client.close()

    def page(
        self,
        url: str,
        parameters: Mapping[str, str],
        whole: Callable[[Answer], str] = lambda answer: "",
        question: bytes | None = None,
    ) -> Answer:
        """The answer of a server, decompressed. `whole` says what is missing: then it is asked again.

        A `question` in JSON is posted.
        """

        def once() -> Answer:
            address = httpx2.URL(url).copy_merge_params(dict(parameters))
            headers = {"Content-Type": "application/json"} if question is not None else {}
            seconds = self.manners.timeout_seconds
            with self._response(address, headers, seconds, question) as (response, raw):
                body = b"".join(self._bounded(self._plain(response, raw)))
                answer = Answer(response.status_code, dict(response.headers), body)
            if fault := whole(answer):
                if answer.status != 200:
                    raise SourceError(f"{url}: the server answers {answer.status}: {fault}")
                raise Again(fault)
            return answer

        return self._patiently(url, once)

    def greet(self, url: str, parameters: Mapping[str, str]) -> None:
        """Whether a server answers at all; SourceError when it does not."""

        def once() -> None:
            address = httpx2.URL(url).copy_merge_params(dict(parameters)) if parameters else httpx2.URL(url)
            with self._response(address, {}, self.manners.timeout_seconds):
                pass  # the body is not read

        self._patiently(url, once)

    def file(self, url: str, to: Path, headers: Mapping[str, str]) -> Answer:
        """The answer of a server, its body as it was sent in the file `to`, safely on the disk."""

        def once() -> Answer:
            seconds = self.manners.timeout_seconds * FILE_TIMES
            with self._response(httpx2.URL(url), headers, seconds) as (response, raw), to.open("wb") as out:
                size = 0
                for block in raw:
                    size += out.write(block)
                    if size > self.manners.file_mb * 2**20:
                        raise SourceError(f"{url}: more than {self.manners.file_mb:,} MB (harvest.file_mb)")
                out.flush()
                os.fsync(out.fileno())
                return Answer(response.status_code, dict(response.headers))

        return self._patiently(url, once)

    # ------------------------------------------------------------ patience

    def _patiently(self, url: str, once: Callable[[], T]) -> T:
        """What an attempt gives, as soon as one does."""
        waited = 0.0
        for attempt in itertools.count(1):
            self._rest()
            try:
                return once()
            except (Again, httpx2.HTTPError, *_NO_ADDRESS, OSError, EOFError, zlib.error) as fault:
                if refusal(fault):  # it is the disk that takes no more, and the server has done its part
                    raise
                told = _told(fault)
                if isinstance(fault, _NO_ADDRESS):
                    raise SourceError(f"{url}: {told}") from None
                after = fault.after if isinstance(fault, Again) else None
            finally:
                self._rested = self._clock()
            wait = min(BACKOFF * 2 ** (attempt - 1), LONGEST) if after is None else after
            if attempt >= self.manners.attempts:
                raise SourceError(f"{url}: {told}; tried {attempt} times")
            if waited + wait > self.manners.patience_seconds:
                raise SourceError(
                    f"{url}: {told}; to wait another {wait:,.0f} s is more than harvest.patience_seconds"
                )
            # On a connection that is kept, the rest of what went wrong may be taken for the next answer.
            self._client.close()
            self._client = self._connected()
            self._sleep(wait)
            waited += wait
        raise AssertionError("counting has no end")

    def _rest(self) -> None:
        """Wait until the server had its rest since the request before."""
        left = self._rested + self.manners.pause_seconds - self._clock()
        if left > 0:
            self._sleep(left)

    # ------------------------------------------------------------ one attempt

    @contextmanager
    def _response(
        self, url: httpx2.URL, headers: Mapping[str, str], seconds: float, question: bytes | None = None
    ) -> Iterator[tuple[httpx2.Response, Iterator[bytes]]]:
        """The response after redirects, and its body in pieces for so many seconds."""
        end = self._clock() + seconds
        first = url
        for _ in range(REDIRECTS + 1):
            is_named = _is_same_host(first, url) and not self._public_only
            hooks: dict[str, Any] = {} if is_named else {"trace": _only_public}
            how: dict[str, Any] = (
                {"method": "GET"} if question is None else {"method": "POST", "content": question}
            )
            with self._client.stream(url=url, headers=dict(headers), extensions=hooks, **how) as response:
                if not response.has_redirect_location:
                    self._refuse(response)
                    yield response, self._timed(response.iter_raw(), end)
                    return
                url = _next(url, response.headers["Location"])
                if question is not None:
                    raise SourceError(f"{first}: redirects to {url}: give that address, if it is meant")
        raise SourceError(f"{first}: more than {REDIRECTS} redirects")

    def _refuse(self, response: httpx2.Response) -> None:
        """Raise for a status that has no answer in it."""
        status = f"the server answers {response.status_code} {response.reason_phrase}".rstrip()
        if response.status_code in AGAIN:
            raise Again(status, self._after(response.headers.get("Retry-After", "")))
        # Some OAI servers tell the errors of the protocol with a status of their own.
        is_xml = "xml" in response.headers.get("Content-Type", "")
        if response.status_code not in (200, 304) and not is_xml:
            raise SourceError(f"{response.url}: {status}")

    def _after(self, text: str) -> float | None:
        """How many seconds the server asks to wait: a number, or a date."""
        if text.strip().isascii() and text.strip().isdigit():
            return float(text.strip()[:9])
        try:
            return max(0.0, parsedate_to_datetime(text).timestamp() - self._now())
        except (ValueError, TypeError, OverflowError):
            return None

    def _timed(self, blocks: Iterator[bytes], end: float) -> Iterator[bytes]:
        for block in blocks:
            if self._clock() > end:
                raise Again("the answer takes longer than harvest.timeout_seconds")
            yield block

    def _plain(self, response: httpx2.Response, raw: Iterator[bytes]) -> Iterator[bytes]:
        """The body without its compression; httpx2 would decompress without any bound."""
        encoding = response.headers.get("Content-Encoding", "identity").strip().lower()
        if encoding in ("identity", ""):
            return raw
        if encoding not in ("gzip", "x-gzip", "deflate"):
            raise SourceError(f"{response.url}: found Content-Encoding {encoding!r}, expected gzip or none")
        return decompressed(
            _steps(raw), lambda: zlib.decompressobj(47), encoding
        )  # 47: gzip or zlib, as it begins

    def _bounded(self, blocks: Iterator[bytes]) -> Iterator[bytes]:
        size = 0
        for block in blocks:
            size += len(block)
            if size > self.manners.response_mb * 2**20:
                raise SourceError(
                    f"an answer of more than {self.manners.response_mb:,} MB (harvest.response_mb)"
                )
            yield block


@cache
def _certificates() -> ssl.SSLContext:
    """Whom we trust: the certificates of this machine, read once."""
    return httpx2.create_ssl_context()


def _steps(blocks: Iterator[bytes]) -> Iterator[bytes]:
    return (block[at : at + _STEP] for block in blocks for at in range(0, len(block), _STEP))


def _next(url: httpx2.URL, location: str) -> httpx2.URL:
    """Where a redirect leads to; SourceError when we do not go there."""
    try:
        there = url.join(location)
    except (httpx2.InvalidURL, ValueError):
        raise SourceError(f"{url}: redirects to {location[:200]!r}, which is no address") from None
    if there.scheme not in ("http", "https") or not there.host or there.userinfo:
        raise SourceError(
            f"{url}: redirects to {location[:200]!r}; expected http or https, without a password"
        )
    if url.scheme == "https" and there.scheme == "http":
        raise SourceError(f"{url}: redirects to {location[:200]!r}; from https to http is not followed")
    return there


def _is_same_host(one: httpx2.URL, other: httpx2.URL) -> bool:
    """Whether a redirect stays where the site's settings sent us: then a private address is meant."""
    same_port = (one.port, one.scheme) == (other.port, other.scheme)
    standard = one.port is None and other.port is None
    return one.host == other.host and (same_port or standard)


def _only_public(event: str, facts: Mapping[str, Any]) -> None:
    """Refuse a connection into a private network, before anything is said on it.

    Looked at is the address that was connected to, not what a name resolved to a moment before.
    """
    if event == "connection.connect_tcp.complete":
        stream = facts["return_value"]
        address = stream.get_extra_info("server_addr")[0]
        if not is_public(address):
            stream.close()
            raise SourceError(f"this leads into a private network ({address}): not followed")


def _told(fault: Exception) -> str:
    """A fault in words."""
    if isinstance(fault, httpx2.TimeoutException):
        return "the server does not answer in time"
    return str(fault) or type(fault).__name__
