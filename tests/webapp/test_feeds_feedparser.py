"""Feeds as the reader of others has them that most programs in Python use."""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient

from tests.webapp.published_site import BASE
from tests.webapp.test_feeds import ATOM_FEEDS, RSS_FEEDS

feedparser = pytest.importorskip("feedparser", reason="feedparser is not installed")


@pytest.mark.parametrize("path", [*ATOM_FEEDS, *RSS_FEEDS])
def test_a_reader_of_others_finds_nothing_amiss(reader: FlaskClient, path: str) -> None:
    """Not well-formed, or of another media type or encoding than is said: each is `bozo`."""
    answer = reader.get(path)
    read = feedparser.parse(answer.data, response_headers={"content-type": answer.headers["Content-Type"]})
    assert not read.bozo, read.get("bozo_exception")
    assert (read.version, read.encoding) == ("rss20" if path in RSS_FEEDS else "atom10", "utf-8")
    assert read.feed.title
    assert read.feed.link.startswith(BASE)
    assert any(link.rel == "self" for link in read.feed.links)
    assert read.feed.updated_parsed
    assert read.feed.get("language", "nl") == "nl"
    for entry in read.entries:
        assert entry.title
        assert entry.id.startswith(BASE)
        assert entry.link.startswith(BASE)
        assert entry.published_parsed if path in RSS_FEEDS else entry.updated_parsed


@pytest.mark.parametrize("form", ["atom", "rss"])
def test_it_finds_the_same_in_a_feed_as_in_the_results(reader: FlaskClient, form: str) -> None:
    read = feedparser.parse(reader.get(f"/search?q=Rembrandt&format={form}").data)
    results = reader.get("/search?q=Rembrandt&sort=changed&format=json").json["results"]
    found = {entry.id: entry.title for entry in read.entries}
    assert found
    for result in results:
        assert found[result["@id"]] in result["titles"].values()
