"""The endpoint under a real server: clients that hang up, read slowly, or would get a part of an answer."""

import http.client
import json
import os
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from urllib.parse import quote

import pytest

from lod.store.releases import Releases
from lod.store.sandbox.client import Client
from lod.store.sandbox.limits import Limits
from lod.store.sandbox.service import Sandbox
from tests.ports import free_port
from tests.webapp.sample_release import BASE, FIXTURE, Opened

ROOT = Path(__file__).resolve().parents[2]
EARLIER = 0.4
"""Queries so many seconds apart are told apart by when they were asked: an endless one takes a processor."""
LIMITS = Limits(seconds=600, result_mb=80, concurrent=3)
VALUES = " ".join(f"VALUES ?v{i} {{ 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 }}" for i in range(8))
ENDLESS = f"SELECT (COUNT(*) AS ?n) {{ {VALUES} }}"
LONG = f"SELECT ?v0 ?v1 {{ {VALUES} }} LIMIT 250000"

SERVES = f"""
import sys
sys.path.insert(0, {str(ROOT)!r})
from functools import partial
from pathlib import Path
from granian.constants import Interfaces
from granian.server import Server

def application(folder, var):
    from flask import Response
    from lod.site import Site
    from lod.store.current_release import Follower
    from lod.store.sandbox.answer import Answer
    from lod.store.sandbox.client import Client
    from lod.store.sandbox.wire_protocol import Facts
    from lod.store.sandbox.limits import Limits
    from webapp.app import build
    from webapp.sparql import disconnect
    from webapp.sparql.endpoint import blueprint

    disconnect._EARLIER = {EARLIER}

    class Engine(Client):
        def query(self, text, **how):
            if "cut-off" not in text:
                return super().query(text, **how)
            # an answer whose file is shorter than it was said to be
            made = super().query({LONG!r}, **how)
            return Answer(Facts("solutions", "json", 1, made.size + 1, 0.0), b"", made._handle)

    site = Site.load(Path({str(FIXTURE / "site")!r}))
    limits = Limits(seconds={LIMITS.seconds}, result_mb={LIMITS.result_mb}, concurrent={LIMITS.concurrent})
    engine = Engine(Path(folder), Path(var), limits, {BASE + "sparql"!r})
    return build(site, Follower(Path(var)), services=[blueprint(engine, {BASE + "sparql"!r})])

if __name__ == "__main__":
    folder, var, port = sys.argv[1:]
    server = Server("x", port=int(port), interface=Interfaces.WSGI, workers=1, blocking_threads=8)
    server.serve(target_loader=partial(application, folder, var), wrap_loader=False)
"""


@pytest.fixture(scope="module")
def sandbox(release: Opened, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Sandbox]:
    var = tmp_path_factory.mktemp("site") / "var"
    releases = Releases(var)
    building = releases.begin(from_current=False)
    building.store.bulk_extend(release.store)
    releases.switch(building.finish())
    with Sandbox(var, LIMITS, base=BASE + "sparql", brisk=2) as running:
        yield running


@pytest.fixture(scope="module")
def port(sandbox: Sandbox, tmp_path_factory: pytest.TempPathFactory) -> Iterator[int]:
    """The port of granian, serving the site."""
    number = free_port()
    script = tmp_path_factory.mktemp("server") / "serves.py"
    script.write_text(SERVES)
    arguments = [sys.executable, str(script), str(sandbox.folder), str(sandbox.var), str(number)]
    server = subprocess.Popen(arguments, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    assert until(lambda: answers(number), 90)
    yield number
    server.terminate()
    server.wait(60)


def answers(port: int) -> bool:
    try:
        with socket.create_connection(("127.0.0.1", port), 1):
            return True
    except OSError:
        return False


def until(true: Callable[[], bool], seconds: float) -> bool:
    end = time.monotonic() + seconds
    while not true():
        if time.monotonic() > end:
            return False
        time.sleep(0.02)
    return True


def ask(port: int, query: str) -> socket.socket:
    """A connection on which a query was sent."""
    conn = socket.create_connection(("127.0.0.1", port), 120)
    conn.sendall(f"GET /sparql?query={quote(query)} HTTP/1.1\r\nHost: x\r\n\r\n".encode())
    return conn


def at_work(sandbox: Client) -> int:
    return sum(1 for w in sandbox.status()["workers"] if w["seconds"] > 0.1)


def test_who_hangs_up_stops_his_query_and_nobody_elses(port: int, sandbox: Sandbox) -> None:
    first = ask(port, ENDLESS + " # 1")
    assert until(lambda: at_work(sandbox) == 1, 120)
    time.sleep(EARLIER + 0.1)
    second = ask(port, ENDLESS + " # 2")
    assert until(lambda: at_work(sandbox) == 2, 120)
    first.close()
    assert until(lambda: at_work(sandbox) == 1, 120)
    time.sleep(0.5)
    assert at_work(sandbox) == 1
    second.close()
    assert until(lambda: at_work(sandbox) == 0, 120)


def memory(port: int) -> int:
    """Megabytes of the largest process that has this port open, but for those of the sandbox."""
    sizes = []
    for folder in Path("/proc").iterdir():
        if folder.name.isdigit() and int(folder.name) != os.getpid():
            try:
                if f"\0{port}\0".encode() in (folder / "cmdline").read_bytes():
                    sizes.append(int((folder / "statm").read_text().split()[1]) * 4 // 1024)
            except OSError:
                continue
    return max(sizes)


def get(port: int, query: str) -> tuple[http.client.HTTPResponse, bytes]:
    with closing(http.client.HTTPConnection("127.0.0.1", port, timeout=120)) as conn:
        conn.request("GET", f"/sparql?query={quote(query)}")
        response = conn.getresponse()
        with closing(response):
            return response, response.read()


def test_a_long_answer_arrives_whole_and_the_web_process_stays_small(port: int) -> None:
    get(port, "ASK {}")
    before = memory(port)
    response, body = get(port, LONG)
    assert len(body) == int(response.headers["Content-Length"]) > 40 << 20
    assert len(json.loads(body)["results"]["bindings"]) == 250_000
    assert memory(port) - before < 30


def test_who_reads_slowly_holds_no_worker(port: int, sandbox: Sandbox) -> None:
    conn = ask(port, LONG)
    assert conn.recv(1_000).startswith(b"HTTP/1.1 200")
    assert until(lambda: at_work(sandbox) == 0, 120)
    conn.close()


def test_a_part_of_an_answer_never_looks_whole(port: int) -> None:
    with pytest.raises((http.client.IncompleteRead, ConnectionError)):
        get(port, "SELECT * {} # cut-off")


@pytest.mark.parametrize(("length", "rule"), [("said", "2 MB"), ("chunked", "kB are allowed")])
def test_who_sends_ten_megabytes_hears_that_it_is_too_much(port: int, length: str, rule: str) -> None:
    """A client that sends all before it reads gets the answer, not a broken pipe."""
    with closing(http.client.HTTPConnection("127.0.0.1", port, timeout=120)) as connection:
        pieces = [b"x" * 1_000_000] * 10
        body = b"".join(pieces) if length == "said" else iter(pieces)
        headers = {"Content-Type": "application/sparql-query"}
        connection.request("POST", "/sparql", body, headers, encode_chunked=length == "chunked")
        answer = connection.getresponse()
        assert (answer.status, rule in answer.read().decode()) == (413, True)
