"""EAD 2002 and EAD3: finding aids of archives, of any depth; the whole and each component are records."""

from __future__ import annotations

from xml.etree.ElementTree import Element  # only the type; parsing is in xml_files.tree

from lod.record import Field, Outcome, Record, Unreadable
from lod.sources.chunk import InvalidRecord
from lod.sources.ead.notes import lay_out, public
from lod.sources.ead.split import split as split
from lod.sources.head import Head
from lod.sources.xml_files.fields import field, fields
from lod.sources.xml_files.records import wrapper_without_record
from lod.sources.xml_files.tree import local_name, parse_tree

_NAMESPACES = ("urn:isbn:1-931666-22-9", "http://ead3.archivists.org/schema")
_HEADS = {"eadheader": 90, "control": 90, "eadid": 80, "archdesc": 70}
_PARTS = {"archdesc", "c", *(f"c{level:02}" for level in range(1, 13))}
_FRONT = ("eadheader", "control", "frontmatter")


def recognise(head: Head) -> int:
    """How sure it is, from 0 to 100, that this is EAD."""
    if not head.is_xml:
        return 0
    if "ead" not in head.elements:  # a part of a finding aid, as some systems export it
        is_part = _PARTS & set(head.elements) and "did" in head.elements
        return 65 if is_part and {"unittitle", "unitid"} & set(head.elements) else 0
    if any(name.startswith(_NAMESPACES) for name in head.namespaces):
        return 95
    return max((_HEADS[name] for name in head.elements if name in _HEADS), default=0)


_TERMS = frozenset(
    {"subject", "geogname", "persname", "corpname", "famname", "name", "genreform", "occupation"}
)


def _with_terms(component: Element) -> None:
    """Make terms of the component of the entries of an index that point nowhere, as controlaccess has them.

    German archives index a component so (EAD of the Deutsche Digitale Bibliothek); an index of the whole
    finding aid has pointers to its components in it, and stays as it is.
    """
    for index in component:
        if local_name(index.tag) != "index":
            continue
        entries = [entry for entry in index if local_name(entry.tag) == "indexentry"]
        terms = [term for entry in entries for term in entry]
        if terms and all(local_name(term.tag) in _TERMS for term in terms):
            index.tag = "controlaccess"
            index[:] = [child for child in index if local_name(child.tag) != "indexentry"] + terms


def parse(raw: bytes, source: str = "", position: int = 0, offset: int = 0) -> Outcome:
    """The part of a finding aid in this wrapper, with what tells its place in it.

    >>> part = parse(b'<part><context key="7-1" parent="7"/><c level="file"><did/></c></part>')
    >>> part.id, part.fields
    ('7-1', [context $@key7-1$@parent7, @level file, did ])
    """
    try:
        root, warnings = parse_tree(raw)
        context = next((child for child in root if local_name(child.tag) == "context"), None)
        kept = [Field("internal", "", [("", name)]) for name in public(root)]
        found: list[Field] = []
        for child in root:
            name = local_name(child.tag)
            if name in _FRONT or child is context:
                found.append(field(child))
            else:
                _with_terms(child)
                lay_out(child)
                found += fields(child)
        found += kept
        if context is None:
            return wrapper_without_record(root, raw, source, position, offset)
    except InvalidRecord as fault:
        return Unreadable(source, position, offset, str(fault), raw)
    return Record("ead", context.get("key", ""), "", found, source, position, raw, warnings)
