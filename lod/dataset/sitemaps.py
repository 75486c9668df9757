"""Sitemaps: the address and the day of the last change of every page, for search engines.

They are made when a release is. Things are spread over a fixed number of ranges by a number that each has in
the register, and each range has one file for each kind; after a small change only the ranges with changed
things are written again, and the other files are hard links to those of the release before.
"""

from __future__ import annotations

import gzip
import os
import re
from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from xml.sax.saxutils import escape

from lod.rdf.iris import Thing
from lod.register.memory import Register
from lod.register.ranges import bounds, part_of
from lod.register.schema import LIVE

INDEX = "index.xml"
FOLDER = "sitemaps"
"""Name of the folder in a release; the site serves its files at /sitemaps/ and the index at /sitemap.xml."""
SHOWN = ("work", "instance", "object", "agent", "subject", "genre", "place", "organization", "collection")
"""Kinds with pages that search engines should know; a copy is found by its edition."""
LARGEST = 20_000
"""So many things of one kind a file holds about; sitemaps.org allows 50,000."""

_XML = '<?xml version="1.0" encoding="UTF-8"?>\n'
_NAMESPACE = "http://www.sitemaps.org/schemas/sitemap/0.9"
_ENTRY = re.compile(r"<sitemap><loc>[^<]*/([^</]+)</loc><lastmod>([^<]+)</lastmod></sitemap>")


@dataclass(frozen=True, slots=True)
class Page:
    """One page to tell of."""

    thing: Thing
    changed: str
    """When its description last changed, as an xsd:dateTime."""


Pages = Callable[[int, int], Iterable[Page]]
"""The pages of things whose number is from the first up to (not including) the second."""


def ranges(things: int) -> int:
    """How many ranges a site with so many things of its largest kind needs.

    >>> ranges(12), ranges(240_000)
    (1, 12)
    """
    return max(1, -(-things // LARGEST))


def write(
    release: Path,
    base: str,
    pages: Pages,
    parts: int,
    before: Path | None = None,
    changed: Collection[int] = (),
) -> None:
    """Write the sitemaps of a release into its folder.

    `before` is the release it was built on: then only the ranges of the `changed` numbers are written, unless
    that release has another number of ranges.
    """
    folder = release / FOLDER
    folder.mkdir(parents=True, exist_ok=True)
    old = _known(before / FOLDER, parts) if before else None
    fresh = {part_of(number, parts) for number in changed} if old else set(range(parts))
    listed: dict[str, str] = {}
    if old and before:
        listed = {name: day for name, day in old.items() if _part(name) not in fresh}
        for name in listed:
            os.link(before / FOLDER / name, folder / name)
    for part in sorted(fresh):
        listed.update(_write_part(folder, base, pages(*bounds(part, parts)), part))
    (folder / INDEX).write_text("".join(_index(base, listed, parts)), encoding="utf-8")


def pages_of(register: Register) -> Pages:
    """The pages that a register knows to be live."""

    def pages(low: int, high: int) -> Iterator[Page]:
        rows = register.db.execute(
            "SELECT kind, key, strftime('%Y-%m-%dT%H:%M:%SZ', time, 'unixepoch') FROM thing"
            " JOIN publication ON number = changed WHERE state = :live AND id BETWEEN :low AND :last",
            {"live": LIVE, "low": low, "last": high - 1},
        )
        return (Page(Thing(kind, key), changed) for kind, key, changed in rows)

    return pages


def _known(folder: Path, parts: int) -> dict[str, str] | None:
    """File → day, of the sitemaps of a release; None when it has none, or other ranges."""
    file = folder / INDEX
    text = file.read_text(encoding="utf-8") if file.is_file() else ""
    return dict(_ENTRY.findall(text)) if _comment(parts) in text else None


def _comment(parts: int) -> str:
    return f"<!-- ranges: {parts} -->"


def _part(name: str) -> int:
    """The range of a file: "instance-00003.xml.gz" is of range 3."""
    return int(name.partition(".")[0].rpartition("-")[2])


def _write_part(folder: Path, base: str, pages: Iterable[Page], part: int) -> Iterator[tuple[str, str]]:
    """One file for each kind that occurs in a range; gives its name and the day of its last change."""
    found: dict[str, list[Page]] = {}
    for page in pages:
        if page.thing.kind in SHOWN:
            found.setdefault(page.thing.kind, []).append(page)
    for kind in sorted(found):
        name = f"{kind}-{part:05d}.xml.gz"
        ordered = sorted(found[kind], key=lambda page: page.thing.key)
        (folder / name).write_bytes(_packed("".join(_urls(base, ordered))))
        yield name, max(page.changed for page in ordered)


def _urls(base: str, pages: Iterable[Page]) -> Iterator[str]:
    yield f'{_XML}<urlset xmlns="{_NAMESPACE}">\n'
    for page in pages:
        address = escape(page.thing.document(base))
        yield f"<url><loc>{address}</loc><lastmod>{escape(page.changed)}</lastmod></url>\n"
    yield "</urlset>\n"


def _index(base: str, listed: dict[str, str], parts: int) -> Iterator[str]:
    yield f'{_XML}{_comment(parts)}\n<sitemapindex xmlns="{_NAMESPACE}">\n'
    for name in sorted(listed):
        address = escape(f"{base}{FOLDER}/{name}")
        yield f"<sitemap><loc>{address}</loc><lastmod>{escape(listed[name])}</lastmod></sitemap>\n"
    yield "</sitemapindex>\n"


def _packed(text: str) -> bytes:
    """Gzip without a date, so that the same pages give the same bytes."""
    packed = BytesIO()
    with gzip.GzipFile(fileobj=packed, mode="wb", compresslevel=6, mtime=0) as file:
        file.write(text.encode())
    return packed.getvalue()
