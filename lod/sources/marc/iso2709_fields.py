"""Which bytes of an ISO 2709 record belong to which tag, when its directory and its fields do not agree.

A tag is given to a field only on evidence: offsets that end at field terminators, equal numbers of both, or
lengths that fit from the front and from the back. Otherwise the record is not read: a title in the wrong
field is worse than no title.
"""

from __future__ import annotations

from lod.sources.chunk import InvalidRecord
from lod.sources.marc.iso2709_directory import FIELD_END, Entry

Tagged = list[tuple[str, bytes]]


def matched(entries: list[Entry], data: bytes, warnings: list[str], is_whole: bool) -> Tagged:
    """Tag and bytes of each field; InvalidRecord when they cannot be told. What is not whole lost its end."""
    parts = data.split(FIELD_END)
    if not parts[-1].strip():
        parts.pop()
    else:
        warnings.append("the last field has no terminator")
        if len(parts) <= len(entries) and _by_start(entries)[len(parts) - 1].length > len(parts[-1]) + 1:
            parts.pop()  # cut off
    if exact := _by_offset(entries, data, warnings):
        return exact
    if len(parts) == len(entries):
        return _in_order(entries, parts, warnings)
    found = _by_length(_by_start(entries), parts, warnings, is_whole) or _adjoining(entries, data, warnings)
    if not found:
        raise InvalidRecord(
            f"the directory names {len(entries)} fields, {len(parts)} are there; lengths do not tell which"
        )
    return found


def _by_start(entries: list[Entry]) -> list[Entry]:
    """Entries in the order of their fields in the data, if the directory tells it."""
    starts = {entry.start for entry in entries}
    if -1 in starts or len(starts) < len(entries):
        return entries
    return sorted(entries, key=lambda entry: entry.start)


def _by_offset(entries: list[Entry], data: bytes, warnings: list[str]) -> Tagged:
    """Fields by their offsets, if every one of them ends at a terminator and none is used twice."""
    total = 0
    for entry in entries:
        end = entry.start + entry.length
        total += entry.length
        if entry.start < 0 or entry.length < 1 or data[end - 1 : end] != FIELD_END or total > len(data):
            return []
    if total < len(data.rstrip()):
        warnings.append(f"{len(data) - total} bytes of data are not named in the directory")
    fields = [(entry.tag, data[entry.start : entry.start + entry.length - 1]) for entry in entries]
    return [(tag, _without_ends(tag, part, warnings)) for tag, part in fields]


def _without_ends(tag: str, part: bytes, warnings: list[str]) -> bytes:
    if FIELD_END not in part:
        return part
    warnings.append(f"{tag}: a field terminator inside the field, replaced by a space")
    return part.replace(FIELD_END, b" ")


def _in_order(entries: list[Entry], parts: list[bytes], warnings: list[str]) -> Tagged:
    """As many fields as entries: in the order of the directory, or of the starts in it, as lengths decide."""
    warnings.append("the offsets in the directory are wrong: fields are taken in order")
    starts = [entry.start for entry in entries]
    plain = list(zip(entries, parts, strict=True))
    if starts != sorted(starts) and -1 not in starts and len(set(starts)) == len(starts):
        rank = {start: number for number, start in enumerate(sorted(starts))}
        ranked = [(entry, parts[rank[entry.start]]) for entry in entries]
        if _fitting(plain) == _fitting(ranked) and _tagged(plain) != _tagged(ranked):
            raise InvalidRecord(
                "the directory gives its fields in another order, and lengths do not tell which"
            )
        plain = max(plain, ranked, key=_fitting)
    return [(entry.tag, part) for entry, part in plain]


def _tagged(pairs: list[tuple[Entry, bytes]]) -> Tagged:
    return sorted((entry.tag, part) for entry, part in pairs)


def _fitting(pairs: list[tuple[Entry, bytes]]) -> int:
    return sum(_fits(entry, part) for entry, part in pairs)


def _fits(entry: Entry, part: bytes) -> bool:
    return len(part) + 1 == entry.length


def _adjoining(entries: list[Entry], data: bytes, warnings: list[str]) -> Tagged:
    """Fields by their offsets, if each begins where the one before it ends, and the last ends the data."""
    at = 0
    found = []
    for entry in entries:
        part = data[at : at + entry.length - 1]
        if entry.start != at or entry.length < 1 or FIELD_END in part:
            return []
        at += entry.length
        found.append((entry.tag, part))
    if at not in (len(data), len(data) + 1):
        return []
    warnings.append("field terminators are missing: fields are told apart by the directory")
    return found


def _by_length(entries: list[Entry], parts: list[bytes], warnings: list[str], is_whole: bool) -> Tagged:
    """Fields whose lengths fit from the front and from the back; what is between must be one fault."""
    both = min(len(entries), len(parts))
    front = next((n for n in range(both) if not _fits(entries[n], parts[n])), both)
    back = next((n for n in range(both - front) if not _fits(entries[-1 - n], parts[-1 - n])), both - front)
    between = entries[front : len(entries) - back]
    mended = (
        _mended(between, parts[front : len(parts) - back], is_whole and not back) if front + back else None
    )
    if mended is None:
        return []
    warnings.append(f"the directory names {len(entries)} fields, {len(parts)} are there")
    if len(mended) < len(between):
        warnings.append("fields that are cut off: " + ", ".join(entry.tag for entry in between))
    rest = zip(entries[len(entries) - back :], parts[len(parts) - back :], strict=True)
    fitting = zip(entries[:front], parts[:front], strict=True)
    return [*((entry.tag, part) for entry, part in fitting), *mended, *((e.tag, part) for e, part in rest)]


def _mended(entries: list[Entry], parts: list[bytes], may_be_cut: bool) -> Tagged | None:
    """What these entries and parts, different in number, come to; None when that cannot be told."""
    if len(entries) == 1 and parts:
        whole = b" ".join(parts)
        return [(entries[0].tag, whole)] if abs(len(whole) + 1 - entries[0].length) <= len(parts) else None
    if len(entries) == 2 and len(parts) == 1:
        first, second = entries
        lost = first.length + second.length - len(parts[0]) - 1  # 0: the terminator was overwritten
        if lost in (0, 1):
            tail = parts[0][first.length - lost :]
            return [(first.tag, parts[0][: first.length - 1]), (second.tag, tail)]
    is_extra = not entries and len(parts) == 1
    is_cut = may_be_cut and len(entries) > len(parts) and len(parts) < 2
    return [] if is_extra or is_cut else None
