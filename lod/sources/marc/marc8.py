"""MARC-8 to Unicode, for whole records at a time.

The character sets are pymarc's tables (made from the Library of Congress' code tables). What pymarc does not
do and this does: sets designated to the other half (a Hebrew set as G1, EACC as G1), ANSEL by its full name
``!E``, joiners (8D, 8E), one-byte spaces inside East Asian text, and never failing: what no set knows becomes
U+FFFD and is counted.

https://www.loc.gov/marc/specifications/speccharmarc8.html
"""

from __future__ import annotations

import codecs
import re
from functools import cache, lru_cache
from itertools import chain
from typing import NamedTuple

_LATIN, _ANSEL, _EACC = b"B", b"E", b"1"
# ESC then: one of the four short forms; or "$" for a set of three-byte characters, "(" and "," for G0, ")"
# and "-" for G1, and the name of the set, in which "!" says that the name goes on.
_ESCAPE = re.compile(rb"\x1b(?:([gbps])|(?=[$(,)\-])(\$?)([(,)\-]?)!?([1-4BENQS]))")
_SHORT = {b"s": _LATIN, b"g": b"g", b"b": b"b", b"p": b"p"}

_DELIMITERS = b"\x1d\x1e\x1f"
_MOST_MARKS = 30  # on one letter
# Three bytes for a character (first the ones with a space in them), or what is no character.
_EAST_ASIAN_PARTS = re.compile(
    rb"!# |! [=@]|\x7f .|[\x21-\x7e]{3}|[\xa1-\xfe]{3}|[^\x21-\x7e\xa1-\xfe]+|.", re.DOTALL
)


@cache
def _sets() -> dict[int, dict[int, tuple[int, int]]]:
    """The character sets that records name; few records need them, so they are read when one does."""
    from pymarc.marc8_mapping import CODESETS, ODD_MAP

    return {**CODESETS, 0x31: {**CODESETS[0x31], **{code: (point, 0) for code, point in ODD_MAP.items()}}}


class _Page(NamedTuple):
    """A pair of sets, G0 and G1, ready for use."""

    letters: str
    """What each of the 256 bytes stands for; U+FFFE for those that stand for nothing."""
    marks: re.Pattern[bytes]
    """Combining characters and the base that follows them (MARC-8 writes the mark first)."""
    trailing: re.Pattern[bytes]
    """Combining characters at the end, or before a delimiter, with no base."""


def is_escaped(data: bytes) -> bool:
    """Whether there is an escape sequence in it that MARC-8 knows.

    >>> is_escaped(b"\\x1b(2hbr\\x1b(B"), is_escaped(b"\\x1b[31m")
    (True, False)
    """
    return _ESCAPE.search(data) is not None


def decode(data: bytes) -> tuple[str, int]:
    """Its text (not yet composed) and how much of it no character set knows (U+FFFD in the text).

    Sets hold until the end of the subfield; delimiters stay where they are.

    >>> decode(b"Gda\\xe2nsk"), decode(b"\\x1b(NLOS\\x1b(B = los")
    (('Gdańsk', 0), ('лос = los', 0))
    """
    if b"\x1b" not in data:
        text = _single(data, _page(_LATIN, _ANSEL))
    else:
        parts = re.split(rb"([\x1d-\x1f])", data)
        text = "".join(
            _escaped(part) if b"\x1b" in part else _single(part, _page(_LATIN, _ANSEL)) for part in parts
        )
    return text, text.count("\ufffd")


def _escaped(data: bytes) -> str:
    """The text of one subfield in which the sets change."""
    g0, g1 = _LATIN, _ANSEL
    texts: list[str] = []
    waiting, at = "", 0
    for found in chain(_ESCAPE.finditer(data), [None]):
        run = data[at : found.start() if found else len(data)].replace(b"\x1b", b"")
        text, waiting = _run(run, waiting, g0, g1)
        texts.append(text)
        if len(waiting) > _MOST_MARKS:
            texts.append("\ufffd" * len(waiting))
            waiting = ""
        if found:
            g0, g1 = _designated(found, g0, g1)
            at = found.end()
    return "".join(texts) + "\ufffd" * len(waiting)


def _designated(found: re.Match[bytes], g0: bytes, g1: bytes) -> tuple[bytes, bytes]:
    """The two sets after an escape sequence."""
    short, _, half, name = found.groups()
    if short:
        return _SHORT[short], g1
    return (g0, name) if half in (b")", b"-") else (name, g1)


def _run(data: bytes, waiting: str, g0: bytes, g1: bytes) -> tuple[str, str]:
    """Text between two escapes, given the marks that wait for a base; and the marks that wait after it."""
    if not data:
        return "", waiting
    if _EACC in (g0, g1):
        text, marks = _east_asian(data, g0, g1), ""
    else:
        page = _page(g0, g1)
        end = page.trailing.search(data)
        marks = codecs.charmap_decode(end.group(), "replace", page.letters)[0] if end else ""
        text = _single(data[: end.start()] if end else data, page)
    if not text:
        return "", waiting + marks
    return text[0] + waiting + text[1:], marks


def _single(data: bytes, page: _Page) -> str:
    """Text in sets of one-byte characters, each mark put after its base."""
    if data.isascii() and page is _page(_LATIN, _ANSEL):
        return data.decode("ascii")
    if page.trailing.search(data):
        data = page.trailing.sub(lambda marks: b"\xff" * len(marks.group()), data)
    return codecs.charmap_decode(page.marks.sub(rb"\2\1", data), "replace", page.letters)[0]


def _east_asian(data: bytes, g0: bytes, g1: bytes) -> str:
    """Text in which one of the sets is EACC; what is too short for it is read as Latin."""
    other = _page(_LATIN if g0 == _EACC else g0, _ANSEL if g1 == _EACC else g1)
    texts = []
    for part in _EAST_ASIAN_PARTS.findall(data):
        if len(part) == 3 and part[0] > 0x20 and (g1 if part[0] > 0x80 else g0) == _EACC:
            code = int.from_bytes(bytes(byte & 0x7F for byte in part), "big")
            texts.append(chr(_sets()[0x31].get(code, (0xFFFD, 0))[0]))
        else:
            texts.append(_single(part, other))
    return "".join(texts)


@lru_cache(maxsize=64)
def _page(g0: bytes, g1: bytes) -> _Page:
    letters = ["\ufffe"] * 256
    marks = bytearray()
    letters[:0x21] = map(chr, range(0x21))
    letters[0x7F:0xA0] = map(chr, range(0x7F, 0xA0))
    for byte in (*range(0x21, 0x7F), *range(0xA1, 0xFF)):
        table = _sets()[(g1 if byte > 0x80 else g0)[0]]
        point, is_mark = table.get(byte) or table.get(byte ^ 0x80) or (0xFFFE, 0)
        if point == 0xFFFE and byte < 0x80:
            point = byte  # a full stop in a set without one: somebody forgot to escape back
        letters[byte] = chr(point)
        if is_mark:
            marks.append(byte)
    # Joiners and the marks of the non-sorting part stand among the C1 controls, in every G1.
    letters[0x88], letters[0x89], letters[0x8D], letters[0x8E] = "\x98", "\x9c", "\u200d", "\u200c"
    some = b"[" + re.escape(bytes(marks)) + b"]" if marks else b"[^\x00-\xff]"
    return _Page(
        "".join(letters),
        re.compile(
            b"(" + some + b"(?<!\x1f.)" + some + b"*)([^" + re.escape(bytes(marks) + _DELIMITERS) + b"])"
        ),
        re.compile(some + b"+(?=[" + _DELIMITERS + b"]|\\Z)"),
    )
