"""Sitemaps: the address and the day of the last change of every page, for search engines.

They are made when a release is. Things are spread over a fixed number of ranges by a number that each has in
the register, and each range has one file for each kind; after a small change only the files with changed
things are written again, and the others are hard links to those of the release before.
"""

from __future__ import annotations

import gzip
import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from html import escape as escape_html
from io import BytesIO
from pathlib import Path

from pyoxigraph import NamedNode, Quad

from lod import disk_errors
from lod.rdf.iris import Thing
from lod.rdf.namespaces import expand
from lod.register.change_log import xsd_datetime
from lod.register.database.schema import LIVE
from lod.register.ingest.hash_ranges import bounds, part_of, power_of_two
from lod.register.register import Register
from lod.store.documents import describe
from lod.store.store_protocol import ReadableStore

escape = partial(escape_html, quote=False)  # that of xml.sax.saxutils, which brings urllib.request along

INDEX = "index.xml"
FOLDER = "sitemaps"
"""Name of the folder in a release; the site serves its files at /sitemaps/ and the index at /sitemap.xml."""
SHOWN = ("work", "instance", "object", "agent", "subject", "genre", "place", "organization", "collection")
"""Kinds with pages that search engines should know; a copy is found by its edition."""
LARGEST = 2_000
"""So many things of one kind a file holds at most, about; sitemaps.org allows 50,000, but files are small so
that a small change writes little."""

_XML = '<?xml version="1.0" encoding="UTF-8"?>\n'
_START = "<url><loc>"
NAMESPACE = "http://www.sitemaps.org/schemas/sitemap/0.9"
_IMAGES = "http://www.google.com/schemas/sitemap-image/1.1"
_IMAGE_OF = (expand("schema:contentUrl"), expand("schema:image"))
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


@dataclass(frozen=True, slots=True)
class Change:
    """What became of a page."""

    thing: Thing
    number: int
    """Of the thing, in the register."""
    changed: str
    """When its description changed, as an xsd:dateTime; empty when the page is gone."""


def write(
    release: Path,
    base: str,
    pages: Pages,
    parts: int,
    before: Path | None = None,
    changes: Iterable[Change] = (),
    images: Mapping[str, Sequence[str]] = NO_IMAGES,
) -> None:
    """Write the sitemaps of a release into its folder.

    `before` is the release it was built on: then only the files of what changed are written, from those that
    it has, unless it has another number of ranges. `images` are addresses of the images of things, by their
    IRI; of what changed, when there is a release before.
    """
    folder = release / FOLDER
    folder.mkdir(parents=True, exist_ok=True)
    listed = _known(before / FOLDER, parts) if before else None
    if listed is None or before is None:
        listed = {}
        for part in range(parts):
            listed.update(_write_part(folder, base, pages(*bounds(part, parts)), part, images))
    else:
        again: dict[str, list[Change]] = {}
        for one in changes:
            if one.thing.kind in SHOWN:
                again.setdefault(_name(one.thing.kind, part_of(one.number, parts)), []).append(one)
        for name in listed.keys() - again.keys():
            disk_errors.link(before / FOLDER / name, folder / name)
        for name, some in again.items():
            listed.pop(name, None)
            listed.update(_follow(folder, before / FOLDER, name, base, some, images))
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


def pages_served(register: Register) -> Pages:
    """The pages of the release that is served, which a roll-back may have made another than the newest."""

    def pages(low: int, high: int) -> Iterator[Page]:
        rows = register.db.execute(
            "SELECT kind, key, coalesce(back.time, changed.time) FROM thing JOIN served USING (id)"
            " JOIN publication AS changed ON changed.number = thing.changed"
            " LEFT JOIN withdrawn ON withdrawn.thing = thing.id"
            " LEFT JOIN publication AS back ON back.number = withdrawn.publication"
            " WHERE served.state = :live AND thing.id BETWEEN :low AND :last",
            {"live": LIVE, "low": low, "last": high - 1},
        )
        return (Page(Thing(kind, key), xsd_datetime(time)) for kind, key, time in rows)

    return pages


def images_of(
    store: ReadableStore, hosts: Collection[str], things: Iterable[str] | None = None
) -> dict[str, list[str]]:
    """IRI of a thing → addresses of its images, those that pages may show; of some `things`, or of all."""
    found: dict[str, list[str]] = {}
    for quad in _shown(store, things) if hosts else ():
        url, subject = getattr(quad.object, "value", ""), quad.subject
        if isinstance(subject, NamedNode) and _may_be_shown(url, hosts):
            found.setdefault(subject.value.partition("#")[0], []).append(url)
    return {iri: sorted({*urls})[:MOST_IMAGES] for iri, urls in found.items()}


def _shown(store: ReadableStore, things: Iterable[str] | None) -> Iterator[Quad]:
    """Statements on images."""
    if things is None:
        for predicate in _IMAGE_OF:
            yield from store.quads_for_pattern(None, NamedNode(predicate), None, None)
    else:
        for iri in things:
            yield from (quad for quad in describe(store, iri) if quad.predicate.value in _IMAGE_OF)


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
    folder: Path, base: str, pages: Iterable[Page], part: int, images: Mapping[str, Sequence[str]]
) -> Iterator[tuple[str, str]]:
    """One file for each of the kinds that occurs in a range; gives its name and when it last changed."""
    found: dict[str, dict[str, str]] = {}
    for page in pages:
        if page.thing.kind in SHOWN:
            address = escape(page.thing.document(base))
            line = _line(address, page.changed, images.get(page.thing.iri(base), ()))
            found.setdefault(page.thing.kind, {})[address] = line
    for kind, lines in sorted(found.items()):
        name = _name(kind, part)
        yield name, _write_file(folder / name, lines)


def _follow(
    folder: Path,
    before: Path,
    name: str,
    base: str,
    changes: Iterable[Change],
    images: Mapping[str, Sequence[str]],
) -> Iterator[tuple[str, str]]:
    """The file of a range from the one before: what did not change is taken over as it stands there."""
    old = gzip.decompress((before / name).read_bytes()).decode() if (before / name).is_file() else ""
    lines = {}
    for line in old.split("\n"):
        if line.startswith(_START):
            lines[line[len(_START) : line.index("</loc>")]] = line
    for one in changes:
        address = escape(one.thing.document(base))
        lines.pop(address, None)
        if one.changed:
            lines[address] = _line(address, one.changed, images.get(one.thing.iri(base), ()))
    if lines:
        yield name, _write_file(folder / name, lines)


def _line(address: str, changed: str, images: Iterable[str]) -> str:
    shown = "".join(f"<image:image><image:loc>{escape(url)}</image:loc></image:image>" for url in images)
    return f"{_START}{address}</loc><lastmod>{escape(changed)}</lastmod>{shown}</url>"


def _write_file(file: Path, lines: Mapping[str, str]) -> str:
    """Write a file of lines by their addresses; gives when one of them last changed."""
    head = f'{_XML}<urlset xmlns="{NAMESPACE}" xmlns:image="{_IMAGES}">'
    file.write_bytes(_packed("\n".join([head, *(lines[one] for one in sorted(lines)), "</urlset>\n"])))
    return max(line.partition("<lastmod>")[2].partition("<")[0] for line in lines.values())


def _index(base: str, listed: dict[str, str], parts: int) -> Iterator[str]:
    yield f'{_XML}{_comment(parts)}\n<sitemapindex xmlns="{NAMESPACE}">\n'
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
