"""Downloads over HTTP: whole, in ranges, unchanged; and the page that lists them."""

from __future__ import annotations

import gzip

import pytest
from flask.testing import FlaskClient
from lxml import html

PATH = "/dumps/all.nt.gz"


def test_a_download_is_what_the_endpoint_holds(reader: FlaskClient) -> None:
    store = reader.application.extensions["lod"].current().opened.store
    lines = gzip.decompress(reader.get(PATH).data).decode().splitlines()
    assert sorted(lines) == sorted(f"{quad.triple} ." for quad in store)


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
    for odd in ("bytes=0-1,5-6", "lines=0-1", "bytes=x"):
        assert reader.get(PATH, headers={"Range": odd}).status_code == 200


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
    assert len(files) == 12
    assert all(reader.head(href).status_code == 200 for href in files)
