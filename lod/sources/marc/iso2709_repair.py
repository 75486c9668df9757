"""ISO 2709 records with faults: read with a warning for each repair, or set aside with the reason."""

from __future__ import annotations

from collections.abc import Callable

from lod.record import Field, Record, Unreadable
from lod.sources import html_markup, marc_encoding
from lod.sources.chunk import BLANK, MOST_SUBFIELDS, InvalidRecord
from lod.sources.clean import composed, is_clean, spaced, spaced_in_place
from lod.sources.marc import blanks, non_sorting
from lod.sources.marc.dialects import UNIMARC, as_marc21, dialect_of
from lod.sources.marc.iso2709_directory import directory
from lod.sources.marc.iso2709_fields import matched
from lod.sources.marc.iso2709_split import beginning
from lod.sources.marc.non_sorting import in_angles
from lod.sources.unimarc import iso5426

_RECORD_END, _FIELD_END = b"\x1d", b"\x1e"


def parse(raw: bytes, source: str = "", position: int = 0, offset: int = 0) -> Record | Unreadable:
    """The record in these bytes, with a warning for each repair; Unreadable when none can be made of them."""
    try:
        if len(raw) > MOST_SUBFIELDS and raw.count(b"\x1f") > MOST_SUBFIELDS:
            raise InvalidRecord(f"more than {MOST_SUBFIELDS:,} subfields in one record")
        body, warnings = marc_encoding.undo_double_encoding(raw[beginning(raw) :])
        leader, parts = _parts(body, warnings)
        before = list(warnings)
        fields = _fields(parts, lambda data: marc_encoding.decode(data, leader[9:10] == "a"), warnings)
        if dialect_of(fields) == UNIMARC:  # which says in 100, and not in its leader, what it is written in
            warnings = before
            fields = _fields(parts, iso5426.decode, warnings, is_unimarc=True)
        leader, fields = as_marc21(blanks.restored(leader, fields, warnings), fields)
    except InvalidRecord as fault:
        return Unreadable(source, position, offset, str(fault), raw)
    non_sorting.tidy(fields)
    html_markup.tidy(fields)
    ident = next((field.text.strip() for field in fields if field.tag == "001"), "")
    return Record("marc21", ident, leader, fields, source, position, raw, list(dict.fromkeys(warnings)))


def _parts(body: bytes, warnings: list[str]) -> tuple[str, list[tuple[str, bytes]]]:
    """The leader, and the tag and bytes of each field."""
    content = _content(body, warnings)
    leader = _leader(content, warnings)
    entries, data = directory(content, warnings)
    if not entries:
        raise InvalidRecord("it has no fields")
    return leader, matched(entries, data, warnings, is_whole=body.endswith(_RECORD_END))


def _content(body: bytes, warnings: list[str]) -> bytes:
    """The record without its terminator; InvalidRecord when it is no record, or one that was cut."""
    if len(body) < 24 or not body[:24].isascii():
        raise InvalidRecord(f"no leader: begins with {_shown(body)}")
    length = int(body[:5]) if body[:5].isdigit() else 0
    if body.endswith(_RECORD_END):
        if length != len(body):
            warnings.append(f"the leader gives its length as {_shown(body[:5])}, it has {len(body)} bytes")
        return body[:-1]
    content = body.rstrip(BLANK)
    if length > len(content) + 1 or not content.endswith(_FIELD_END):
        raise InvalidRecord(f"cut off: no record terminator, {len(content)} bytes of {_shown(body[:5])}")
    warnings.append("the record terminator is missing")
    return content


def _leader(content: bytes, warnings: list[str]) -> str:
    if any(delimiter in content[:24] for delimiter in (_RECORD_END, _FIELD_END, b"\x1f")):
        raise InvalidRecord(f"no leader: begins with {_shown(content)}")
    return _in_place("leader", content[:24].decode("ascii"), warnings)


Decoder = Callable[[bytes], tuple[str, list[str]]]
"""Text of the bytes of a record, and what is to be told of it."""


def _fields(
    parts: list[tuple[str, bytes]], decode: Decoder, warnings: list[str], *, is_unimarc: bool = False
) -> list[Field]:
    """The fields, decoded together: the encoding is one of the whole record."""
    joined = _FIELD_END.join(data for _, data in parts)
    text, differences = decode(joined)
    warnings.extend(differences)
    pairs = zip((tag for tag, _ in parts), text.split("\x1e"), strict=True)
    return [_field(tag, part, warnings, is_unimarc=is_unimarc) for tag, part in pairs]


def _field(tag: str, text: str, warnings: list[str], *, is_unimarc: bool = False) -> Field:
    first, *others = text.split("\x1f")
    is_comarc = is_unimarc and tag == "001" and len(others) > 1  # codes of the leader in subfields
    if (tag[:2] == "00" and not is_comarc) or not (others or tag.isdigit()):
        return _control_field(tag, first, others, warnings)
    if not others:
        warnings.append(f"{tag}: no subfield delimiter; its text is read as $a")
        first, others = (first[:2], ["a" + first[2:]]) if _has_indicators(first) else ("  ", ["a" + first])
    elif len(first) != 2:
        warnings.append(f"{tag}: {len(first)} characters where two indicators belong")
        if first[2:].strip():
            others.insert(0, "a" + first[2:])
        first = first[:2].ljust(2)
    if "" in others:
        warnings.append(f"{tag}: a subfield delimiter without a code is left out")
    if any(not sub[0].isascii() for sub in others if sub):
        warnings.append(f"{tag}: a subfield code that is no letter, digit or sign")
    subfields = [(_in_place(tag, sub[0], warnings), _clean(tag, sub[1:], warnings)) for sub in others if sub]
    return Field(tag, _in_place(tag, first, warnings), subfields)


def _has_indicators(text: str) -> bool:
    return len(text) > 1 and all(sign in " 0123456789" for sign in text[:2])


def _control_field(tag: str, first: str, others: list[str], warnings: list[str]) -> Field:
    if others:
        warnings.append(f"{tag}: subfields in a control field; their text is read as its value")
        own = "" if len(first) == 2 and _has_indicators(first) else first
        first = " ".join(filter(None, [own, *(sub[1:] for sub in others)]))
    return Field(tag, "", [("", _in_place(tag, first, warnings))])


def _in_place(tag: str, text: str, warnings: list[str]) -> str:
    """Text whose positions mean something: every control character becomes one space."""
    if is_clean(text) and "\x1d" not in text:
        return composed(text)
    warnings.append(_CONTROL.format(tag))
    return composed(spaced_in_place(text))


_CONTROL = "{}: control characters replaced by a space"


def _clean(tag: str, text: str, warnings: list[str]) -> str:
    """Text of a subfield, composed and without control characters."""
    text = in_angles(text)
    if not is_clean(text) or "\x1d" in text:
        warnings.append(_CONTROL.format(tag))
        text = spaced(text)
    return composed(text)


def _shown(data: bytes) -> str:
    """The first bytes of it, as a message can show them."""
    return repr(data[:24])[1:]
