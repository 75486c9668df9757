"""METS: which of its descriptions is that of the whole, what it is divided into, its pages with images."""

from __future__ import annotations

from collections.abc import Iterator
from xml.etree.ElementTree import Element  # only the type; parsing is in xml_files.tree

from lod.record import Field
from lod.sources.chunk import InvalidRecord
from lod.sources.mets_dublin_core import as_mods
from lod.sources.xml_files.fields import DEEPEST, cleaned, field, fields
from lod.sources.xml_files.tree import local_name

_HREF = "{http://www.w3.org/1999/xlink}href"


def described(package: Element) -> tuple[Element | None, list[Field]]:
    """The MODS of the whole, its fields, and `division` (its kind), `section` (a part), `page` and `amdSec`.

    A part has its own description in it. A page has a `file` for each size of its image, with its use.
    """
    by_id = {
        section.get("ID", ""): mods
        for section in _all(package, "dmdSec")
        if (mods := _description(section)) is not None
    }
    top = next((div for map_ in _maps(package, "LOGICAL") for div in _divisions(map_)), None)
    chosen, top, sections = _whole(top, by_id)
    if chosen is None:
        chosen = next(iter(by_id.values()), None)
    if chosen is None:
        return None, []
    found = fields(chosen)
    if top is None:
        top = next((div for map_ in _maps(package, "PHYSICAL") for div in _divisions(map_)), None)
    if top is not None and top.get("TYPE"):
        found.append(Field("division", "", _said(top, "TYPE")))
    found += [_section(div, by_id, 1) for div in sections]
    told = {id(mods) for div in [top, *sections] if div is not None for mods in _told(div, by_id)}
    found += [
        Field("section", "", [], fields(mods))
        for mods in by_id.values()
        if mods is not chosen and id(mods) not in told
    ]
    return chosen, found + list(_pages(package)) + [field(each) for each in _all(package, "amdSec")]


def _whole(
    top: Element | None, by_id: dict[str, Element]
) -> tuple[Element | None, Element | None, list[Element]]:
    """The description of the outermost division that has one, that division, and the divisions in it."""
    while top is not None:
        inner = list(_divisions(top))
        if (mods := next(iter(_own(top, by_id)), None)) is not None:
            return mods, top, inner
        top = inner[0] if len(inner) == 1 else None
    return None, None, []


def _description(section: Element) -> Element | None:
    """The MODS in a section, or what it has in Dublin Core."""
    mods = next(_all(section, "mods"), None)
    return as_mods(section) if mods is None else mods


def _own(div: Element, by_id: dict[str, Element]) -> list[Element]:
    return [by_id[name] for name in div.get("DMDID", "").split() if name in by_id]


def _told(div: Element, by_id: dict[str, Element]) -> list[Element]:
    return [mods for each in div.iter() for mods in _own(each, by_id)]


def _section(div: Element, by_id: dict[str, Element], depth: int) -> Field:
    """A part of the whole: its type, label and description, and the parts in it."""
    if depth > DEEPEST:
        raise InvalidRecord(f"divisions more than {DEEPEST} deep in each other")
    inner = [each for mods in _own(div, by_id) for each in fields(mods)]
    inner += [_section(each, by_id, depth + 1) for each in _divisions(div)]
    return Field("section", "", _said(div, "TYPE", "LABEL", "ORDER"), inner or None)


def _pages(package: Element) -> Iterator[Field]:
    """Each page in its order with its files; a `file` that is of no page is of the whole.

    Where no order of pages is told, each file is a page of its own.
    """
    files = _files(package)
    told: set[str] = set()
    for map_ in _maps(package, "PHYSICAL"):
        for div in _all(map_, "div"):
            names = [name for name in _names(div) if name in files]
            if names and not any(True for _ in _divisions(div)):
                told.update(names)
                yield Field(
                    "page", "", _said(div, "TYPE", "ORDER", "ORDERLABEL", "LABEL"), [files[n] for n in names]
                )
    for name, file in files.items():
        if name not in told:
            yield file if told else Field("page", "", [], [file])


def _names(div: Element) -> list[str]:
    """The ids of the files of a division."""
    return [each.get("FILEID", "") for each in div if local_name(each.tag) == "fptr"]


def _files(package: Element) -> dict[str, Field]:
    """Each file by its id: what it is for (as its group says), where it is, its media type."""
    found: dict[str, Field] = {}
    for section in _all(package, "fileSec"):
        for group in section.iter():
            for file in group:
                if local_name(file.tag) == "file":
                    where = next(
                        (each.get(_HREF, "") for each in file if local_name(each.tag) == "FLocat"), ""
                    )
                    said = [("@use", cleaned(group.get("USE", ""))), ("@href", cleaned(where))]
                    said += _said(file, "MIMETYPE")
                    key = file.get("ID") or f"\0{len(found)}"
                    found[key] = Field("file", "", [pair for pair in said if pair[1]])
    return found


def _said(element: Element, *names: str) -> list[tuple[str, str]]:
    """Some attributes of an element, those that say something."""
    return [(f"@{name.lower()}", text) for name in names if (text := cleaned(element.get(name, "")))]


def _maps(package: Element, kind: str) -> Iterator[Element]:
    """The maps of the structure of this kind; one that says no kind is of the logical structure."""
    for each in _all(package, "structMap"):
        if (each.get("TYPE") or "LOGICAL").upper() == kind:
            yield each


def _divisions(element: Element) -> Iterator[Element]:
    return (each for each in element if local_name(each.tag) == "div")


def _all(element: Element, name: str) -> Iterator[Element]:
    return (each for each in element.iter() if local_name(each.tag) == name)
