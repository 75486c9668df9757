"""What FOLIO puts around a MARC record, and what it knows of one without: records of MARC shape from both.

An SRS record has the MARC under ``parsedRecord.content``; an export of inventory has ``source_record``
beside ``instance``, ``holdings`` and ``items``. An instance without MARC is described by its own words.
"""

from __future__ import annotations

import json
from collections.abc import Container, Iterator
from typing import Any

from lod.record import Field
from lod.sources.chunk import InvalidRecord
from lod.sources.json_files.fields import objects, written
from lod.sources.marc import values

_LEADER = "     nam a22     1  4500"
_MARKS = {
    "Library of Congress classification": "0",
    "Dewey Decimal classification": "1",
    "National Library of Medicine classification": "2",
}
"""Types of call numbers, as FOLIO brings them, by the first indicator of 852."""
_STATEMENTS = (
    ("866", "holdingsStatements"),
    ("867", "holdingsStatementsForSupplements"),
    ("868", "holdingsStatementsForIndexes"),
)
_OF_INSTANCE = {"hrid", "instanceTypeId", "contributors", "identifiers", "languages", "publication"}


def content(found: dict[str, Any]) -> dict[str, Any]:
    """The object with the MARC fields, or else the instance; the object itself when nothing is around it."""
    parsed = found.get("parsedRecord")
    parsed = parsed.get("content") if isinstance(parsed, dict) else found.get("source_record")
    if isinstance(parsed, list) and parsed:
        parsed = parsed[0]
    if isinstance(parsed, str):  # older versions keep it as text
        try:
            parsed = json.loads(parsed)
        except (ValueError, RecursionError) as fault:
            raise InvalidRecord(f"the record in it cannot be read as JSON: {fault}") from fault
    if isinstance(parsed, dict):
        return parsed
    instance, inner = found.get("instance"), found.get("record")
    if isinstance(instance, dict):
        return instance
    return inner if isinstance(inner, dict) and "fields" in inner else found


def is_instance(found: dict[str, Any]) -> bool:
    """Whether this is an instance of FOLIO's inventory."""
    return len(_OF_INSTANCE & set(found)) > 2


def is_deleted(found: dict[str, Any]) -> bool:
    """Whether FOLIO says that the record is no more."""
    return found.get("deleted") is True and ("parsedRecord" in found or "externalIdsHolder" in found)


def number(found: dict[str, Any]) -> str:
    """The number by which people know the record; empty when it is not from FOLIO."""
    for key, name in (("externalIdsHolder", "instanceHrid"), ("instance", "hrid")):
        if isinstance(holder := found.get(key), dict) and (text := written(holder.get(name))):
            return text
    return written(found.get("hrid")) if is_instance(found) else written(found.get("mms_id"))


def copies(found: dict[str, Any], warnings: list[str]) -> list[Field]:
    """Items of an inventory as fields for copies (952, in the form of Koha), holdings without items as 852.

    What holdings say of their volumes is in 866, of supplements in 867, of indexes in 868.
    """
    holdings, hidden = _shown(objects(found.get("holdings")))
    away = {written(each.get("id")) for each in hidden}
    items, also = _shown(objects(found.get("items")), away)
    if number := len(hidden) + len(also):
        warnings.append(f"{number} holdings and items that FOLIO hides from readers are left out")
    busy = {written(item.get("holdingsRecordId")) for item in [*items, *also]}
    made = [("952", "  ", _item(item)) for item in items]
    for at, holding in enumerate(holdings, 1):
        volumes = [
            (tag, " 0", [("8", f"{at}.1"), ("a", text)])
            for tag, key in _STATEMENTS
            for said in objects(holding.get(key))
            if (text := written(said.get("statement")))
        ]
        if volumes or written(holding.get("id")) not in busy:
            made.append(("852", _MARKS.get(_type_of_mark(holding), " ") + " ", _holding(holding, at)))
        made += volumes
    given = [(tag, indicators, [(c, text) for c, text in said if text]) for tag, indicators, said in made]
    return [values.data(tag, indicators, said, []) for tag, indicators, said in given if said]


def _shown(
    found: list[dict[str, Any]], away: Container[str] = ()
) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """Holdings or items that readers may see, and those that they may not."""
    hidden = [
        each
        for each in found
        if each.get("discoverySuppress") is True
        or each.get("suppressFromDiscovery") is True
        or written(each.get("holdingsRecordId")) in away
    ]
    return [each for each in found if each not in hidden], hidden


def _item(item: dict[str, Any]) -> list[tuple[str, str]]:
    place = _place(item)
    return [
        ("a", written(place.get("library"))),
        ("b", written(place.get("library"))),
        ("c", written(place.get("code"))),
        ("o", _call_number(item)),
        ("p", written(item.get("barcode"))),
        ("h", written(item.get("enumeration")) or written(item.get("volume"))),
        ("y", written(item.get("materialType"))),
    ]


def _holding(holding: dict[str, Any], at: int) -> list[tuple[str, str]]:
    """Subfields of 852; a copy that is bound in another has the barcode of that one."""
    place = _place(holding)
    bound = holding.get("boundWith")
    bound = bound.get("item") if isinstance(bound, dict) else None
    said = [
        ("a", written(place.get("library"))),
        ("c", written(place.get("code"))),
        ("k", written(holding.get("callNumberPrefix"))),
        ("h", _call_number(holding)),
        ("m", written(holding.get("callNumberSuffix"))),
        ("p", written(bound.get("barcode")) if isinstance(bound, dict) else ""),
        ("t", written(holding.get("copyNumber"))),
    ]
    return [("8", f"{at}.1"), *said] if any(text for _, text in said) else []


def _type_of_mark(holding: dict[str, Any]) -> str:
    kind = holding.get("callNumberType")
    return written(kind.get("name")) if isinstance(kind, dict) else ""


def _place(item: dict[str, Any]) -> dict[str, Any]:
    """Codes of the library and of the place in it where an item is kept."""
    place = item.get("location")
    place = place.get("effectiveLocation") if isinstance(place, dict) else None
    if not isinstance(place, dict):
        return {}
    library = place.get("library")
    return {**place, "library": library.get("code") if isinstance(library, dict) else ""}


def _call_number(item: dict[str, Any]) -> str:
    given = item.get("callNumber")
    return written(given.get("callNumber")) if isinstance(given, dict) else written(given)


def described(instance: dict[str, Any], warnings: list[str]) -> tuple[str, list[Field]]:
    """Leader and fields of an instance that has no MARC record, from what FOLIO itself says of it."""
    warnings.append("no MARC record: made from the instance of FOLIO")
    fields = [values.control("001", written(instance.get("hrid")), warnings)]
    fields += [
        values.data(tag, indicators, subfields, warnings)
        for tag, indicators, given in _said(instance)
        if (subfields := [(code, text) for code, text in given if text])
    ]
    return _LEADER, sorted(fields, key=lambda field: field.tag)


def _said(instance: dict[str, Any]) -> Iterator[tuple[str, str, list[tuple[str, str]]]]:
    """Tag, indicators and subfields of all that an instance says."""
    yield "245", "00", [("a", written(instance.get("title")))]
    for name in objects(instance.get("contributors")):
        is_first = name.get("primary") is True
        yield "100" if is_first else "700", "1 ", [("a", written(name.get("name")))]
    for made in objects(instance.get("publication")):
        keys = ("place", "publisher", "dateOfPublication")
        yield "264", " 1", [(code, written(made.get(key))) for code, key in zip("abc", keys, strict=True)]
    for note in objects(instance.get("notes")):
        if note.get("staffOnly") is not True:
            yield "500", "  ", [("a", written(note.get("note")))]
    for other in objects(instance.get("alternativeTitles")):
        yield "246", "3 ", [("a", written(other.get("alternativeTitle")))]
    for tag, indicators, key in (
        ("041", "0 ", "languages"),
        ("250", "  ", "editions"),
        ("300", "  ", "physicalDescriptions"),
        ("490", "0 ", "series"),
        ("653", "  ", "subjects"),
    ):
        for one in _list(instance.get(key)):
            yield tag, indicators, [("a", written(one.get("value") if isinstance(one, dict) else one))]
    for link in objects(instance.get("electronicAccess")):
        yield "856", "40", [("u", written(link.get("uri"))), ("y", written(link.get("linkText")))]


def _list(found: Any) -> list[Any]:
    return found if isinstance(found, list) else []
