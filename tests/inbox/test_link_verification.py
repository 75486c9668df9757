"""Looking whether a page really names our thing: which servers are asked, and what is made of the answer."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from lod.errors import SourceError
from lod.inbox.box import Link, LinkClaim
from lod.inbox.link_verification import source_of, verify
from lod.rdf.iris import Thing
from lod.site import Site
from lod.sources.harvest.http_client import Answer
from tests.webapp.sample_release import FIXTURE

PAGES = {
    "/id": '<title>Een <em>stuk</em></title><a href="{iri}">x</a>',
    "/doc": '<title>A page</title><a href="{doc}.html">x</a>',
    "/other": '<a href="{iri}-2">x</a>',
    "/nothing": "<p>nothing",
}
asked: list[str] = []


@pytest.fixture(scope="module")
def site() -> Site:
    return Site.load(FIXTURE / "site")


@pytest.fixture(scope="module")
def host(site: Site) -> Iterator[str]:
    """A museum on this machine."""
    thing = Thing("work", "x")
    texts = {p: t.format(iri=thing.iri(site.base), doc=thing.document(site.base)) for p, t in PAGES.items()}

    class Museum(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.append(self.path)
            if self.path == "/away":
                self.send_response(302)
                self.send_header("Location", f"http://localhost:{self.server.server_port}/id")  # type: ignore[attr-defined]
                self.end_headers()
                return
            self.send_response(200 if self.path in texts else 404)
            self.send_header("Content-Type", "text/html")
            self.end_headers()
            self.wfile.write(texts.get(self.path, "").encode())

        def log_message(self, *_: object) -> None:
            """Says nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Museum)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


@pytest.fixture(autouse=True)
def nothing_asked() -> None:
    asked.clear()


def seen(site: Site, url: str, *hosts: str) -> str:
    link = Link(1, "", LinkClaim(Thing("work", "x"), url, "about", ""), "waiting")
    return verify(replace(site, inbox=replace(site.inbox, fetch_hosts=hosts)), link).word


@pytest.mark.parametrize(
    ("path", "word"),
    [("/id", "seen"), ("/doc", "seen"), ("/other", "unseen"), ("/nothing", "unseen"), ("/gone", "unseen")],
)
def test_a_page_is_searched_for_our_uri(site: Site, host: str, path: str, word: str) -> None:
    assert seen(site, f"http://{host}{path}", host) == word
    assert asked == [path]


@pytest.mark.parametrize("hosts", [(), ("museum.example",), ("127.0.0.1",), ("localhost",)])
def test_a_host_that_the_settings_do_not_name_is_not_asked(
    site: Site, host: str, hosts: tuple[str, ...]
) -> None:
    assert seen(site, f"http://{host}/id", *hosts) == ""
    assert not asked


def test_a_private_network_is_not_asked_unless_it_is_named(site: Site, host: str) -> None:
    port = host.rpartition(":")[2]
    for name in (host, f"localhost:{port}", f"[::ffff:127.0.0.1]:{port}", f"127.1:{port}"):
        assert seen(site, f"http://{name}/id", "*") in ("unreachable", "")
    assert not asked


@pytest.mark.parametrize("host", ["0177.0.0.1", "①②⑦.⓪.⓪.①", "a" * 64 + ".example"])
def test_a_host_that_there_cannot_be_is_unreachable(site: Site, host: str) -> None:
    link = f"http://{host}/id"
    assert source_of(link)
    assert seen(site, link, "*") == "unreachable"


def test_a_redirect_out_of_the_named_host_does_not_reach_a_private_network(site: Site, host: str) -> None:
    assert seen(site, f"http://{host}/away", host) == "unreachable"
    assert asked == ["/away"]


def test_a_title_of_a_page_is_told() -> None:
    site = Site.load(FIXTURE / "site")
    site = replace(site, inbox=replace(site.inbox, fetch_hosts=("*",)))
    link = Link(1, "", LinkClaim(Thing("work", "x"), "https://museum.example/", "about", ""), "waiting")
    text = f"<title>A\n page</title>{Thing('work', 'x').iri(site.base)}".encode()

    def fetch(url: str, trusted: bool) -> Answer:
        assert not trusted
        return Answer(200, {"content-type": "text/html"}, text)

    def refusing(url: str, trusted: bool) -> Answer:
        raise SourceError("the server answers 500")

    assert verify(site, link, fetch).note == "A page"
    assert verify(site, link, refusing).word == "unreachable"


@pytest.mark.parametrize(
    "text",
    [
        "ftp://a.example/",
        "https:///x",
        "https://a.example:0/",
        "https://[",
        "//a.example",
        "https://a.example/\\x",
        "https://a.example/\u202e",
        "file:///etc/passwd",
    ],
)
def test_what_is_no_address_of_the_web_is_none(text: str) -> None:
    assert source_of(text) == ""
