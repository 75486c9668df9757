"""A harvest from an OAI-PMH server that others wrote: oai_repo, of Michigan State University's libraries."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import oai_repo
import pytest
from lxml import etree

from tests.sources.harvest.conftest import Bench, collection
from tests.sources.harvest.oai_server import MARC, marc, serving

BOOKS = [f"oai:books.example:{n}" for n in range(25)]


class Data(oai_repo.DataInterface):
    """Twenty-five books, ten at a time."""

    limit = 10
    changed: tuple[str, ...] = ()

    def __init__(self, url: str) -> None:
        self.url = url

    def get_identify(self) -> oai_repo.Identify:
        one = oai_repo.Identify()
        one.repository_name = "Books"
        one.base_url = self.url
        one.admin_email = ["a@books.example.org"]
        one.deleted_record = "no"
        one.granularity = "YYYY-MM-DDThh:mm:ssZ"
        one.earliest_datestamp = "2020-01-01T00:00:00Z"
        return one

    def is_valid_identifier(self, identifier: str) -> bool:
        return identifier in BOOKS

    def get_metadata_formats(self, identifier: str | None = None) -> list[oai_repo.MetadataFormat]:
        return [
            oai_repo.MetadataFormat(
                "marcxml", "http://www.loc.gov/standards/marcxml/schema/MARC21slim.xsd", MARC
            )
        ]

    def get_record_header(self, identifier: str) -> oai_repo.RecordHeader:
        return oai_repo.RecordHeader(identifier, "2021-01-01T00:00:00Z", [])

    def get_record_metadata(self, identifier: str, metadataprefix: str) -> Any:
        key = identifier.rpartition(":")[2]
        return etree.fromstring(marc(key, f"Book {key}" + (" again" if identifier in self.changed else "")))

    def get_record_abouts(self, identifier: str) -> list[Any]:
        return []

    def list_set_specs(self, identifier: str | None = None, cursor: int = 0) -> tuple[Any, Any, Any]:
        return None, None, None

    def list_identifiers(
        self,
        metadataprefix: str,
        filter_from: datetime | None = None,
        filter_until: datetime | None = None,
        filter_set: str | None = None,
        cursor: int = 0,
    ) -> tuple[Any, ...]:
        found = [*self.changed] if filter_from else BOOKS
        return found[cursor : cursor + self.limit], len(found), None


class Asking(BaseHTTPRequestHandler):
    server: Any

    def do_GET(self) -> None:
        response = self.server.repository.process(dict(parse_qsl(urlsplit(self.path).query)))
        body = bytes(response)
        self.send_response(200)
        self.send_header("Content-Type", "text/xml")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Keep silent."""


@pytest.fixture
def provider() -> Iterator[Data]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), Asking)
    data = Data(f"http://127.0.0.1:{server.server_port}/oai")
    server.repository = oai_repo.OAIRepository(data)  # type: ignore[attr-defined]
    with serving(server):
        yield data


def test_everything_and_then_what_changed(bench: Bench, provider: Data) -> None:
    one = collection(provider.url)
    outcome = bench.harvest(one)
    assert not outcome.fault
    assert bench.records(one) == {str(n): f"Book {n}" for n in range(25)}
    assert not bench.harvest(one).changed
    provider.changed = (BOOKS[3],)
    assert bench.harvest(one).worked.changed == 1
    assert bench.records(one)["3"] == "Book 3 again"
