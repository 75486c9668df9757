"""The Network of Terms as a target: a stand-in that answers as documented, slowly, or not at all."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from lod import publish as publishing
from lod.errors import SourceError
from lod.publish.term_lookups import LookupReport
from lod.site import Harvesting, Site
from lod.sources.harvest import Fetcher
from lod.sources.harvest.network_of_terms import TermCache, ask
from tests.linking.external.test_links import MAPPINGS, linked
from tests.linking.test_union import BOOK, marc, put
from tests.register.small_site import make_site

RKD, AAT = "https://data.rkd.nl/artists", "http://vocab.getty.edu/aat"
TERM = {
    "uri": "https://data.rkd.nl/artists/1",
    "prefLabel": ["Eeden, Frederik van (1860-1932)"],
    "altLabel": ["Frederik Willem van Eeden"],
    "hiddenLabel": [],
    "broader": None,
    "exactMatch": [{"uri": "http://viaf.org/viaf/12"}],
}

Reply = tuple[int, dict[str, str], bytes]


def answered(*rows: object, **more: object) -> Reply:
    return 200, {"Content-Type": "application/json"}, json.dumps({"data": {"terms": rows}, **more}).encode()


def terms(source: str, *found: object) -> dict[str, object]:
    return {"source": {"uri": source}, "result": {"__typename": "Terms", "terms": [*found]}}


def fault(source: str, sort: str) -> dict[str, object]:
    return {"source": {"uri": source}, "result": {"__typename": sort, "message": f"{sort} of {source}"}}


class Network(ThreadingHTTPServer):
    """Answers each question with the next reply, the last one again and again."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.replies: list[Callable[[dict[str, Any]], Reply]] = []
        self.asked: list[dict[str, Any]] = []
        self.agents: list[str] = []

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}/graphql"

    def says(self, *replies: Reply) -> None:
        self.replies = [lambda asked, reply=reply: reply for reply in replies]  # type: ignore[misc] # bound now


class _Handler(BaseHTTPRequestHandler):
    server: Network

    def do_POST(self) -> None:
        asked = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        assert self.headers["Content-Type"] == "application/json"
        self.server.asked.append(asked)
        self.server.agents.append(self.headers["User-Agent"])
        replies = self.server.replies
        status, headers, body = (replies.pop(0) if len(replies) > 1 else replies[0])(asked)
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Nothing."""


@pytest.fixture
def network() -> Iterator[Network]:
    server = Network()
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    yield server
    server.shutdown()
    server.server_close()
    thread.join()


def fetcher(slept: list[float] | None = None, **manners: float) -> Fetcher:
    given = {"pause_seconds": 0, "attempts": 3, "patience_seconds": 300} | manners
    waits = [] if slept is None else slept
    return Fetcher(Harvesting(**given), "data@example.org", waits.append)  # type: ignore[arg-type] # numbers


def test_a_question_names_sources_and_who_asks(network: Network) -> None:
    network.says(answered(terms(RKD, TERM), terms(AAT)))
    with fetcher() as one:
        found = ask(one, network.address, [RKD, AAT], "Frederik van Eeden")
    (asked,) = network.asked
    assert asked["variables"]["sources"] == [RKD, AAT]
    assert asked["variables"]["query"] == "Frederik van Eeden"
    assert "Frederik" not in asked["query"]
    assert "(data@example.org)" in network.agents[0]
    assert found.failed == {}
    assert found.terms[AAT] == []
    assert found.terms[RKD][0]["same"] == ["http://viaf.org/viaf/12"]


def test_what_one_source_does_not_answer_is_told_and_the_rest_taken(network: Network) -> None:
    network.says(answered(terms(RKD, TERM), fault(AAT, "TimeoutError")))
    with fetcher() as one:
        found = ask(one, network.address, [RKD, AAT], "x")
    assert [*found.terms] == [RKD]
    assert found.failed == {AAT: f"TimeoutError of {AAT}"}


def test_errors_beside_data_are_told_of_the_sources_that_are_missing(network: Network) -> None:
    network.says(answered(terms(RKD, TERM), None, errors=[{"message": "Cannot return null"}]))
    with fetcher() as one:
        assert ask(one, network.address, [RKD, AAT], "x").failed == {AAT: "Cannot return null"}


@pytest.mark.parametrize(
    ("reply", "told"),
    [
        ((200, {}, b'{"data": null, "errors": [{"message": "Unknown field"}]}'), "Unknown field"),
        ((200, {"Content-Type": "text/html"}, b"<html>Maintenance</html>"), "expected JSON; tried 3 times"),
        ((503, {"Retry-After": "7"}, b""), "answers 503 Service Unavailable; tried 3 times"),
        ((400, {}, b"{}"), "answers 400"),
        ((200, {}, b"[" * 100_000), "tried 3 times"),
        ((200, {}, b'{"data": {"terms": "none"}}'), "found no data.terms"),
        ((302, {"Location": "/elsewhere"}, b""), "give that address"),
    ],
)
def test_what_is_no_answer_is_a_fault_that_says_so(network: Network, reply: Reply, told: str) -> None:
    network.says(reply)
    slept: list[float] = []
    with fetcher(slept) as one, pytest.raises(SourceError, match=told):
        ask(one, network.address, [RKD], "x")
    assert slept == ([7.0, 7.0] if reply[0] == 503 else [2.0, 4.0] if "tried" in told else [])


def test_a_server_that_is_busy_is_asked_again_when_it_says(network: Network) -> None:
    network.says((503, {"Retry-After": "3"}, b""), answered(terms(RKD, TERM)))
    slept: list[float] = []
    with fetcher(slept) as one:
        assert ask(one, network.address, [RKD], "x").terms
    assert slept == [3.0]


def test_a_server_that_says_nothing_is_not_waited_for(network: Network) -> None:
    given_up = threading.Event()

    def late(asked: dict[str, Any]) -> Reply:
        given_up.wait(120)
        return answered(terms(RKD))

    network.replies = [late]
    with fetcher(timeout_seconds=0.1, attempts=1) as one, pytest.raises(SourceError, match="in time"):
        ask(one, network.address, [RKD], "x")
    given_up.set()


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = make_site(tmp_path_factory.mktemp("network") / "site", ("alfa",))
    put(folder, "alfa", marc("1", BOOK))
    (folder / "targets").mkdir()
    (folder / "targets/rkd.toml").write_text(
        'name = "RKDartists"\nkinds = ["agent"]\nnetwork = "http://127.0.0.1:9/graphql"\n'
        f'sources = ["{RKD}"]\n'
    )
    publishing.publish(Site.load(folder), make=MAPPINGS)
    return folder


def fetched(folder: Path, network: Network, now: float = 1_800_000_000.0) -> LookupReport:
    path = folder / "targets/rkd.toml"
    lines = [line for line in path.read_text().splitlines() if not line.startswith("network")]
    path.write_text("\n".join([*lines, f'network = "{network.address}"']))
    (found,) = publishing.fetch(Site.load(folder), make=fetcher, now=lambda: now)
    return found


def test_what_the_network_answered_is_linked_by_a_publish_that_does_not_ask_it(
    published: Path, network: Network
) -> None:
    network.says((503, {}, b""))
    failed = fetched(published, network)
    assert (failed.asked, len(failed.faults)) == (0, 1)
    publishing.publish(Site.load(published), make=MAPPINGS)
    assert not linked(published, RKD)
    network.says(answered(terms(RKD, TERM)))
    found = fetched(published, network)
    assert (found.asked, found.terms, found.left, found.faults) == (1, 1, 0, [])
    assert network.asked[-1]["variables"]["query"] == "Frederik van Eeden"
    network.shutdown()
    assert publishing.publish(Site.load(published), make=MAPPINGS).changed
    assert linked(published, RKD) == {"https://data.rkd.nl/artists/1"}
    assert not publishing.publish(Site.load(published), make=MAPPINGS).changed


def test_an_answer_is_kept_with_its_date_and_asked_for_again_when_it_is_old(
    published: Path, network: Network
) -> None:
    network.says(answered(terms(RKD, TERM)))
    start = 1_800_000_000.0
    fetched(published, network, start)
    asked = len(network.asked)
    assert fetched(published, network, start + 179 * 86_400).asked == 0
    assert len(network.asked) == asked
    assert fetched(published, network, start + 181 * 86_400).asked == 1
    times = TermCache(Site.load(published).var).asked(network.address, [RKD])
    assert [*times.values()] == [int(start) + 181 * 86_400]


def test_a_source_that_failed_is_asked_again_and_what_it_said_before_stays(
    published: Path, network: Network
) -> None:
    network.says(answered(fault(RKD, "ServerError")))
    assert fetched(published, network).faults == [f"{RKD}: ServerError of {RKD}"]
    network.says(answered(terms(RKD, TERM)))
    assert fetched(published, network).asked == 1
