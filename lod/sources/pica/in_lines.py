"""PICA+: the format of the catalogues of OCLC CBS, such as the Dutch GGC, K10plus, and the GND.

A field has a tag (``028C``), often an occurrence (``/01``), and subfields. The first figure of the tag is its
level: 0 for the edition, 1 for what a library adds, 2 for a copy. Fields stay in their order, for a copy
belongs to the library before it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator

from lod.record import Field, Outcome, Record, Unreadable
from lod.sources import html_markup, marc_encoding
from lod.sources.chunk import InvalidRecord
from lod.sources.clean import composed, spaced
from lod.sources.head import Head
from lod.sources.json_files.records import beginning
from lod.sources.pica.split import TAG, split
from lod.sources.pica.values import by_sign, cleaned, ident, linked, occurring

__all__ = ["parse", "recognise", "split"]

_SIGN = rb"(?:\x1f|\$|\xc6\x92|\x83|\xe2\x80\xa1)"
_FIRST = re.compile(rb"(?:[0-9X]{3,12} *\x1e)?[\x1d\x1e\s']*" + TAG + rb" ?" + _SIGN + rb"[0-9A-Za-z]")
_SET = re.compile(rb"'?SET: [^\n]*\n")
_ANY = re.compile(rb"(?:\A|[\n\x1e\x1d])[ ']?" + TAG + rb" ?" + _SIGN + rb"[0-9A-Za-z]")
_HEAD = re.compile(r"'? ?([0-2][0-9]{2}[A-Z@])(?:/([0-9]{2,3}))?(?: +|(?=[$ƒ‡\x1f])|\Z)")
_LINE = re.compile(r"'? ?([0-2][0-9]{2}[A-Z@])(?:/([0-9]{2,3}))?(?: +|(?=[$ƒ‡\x1f]))(.*)", re.DOTALL)
_NUMBER = re.compile(r"[0-9]+X? *")
# Signs that may not leave a reader, or mark a non-sorting part; an accent that the code before it would take.
_STRANGE = re.compile(
    "[\x00-\x09\x0b\x0c\x0e-\x1d\x7f-\x9f\ud800-\udfff\ufffe\uffff]|\r(?!\n)|[\x1f$ƒ‡][^\x00-\x7f]"
)
_ABOVE = re.compile(r"'? ?(?:SET: |[^\W\d_]{3,20}: [0-9]{3,5}:[0-9]{2}-[0-9]{2}-[0-9]{2})")
_LINES = re.compile(r"\r?\n")


def recognise(head: Head) -> int:
    """How sure it is, from 0 to 100, that this is PICA+: plain, normalized, binary or for import."""
    raw = beginning(head.raw)
    start = raw.lstrip(b"\x1d\x1e\r\n '")
    if _FIRST.match(start):
        return 95
    if _SET.match(start) and _ANY.search(start):
        return 95
    return 80 if len(_ANY.findall(raw)) > 2 else 0


def parse(raw: bytes, source: str = "", position: int = 0, offset: int = 0) -> Outcome:
    """The record in these bytes; what had to be repaired is in its warnings.

    >>> record = parse(b"003@ \\x1f012345678X\\x1e028C/01 \\x1faMultatuli\\x1fdX\\x1e\\n")
    >>> record.id, record.fields
    ('12345678X', [003@ $012345678X, 028C 01 $aMultatuli$dX])
    """
    warnings: list[str] = []
    try:
        text = _decoded(raw, warnings)
        whole = composed(text)
        is_strange = _is_strange(whole)
        fields = _read(text if is_strange else whole, warnings)
        _codes(fields, warnings)
        fields = _cleaned(fields, warnings) if is_strange else fields
        if "&" in whole or "<" in whole:
            html_markup.tidy(fields)
        found = ident(fields, warnings)
    except InvalidRecord as fault:
        return Unreadable(source, position, offset, str(fault), raw)
    return Record("pica", found, "", fields, source, position, raw, list(dict.fromkeys(warnings)))


def _is_strange(text: str) -> bool:
    """Whether each text of a record has to be looked at, and composed for itself."""
    unfit = "\n" in text.rstrip("\r\n") if "\x1e" in text else "\x1f" in text
    return unfit or _STRANGE.search(text) is not None


def _read(text: str, warnings: list[str]) -> list[Field]:
    """The fields of a record; InvalidRecord when there are none."""
    fields = _normalized(text, warnings) if "\x1e" in text else _plain(text, warnings)
    if not fields:
        raise InvalidRecord("no field of PICA+ in it")
    return fields


def _decoded(raw: bytes, warnings: list[str]) -> str:
    """Text of a record: UTF-8, or subfield by subfield what it is."""
    try:
        return raw.decode().lstrip("\ufeff")
    except UnicodeDecodeError:
        parts = re.split(rb"([\x1e\x1f\n])", raw)
    texts = [marc_encoding.utf8_or_windows(part) for part in parts]
    names = sorted({name for name, text in texts if not text.isascii()})
    warnings.append(f"the bytes are not UTF-8: read as {' and '.join(names)}")
    return "".join([text for _, text in texts])


def _normalized(text: str, warnings: list[str]) -> list[Field]:
    """Fields that end in 1E (or begin with it, each on a line)."""
    pieces = (piece.strip("\r\n\x1d") for piece in text.split("\x1e"))
    fields: list[Field] = []
    for piece in _continued((p for p in pieces if p.strip(" '")), _is_number, warnings):
        head, *subfields = piece.split("\x1f")
        found = _HEAD.fullmatch(head)
        if found and subfields and "" not in subfields:
            values = [(sub[0], sub[1:]) for sub in subfields]
            fields.append(Field(found[1], occurring(found[2]), values))
        elif found := _LINE.fullmatch(piece):
            fields.append(_field(found[1], found[2] or "", found[3], "\x1f", warnings))
    return fields


def _plain(text: str, warnings: list[str]) -> list[Field]:
    """Fields that are each a line."""
    lines = (line for line in _LINES.split(text.strip("\x1d\r\n")) if line.strip(" '\t\x00\x1a"))
    fields: list[Field] = []
    for line in _continued(lines, _is_above, warnings):
        if found := _LINE.fullmatch(line):
            rest = found[3].lstrip(" ")
            sign = rest[:1] if rest[:1] in ("$", "ƒ", "‡", "\x1f") else "$"
            fields.append(_field(found[1], found[2] or "", rest, sign, warnings))
            fields[-1].subfields = linked(fields[-1].subfields)
    return fields


def _is_above(text: str) -> bool:
    """Whether a line is one that WinIBW puts above a record."""
    return _ABOVE.match(text) is not None or _is_number(text)


def _is_number(text: str) -> bool:
    """Whether this is but the number that old exports put before a record."""
    return _NUMBER.fullmatch(text) is not None


def _continued(pieces: Iterable[str], is_above: Callable[[str], bool], warnings: list[str]) -> Iterator[str]:
    """The fields, each with what follows it without a tag: a line end or a stray 1E broke it off."""
    held: list[str] = []
    for piece in pieces:
        if _HEAD.match(piece):
            if held:
                yield " ".join(held)
            held = [piece]
        elif held:
            tag = held[0].lstrip("' ")[:4]
            warnings.append(f"{tag}: a line without a tag is read as the rest of the one before it")
            held[-1] = held[-1].rstrip()
            held.append(piece.strip().replace("\x1f", "$"))
        elif not is_above(piece):
            raise InvalidRecord(f"no field of PICA+ at its beginning: {piece.replace(chr(31), '$')[:60]!r}")
    if held:
        yield " ".join(held)


def _field(tag: str, occurrence: str, text: str, sign: str, warnings: list[str]) -> Field:
    """A field whose subfields begin with a sign."""
    before, subfields = by_sign(text, sign)
    if before.strip():
        warnings.append(f"{tag}: text before the first subfield is read as $a")
        subfields.insert(0, ("a", before.strip()))
    if not subfields:
        warnings.append(f"{tag}: no subfields")
    return Field(tag, occurring(occurrence), subfields)


def _codes(fields: list[Field], warnings: list[str]) -> None:
    """Warn of codes that PICA+ does not have."""
    if not "".join([code for field in fields for code, _ in field.subfields]).isalnum():
        strange = [f.tag for f in fields for code, _ in f.subfields if not code.isalnum()]
        warnings += [f"{tag}: a subfield code that is no letter or digit" for tag in strange]


def _cleaned(fields: list[Field], warnings: list[str]) -> list[Field]:
    """The fields with texts that may leave a reader, each composed for itself."""
    for field in fields:
        field.subfields = [
            (composed(spaced(code)), cleaned(value, field.tag, warnings, code))
            for code, value in field.subfields
        ]
    return fields
