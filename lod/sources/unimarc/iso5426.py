"""What a record of UNIMARC in ISO 2709 is written in: UTF-8, ISO 5426, or what old systems put there.

The sets that a record uses stand in 100 $a: 50 is Unicode, 01 and 03 are ISO 646 and ISO
5426, which write a mark before its letter. The bytes decide, as in `lod.sources.marc_encoding`: what is valid
UTF-8 is UTF-8; what the table of ISO 5426 has, and has marks before letters, is that; else it is
Windows-1252, with a warning. A record that says that it is in Cyrillic, Greek or another set of one byte
cannot be read.
"""

from __future__ import annotations

import re
from functools import cache

from lod.rdf import tsv_tables
from lod.sources import marc_encoding
from lod.sources.chunk import InvalidRecord
from lod.sources.clean import composed
from lod.sources.marc.non_sorting import CLOSED, OPENED

_SETS = re.compile(rb"(?:\A|\x1e)..\x1fa[0-9]{8}(?:[a-z]{5}|[^\x1e\x1f]{18})([0-9 ]{4})")
"""100 $a, up to the character sets: positions 26-29, in authority records 13-16."""
_READ = {b"", b"01", b"03", b"50", b"89"}
_NAMES = {
    b"02": "ISO registration 37 (Cyrillic)",
    b"04": "ISO 5427 (Cyrillic)",
    b"05": "ISO 5428 (Greek)",
    b"06": "ISO 6438 (African)",
    b"07": "ISO 10586 (Georgian)",
    b"08": "ISO 8957 (Hebrew, table 1)",
    b"09": "ISO 8957 (Hebrew, table 2)",
    b"11": "ISO 5426-2 (minor languages)",
}
ISO5426 = "ISO 5426"
_NON_SORTING = {0x88: OPENED, 0x89: CLOSED, 0x98: OPENED, 0x9C: CLOSED}


def decode(data: bytes) -> tuple[str, list[str]]:
    """Text of the fields of a record, delimiters in their places; InvalidRecord for a set that is not read.

    >>> decode(b"\\xc2etude"), decode("étude".encode())
    (('étude', []), ('étude', []))
    >>> decode(b"  \\x1fa20120101d2011    m  y0frey04      ba\\x1e\\xc2\\xd4")
    Traceback (most recent call last):
    lod.sources.chunk.InvalidRecord: UNIMARC 100 $a says 04, which is ISO 5427 (Cyrillic): bring it in UTF-8
    """
    try:
        return _marked(data.decode()), []
    except UnicodeDecodeError:
        pass
    found = _SETS.search(data)
    for name in (found[1][:2].strip(), found[1][2:].strip()) if found else ():
        if name not in _READ:
            what = _NAMES.get(name, "a set that UNIMARC does not have")
            raise InvalidRecord(f"UNIMARC 100 $a says {name.decode()}, which is {what}: bring it in UTF-8")
    text = _text(data)
    if text is not None:
        return _marked(text), []
    return marc_encoding.windows(data), [
        f"UNIMARC says {ISO5426}, the bytes are Windows-1252: read as Windows-1252"
    ]


def _marked(text: str) -> str:
    """The text with NSB and NSE, where they stand as ISO 6630 writes them in seven bits: ESC H and ESC I."""
    return text.replace("\x1bH", OPENED).replace("\x1bI", CLOSED) if "\x1b" in text else text


def _text(data: bytes) -> str | None:
    """The text in ISO 5426; None when there are bytes that it does not have, or marks without a letter."""
    signs, marks = _table()
    if re.search(rb"[\xc0-\xdf](?![A-Za-z\xa1-\xff])", data) or _CAPITAL_INSIDE.search(data):
        return None
    out: list[str] = []
    waiting = ""
    for byte in data:
        if byte in marks:
            waiting += marks[byte]
            continue
        sign = signs.get(byte)
        if sign is None:
            return None
        out.append(sign + waiting)
        waiting = ""
    return composed("".join(out) + waiting)


_CAPITAL_INSIDE = re.compile(rb"[a-z][\xe1-\xea](?=[a-z])|[a-z][\xe1-\xea](?![A-Za-z\x80-\xff])")
"""What is a capital in ISO 5426 (E9 is Ø) after a small letter: é in Windows-1252."""


@cache
def _table() -> tuple[dict[int, str], dict[int, str]]:
    """What each byte stands for: a sign, or a mark on the letter after it."""
    signs = {byte: chr(byte) for byte in range(0x80)} | _NON_SORTING
    marks: dict[int, str] = {}
    for row in tsv_tables.read("iso-5426.tsv").rows():
        own = marks if row["kind"] == "mark" else signs
        own[int(row["byte"], 16)] = chr(int(row["unicode"], 16))
    return signs, marks
