"""The notes of a finding aid laid out to be read as plain text, and without what is not for the public.

Lists, tables and chronologies become lines; notes that stand in a group are notes of the component itself.
"""

from __future__ import annotations

from collections.abc import Iterator
from xml.etree.ElementTree import Element, SubElement  # only to take apart; parsing is in xml_files.tree

from lod.sources.chunk import InvalidRecord
from lod.sources.xml_files.fields import DEEPEST, cleaned, text_of
from lod.sources.xml_files.tree import local_name

INTERNAL = "internal"
"""Of `audience`: only for the archive's own use."""

_BLOCKS = frozenset({"p", "list", "table", "chronlist", "address", "blockquote"})
_FOOTNOTES = ("note", "footnote")
_PLAIN = {*_BLOCKS, "head"}
"""What may stand in a group of notes and is no note."""
_LINES = {"row": " | ", "defitem": ": ", "chronitem": ": ", "listhead": " | ", "indexentry": ": "}
"""Elements that are one line of text, and what stands between their parts."""


def public(root: Element, depth: int = 1) -> Iterator[str]:
    """Take out of an element what is for the archive's own use; the names of what was taken out.

    >>> from lod.sources.xml_files.tree import parse_tree
    >>> made = parse_tree(b'<did><note audience="internal">duur</note><abstract>Brieven</abstract></did>')[0]
    >>> [*public(made)], [child.tag for child in made]
    (['note'], ['abstract'])
    """
    if depth > DEEPEST:
        raise InvalidRecord(f"elements more than {DEEPEST} deep in each other")
    before: Element | None = None
    for child in [*root]:
        if child.get("audience") != INTERNAL:
            yield from public(child, depth + 1)
            before = child
            continue
        tail = child.tail or ""
        if before is None:
            root.text = _beside(root.text or "", tail)
        else:
            before.tail = _beside(before.tail or "", tail)
        root.remove(child)
        yield local_name(child.tag)


def _beside(text: str, tail: str) -> str:
    """Two texts beside each other, with one space between them at most."""
    return text + (tail.lstrip() if text.endswith((" ", "\n")) else tail)


def lay_out(part: Element) -> None:
    """Lay out the notes of a component, or of the whole, in its element."""
    _ungroup(part)
    for child in part:
        if local_name(child.tag) != "did":
            _lines(child)


def _ungroup(part: Element) -> None:
    """Put notes in groups (descgrp) right below the component; headings and texts of a group stay in it."""
    for group in [child for child in part if local_name(child.tag) == "descgrp"]:
        _ungroup(group)
        at = [*part].index(group)
        for note in [child for child in group if local_name(child.tag) not in _PLAIN]:
            group.remove(note)
            at += 1
            part.insert(at, note)


def _lines(element: Element) -> None:
    """Make of everything in an element that is a line a text of its own."""
    name = local_name(element.tag)
    if name in _LINES:
        _join(element, _LINES[name])
        return
    _apart(element)
    for number, child in enumerate((child for child in element if local_name(child.tag) == "item"), 1):
        ordered = "ordered" in (element.get("type"), element.get("listtype"))
        _begin(child, f"{number}. " if ordered else "– ")
    for child in element:
        _lines(child)


def _join(element: Element, between: str) -> None:
    """Put the texts of an element's parts on one line; events of one moment are told after each other."""
    parts = [text for child in element if (text := _told(child))]
    if between == ": " and len(parts) > 2:
        parts = [parts[0], "; ".join(parts[1:])]
    _say(element, between.join(parts))


def _say(element: Element, text: str) -> None:
    """Let an element have this text, and nothing else in it."""
    for child in [*element]:
        element.remove(child)
    element.text = text


def _told(element: Element) -> str:
    """All texts in an element, on one line."""
    return text_of(element) or "; ".join(text for child in element if (text := _told(child)))


def _apart(element: Element) -> None:
    """Put text in the midst of which lists, tables or paragraphs stand in paragraphs beside them."""
    if not any(text.strip() for text in (element.text or "", *(child.tail or "" for child in element))):
        return
    for child in element:
        if local_name(child.tag) in _FOOTNOTES and (text := _told(child)):
            _say(child, f" ({text}) ")
    if not any(local_name(child.tag) in _BLOCKS for child in element):
        return
    children, text = [*element], element.text or ""
    for child in children:
        element.remove(child)
    element.text = ""
    run = SubElement(element, "p")
    run.text = text
    for child in children:
        if local_name(child.tag) not in _BLOCKS:
            run.append(child)
            continue
        tail, child.tail = child.tail or "", ""
        element.append(child)
        run = SubElement(element, "p")
        run.text = tail


def _begin(item: Element, mark: str) -> None:
    """Put a mark before the first words of an item of a list."""
    if not cleaned(item.text or "") and len(item) and local_name(item[0].tag) in _BLOCKS:
        _begin(item[0], mark)
    else:
        item.text = mark + (item.text or "").lstrip()
