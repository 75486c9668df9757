"""Formats whose records are elements of XML: what their readers have in common."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from xml.etree.ElementTree import Element  # only the type; parsing is in xml_files.tree

from lod.record import Deleted, Outcome, Record, Unreadable
from lod.sources.chunk import Chunk, InvalidRecord
from lod.sources.streams import Blocks
from lod.sources.xml_files.fields import cleaned, fields
from lod.sources.xml_files.split import Splitter
from lod.sources.xml_files.tree import local_name, parse_tree

Parse = Callable[[bytes, str, int, int], Outcome]
Split = Callable[[Blocks, str], Iterator[Chunk | Unreadable]]

_WRAPPED = re.compile(rb"<(?:[^\s<>/:!?]+:)?record[\s>]")


def splitter(*names: str) -> Split:
    """The function that cuts out elements of these names: with their wrapper where they have one.

    The wrapper of OAI-PMH has the identifier of the harvest in it.
    """
    alone = Splitter(*names, unnested=names)
    ways = ("<{}>", "<{} ", ":{}>", ":{} ")
    wrapped = Splitter("record", begun=tuple(way.format(name).encode() for name in names for way in ways))

    def split(blocks: Blocks, source: str) -> Iterator[Chunk | Unreadable]:
        found = wrapped if _WRAPPED.search(blocks.head()) else alone
        return found.split(blocks, source)

    return split


def parser(format: str, names: tuple[str, ...], identify: Callable[[Element], str]) -> Parse:
    """The function that reads a record: an element with one of these names, alone or in a wrapper.

    `identify` gives its id; where it finds none, it is that of the harvest. A wrapper (of OAI-PMH) that says
    that its record was deleted gives Deleted.
    """

    def parse(raw: bytes, source: str = "", position: int = 0, offset: int = 0) -> Outcome:
        try:
            root, warnings = parse_tree(raw)
            element = next((each for each in root.iter() if local_name(each.tag) in names), None)
            if element is None:
                return wrapper_without_record(root, raw, source, position, offset)
            found = fields(element)
            if not found:
                return Unreadable(source, position, offset, "an empty record: nothing stands in it", raw)
            ident = cleaned(identify(element)) or harvested(root)
        except InvalidRecord as fault:
            return Unreadable(source, position, offset, str(fault), raw)
        return Record(format, ident, "", found, source, position, raw, warnings)

    return parse


def wrapper_without_record(
    root: Element, raw: bytes, source: str, position: int, offset: int
) -> Unreadable | Deleted:
    """A wrapper with no record in it: one that was deleted, or a message instead of one."""
    headers = [element for element in root.iter() if local_name(element.tag) == "header"]
    if any(header.get("status") == "deleted" for header in headers):
        return Deleted(source, position, text_at(headers[0], "identifier"))
    said = text_at(root, "message") or text_at(root, "details") or text_at(root, "error")
    reason = f"the server gave a message instead of a record: {said}" if said else _no_record(root)
    return Unreadable(source, position, offset, reason[:500], raw)


def _no_record(wrapper: Element) -> str:
    """That there is no record of this format in a wrapper, and what there is in its place."""
    metadata = next((each for each in wrapper.iter() if local_name(each.tag) == "metadata"), ())
    other = next((local_name(each.tag) for each in metadata if local_name(each.tag)), "")
    return f"no record in it of the format of its file, but <{other}>" if other else "no record in it"


def harvested(wrapper: Element) -> str:
    """The identifier that OAI-PMH gives the record in this wrapper; empty when there is none."""
    header = next((each for each in wrapper if local_name(each.tag) == "header"), None)
    return cleaned(text_at(header, "identifier")) if header is not None else ""


def text_at(element: Element, *path: str) -> str:
    """The first text at a path of local names below an element; the first name may stand at any depth.

    >>> text_at(parse_tree(b"<a><b><c>text</c></b></a>")[0], "b", "c")
    'text'
    """
    for found in element.iter():
        if local_name(found.tag) == path[0] and found is not element:
            inner = _down(found, path[1:])
            if inner is not None and (text := "".join(inner.itertext()).strip()):
                return text
    return ""


def _down(element: Element | None, path: tuple[str, ...]) -> Element | None:
    for name in path:
        if element is None:
            return None
        element = next((child for child in element if local_name(child.tag) == name), None)
    return element
