"""The directory of an ISO 2709 record: which fields it has and how long they are, also when it is damaged."""

from __future__ import annotations

import re
from dataclasses import dataclass

from lod.sources.chunk import InvalidRecord

FIELD_END = b"\x1e"
UNKNOWN_TAG = "???"
"""Tag of a field that is there but whose tag was lost."""

_ENTRY = re.compile(rb"[0-9A-Za-z ]{3}[0-9]{9}")
_CONTROLS = bytes(range(32))
_TAG = re.compile("[!-~ ]{3}")


@dataclass(frozen=True, slots=True)
class Entry:
    """What the directory says of a field."""

    tag: str
    length: int
    """With its terminator; -1 when it is no number."""
    start: int
    """From the base address; -1 when it is no number."""


def directory(content: bytes, warnings: list[str]) -> tuple[list[Entry], bytes]:
    """Entries of the directory, and the data after it; InvalidRecord when there is no directory."""
    end, resume = _end(content, warnings)
    data = content[24:end]
    length, start = 4, 5
    if len(data) % 12:
        length, start = _widths(content)
    if len(data) % (3 + length + start) == 0:
        entries = _entries(data, length, start)
    else:
        entries = _resynchronised(data, len(content) - resume)
        warnings.append(f"the directory has {len(data)} characters, no multiple of 12: mended")
    if any(entry.tag == UNKNOWN_TAG for entry in entries):
        warnings.append(f"a tag in the directory is damaged: read as {UNKNOWN_TAG}")
    return entries, content[resume:]


def _end(content: bytes, warnings: list[str]) -> tuple[int, int]:
    """Where the directory ends, and where the data after it begins."""
    first = content.find(FIELD_END)
    said = int(content[12:17]) - 1 if content[12:17].isdigit() else -1
    if said == first and said >= 24:
        return first, first + 1
    if said > 24 and not _are_entries(content[24:first]):
        near = content.find(FIELD_END, said - 2, said + 3)
        if near > first:
            warnings.append("a field terminator inside the directory")
            return near, near + 1
        is_field = near < 0 or near - said + 1 == _number(content[27:31])
        if is_field and _are_entries(content[24:said]):
            warnings.append("no field terminator after the directory: the base address is taken as its end")
            return said, said + (content[said : said + 1] == b" ")
    if first < 24:
        raise InvalidRecord("no directory: no field terminator after the leader")
    warnings.append(f"the base address is {first + 1}, not as its leader says")
    return first, first + 1


def _are_entries(data: bytes) -> bool:
    return len(data) >= 12 and all(_ENTRY.fullmatch(data, at, at + 12) for at in range(0, len(data), 12))


def _widths(content: bytes) -> tuple[int, int]:
    """Widths of length and start in an entry, as the entry map of the leader says: 4 and 5 in MARC."""
    widths = content[20:22]
    return (int(widths[:1]), int(widths[1:])) if widths.isdigit() and b"0" not in widths else (4, 5)


def _entries(data: bytes, length: int, start: int) -> list[Entry]:
    """Entries of these widths; InvalidRecord when they are rather something else."""
    width = 3 + length + start
    entries = [_entry(data[at : at + width], length) for at in range(0, len(data), width)]
    sound = sum(entry.tag != UNKNOWN_TAG and entry.length >= 0 and entry.start >= 0 for entry in entries)
    if 2 * sound < len(entries) and not all(entry.tag.isdigit() for entry in entries):
        raise InvalidRecord(f"no directory: {data[:24]!r} after the leader")
    return entries


def _entry(part: bytes, length: int) -> Entry:
    tag = part[:3].decode("latin-1")
    return Entry(
        tag if _TAG.fullmatch(tag) else UNKNOWN_TAG,
        _number(part[3 : 3 + length]),
        _number(part[3 + length :]),
    )


def _number(digits: bytes) -> int:
    return int(digits) if digits.isdigit() else -1


def _resynchronised(data: bytes, total: int) -> list[Entry]:
    """Entries of a directory, for so many bytes of data, with characters too many or too few in one place.

    Line ends and the like are taken out. Otherwise entries are read from the front and from the back as long
    as each begins where the one before it ends; what is left between them is one entry, whose numbers follow
    from its neighbours and whose tag is what it begins with, if it is the numbers that were damaged.
    """
    clean = data.translate(None, _CONTROLS)
    if _are_entries(clean):
        return _entries(clean, 4, 5)
    front, at = _front(data)
    back, end = _back(data[12 * len(front) :], total)
    rest = data[12 * len(front) : len(data) - 12 * len(back)]
    if front and end == at and len(rest) < 4:
        return [*front, *back]
    # When the first entry does not fit, it is the leader that is damaged.
    if not front or not 9 <= len(rest) <= 15 or end <= at:
        raise InvalidRecord(
            f"the directory has {len(data)} characters, no multiple of 12, and cannot be mended"
        )
    tag = rest[:3].decode("latin-1")
    is_known = _TAG.fullmatch(tag) and not rest.endswith(b"%04d%05d" % (end - at, at))
    return [*front, Entry(tag if is_known else UNKNOWN_TAG, end - at, at), *back]


def _front(data: bytes) -> tuple[list[Entry], int]:
    """Entries from the front that begin where the one before ends, and where the next should begin."""
    found: list[Entry] = []
    at = 0
    while _ENTRY.fullmatch(part := data[12 * len(found) : 12 * len(found) + 12]):
        entry = _entry(part, 4)
        if entry.start != at:
            break
        at += entry.length
        found.append(entry)
    return found, at


def _back(data: bytes, end: int) -> tuple[list[Entry], int]:
    """Entries from the back that end where the next begins, and where the one before them should end."""
    found: list[Entry] = []
    size = len(data)
    while _ENTRY.fullmatch(part := data[max(0, size - 12) : size]):
        entry = _entry(part, 4)
        if entry.start + entry.length != end:
            break
        end = entry.start
        found.append(entry)
        size -= 12
    return found[::-1], end
