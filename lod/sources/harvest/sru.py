"""SRU 1.1, 1.2 and 2.0: all records that a query finds, page by page."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass

from lxml import etree

from lod.errors import SourceError
from lod.record import Record
from lod.site import Sru
from lod.sources.formats import by_name, guess
from lod.sources.harvest.harvest_store import Item
from lod.sources.harvest.http_client import Answer, Fetcher
from lod.sources.harvest.oai_responses import parsed, utf8_of
from lod.sources.xml_files.tree import DECLARES, local_name, repaired

ROWS = 100
"""Records asked for at once; servers may give fewer."""


@dataclass(frozen=True, slots=True)
class Found:
    """One page of results."""

    items: list[Item]
    told: int | None
    """How many results there are."""
    next: int | None
    """Number of the record that the next page begins with."""


class Search:
    """One query to one server."""

    def __init__(self, source: Sru, fetcher: Fetcher, format: str | None) -> None:
        self._source = source
        self._fetcher = fetcher
        self.format = format
        """Name of the records' format; told from the first of them when it is not given."""

    def pages(self) -> Iterator[Found]:
        """Pages to the end of the results; SourceError for what the server calls an error."""
        at, seen = 1, 0
        while True:
            page = self._page(at)
            yield page
            seen += len(page.items)
            following = page.next if page.next is not None else at + len(page.items)
            is_last = page.next is None and (page.told is None or seen >= page.told)
            if not page.items or is_last or (page.told is not None and following > page.told):
                return
            if following <= at:
                raise SourceError(f"{self._source.url}: nextRecordPosition goes from {at:,} to {following:,}")
            at = following

    def _page(self, at: int) -> Found:
        source = self._source
        asked = {
            "operation": "searchRetrieve",
            "version": source.version,
            "query": source.query,
            "startRecord": str(at),
            "maximumRecords": str(ROWS),
        }
        if source.version == "2.0":
            del asked["operation"]
        if source.schema:
            asked["recordSchema"] = source.schema
        root = self._parsed(self._fetcher.page(source.url, asked, incomplete))
        told, following = _number(root, "numberOfRecords"), _number(root, "nextRecordPosition")
        items = [self._item(record) for record in _all(root, "record") if _is_result(record)]
        faults = [_told(one) for one in _all(root, "diagnostic")]
        if faults and not items:
            raise SourceError(f"{source.url}: the server answers: {'; '.join(faults)[:500]}")
        return Found(items, told, following)

    def _parsed(self, answer: Answer) -> etree._Element:
        body = utf8_of(answer.body)
        root = None if DECLARES.search(body) else parsed(body)
        if root is None and not DECLARES.search(body):
            root = parsed(repaired(body)[0].encode("utf-8", "replace"))
        if root is None:
            raise SourceError(f"{self._source.url}: found an answer that is not well-formed XML")
        return root

    def _item(self, record: etree._Element) -> Item:
        """A result, known by the identifier the server gives it, else by its own, else by its bytes."""
        data = next(iter(_all(record, "recordData")), None)
        if data is not None and not len(data) and data.text:  # recordPacking=string: XML as text
            inner = None if DECLARES.search(data.text.encode()) else parsed(data.text.encode())
            if inner is not None:
                data.text = None
                data.append(inner)
        raw = etree.tostring(record, with_tail=False)
        ident = next(
            (e.text.strip() for e in _all(record, "recordIdentifier") if e.text and e.text.strip()), ""
        )
        return Item(ident or self._own(raw) or hashlib.sha256(raw).hexdigest(), raw)

    def _own(self, raw: bytes) -> str:
        """The identifier inside a record."""
        if self.format is None:
            self.format = guess(raw, self._source.url).name
        found = by_name(self.format).parse(raw, "", 0, 0)
        return found.id if isinstance(found, Record) else ""


def incomplete(answer: Answer) -> str:
    """Why this is not a whole answer of an SRU server; empty when it is."""
    tail = utf8_of(answer.body)[-4096:].rstrip(b" \t\r\n\x00")
    for name in (b"searchRetrieveResponse>", b"explainResponse>", b"diagnostics>", b"explain>"):
        if tail.endswith(name):
            return ""
    if b"searchRetrieveResponse" in answer.body[:4096]:
        return f"the answer breaks off after {len(answer.body):,} bytes"
    return f"found no SRU in the answer: {answer.body[:100]!r}"


def _all(root: etree._Element, name: str) -> Iterator[etree._Element]:
    return (one for one in root.iter() if isinstance(one.tag, str) and local_name(one.tag) == name)


def _is_result(record: etree._Element) -> bool:
    """Whether a <record> is the server's wrapper rather than MARC inside it."""
    return any(isinstance(child.tag, str) and local_name(child.tag) == "recordData" for child in record)


def _number(root: etree._Element, name: str) -> int | None:
    text = next((one.text or "" for one in _all(root, name)), "").strip()
    return int(text) if text.isascii() and text.isdigit() and len(text) < 12 else None


def _told(diagnostic: etree._Element) -> str:
    parts = [
        next((one.text or "" for one in _all(diagnostic, name)), "") for name in ("message", "details", "uri")
    ]
    return ": ".join(part.strip() for part in parts if part.strip()) or "a diagnostic without a message"
