"""Downloads over HTTP: whole, in ranges, unchanged; and the page that lists them."""

from __future__ import annotations

import dataclasses
import gzip
import json
from typing import Any

import pytest
from flask.testing import FlaskClient
from lxml import html
from pyoxigraph import Literal, RdfFormat, parse

from lod.csv_cells import cell
from lod.dataset.dumps import jsonld_lines, tables
from lod.dataset.dumps.void_statistics import things
from lod.rdf import iris
from lod.rdf.ntriples import has_other_escapes, term
from tests.webapp.published_site import BASE
from webapp.documents import jsonld
from webapp.http.thread_limits import DOWNLOADS

PATH = "/dumps/all.nt.gz"


def test_a_download_is_what_the_endpoint_holds(reader: FlaskClient) -> None:
    store = reader.application.extensions["lod"].current().opened.store
    lines = gzip.decompress(reader.get(PATH).data).decode().splitlines()
    assert sorted(lines) == sorted(f"{quad.triple} ." for quad in store)


def test_a_line_is_the_json_of_a_page_without_the_names_of_others(reader: FlaskClient) -> None:
    served = reader.application.extensions["lod"].current()
    seen = set()
    for line in gzip.decompress(reader.get("/dumps/all.jsonl.gz").data).splitlines():
        told = json.loads(line)
        thing = iris.parse(BASE, told["id"])
        document = served.reader.document(thing) if thing else None
        if thing is None or document is None:
            continue
        seen.add(thing.kind)
        expected = json.loads(jsonld.framed(dataclasses.replace(document, linked={}), BASE))
        assert expected.pop("@context").items() <= told.pop("@context").items()
        assert unordered(told) == unordered(expected)
    assert seen >= {"instance", "object", "agent", "work", "item", "collection"}


def unordered(tree: Any) -> Any:
    """The same without the order of values, which says nothing."""
    if isinstance(tree, dict):
        return {key: unordered(value) for key, value in sorted(tree.items())}
    return sorted((unordered(one) for one in tree), key=repr) if isinstance(tree, list) else tree


@pytest.mark.parametrize("text", ["\x07", 'a\\b "c"', "\u2028", "é\n", "\x85", "=1", "\\u0041", "𝄞\t", " | "])
def test_odd_texts_are_read_as_they_were(text: str) -> None:
    literal = str(Literal(text, language="nl")).encode()
    for spelled in (literal, literal.replace("é".encode(), b"\\u00E9")):
        lines = [b"<a:b> <https://schema.org/name> %b ." % spelled, b"<a:b#p> <a:q> %b ." % spelled]
        (about,) = things(lines).values()
        line = jsonld_lines.JsonLdWriter(BASE, has_other_escapes(b"\n".join(lines))).line(b"<a:b>", about)
        assert line.decode().splitlines() == [line.decode()]
        assert {q.triple for q in parse(line, RdfFormat.JSON_LD)} == {
            q.triple for q in parse(b"\n".join(lines), RdfFormat.N_TRIPLES)
        }
        assert term(spelled) == (text, "nl")
    assert tables.read(tables.written([[text]])) == [[cell(text)]]


@pytest.mark.parametrize(
    ("asked", "start", "end"),
    [("bytes=0-99", 0, 100), ("bytes=100-", 100, None), ("bytes=-7", -7, None), ("bytes=5-5", 5, 6)],
)
def test_a_range_is_a_piece_of_the_whole(
    reader: FlaskClient, asked: str, start: int, end: int | None
) -> None:
    whole = reader.get(PATH)
    part = reader.get(PATH, headers={"Range": asked, "If-Range": whole.headers["ETag"]})
    assert part.status_code == 206
    assert part.data == whole.data[start:end]
    first = start % len(whole.data)
    assert part.headers["Content-Range"] == f"bytes {first}-{first + len(part.data) - 1}/{len(whole.data)}"


def test_a_range_beyond_the_end_is_refused_and_one_of_another_version_ignored(reader: FlaskClient) -> None:
    size = len(reader.get(PATH).data)
    beyond = reader.get(PATH, headers={"Range": f"bytes={size}-"})
    assert (beyond.status_code, beyond.headers["Content-Range"]) == (416, f"bytes */{size}")
    for condition in ('"other"', "Thu, 19 Nov 2015 10:30:00 GMT"):
        answer = reader.get(PATH, headers={"Range": "bytes=0-9", "If-Range": condition})
        assert (answer.status_code, len(answer.data)) == (200, size)
    longer = reader.get(PATH, headers={"Range": f"bytes=-{size + 1}"})
    assert len(longer.data) == size, "whoever asks for more from the end gets all (RFC 9110 § 14.1.2)"
    for odd in ("bytes=0-1,5-6", "lines=0-1", "bytes=x"):
        assert reader.get(PATH, headers={"Range": odd}).status_code == 200


@pytest.mark.parametrize("asked", ["bytes=0-", "bytes=0-99999999999", "bytes=-99999999999"])
def test_a_range_that_is_the_whole_is_a_range_too(reader: FlaskClient, asked: str) -> None:
    """Readers of remote files (DuckDB, fsspec) take 200 for a server that does no ranges."""
    whole = reader.get(PATH)
    answer = reader.get(PATH, headers={"Range": asked})
    size = len(whole.data)
    assert (answer.status_code, answer.data) == (206, whole.data)
    assert answer.headers["Content-Range"] == f"bytes 0-{size - 1}/{size}"


def test_a_range_can_be_asked_for_by_date(reader: FlaskClient) -> None:
    modified = reader.head(PATH).headers["Last-Modified"]
    assert reader.get(PATH, headers={"Range": "bytes=0-9", "If-Range": modified}).status_code == 206


def test_a_client_that_has_it_is_told_so(reader: FlaskClient) -> None:
    head = reader.head(PATH)
    assert head.data == b""
    assert head.headers["Accept-Ranges"] == "bytes"
    known = reader.get(PATH, headers={"If-None-Match": head.headers["ETag"]})
    assert (known.status_code, known.data) == (304, b"")


@pytest.mark.parametrize(
    "name", ["none.nt.gz", "../counts.json", "parts/own.museum-0000.nt.gz", "index.json"]
)
def test_what_is_no_download_is_not_there(reader: FlaskClient, name: str) -> None:
    assert reader.get(f"/dumps/{name}").status_code == 404


@pytest.mark.parametrize("language", ["nl", "en"])
def test_the_page_of_the_datasets_links_to_all_of_them(reader: FlaskClient, language: str) -> None:
    answer = reader.get("/dumps/", headers={"Accept-Language": language})
    tree = html.document_fromstring(answer.get_data(as_text=True))
    assert tree.get("lang") == language
    hrefs = [a.get("href") for a in tree.iter("a") if a.get("href", "").startswith("/dumps/")]
    files = [href for href in hrefs if href != "/dumps/"]
    forms = {href.partition(".")[2] for href in files}
    assert forms >= {"nt.gz", "nq.zst", "jsonl.gz", "things.csv.gz", "agents.csv.gz", "copies.csv.gz"}
    assert all(reader.head(href).status_code == 200 for href in files)


def test_slow_downloads_leave_threads_for_others(reader: FlaskClient) -> None:
    slow = [reader.get(PATH, buffered=False) for _ in range(DOWNLOADS)]
    assert {answer.status_code for answer in slow} == {200}
    sent_away = reader.get(PATH)
    assert sent_away.status_code == 503
    assert int(sent_away.headers["Retry-After"]) > 0
    assert sent_away.headers["Cache-Control"] == "no-store"
    assert reader.head(PATH).status_code == 200, "nothing is sent"
    assert reader.get(PATH, headers={"If-None-Match": slow[0].headers["ETag"]}).status_code == 304
    slow.pop().close()  # one who has not read a byte goes away
    assert gzip.decompress(reader.get(PATH).data)
    for answer in slow:
        answer.close()
    for _ in range(2 * DOWNLOADS):
        assert reader.get(PATH).status_code == 200, "each that was sent has given its place back"


def test_one_who_downloads_slowly_leaves_places_to_others(reader: FlaskClient) -> None:
    one, other = ({"REMOTE_ADDR": f"203.0.113.{number}"} for number in (9, 8))
    slow = [reader.get(PATH, buffered=False, environ_base=one) for _ in range(DOWNLOADS // 2)]
    assert {answer.status_code for answer in slow} == {200}
    assert reader.get(PATH, environ_base=one).status_code == 503
    assert reader.get(PATH, environ_base=other).status_code == 200
    slow.pop().close()
    assert reader.get(PATH, environ_base=one).status_code == 200
    for answer in slow:
        answer.close()
