"""Ways on for who looks around: others like a thing, what there is most of, results as pictures."""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterator
from itertools import islice

import pytest
from flask.testing import FlaskClient
from lxml import html

from lod.rdf.namespaces import expand
from lod.search.searcher import Hit, Searcher, SearchRequest
from lod.site import Site
from lod.store.documents import Reader, Value
from tests.webapp.published_site import BASE, serve
from webapp.pages import html_fragments
from webapp.pages.cards import Card
from webapp.pages.labels import TextSpan
from webapp.pages.things.incoming_links import Listing
from webapp.pages.things.thing import EDITIONS

DELFT = "/doc/object/museum-MVS-0004"
"""A painting of Vermeer, who has others here."""
BOOK = "/doc/instance/leeszaal-00435197"
"""A book that shares something with another one here, which is no edition of the same work."""


def hrefs(reader: FlaskClient, path: str, xpath: str) -> list[str]:
    tree = html.fromstring(reader.get(path, headers={"Accept-Language": "nl"}).text)
    return [str(href) for href in tree.xpath(xpath)]


def test_a_thing_leads_to_others_by_its_makers_and_about_the_same(reader: FlaskClient) -> None:
    found = hrefs(reader, DELFT, "//section[@class='alike']//a/@href")
    assert DELFT not in found
    assert len(found) == len(set(found)) > 1
    makers = "//header//p[@class='makers']//a/@href"
    assert all(hrefs(reader, one, makers) == hrefs(reader, DELFT, makers) for one in found)


def test_an_edition_leads_to_a_page_of_others_like_it(reader: FlaskClient) -> None:
    (way,) = hrefs(reader, BOOK, "//a[text()='Wat hierop lijkt']/@href")
    found = hrefs(reader, way, "//ul[contains(@class, 'entries')]//a[@class='entry-title']/@href")
    assert found
    assert BOOK not in found
    heading = html.fromstring(reader.get(way, headers={"Accept-Language": "nl"}).text).findtext(".//h1")
    assert heading == "Wat hierop lijkt", "how many more there are nobody counted"
    shared = "//p[@class='makers']//a/@href | //section[@class='topics']//a/@href"
    assert all({*hrefs(reader, BOOK, shared)} & {*hrefs(reader, one, shared)} for one in found)


def test_of_the_editions_of_a_work_a_page_looks_at_few(
    reader: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A work may name thousands."""
    named, looked = Reader.values, []

    def many(own: Reader, iri: str, predicate: str) -> tuple[Value, ...]:
        if predicate != expand("schema:workExample"):
            return named(own, iri, predicate)
        others = (f"{BASE}id/instance/none-{n}" for n in range(3_000))
        return (f"{BASE}id/instance/{BOOK.rpartition('/')[2]}", *others)

    def ours(own: Reader, iri: str) -> bool:
        looked.append(iri)
        return True

    monkeypatch.setattr(Reader, "values", many)
    monkeypatch.setattr(Reader, "is_ours", ours)
    page = html.fromstring(reader.get(f"{BOOK}?anew").text)
    assert 0 < len([iri for iri in looked if "none-" in iri]) < 20
    assert len(page.xpath("//a[contains(@href, '/none-')]")) == EDITIONS


def test_what_is_no_edition_has_no_page_of_others_like_it(reader: FlaskClient) -> None:
    (maker, *_) = hrefs(reader, DELFT, "//header//p[@class='makers']//a/@href")
    assert reader.get(f"{maker}?list=alike").status_code == 404
    assert reader.get(f"{DELFT}?list=alike&page=2").status_code == 404


def test_what_has_its_own_lists_and_trees_has_no_others_like_it(demo: Site) -> None:
    reader = serve(demo).test_client()
    (maker,) = hrefs(reader, DELFT, "//header//p[@class='makers']//a/@href")
    for path in (
        maker,
        "/doc/object/archief-NL-DEMO-SAV-0042-c022",
        "/doc/item/leeszaal-00398963-29999003989639",
    ):
        answer = reader.get(path)
        assert answer.status_code == 200
        assert 'class="alike"' not in answer.text


def test_results_are_shown_as_pictures_by_who_chooses_so(reader: FlaskClient) -> None:
    path = "/search?q=vermeer&view=pictures"
    covers = hrefs(reader, path, "//section[@class='found']//a[starts-with(@class, 'cover')]/@href")
    titles = hrefs(reader, "/search?q=vermeer", "//a[@class='entry-title']/@href")
    assert covers == titles != []
    ways = "//aside//li/a/@href | //nav[@class='sorts']//a/@href"
    assert all("view=pictures" in href for href in hrefs(reader, path, ways))  # it goes along
    views = hrefs(reader, path, "//nav[contains(@class, 'views')]//a/@href")
    assert views == ["/search?q=vermeer", "/search?q=vermeer&view=pictures"]


def test_who_has_nothing_to_see_is_not_asked_how(reader: FlaskClient) -> None:
    assert not hrefs(reader, "/search?q=vermeer", "//nav[contains(@class, 'views')]//a/@href")


def test_the_first_page_begins_what_a_search_can_be_narrowed_by(reader: FlaskClient) -> None:
    found = hrefs(reader, "/", "//section[@class='ways-in']//a/@href")
    assert {href.partition("?")[2].partition("=")[0] for href in found} >= {"type", "maker", "since"}
    assert all(reader.get(href).status_code == 200 for href in found[:3])


def test_the_way_to_a_page_leads_through_pages_in_its_language(reader: FlaskClient) -> None:
    tree = html.fromstring(reader.get(f"{DELFT}?lang=en").text)
    told = json.loads(str(tree.xpath("string(//script[@type='application/ld+json'])")))
    way = next(one for one in told if one["@type"] == "BreadcrumbList")["itemListElement"]
    assert [one["item"] for one in way] == [
        f"{BASE}?lang=en",
        f"{BASE}doc/collection/museum?lang=en",
        f"{BASE}{DELFT[1:]}?lang=en",
    ]


@pytest.mark.parametrize("form", ["jsonl", "csv"])
def test_a_list_of_results_is_sent_whole_or_not_at_all(
    reader: FlaskClient, monkeypatch: pytest.MonkeyPatch, form: str
) -> None:
    """The server ends an answer that fails half-way as if it were all of it, and holds a thread for each that
    is read slowly."""
    plain = reader.get(f"/search?format={form}")
    assert plain.headers["Content-Length"] == str(len(plain.data))
    assert len(plain.text.splitlines()) > 60
    packed = reader.get(f"/search?format={form}", headers={"Accept-Encoding": "gzip"})
    assert "Accept-Encoding" in packed.headers["Vary"]
    assert gzip.decompress(packed.data) == plain.data
    every = Searcher.every

    def failing(searcher: Searcher, wanted: SearchRequest) -> Iterator[Hit]:
        yield from islice(every(searcher, wanted), 50)
        raise OSError("a disk that goes")

    monkeypatch.setattr(Searcher, "every", failing)
    monkeypatch.setitem(reader.application.config, "PROPAGATE_EXCEPTIONS", False)
    monkeypatch.setattr(reader.application, "testing", False)
    assert reader.get(f"/search?format={form}").status_code == 500


def test_a_phone_finds_the_icon_for_its_first_screen(reader: FlaskClient) -> None:
    (href,) = hrefs(reader, "/", "//link[@rel='apple-touch-icon']/@href")
    answer = reader.get(href)
    assert (answer.status_code, answer.content_type) == (200, "image/png")
    assert answer.data.startswith(b"\x89PNG")


def test_what_a_maker_made_does_not_say_who_made_it_again(reader: FlaskClient) -> None:
    (maker,) = hrefs(reader, DELFT, "//header//p[@class='makers']//a/@href")
    for path in (maker, f"{maker}?list=made"):
        tree = html.fromstring(reader.get(path).text)
        lines = [line.text_content() for line in tree.find_class("entry-line")]
        assert len(lines) > 1
        assert not [line for line in lines if "Vermeer" in line]


@pytest.mark.parametrize(("images", "seen"), [("ab", True), ("a", False), ("", False)])
def test_a_list_is_shown_by_its_images_when_most_have_one(images: str, seen: bool) -> None:
    cards = [Card(TextSpan("x"), "", (), "", 1, image=image) for image in (*images, "", "")[:3]]
    assert Listing("made", "", 3, "3", False, tuple(cards)).is_to_see is seen


def test_a_cover_says_what_records_say_as_text() -> None:
    bad = "<b>\"&'"
    card = Card(TextSpan(bad, href=bad, lang=bad), bad, (TextSpan(bad),), bad, 3, look=bad, image=bad)
    told = str(html_fragments.covers([card], 2))
    assert not [sign for sign in ("<b>", "\"&'", "&'") if sign in told]
    (link,) = html.fromstring(f"<ul>{told}</ul>").iterfind(".//a")
    assert (link.get("href"), link.find("img").get("src"), link.get("class")) == (
        bad,
        bad,
        f"cover {bad} tint-3 with-image",
    )
    assert link.xpath("string(span[@role='heading' and @aria-level='2'])") == bad
