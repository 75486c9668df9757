"""What pages say: everything the description says, safely, in the visitor's language, in every script."""

import json
import re

import pytest
from flask import Flask
from flask.testing import FlaskClient
from lxml import html

from lod.rdf.iris import Thing
from lod.store.documents import TYPE, Reader, Text
from tests.webapp.html_pages import read_page
from tests.webapp.sample_release import BASE, Opened
from webapp.languages import wording
from webapp.pages.labels import code_name, typeset
from webapp.pages.things import headings

THINGS = [
    "instance/boeken-001",
    "instance/boeken-002",
    "instance/boeken-010",
    "instance/boeken-020",
    "instance/boeken-030",
    "instance/boeken-031",
    "instance/boeken-032",
    "instance/boeken-040",
    "instance/boeken-050",
    "instance/boeken-051",
    "instance/boeken-666",
    "item/boeken-001-1",
    "item/boeken-001-2",
    "item/boeken-010-1",
    "work/max-havelaar",
    "agent/multatuli",
    "agent/soseki",
    "agent/vijand",
    "subject/kolonialisme",
    "place/lebak",
    "genre/roman",
    "object/haven-7",
    "object/haven-8",
    "object/archief-1",
    "object/archief-1.2",
    "organization/NL-0100000001",
    "collection/boeken",
    "collection/archief",
]


def squeeze(text: str) -> str:
    return " ".join(text.split())


def text_of(tree: html.HtmlElement) -> str:
    """All that can be read in the body."""
    return squeeze(" ".join(tree.body.itertext()))


@pytest.mark.parametrize("path", THINGS)
@pytest.mark.parametrize("lang", ["nl", "en"])
def test_no_statement_is_invisible(client: FlaskClient, release: Opened, path: str, lang: str) -> None:
    reader = Reader(release.store, BASE)
    document = reader.document(Thing(*path.split("/")))
    assert document is not None
    tree = read_page(client, f"/doc/{path}", lang)
    text, links = text_of(tree), {a.get("href") for a in tree.iter("a")}
    words = wording(lang)
    for subject, statements in document.about.items():
        for predicate, values in statements.items():
            if predicate == TYPE and subject != document.iri:
                continue  # what a part is called
            for value in values:
                if isinstance(value, Text):
                    shown = (value.value, words.day(value.value), words.of_language(value.value))
                    shown += (value.value.replace("/", "–"), typeset(value.value, value.language))
                    assert any(squeeze(s) in text for s in shown), (predicate, value)
                elif not document.is_part(value):
                    local = value.removeprefix(BASE + "id/")
                    known = [t.value for t in reader.linked(value).names]
                    known += [code for code in [code_name(value, words).lower()] if code]
                    seen = {value, f"/doc/{local}"} & links or any(n in text for n in known)
                    assert seen or value in text, (predicate, value)


@pytest.mark.parametrize("path", THINGS)
def test_each_page_is_whole(client: FlaskClient, path: str) -> None:
    tree = read_page(client, f"/doc/{path}")
    assert tree.get("lang") == "nl"
    assert len(tree.findall(".//h1")) == 1
    assert tree.find(".//title").text.strip()
    assert tree.find('.//meta[@name="description"]').get("content")
    assert tree.find('.//link[@rel="canonical"]').get("href") == f"{BASE}doc/{path}", "as it was asked for"
    assert {link.get("hreflang") for link in tree.findall(".//link[@hreflang]")} == {"nl", "en", "x-default"}
    ids = [e.get("id") for e in tree.iter() if e.get("id")]
    assert len(ids) == len(set(ids))
    assert not tree.findall(".//script[@src]")
    assert not [e for e in tree.iter() if e.get("style") or any(a.startswith("on") for a in e.attrib)]


@pytest.mark.parametrize(
    ("thing", "kind"), [("work/max-havelaar", "Werk"), ("item/boeken-001-1", "Exemplaar")]
)
def test_the_title_of_what_is_called_as_its_edition_says_what_it_is(
    client: FlaskClient, thing: str, kind: str
) -> None:
    assert f"– {kind} · " in str(read_page(client, f"/doc/{thing}", "nl").findtext(".//title"))


def test_titles_of_pages_differ(client: FlaskClient) -> None:
    titles = [read_page(client, f"/doc/{path}").find(".//title").text for path in THINGS]
    assert len(titles) == len(set(titles))


@pytest.mark.parametrize("lang", ["nl", "en"])
@pytest.mark.parametrize("path", THINGS)
def test_search_engines_get_json_they_can_read(client: FlaskClient, path: str, lang: str) -> None:
    tree = read_page(client, f"/doc/{path}", lang)
    (script,) = tree.findall('.//script[@type="application/ld+json"]')
    thing, *_, crumbs = json.loads(script.text)
    assert thing["@context"] == "https://schema.org"
    assert thing["@id"] == f"{BASE}id/{path}"
    assert thing["name"]
    assert isinstance(thing["name"], str)
    assert not [k for k in thing if k.startswith(("bf:", "http"))]
    positions = [int(c["position"]) for c in crumbs["itemListElement"]]
    assert positions == list(range(1, len(positions) + 1))
    assert all(c["item"].startswith(BASE) for c in crumbs["itemListElement"])


def test_a_book_is_a_book_to_search_engines(client: FlaskClient) -> None:
    (script,) = read_page(client, "/doc/instance/boeken-001").findall(
        './/script[@type="application/ld+json"]'
    )
    book = json.loads(script.text)[0]
    assert book["@type"] == "Book"
    assert book["author"]["name"] == "Multatuli"
    assert book["isbn"] == "9789025368791"
    assert {s["name"] for s in book["about"]} == {"Koffie", "Kolonialisme"}
    assert book["datePublished"] == "1860"


@pytest.mark.parametrize("lang", ["nl", "en"])
@pytest.mark.parametrize("path", ["instance/boeken-666", "agent/vijand", "collection/boeken"])
def test_hostile_text_stays_text(client: FlaskClient, path: str, lang: str) -> None:
    answer = client.get(f"/doc/{path}", query_string={"lang": lang}, headers={"Accept": "text/html"})
    body = answer.get_data(as_text=True)
    tree = html.document_fromstring(body)
    assert not tree.findall(".//img")
    assert not tree.findall(".//svg")
    assert not tree.findall(".//b")
    assert [s.get("type") for s in tree.iter("script")] == ["application/ld+json"]
    assert "49" not in text_of(tree).split()
    for element in tree.iter("a", "link", "form"):
        address = element.get("href") or element.get("action") or ""
        assert not re.match(r"\s*(javascript|data|vbscript):", address, re.IGNORECASE)
    assert "Set-Cookie" not in answer.headers


def test_holdings_say_where_and_how(client: FlaskClient) -> None:
    tree = read_page(client, "/doc/instance/boeken-001")
    (section,) = tree.find_class("holdings")
    text = squeeze(section.text_content())
    assert "Stadsbibliotheek Voorbeeld" in text
    assert "KW 1234 A 5" in text
    assert "Magazijn, op aanvraag" in text
    hrefs = [a.get("href") for a in section.iter("a")]
    assert "/ask/instance/boeken-001?at=NL-0100000001" in hrefs
    # the museum takes no requests by link: a reason and an address, never a dead button
    assert "U kunt dit niet via deze site aanvragen." in text
    assert "mailto:collectie@museum.example.org" in hrefs


def test_makers_have_their_roles_once(client: FlaskClient) -> None:
    (makers,) = read_page(client, "/doc/instance/boeken-001").find_class("makers")
    said = [squeeze(maker.text_content()) for maker in makers]
    assert said == ["Multatuli auteur", "Lennep, Jacob van, 1802-1868 redacteur"]
    (makers,) = read_page(client, "/doc/work/max-havelaar", "en").find_class("makers")
    assert squeeze(makers.text_content()) == "Multatuli author"


def test_where_and_when_it_came_out_is_one_line(client: FlaskClient) -> None:
    lines = read_page(client, "/doc/instance/boeken-001").find_class("statement")
    assert [squeeze(line.text_content()) for line in lines] == ["Amsterdam, J. de Ruyter, 1860"]
    lines = read_page(client, "/doc/instance/boeken-030").find_class("statement")
    assert [squeeze(line.text_content()) for line in lines] == ["1835"]
    told_by_schema_org = read_page(client, "/doc/instance/boeken-031")
    (line,) = told_by_schema_org.find_class("statement")
    assert squeeze(line.text_content()) == "Livorno, 1840"
    assert "Livorno" not in told_by_schema_org.find_class("rest")[0].text_content()


@pytest.mark.parametrize(
    ("path", "title", "lang", "direction"),
    [
        ("instance/boeken-030", "ألف ليلة وليلة", "ar", "rtl"),
        ("instance/boeken-031", "ספר התהילים", "he", "rtl"),
        ("instance/boeken-032", "坊っちゃん", "ja", None),
        ("instance/boeken-010", "De gids", None, None),
    ],
)
def test_titles_carry_their_language(
    client: FlaskClient, path: str, title: str, lang: str | None, direction: str | None
) -> None:
    heading = read_page(client, f"/doc/{path}").find(".//h1")
    assert squeeze(heading.text_content()) == title
    assert (heading.get("lang"), heading.get("dir")) == (lang, direction)


def test_a_citation_is_read_out_in_the_language_of_the_book(client: FlaskClient) -> None:
    (cited,) = read_page(client, "/doc/instance/boeken-031").find_class("citation")
    steps = {step.text: (step.get("lang"), step.get("dir")) for step in cited.iter("bdi")}
    assert steps["ספר התהילים"] == steps["יהודה הלוי"] == ("he", "rtl")
    assert steps["Livorno, 1840"] == (None, None)


def test_a_romanised_title_stands_under_the_original(client: FlaskClient) -> None:
    (other,) = read_page(client, "/doc/instance/boeken-032").find_class("other-title")
    assert (squeeze(other.text_content()), other.get("lang")) == ("Botchan", "ja-latn")


def test_of_names_in_many_languages_three_are_shown_and_the_rest_folded(
    client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    names = [
        Text(f"naam {number}", language) for number, language in enumerate(("en", "de", "fr", "hu", "cs"))
    ]
    monkeypatch.setattr(headings, "_others", lambda *_: names)
    tree = read_page(client, "/doc/instance/boeken-032.html")
    assert [squeeze(one.text_content()) for one in tree.find_class("other-title")] == [
        "naam 0",
        "naam 1",
        "naam 2",
    ]
    (more,) = [one for one in tree.find_class("more") if "In andere talen" in one.text_content()]
    assert [(one.text_content(), one.get("lang")) for one in more.findall("p")] == [
        ("naam 3", "hu"),
        ("naam 4", "cs"),
    ]


@pytest.mark.parametrize("path", ["instance/boeken-040", "object/haven-8"])
def test_a_thing_without_a_title_says_so(client: FlaskClient, path: str) -> None:
    assert read_page(client, f"/doc/{path}").find(".//h1").text_content().strip() == "Zonder titel"
    assert read_page(client, f"/doc/{path}", "en").find(".//h1").text_content().strip() == "Untitled"


def test_a_title_of_3000_characters_is_cut_and_can_be_opened(client: FlaskClient) -> None:
    tree = read_page(client, "/doc/instance/boeken-050")
    assert len(tree.find(".//h1").text_content()) < 300
    assert len(tree.find(".//title").text) < 200
    assert any(len(d.text_content()) > 2_900 for d in tree.iter("details"))


def test_many_subjects_do_not_drown_a_page(client: FlaskClient) -> None:
    tree = read_page(client, "/doc/instance/boeken-051")
    first, more = tree.find_class("chips")
    assert (len(first), len(more)) == (40, 460)


def test_what_points_to_a_thing_is_listed(client: FlaskClient) -> None:
    text = text_of(read_page(client, "/doc/agent/multatuli"))
    assert "Van deze maker 1" in text  # one work, which stands for its two editions
    text = text_of(read_page(client, "/doc/work/max-havelaar", "en"))
    assert "Editions 2" in text
    text = text_of(read_page(client, "/doc/organization/NL-0100000001"))
    assert "Hier bewaard: uitgaven 1" in text  # one that it offers, as Schema.org tells it
    assert "Hier bewaard: exemplaren 2" in text
    assert "Verbonden met deze plaats 1" in text_of(read_page(client, "/doc/place/lebak"))


def test_other_editions_of_the_work_are_on_the_page_of_an_edition(client: FlaskClient) -> None:
    tree = read_page(client, "/doc/instance/boeken-001")
    assert "/doc/instance/boeken-002" in {a.get("href") for a in tree.iter("a")}


def test_lists_are_cut_into_pages(client: FlaskClient) -> None:
    seen: list[str] = []
    address = "/doc/agent/veelschrijver?list=made"
    for _ in range(30):
        tree = html.document_fromstring(
            client.get(address, headers={"Accept": "text/html"}).get_data(as_text=True)
        )
        seen += [a.get("href") for a in tree.find_class("entry-title")]
        onward = tree.find('.//link[@rel="next"]')
        if onward is None:
            break
        address = onward.get("href")
    assert len(seen) == len(set(seen)) == 500


@pytest.mark.parametrize(
    ("query", "status"),
    [
        ("list=made&page=0", 404),
        ("list=made&page=22", 404),
        ("list=made&page=99999999999", 400),
        ("list=made&page=-1", 400),
        ("list=made&page=x", 400),
        ("list=made&page=%D9%A1", 400),
        ("list=nothing", 404),
        ("list=%0d%0aX:y", 404),
        ("page=1", 404),
    ],
)
def test_pages_that_do_not_exist_are_refused(client: FlaskClient, query: str, status: int) -> None:
    assert client.get(f"/doc/agent/veelschrijver?{query}").status_code == status


def test_a_page_is_made_of_frozen_values(app: Flask) -> None:
    from webapp.pages.labels import TextSpan

    with pytest.raises(AttributeError):
        TextSpan("a").text = "b"  # type: ignore[misc]


def test_search_engines_get_the_place_in_the_trail_as_a_number(client: FlaskClient) -> None:
    read = read_page(client, "/doc/instance/boeken-001")
    found = json.loads(read.xpath("string(//script[@type='application/ld+json'])"))
    trail = next(one for one in found if one["@type"] == "BreadcrumbList")
    assert [step["position"] for step in trail["itemListElement"]] == [1, 2, 3]


def test_carriers_and_media_stand_at_the_end(client: FlaskClient) -> None:
    read = read_page(client, "/doc/instance/boeken-001")
    lists = [squeeze(one.text_content()) for one in read.xpath("//dl[@class='facts']")]
    assert "zonder apparaat" not in lists[0]
    assert "zonder apparaat" in lists[-1]


def test_what_both_vocabularies_say_of_an_object_is_said_once(client: FlaskClient) -> None:
    read = read_page(client, "/doc/object/haven-7")
    rest = squeeze(read.xpath("//dl[@class='facts']")[-1].text_content())
    for said in ("De haven bij avond", "Havens", "Olieverf", "ca. 1870", "legaat 1921", "Uitgave"):
        assert said not in rest
    assert "aankoop" in rest
    assert "HM-0007" in rest  # said before of something else
    assert "Onbekende meester van de haven kunstenaar" in text_of(read)


def test_the_item_of_an_object_says_who_keeps_it(client: FlaskClient) -> None:
    (kept,) = read_page(client, "/doc/object/haven-7").find_class("holdings")
    text = squeeze(kept.text_content())
    assert "Gewestarchief Voorbeeld" in text
    assert "in bruikleen, studiezaal" in text
    assert "Havenmuseum" not in text
