"""Files by their address: fetched when they changed, whole or not at all."""

from __future__ import annotations

import gzip
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from lod.sources.harvest import harvested_sources
from tests.sources.harvest.conftest import Bench, collection
from tests.sources.harvest.oai_server import marc, serving

FIRST = f"<collection>{marc('1', 'One')}</collection>".encode()
SECOND = f"<collection>{marc('1', 'One')}{marc('2', 'Two')}</collection>".encode()


class Asking(BaseHTTPRequestHandler):
    server: Server

    def do_GET(self) -> None:
        one = self.server
        conditions = {
            name: self.headers[name]
            for name in ("If-None-Match", "If-Modified-Since")
            if name in self.headers
        }
        one.asked.append(conditions)
        if one.etag and conditions.get("If-None-Match") == one.etag:
            self.send_response(304)
            self.end_headers()
            return
        self.send_response(one.status)
        self.send_header("Content-Type", one.type)
        if one.etag:
            self.send_header("ETag", one.etag)
        self.send_header("Content-Length", str(len(one.body) + one.missing))
        self.end_headers()
        self.wfile.write(one.body)

    def log_message(self, *_: object) -> None:
        """Keep silent."""


@dataclass(eq=False)
class Server(ThreadingHTTPServer):
    body: bytes = FIRST
    etag: str = '"1"'
    status: int = 200
    type: str = "application/xml"
    missing: int = 0
    """So many bytes are promised and not sent."""
    asked: list[dict[str, str]] = field(default_factory=list)

    def __post_init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Asking)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}/dumps/books.xml?v=1"


@pytest.fixture
def server() -> Iterator[Server]:
    made = Server()
    with serving(made):
        yield made


def body(bench: Bench, server: Server) -> bytes | None:
    ((_, path),) = harvested_sources(collection(sources=(server.url,)), bench.var)
    assert path is None or isinstance(path, Path)
    return path.read_bytes() if path else None


def test_a_file_is_fetched_once_and_again_when_it_changed(bench: Bench, server: Server) -> None:
    one = collection(sources=(server.url,))
    assert bench.harvest(one).changed
    assert not bench.harvest(one).changed
    assert body(bench, server) == FIRST
    server.body, server.etag = SECOND, '"2"'
    assert bench.harvest(one).changed
    assert body(bench, server) == SECOND
    assert server.asked == [{}, {"If-None-Match": '"1"'}, {"If-None-Match": '"1"'}]
    bench.harvest(one, full=True)
    assert server.asked[-1] == {}


def test_a_server_without_conditions_is_compared_by_content(bench: Bench, server: Server) -> None:
    server.etag = ""
    one = collection(sources=(server.url,))
    assert bench.harvest(one).changed
    assert not bench.harvest(one).changed


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"status": 404}, "404"),
        ({"status": 500}, "500"),
        ({"body": b""}, "empty"),
        ({"body": b"<html>Log in</html>", "type": "text/html"}, "none of the known formats"),
        ({"body": SECOND[:40], "missing": 200}, "tried 3 times"),
        ({"body": gzip.compress(SECOND)[:-9]}, "breaks off"),
        ({"body": gzip.compress(SECOND), "missing": -9}, "breaks off"),
    ],
)
def test_what_cannot_be_the_file_does_not_take_its_place(
    bench: Bench, server: Server, change: dict[str, object], told: str
) -> None:
    one = collection(sources=(server.url,))
    bench.harvest(one)
    server.etag = '"2"'
    for name, value in change.items():
        setattr(server, name, value)
    assert told in bench.harvest(one).fault
    assert body(bench, server) == FIRST
    assert not [path for path in bench.var.rglob("*.part")]


def test_a_file_that_is_too_large_is_not_kept(bench: Bench, server: Server) -> None:
    bench.manners = replace(bench.manners, file_mb=1)
    server.body = FIRST + b" " * 2_000_000
    assert "file_mb" in bench.harvest(collection(sources=(server.url,))).fault
    assert body(bench, server) is None


def test_a_file_in_gzip_stays_in_gzip(bench: Bench, server: Server) -> None:
    server.body = gzip.compress(FIRST)
    assert not bench.harvest(collection(sources=(server.url,))).fault
    assert body(bench, server) == server.body
