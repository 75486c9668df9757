"""Sitemaps: the address and the day of the last change of every page, for search engines.

They are made when a release is. Things are spread over a fixed number of ranges by a number that each has in
the register, and each range has one file for each kind; after a small change only the files with changed
things are written again, and the others are hard links to those of the release before.
"""

from __future__ import annotations

import gzip
import os
import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from xml.sax.saxutils import escape

from pyoxigraph import NamedNode

from lod.rdf.iris import Thing
from lod.rdf.names import expand
from lod.register.memory import Register
from lod.register.ranges import bounds, part_of, power_of_two
from lod.register.schema import LIVE
from lod.store.documents import Readable

INDEX = "index.xml"
FOLDER = "sitemaps"
"""Name of the folder in a release; the site serves its files at /sitemaps/ and the index at /sitemap.xml."""
SHOWN = ("work", "instance", "object", "agent", "subject", "genre", "place", "organization", "collection")
"""Kinds with pages that search engines should know; a copy is found by its edition."""
LARGEST = 2_000
"""So many things of one kind a file holds at most, about; sitemaps.org allows 50,000, but files are small so
that a small change writes little."""

_XML = '<?xml version="1.0" encoding="UTF-8"?>\n'
_NAMESPACE = "http://www.sitemaps.org/schemas/sitemap/0.9"
_IMAGES = "http://www.google.com/schemas/sitemap-image/1.1"
MOST_IMAGES = 20
"""So many images of one thing are told of."""
NO_IMAGES: Mapping[str, Sequence[str]] = {}
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
    """How many ranges a site with so many things of its largest kind needs: it seldom becomes another number.

    >>> ranges(12), ranges(240_000), ranges(241_000)
    (1, 128, 128)
    """
    return power_of_two(-(-things // LARGEST))


def write(
    release: Path,
    base: str,
    pages: Pages,
    parts: int,
    before: Path | None = None,
    changed: Collection[tuple[str, int]] = (),
    images: Mapping[str, Sequence[str]] = NO_IMAGES,
) -> None:
    """Write the sitemaps of a release into its folder.

    `before` is the release it was built on: then only the files of what `changed` (kind and number) are
    written, unless that release has another number of ranges. `images` are addresses of the images of things,
    by their IRI.
    """
    folder = release / FOLDER
    folder.mkdir(parents=True, exist_ok=True)
    old = _known(before / FOLDER, parts) if before else None
    fresh: dict[int, set[str]] = {part: set(SHOWN) for part in range(parts)}
    listed: dict[str, str] = {}
    if old and before:
        fresh = {}
        for kind, number in changed:
            fresh.setdefault(part_of(number, parts), set()).add(kind)
        again = {_name(kind, part) for part, kinds in fresh.items() for kind in kinds}
        listed = {name: day for name, day in old.items() if name not in again}
        for name in listed:
            os.link(before / FOLDER / name, folder / name)
    for part, kinds in sorted(fresh.items()):
        listed.update(_write_part(folder, base, pages(*bounds(part, parts)), part, kinds, images))
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


def images_of(store: Readable, hosts: Collection[str]) -> dict[str, list[str]]:
    """IRI of a thing → addresses of its images, those that pages may show."""
    found: dict[str, list[str]] = {}
    for predicate in (expand("schema:contentUrl"), expand("schema:image")) if hosts else ():
        for quad in store.quads_for_pattern(None, NamedNode(predicate), None, None):
            url, subject = getattr(quad.object, "value", ""), quad.subject
            if isinstance(subject, NamedNode) and _may_be_shown(url, hosts):
                urls = found.setdefault(subject.value.partition("#")[0], [])
                if url not in urls and len(urls) < MOST_IMAGES:
                    urls.append(url)
    return {iri: sorted(urls) for iri, urls in found.items()}


def _may_be_shown(url: str, hosts: Collection[str]) -> bool:
    if not url.startswith(("https://", "http://")) or url.endswith(".json"):
        return False
    return url.split("/")[2] in hosts or ("*" in hosts and url.startswith("https:"))


def _known(folder: Path, parts: int) -> dict[str, str] | None:
    """File → day, of the sitemaps of a release; None when it has none, or other ranges."""
    file = folder / INDEX
    text = file.read_text(encoding="utf-8") if file.is_file() else ""
    return dict(_ENTRY.findall(text)) if _comment(parts) in text else None


def _comment(parts: int) -> str:
    return f"<!-- ranges: {parts} -->"


def _name(kind: str, part: int) -> str:
    """What the file for the things of a kind in a range is called."""
    return f"{kind}-{part:05d}.xml.gz"


def _write_part(
    folder: Path,
    base: str,
    pages: Iterable[Page],
    part: int,
    kinds: Collection[str],
    images: Mapping[str, Sequence[str]],
) -> Iterator[tuple[str, str]]:
    """One file for each of the kinds that occurs in a range; gives its name and when it last changed."""
    found: dict[str, list[Page]] = {}
    for page in pages:
        if page.thing.kind in kinds and page.thing.kind in SHOWN:
            found.setdefault(page.thing.kind, []).append(page)
    for kind in sorted(found):
        name = _name(kind, part)
        ordered = sorted(found[kind], key=lambda page: page.thing.key)
        (folder / name).write_bytes(_packed("".join(_urls(base, ordered, images))))
        yield name, max(page.changed for page in ordered)


def _urls(base: str, pages: Iterable[Page], images: Mapping[str, Sequence[str]]) -> Iterator[str]:
    yield f'{_XML}<urlset xmlns="{_NAMESPACE}" xmlns:image="{_IMAGES}">\n'
    for page in pages:
        address = escape(page.thing.document(base))
        shown = "".join(
            f"<image:image><image:loc>{escape(url)}</image:loc></image:image>"
            for url in images.get(page.thing.iri(base), ())
        )
        yield f"<url><loc>{address}</loc><lastmod>{escape(page.changed)}</lastmod>{shown}</url>\n"
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
