"""What a page costs: CPU time of first and repeated views, of data, search and suggestions, without a server.

Large things are the makers, subjects and places that most editions have.

    python benchmarks/pages.py SITE [--pages 300]

Each page is asked of the application as a browser asks, once (nothing is kept of it) and again (it is on the
cache). Times are CPU time of one process; the garbage collector runs as it does when serving (`steadied`).
"""

from __future__ import annotations

import argparse
import statistics
import time
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from serving import addresses
from werkzeug.datastructures import Headers
from werkzeug.test import EnvironBuilder

from lod.rdf.formats import RDF
from lod.rdf.iris import parse
from lod.search.schema import COUNTED
from lod.search.searcher import INDEX, Searcher, SearchRequest
from lod.site import Site
from webapp.app import create_app
from webapp.pages.search.request import THINGS
from webapp.serve import steadied

BROWSER = {
    "Accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8",
    "Accept-Language": "nl,en;q=0.7",
    "Accept-Encoding": "gzip, deflate, br, zstd",
}
WORDS = (
    "amsterdam",
    "leven",
    "geschiedenis",
    "kunst",
    "roman",
    "water",
    "stad",
    "brieven",
    "kinderen",
    "oorlog",
)


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("site", type=Path)
    parser.add_argument("--pages", type=int, default=300)
    asked = parser.parse_args()
    site = Site.load(asked.site)
    app = create_app(site).wsgi_app
    steadied()
    release = (asked.site / "var" / "current").resolve()
    for kind in ("instance", "work", "agent", "subject", "object"):
        paths = addresses(release, kind)[: asked.pages + 5]
        ask(app, paths[:5])  # templates are loaded, labels read
        told(f"{kind}: first view", [ask(app, [path]) for path in paths[5:]])
        told(f"{kind}: repeated view", [ask(app, paths[5:]) / max(1, len(paths) - 5) for _ in range(20)])
        for form in RDF[:2]:
            first = [ask(app, [path], Accept=form.media_type) for path in paths[5:]]
            told(f"{kind}: {form.label}, first", first)
    told("large things: first view", [ask(app, [path]) for path in large(release, site.base)])
    # each question is new: what was found before is kept
    told("search", [ask(app, ["/search"], query=f"q={word}") for word in WORDS])
    further = ("page=2", "sort=newest", "sort=title")
    told(
        "search: on from there",
        [ask(app, ["/search"], query=f"q={word}&{more}") for more in further for word in WORDS],
    )
    searcher = Searcher(release / INDEX)
    told("search: the index alone", [found(searcher, word) for word in WORDS])
    begun = [word[:n] for word in WORDS for n in (2, 4, 6)]
    told("suggest", [ask(app, ["/suggest"], query=f"q={text}") for text in begun])
    told("suggest: below the box", [ask(app, ["/suggest"], query=f"q={text}&format=html") for text in begun])


def ask(app: Callable[..., Iterable[bytes]], paths: list[str], query: str = "", **headers: str) -> float:
    """CPU seconds for some addresses; raises when one is not answered."""
    environs = [
        EnvironBuilder(path=path, query_string=query, headers=Headers(BROWSER | headers)).get_environ()
        for path in paths
    ]
    start = time.process_time()
    for environ in environs:
        answer = app(environ, _start)
        for _ in answer:
            pass
    return time.process_time() - start


def large(release: Path, base: str) -> list[str]:
    """Paths of the pages of the makers, subjects and places that most editions have."""
    facets = Searcher(release / INDEX).search(SearchRequest("", THINGS)).facets
    things = [parse(base, value) for facet in COUNTED for value, _ in facets[facet]]
    return [urlsplit(thing.document(base)).path for thing in things if thing]


def found(searcher: Searcher, text: str) -> float:
    """CPU seconds for a page of results with its facets, before anything is made of them."""
    start = time.process_time()
    searcher.search(SearchRequest(text, THINGS))
    return time.process_time() - start


def _start(status: str, headers: list[tuple[str, str]], *rest: Any) -> None:
    if not status.startswith("200"):
        raise SystemExit(f"an answer was {status}")


def told(name: str, seconds: list[float]) -> None:
    """One line: median, 95th and 99th of a hundred, in microseconds, and what a core does at the mean."""
    if not seconds:
        return
    ordered = sorted(seconds)
    mean = statistics.fmean(seconds)
    print(
        f"{name:28} median {statistics.median(seconds) * 1e6:8,.0f} µs"
        f"   p95 {ordered[int(len(ordered) * 0.95)] * 1e6:8,.0f} µs"
        f"   p99 {ordered[int(len(ordered) * 0.99)] * 1e6:8,.0f} µs"
        f"   mean {mean * 1e6:8,.0f} µs   {1 / mean if mean else 0:8,.0f}/s"
    )


if __name__ == "__main__":
    main()
