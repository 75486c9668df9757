"""Answers that took long to make, kept on disk as long as their release is current.

A release never changes, so the same question to it has the same answer: asked again, it costs what a file
costs. What was ended at a limit is remembered for a moment too, so that asking again and again does not
cost it again.
"""

from __future__ import annotations

import hashlib
import os
import re
import shutil
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from threading import Lock

from cachetools import TTLCache

from lod.errors import QueryLimit
from lod.store.sandbox.answer import Answer
from lod.store.sandbox.wire_protocol import Facts, Question

SLOWER = 0.05
"""Answers that took so many seconds are kept."""
LOOKED_EVERY = 0.1
"""So often it is looked which release is current, and what is kept of it; and before anything is given."""
_REMEMBERED = 60
_CHANGES = re.compile(r"(?:RAND|NOW|UUID|STRUUID|BNODE)\s*+\(|SERVICE", re.IGNORECASE)


def is_steady(query: str) -> bool:
    """Whether a query has the same answer each time, as far as its words show.

    >>> is_steady("SELECT (COUNT(*) AS ?n) { ?s ?p ?o }"), is_steady("SELECT (rand() AS ?x) {}")
    (True, False)
    """
    # a call has a bracket, and only ASCII has no other letters that are the same but for case
    if query.isascii() and "(" not in query and "service" not in query.lower():
        return True
    return not _CHANGES.search(query)


def key(release: int, question: Question) -> str:
    """The same for the same question to the same release."""
    said = repr((release, *question.said()))
    return hashlib.blake2b(said.encode("utf-8", "surrogatepass"), digest_size=16).hexdigest()


class AnswerCache:
    """The answers kept in a folder, up to so many megabytes; shared by the web processes of a site.

    Most questions are not kept, so that is found out without asking the kernel anything.
    """

    def __init__(self, folder: Path, megabytes: int, current: Callable[[], int | None]) -> None:
        """`current` tells the number of the current release."""
        self._folder = folder
        self._largest = megabytes << 20
        self._current = current
        self._ended: TTLCache[str, QueryLimit] = TTLCache(1_000, _REMEMBERED)
        self._some_ended = 0.0
        """Until when some may have ended."""
        self._lock = Lock()
        self._listed: tuple[tuple[str, int], dict[str, str]] = (("", 0), {})
        self._found: tuple[int, dict[str, str]] | None = None
        """The current release and what is kept of it, as last seen."""
        self._looked = -LOOKED_EVERY

    def get(self, question: Question) -> Answer | None:
        """The answer to a question; QueryLimit when it was ended at a limit a moment ago."""
        now = time.monotonic()
        if now - self._looked > LOOKED_EVERY:
            self._look(now)
        found = self._found
        if found is None or not (found[1] or self._some_ended > now):
            return None
        digest = key(found[0], question)
        if digest not in found[1] and digest not in self._ended:
            return None
        if self._current() != found[0]:  # it was switched since we looked
            self._look(now)
            found = self._found
            if found is None:
                return None
            digest = key(found[0], question)
        return self._given(*found, digest, question)

    def _look(self, now: float) -> None:
        release = self._current()
        self._found = None if release is None else (release, self._forms(f"{self._folder}/{release:06d}"))
        self._looked = now

    def _given(self, release: int, forms: dict[str, str], digest: str, question: Question) -> Answer | None:
        with self._lock:
            ended = self._ended.get(digest)
        if ended:
            raise QueryLimit(f"{ended} (asked before, less than a minute ago)", ended.limit)
        form = forms.get(digest)
        if form is None:
            return None
        with suppress(FileNotFoundError):
            name = f"{self._folder}/{release:06d}/{digest}.{form}"
            handle = os.open(name, os.O_RDONLY | os.O_CLOEXEC)
            with suppress(OSError):  # on a disk that is only read from nothing is made room for either
                os.utime(handle)
            format = question.graph if form == "triples" else question.results
            return Answer(Facts(form, format, release, os.fstat(handle).st_size, 0.0), b"", handle)
        return None

    def _forms(self, place: str) -> dict[str, str]:
        """What is kept: digest → form. The folder is listed again when something in it came or went."""
        try:
            changed = place, os.stat(place).st_mtime_ns  # noqa: PTH116  # before many a query
        except OSError:
            return {}
        listed, forms = self._listed
        if listed != changed:
            forms = dict(name.split(".", 1) for name in os.listdir(place) if "." in name)  # noqa: PTH208
            self._listed = changed, forms
        return forms

    def put(self, question: Question, answer: Answer) -> None:
        """Keep an answer that took long, unless it would take too much of the room."""
        facts = answer.facts
        if facts.seconds < SLOWER or facts.size > self._largest // 8 or facts.release != self._current():
            return
        place = self._folder / f"{facts.release:06d}"
        with suppress(OSError):
            place.mkdir(parents=True, exist_ok=True)
            answer.save(place / f"{key(facts.release, question)}.{facts.form}")
            self._make_room(place)
        self._looked = -LOOKED_EVERY

    def put_end(self, question: Question, error: QueryLimit) -> None:
        """Remember that a question went over a limit of its own."""
        release = self._current()
        if release is not None:
            with self._lock:
                self._ended[key(release, question)] = error
            self._some_ended = time.monotonic() + _REMEMBERED

    def _make_room(self, place: Path) -> None:
        """Remove what is of other releases, and what was not asked for longest."""
        for other in self._folder.iterdir():
            if other != place and other.name.isdigit():
                shutil.rmtree(other, ignore_errors=True)
        files = sorted(((f.stat().st_mtime, f.stat().st_size, f) for f in place.iterdir()), reverse=True)
        total = 0
        for touched, size, file in files:
            total += size
            if total > self._largest and time.time() - touched > 1:
                file.unlink(missing_ok=True)
