"""XML in any encoding as UTF-8, block by block."""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator

from lod.sources.streams import Blocks

_DECLARED = re.compile(rb"""^\s*<\?xml[^>]*?encoding\s*=\s*["']([A-Za-z0-9._:-]+)""")
_MARKS = {codecs.BOM_UTF32_LE: "utf-32", codecs.BOM_UTF32_BE: "utf-32"}
_WIDE = {b"\xff\xfe": "utf-16", b"\xfe\xff": "utf-16", b"<\x00": "utf-16-le", b"\x00<": "utf-16-be"}
# Python knows many codecs that are no character sets (zlib, rot13, idna): only these names are looked up.
_CHARACTER_SETS = re.compile(
    r"(iso[-_]?8859|latin|windows|cp|koi8|mac|big5|gb|shift|sjis|euc|us-ascii|ascii)", re.I
)
_LATIN_1 = ("iso8859-1", "ascii")


def utf8(blocks: Blocks) -> Iterator[bytes]:
    """The blocks in UTF-8; as they are when they are, or when their encoding is unknown.

    >>> source = b'<?xml version="1.0" encoding="ISO-8859-1"?><a>Zo\\xeb</a>'
    >>> b"".join(utf8(Blocks(iter([source]))))[-8:].decode()
    'Zoë</a>'
    """
    name = declared(blocks.head(256))
    if not name:
        yield from blocks
        return
    decoder = codecs.getincrementaldecoder(name)("replace")
    for block in blocks:
        yield decoder.decode(block).encode("utf-8", "replace")
    yield decoder.decode(b"", True).encode("utf-8", "replace")


def declared(head: bytes) -> str:
    """Name of the codec to decode with; empty for UTF-8.

    >>> declared(b"<?xml version='1.0' encoding='iso-8859-15'?>"), declared(b"<a/>")
    ('iso8859-15', '')
    """
    for mark, name in (*_MARKS.items(), *_WIDE.items()):
        if head.startswith(mark):
            return name
    found = _DECLARED.match(head)
    if not found or not _CHARACTER_SETS.match(found[1].decode("ascii")):
        return ""
    try:
        name = codecs.lookup(found[1].decode("ascii")).name
    except LookupError:
        return ""
    # What calls itself Latin-1 is Windows-1252 where the two differ, as in every browser.
    return "cp1252" if name in _LATIN_1 else name
