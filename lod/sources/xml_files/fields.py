"""An element of XML as a field: its local name, its text, its attributes, and what stands in it."""

from __future__ import annotations

from xml.etree.ElementTree import Element  # only the type; parsing is in xml_files.tree

from lod.record import Field
from lod.sources.chunk import InvalidRecord
from lod.sources.clean import composed, spaced, unfolded, without_markup
from lod.sources.xml_files.tree import local_name

DEEPEST = 100
"""Elements in elements in elements: deeper is no description of anything."""

_BREAKS = ("lb", "br")
_INLINE = frozenset({"emph", "b", "i", "em", "strong", "span", "hi", *_BREAKS})
"""Elements that only say how a text looks: an element with nothing else in it has their text as its own."""


def fields(root: Element) -> list[Field]:
    """What stands in the element of a record: its attributes as fields of their own, then its elements.

    >>> from lod.sources.xml_files.tree import parse_tree
    >>> fields(parse_tree(b'<c level="file"><title xml:lang="nl">Brief</title></c>')[0])
    [@level file, title Brief$@langnl]
    """
    own = [Field(f"@{local_name(name)}", "", [("", cleaned(value))]) for name, value in root.attrib.items()]
    return own + [field(inner) for inner in root]


def field(element: Element, depth: int = 1) -> Field:
    """An element as a field; InvalidRecord when elements stand too deep in each other.

    In mixed content (`<p>een <emph>mooi</emph> boek</p>`) the text of the element is all that is read in it,
    in its order; the elements inside keep theirs.
    """
    if depth > DEEPEST:
        raise InvalidRecord(f"elements more than {DEEPEST} deep in each other")
    # first: what is too deep is known before all of it is read a hundred times, once for each that it is in
    inner = [field(child, depth + 1) for child in element]
    text = text_of(element)
    values = [("", text)] if text else []
    values += [(f"@{local_name(name)}", cleaned(value)) for name, value in element.attrib.items()]
    return Field(local_name(element.tag), "", values, inner or None)


def text_of(element: Element) -> str:
    """The text of an element; with that of the elements in it when they stand in the midst of text."""
    own = element.text or ""
    is_mixed = own.strip() or any((child.tail or "").strip() for child in element)
    if len(element) and (is_mixed or all(local_name(child.tag) in _INLINE for child in element)):
        return cleaned("".join(_read(element)))
    return cleaned(own)


def _read(element: Element) -> list[str]:
    """All texts in reading order, however deep they stand; a space for a line break."""
    found = [element.text or ""]
    waiting = _inside(element)
    while waiting:
        one = waiting.pop()
        if isinstance(one, str):
            found.append(one)
        elif local_name(one.tag) in _BREAKS:
            found.append(" ")
        else:
            found.append(one.text or "")
            waiting += _inside(one)
    return found


def _inside(element: Element) -> list[Element | str]:
    """The elements in an element, each with the text behind it; the first comes last."""
    return [part for child in reversed(element) for part in (child.tail or "", child)]


def cleaned(text: str) -> str:
    """A text on one line, composed, without control characters and without the markup of a page.

    >>> cleaned("  Gezicht\\n    op <i>Delft</i> ")
    'Gezicht op Delft'
    """
    return whole(without_markup(text) if "<" in text or "&" in text else text)


def whole(text: str) -> str:
    """A text on one line, composed, without control characters, and with whatever else is in it."""
    if text.isascii() and text.isprintable():
        return text.strip()
    text = unfolded(text).strip()
    return composed(spaced(text))
