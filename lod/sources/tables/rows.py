"""Rows with columns as records, whatever they were written in: names of columns, and the row as bytes.

The bytes kept of a record are a table of their own, in UTF-8 with commas: column names and the row.
"""

from __future__ import annotations

import csv
import functools
import io
import re
from collections.abc import Callable, Iterator, Set

from lod.record import ABOVE, REMARK, TOTALS, Field, Outcome, Record, Unreadable
from lod.sources.chunk import KEPT, MAX_RECORD, Chunk, too_long
from lod.sources.xml_files.fields import cleaned

KEYS = (
    "id",
    "legacyid",
    "identifier",
    "identificatie",
    "priref",
    "recordnr",
    "recordnummer",
    "objectid",
    "ppn",
    "uuid",
)
"""Names of columns that tell one record from another, in the order in which they are looked for.

In a table of AtoM the `identifier` begins anew in each fonds, and the `legacyId` does not.
"""

SHEET = "@sheet"
"""The column that tells the sheet, in a workbook with several: the same number may stand in more than one."""

FIRST = 20
"""Rows that are looked at to find the one with the names of the columns."""

LONGEST = 2 * MAX_RECORD
"""Characters of a value at most, for Python's reader of tables: ours tells sooner what is too long."""

NUMBER = re.compile(
    r"(?:object|museum|accession|accessie|aanwinst|inventari[sz]?(?:atie|e)?|inventory|catalog(?:us|ue)?|registratie|obj|inv)"
    r"(?:nummer|number|num|code|nr|no|id)"
)
"""What the number of an object is called, by its letters alone; looked for where no other name is known."""

_ABOVE_NUMBER = re.compile(r"(?:toegang|archief|fonds|bestand)(?:s?nummer|s?nr|code)?")
"""What an archive is called: each has its numbers from 1 on."""

REPETITION = "\x1d"
"""Between the values of one field in what FileMaker exports."""
_LINES = re.compile(r"[\n\r\x0b]+")
_ITEM = re.compile(r"[^.,;:!?]{1,60}\Z")
"""A line that may be a value: a text of several lines has longer ones, and marks at their ends."""

_NUMBERED = re.compile(r"(?i).*(?:\b|_)(?:no|num)[.\s]*\Z")
_NOT_LETTERS = re.compile(r"[^a-z]")
_ENDS_IN_KEY = re.compile(r".*(?:id|nr|nummer|number|key|code|ppn)\Z")
_NO_NAME = re.compile(r"[-+]?[0-9]|https?://|www\.|\S+@\S+\.\S+\Z|\S*[0-9]\S*[:/;]")
_TOTAL = re.compile(r"(?i)(?:sub|eind)?tota(?:a?l|len|ls)\W*\Z")
_FOOTNOTE = re.compile(r"[*†‡]+\s*(?=\S+ )|(?i:n\.?b\.?|noot|opmerking(?:en)?|toelichting|note)\s*:")
_LEAST_COLUMNS = 3  # of a table that may have footnotes
_FIGURE = re.compile(r"[0-9][0-9.,\s]*\Z")
_LONGEST_NAME = 100

Row = tuple[int, list[str], bytes, str]
"""Offset, values, bytes as they came, and why it cannot be read (if so)."""


def of_rows(
    rows: Iterator[Row], source: str, position: int = 0, more: str = "", groups: Set[int] = frozenset()
) -> Iterator[Chunk | Unreadable]:
    """Each row with the names of its columns; `more` is put before each as its sheet.

    `groups` are the offsets of rows that are known to name groups of columns, by the time they are read.
    """
    first = [row for _, row in zip(range(FIRST), rows, strict=False)]
    readable = [([] if offset in groups else values) for offset, values, _, reason in first if not reason]
    at = header_of(readable)
    above: list[str] = []
    names: list[str] = []
    seen = 0
    for offset, values, raw, reason in _chained(first, rows):
        if reason:
            position += 1
            yield Unreadable(source, position, offset, reason, raw[:KEPT])
            continue
        seen += 1
        if not names and seen - 1 == at:
            named = told_apart([cleaned(name) for name in values], above)
            names = [name or f"column {number}" for number, name in enumerate(named, 1)]
            continue
        position += 1
        if not names and at >= 0:
            above = values
            yield Unreadable(source, position, offset, ABOVE, raw[:KEPT])
            continue
        if names and is_total(values):
            yield Unreadable(source, position, offset, TOTALS, raw[:KEPT])
            continue
        if len(names) >= _LEAST_COLUMNS and is_remark(values):
            yield Unreadable(source, position, offset, REMARK, raw[:KEPT])
            continue
        called = names or [f"column {number}" for number in range(1, len(values) + 1)]
        yield _record(called, values, source, position, offset, raw, more)


def _record(
    names: list[str], values: list[str], source: str, position: int, offset: int, raw: bytes, more: str
) -> Chunk | Unreadable:
    end = len(values)
    while end > len(names) and not values[end - 1].strip():
        end -= 1
    values = values[:end]
    if len(values) > len(names):
        reason = f"a row of {len(values)} values under {len(names)} columns"
        return Unreadable(source, position, offset, reason, raw[:KEPT])
    table = _table([SHEET, *names] if more else names, [more, *values] if more else values)
    if len(table) > MAX_RECORD:
        return Unreadable(source, position, offset, too_long(len(table)), table[:KEPT])
    return Chunk(position, offset, table)


def _chained(first: list[Row], rest: Iterator[Row]) -> Iterator[Row]:
    yield from first
    yield from rest


def header_of(rows: list[list[str]]) -> int:
    """Which of the first rows has the names of the columns; -1 when the first is a record already.

    >>> header_of([["Lijst 2024", "", ""], ["nr", "titel", "jaar"], ["1", "Een", "1900"]])
    1
    >>> header_of([["AT-3:BStG", "Sankt Gabriel"], ["AT-9:OeOSI", "Ost-Institut"]])
    -1
    """
    filled = [sum(bool(value.strip()) for value in row) for row in rows]
    width = max(filled, default=0)
    at = next((at for at, count in enumerate(filled) if count * 2 >= width), 0)
    return at if rows and all(map(is_name, rows[at])) else -1


def told_apart(names: list[str], above: list[str]) -> list[str]:
    """Names of columns, of which those that stand twice have the name of their group before them.

    A group is called in the row above, in its first column.

    >>> told_apart(["nr", "naam", "jaar", "naam"], ["Object", "Maker", "", "Schenker"])
    ['nr', 'Maker naam', 'jaar', 'Schenker naam']
    >>> told_apart(["nr", "trefwoord", "trefwoord"], ["Lijst 2024"])
    ['nr', 'trefwoord', 'trefwoord']
    """
    if sum(bool(text.strip()) for text in above) < 2:
        return names
    groups, group = [], ""
    for at in range(len(names)):
        group = cleaned(above[at]) if at < len(above) and above[at].strip() else group
        groups.append(group)
    twice = {name for name in names if name and names.count(name) > 1}
    return [
        f"{group} {name}" if name in twice and group else name
        for group, name in zip(groups, names, strict=True)
    ]


def is_total(values: list[str]) -> bool:
    """Whether a row adds up those above it: it is called so, and has nothing but numbers besides.

    >>> is_total(["Totaal:", "", "64"]), is_total(["Totaal", "Eclipse"]), is_total(["Totaal", ""])
    (True, False, False)
    """
    called, *others = [text for value in values if (text := value.strip())] or [""]
    return _TOTAL.match(called) is not None and bool(others) and all(map(_FIGURE.match, others))


def is_remark(values: list[str]) -> bool:
    """Whether a row only has a text that begins as footnotes do.

    >>> is_remark(["* dating by the catalogue", ""]), is_remark(["* a kind", "Kan"]), is_remark(["*12", ""])
    (True, False, False)
    """
    filled = [text for value in values if (text := value.strip())]
    return len(filled) == 1 and _FOOTNOTE.match(filled[0]) is not None


def is_name(text: str) -> bool:
    """Whether a column may be called so: no number, date, address or code.

    >>> [is_name(text) for text in ("birth.date.start", "thesau_%0", "1952", "http://example.org/", "")]
    [True, True, False, False, True]
    """
    text = text.strip()
    return len(text) <= _LONGEST_NAME and not _NO_NAME.match(text)


def _table(names: list[str], row: list[str]) -> bytes:
    out = io.StringIO()
    csv.writer(out, lineterminator="\n").writerows(
        [names[: len(row)] if len(row) < len(names) else names, row]
    )
    return out.getvalue().encode("utf-8", "replace")


def several(cell: str) -> list[str]:
    """The values in a cell: the repetitions of FileMaker, or short lines as people type lists in Excel.

    A text that was broken by hand goes on in small letters, or has marks at the ends of its lines.

    >>> several("zee\\nstrand"), several("Jan\\nPiet"), several("Gezicht op de haven\\nvan Hoorn")
    (['zee', 'strand'], ['Jan', 'Piet'], ['Gezicht op de haven\\nvan Hoorn'])
    """
    if REPETITION in cell:
        return cell.split(REPETITION)
    lines = [line for line in map(str.strip, _LINES.split(cell)) if line] if _LINES.search(cell) else []
    is_list = (
        len(lines) > 1 and all(map(_ITEM.match, lines)) and len({line[0].islower() for line in lines}) == 1
    )
    return lines if is_list else [cell]


def parser(format: str) -> Callable[[bytes, str, int, int], Outcome]:
    """The function that reads the record in a table of one row."""

    def parse(raw: bytes, source: str = "", position: int = 0, offset: int = 0) -> Outcome:
        try:
            csv.field_size_limit(LONGEST)
            text = raw.decode("utf-8", "replace")
            names, row = list(csv.reader(io.StringIO(text, newline="")))[:2]
        except (csv.Error, ValueError) as fault:
            return Unreadable(source, position, offset, f"no row of a table: {fault}", raw)
        fields = [
            Field(name if name.isascii() and name.isprintable() else cleaned(name), "", [("", value)])
            for name, cell in zip(names, row, strict=False)
            for given in several(cell)
            if (value := cleaned(given))
        ]
        return Record(format, _ident(names, fields), "", fields, source, position, raw)

    return parse


def _ident(names: list[str], fields: list[Field]) -> str:
    """The value of a column that is called as keys are; else of the first column, when its name ends so."""
    of_sheet = names[:1] == [SHEET]
    first = "".join(names[of_sheet : of_sheet + 1])
    ident = ident_of({field.tag: field.text for field in reversed(fields)}, first)
    return f"{fields[0].text} {ident}" if of_sheet and ident else ident


def ident_of(said: dict[str, str], first: str = "") -> str:
    """What tells a record from others: by names that are known, then the first, then a number of objects.

    >>> ident_of({"Titel": "Kan", "Inv. nr.": "7"}), ident_of({"Accession No": "1999.1"}, "Accession No")
    ('7', '1999.1')
    """
    found = {_letters(name): text for name, text in said.items()}
    known = next((found[key] for key in KEYS if found.get(key)), "")
    if known or not found:
        return known
    letters = _letters(first)
    if _ENDS_IN_KEY.match(letters) or _NUMBERED.match(first):
        return found.get(letters, "")
    number = next((text for name, text in found.items() if NUMBER.fullmatch(name) and text), "")
    above = next((text for name, text in found.items() if _ABOVE_NUMBER.fullmatch(name) and text), "")
    return f"{above} {number}" if number and above else number or found.get("uri", "")


@functools.lru_cache(10_000)
def _letters(name: str) -> str:
    return _NOT_LETTERS.sub("", name.lower())
