"""The page of the datasets: what there is to take, how large it is, under which conditions."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from babel.numbers import format_decimal

from lod.dataset.catalogue import Catalogue
from lod.dataset.dataset_metadata import Facts
from lod.dataset.dumps.downloads import WHOLE, Download
from lod.rdf.iris import Thing
from webapp.languages import N_, Wording
from webapp.pages.labels import TextSpan
from webapp.pages.things.holdings import local
from webapp.pages.things.term_sources import LICENCES

if TYPE_CHECKING:  # they know pages
    from webapp.context import Context
    from webapp.current_release import Served


_WHAT = {
    "nt": N_("all statements, as N-Triples"),
    "nq": N_("all statements with their collection, as N-Quads"),
    "jsonl": N_("one thing on each line, as JSON-LD"),
    "things.csv": N_("table of all descriptions"),
    "agents.csv": N_("table of people and organisations"),
    "copies.csv": N_("table of copies"),
    "links.csv": N_("table of links to other sources"),
}
"""What a file holds, by the end of its name without its packing."""


@dataclass(frozen=True, slots=True)
class FileRow:
    """One download."""

    href: str
    name: str
    size: str
    what: str
    """What is in it, in words."""
    checksum: str
    """SHA-256, in hexadecimal; otherwise by its name, which stands before it."""


@dataclass(frozen=True, slots=True)
class DatasetRow:
    """One dataset."""

    name: str
    href: str
    """Its page; empty for the whole."""
    iri: str
    description: str
    records: str
    statements: str
    changed: str
    licence: TextSpan | None
    files_of: str
    """The moment of which the files are, when what is in them changed since."""
    files: tuple[FileRow, ...]


@dataclass(frozen=True, slots=True)
class DatasetsPage:
    """All datasets, the whole first."""

    datasets: tuple[DatasetRow, ...]
    endpoint: str
    documents: tuple[str, ...]
    """Addresses of the descriptions for machines."""


def datasets_page(found: Context, served: Served, wording: Wording, about: Catalogue) -> DatasetsPage:
    """The page of the datasets of a site."""
    site, urls = found.site, found.urls
    rows = [_row(found, served, wording, WHOLE, local(site.name, wording), "", about.licence)]
    for one in site.collections:
        href = urls.document(Thing("collection", one.key))
        description = local(one.description, wording)
        rows.append(
            _row(found, served, wording, one.key, local(one.name, wording), href, one.licence, description)
        )
    addresses = tuple(f"{urls.page('.well-known/')}{name}.ttl" for name in ("datacatalog", "void"))
    return DatasetsPage(tuple(rows), about.endpoint, addresses)


def _row(
    found: Context,
    served: Served,
    wording: Wording,
    key: str,
    name: str,
    href: str,
    licence: str,
    description: str = "",
) -> DatasetRow:
    facts = served.facts.get(key)
    files = (one for one in served.downloads.values() if one.collection == key)
    base = found.urls.base
    return DatasetRow(
        name,
        href,
        Thing("collection", key).iri(base) if key != WHOLE else "",
        description,
        wording.number(facts.records) if facts else "",
        wording.number(facts.tally.triples) if facts else "",
        wording.day(facts.modified) if facts else "",
        TextSpan(LICENCES.get(licence, licence), href=licence) if licence else None,
        f"{wording.day(facts.told)} {facts.told[11:16]} UTC" if facts and is_behind(facts) else "",
        tuple(_files(found, wording, files)),
    )


def is_behind(facts: Facts) -> bool:
    """Whether the downloads are from before the last change.

    >>> is_behind(Facts(modified="2026-11-28T21:00:00Z", told="2026-11-28T20:00:00Z"))
    True
    """
    return bool(facts.told) and facts.told != facts.modified


def _files(found: Context, wording: Wording, files: Iterable[Download]) -> Iterable[FileRow]:
    for one in files:
        href = f"{found.urls.page('dumps/')}{one.name}"
        checksum = f"{one.sha256[:16]}…" if one.sha256 else f"Adler-32 {one.adler32}"
        what = wording.text(_WHAT.get(one.form.suffix.rpartition(".")[0], ""))
        yield FileRow(href, one.name.rpartition("/")[2], size_of(one.size, wording), what, checksum)


def size_of(size: int, wording: Wording) -> str:
    """The size of a file as people read it.

    >>> from webapp.languages import wording
    >>> size_of(1_234_567, wording("nl")), size_of(12, wording("en"))
    ('1,2 MB', '0.1 kB')
    """
    unit, number = ("MB", size / 1e6) if size >= 1e6 else ("kB", max(0.1, size / 1e3))
    return f"{format_decimal(round(number, 1), locale=wording.locale)} {unit}"
