"""The first page, about, the data, robots, status, static files, and the choice of a language."""

import gzip
import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from lxml import html

from lod.dataset import sitemaps
from lod.errors import ReleaseError
from lod.rdf.iris import Thing
from lod.site import Site
from tests.webapp.sample_release import BASE, Following, Opened
from webapp.app import STATIC, build
from webapp.current_release import Opened as OpenedRelease

PAGE = {"Accept": "text/html"}


def tree_of(client: FlaskClient, path: str, **headers: str) -> html.HtmlElement:
    answer = client.get(path, headers=PAGE | {k.replace("_", "-"): v for k, v in headers.items()})
    assert answer.status_code == 200
    return html.document_fromstring(answer.get_data(as_text=True))


def test_the_first_page_shows_collections_and_some_things(client: FlaskClient) -> None:
    tree = tree_of(client, "/")
    text = " ".join(tree.text_content().split())
    assert "Collecties van Voorbeeldstad" in text
    assert "Bijzondere boeken" in text
    assert "512 beschrijvingen" in text
    assert len(tree.find_class("cover")) == 6
    hrefs = {a.get("href") for a in tree.iter("a")}
    assert {"/doc/collection/boeken", "/doc/collection/haven", "/doc/organization/NL-0100000002"} <= hrefs


@pytest.mark.parametrize(
    "accept", ["text/turtle", "application/ld+json, application/json", "application/rdf+xml, text/html;q=0.9"]
)
def test_who_wants_data_of_the_site_is_led_to_the_description_of_its_datasets(
    client: FlaskClient, accept: str
) -> None:
    answer = client.get("/", headers={"Accept": accept})
    assert (answer.status_code, answer.location) == (303, "/.well-known/datacatalog")
    assert "Accept" in answer.vary


@pytest.mark.parametrize(
    "accept", ["", "*/*", "text/html, text/turtle", "image/png", "text/turtle;q=0.1, */*"]
)
def test_who_asks_the_site_for_nothing_else_gets_its_first_page(client: FlaskClient, accept: str) -> None:
    answer = client.get("/", headers={"Accept": accept} if accept else {})
    assert (answer.status_code, answer.mimetype) == (200, "text/html")
    assert {"Accept", "Accept-Language", "Cookie"} <= set(answer.vary)


@pytest.mark.parametrize("path", ["/", "/about", "/api", "/vocab/"])
@pytest.mark.parametrize("lang", ["nl", "en"])
def test_the_pages_of_the_site_speak_both_languages(client: FlaskClient, path: str, lang: str) -> None:
    tree = tree_of(client, path, Accept_Language=lang)
    assert tree.get("lang") == lang
    assert len(tree.findall(".//h1")) == 1


def test_internal_links_lead_somewhere(client: FlaskClient) -> None:
    seen: set[str] = set()
    waiting = ["/", "/about", "/api", "/doc/instance/boeken-001", "/doc/object/archief-1"]
    while waiting and len(seen) < 150:
        path = waiting.pop().partition("#")[0]
        if path in seen or not path.startswith("/") or path == "/sitemap.xml":
            continue
        if path.startswith("/history/"):
            continue  # this site has no register that could remember it
        seen.add(path)
        answer = client.get(path, headers=PAGE if "." not in path else {})
        # who asks for a thing is led to the form of its library
        assert answer.status_code == (303 if path.startswith("/ask/") else 200), path
        if answer.mimetype == "text/html":
            tree = html.document_fromstring(answer.get_data(as_text=True))
            waiting += [e.get("href") for e in tree.iter("a", "link") if e.get("href", "").startswith("/")]


def test_the_language_is_the_visitors_choice_then_the_browsers_then_dutch(client: FlaskClient) -> None:
    assert tree_of(client, "/").get("lang") == "nl"
    assert tree_of(client, "/", Accept_Language="fr").get("lang") == "nl"
    assert tree_of(client, "/", Accept_Language="fr, en-GB;q=0.8").get("lang") == "en"
    assert tree_of(client, "/", Accept_Language="en", Cookie="lang=nl").get("lang") == "nl"
    assert tree_of(client, "/?lang=en", Cookie="lang=nl").get("lang") == "en"
    assert tree_of(client, "/?lang=xx", Accept_Language="en").get("lang") == "en"


def test_only_a_choice_sets_a_cookie(client: FlaskClient) -> None:
    for path in ("/", "/?lang=en", "/doc/instance/boeken-001?lang=en"):
        assert "Set-Cookie" not in client.get(path, headers=PAGE).headers
    chosen = client.post("/language", data={"lang": "en", "next": "/doc/work/max-havelaar"})
    assert (chosen.status_code, chosen.headers["Location"]) == (303, "/doc/work/max-havelaar")
    assert chosen.headers["Set-Cookie"].startswith("lang=en;")
    assert "HttpOnly" in chosen.headers["Set-Cookie"]
    assert "Set-Cookie" not in client.post("/language", data={"lang": "xx", "next": "/"}).headers


@pytest.mark.parametrize(
    "next_page",
    [
        "https://evil.example/",
        "//evil.example/",
        "/\\evil.example",
        "javascript:alert(1)",
        "",
        "/x\r\nY: z",
        "\\/e",
    ],
)
def test_a_choice_never_leads_off_the_site(client: FlaskClient, next_page: str) -> None:
    answer = client.post("/language", data={"lang": "en", "next": next_page})
    assert answer.headers["Location"] == "/"


def test_robots_may_read_pages_and_find_the_sitemap(client: FlaskClient) -> None:
    text = client.get("/robots.txt").get_data(as_text=True)
    assert f"Sitemap: {BASE}sitemap.xml" in text
    assert "Disallow: /sparql" in text


def test_who_finds_a_weakness_is_told_where_to_report_it(client: FlaskClient, site: Site) -> None:
    """RFC 9116 § 2.5: Contact and Expires are required, and Expires lies less than a year ahead."""
    answer = client.get("/.well-known/security.txt")
    assert answer.content_type == "text/plain; charset=utf-8"
    told = dict(line.split(": ", 1) for line in answer.get_data(as_text=True).splitlines())
    assert told["Contact"] == f"mailto:{site.contact}"
    assert told["Canonical"] == f"{BASE}.well-known/security.txt"
    left = datetime.fromisoformat(told["Expires"]) - datetime.now(UTC)
    assert timedelta(days=100) < left < timedelta(days=365)


def test_without_sitemaps_in_the_release_there_is_none(client: FlaskClient) -> None:
    assert client.get("/sitemap.xml").status_code == 404


def test_the_status_is_for_monitors(client: FlaskClient) -> None:
    answer = client.get("/status")
    said = json.loads(answer.data)
    assert said["status"] == "ok"
    assert said["release"] == 12
    assert said["collections"]["boeken"] == 512
    assert answer.headers["Cache-Control"] == "no-store"


class NoRelease:
    """A site that was never published."""

    def current(self) -> OpenedRelease:
        raise ReleaseError("nothing is published yet")


def test_a_site_without_a_release_says_so(site: Site) -> None:
    client = build(site, NoRelease()).test_client()
    assert client.get("/status").status_code == 503
    answer = client.get("/doc/instance/x", headers=PAGE)
    assert answer.status_code == 503
    assert answer.headers["Retry-After"]
    assert "Op dit moment niet beschikbaar" in answer.get_data(as_text=True)


def test_a_fault_of_ours_is_a_page_without_secrets(
    site: Site, release: Opened, caplog: pytest.LogCaptureFixture
) -> None:
    class Broken:
        def current(self) -> OpenedRelease:
            raise RuntimeError("the password is hunter2")

    client = build(site, Broken()).test_client()
    answer = client.get("/", headers=PAGE)
    assert answer.status_code == 500
    assert "hunter2" not in answer.get_data(as_text=True)
    assert "Hier ging iets mis" in answer.get_data(as_text=True)
    assert "hunter2" in caplog.text
    assert client.get("/about", headers={"Accept": "application/json"}).json["status"] == 500


def test_static_files_are_kept_for_ever_under_the_hash_of_their_bytes(client: FlaskClient) -> None:
    address = tree_of(client, "/").find('.//link[@rel="stylesheet"]').get("href")
    answer = client.get(address)
    assert (answer.status_code, answer.mimetype) == (200, "text/css")
    assert "immutable" in answer.headers["Cache-Control"]
    assert client.get(address, headers={"If-None-Match": answer.headers["ETag"]}).status_code == 304
    packed = client.get(address, headers={"Accept-Encoding": "zstd"})
    assert packed.headers["Content-Encoding"] == "zstd"
    old = client.get("/static/000000000000/site.css")
    assert (old.status_code, "immutable" in old.headers["Cache-Control"]) == (200, False)
    assert client.get("/static/x/../../app.py").status_code == 404
    assert client.get("/static/x/%2e%2e/app.py").status_code == 404


def test_the_stylesheet_calls_fonts_by_their_own_address(client: FlaskClient) -> None:
    if not (STATIC / "vendor" / "fonts").is_dir():
        pytest.skip("the typefaces could not be fetched (.ci/frontend.py)")
    tree = tree_of(client, "/")
    font = tree.find('.//link[@rel="preload"]').get("href")
    style = client.get(tree.find('.//link[@rel="stylesheet"]').get("href")).get_data(as_text=True)
    assert f'url("../{font.split("/static/")[1]}")' in style
    assert client.get(font).mimetype == "font/woff2"


def test_nothing_comes_from_elsewhere(client: FlaskClient) -> None:
    for path in ("/", "/about", "/api", "/doc/instance/boeken-001", "/doc/instance/boeken-020"):
        tree = tree_of(client, path)
        loaded = [e.get("src") or e.get("href") for e in tree.iter("img", "script", "iframe", "source")]
        loaded += [
            e.get("href") for e in tree.iter("link") if e.get("rel") in ("stylesheet", "icon", "preload")
        ]
        assert all(address is None or address.startswith("/") for address in loaded)


def test_images_of_named_hosts_are_shown(site: Site, release: Opened) -> None:

    client = build(site, Following(release), image_hosts=["images.example.org"]).test_client()
    answer = client.get("/doc/instance/boeken-020", headers=PAGE)
    tree = html.document_fromstring(answer.get_data(as_text=True))
    assert [i.get("src") for i in tree.iter("img")] == [
        "https://images.example.org/iiif/zeeland/full/800,/0/default.jpg"
    ]
    assert "https://images.example.org" in answer.headers["Content-Security-Policy"]
    captions = [one.text_content().strip() for one in tree.iter("figcaption")]
    assert captions == [
        "Bekijk groot · Foto: Havenmuseum Voorbeeld · CC BY 4.0 vrij te gebruiken met naamsvermelding"
    ]


def test_sitemaps_of_the_release_are_served(site: Site, release: Opened, tmp_path: Path) -> None:
    page = sitemaps.Page(Thing("instance", "boeken-001"), "2026-11-19T10:30:00Z")
    sitemaps.write(tmp_path, BASE, lambda low, high: [page], 1)
    client = build(site, Following(Opened(release.store, tmp_path))).test_client()
    index = client.get("/sitemap.xml")
    assert (index.status_code, index.mimetype) == (200, "application/xml")
    assert f"{BASE}sitemaps/instance-00000.xml.gz" in index.get_data(as_text=True)
    part = client.get("/sitemaps/instance-00000.xml.gz")
    assert f"{BASE}doc/instance/boeken-001" in gzip.decompress(part.data).decode()
    assert client.get("/sitemap.xml", headers={"If-None-Match": index.headers["ETag"]}).status_code == 304
    assert client.get("/sitemaps/..%2fcounts.json").status_code == 404
    assert client.get("/sitemaps/nothing.xml.gz").status_code == 404


def test_a_page_with_its_letters_and_colours_is_light(client: FlaskClient) -> None:
    """HTML, CSS and scripts of the page of an edition, as they go over the line: at most 60 kB."""
    asked = {"Accept": "text/html", "Accept-Encoding": "gzip"}
    page = client.get("/doc/instance/boeken-001", headers=asked)
    assert page.headers["Content-Encoding"] == "gzip"
    tree = html.document_fromstring(
        client.get("/doc/instance/boeken-001", headers={"Accept": "text/html"}).text
    )
    loaded = [e.get("href") for e in tree.iter("link") if e.get("rel") == "stylesheet"]
    loaded += [e.get("src") for e in tree.iter("script") if e.get("src")]
    assert loaded
    sizes = [len(client.get(path, headers={"Accept-Encoding": "gzip"}).data) for path in loaded]
    assert len(page.data) + sum(sizes) <= 60_000
