"""Crawlers, readers, searches, reconciliation, harvesters and queries that kill at once, while publishing.

    python benchmarks/mixed_load.py SITE [--minutes 10] [--every 30] [--workers 2] [--seed 1]

SITE must be a copy that may change: a collection `mixed-load` with one record comes with it, and every half
minute that record gets another title and is published, downloads left for later. Clients ask with addresses
of their own, as a proxy tells them, except for the visitors whose waiting is measured. What may not happen
ends in a line that begins with FAULT, and a status that is not 0: an answer of 5xx but 503 with Retry-After,
an answer that is cut off, a page that is no page, a title that is not there a minute after it was published.
"""

from __future__ import annotations

import argparse
import gzip
import http.client
import json
import random
import re
import shutil
import statistics
import subprocess
import sys
import threading
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Sequence
from contextlib import closing, suppress
from pathlib import Path
from urllib.parse import quote, urlsplit

import pymarc
from serving import Server, addresses, started

from lod.site import Site
from lod.store.releases import Releases

KILLERS = (
    "SELECT * { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i } ORDER BY ?i",
    "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f }",
    "SELECT * { ?a (<https://schema.org/author>|^<https://schema.org/author>)* ?b }",
    'SELECT (COUNT(*) AS ?n) { ?s ?p ?o FILTER regex(str(?o), "(a+)+(b+)+(c+)+$") }',
    "SELECT (GROUP_CONCAT(?all) AS ?x) { { SELECT (GROUP_CONCAT(?o) AS ?all) { ?s ?p ?o } GROUP BY ?s } }",
    "SELECT * { VALUES ?a { 1 2 3 4 5 6 7 8 9 } VALUES ?b { 1 2 3 4 5 6 7 8 9 } ?s ?p ?o } ORDER BY ?o ?a ?b",
    "CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o . ?o ?q ?r }",
)
COLLECTION = """name = "Mixed load"
description = "One record that changes."
owner = "{owner}"
licence = "https://creativecommons.org/publicdomain/zero/1.0/"
sources = ["records.mrc"]
set_aside_max = 1.0
"""
ALLOWED = frozenset((200, 303, 304, 404, 429, 503))


class Told:
    """What happened, from all threads."""

    def __init__(self) -> None:
        self.seconds: dict[str, list[float]] = defaultdict(list)
        self.statuses: dict[str, Counter[int]] = defaultdict(Counter)
        self.faults: list[str] = []
        self._lock = threading.Lock()

    def answered(self, who: str, status: int, seconds: float) -> None:
        """One answer."""
        with self._lock:
            self.seconds[who].append(seconds)
            self.statuses[who][status] += 1

    def fault(self, text: str) -> None:
        """Something that may not happen."""
        with self._lock:
            self.faults.append(text)
        print("FAULT", text, flush=True)

    def report(self) -> None:
        """Print how long each sort of client waited, and what it got."""
        for who, seconds in sorted(self.seconds.items()):
            ordered = sorted(seconds)
            at = [ordered[min(len(ordered) - 1, int(len(ordered) * share))] * 1000 for share in (0.5, 0.99)]
            statuses = ", ".join(f"{status}: {n:,}" for status, n in sorted(self.statuses[who].items()))
            print(f"{who:24} p50 {at[0]:8,.1f} ms   p99 {at[1]:8,.1f} ms   {statuses}")


class Client:
    """A client with an address of its own, or none, on a connection that stays open."""

    def __init__(self, told: Told, port: int, who: str, number: int) -> None:
        self._told = told
        self._port = port
        self._who = who
        self._from = {"X-Forwarded-For": f"203.0.113.{number}"} if number else {}
        self._connection: http.client.HTTPConnection | None = None

    def get(self, path: str, body: str = "", **headers: str) -> bytes:
        """The content of an address; faults are told."""
        start = time.perf_counter()
        try:
            connection = self._connection or http.client.HTTPConnection("127.0.0.1", self._port, timeout=90)
            self._connection = connection
            headers = {name.replace("_", "-"): value for name, value in headers.items()} | self._from
            if body:
                headers["Content-Type"] = "application/x-www-form-urlencoded"
            connection.request("POST" if body else "GET", path, body or None, headers)
            answer = connection.getresponse()
            content = answer.read()
        except http.client.RemoteDisconnected:
            self._connection = None  # a worker may end between two requests; the request was not begun
            return b""
        except (OSError, http.client.HTTPException) as error:
            self._connection = None
            self._told.fault(f"{self._who} {path[:80]}: {error!r}")
            return b""
        self._told.answered(self._who, answer.status, time.perf_counter() - start)
        if answer.status not in ALLOWED or (
            answer.status in (429, 503) and not answer.getheader("Retry-After")
        ):
            self._told.fault(f"{self._who} {path[:80]}: {answer.status} {content[:200]!r}")
        if answer.getheader("Content-Encoding") == "gzip":
            content = gzip.decompress(content)
        is_page = answer.status == 200 and "text/html" in answer.getheader("Content-Type", "")
        if is_page and b"</html>" not in content:
            self._told.fault(f"{self._who} {path[:80]}: a page without an end")
        return content if answer.status == 200 else b""


class Trial:
    """One run."""

    def __init__(self, site: Site, port: int, seed: int) -> None:
        self.told = Told()
        self.over = threading.Event()
        self._port = port
        self._seed = seed
        release = Releases(site.var).current()
        if release is None:
            sys.exit("nothing is published there")
        self._root = urlsplit(site.base).path
        self._pages = addresses(release.path)
        self._base = site.base
        index = [json.loads(line) for line in self._some_results()]
        self._names = [name for one in index for name in one.get("titles", {}).values()] or ["water"]

    def _some_results(self) -> list[bytes]:
        with closing(http.client.HTTPConnection("127.0.0.1", self._port, timeout=60)) as connection:
            connection.request("GET", f"{self._root}search?format=jsonl")
            return connection.getresponse().read().splitlines()[:500]

    def threads(self) -> list[threading.Thread]:
        """All clients."""
        kinds: Sequence[tuple[str, int, Callable[[Client, random.Random], None]]] = (
            ("visitor", 1, self.visit),
            ("point query", 1, self.point),
            ("crawler", 3, self.crawl),
            ("search", 2, self.search),
            ("reconciler", 1, self.reconcile),
            ("harvester", 1, self.harvest),
            ("killer", 4, self.kill),
            ("slow reader", 2, self.dawdle),
        )
        made: list[threading.Thread] = []
        for kind, number, do in kinds:
            for n in range(number):
                # visitors and point queries have no address: they are not counted, and their waiting tells
                at = 0 if kind in ("visitor", "point query") else len(made) + 1
                client = Client(self.told, self._port, kind, at)
                chance = random.Random(f"{self._seed} {kind} {n}")
                made.append(threading.Thread(target=self._on, args=(do, client, chance), daemon=True))
        return made

    def _on(self, do: Callable[[Client, random.Random], None], client: Client, chance: random.Random) -> None:
        while not self.over.is_set():
            do(client, chance)

    def visit(self, client: Client, chance: random.Random) -> None:
        """Somebody who reads pages."""
        client.get(chance.choice(self._pages), Accept="text/html", Accept_Encoding="gzip")
        time.sleep(0.1)

    def point(self, client: Client, chance: random.Random) -> None:
        """A program that asks small questions."""
        thing = self._base + chance.choice(self._pages)[len(self._root) :].replace("doc/", "id/", 1)
        query = f"SELECT ?n {{ <{thing}> <https://schema.org/name> ?n }} # {chance.random()}"
        client.get(f"{self._root}sparql?query={quote(query)}")
        time.sleep(0.05)

    def crawl(self, client: Client, chance: random.Random) -> None:
        """A search engine, or a harvester of pages."""
        forms = ("text/html", "text/turtle", "application/ld+json", "application/rdf+xml")
        client.get(chance.choice(self._pages), Accept=chance.choice(forms), Accept_Encoding="gzip")
        time.sleep(0.05)

    def search(self, client: Client, chance: random.Random) -> None:
        """Somebody who looks for something."""
        words = " ".join(chance.sample(chance.choice(self._names).split() or ["x"], 1))
        client.get(
            f"{self._root}search?q={quote(words)}&type={chance.choice(('', 'Book', 'Map'))}",
            Accept="text/html",
        )
        client.get(f"{self._root}suggest?q={quote(words[:3])}")
        time.sleep(0.2)

    def reconcile(self, client: Client, chance: random.Random) -> None:
        """OpenRefine."""
        batch = {f"q{n}": {"query": chance.choice(self._names)[:200], "limit": 3} for n in range(10)}
        client.get(f"{self._root}reconcile", body=f"queries={quote(json.dumps(batch))}")
        time.sleep(0.3)

    def harvest(self, client: Client, chance: random.Random) -> None:
        """A harvester that begins again and again, and follows a token or two."""
        asked = f"verb=ListRecords&metadataPrefix={chance.choice(('oai_dc', 'rdf', 'schema'))}"
        for _ in range(3):
            content = client.get(f"{self._root}oai?{asked}").decode("utf-8", "replace")
            token = re.search(r"<resumptionToken[^>]*>([^<]+)", content)
            if not token:
                return
            asked = f"verb=ListRecords&resumptionToken={quote(token[1])}"
            time.sleep(0.5)

    def kill(self, client: Client, chance: random.Random) -> None:
        """A query that would never end; half of those who ask it hang up."""
        query = chance.choice(KILLERS) + f" # {chance.random()}"
        path = f"{self._root}sparql?query={quote(query)}"
        if chance.random() < 0.5:
            client.get(path)
            return
        with (
            suppress(OSError),
            closing(http.client.HTTPConnection("127.0.0.1", self._port, timeout=90)) as hasty,
        ):
            hasty.request("GET", path)
            time.sleep(chance.random() * 2)

    def dawdle(self, client: Client, chance: random.Random) -> None:
        """Somebody who reads a long answer very slowly."""
        query = f"SELECT * {{ ?s ?p ?o }} LIMIT 200000 # {chance.random()}"
        with (
            suppress(OSError),
            closing(http.client.HTTPConnection("127.0.0.1", self._port, timeout=90)) as slow,
        ):
            slow.request("GET", f"{self._root}sparql?query={quote(query)}")
            answer = slow.getresponse()
            for _ in range(60):
                if self.over.is_set() or not answer.read(1_000):
                    return
                time.sleep(0.25)


class Publisher:
    """Publishes another title of one record, again and again."""

    def __init__(self, site: Site, port: int, told: Told) -> None:
        self._site = site
        self._root = urlsplit(site.base).path
        self._told = told
        self._client = Client(told, port, "publisher", 0)
        self._number = 0
        self.seconds: list[float] = []
        self.folder = site.folder / "collections" / "mixed-load"
        self.folder.mkdir(exist_ok=True)
        owner = site.collections[0].owner
        (self.folder / "collection.toml").write_text(COLLECTION.format(owner=owner), encoding="utf-8")

    def publish(self) -> None:
        """Another title; it must be on its page within a minute."""
        self._number += 1
        title = f"Stand {self._number} van het mengsel"
        record = pymarc.Record(leader="00000nam a2200000 a 4500", force_utf8=True)
        record.add_field(pymarc.Field("001", data="1"))
        record.add_field(pymarc.Field("008", data="261128s2026    ne            000 0 dut d"))
        record.add_field(
            pymarc.Field("245", pymarc.Indicators("0", "0"), [pymarc.Subfield("a", title)]),
        )
        (self.folder / "records.mrc").write_bytes(record.as_marc())
        start = time.monotonic()
        lod = [sys.executable, "-c", "from lod.cli import main; main()"]
        done = subprocess.run(
            [*lod, "publish", str(self._site.folder), "--no-downloads"],
            capture_output=True,
            text=True,
            check=False,
        )
        if done.returncode:
            self._told.fault(f"publish: {done.stderr[-500:]}")
            return
        page = f"{self._root}doc/instance/mixed-load-1"
        while title.encode() not in self._client.get(page, Accept="text/html"):
            if time.monotonic() - start > 60:
                self._told.fault(f"title {self._number} is not to be seen after a minute")
                return
            time.sleep(0.2)
        self.seconds.append(time.monotonic() - start)


def main() -> None:
    """Run, and tell."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("site", type=Path)
    parser.add_argument("--minutes", type=float, default=10)
    parser.add_argument("--every", type=float, default=30)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    site = Site.load(given.site)
    lod = [sys.executable, "-c", "from lod.cli import main; main()"]
    command = [*lod, "serve", str(given.site), "--workers", str(given.workers), "--port"]
    with started(command, urlsplit(site.base).path) as server:
        told = run(site, server, given)
    sys.exit(1 if told.faults else 0)


def run(site: Site, server: Server, given: argparse.Namespace) -> Told:
    """Ask and publish until the time is over."""
    trial = Trial(site, server.port, given.seed)
    publisher = Publisher(site, server.port, trial.told)
    memory: list[float] = []
    try:
        for thread in trial.threads():
            thread.start()
        end = time.monotonic() + 60 * given.minutes
        while time.monotonic() < end:
            next_one = time.monotonic() + given.every
            memory.append(server.memory())
            print(f"{memory[-1]:.0f} MiB, {publisher.seconds[-1:]} s to publish", flush=True)
            publisher.publish()
            time.sleep(max(0.0, min(next_one, end) - time.monotonic()))
        trial.over.set()
        time.sleep(2)
        memory.append(server.memory())
    finally:
        shutil.rmtree(publisher.folder, ignore_errors=True)
    report(trial.told, publisher, memory)
    return trial.told


def report(told: Told, publisher: Publisher, memory: Sequence[float]) -> None:
    """Print what happened."""
    told.report()
    if publisher.seconds:
        median = statistics.median(publisher.seconds)
        print(
            f"{len(publisher.seconds)} publishes: median {median:.1f} s, most {max(publisher.seconds):.1f} s"
        )
    print(f"memory {memory[0]:.0f} MiB at first, {max(memory):.0f} at most, {memory[-1]:.0f} at the end")
    print(f"{len(told.faults)} faults")


if __name__ == "__main__":
    main()
