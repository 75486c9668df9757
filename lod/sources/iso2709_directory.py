"""Which bytes of an ISO 2709 record belong to which tag, when its directory and its fields do not agree.

A tag is given to a field only on evidence: offsets that end at field terminators, equal numbers of both, or
lengths that fit one after another. Otherwise the record is not read: a title in the wrong field is worse than
no title.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from lod.sources.chunk import Unfit

_FIELD_END = b"\x1e"
_ENTRY = re.compile(rb"[0-9A-Za-z ]{3}[0-9]{9}")
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
    """Entries of the directory, and the data after it."""
    end = content.find(_FIELD_END)
    base = int(content[12:17]) if content[12:17].isdigit() else 0
    if 24 < base - 1 != end and not _are_entries(content[24:end]) and _are_entries(content[24 : base - 1]):
        warnings.append("no field terminator after the directory: the base address is taken as its end")
        return _entries(content[24 : base - 1], 4, 5), content[base - 1 :].removeprefix(b" ")
    if end < 24:
        raise Unfit("no directory: no field terminator after the leader")
    if base != end + 1:
        warnings.append(f"the base address is {end + 1}, not as its leader says")
    return _entries(*_sound(content, end, warnings)), content[end + 1 :]


def _are_entries(data: bytes) -> bool:
    return len(data) >= 12 and all(_ENTRY.fullmatch(data, at, at + 12) for at in range(0, len(data), 12))


def _sound(content: bytes, end: int, warnings: list[str]) -> tuple[bytes, int, int]:
    """The directory, and the widths of length and start in it (entry map of the leader; 4 and 5 in MARC)."""
    data = content[24:end]
    if len(data) % 12 == 0:
        return data, 4, 5
    widths = content[20:22]
    if widths.isdigit() and b"0" not in widths and len(data) % (3 + int(widths[:1]) + int(widths[1:])) == 0:
        return data, int(widths[:1]), int(widths[1:])
    found = b"".join(_ENTRY.findall(data))
    warnings.append(
        f"the directory has {len(data)} characters, no multiple of 12: {len(found) // 12} entries found"
    )
    return found, 4, 5


def _entries(data: bytes, length: int, start: int) -> list[Entry]:
    """Entries of these widths; Unfit when they are rather something else."""
    cut = [data[at : at + 3 + length + start] for at in range(0, len(data), 3 + length + start)]
    entries = [
        Entry(part[:3].decode("latin-1"), _number(part[3 : 3 + length]), _number(part[3 + length :]))
        for part in cut
    ]
    sound = sum(entry.length >= 0 and entry.start >= 0 for entry in entries)
    if 2 * sound < len(entries) and not all(entry.tag.isdigit() for entry in entries):
        raise Unfit(f"no directory: {data[:24]!r} after the leader")
    for entry in entries:
        if not _TAG.fullmatch(entry.tag):
            raise Unfit(f"the directory has {entry.tag!r} where a tag belongs")
    return entries


def _number(digits: bytes) -> int:
    return int(digits) if digits.isdigit() else -1


def matched(
    entries: list[Entry], data: bytes, warnings: list[str], is_whole: bool
) -> list[tuple[str, bytes]]:
    """Tag and bytes of each field, in the order of the directory; Unfit when they cannot be told."""
    parts = data.split(_FIELD_END)
    if not parts[-1].strip():
        parts.pop()
    else:
        warnings.append("the last field has no terminator")
    if exact := _by_offset(entries, data, warnings):
        return exact
    if len(parts) == len(entries):
        return _in_order(entries, parts)
    by_length = _by_length(entries, parts)
    if by_length and (is_whole or len(by_length) == len(entries)):
        warnings.append(
            f"the directory names {len(entries)} fields, {len(parts)} are there: told apart by their lengths"
        )
        if len(by_length) < len(entries):
            missing = ", ".join(entry.tag for entry in entries[len(by_length) :])
            warnings.append(f"fields that are not there: {missing}")
        return by_length
    if adjoining := _adjoining(entries, data):
        warnings.append("field terminators are missing; fields are told apart by the directory")
        return adjoining
    raise Unfit(
        f"the directory names {len(entries)} fields, {len(parts)} are there, and lengths do not tell which"
    )


def _by_offset(entries: list[Entry], data: bytes, warnings: list[str]) -> list[tuple[str, bytes]]:
    """Fields by their offsets, if every one of them ends at a terminator and none is used twice."""
    total = 0
    for entry in entries:
        end = entry.start + entry.length
        total += entry.length
        if entry.start < 0 or entry.length < 1 or data[end - 1 : end] != _FIELD_END or total > len(data):
            return []
    if total < len(data.rstrip()):
        warnings.append(f"{len(data) - total} bytes of data are not named in the directory")
    fields = [(entry.tag, data[entry.start : entry.start + entry.length - 1]) for entry in entries]
    return [(tag, _without_ends(tag, part, warnings)) for tag, part in fields]


def _without_ends(tag: str, part: bytes, warnings: list[str]) -> bytes:
    if _FIELD_END not in part:
        return part
    warnings.append(f"{tag}: a field terminator inside the field, replaced by a space")
    return part.replace(_FIELD_END, b" ")


def _in_order(entries: list[Entry], parts: list[bytes]) -> list[tuple[str, bytes]]:
    """As many fields as entries: the first in the data is the one with the lowest start, and so on."""
    starts = [entry.start for entry in entries]
    if -1 in starts or len(set(starts)) < len(starts):
        return [(entry.tag, part) for entry, part in zip(entries, parts, strict=True)]
    rank = {start: number for number, start in enumerate(sorted(starts))}
    return [(entry.tag, parts[rank[entry.start]]) for entry in entries]


def _by_length(entries: list[Entry], parts: list[bytes]) -> list[tuple[str, bytes]]:
    """Fields whose lengths fit those of the directory, one after another; nothing when one does not fit.

    A part that is too short is joined with the next (a terminator inside a field); one that is as long as
    two is divided (a terminator lost or overwritten).
    """
    found: list[tuple[str, bytes]] = []
    waiting = parts[::-1]
    for number, entry in enumerate(entries):
        if not waiting:
            return found
        part = waiting.pop()
        while len(part) + 1 < entry.length and waiting:
            part += b" " + waiting.pop()
        if len(part) + 1 > entry.length and number + 1 < len(entries):
            both = entry.length + entries[number + 1].length
            if len(part) + 1 not in (both, both - 1):
                return []
            waiting.append(part[entry.length - (len(part) + 1 < both) :])
            part = part[: entry.length - 1]
        if len(part) + 1 != entry.length:
            return []
        found.append((entry.tag, part))
    return [] if waiting else found


def _adjoining(entries: list[Entry], data: bytes) -> list[tuple[str, bytes]]:
    """Fields by their offsets, if each begins where the one before it ends, and the last ends the data."""
    at = 0
    found = []
    for entry in entries:
        if entry.start != at or entry.length < 1:
            return []
        at += entry.length
        found.append((entry.tag, data[entry.start : at].rstrip(_FIELD_END).replace(_FIELD_END, b" ")))
    return found if at in (len(data), len(data) + 1) else []
