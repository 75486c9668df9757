"""MARC21 and UNIMARC as lines of text: Aleph sequential, mrk of MARCMaker and MarcEdit, and what YAZ prints.

Aleph writes ``000000001 24510 L $$aMax Havelaar$$cMultatuli.``, the lines of a record with one number before
them; mrk writes ``=245  10$aMax Havelaar$cMultatuli.``, a blank line between records.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from lod.record import Field, Outcome, Record, Unreadable
from lod.sources import html_markup, plain_text
from lod.sources.chunk import KEPT, MAX_RECORD, Chunk, InvalidRecord, too_long
from lod.sources.head import Head
from lod.sources.json_files.records import beginning
from lod.sources.marc import non_sorting, values
from lod.sources.marc.blanks import restored
from lod.sources.marc.dialects import as_marc21
from lod.sources.streams import Blocks
from lod.sources.xml_files.records import Parse

_ALEPH = re.compile(rb"([0-9]{9}) ([A-Z0-9]{3})([ -~]{2}) ([A-Z ]) ?")
_ALEPH_LINE = re.compile(r"([0-9]{9}) ([A-Z0-9]{3})([ -~]{2}) [A-Z ] ?(.*)", re.DOTALL)
_MRK = re.compile(rb"=(?:LDR|[0-9A-Z]{3})  ")
_MRK_LINE = re.compile(r"=(LDR|[0-9A-Z]{3}) {1,2}(.*)", re.DOTALL)
_YAZ = re.compile(rb"[0-9]{3} (?:[^$]|[0-9 ]{2} \$[ -~] )|[0-9]{5}[a-z]{2}[ -~]{13}4500")
_YAZ_LEADER = re.compile(rb"[0-9]{5}[a-z][a-z][ -~]{3}[0-9 ]{7}[ -~]{3}4500 *\r?$")
_YAZ_LINE = re.compile(r"([0-9]{3} |(?=[0-9]{5}[a-z]))(.*)", re.DOTALL)
_YAZ_SUBFIELD = re.compile(r" \$([!-~]) ")
_NAMES = {"{dollar}": "$", "{lcub}": "{", "{rcub}": "}", "{bsol}": "\\", "{esc}": "", "{copy}": "©"}
_NAME = re.compile("|".join(map(re.escape, _NAMES)))
_LEAST = 2  # lines that must look like it

Key = Callable[[bytes], bytes | None]
"""Of a line: the record it belongs to; nothing when that is the one before; None when it is no such line."""


def recognise_aleph(head: Head) -> int:
    """How sure it is, from 0 to 100, that this is Aleph sequential."""
    return _share(head, _ALEPH)


def recognise_mrk(head: Head) -> int:
    """How sure it is, from 0 to 100, that this is mrk, or lines of YAZ."""
    first, _, rest = beginning(head.raw).partition(b"\n")
    return _share(Head(rest), _YAZ) if _YAZ_LEADER.match(first) else _share(head, _MRK)


def _share(head: Head, pattern: re.Pattern[bytes]) -> int:
    """Sure when nine in ten of the first lines are like this."""
    lines = [line for line in beginning(head.raw).splitlines()[:200] if line.strip()]
    like = sum(pattern.match(line) is not None for line in lines)
    return 95 if like and like >= min(_LEAST, len(lines)) and like * 10 >= len(lines) * 9 else 0


def _number(line: bytes) -> bytes | None:
    found = _ALEPH.match(line)
    return found[1] if found else None


def split_aleph(blocks: Blocks, source: str) -> Iterator[Chunk | Unreadable]:
    """The lines of each record: those with the same number."""
    return _split(blocks, source, _number)


def split_mrk(blocks: Blocks, source: str) -> Iterator[Chunk | Unreadable]:
    """The lines of each record: up to a blank line, or to the next leader."""
    return _split(blocks, source, None)


def _split(blocks: Blocks, source: str, key: Key | None) -> Iterator[Chunk | Unreadable]:
    position = 0
    for offset, raw, size in _records(blocks, key):
        position += 1
        if size > MAX_RECORD:
            yield Unreadable(source, position, offset, too_long(size), raw[:KEPT])
        else:
            yield Chunk(position, offset, raw)
    if blocks.broken:
        yield Unreadable(source, position + 1, blocks.passed, blocks.broken, b"")


def _records(blocks: Blocks, key: Key | None) -> Iterator[tuple[int, bytes, int]]:
    """Offset, lines and whole size of each record; of what is too long, its beginning."""
    kept: list[bytes] = []
    start, size, held = 0, 0, 0
    last: bytes | None = None
    for offset, line, length in plain_text.lines(blocks, MAX_RECORD + 1):
        own = key(line) if key else _in_mrk(line)
        if kept and (own != last if key else own in (b"", b"new")):
            yield start, b"\n".join(kept), size
            kept = []
        last = own
        if not line.strip():
            continue
        if not kept:
            start, size, held = offset, 0, 0
        size += length + 1
        if held <= MAX_RECORD:
            held += len(line)
            kept.append(line.rstrip(b"\r"))
    if kept:
        yield start, b"\n".join(kept), size


def _in_mrk(line: bytes) -> bytes:
    """Nothing for a blank line, `new` for one that begins a record."""
    if not line.strip():
        return b""
    return b"new" if line.startswith((b"=LDR", b"=000")) or _YAZ_LEADER.match(line) else b"more"


def _parser(
    format: str, pattern: re.Pattern[str], field: Callable[[re.Match[str], list[str]], Field]
) -> Parse:
    """The function that reads the lines of a record, each of which becomes a field."""

    def parse(raw: bytes, source: str = "", position: int = 0, offset: int = 0) -> Outcome:
        warnings: list[str] = []
        text, is_mended = plain_text.text_of(raw)
        if is_mended:
            warnings.append("bytes that are not UTF-8 are read as Windows-1252")
        made: list[Field] = []
        number = ""
        for line in text.split("\n"):
            found = pattern.match(line.rstrip("\r"))
            if found:
                number = number or found[1]
                made.append(field(found, warnings))
            elif made and made[-1].subfields and line.strip():  # a value with a line break in it
                code, before = made[-1].subfields[-1]
                made[-1].subfields[-1] = (code, values.value(f"{before} {line}", made[-1].tag, warnings))
                warnings.append(f"{made[-1].tag}: a line without a tag is read as the end of the one before")
            elif line.strip():
                return Unreadable(source, position, offset, f"no line of a record: {line[:60]!r}", raw)
        try:
            return _record(format, number if number.isdigit() else "", made, warnings, source, position, raw)
        except InvalidRecord as fault:
            return Unreadable(source, position, offset, str(fault), raw)

    return parse


def _record(
    format: str, number: str, made: list[Field], warnings: list[str], source: str, position: int, raw: bytes
) -> Record:
    given = next((field.text for field in made if field.tag in ("LDR", "000")), "")
    fields = [field for field in made if field.tag not in ("LDR", "000")]
    leader = restored(values.leader(given, warnings), fields, [])  # these signs are how it is written
    leader, fields = as_marc21(leader, fields)
    if number and all(field.tag != "001" for field in fields):
        fields.insert(0, values.control("001", number, warnings))
    non_sorting.tidy(fields)
    html_markup.tidy(fields)
    ident = next((field.text.strip() for field in fields if field.tag == "001"), "")
    return Record(format, ident, leader, fields, source, position, raw, list(dict.fromkeys(warnings)))


def _of_aleph(line: re.Match[str], warnings: list[str]) -> Field:
    tag, indicators, rest = line[2], line[3], line[4]
    if "$$" not in rest:
        return values.control(tag, rest, warnings)
    return values.data(tag, indicators, _subfields(rest, "$$", tag, warnings), warnings)


def _of_mrk(line: re.Match[str], warnings: list[str]) -> Field:
    tag, rest = line[1], line[2]
    if tag == "LDR" or tag[:2] == "00" or "$" not in rest:
        return values.control(tag, _named(rest if tag == "LDR" else rest.replace("\\", " ")), warnings)
    indicators = rest[:2].replace("\\", " ").replace("#", " ")
    return values.data(tag, indicators, _subfields(rest[2:], "$", tag, warnings), warnings)


def _of_yaz(line: re.Match[str], warnings: list[str]) -> Field:
    tag, rest = line[1].rstrip() or "LDR", line[2]
    _, *parts = _YAZ_SUBFIELD.split(rest[2:])
    if tag == "LDR" or tag[:2] == "00" or not parts:
        return values.control(tag, rest, warnings)
    return values.data(tag, rest[:2], list(zip(parts[::2], parts[1::2], strict=True)), warnings)


def _subfields(text: str, sign: str, tag: str, warnings: list[str]) -> list[tuple[str, str]]:
    before, *parts = text.split(sign)
    if before.strip():
        warnings.append(f"{tag}: text before the first subfield is read as $a")
        parts.insert(0, "a" + before)
    named = _named if sign == "$" else str
    return [(part[:1], named(part[1:])) for part in parts]


def _named(text: str) -> str:
    """The text with signs for their names in mrk (`{dollar}`)."""
    return _NAME.sub(lambda found: _NAMES[found[0]], text)


parse_aleph = _parser("aleph", _ALEPH_LINE, _of_aleph)
"""The record in lines of Aleph."""
_parse_mrk = _parser("mrk", _MRK_LINE, _of_mrk)
_parse_yaz = _parser("mrk", _YAZ_LINE, _of_yaz)


def parse_mrk(raw: bytes, source: str = "", position: int = 0, offset: int = 0) -> Outcome:
    """The record in lines of mrk, or of YAZ.

    >>> lines = [b"00068nam a2200049 a 4500", b"001 42", b"245 10 $a Duin $c 1917"]
    >>> parse_mrk(bytes([10]).join(lines)).fields
    [001 42, 245 10 $aDuin$c1917]
    """
    is_yaz = _YAZ_LEADER.match(raw.partition(b"\n")[0]) is not None
    return (_parse_yaz if is_yaz else _parse_mrk)(raw, source, position, offset)
