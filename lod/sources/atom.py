"""Archives in the CSV of AtoM (Access to Memory): a row is read as the component of EAD that says the same.

Columns are those of its templates for ISAD(G). Several values stand in one cell with a bar between them; of
events and alternative numbers, the n-th values of several columns belong together.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import zip_longest

from lod.record import OWN_USE, Field, Outcome, Record, Unreadable
from lod.sources.head import Head
from lod.sources.tables import delimited
from lod.sources.tables.rows import parser

__all__ = ["parse", "recognise", "split"]

_PLACE = frozenset({"legacyid", "parentid", "qubitparentslug"})
_COLUMNS = """
levelofdescription extentandmedium archivalhistory scopeandcontent accessconditions eventactors eventdates
nameaccesspoints subjectaccesspoints publicationstatus creators alternativeidentifiers
"""
_OWN = frozenset(_COLUMNS.split())
_LEAST = 3  # columns that only AtoM has
_NOTES = {
    "archivalHistory": "custodhist",
    "acquisition": "acqinfo",
    "scopeAndContent": "scopecontent",
    "appraisal": "appraisal",
    "accruals": "accruals",
    "arrangement": "arrangement",
    "accessConditions": "accessrestrict",
    "reproductionConditions": "userestrict",
    "physicalCharacteristics": "phystech",
    "findingAids": "otherfindaid",
    "locationOfOriginals": "originalsloc",
    "locationOfCopies": "altformavail",
    "relatedUnitsOfDescription": "relatedmaterial",
    "publicationNote": "bibliography",
    "generalNote": "odd",
    "languageNote": "odd",
    "eventActorHistories": "bioghist",
    "creatorHistories": "bioghist",
    "creatorHistory": "bioghist",
}
_TERMS = {
    "subjectAccessPoints": "subject",
    "placeAccessPoints": "geogname",
    "nameAccessPoints": "name",
    "genreAccessPoints": "genreform",
}
_ADMINISTRATION = """
accessionNumber script descriptionIdentifier rules descriptionStatus levelOfDetail revisionHistory
languageOfDescription scriptOfDescription sources archivistNote publicationStatus physicalObjectLocation
digitalObjectPath digitalObjectChecksum
"""
_OF_THE_DESCRIPTION = _ADMINISTRATION.split()
_EVENTS = ("eventTypes", "eventDates", "eventStartDates", "eventEndDates", "eventActors")
_CREATIONS = ("creationDatesType", "creationDates", "creationDatesStart", "creationDatesEnd", "creators")
"""What the columns of events were called before version 2.2."""
_OTHER_EVENTS = re.compile(
    r"(?i)publi|broadcast|distribut|reprodu|manufact|contribut|custod|uitgave|verspreid"
)
_NO_DAY = re.compile(r"(?:-00)+\Z")
_YEARS = re.compile(r"[0-9]{4}(?:\s*[-–/]\s*[0-9]{4})?")
_NONE = frozenset({"", "NULL"})

split = delimited.split
"""The bytes of each row."""
_row = parser("atom")


def recognise(head: Head) -> int:
    """How sure it is, from 0 to 100, that this is a table of descriptions of AtoM."""
    if not delimited.recognise(head):
        return 0
    names = {name.strip().lstrip("\ufeff").lower() for name in delimited.first_row(head.raw)}
    return 92 if _PLACE & names and "title" in names and len(_OWN & names) >= _LEAST else 0


def parse(raw: bytes, source: str = "", position: int = 0, offset: int = 0) -> Outcome:
    """The component in a table of one row; one that is a draft is for the archive's own use.

    >>> parse(b'legacyId,parentId,title,scopeAndContent\\n2,1,Brief,Over vis\\n').fields
    [context $@key2$@parent1, did  [unittitle Brief], scopecontent  [p Over vis]]
    """
    found = _row(raw, source, position, offset)
    if not isinstance(found, Record):
        return found
    cells: dict[str, str] = {}
    for field in found.fields:  # a cell with lines in it is several
        cells[field.tag] = "\n".join(filter(None, (cells.get(field.tag), _told(field.text))))
    if cells.get("publicationStatus", "").lower() == "draft":
        return Unreadable(source, position, offset, OWN_USE, raw)
    found.fields = _component(cells, found.id)
    return found


def _told(text: str) -> str:
    return "" if text.strip() in _NONE else text


def _component(cells: dict[str, str], ident: str) -> list[Field]:
    cell = cells.get
    known = {"legacyId", "parentId", "culture", "repository", "institutionIdentifier", "levelOfDescription"}
    context = {
        "@key": ident,
        "@parent": cell("parentId", "").strip() if cell("parentId") != "0" else "",
        "@language": cell("culture", ""),
        "@agency": cell("institutionIdentifier", ""),
    }
    found = [
        Field(
            "context",
            "",
            [(name, text) for name, text in context.items() if text],
            [Field("repository", "", [("", cells["repository"])])] if cell("repository") else None,
        )
    ]
    if level := cell("levelOfDescription", ""):
        found.append(Field("@level", "", [("", level.lower())]))
    found.append(Field("did", "", [], _did(cells, known) or None))
    for column, name in _NOTES.items():
        known.add(column)
        found += [Field(name, "", [], [Field("p", "", [("", text)])]) for text in _parts(cell(column, ""))]
    terms = [(name, text) for column, name in _TERMS.items() for text in _parts(cell(column, ""))]
    if terms:
        found.append(Field("controlaccess", "", [], [Field(name, "", [("", text)]) for name, text in terms]))
    found += [Field("dao", "", [("@href", text)]) for text in _parts(cell("digitalObjectURI", ""))]
    admin = [Field(name, "", [("", cells[name])]) for name in _OF_THE_DESCRIPTION if cell(name)]
    if admin:
        found.append(Field("eadheader", "", [], admin))
    known |= {*_TERMS, *_OF_THE_DESCRIPTION, "digitalObjectURI"}
    return found + [
        Field(name, "", [("", text)]) for name, text in cells.items() if text and name not in known
    ]


def _did(cells: dict[str, str], known: set[str]) -> list[Field]:
    cell = cells.get
    known |= {"title", "identifier", "alternateTitle", "extentAndMedium", "language"}
    found = [Field("unittitle", "", [("", text)]) for text in (cell("title"), cell("alternateTitle")) if text]
    found += [Field("unitid", "", [("", cells["identifier"])])] if cell("identifier") else []
    for number, label in _beside(cells, known, "alternativeIdentifiers", "alternativeIdentifierLabels"):
        told = [("@type", "alternative"), ("@label", label)]
        found += [Field("unitid", "", [("", number), *filter(lambda one: one[1], told)])] if number else []
    for names in (_EVENTS, _CREATIONS):
        for event in _beside(cells, known, *names):
            found += _event(*event)
    if extent := cell("extentAndMedium"):
        found.append(Field("physdesc", "", [], [Field("extent", "", [("", extent)])]))
    if codes := _parts(cell("language", "")):
        languages = [Field("language", "", [("@langcode", code)]) for code in codes]
        found.append(Field("langmaterial", "", [], languages))
    for name, kind in _beside(cells, known, "physicalObjectName", "physicalObjectType"):
        found += [Field("container", "", [("", name), *([("@type", kind)] if kind else [])])] if name else []
    return found


def _event(kind: str, date: str, start: str, end: str, actor: str) -> Iterator[Field]:
    """The date of an event and who it was of; what is no making of an archive is a note."""
    if _OTHER_EVENTS.search(kind):
        yield Field("note", "", [], [Field("p", "", [("", ", ".join(filter(None, (kind, actor, date))))])])
        return
    first, last = _NO_DAY.sub("", start), _NO_DAY.sub("", end)
    if _YEARS.fullmatch(date):  # a year is stored as its first and its last day
        first, last = first.removesuffix("-01-01"), last.removesuffix("-12-31")
    normal = "/".join(dict.fromkeys(filter(None, (first, last))))
    if date or normal:
        told = [("@normal", normal), ("@datechar", kind.lower())]
        yield Field("unitdate", "", [("", date or normal), *filter(lambda one: one[1], told)])
    if actor:
        label = [("@label", kind)] if kind else []
        yield Field("origination", "", label, [Field("name", "", [("", actor)])])


def _beside(cells: dict[str, str], known: set[str], *names: str) -> Iterator[tuple[str, ...]]:
    """The n-th values of some columns together."""
    known |= set(names)
    parts = [_parts(cells.get(name, ""), empty=True) for name in names]
    for values in zip_longest(*parts, fillvalue=""):
        if any(values):
            yield values


def _parts(text: str, *, empty: bool = False) -> list[str]:
    """The values in a cell; those that are empty keep their place when that is asked."""
    parts = [_told(part.strip()) for part in re.split(r"[|\n]", text)]
    return parts if empty else [part for part in parts if part]
