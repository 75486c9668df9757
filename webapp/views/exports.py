"""Search results to take along: all of them in JSON Lines and CSV, what is new in Atom and RSS."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import UTC, datetime

from flask import Response

from lod.csv_cells import cell
from lod.rdf.namespaces import expand
from lod.search.searcher import MOST, Hit, Searcher
from webapp.context import request_context
from webapp.languages import N_, Wording
from webapp.pages.labels import class_name
from webapp.pages.search.request import SearchPageRequest
from webapp.pages.things.images import first
from webapp.views import feeds

IN_FEED = 30
COLUMNS = ("uri", "title", "makers", "year", "types", "subjects", "organizations")
_LINE_ENDS = {ord(c): f"\\u{ord(c):04x}" for c in "\x85\u2028\u2029"}
"""What JSON lets stand and many readers of lines take for the end of one."""


def shown(hit: Hit) -> dict[str, object]:
    """A result for programs."""
    return {"@id": hit.iri, **{name: value for name, value in hit.card.items() if name != "changed"}}


def _lines(hits: Iterable[Hit]) -> Iterator[str]:
    for hit in hits:
        line = json.dumps(shown(hit), ensure_ascii=False, separators=(",", ":"))
        yield line.translate(_LINE_ENDS) + "\n"


def _rows(hits: Iterable[Hit]) -> Iterator[str]:
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(COLUMNS)
    for hit in hits:
        writer.writerow([cell(value) for value in _values(hit)])
        yield out.getvalue()
        out.seek(0)
        out.truncate()
    yield out.getvalue()


def _values(hit: Hit) -> tuple[str, ...]:
    card = hit.card
    named = {name: "; ".join(text for _, text in card.get(name, ())) for name in ("makers", "subjects")}
    return (
        hit.iri,
        next(iter(card.get("titles", {}).values()), ""),
        named["makers"],
        str(card.get("year", "")),
        "; ".join(card.get("types", ())),
        named["subjects"],
        "; ".join(card.get("organizations", ())),
    )


def _whole(
    write: Callable[[Iterable[Hit]], Iterator[str]], media_type: str, suffix: str
) -> Callable[[Searcher, SearchPageRequest], Response]:
    """All of it before any of it: what fails half-way would end as if it were all, and who reads slowly would
    hold a thread. Ten thousand take some tenths of a second.
    """

    def answer(searcher: Searcher, asked: SearchPageRequest) -> Response:
        text = "".join(write(searcher.every(asked.wanted)))
        response = Response(text.encode("utf-8", "replace"), content_type=media_type)
        response.headers["Content-Disposition"] = f'attachment; filename="results.{suffix}"'
        response.headers["X-Most-Results"] = str(MOST)
        return response

    return answer


def _feed(form: feeds.Form) -> Callable[[Searcher, SearchPageRequest], Response]:
    def answer(searcher: Searcher, asked: SearchPageRequest) -> Response:
        found, served, wording = request_context()
        newest = replace(asked, sort="changed", page=1)
        hits = searcher.search(replace(newest.wanted, size=IN_FEED)).hits
        path = found.urls.page("search")
        address = found.urls.public(f"{path}?{newest.query(format=form.suffix)}")
        new = wording.text(N_("New"))
        publisher = found.framer(wording).site_name
        title = f"{asked.text or new} · {publisher}"
        images = (first(served.reader, hit.iri, found.image_hosts) for hit in hits)
        entries = [
            replace(_entry(hit, wording), image=image.src if image else "")
            for hit, image in zip(hits, images, strict=True)
        ]
        page = found.urls.public(f"{path}?{newest.query()}")
        content = form.write(feeds.Feed(address, title, page, wording.language, entries, publisher))
        return Response(content, content_type=form.content_type)

    return answer


def _entry(hit: Hit, wording: Wording) -> feeds.Entry:
    card: Mapping[str, object] = hit.card
    titles = hit.card.get("titles", {})
    title = titles.get(wording.language) or next(iter(titles.values()), "") or hit.iri
    kinds = [class_name(expand(f"schema:{name}"), wording) for name in hit.card.get("types", ())]
    makers = "; ".join(name for _, name in hit.card.get("makers", ()))
    pieces = [", ".join(kinds[:1]), str(card.get("year", "")), str(card.get("note", ""))]
    changed = hit.card.get("changed", 0)
    moment = datetime.fromtimestamp(changed, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    return feeds.Entry(hit.iri, title, ". ".join(piece for piece in pieces if piece), moment, makers)


FORMS: Mapping[str, Callable[[Searcher, SearchPageRequest], Response]] = {
    "jsonl": _whole(_lines, "application/x-ndjson", "jsonl"),
    "csv": _whole(_rows, "text/csv; charset=utf-8", "csv"),
    "atom": _feed(feeds.ATOM),
    "rss": _feed(feeds.RSS),
}
"""By the name that `format` gives them."""
