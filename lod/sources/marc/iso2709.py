"""MARC21 and UNIMARC in ISO 2709, the exchange format: leader, directory, fields between terminators.

A record as it should be is read here, in one go: decoded once, split at the terminators, tags taken from the
directory in order. Whatever is not as it should be is left to iso2709_repair, which gives the same record
with warnings, or says why it cannot.
"""

from __future__ import annotations

import re

from lod.record import Field, Record, Unreadable
from lod.sources import html_markup, marc_encoding
from lod.sources.clean import composed, is_clean
from lod.sources.head import Head
from lod.sources.marc import iso2709_repair, non_sorting
from lod.sources.marc.blanks import has_signs
from lod.sources.marc.dialects import dialect_of
from lod.sources.marc.iso2709_split import LEADER

# Every control character but the three delimiters. Deleting them is six times as fast as looking for them.
_CONTROLS = bytes(range(0x1D)) + b"\x7f"
_CODE_COMPOSED = re.compile("\x1f[^\x00-\x7f]")
_LOOSE_LEADER = re.compile(
    rb"[0-9]{5}[^0-9\x00-\x1f]{2}[ -~]{5}[0-9]{5}[\x00-\x1c -~]{7}"
    rb"[0-9A-Za-z]{3}[0-9]{9}(?:[0-9A-Za-z]{3}[0-9]|\x1e)"
)


def recognise(head: Head) -> int:
    """How sure it is, from 0 to 100, that this is ISO 2709."""
    if LEADER.match(head.raw):
        return 100
    if _LOOSE_LEADER.match(head.raw):
        return 95
    if b"\x1e" not in head.raw or b"\x1f" not in head.raw:
        return 0  # digits in a text of any format may look like a leader
    if LEADER.search(head.raw) or _LOOSE_LEADER.search(head.raw):
        return 80
    return 60 if head.raw[:5].isdigit() else 0


def parse(raw: bytes, source: str = "", position: int = 0, offset: int = 0) -> Record | Unreadable:
    """The record in these bytes; what had to be repaired is in its warnings.

    >>> raw = b"00068nam a2200049 a 4500001000300000245001300003\\x1e42\\x1e10\\x1faDuin\\x1fc1917\\x1e\\x1d"
    >>> record = parse(raw)
    >>> record.id, record.fields, record.warnings
    ('42', [001 42, 245 10 $aDuin$c1917], [])
    """
    text, warnings = _text(raw)
    fields = _fields(text, raw)
    if fields is None:
        return iso2709_repair.parse(raw, source, position, offset)
    first = fields[0] if fields else None
    if first is None or first.tag != "001":
        first = next((field for field in fields if field.tag == "001"), None)
    ident = first.subfields[0][1].strip() if first else ""
    if dialect_of(fields):  # its letters may be in other sets
        return iso2709_repair.parse(raw, source, position, offset)
    if "<<" in text or "¬" in text:
        non_sorting.tidy(fields)
    if "&" in text or "<" in text:
        html_markup.tidy(fields)
    return Record("marc21", ident, text[:24], fields, source, position, raw, warnings)


def _text(raw: bytes) -> tuple[str, list[str]]:
    """Text of a record in which nothing needs replacing, composed; nothing when there is."""
    if len(raw.translate(None, _CONTROLS)) != len(raw):
        return "", []
    if raw.isascii():
        return raw.decode("ascii"), []
    text, warnings = marc_encoding.decode(raw, raw[9:10] == b"a")
    text = composed(text)
    # An accent that begins a value has been taken by the code before it.
    return (text, warnings) if is_clean(text) and not _CODE_COMPOSED.search(text) else ("", [])


def _fields(text: str, raw: bytes) -> list[Field] | None:
    """Fields of a record without any fault in its frame; None when it has one."""
    head, *parts = text.split("\x1e")
    size = len(head)
    if (
        not parts
        or parts.pop() != "\x1d"
        or size != 24 + 12 * len(parts)
        or head[12:17] != f"{size + 1:05d}"
        or head[:5] != f"{len(raw):05d}"
        or not head.isascii()
        or "\x1f" in head
        or text.find("\x1d") != len(text) - 1
        or has_signs(head[:24])
    ):
        return None
    starts = [head[at : at + 5] for at in range(31, size, 12)]
    if starts != sorted(starts):
        return None
    return _paired([head[at : at + 3] for at in range(24, size, 12)], parts)


def _paired(tags: list[str], parts: list[str]) -> list[Field] | None:
    """Each tag with its part; None when one of these has a fault."""
    fields = []
    try:
        for tag, part in zip(tags, parts, strict=True):
            subfields = part.split("\x1f")
            first = subfields[0]
            del subfields[0]
            if tag >= "010" and len(first) == 2 and subfields:
                fields.append(Field(tag, first, [(sub[0], sub[1:]) for sub in subfields]))
            elif not subfields and (tag[:2] == "00" or not tag.isdigit()):
                fields.append(Field(tag, "", [("", first)]))
            else:
                return None
    except IndexError:  # a delimiter without a code: asking each is slower
        return None
    return fields
