"""Search engines are told of changed pages, by a server on this machine that stands in for theirs."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient

from lod.publish.indexnow import changed, tell, tell_of_changes
from lod.register.register import Register
from lod.site import Site
from lod.site.settings import IndexNow
from tests.webapp.published_site import make
from webapp.app import create_app

KEY = "a1b2c3d4e5f6"


class Server:
    """An IndexNow server that notes what it is told, and answers as a test wants."""

    def __init__(self) -> None:
        self.told: list[dict[str, Any]] = []
        self.status = 202
        outer = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                outer.told.append(json.loads(body))
                self.send_response(outer.status)
                self.end_headers()

            def log_message(self, format: str, *args: object) -> None:
                """Says nothing."""

        self.http = HTTPServer(("127.0.0.1", 0), Handler)
        self.address = f"http://127.0.0.1:{self.http.server_port}/indexnow"


@pytest.fixture
def server() -> Iterator[Server]:
    made = Server()
    thread = threading.Thread(target=made.http.serve_forever, daemon=True)
    thread.start()
    yield made
    made.http.shutdown()
    thread.join()
    made.http.server_close()


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Site:
    return make(tmp_path_factory.mktemp("told"))


def with_key(site: Site, address: str) -> Site:
    return replace(site, indexnow=IndexNow(key=KEY, server=address))


def test_changed_pages_are_told_with_the_key(site: Site, server: Server) -> None:
    assert tell_of_changes(with_key(site, server.address))
    (told,) = server.told
    assert (told["key"], told["keyLocation"]) == (KEY, f"{site.base}indexnow-{KEY}.txt")
    assert told["urlList"]
    assert all(url.startswith(f"{site.base}doc/") for url in told["urlList"])
    with Register.read_only(site.var / "register.sqlite") as register:
        assert told["urlList"] == changed(site, register)


def test_without_a_key_nobody_is_told(site: Site, server: Server) -> None:
    assert not tell_of_changes(site)
    assert not tell(with_key(site, server.address), [])
    assert not server.told


def test_a_server_that_fails_never_fails_a_publish(site: Site, server: Server) -> None:
    server.status = 500
    assert not tell_of_changes(with_key(site, server.address))
    server.http.server_close()
    for address in (server.address, "http://127.0.0.1:1/", "http://[", "http://nowhere.invalid/"):
        assert not tell(with_key(site, address), ["https://data.example.org/doc/work/x"])


def test_the_site_shows_its_key_and_no_other(site: Site, tmp_path: Path) -> None:
    client: FlaskClient = create_app(with_key(site, "https://x.example/")).test_client()
    assert client.get(f"/indexnow-{KEY}.txt").data == KEY.encode()
    assert client.get("/indexnow-other-key.txt").status_code == 404
    assert create_app(site).test_client().get("/indexnow-.txt").status_code == 404
