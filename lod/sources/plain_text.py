"""Text files in any encoding as UTF-8, block by block; what is neither UTF-8 nor marked is Windows-1252."""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator

from lod.sources.marc_encoding import windows
from lod.sources.streams import Blocks

_MARKS = (
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_UNDECODED = re.compile("[\udc80-\udcff]+")
_SIZE = 512


def encoding_of(head: bytes) -> str:
    """Name of the codec for a text that begins like this: by its mark, or by the zeros of UTF-16.

    >>> encoding_of(b"\\xff\\xfea\\x00"), encoding_of(b"n\\x00r\\x00;\\x00t\\x00"), encoding_of(b"nr;t")
    ('utf-16', 'utf-16-le', 'utf-8-sig')
    """
    for mark, name in _MARKS:
        if head.startswith(mark):
            return name
    sample = head[:_SIZE]
    if len(sample) >= 4:
        even, odd = sample[::2].count(0), sample[1::2].count(0)
        if odd * 4 > len(sample) and not even:
            return "utf-16-le"
        if even * 4 > len(sample) and not odd:
            return "utf-16-be"
    return "utf-8-sig"


def is_wide(head: bytes) -> bool:
    """Whether a text that begins like this has more than one byte to every character."""
    return encoding_of(head) != "utf-8-sig"


def utf8(blocks: Blocks) -> Iterator[bytes]:
    """A source in UTF-8, without a mark; bytes that are not UTF-8 stay what they are.

    >>> b"".join(utf8(Blocks(iter(["\\ufeffZoë".encode("utf-16-le")])))).decode()
    'Zoë'
    """
    head = blocks.head(_SIZE)
    name = encoding_of(head)
    if name == "utf-8-sig":
        mark = len(codecs.BOM_UTF8) if head.startswith(codecs.BOM_UTF8) else 0
        for block in blocks:
            yield block[mark:]
            mark = max(0, mark - len(block))
        return
    decoder = codecs.getincrementaldecoder(name)("replace")
    for block in blocks:
        yield decoder.decode(block).encode()
    yield decoder.decode(b"", True).encode()


def text_of(raw: bytes) -> tuple[str, bool]:
    """The text in these bytes, and whether some of it was no UTF-8 and has been read as Windows-1252.

    >>> text_of(b"Caf\\xe9 Zo\\xc3\\xab"), text_of(b"Caf")
    (('Café Zoë', True), ('Caf', False))
    """
    try:
        return raw.decode(), False
    except UnicodeDecodeError:
        return mended(raw.decode("utf-8", "surrogateescape")), True


def mended(text: str) -> str:
    """The text with Windows-1252 for each byte that could not be decoded (PEP 383)."""
    return _UNDECODED.sub(lambda found: windows(found[0].encode("utf-8", "surrogateescape")), text)


def lines(blocks: Blocks, longest: int) -> Iterator[tuple[int, bytes, int]]:
    """Offset, bytes and whole length of each line, whatever ends it; of one that is too long, its beginning.

    Of a whole block of blank lines one is given.

    >>> list(lines(Blocks(iter([b"a\\nb", b"cdefgh\\ni"])), 3))
    [(0, b'a', 1), (2, b'bcd', 7), (10, b'i', 1)]
    """
    rest, base, lost = b"", 0, 0
    for block in utf8(blocks):
        if not rest and not lost and not block.strip(b"\n"):
            yield base, b"", 0
            base += len(block)
            continue
        *whole, rest = (rest + block).split(b"\n")
        for line in whole:
            if b"\r" in line and not lost and len(line) <= longest:
                yield from _apart(base, line)
            else:
                yield base, line[:longest], len(line) + lost
            base += len(line) + lost + 1
            lost = 0
        if len(rest) > longest:
            lost += len(rest) - longest
            rest = rest[:longest]
    if b"\r" in rest and not lost:
        yield from _apart(base, rest)
    elif rest or lost:
        yield base, rest, len(rest) + lost


def _apart(base: int, line: bytes) -> Iterator[tuple[int, bytes, int]]:
    """The lines in one that has others in it, which end as those of old Macintoshes do."""
    for part in line.removesuffix(b"\r").split(b"\r"):
        yield base, part, len(part)
        base += len(part) + 1
