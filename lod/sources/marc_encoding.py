"""What the bytes of a MARC record are written in, whatever its leader says.

The leader (position 09) says UTF-8 or MARC-8; the bytes decide. A reading other than the leader's is taken
only on evidence, and always with a warning:

- valid UTF-8 with characters of more than one byte is UTF-8: other encodings do not look like that by
  chance;
- a length in the leader that is exactly the number of *characters* says that the record was encoded twice;
- MARC-8 writes an accent before its letter, Windows-1252 has one byte for both: see `_is_marc8`."""

from __future__ import annotations

import re
import unicodedata
from functools import cache

from lod.sources.marc import marc8

# A character of UTF-8 that is longer than one byte. Looking back is faster than alternatives at every byte.
_SEQUENCE = re.compile(
    rb"[\xc2-\xf4](?:(?<=[\xc2-\xdf])[\x80-\xbf]"
    rb"|(?<=[\xe0-\xef])[\x80-\xbf]{2}|(?<=[\xf0-\xf4])[\x80-\xbf]{3})"
)
_HIGH = re.compile(rb"[\x80-\xff]")
_NEAR = re.compile(rb"[\x80-\xff]+[^\x80-\xff]{0,2}(?:[\x80-\xff]+[^\x80-\xff]{0,2})*")

UTF8, MARC8, CP1252 = "UTF-8", "MARC-8", "Windows-1252"


def decode(data: bytes, says_utf8: bool) -> tuple[str, list[str]]:
    """Text of a record's bytes, delimiters in their places, and a warning where it is not as its leader says.

    >>> decode("Zoë".encode(), says_utf8=False)
    ('Zoë', ['the leader says MARC-8, the bytes are UTF-8: read as UTF-8'])
    >>> decode(b"Caf\\xe9 de Paris", says_utf8=True)
    ('Café de Paris', ['the leader says UTF-8, the bytes are Windows-1252: read as Windows-1252'])
    """
    if b"\x1b" in data and marc8.is_escaped(data):
        return _by_part(data, says_utf8, re.compile(rb"([\x1e\x1f])"))
    try:
        text = data.decode()
    except UnicodeDecodeError:
        return _by_part(data, says_utf8, re.compile(rb"(\x1e)"))
    return text, [] if says_utf8 or data.isascii() else _differs({UTF8}, says_utf8)


def undo_double_encoding(raw: bytes) -> tuple[bytes, list[str]]:
    """The record as it was before its bytes were taken for Latin-1 and encoded to UTF-8 once more.

    The evidence is exact: the length in its leader is that of the shorter form, to the byte.

    >>> undo_double_encoding("00030nam a22    \u00c3\u00ab".encode().ljust(32, b"."))[0][16:18].decode()
    'ë'
    """
    if raw.isascii() or not raw[:5].isdigit() or int(raw[:5]) == len(raw):
        return raw, []
    try:
        before = raw.decode().encode("latin-1")
    except UnicodeError:
        return raw, []
    if int(raw[:5]) != len(before) or not (
        _is_utf8(before) if raw[9:10] == b"a" else _is_marc8(before, True)
    ):
        return raw, []
    return before, ["the record was encoded to UTF-8 twice: decoded twice"]


def _by_part(data: bytes, says_utf8: bool, boundary: re.Pattern[bytes]) -> tuple[str, list[str]]:
    """Text of a record whose parts may be written in different encodings."""
    parts = boundary.split(data) if b"\x1b" in data or _SEQUENCE.search(data) else [data]
    alien = b"\x1e".join(part for part in parts if not _is_utf8(part) and not _is_broken_utf8(part))
    legacy = MARC8 if _is_marc8(alien, not says_utf8) else CP1252
    texts, found, unknown = [], set(), 0
    for part in parts:
        name, text = _part(part, legacy, says_utf8)
        texts.append(text)
        unknown += max(0, text.count("\ufffd") - part.count(b"\xef\xbf\xbd"))
        if not part.isascii() or name == MARC8:
            found.add(name)
    warnings = _differs(found, says_utf8)
    if unknown:
        warnings.append(f"{unknown} characters that no character set knows: read as U+FFFD")
    return "".join(texts), warnings


def _part(part: bytes, legacy: str, says_utf8: bool) -> tuple[str, str]:
    """The encoding of one field or subfield, and its text."""
    if (
        b"\x1b" in part
        and marc8.is_escaped(part)
        and not (says_utf8 and not part.isascii() and _is_utf8(part))
    ):
        return MARC8, marc8.decode(part)[0]
    if _is_utf8(part) or _is_broken_utf8(part):
        return UTF8, part.decode(errors="replace")
    if legacy == MARC8:
        return MARC8, marc8.decode(part)[0]
    return CP1252, windows(part)


def windows(data: bytes) -> str:
    """Text in Windows-1252; the five bytes it leaves open become the control characters they are in Latin-1.

    >>> windows(b"\\x93Zo\\xeb\\x94")
    '“Zoë”'
    """
    try:
        return data.decode("cp1252")
    except UnicodeDecodeError:
        return "".join(bytes([byte]).decode("cp1252", "ignore") or chr(byte) for byte in data)


def utf8_or_windows(data: bytes) -> tuple[str, str]:
    """The encoding of some bytes (UTF-8, also when damaged, or Windows-1252), and their text.

    >>> utf8_or_windows("Zoë".encode()), utf8_or_windows("Zoë".encode("latin-1"))
    (('UTF-8', 'Zoë'), ('Windows-1252', 'Zoë'))
    """
    if _is_utf8(data) or _is_broken_utf8(data):
        return UTF8, data.decode(errors="replace")
    return CP1252, windows(data)


def _differs(found: set[str], says_utf8: bool) -> list[str]:
    said = UTF8 if says_utf8 else MARC8
    if found <= {said}:
        return []
    names = " and ".join(sorted(found))
    return [f"the leader says {said}, the bytes are {names}: read as {names}"]


def _is_utf8(data: bytes) -> bool:
    try:
        data.decode()
    except UnicodeDecodeError:
        return False
    return True


def _is_broken_utf8(data: bytes) -> bool:
    """Whether it is UTF-8 with something cut or damaged: right sequences outnumber bytes that are not."""
    right = len(_SEQUENCE.findall(data))
    return right > 0 and right >= len(_HIGH.findall(_SEQUENCE.sub(b"", data)))


@cache
def _for_marc8() -> re.Pattern[bytes]:
    """What speaks for MARC-8: an accent and a vowel that make one letter; both halves of a ligature."""
    pairs: dict[bytes, list[bytes]] = {}
    for byte in range(0xE0, 0xFF):
        for letter in "aeiouyAEIOUY":
            text = marc8.decode(bytes([byte]) + letter.encode())[0]
            if "\ufffd" not in text and len(unicodedata.normalize("NFC", text)) == 1:
                pairs.setdefault(bytes([byte]), []).append(letter.encode())
    composing = (mark + b"[" + b"".join(letters) + b"]" for mark, letters in pairs.items())
    return re.compile(b"|".join(composing) + rb"|\xeb.\xec.")


# For Windows-1252: bytes that MARC-8 does not have, and accents with no letter after them.
_FOR_CP1252 = re.compile(
    rb"[\x80-\x87\x8a-\x8c\x8f-\xa0\xaf\xbb\xbe\xbf\xc9-\xdf\xfc\xfd\xff]|[\xe0-\xfb\xfe](?![A-Za-z\xa1-\xbd\xe0-\xfe])"
)
# Against Windows-1252: signs and capitals where only a small letter can stand (but for the acute accent and
# the soft hyphen, which are typed there); and C3, which is © in MARC-8, before a year.
_AGAINST_CP1252 = re.compile(
    rb"[A-Za-z][\xa1-\xac\xae-\xb3\xb5\xb6\xb8-\xbd\xc0-\xde](?=[a-z])"
    rb"|[\xe0-\xfe](?=[\xa1-\xbd\xc0-\xde])|\xc3(?= ?[0-9])"
)
# For neither, but a letter of Windows-1252 stands more often before a consonant.
_RATHER_CP1252 = re.compile(rb"[\xe0-\xfe][b-df-hj-np-tv-xz]")


def _is_marc8(data: bytes, says_marc8: bool) -> bool:
    """Whether bytes that are not UTF-8 are MARC-8 rather than Windows-1252; the leader decides a draw.

    >>> _is_marc8(b"M\\xe8unchen", False), _is_marc8(b"Caf\\xe9 Montm\\xe9dy", True)
    (True, False)
    """
    if not data or data.isascii():
        return True
    # Only the neighbours of such bytes say anything.
    data = b"\x1e".join(data[max(0, near.start() - 1) : near.end()] for near in _NEAR.finditer(data))
    marc = len(_for_marc8().findall(data)) + 2 * len(_AGAINST_CP1252.findall(data))
    windows = 2 * len(_FOR_CP1252.findall(data))
    if says_marc8:
        return windows <= marc
    return windows + len(_RATHER_CP1252.findall(data)) < marc
