"""Feeds, the description of the search and robots.txt, against what their specifications ask for."""

from __future__ import annotations

import gzip
import re
from datetime import datetime
from email.utils import parsedate_to_datetime
from urllib.parse import urlsplit
from urllib.robotparser import RobotFileParser

import pytest
from flask.testing import FlaskClient
from lxml import etree

from tests.webapp.published_site import BASE

ATOM = "{http://www.w3.org/2005/Atom}"
OPENSEARCH = "{http://a9.com/-/spec/opensearch/1.1/}"
ATOM_FEEDS = (
    "/search?q=Rembrandt&format=atom",
    "/search?q=xqzzyplomp&format=atom",
    "/search?q=%3Cb%3E%26amp;%01&format=atom",
    "/search?format=atom",
    "/changes.atom",
    "/stories.atom",
    "/history/object/museum-MVS-0001/atom",
)
RSS_FEEDS = (
    "/search?q=Rembrandt&format=rss",
    "/search?q=xqzzyplomp&format=rss",
    "/search?q=%3Cb%3E%26amp;%01&format=rss",
    "/search?format=rss",
)


def read(reader: FlaskClient, path: str, media_type: str) -> etree._Element:
    answer = reader.get(path)
    assert (answer.status_code, answer.mimetype) == (200, media_type)
    return etree.fromstring(answer.data)


def one(parent: etree._Element, name: str) -> str:
    """The text of an element that is there once."""
    (found,) = parent.findall(name)
    assert not len(found), "text and no elements"
    return found.text or ""


def is_absolute(address: str) -> bool:
    parts = urlsplit(address)
    return (
        parts.scheme in ("http", "https") and bool(parts.netloc) and address.isascii() and " " not in address
    )


def moment(text: str) -> datetime:
    """A moment of RFC 3339: with a day, a time and a zone."""
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)", text), text
    return datetime.fromisoformat(text)


@pytest.mark.parametrize("path", ATOM_FEEDS)
def test_atom_is_as_rfc_4287_has_it(reader: FlaskClient, path: str) -> None:
    feed = read(reader, path, "application/atom+xml")
    assert feed.tag == f"{ATOM}feed"
    assert feed.prefix is None, "some readers know the names of elements only as they are usually written"
    assert one(feed, f"{ATOM}title").strip()
    entries = feed.findall(f"{ATOM}entry")
    for element in (feed, *entries):
        assert is_absolute(one(element, f"{ATOM}id"))  # § 4.2.6
        assert one(element, f"{ATOM}title").strip()
        moment(one(element, f"{ATOM}updated"))
        links = element.findall(f"{ATOM}link")
        assert all(is_absolute(link.get("href")) for link in links)
        alternates = [
            (a.get("type"), a.get("hreflang")) for a in links if a.get("rel", "alternate") == "alternate"
        ]
        assert len(set(alternates)) == len(alternates)  # § 4.1.1
        assert alternates  # § 4.1.2: there is no content here
        for author in element.findall(f"{ATOM}author"):
            assert len(one(author, f"{ATOM}name").strip("- ")) > 0
        assert len(element.findall(f"{ATOM}summary")) <= 1
        assert not element.findall(f"{ATOM}content"), "a summary is none"
        for text in element.findall(f"{ATOM}*"):
            assert text.get("type", "text") == "text" or text.tag in (f"{ATOM}link", f"{ATOM}content")
    assert feed.findall(f"{ATOM}author")  # § 4.1.1: none of the entries needs one then
    ids = [one(entry, f"{ATOM}id") for entry in entries]
    assert len(set(ids)) == len(ids)
    times = [moment(one(entry, f"{ATOM}updated")) for entry in entries]
    assert times == sorted(times, reverse=True)
    assert not times or moment(one(feed, f"{ATOM}updated")) >= times[0]


@pytest.mark.parametrize("path", ATOM_FEEDS)
def test_a_feed_names_itself_and_the_page_that_it_is_of(reader: FlaskClient, path: str) -> None:
    feed = read(reader, path, "application/atom+xml")
    links = {link.get("rel"): link for link in feed.findall(f"{ATOM}link")}
    itself, page = (links[rel].get("href") for rel in ("self", "alternate"))
    assert reader.get(itself.removeprefix(BASE[:-1])).mimetype == "application/atom+xml"
    kind = links["alternate"].get("type")
    assert itself != page
    assert kind == "application/activity+json" or reader.get(page.removeprefix(BASE[:-1])).mimetype == kind


@pytest.mark.parametrize("path", RSS_FEEDS)
def test_rss_is_as_its_specification_has_it(reader: FlaskClient, path: str) -> None:
    root = read(reader, path, "application/rss+xml")
    assert (root.tag, root.get("version")) == ("rss", "2.0")
    (channel,) = root
    for name in ("title", "link", "description", "language", "lastBuildDate"):
        assert one(channel, name).strip(), name
    assert is_absolute(one(channel, "link"))
    built = parsedate_to_datetime(one(channel, "lastBuildDate"))
    (link,) = channel.findall(f"{ATOM}link")
    assert link.get("rel") == "self"
    assert reader.get(link.get("href").removeprefix(BASE[:-1])).mimetype == "application/rss+xml"
    items, times = channel.findall("item"), []
    for item in items:
        assert one(item, "title").strip()
        assert is_absolute(one(item, "link"))
        times.append(parsedate_to_datetime(one(item, "pubDate")))
        (guid,) = item.findall("guid")
        assert guid.get("isPermaLink") == "true"
        assert is_absolute(guid.text)
    assert len({item.findtext("guid") for item in items}) == len(items)
    assert times == sorted(times, reverse=True)
    assert not times or built >= times[0]


@pytest.mark.parametrize("path", ["/stories.atom", "/search?q=a&format=atom"])
def test_who_speaks_another_language_by_a_cookie_has_a_feed_of_their_own(
    reader: FlaskClient, path: str
) -> None:
    plain, english = reader.get(path), reader.get(path, headers={"Cookie": "lang=en"})
    assert plain.data != english.data
    assert {"Cookie", "Accept-Language"} <= {one.strip() for one in plain.headers["Vary"].split(",")}


@pytest.mark.parametrize("language", ["nl", "en"])
def test_the_search_is_described_as_opensearch_has_it(reader: FlaskClient, language: str) -> None:
    answer = reader.get("/opensearch.xml", headers={"Accept-Language": language})
    root = etree.fromstring(answer.data)
    assert root.tag == f"{OPENSEARCH}OpenSearchDescription"
    for name, most in (("ShortName", 16), ("Description", 1024), ("LongName", 48)):
        text = one(root, f"{OPENSEARCH}{name}")
        assert 0 < len(text) <= most
        assert "<" not in text
    assert one(root, f"{OPENSEARCH}Language") == language
    assert one(root, f"{OPENSEARCH}InputEncoding") == "UTF-8"
    for url in root.findall(f"{OPENSEARCH}Url"):
        assert is_absolute(url.get("template").replace("{searchTerms}", "x"))
        assert ("{searchTerms}" in url.get("template")) != (url.get("rel") == "self")


# ---------------------------------------------------------------- robots

PAGES = (
    "/", "/about", "/doc/instance/x", "/doc/agent/x?lang=en", "/doc/work/x.ttl", "/id/work/x", "/stories/x",
    "/dumps/all.nt.gz", "/sitemap.xml", "/sitemaps/a.xml.gz", "/vocab/model", "/static/a/site.css",
    "/sparql/examples", "/guides/openrefine", "/card/object/x.png",
)  # fmt: skip
ENDLESS = (
    "/search?q=x", "/search?page=7", "/sparql", "/sparql?query=x", "/sparql/editor", "/reconcile?q=x",
    "/tpf?subject=x", "/suggest?q=a", "/same-as?uri=x", "/random", "/ask/instance/x?at=y", "/tell/error/a/b",
    "/my-library", "/language", "/timegate/work/x", "/memento/20261129131721/work/x", "/q/abc",
)  # fmt: skip
LISTS = ("/doc/collection/x?list=described&page=2", "/doc/agent/x?lang=en&list=made")
CRAWLERS = ("Googlebot", "bingbot", "GPTBot", "CCBot", "Mozilla/5.0 (compatible; Anything/1.0)")


@pytest.mark.parametrize("crawler", CRAWLERS)
def test_crawlers_read_pages_and_leave_what_is_endless(reader: FlaskClient, crawler: str) -> None:
    rules = RobotFileParser()
    rules.parse(reader.get("/robots.txt").text.splitlines())
    assert rules.site_maps() == [f"{BASE}sitemap.xml", f"{BASE}sitemaps/site.xml"]
    for path in PAGES:
        assert rules.can_fetch(crawler, path), path
    for path in ENDLESS:
        assert not rules.can_fetch(crawler, path), path


def test_patterns_are_told_as_rfc_9309_has_it(reader: FlaskClient) -> None:
    """Python's reader knows no patterns. The longest that fits decides, of two the kind one (§ 2.2.2)."""
    answer = reader.get("/robots.txt")
    assert answer.mimetype == "text/plain"
    assert len(answer.data) < 500 * 1024
    rules = re.findall(r"^(Allow|Disallow): (\S+)$", answer.text, re.MULTILINE)
    compiled = [
        (
            len(path),
            kind == "Allow",
            re.compile(re.sub(r"\\\$$", r"\\Z", re.escape(path)).replace(r"\*", ".*")),
        )
        for kind, path in rules
    ]

    def is_allowed(path: str) -> bool:
        return max(((size, allow) for size, allow, rule in compiled if rule.match(path)), default=(0, True))[
            1
        ]

    assert not [path for path in (*PAGES, "/search") if not is_allowed(path)]
    assert not [path for path in (*ENDLESS, *LISTS) if is_allowed(path)]


def test_what_is_endless_is_closed_to_crawlers_that_compare_paths_alone(reader: FlaskClient) -> None:
    """As Wget does: it knows neither patterns nor queries, and takes the first rule that fits."""
    rules = re.findall(r"^(Allow|Disallow): (\S+)$", reader.get("/robots.txt").text, re.MULTILINE)

    def is_allowed(path: str) -> bool:
        return next((kind == "Allow" for kind, rule in rules if path.startswith(rule)), True)

    assert not [path for path in ENDLESS if is_allowed(path.partition("?")[0])]
    assert not [path for path in PAGES if not is_allowed(path.partition("?")[0])]


# ---------------------------------------------------------------- sitemaps

SITEMAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
IMAGE = "{http://www.google.com/schemas/sitemap-image/1.1}"


def test_sitemaps_are_as_their_protocol_has_them(reader: FlaskClient) -> None:
    index = read(reader, "/sitemap.xml", "application/xml")
    assert index.tag == f"{SITEMAP}sitemapindex"
    parts = [one(part, f"{SITEMAP}loc") for part in index]
    assert 0 < len(parts) <= 50_000
    seen: list[str] = []
    for address in (*parts, f"{BASE}sitemaps/site.xml"):
        content = reader.get(address.removeprefix(BASE[:-1])).data
        content = gzip.decompress(content) if address.endswith(".gz") else content
        assert len(content) < 50 << 20
        urls = etree.fromstring(content)
        assert urls.tag == f"{SITEMAP}urlset"
        assert 0 < len(urls) <= 50_000
        for url in urls:
            allowed = [f"{SITEMAP}{name}" for name in ("loc", "lastmod")] + [f"{IMAGE}image"]
            assert {child.tag for child in url} <= set(allowed)
            seen.append(one(url, f"{SITEMAP}loc"))
            assert is_absolute(seen[-1])
            assert seen[-1].startswith(BASE)
            assert len(seen[-1]) < 2_048
            for changed in url.findall(f"{SITEMAP}lastmod"):
                assert moment(changed.text if "T" in changed.text else f"{changed.text}T00:00:00Z")
    assert len(set(seen)) == len(seen)


def test_pages_that_are_not_of_one_thing_are_in_a_sitemap_and_there(reader: FlaskClient) -> None:
    pages = [one(url, f"{SITEMAP}loc") for url in read(reader, "/sitemaps/site.xml", "application/xml")]
    assert {BASE, f"{BASE}about", f"{BASE}dumps/", f"{BASE}guides/openrefine"} <= set(pages)
    for page in pages:
        answer = reader.get(page.removeprefix(BASE[:-1]), headers={"Accept": "text/html"})
        assert answer.status_code == 200, page
        assert "noindex" not in answer.text.partition("</head>")[0], page
