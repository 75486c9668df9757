"""SRU: everything that a query finds, in each version, with the diagnostics of the server."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit
from xml.sax.saxutils import escape

import pytest

from lod.site import Sru
from lod.sources.harvest.runs import BARREN
from tests.sources.harvest.conftest import Bench, collection
from tests.sources.harvest.oai_server import marc, serving

NAMESPACES = {
    "1.1": "http://www.loc.gov/zing/srw/",
    "1.2": "http://www.loc.gov/zing/srw/",
    "2.0": "http://docs.oasis-open.org/ns/search-ws/sruResponse",
}


class Asking(BaseHTTPRequestHandler):
    server: Server

    def do_GET(self) -> None:
        query = {name: values[0] for name, values in parse_qs(urlsplit(self.path).query).items()}
        self.server.asked.append(query)
        body = self.server.answer(query).encode()
        self.send_response(200)
        self.send_header("Content-Type", "text/xml")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Keep silent."""


@dataclass(eq=False)
class Server(ThreadingHTTPServer):
    records: list[str] = field(default_factory=lambda: [marc(str(n), f"Title {n}") for n in range(1, 8)])
    size: int = 3
    packed: bool = False
    has_next: bool = True
    has_size: bool = True
    identifiers: bool = False
    diagnostic: str = ""
    stuck: bool = False
    asked: list[dict[str, str]] = field(default_factory=list)

    def __post_init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Asking)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}/sru?db=books"

    def answer(self, query: dict[str, str]) -> str:
        at = int(query["startRecord"]) - 1
        rows = "".join(self.row(at + n, one) for n, one in enumerate(self.records[at : at + self.size]))
        more = at + self.size + 1
        if self.stuck:
            more = 1
        parts = f"<numberOfRecords>{len(self.records)}</numberOfRecords>" if self.has_size else ""
        parts += f"<records>{rows}</records>" if rows and not self.diagnostic else ""
        if self.has_next and more <= len(self.records):
            parts += f"<nextRecordPosition>{more}</nextRecordPosition>"
        if self.diagnostic:
            parts += (
                '<diagnostics><diagnostic xmlns="http://www.loc.gov/zing/srw/diagnostic/">'
                f"<uri>info:srw/diagnostic/1/10</uri><message>{self.diagnostic}</message></diagnostic></diagnostics>"
            )
        space = NAMESPACES[query["version"]]
        return (
            f'<?xml version="1.0"?><searchRetrieveResponse xmlns="{space}">{parts}</searchRetrieveResponse>'
        )

    def row(self, number: int, body: str) -> str:
        body = escape(body) if self.packed else body
        ident = f"<recordIdentifier>r{number}</recordIdentifier>" if self.identifiers else ""
        return f"<record><recordSchema>marcxml</recordSchema><recordData>{body}</recordData>{ident}</record>"


@pytest.fixture
def server() -> Iterator[Server]:
    made = Server()
    with serving(made):
        yield made


ALL = {str(n): f"Title {n}" for n in range(1, 8)}


@pytest.mark.parametrize("version", ["1.1", "1.2", "2.0"])
@pytest.mark.parametrize("packed", [True, False])
def test_all_results_are_harvested(bench: Bench, server: Server, version: str, packed: bool) -> None:
    server.packed = packed
    one = collection(sru=Sru(server.url, 'title="map & atlas"', "marcxml", version))  # type: ignore[arg-type]
    outcome = bench.harvest(one)
    assert not outcome.fault
    assert bench.records(one) == ALL
    assert [query["startRecord"] for query in server.asked] == ["1", "4", "7"]
    assert server.asked[0]["query"] == 'title="map & atlas"'
    assert server.asked[0]["db"] == "books"
    assert ("operation" in server.asked[0]) == (version != "2.0")


@pytest.mark.parametrize(("has_next", "has_size"), [(False, True), (True, False)])
def test_a_server_may_leave_out_the_next_position_or_the_number(
    bench: Bench, server: Server, has_next: bool, has_size: bool
) -> None:
    server.has_next, server.has_size = has_next, has_size
    one = collection(sru=Sru(server.url, "x"))
    assert not bench.harvest(one).fault
    assert bench.records(one) == ALL


def test_what_is_no_longer_found_is_gone_and_what_changed_is_changed(bench: Bench, server: Server) -> None:
    one = collection(sru=Sru(server.url, "x"))
    bench.harvest(one)
    server.records = [marc("1", "Other"), *server.records[1:6]]
    outcome = bench.harvest(one)
    assert (outcome.worked.new, outcome.worked.changed, outcome.worked.deleted) == (0, 1, 1)
    assert bench.records(one)["1"] == "Other"


def test_the_identifier_of_the_server_comes_first(bench: Bench, server: Server) -> None:
    server.identifiers = True
    one = collection(sru=Sru(server.url, "x"))
    bench.harvest(one)
    server.records[0] = marc("one", "Title 1")
    assert bench.harvest(one).worked.changed == 1


def test_a_diagnostic_is_an_error_and_deletes_nothing(bench: Bench, server: Server) -> None:
    one = collection(sru=Sru(server.url, "x"))
    bench.harvest(one)
    server.diagnostic = "Query syntax error"
    assert "Query syntax error: info:srw/diagnostic/1/10" in bench.harvest(one).fault
    assert bench.records(one) == ALL


def test_nothing_found_where_there_was_something_is_not_believed(bench: Bench, server: Server) -> None:
    one = collection(sru=Sru(server.url, "x"))
    bench.harvest(one)
    server.records = []
    assert "--shrink" in bench.harvest(one).fault
    assert bench.records(one) == ALL


def test_a_server_that_goes_back_is_left(bench: Bench, server: Server) -> None:
    server.stuck = True
    assert "nextRecordPosition goes from 1 to 1" in bench.harvest(collection(sru=Sru(server.url, "x"))).fault


def test_a_server_that_gives_fewer_than_it_found_is_not_believed(bench: Bench, server: Server) -> None:
    one = collection(sru=Sru(server.url, "x"))
    bench.harvest(one)
    everything = list(server.records)
    server.answer = lambda query: Server.answer(server, query).replace("Records>7<", "Records>70<")  # type: ignore[method-assign]
    fault = bench.harvest(one).fault
    assert "ends after 7 of 70" in fault
    assert "--shrink" not in fault, "that would not help"
    assert len(bench.records(one)) == len(everything)


def slowly(server: Server, times: int) -> None:
    """Let it give each record on its own, so many times, whatever position it is asked for."""
    server.size, server.has_size = 1, False

    def answer(query: dict[str, str]) -> str:
        at = int(query["startRecord"])
        given = (at - 1) // times
        told = Server.answer(server, {**query, "startRecord": str(given + 1)})
        position = f"<nextRecordPosition>{given + 2}<"
        return told.replace(position, f"<nextRecordPosition>{at + 1}<")

    server.answer = answer  # type: ignore[method-assign]


def test_a_server_that_gives_the_same_records_without_end_is_left(bench: Bench, server: Server) -> None:
    slowly(server, 10_000)
    assert (
        "gives the same records again and again" in bench.harvest(collection(sru=Sru(server.url, "x"))).fault
    )
    assert len(server.asked) == 1 + BARREN


def test_a_server_that_repeats_itself_and_goes_on_is_read_to_its_end(bench: Bench, server: Server) -> None:
    slowly(server, BARREN)
    server.records = server.records[:3]
    one = collection(sru=Sru(server.url, "x"))
    assert not bench.harvest(one).fault
    assert len(bench.records(one)) == 3
