"""Files by their address: fetched when they changed, kept for publishing."""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
from pathlib import Path

from lod.errors import SourceError
from lod.sources.formats import guess
from lod.sources.harvest.harvested_source import place
from lod.sources.harvest.http_client import Answer, Fetcher
from lod.sources.streams import open_blocks


def fetch(url: str, folder: Path, fetcher: Fetcher, format: str | None, fresh: bool) -> bool:
    """Fetch a file if it changed; whether it did. What was there stays until the new one is whole."""
    path = place(folder, url)
    path.parent.mkdir(parents=True, exist_ok=True)
    facts = path.with_name(path.name + ".facts.json")
    part = path.with_name(path.name + ".part")
    try:
        answer = fetcher.file(url, part, {} if fresh else _conditions(path, facts))
        if answer.status == 304 and path.exists():
            return False
        _believe(url, part, path, answer, format)
        changed = not path.exists() or _digest(path) != _digest(part)
        if changed:
            # Without the facts of the old one first: a new file with old facts would never be fetched again.
            facts.unlink(missing_ok=True)
            part.replace(path)
        _write(facts, answer)
        return changed
    finally:
        part.unlink(missing_ok=True)


def _conditions(path: Path, facts: Path) -> dict[str, str]:
    """Headers by which a server says that nothing changed."""
    try:
        known = json.loads(facts.read_text("utf-8"))
        if path.stat().st_size != known["size"]:
            return {}
    except (OSError, ValueError, KeyError, TypeError):
        return {}
    asked = {"If-None-Match": known.get("etag"), "If-Modified-Since": known.get("modified")}
    return {name: value for name, value in asked.items() if isinstance(value, str) and value}


def _believe(url: str, part: Path, path: Path, answer: Answer, format: str | None) -> None:
    """Refuse what cannot be the file: an error, nothing, a page in its place, half of what is packed."""
    if answer.status != 200:
        raise SourceError(f"{url}: the server answers {answer.status}")
    if not part.stat().st_size:
        raise SourceError(f"{url}: the file is empty" + ("; the one before is kept" if path.exists() else ""))
    if format is None or answer.headers.get("content-type", "").startswith("text/html"):
        guess(open_blocks(part).head(), url)
    # Who says a length that is too small has sent all of it; what is packed knows its own end.
    blocks = open_blocks(part)
    for _ in blocks:
        pass
    if blocks.broken:
        raise SourceError(f"{url}: {blocks.broken}" + ("; the one before is kept" if path.exists() else ""))


def _write(facts: Path, answer: Answer) -> None:
    known = {
        "etag": answer.headers.get("etag"),
        "modified": answer.headers.get("last-modified"),
        "size": facts.with_name(facts.name.removesuffix(".facts.json")).stat().st_size,
    }
    new = facts.with_name(facts.name + ".new")
    new.write_text(json.dumps(known), "utf-8")
    new.replace(facts)
    folder = os.open(facts.parent, os.O_RDONLY)
    with contextlib.suppress(OSError):
        os.fsync(folder)
    os.close(folder)


def _digest(path: Path) -> bytes:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").digest()
