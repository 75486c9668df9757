"""The beginning of a source, seen the ways that formats are recognised by."""

from __future__ import annotations

import re
from functools import cached_property

from lod.sources.chunk import BLANK

_NAME = re.compile(rb"<([A-Za-z_][^\s<>/?!]*)")
_NAMESPACE = re.compile(rb"""xmlns(?::[^\s=]{1,100})?\s*=\s*["']([^"']*)["']""")


class Head:
    """The first bytes of a source, decompressed.

    >>> head = Head(b'<?xml version="1.0"?><m:collection xmlns:m="http://www.loc.gov/MARC21/slim"><m:record>')
    >>> head.is_xml, head.elements, head.namespaces
    (True, ('collection', 'record'), ('http://www.loc.gov/MARC21/slim',))
    """

    def __init__(self, raw: bytes, name: str = "") -> None:
        self.raw = raw.lstrip(BLANK)
        self.name = name
        """Name of the file: never enough to tell a format, but it may decide between two."""

    @cached_property
    def markup(self) -> bytes:
        """The bytes as an XML parser would see them: UTF-16 without its zero bytes."""
        start = self.raw.lstrip(b"\xff\xfe")
        return start.replace(b"\x00", b"") if b"\x00" in start[:8] else start

    @property
    def is_xml(self) -> bool:
        """Whether it begins with markup."""
        return self.markup.lstrip(BLANK)[:1] == b"<" and self.elements != ()

    @cached_property
    def elements(self) -> tuple[str, ...]:
        """Local names of the elements that begin in it, in order."""
        return tuple(
            name.decode("utf-8", "replace").rpartition(":")[2] for name in _NAME.findall(self.markup)
        )

    @cached_property
    def namespaces(self) -> tuple[str, ...]:
        """Namespaces declared in it, in order."""
        return tuple(name.decode("utf-8", "replace") for name in _NAMESPACE.findall(self.markup))
