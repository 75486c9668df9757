"""XML as every reader takes it, of what Oxigraph writes: it looks at neither characters nor names."""

from __future__ import annotations

import re
from typing import IO

_NOT_XML = re.compile(
    rb"[\x00-\x08\x0b\x0c\x0e-\x1f]|\xef\xbf[\xbe\xbf]"
    rb"|</?[^\s<>\"'/]{0,100}:[\s/>]"  # a property or class of which no part can be a name
    rb"|</?xmlns:"
)
"""Characters that no XML document may hold (XML 1.0 § 2.2), and names that none may have (Namespaces § 3)."""
_LONGEST = 128
"""No match is longer."""


class NotXml(Exception):
    """XML has no way to say it."""


def well_formed(written: bytes) -> bytes:
    r"""What was written as XML; NotXml when it is none.

    >>> well_formed(b"<a>\r\n</a>")
    b'<a>&#13;\n</a>'
    """
    if _NOT_XML.search(written):
        raise NotXml
    return _lines_kept(written)


class XmlFile:
    """Passes on to a file what is written as XML; NotXml when it is none."""

    __slots__ = ("_before", "_file")

    def __init__(self, file: IO[bytes]) -> None:
        self._file = file
        self._before = b""

    def write(self, data: bytes) -> int:
        """Take some bytes; a serialiser calls this."""
        if _NOT_XML.search(self._before + data):
            raise NotXml
        self._file.write(_lines_kept(data))
        self._before = data[-_LONGEST:]
        return len(data)

    def flush(self) -> None:
        """Nothing: what came went on."""


def _lines_kept(written: bytes) -> bytes:
    return written.replace(b"\r", b"&#13;")  # else a reader would take it for a line end, XML 1.0 § 2.11
