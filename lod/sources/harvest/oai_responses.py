"""What an OAI-PMH server answers, read: its records as bytes, its token, its errors.

A page is parsed as a whole when it is well-formed, or can be mended. When it cannot be, its records are cut
out by their tags: one broken record harms no other, and is set aside when its turn comes.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property

from lxml import etree
from oaipmh_scythe.response import OAIResponse

from lod.errors import SourceError
from lod.sources.harvest.harvest_store import Item
from lod.sources.harvest.http_client import Answer
from lod.sources.streams import Blocks
from lod.sources.xml_files.encoding import utf8
from lod.sources.xml_files.tree import DECLARES, local_name, repaired

OAI = "http://www.openarchives.org/OAI/2.0/"
"""The namespace of OAI-PMH 2.0."""

_END = re.compile(rb"</(?:[^\s<>/:]{1,99}:)?OAI-PMH\s*>(?:\s|\x00|<!--.*?-->)*\Z", re.DOTALL)
_BEGIN = re.compile(rb"<(?:[^\s<>/:!?]{1,99}:)?OAI-PMH[\s>]")
_RECORD = re.compile(
    rb"<(?:[^\s<>/:!?]{1,99}:)?record(?:\s[^<>]*)?>(?=\s*<(?:[^\s<>/:!?]{1,99}:)?header[\s>])"
)
_LAST = re.compile(rb"</(?:[^\s<>/:]{1,99}:)?record\s*>")
_HEADER = re.compile(
    rb"<(?P<p>(?:[^\s<>/:!?]{1,99}:)?)header(?P<given>\s[^<>]*)?>.*?<(?P=p)identifier[^<>]*>(?P<id>[^<>]*)<",
    re.DOTALL,
)
_ROOT_NAMES = re.compile(rb"""\sxmlns(?::[^\s=]{1,99})?\s*=\s*(?:"[^"<>]*"|'[^'<>]*')""")


def incomplete(answer: Answer) -> str:
    """Why this is not a whole answer of an OAI-PMH server; empty when it is."""
    body = answer.body
    if _END.search(body[-4096:]) or (
        body[:2] in (b"\xff\xfe", b"\xfe\xff") and _END.search(utf8_of(body)[-4096:])
    ):
        return ""
    if _BEGIN.search(body[:4096]):
        return f"the answer breaks off after {len(body):,} bytes"
    said = " ".join(re.sub(rb"<[^>]*>", b" ", body[:4096]).decode("utf-8", "replace").split())[:200]
    return f"found no OAI-PMH in the answer: {said!r}" if said else "the answer is empty"


@dataclass
class Page(OAIResponse):
    """One answer of an OAI-PMH server; oaipmh_scythe takes its paging and its errors from it."""

    @cached_property
    def xml(self) -> etree._Element:
        """The answer as a tree; of one that is not well-formed, all but its records.

        The library would parse with recovery, which takes an answer that breaks off for the last one.
        """
        return self._whole if self._whole is not None else self._shell()

    @cached_property
    def items(self) -> list[Item]:
        """Its records, each with the wrapper that has its identifier."""
        if self._whole is None:
            return [*_cut(self._body)]
        found = []
        for record in self._whole.iter(f"{{{OAI}}}record"):
            header = record.find(f"{{{OAI}}}header")
            ident = "" if header is None else (header.findtext(f"{{{OAI}}}identifier") or "").strip()
            if header is not None and ident:
                is_deleted = header.get("status") == "deleted"
                found.append(Item(ident, None if is_deleted else etree.tostring(record, with_tail=False)))
        return found

    @property
    def token(self) -> str:
        """Where the list goes on; empty at its end."""
        return (self.xml.findtext(f".//{{{OAI}}}resumptionToken") or "").strip()

    @property
    def told(self) -> int | None:
        """How many records the list has, as far as the server knows."""
        found = self.xml.find(f".//{{{OAI}}}resumptionToken")
        text = "" if found is None else (found.get("completeListSize") or "")
        return int(text) if text.isascii() and text.isdigit() and len(text) < 12 else None

    @property
    def date(self) -> str:
        """When it was answered, by the server's clock."""
        return (self.xml.findtext(f"{{{OAI}}}responseDate") or "").strip()

    @cached_property
    def _body(self) -> bytes:
        return utf8_of(self.http_response.content)

    @cached_property
    def _whole(self) -> etree._Element | None:
        """The tree of all of it, if there is one."""
        if DECLARES.search(self._body):
            return None
        root = parsed(self._body)
        if root is None:
            root = parsed(repaired(self._body)[0].encode("utf-8", "replace"))
        return None if root is None else _in_namespace(root)

    def _shell(self) -> etree._Element:
        """A tree of what is around the records."""
        marks = [*_RECORD.finditer(self._body)]
        if marks:
            last = max((m.end() for m in _LAST.finditer(self._body)), default=marks[-1].end())
            text = self._body[: marks[0].start()] + self._body[last:]
        else:
            text = self._body
        root = None if DECLARES.search(text) else parsed(repaired(text)[0].encode("utf-8", "replace"))
        if root is None:
            raise SourceError("found XML that is not well-formed around the records of an OAI-PMH answer")
        return _in_namespace(root)


def utf8_of(body: bytes) -> bytes:
    """The answer in UTF-8, whatever its encoding."""
    return b"".join(utf8(Blocks(iter([body]))))


def parsed(raw: bytes) -> etree._Element | None:
    """The root, or None when it is not well-formed; without anything fetched or expanded."""
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, encoding="utf-8")
    try:
        return etree.fromstring(raw, parser)
    except (etree.XMLSyntaxError, ValueError):
        return None


def _in_namespace(root: etree._Element) -> etree._Element:
    """The protocol's own elements in its namespace, for servers that forget it."""
    if (
        isinstance(root.tag, str)
        and not root.tag.startswith(f"{{{OAI}}}")
        and local_name(root.tag) == "OAI-PMH"
    ):
        waiting = [root]
        while waiting:
            element = waiting.pop()
            if isinstance(element.tag, str):
                name = local_name(element.tag)
                element.tag = f"{{{OAI}}}{name}"
                if name not in ("metadata", "about", "description"):
                    waiting.extend(element)
    return root


def _cut(body: bytes) -> list[Item]:
    """The records in a page that cannot be parsed, by their tags."""
    begins = [match.start() for match in _RECORD.finditer(body)]
    root = _BEGIN.search(body)
    tag = body[root.start() : body.find(b">", root.start()) + 1] if root else b""
    names = b"".join(dict.fromkeys(_ROOT_NAMES.findall(tag)))
    items = []
    for begin, end in zip(begins, [*begins[1:], len(body)], strict=True):
        piece = body[begin:end]
        close = max((m.end() for m in _LAST.finditer(piece)), default=len(piece))
        header = _HEADER.search(piece)
        if header and (ident := header["id"].decode("utf-8", "replace").strip()):
            is_deleted = re.search(rb"""status\s*=\s*["']deleted["']""", header["given"] or b"") is not None
            at = re.match(rb"<[^\s<>/]+", piece)
            raw = piece[: at.end()] + _lacking(names, piece) + piece[at.end() : close] if at else piece
            items.append(Item(ident, None if is_deleted else raw))
    return items


def _lacking(names: bytes, piece: bytes) -> bytes:
    """Declarations of namespaces that the record's own tag does not have."""
    own = {found.split(b"=")[0].strip() for found in _ROOT_NAMES.findall(piece[: piece.find(b">") + 1])}
    return b"".join(f for f in _ROOT_NAMES.findall(names) if f.split(b"=")[0].strip() not in own)
