"""ResourceSync (ANSI/NISO Z39.99-2017): what there is, and what changed, as sitemaps with a few words more.

A resource is the description of a thing as N-Triples. The list of resources comes in ranges of numbers, so
that each can be read by itself; the lists of changes are the pages of the log.
"""

from __future__ import annotations

from collections.abc import Iterable

from lxml import etree

from lod.dataset.change_pages import Entry, FeedPage
from lod.dataset.sitemaps import NAMESPACE as SITEMAP
from lod.dataset.sitemaps import Page
from lod.rdf.iris import Thing
from lod.register.change_log import xsd_datetime

RS = "http://www.openarchives.org/rs/terms/"
FOLDER = "resourcesync"
FORM, MEDIA_TYPE = "nt", "application/n-triples"
CHANGES = {"Create": "created", "Update": "updated", "Delete": "deleted", "Move": "deleted"}
"""What the log tells → what ResourceSync calls it: under its old name a thing that moved is no more."""
_SPACES: dict[str | None, str] = {None: SITEMAP, "rs": RS}
_Element = etree._Element


def source(base: str) -> bytes:
    """The description of the source: where to begin."""
    root = _root("urlset", "description")
    _lead(root, "describedby", f"{base}.well-known/datacatalog")
    _child(root, "url", f"{base}{FOLDER}/capabilitylist.xml", capability="capabilitylist")
    return _written(root)


def capabilities(base: str) -> bytes:
    """What can be done: taking everything, and following what changes."""
    root = _root("urlset", "capabilitylist")
    _lead(root, "up", f"{base}.well-known/resourcesync")
    for name in ("resourcelist", "changelist"):
        _child(root, "url", f"{base}{FOLDER}/{name}.xml", capability=name)
    return _written(root)


def resource_index(base: str, at: str, parts: int) -> bytes:
    """The index of the lists of all resources, as they were at a moment."""
    root = _root("sitemapindex", "resourcelist", at=at)
    _lead(root, "up", f"{base}{FOLDER}/capabilitylist.xml")
    for part in range(parts):
        _child(root, "sitemap", f"{base}{FOLDER}/resourcelist-{part + 1}-of-{parts}.xml", at=at)
    return _written(root)


def resource_list(base: str, at: str, pages: Iterable[Page]) -> bytes:
    """The resources of a range."""
    root = _root("urlset", "resourcelist", at=at)
    _lead(root, "up", f"{base}{FOLDER}/capabilitylist.xml")
    _lead(root, "index", f"{base}{FOLDER}/resourcelist.xml")
    for page in pages:
        made = _child(root, "url", page.thing.document(base, FORM), page.changed, type=MEDIA_TYPE)
        _describes(made, base, page.thing)
    return _written(root)


def change_index(base: str, since: str, pages: int) -> bytes:
    """The index of the lists of changes, the oldest first."""
    root = _root("sitemapindex", "changelist", **{"from": since})
    _lead(root, "up", f"{base}{FOLDER}/capabilitylist.xml")
    for number in range(1, pages + 1):
        _child(root, "sitemap", f"{base}{FOLDER}/changelist-{number}.xml")
    return _written(root)


def change_list(base: str, found: FeedPage, since: str) -> bytes:
    """One page of changes, the oldest first; one to which more may come has no end."""
    times = [_time(entry) for entry in found.entries] or [since]
    end = {"until": times[-1]} if found.number < found.last else {}
    root = _root("urlset", "changelist", **{"from": times[0], **end})
    _lead(root, "up", f"{base}{FOLDER}/capabilitylist.xml")
    _lead(root, "index", f"{base}{FOLDER}/changelist.xml")
    for entry in found.entries:
        thing, time = entry.change.thing, _time(entry)
        made = _child(
            root,
            "url",
            thing.document(base, FORM),
            time,
            change=CHANGES[entry.activity],
            datetime=time,
            type=MEDIA_TYPE,
        )
        _describes(made, base, thing)
    return _written(root)


def _time(entry: Entry) -> str:
    return xsd_datetime(int(entry.change.time.timestamp()))


def _root(name: str, capability: str, **facts: str) -> _Element:
    root = etree.Element(f"{{{SITEMAP}}}{name}", nsmap=_SPACES)  # type: ignore[arg-type] # lxml-stubs knows no default
    etree.SubElement(root, f"{{{RS}}}md", {"capability": capability, **facts})
    return root


def _child(root: _Element, name: str, address: str, changed: str = "", **facts: str) -> _Element:
    made = etree.SubElement(root, f"{{{SITEMAP}}}{name}")
    etree.SubElement(made, f"{{{SITEMAP}}}loc").text = address
    if changed:
        etree.SubElement(made, f"{{{SITEMAP}}}lastmod").text = changed
    if facts:
        etree.SubElement(made, f"{{{RS}}}md", facts)
    return made


def _lead(root: _Element, relation: str, address: str) -> None:
    """A link of a whole list: it stands before all else."""
    root.insert(0, etree.Element(f"{{{RS}}}ln", rel=relation, href=address))


def _describes(made: _Element, base: str, thing: Thing) -> None:
    etree.SubElement(made, f"{{{RS}}}ln", rel="describes", href=thing.iri(base))


def _written(root: _Element) -> bytes:
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8")
