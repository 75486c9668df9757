"""How a site is served, over HTTP, beside others on the same data and the same machine, in one run.

    python benchmarks/serving.py SITE [--seconds 5] [--connections 8] [--workers 1] [--rdflib PYTHON]
        [--trifid FOLDER] [--only WORD]

`wrk` (Debian) asks `lod serve` for pages, descriptions and services, then nginx for a file as large as a
page, and `oxigraph serve-read-only` (PyPI oxigraph) for the same queries; with `--rdflib`, a Python that has
rdflib-endpoint, that too, fed with the download of the whole site; with `--trifid`, a folder in which npm
has installed Trifid, its pages, Turtle and queries in front of that Oxigraph. Told are answers a second, the
median and the 99th percentile of waiting, processor time of the server for each answer, and its memory. What
is asked is drawn from the sitemaps, with a seed: first views are of pages that nobody asked before.
"""

from __future__ import annotations

import argparse
import gzip
import json
import os
import random
import re
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import quote, urlsplit
from urllib.request import urlopen

import psutil

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from lod.dataset.dumps import downloads
from lod.search.searcher import INDEX, Searcher, SearchRequest
from lod.site import Site
from lod.store.releases import Releases

BROWSER = {
    "Accept": "text/html,application/xhtml+xml,*/*;q=0.8",
    "Accept-Language": "nl,en;q=0.7",
    "Accept-Encoding": "gzip, deflate, br, zstd",
}
SCRIPT = """
local file = io.open("%s"); local asked = {}
for line in file:lines() do asked[#asked + 1] = line end
local at = 0
request = function()
  at = at %% #asked + 1
  local path, body = asked[at]:match("^([^\\t]*)\\t?(.*)$")
  return wrk.format(body == "" and "GET" or "POST", path, nil, body ~= "" and body or nil)
end
"""


@dataclass
class Server:
    """A server that was started."""

    port: int
    process: psutil.Process

    def spent(self) -> float:
        """Processor seconds of it and all that it started."""
        total = 0.0
        for one in self.family():
            with suppress(psutil.NoSuchProcess):
                times = one.cpu_times()
                total += times.user + times.system
        return total

    def memory(self) -> float:
        """MiB of it and all that it started; what they share is counted once."""
        total = 0.0
        for one in self.family():
            with suppress(psutil.NoSuchProcess):  # workers of the query service come and go
                total += one.memory_full_info().pss
        return total / (1 << 20)

    def family(self) -> list[psutil.Process]:
        """It and all that it started."""
        return [self.process, *self.process.children(recursive=True)]


@dataclass
class Load:
    """What is asked, of whom, how."""

    name: str
    asked: Sequence[str]
    """Paths; with a tab and a body, they are posted."""
    headers: dict[str, str] = field(default_factory=dict)


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("site", type=Path)
    parser.add_argument("--seconds", type=int, default=5)
    parser.add_argument("--connections", type=int, default=8)
    parser.add_argument("--workers", type=int, default=1)
    parser.add_argument("--rdflib", type=Path)
    parser.add_argument("--trifid", type=Path)
    parser.add_argument("--only", default="", metavar="WORD", help="what has this word in its name, no more")
    given = parser.parse_args()
    site = Site.load(given.site)
    release = Releases(site.var).current()
    if release is None:
        sys.exit("nothing is published there")
    folder = Path(tempfile.mkdtemp())
    facts = Facts(site, release.path)
    print(f"{'':42} {'answers/s':>10} {'p50 ms':>8} {'p99 ms':>8} {'ms CPU':>8} {'MiB':>6}")
    lod = [sys.executable, "-c", "from lod.cli import main; main()"]
    command = [*lod, "serve", str(given.site), "--workers", str(given.workers), "--port"]
    page = b""
    with started(command, "/") as server:
        page = fetched(server.port, facts.pages[0])
        for load in facts.loads(tag_of(server.port, facts.pages[-1])):
            measure(server, load, given, folder)
    with nginx(page, folder) as server:
        measure(server, Load("nginx: a file as large as a page", ["/page.html"]), given, folder)
    oxigraph = [str(Path(sys.executable).with_name("oxigraph")), "serve-read-only"]
    with started([*oxigraph, "--location", str(release.path / "store"), "--bind"], "/", host=True) as server:
        for load in facts.queries("oxigraph serve-read-only: ", "/query"):
            measure(server, load, given, folder)
        if given.trifid:
            trifid = ["node", str(given.trifid / "node_modules/trifid/server.js")]
            behind = ["--sparql-endpoint-url", f"http://127.0.0.1:{server.port}/query"]
            # Trifid answers for things below the address that their IRIs begin with
            with started([*trifid, *behind, "--dataset-base-url", site.base, "--port"], "/") as front:
                for load in facts.of_others("Trifid: "):
                    measure(front, load, given, folder)
    if given.rdflib:
        file = folder / "all.nt"
        whole = next(one for one in downloads(release.path) if one.name == "all.nt.gz")
        file.write_bytes(gzip.decompress(b"".join(whole.read(0, whole.size))))
        serve = [str(given.rdflib), "-m", "rdflib_endpoint", "serve", "--store", "Oxigraph", str(file)]
        with started([*serve, "--port"], "/?query=ASK%20%7B%7D") as server:
            for load in facts.queries("rdflib-endpoint: ", "/"):
                measure(server, load, given, folder)
    print("load of this machine:", *(f"{n:.1f}" for n in os.getloadavg()))
    shutil.rmtree(folder, ignore_errors=True)


def addresses(release: Path, kind: str = "*") -> list[str]:
    """Paths of the pages of things of a kind, from the sitemaps of a release, shuffled with a seed."""
    found: list[str] = []
    for file in sorted((release / "sitemaps").glob(f"{kind}-*")):
        text = gzip.decompress(file.read_bytes()).decode()
        found += [urlsplit(one).path for one in re.findall(r"<loc>([^<]*/doc/[^<]+)", text)]
    random.Random(1).shuffle(found)
    return found


class Facts:
    """Addresses and questions of a site."""

    def __init__(self, site: Site, release: Path) -> None:
        self.root = urlsplit(site.base).path
        self.base = site.base
        every = addresses(release, "instance")
        self.pages, self.others = every[:40_000], every[40_000:80_000] or every
        self._searcher = Searcher(release / INDEX)

    def loads(self, tag: str) -> Iterator[Load]:
        """Everything that is asked of our server."""
        share = len(self.pages) // 8
        parts = [self.pages[n * share : (n + 1) * share] for n in range(8)]
        yield Load("page, first view", parts[0], BROWSER)
        yield Load("page, again", parts[0][:50], BROWSER)
        yield Load("page, 304", self.pages[-1:], {**BROWSER, "If-None-Match": tag})
        yield Load("Turtle, first", parts[1], {"Accept": "text/turtle"})
        yield Load("JSON-LD, first", parts[2], {"Accept": "application/ld+json"})
        yield Load("303 from /id/", [one.replace("/doc/", "/id/", 1) for one in parts[3]])
        words = ("history", "art", "women", "war", "law", "water", "music", "life", "city", "science")
        yield Load("search with facets", [f"{self.root}search?q={one}" for one in words], BROWSER)
        told = dict.fromkeys(word for title in self._titles() for word in re.findall(r"[A-Za-z]{4,}", title))
        yield Load("search, each for the first time", [f"{self.root}search?q={one}" for one in told], BROWSER)
        begins = [one[:n] for one in words for n in (2, 3)]
        yield Load("suggest", [f"{self.root}suggest?q={one}" for one in begins])
        form = {"Content-Type": "application/x-www-form-urlencoded"}
        yield Load("reconcile, ten names", self._batches({}), form)
        yield Load("reconcile, ten names of persons", self._batches({"type": "Person"}), form)
        queries = [*self.queries("", f"{self.root}sparql")]
        yield from queries
        again = [one for load in queries for one in load.asked[:100]]
        yield Load("SPARQL, these four again", again, queries[0].headers)

    def _titles(self) -> list[str]:
        """Names of things of all kinds, in an order that is always the same and says nothing."""
        names = [
            title.partition(" : ")[0]
            for kind in ("agent", "subject", "work", "instance", "place")
            for word in ("john", "water", "history", "paul", "van", "city", "new", "maria", "art", "life")
            for hit in self._searcher.search(SearchRequest(word, (kind,), size=100)).hits
            for title in hit.card.get("titles", {}).values()
        ]
        names = list(dict.fromkeys(names))
        random.Random(1).shuffle(names)
        return names

    def _batches(self, more: dict[str, str]) -> list[str]:
        """These names, ten at a time."""
        names = self._titles()
        asked = []
        for at in range(0, len(names), 10):
            batch = {f"q{n}": {"query": one} | more for n, one in enumerate(names[at : at + 10])}
            asked.append(f"{self.root}reconcile\tqueries={quote(json.dumps(batch))}")
        return asked

    def of_others(self, who: str) -> Iterator[Load]:
        """Pages, descriptions and one query, as others have them."""
        things = [one.replace("/doc/", "/id/", 1) for one in self.pages[:4_000]]
        yield Load(f"{who}page", things, BROWSER)
        yield Load(f"{who}Turtle", things[::-1], {"Accept": "text/turtle"})
        yield next(self.queries(who, "/query"))

    def queries(self, who: str, path: str) -> Iterator[Load]:
        """Point queries, each of another thing: more than are answered while they are counted."""
        things = [self.base + one[len(self.root) :].replace("doc/", "id/", 1) for one in self.others]
        schema = "https://schema.org/"
        for name, query in (
            ("label", "SELECT ?l {{ <{0}> <{1}name> ?l }}"),
            ("description", "SELECT ?p ?o {{ <{0}> ?p ?o }}"),
            ("by the same author", "SELECT ?o {{ <{0}> <{1}author> ?a . ?o <{1}author> ?a }} LIMIT 20"),
            ("by ISBN", "SELECT ?o {{ <{0}> <{1}isbn> ?i . ?o <{1}isbn> ?i }}"),
        ):
            asked = [f"{path}?query={quote(query.format(one, schema))}" for one in things]
            yield Load(f"{who}SPARQL, {name}", asked, {"Accept": "application/sparql-results+json"})


def measure(server: Server, load: Load, given: argparse.Namespace, folder: Path) -> None:
    """Ask, and tell how it went."""
    if given.only not in load.name:
        return
    listed = folder / "asked.txt"
    listed.write_text("\n".join(load.asked) + "\n", encoding="utf-8")
    script = folder / "asked.lua"
    script.write_text(SCRIPT % listed, encoding="utf-8")
    command = ["wrk", "-t1", f"-c{given.connections}", f"-d{given.seconds}s", "--latency", "-s", str(script)]
    for name, value in load.headers.items():
        command += ["-H", f"{name}: {value}"]
    before = server.spent()
    done = subprocess.run(
        [*command, f"http://127.0.0.1:{server.port}"], capture_output=True, text=True, check=True
    )
    cpu = server.spent() - before
    text = done.stdout
    number = int(re.search(r"(\d+) requests in", text)[1])  # type: ignore[index]
    rate = float(re.search(r"Requests/sec:\s+([\d.]+)", text)[1])  # type: ignore[index]
    waits = [milliseconds(re.search(rf"{share}%\s+([\d.]+)(us|ms|s)", text)) for share in (50, 99)]
    bad = re.search(r"Non-2xx or 3xx responses: (\d+)|Socket errors: (.*)", text)
    fault = f"  {bad[0]}" if bad else ""
    print(
        f"{load.name:42} {rate:10,.0f} {waits[0]:8.2f} {waits[1]:8.2f} {1000 * cpu / max(1, number):8.3f}"
        f" {server.memory():6.0f}{fault}",
        flush=True,
    )


def milliseconds(found: re.Match[str] | None) -> float:
    """A time as wrk writes it."""
    return float(found[1]) * {"us": 0.001, "ms": 1.0, "s": 1000.0}[found[2]] if found else float("nan")


@contextmanager
def started(command: list[str], path: str, host: bool = False) -> Iterator[Server]:
    """A server on a port of its own, until it answers; the command ends with the option for the port."""
    port = free()
    with (
        Path(os.devnull).open("w") as nowhere,
        subprocess.Popen(
            [*command, f"127.0.0.1:{port}" if host else str(port)], stdout=nowhere, stderr=nowhere
        ) as process,
    ):
        try:
            waiting(port, path)
            yield Server(port, psutil.Process(process.pid))
        finally:
            process.terminate()


@contextmanager
def nginx(page: bytes, folder: Path) -> Iterator[Server]:
    """nginx with one file."""
    port = free()
    (folder / "page.html").write_bytes(page)
    settings = folder / "nginx.conf"
    settings.write_text(
        f"worker_processes 1; pid {folder}/nginx.pid; error_log /dev/null; daemon off; user root;\n"
        "events { worker_connections 256; }\n"
        f"http {{ access_log off; server {{ listen 127.0.0.1:{port}; root {folder}; }} }}\n",
        encoding="utf-8",
    )
    with subprocess.Popen(["nginx", "-c", str(settings), "-p", str(folder)]) as process:
        try:
            waiting(port, "/page.html")
            yield Server(port, psutil.Process(process.pid))
        finally:
            process.terminate()


def free() -> int:
    """A port that nobody listens on."""
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


def waiting(port: int, path: str) -> None:
    """Wait until a server answers."""
    for _ in range(1_200):
        try:
            with urlopen(f"http://127.0.0.1:{port}{path}", timeout=30):
                return
        except OSError:
            time.sleep(0.25)
    sys.exit(f"nothing answers on port {port}")


def fetched(port: int, path: str) -> bytes:
    """What is at an address, without compression."""
    with urlopen(f"http://127.0.0.1:{port}{path}", timeout=60) as answer:
        return bytes(answer.read())


def tag_of(port: int, path: str) -> str:
    """The tag of a page as a browser gets it."""
    from urllib.request import Request

    with urlopen(Request(f"http://127.0.0.1:{port}{path}", headers=BROWSER), timeout=60) as answer:
        return str(answer.headers["ETag"])


if __name__ == "__main__":
    main()
