"""The newest changes as an Atom feed (RFC 4287), with what was deleted (RFC 6721)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, cast

from lxml import etree

from lod.dataset.change_pages import Entry
from lod.register.change_log import xsd_datetime
from webapp.oai.metadata_card import clean

ATOM = "http://www.w3.org/2005/Atom"
DELETED = "http://purl.org/atompub/tombstones/1.0"
_Element = etree._Element


def feed(
    base: str,
    publisher: str,
    title: str,
    updated: str,
    entries: Sequence[Entry],
    name: Callable[[str], str],
    language: str,
) -> bytes:
    """The feed of a publisher; `name` gives what a thing is called."""
    # without a prefix: readers that go by names as they are written (rss-parser of npm) know no "atom:feed"
    root = etree.Element(f"{{{ATOM}}}feed", nsmap=cast(Any, {None: ATOM, "at": DELETED}))
    root.set("{http://www.w3.org/XML/1998/namespace}lang", language)
    _add(root, "id", f"{base}changes.atom")
    _add(root, "title", f"{publisher}: {title}")
    _add(root, "updated", updated)
    _add(_add(root, "author"), "name", publisher)
    _link(root, "self", f"{base}changes.atom", "application/atom+xml")
    _link(root, "alternate", f"{base}changes", "application/activity+json")
    for entry in entries:
        _entry(root, base, entry, name)
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8")


def _entry(root: _Element, base: str, entry: Entry, name: Callable[[str], str]) -> None:
    change = entry.change
    iri, when = change.thing.iri(base), xsd_datetime(int(change.time.timestamp()))
    if entry.activity == "Delete":
        etree.SubElement(root, f"{{{DELETED}}}deleted-entry", ref=f"{iri}#{change.seq}", when=when)
        return
    target = entry.target if entry.target else change.thing
    made = _add(root, "entry")
    _add(made, "id", f"{iri}#{change.seq}")
    _add(made, "title", name(target.iri(base)) or f"{target.kind}/{target.key}")
    _add(made, "updated", when)
    etree.SubElement(made, f"{{{ATOM}}}category", term=entry.activity.lower())
    _link(made, "alternate", target.document(base), "text/html")
    _add(made, "summary", f"{entry.activity}: {target.iri(base)}")


def _add(parent: _Element, name: str, text: str = "") -> _Element:
    made = etree.SubElement(parent, f"{{{ATOM}}}{name}")
    made.text = clean(text) or None
    return made


def _link(parent: _Element, relation: str, address: str, media_type: str) -> None:
    etree.SubElement(parent, f"{{{ATOM}}}link", rel=relation, href=address, type=media_type)
