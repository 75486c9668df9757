"""MARC21 and UNIMARC in JSON: MARC-in-JSON as pymarc writes it, alone or in what FOLIO and Alma put around.

A field is ``{"245": {"ind1": "1", "ind2": "0", "subfields": [{"a": "…"}]}}``. The older form of lists
(``["245", "1", "0", [["a", "…"]]]``, marc-hash) is read too, and one in which each part has a name
(``{"tag": "245", "ind1": "1", "ind2": "0", "subfields": [{"code": "a", "value": "…"}]}``).
"""

from __future__ import annotations

import re
from typing import Any

from lod.record import Deleted, Field, Outcome, Record, Unreadable
from lod.sources import html_markup
from lod.sources.chunk import InvalidRecord
from lod.sources.head import Head
from lod.sources.json_files.fields import written
from lod.sources.json_files.records import beginning, parse_object
from lod.sources.json_files.split import split
from lod.sources.marc import folio, non_sorting
from lod.sources.marc import in_xml as marcxml
from lod.sources.marc import values as marc_values
from lod.sources.marc.blanks import restored
from lod.sources.marc.dialects import as_marc21

__all__ = ["parse", "recognise", "split"]

_LEADER = re.compile(rb'"leader"\s*:\s*"[^"]{20,28}"')
_FIELDS = re.compile(rb'"fields"\s*:\s*\[\s*(?:\{\s*"[0-9A-Za-z]{3}"\s*:|\[\s*"[0-9A-Za-z]{3}"\s*,)')
_FOLIO = re.compile(
    rb'"(?:parsedRecord|source_record|holdingsRecordId|instanceTypeId|contributorNameTypeId|holdingsItems)"\s*:'
)
_PARSED = re.compile(rb'"parsedRecord"\s*:\s*\{')
_ALMA = re.compile(rb'"anies"\s*:\s*\[\s*"')


def recognise(head: Head) -> int:
    """How sure it is, from 0 to 100, that this is MARC in JSON."""
    start = beginning(head.raw)
    if start[:1] not in (b"{", b"["):
        return 0
    if _FIELDS.search(start) or (_ALMA.search(start) and b"<record" in start):
        return 95
    if len(_FOLIO.findall(start)) > 1 or _PARSED.search(start):
        return 90
    return 80 if _LEADER.search(start) else 0


def parse(raw: bytes, source: str = "", position: int = 0, offset: int = 0) -> Outcome:
    """The record in an object; what had to be repaired is in its warnings.

    >>> parse(b'{"leader": "", "fields": [{"001": "42"}, {"245": {"subfields": [{"a": "Duin"}]}}]}').fields
    [001 42, 245    $aDuin]
    """
    warnings: list[str] = []
    try:
        found = parse_object(raw, warnings)
        if folio.is_deleted(found):
            return Deleted(source, position, folio.number(found))
        leader, fields = _marc(found, warnings)
        fields += folio.copies(found, warnings)
        leader, fields = as_marc21(restored(leader, fields, warnings), fields)
    except InvalidRecord as fault:
        return Unreadable(source, position, offset, str(fault)[:500], raw)
    non_sorting.tidy(fields)
    html_markup.tidy(fields)
    number = folio.number(found)
    if number and all(field.tag != "001" for field in fields):
        fields.insert(0, marc_values.control("001", number, warnings))
    ident = next((field.text.strip() for field in fields if field.tag == "001"), "")
    return Record("marcjson", ident, leader, fields, source, position, raw, list(dict.fromkeys(warnings)))


def _marc(found: dict[str, Any], warnings: list[str]) -> tuple[str, list[Field]]:
    """Leader and fields, wherever in the object they stand."""
    content = folio.content(found)
    if isinstance(content.get("fields"), list):
        fields = [_field(item, warnings) for item in content["fields"]]
        return marc_values.leader(written(content.get("leader")), warnings), fields
    anies = content.get("anies")
    for text in anies if isinstance(anies, list) else [anies]:
        if isinstance(text, str) and "<" in text:
            return _from_xml(text, warnings)
    if "title" in content and folio.is_instance(content):
        return folio.described(content, warnings)
    raise InvalidRecord("no MARC fields in it")


def _from_xml(text: str, warnings: list[str]) -> tuple[str, list[Field]]:
    """A record as Alma gives it in JSON: MARCXML as a text, whose declaration is of another time."""
    made = marcxml.parse(re.sub(r"^\s*<\?xml[^>]*\?>", "", text).encode("utf-8", "replace"))
    if not isinstance(made, Record):
        raise InvalidRecord(made.reason if isinstance(made, Unreadable) else "no MARC fields in it")
    warnings += made.warnings
    return made.leader, made.fields


def _field(item: Any, warnings: list[str]) -> Field:
    """One field, in either form."""
    if isinstance(item, list) and item and len(item) in (2, 4):
        tag = marc_values.tag_of(written(item[0]), warnings)
        if len(item) == 2:
            return marc_values.control(tag, written(item[1]), warnings)
        return marc_values.data(tag, _indicators(*item[1:3]), _subfields(item[3], tag), warnings)
    if isinstance(item, dict) and isinstance(item.get("tag"), str):
        item = {item["tag"]: item if "subfields" in item else item.get("value", item.get("data"))}
    if not isinstance(item, dict) or len(item) != 1 or isinstance(next(iter(item.values())), list):
        raise InvalidRecord(f"a field is one tag with its content, and not {str(item)[:80]}")
    ((name, inner),) = item.items()
    tag = marc_values.tag_of(name, warnings)
    if not isinstance(inner, dict):
        return marc_values.control(tag, written(inner), warnings)
    given = _indicators(inner.get("ind1", " "), inner.get("ind2", " "))
    return marc_values.data(tag, given, _subfields(inner.get("subfields"), tag), warnings)


def _indicators(*given: Any) -> str:
    """Two characters; nothing, null and `#` or `\\\\` for a blank."""
    return "".join((written(one) or " ")[:1] for one in given).replace("#", " ").replace("\\", " ")


def _texts(value: Any, tag: str) -> list[str]:
    """A value, or the values of a code that stands twice in an object; never what only looks like one."""
    values = value if isinstance(value, list) else [value]
    if any(isinstance(each, dict | list) for each in values):
        raise InvalidRecord(f"{tag}: a value is a text, and not {str(value)[:80]}")
    return [written(each) for each in values]


def _subfields(items: Any, tag: str) -> list[tuple[str, str]]:
    """Code and value of each subfield: `{"a": "…"}` or `["a", "…"]`, or several in one object."""
    found: list[tuple[str, str]] = []
    for item in items if isinstance(items, list) else [items] if items else []:
        if isinstance(item, dict) and "code" in item:
            found += [(written(item["code"]), text) for text in _texts(item.get("value"), tag)]
        elif isinstance(item, dict):
            found += [(code, text) for code, value in item.items() for text in _texts(value, tag)]
        elif isinstance(item, list) and len(item) == 2:
            found += [(written(item[0]), text) for text in _texts(item[1], tag)]
        else:
            raise InvalidRecord(f"{tag}: a subfield is a code with its value, and not {str(item)[:80]}")
    return found
