"""PICA+: the format of the catalogues of OCLC CBS, such as the Dutch GGC, K10plus, and the GND.

A field has a tag (``028C``), often an occurrence (``/01``), and subfields. The first figure of the tag is its
level: 0 for the edition, 1 for what a library adds, 2 for a copy. Fields stay in their order, for a copy
belongs to the library before it.
"""

from __future__ import annotations

import re

from lod.record import Field, Outcome, Record, Unreadable
from lod.sources import encoding
from lod.sources.chunk import Unfit
from lod.sources.clean import composed, is_clean, spaced
from lod.sources.head import Head
from lod.sources.pica_split import TAG, split
from lod.sources.pica_values import by_sign, cleaned, ident

__all__ = ["parse", "recognise", "split"]

_SIGN = rb"(?:\x1f|\$|\xc6\x92|\x83|\xe2\x80\xa1)"
_FIRST = re.compile(rb"(?:[0-9X]{3,12} *\x1e)?[\x1d\x1e\s']*" + TAG + rb" ?" + _SIGN + rb"[0-9A-Za-z]")
_SET = re.compile(rb"'?SET: [^\n]*\n")
_ANY = re.compile(rb"(?:\A|[\n\x1e\x1d])[ ']?" + TAG + rb" ?" + _SIGN + rb"[0-9A-Za-z]")
_HEAD = re.compile(r"'? ?([0-2][0-9]{2}[A-Z@])(?:/([0-9]{2,3}))? *")
_LINE = re.compile(r"'? ?([0-2][0-9]{2}[A-Z@])(?:/([0-9]{2,3}))?(?: +|(?=[$ƒ‡\x1f]))(.*)", re.DOTALL)
_NUMBER = re.compile(r"[0-9]+X? *")
_LINES = re.compile(r"\r?\n")


def recognise(head: Head) -> int:
    """How sure it is, from 0 to 100, that this is PICA+: plain, normalized, binary or for import."""
    start = head.raw.lstrip(b"\x1d\x1e\r\n '")
    if _FIRST.match(start):
        return 95
    if _SET.match(start) and _ANY.search(start):
        return 95
    return 80 if len(_ANY.findall(head.raw)) > 2 else 0


def parse(raw: bytes, source: str = "", position: int = 0, offset: int = 0) -> Outcome:
    """The record in these bytes; what had to be repaired is in its warnings.

    >>> record = parse(b"003@ \\x1f012345678X\\x1e028C/01 \\x1faMultatuli\\x1fdX\\x1e\\n")
    >>> record.id, record.fields
    ('12345678X', [003@ $012345678X, 028C 01 $aMultatuli$dX])
    """
    warnings: list[str] = []
    try:
        text = _decoded(raw, warnings)
        fields = _normalized(text, warnings) if "\x1e" in text else _plain(text, warnings)
        found = ident(fields, warnings)
    except Unfit as fault:
        return Unreadable(source, position, offset, str(fault), raw)
    return Record("pica", found, "", fields, source, position, raw, list(dict.fromkeys(warnings)))


def _decoded(raw: bytes, warnings: list[str]) -> str:
    """Text of a record: UTF-8, or subfield by subfield what it is."""
    try:
        return raw.decode().lstrip("\ufeff")
    except UnicodeDecodeError:
        parts = re.split(rb"([\x1e\x1f\n])", raw)
    texts = [encoding.utf8_or_windows(part) for part in parts]
    names = sorted({name for name, text in texts if not text.isascii()})
    warnings.append(f"the bytes are not UTF-8: read as {' and '.join(names)}")
    return "".join([text for _, text in texts])


def _normalized(text: str, warnings: list[str]) -> list[Field]:
    """Fields that end in 1E (or begin with it, each on a line)."""
    fields: list[Field] = []
    for piece in text.split("\x1e"):
        head, *subfields = piece.strip("\r\n\x1d").split("\x1f")
        found = _HEAD.fullmatch(head)
        if found and subfields and "" not in subfields:
            values = [(sub[0], sub[1:]) for sub in subfields]
            fields.append(Field(found[1], found[2] or "", values))
        elif found or head or subfields:
            _mended(piece.strip("\r\n\x1d"), fields, warnings)
    return _cleaned(fields, warnings)


def _mended(piece: str, fields: list[Field], warnings: list[str]) -> None:
    """A piece between two 1E that is not just a field."""
    found = _LINE.fullmatch(piece)
    if found:
        fields.append(_field(found[1], found[2] or "", found[3], "\x1f", warnings))
    elif not piece.strip(" '") or (not fields and _NUMBER.fullmatch(piece)):
        return  # nothing, or the number that old exports put before a record
    else:
        _continued(piece.replace("\x1f", "$"), fields, warnings)


def _plain(text: str, warnings: list[str]) -> list[Field]:
    """Fields that are each a line."""
    fields: list[Field] = []
    above = text.lstrip("' ").startswith("SET: ")
    for line in _LINES.split(text.strip("\x1d\r\n")):
        found = _LINE.fullmatch(line)
        if found:
            rest = found[3].lstrip(" ")
            sign = rest[:1] if rest[:1] in ("$", "ƒ", "‡", "\x1f") else "$"
            fields.append(_field(found[1], found[2] or "", rest, sign, warnings))
        elif not fields and above:
            continue  # what WinIBW says above a record: number in the set, dates
        elif line.strip(" '\t\x00\x1a"):
            _continued(line.strip(), fields, warnings)
    return _cleaned(fields, warnings)


def _field(tag: str, occurrence: str, text: str, sign: str, warnings: list[str]) -> Field:
    """A field whose subfields begin with a sign."""
    before, subfields = by_sign(text, sign)
    if before.strip():
        warnings.append(f"{tag}: text before the first subfield is read as $a")
        subfields.insert(0, ("a", before.strip()))
    if not subfields:
        warnings.append(f"{tag}: no subfields")
    return Field(tag, occurrence, subfields)


def _continued(text: str, fields: list[Field], warnings: list[str]) -> None:
    """Text without a tag: the rest of the field before it, broken off by a line end or a stray 1E."""
    if not fields:
        raise Unfit(f"no field of PICA+ at its beginning: {text[:60]!r}")
    last = fields[-1]
    warnings.append(f"{last.tag}: a line without a tag is read as the rest of the one before it")
    code, value = last.subfields[-1] if last.subfields else ("a", "")
    last.subfields[-1:] = [(code, f"{value.rstrip()} {text.lstrip()}".strip())]


def _cleaned(fields: list[Field], warnings: list[str]) -> list[Field]:
    """The fields with texts that may leave a reader; Unfit when there are none."""
    if not fields:
        raise Unfit("no field of PICA+ in it")
    for field in fields:
        if not "".join([code for code, _ in field.subfields]).isalnum() and field.subfields:
            warnings.append(f"{field.tag}: a subfield code that is no letter or digit")
    everything = "\x1e".join([code + value for field in fields for code, value in field.subfields])
    if everything.isascii() and is_clean(everything) and "\x1f" not in everything:
        return fields
    for field in fields:
        field.subfields = [
            (_code(code), cleaned(value, field.tag, warnings)) for code, value in field.subfields
        ]
    return fields


def _code(code: str) -> str:
    return composed(spaced(code))
