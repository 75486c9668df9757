"""What the query service costs: point queries and long answers, beside Oxigraph in this very process.

    python benchmarks/query_service.py [VAR]

VAR is the folder `var` of a published site; without one, 240,000 books of 22 statements each are made up.
"""

from __future__ import annotations

import argparse
import os
import shutil
import statistics
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TypeVar

from pyoxigraph import QueryResultsFormat, QuerySolutions, Store

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from lod.rdf.namespaces import PREFIXES
from lod.store.releases import Releases
from lod.store.sandbox.limits import Limits
from lod.store.sandbox.service import Sandbox

BASE = "https://data.example.org/"
S = "https://schema.org/"
MILLION = "SELECT ?s ?p ?o { ?s ?p ?o } LIMIT 1000000"
CLASSES = "SELECT ?class (COUNT(?s) AS ?n) { ?s a ?class } GROUP BY ?class ORDER BY DESC(?n)"


def books(number: int) -> Iterator[bytes]:
    """Made-up books."""
    rdf_type = "<http://www.w3.org/1999/02/22-rdf-syntax-ns#type>"
    for n in range(number):
        s, a = f"<{BASE}id/instance/b{n}>", f"<{BASE}id/agent/a{n % 40_000}>"
        title = f"Een boek over {n * 7919 % 3001} en over {n * 104_729 % 2999}, deel {n % 12}"
        lines = [f"{s} {rdf_type} <{S}{c}> ." for c in ("Book", "CreativeWork", "Product")]
        lines += [f"{a} {rdf_type} <{S}Person> .", f'{a} <{S}name> "Naam {n % 40_000}"@nl .']
        lines += [f"{s} <{S}{p}> {a} ." for p in ("author", "creator", "contributor")]
        lines += [f"{s} <{S}about> <{BASE}id/subject/s{(n * k) % 20_011}> ." for k in range(3, 10)]
        lines += [f'{s} <{S}{p}> "{title}"@nl .' for p in ("name", "headline", "alternateName")]
        lines += [
            f'{s} <{S}isbn> "{9780000000000 + n}" .',
            f"{s} <{S}isPartOf> <{BASE}id/collection/c{n % 7}> .",
        ]
        lines += [f'{s} <{S}datePublished> "{1900 + n % 120}"^^<http://www.w3.org/2001/XMLSchema#gYear> .']
        lines += [f'{s} <{S}inLanguage> "nl" .']
        yield ("\n".join(lines) + "\n").encode()


def made(var: Path) -> Path:
    releases = Releases(var)
    building = releases.begin(from_current=False)
    timed("load", lambda: building.load_ntriples(books(240_000)))
    release = timed("compact, flush, manifest", lambda: building.finish())
    releases.switch(release)
    fresh = timed("checkpoint (begin from current)", lambda: releases.begin(from_current=True))
    fresh.abandon()
    return var


T = TypeVar("T")


def timed(label: str, do: Callable[[], T]) -> T:
    started = time.perf_counter()
    result = do()
    print(f"{label:45} {time.perf_counter() - started:8.2f} s")
    return result


def median(do: Callable[[], object], times: int = 2_000) -> float:
    took = []
    for _ in range(times):
        started = time.perf_counter()
        do()
        took.append(time.perf_counter() - started)
    return statistics.median(took) * 1e6


def solutions(store: Store, query: str) -> QuerySolutions:
    found = store.query(query)
    assert isinstance(found, QuerySolutions)
    return found


def points(store: Store, sandbox: Sandbox) -> None:
    label = f"SELECT ?l {{ <{BASE}id/instance/b777> <{S}name> ?l }}"
    described = f"SELECT ?p ?o {{ <{BASE}id/instance/b777> ?p ?o }}"
    isbn = f'SELECT ?s {{ ?s <{S}isbn> "9780000000777" }}'
    for name, query in (("label", label), ("description", described), ("by ISBN", isbn)):

        def here(query: str = query) -> object:
            return solutions(store, query).serialize(format=QueryResultsFormat.JSON)

        own, ours = median(here), median(lambda query=query: sandbox.query(query).read())  # type: ignore[misc]
        print(f"point query, {name:32} {own:8.0f} µs in process {ours:8.0f} µs through the sandbox")
    for threads in (1, 4):
        rate = throughput(sandbox, label, threads)
        print(f"point queries, {threads} threads of one client {rate:18,.0f} /s")


def throughput(sandbox: Sandbox, query: str, threads: int, number: int = 8_000) -> float:
    def ask() -> None:
        for _ in range(number // threads):
            sandbox.query(query).close()

    started = time.perf_counter()
    running = [threading.Thread(target=ask) for _ in range(threads)]
    for thread in running:
        thread.start()
    for thread in running:
        thread.join()
    return number / (time.perf_counter() - started)


def long_answers(store: Store, sandbox: Sandbox, folder: Path) -> None:
    file = folder / "answer.json"
    for _ in range(2):
        own = seconds(lambda: solutions(store, MILLION).serialize(str(file), QueryResultsFormat.JSON))
        ours = seconds(lambda: sandbox.query(MILLION + f" #{time.time()}").close())
        print(f"1,000,000 rows {own:8.2f} s in process {ours:8.2f} s through the sandbox ({own / ours:.0%})")
    first = seconds(lambda: sandbox.query(CLASSES).close())
    again = seconds(lambda: sandbox.query(CLASSES).close())
    print(f"classes counted {first:8.2f} s, asked again {again * 1000:.2f} ms")


def seconds(do: Callable[[], object]) -> float:
    started = time.perf_counter()
    do()
    return time.perf_counter() - started


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("var", nargs="?", type=Path)
    asked = parser.parse_args()
    folder = Path(tempfile.mkdtemp())
    var = asked.var or made(folder / "var")
    release = Releases(var).current()
    if release is None:
        sys.exit("nothing is published there")
    store = release.open()
    with Sandbox(var, Limits(), base=BASE, prefixes=PREFIXES) as sandbox:
        sandbox.query("ASK {}").close()
        points(store, sandbox)
        long_answers(store, sandbox, folder)
        for worker in sandbox.status()["workers"]:
            print(f"worker {worker['pid']}: {worker['memory_mb']} MB")
    print("load of this machine:", *(f"{n:.1f}" for n in os.getloadavg()))
    shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    main()
