"""XML of one's own: the elements that repeat right below the root, or in a list there, are the records.

What is harvested in a format that has no reader here is read so, too: what OAI-PMH has in its `metadata`.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from xml.etree.ElementTree import Element  # only the type; parsing is in xml_files.tree

from lod.record import Outcome, Record, Unreadable
from lod.sources.chunk import Chunk, InvalidRecord
from lod.sources.head import Head
from lod.sources.streams import HEAD, Blocks
from lod.sources.tables.rows import KEYS, NUMBER, ident_of
from lod.sources.xml_files.fields import cleaned, fields
from lod.sources.xml_files.records import harvested, wrapper_without_record
from lod.sources.xml_files.split import Splitter
from lod.sources.xml_files.tree import local_name, parse_tree

# Nothing in it is looked at twice: what does not end is taken whole, and no "<" stands in an attribute.
_TAG = re.compile(
    rb"<!--(?:.*?-->|.*+)|<!\[CDATA\[(?:.*?\]\]>|.*+)|<[?!][^>]*+"
    rb"""|<(/?)([A-Za-z_][^\s<>/]*+)[^<>"'/]*+(?:(?:/(?!>)|"[^"<]*+"|'[^'<]*+')[^<>"'/]*+)*(/?)>""",
    re.DOTALL,
)
PAGES = frozenset({"html", "svg"})
"""Elements around what is for people, and holds no records."""
_HARVEST = "OAI-PMH"
_PROTOCOLS = {_HARVEST, "searchRetrieveResponse", "RDF"}
_OF_SYSTEMS = {"http://www.zetcom.com/ria/ws/module": "moduleItem"}
"""By the namespace of a system (MuseumPlus RIA) its records, of which a file may have just one."""
_WRAPPED = re.compile(rb"<metadata(?:\s[^<>]*)?>\s*+<record[\s/>]")
"""A record whose element is called as the wrapper of OAI-PMH is, and by no prefix told from it."""
_LEAST = 2  # elements of one name that make a list
_DEEPEST = 3  # elements around a list, each alone in the one before
_Elements = list[tuple[int, str]]
"""How deep each element stands, the root at 0, and its local name."""


def recognise(head: Head) -> int:
    """How sure it is, from 0 to 100, that this is a list of records: less than of any format by name."""
    if not head.is_xml or head.elements[0].lower() in PAGES:
        return 0
    if head.elements[0] == _HARVEST:
        return 4 if {"record", "metadata"} <= set(head.elements) else 0
    if head.elements[0] in _PROTOCOLS:
        return 0
    is_list = _of_system(head) or repeated(head.markup) or (len(head.raw) >= HEAD and _begun(head.markup))
    return 5 if is_list else 0


def _of_system(head: Head) -> str:
    """The name of the records of a system that is known by its namespace."""
    named = (_OF_SYSTEMS.get(namespace, "") for namespace in head.namespaces)
    return next((name for name in named if name in head.elements), "")


def _begun(markup: bytes) -> bool:
    """Whether it breaks off in the first element below the root, which has several others in it.

    Nobody sees then whether more of that name follow: it is a record that is larger than the beginning.

    >>> _begun(b"<export><object><nr>1</nr><text>a"), _begun(b"<export><made/><object><nr/><text/>")
    (True, False)
    """
    found = list(_elements(markup))
    below = [called for depth, called in found if depth == 1]
    inside = {called for depth, called in found if depth == 2}
    return len(below) == 1 and len(inside) >= _LEAST and f"{below[0]}>".encode() not in _closed(markup)


def _closed(markup: bytes) -> set[bytes]:
    """The local names of the elements that end, each with its bracket."""
    return {end.rpartition(b":")[2] for end in re.findall(rb"</([^\s<>]+>)", markup)}


def repeated(markup: bytes, least: int = _LEAST) -> str:
    """The local name of the elements that repeat right below the root, or in a list there; or nothing.

    >>> repeated(b"<list><date/><thing><name/></thing><thing/></list>"), repeated(b"<a><b/><c/></a>")
    ('thing', '')
    """
    found = list(_elements(markup))
    return next(iter(_kinds(found, least)), "") or _listed(found) or _deeper(found)


def _deeper(found: _Elements) -> str:
    """The name of the elements of a list in one that stands alone in one that stands alone.

    >>> _deeper(list(_elements(b"<a><b><c><d><e/></d><d/></c></b></a>")))
    'd'
    >>> _deeper(list(_elements(b"<a><b><c><d/><d/></c></b></a>")))
    ''
    """
    for _ in range(_DEEPEST):
        if sum(depth == 1 for depth, _ in found) != 1:
            break
        found = [(depth - 1, called) for depth, called in found if depth]
        names = {called for depth, called in found if depth == 1}
        filled = any(depth == 2 for depth, _ in found)
        if len(names) == 1 and filled and sum(depth == 1 for depth, _ in found) >= _LEAST:
            return names.pop()
    return ""


def _elements(markup: bytes) -> Iterator[tuple[int, str]]:
    """Each element, as far as the markup goes."""
    depth = 0
    for tag in _TAG.finditer(markup):
        end, name, is_empty = tag.groups()
        if name is None:
            continue
        if end:
            depth -= 1
            continue
        called = name.decode("utf-8", "replace").rpartition(":")[2]
        yield depth, called
        depth += not is_empty


def _listed(found: _Elements) -> str:
    """The name of the elements of which one element below the root has several, and nothing else.

    >>> _listed(list(_elements(b"<export><made/><things><thing><nr/></thing><thing/></things></export>")))
    'thing'
    >>> _listed(list(_elements(b"<thing><nr/><parts><part/><part/></parts></thing>")))
    ''
    """
    inside = ""
    lists: list[Counter[str]] = []
    filled: set[str] = set()
    for depth, called in found:
        if depth == 1:
            lists.append(Counter())
        elif depth == 2:
            lists[-1][called] += 1
            inside = called
        elif depth == 3:
            filled.add(inside)
    names = [next(iter(one)) for one in lists if len(one) == 1 and one.total() >= _LEAST]
    return names[0] if len(names) == 1 and names[0] in filled else ""


def _kinds(elements: _Elements, least: int) -> list[str]:
    """Local names of the records: what repeats most, and others with elements in them that repeat beside it.

    A name that also stands inside a record is none of these: its end would be taken for that of a record.
    """
    current = ""
    found, deeper, filled = Counter[str](), set[str](), set[str]()
    for depth, called in elements:
        if depth == 1:
            found[called] += 1
            current = called
        elif depth > 1:
            deeper.add(called)
            filled.add(current)
    main, count = max(found.items(), key=lambda item: item[1], default=("", 0))
    beside = (name for name in filled if name != main and found[name] >= _LEAST)
    names = [main, *sorted(name for name in beside if not {name, main} & deeper)]
    is_most = sum(found[name] for name in names) * 2 >= found.total()
    return names if count >= least and is_most else []


def split(blocks: Blocks, source: str) -> Iterator[Chunk | Unreadable]:
    """The bytes of each record; the root itself when nothing repeats in it."""
    head = Head(blocks.head())
    if head.elements[:1] == (_HARVEST,):
        outermost = () if _WRAPPED.search(head.markup) else (b"record",)
        return Splitter("record", outermost=outermost).split(blocks, source)
    if name := _of_system(head):
        return Splitter(name).split(blocks, source)
    least = 1 if len(head.raw) >= HEAD else _LEAST  # one that is larger than the head may be one of many
    found = list(_elements(head.markup))
    names = _kinds(found, _LEAST) or [*filter(None, [_listed(found) or _deeper(found)])]
    names = names or _kinds(found, least) or [head.elements[0] if head.elements else "record"]
    return Splitter(*names).split(blocks, source)


def parse(raw: bytes, source: str = "", position: int = 0, offset: int = 0) -> Outcome:
    """The record in an element.

    >>> parse(b'<thing id="7"><name xml:lang="nl">Vaas</name></thing>').fields
    [@id 7, name Vaas$@langnl]
    """
    try:
        root, warnings = parse_tree(raw)
        ident, element = harvested(root), _described(root)
        if element is None:
            return wrapper_without_record(root, raw, source, position, offset)
        found = fields(element)
    except InvalidRecord as fault:
        return Unreadable(source, position, offset, str(fault), raw)
    return Record("xml", ident or _ident(element), "", found, source, position, raw, warnings)


def _described(root: Element) -> Element | None:
    """What is in the wrapper of OAI-PMH, when there is one; None when nothing is in that."""
    names = [local_name(child.tag) for child in root]
    if local_name(root.tag) != "record" or "header" not in names:
        return root
    metadata = root[names.index("metadata")] if "metadata" in names else ()
    return next((each for each in metadata if isinstance(each.tag, str)), None)


def _ident(root: Element) -> str:
    """What an attribute or an element says that is called as keys are.

    Of a record that is only made of parts (CollectionSpace), the number of an object in the largest of them.
    """
    said = {local_name(child.tag).lower(): child.text or "" for child in reversed(root)}
    said.update({local_name(name).lower(): value for name, value in root.attrib.items()})
    ident = next((text for key in KEYS if (text := cleaned(said.get(key, "")))), "")
    ident = ident or ident_of({name: cleaned(text) for name, text in said.items()})
    if ident or not all(map(len, root)):
        return ident
    largest = max(root, key=len, default=root)
    return next(
        (cleaned(each.text or "") for each in largest if NUMBER.fullmatch(local_name(each.tag).lower())), ""
    )
