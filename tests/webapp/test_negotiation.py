"""Which representation a client gets: one request, one answer."""

import contextlib

import pytest
from flask.testing import FlaskClient
from hypothesis import given
from hypothesis import strategies as st

from lod.rdf.formats import DOCUMENTS, Format
from lod.rdf.iris import Thing
from webapp.http.negotiation import LONGEST, NothingFits, choose, for_people, split, thing_at

BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,*/*;q=0.8"
FRAMED = 'application/ld+json;profile="http://www.w3.org/ns/json-ld#framed"'


@pytest.mark.parametrize(
    ("accept", "suffix"),
    [
        ("", "html"),
        ("*/*", "html"),
        ("text/html", "html"),
        (BROWSER, "html"),
        ("application/xhtml+xml", "html"),
        ("text/turtle", "ttl"),
        ("TEXT/Turtle", "ttl"),
        ("text/turtle;charset=utf-8", "ttl"),
        ("application/x-turtle", "ttl"),
        ("text/n3", "ttl"),
        ("text/n3, */*;q=0.1", "ttl"),  # rdflib's Graph().parse(…, format="n3")
        ("application/ld+json", "jsonld"),
        ('application/ld+json;profile="http://www.w3.org/ns/json-ld#compacted"', "jsonld"),
        (FRAMED, "json"),
        (FRAMED[:-1] + ' http://www.w3.org/ns/json-ld#compacted"', "json"),
        (FRAMED.replace('="', '="http://www.w3.org/ns/json-ld#compacted '), "json"),
        (FRAMED.replace("profile", "PROFILE"), "json"),
        (FRAMED.replace("application/ld+json", "text/turtle"), "ttl"),
        ("application/json", "json"),
        ("application/rdf+xml", "rdf"),
        ("application/xml", "rdf"),
        ("text/xml", "rdf"),
        ("application/n-triples", "nt"),
        ("text/plain", "nt"),
        ("application/n-quads", "nq"),
        ("application/trig", "trig"),
        ("text/*", "html"),
        ("application/*", "jsonld"),
        ("text/turtle, application/ld+json", "ttl"),
        ("application/ld+json, text/turtle", "ttl"),
        ("text/turtle;q=0.5, application/ld+json;q=0.6", "jsonld"),
        ("application/rdf+xml;q=0.9, */*;q=0.1", "rdf"),
        ("text/html;q=0, */*", "ttl"),
        ("text/html;q=0.2, text/turtle;q=0.3", "ttl"),
        ("image/png, text/turtle;q=0.1", "ttl"),
        ("garbage", "html"),
        (";;;,,,", "html"),
        ("text/html;q=abc", "html"),
        ("image/png;q=1, */*;q=0.01", "html"),
    ],
)
def test_an_accept_header_chooses_a_representation(accept: str, suffix: str) -> None:
    assert choose(accept).suffix == suffix


def test_of_a_header_without_end_whole_types_are_read() -> None:
    """Cut in two, the last one would be a type that nobody named, or have lost that it is refused."""
    long = "text/turtle;q=0.5, " + "image/png, " * 180
    assert choose(long + "text/html").suffix == "ttl"
    cut = "text/turtle;q=0.5," + " " * (LONGEST - 30) + "text/html;q=0"
    assert cut[:LONGEST].endswith("text/html;q=")
    assert choose(cut).suffix == "ttl"


@pytest.mark.parametrize(
    ("accept", "suffix"),
    [
        ("application/json,application/ld+json,application/n-triples,text/turtle;q=0.8", "nt"),  # EasyRdf
        ("application/ld+json,application/n-triples;q=0.9", "jsonld"),
        ("application/ld+json,application/n-triples,text/turtle", "ttl"),
        ("application/ld+json,text/turtle;q=0.9", "jsonld"),
        ("application/*", "jsonld"),
    ],
)
def test_json_is_left_to_triples_that_are_liked_as_much(accept: str, suffix: str) -> None:
    """EasyRdf names JSON-LD whether or not it can read it, and takes other JSON for RDF/JSON."""
    assert choose(accept).suffix == suffix


@pytest.mark.parametrize(
    ("accept", "suffix"),
    [
        ("application/json", "jsonld"),
        ("application/json, text/plain;q=0.5, */*;q=0.1", "jsonld"),
        ("application/json;q=0.5, text/turtle", "ttl"),
        ("text/html, application/json", "html"),
        ("application/json;q=0, */*", "html"),
        ("*/*", "html"),
    ],
)
def test_whoever_asks_for_json_gets_json_ld_where_there_is_no_other(accept: str, suffix: str) -> None:
    """Of a stream, of the inbox, of an answer of statements; of a thing there is a tree."""
    offered = tuple(form for form in DOCUMENTS if form.suffix != "json")
    assert choose(accept, offered).suffix == suffix


@pytest.mark.parametrize("path", ["/ldes", "/ldes/1", "/inbox", "/tpf", "/.well-known/void"])
def test_programs_that_know_no_rdf_are_served_json_everywhere(reader: FlaskClient, path: str) -> None:
    answer = reader.get(path, headers={"Accept": "application/json"})
    assert (answer.status_code, answer.mimetype) == (200, "application/ld+json")
    assert answer.get_json(force=True)


@pytest.mark.parametrize("offered", [DOCUMENTS, DOCUMENTS[1:] + DOCUMENTS[:1]])
def test_a_text_browser_gets_the_page_wherever_it_stands_among_the_forms(offered: tuple[Format, ...]) -> None:
    lynx = "text/html, text/plain, text/sgml, text/css, */*;q=0.01"
    assert choose(lynx, offered).suffix == "html"
    assert choose(lynx.replace("text/html, ", ""), offered).suffix == "nt"
    assert choose(lynx.replace("text/html", "text/html;q=0.5"), offered).suffix == "nt"


@pytest.mark.parametrize(
    "accept",
    [
        "image/png",
        "*/*;q=0",
        "text/turtle;q=0",
        "application/pdf, image/*",
        "text/html;q=0, text/turtle;q=0, text/*",  # text/plain is another name of what has its own
    ],
)
def test_what_we_do_not_have_is_refused_with_a_list_of_what_there_is(accept: str) -> None:
    with pytest.raises(NothingFits) as refused:
        choose(accept)
    assert refused.value.offered == DOCUMENTS


@given(st.text(max_size=200))
def test_no_accept_header_is_too_strange(accept: str) -> None:
    with contextlib.suppress(NothingFits):
        assert choose(accept) in DOCUMENTS


@pytest.mark.parametrize("form", DOCUMENTS, ids=lambda f: f.suffix)
def test_each_representation_is_reached_by_each_of_its_names(form) -> None:  # type: ignore[no-untyped-def]
    assert split(f"key.{form.suffix}") == ("key", form)
    for media_type in form.media_types:
        assert choose(media_type) is form


def test_a_suffix_alone_is_a_key() -> None:
    assert split(".ttl") == (".ttl", None)
    assert split("a.b.ttl")[0] == "a.b"


@pytest.mark.parametrize(
    ("accept", "page"),
    [(BROWSER, True), ("", False), ("*/*", False), ("text/turtle", False), ("text/html", True)],
)
def test_only_who_names_html_is_told_of_errors_by_a_page(accept: str, page: bool) -> None:
    assert for_people(accept) is page


@pytest.mark.parametrize(
    "rest",
    [
        "id/work/x",
        "id/work/x#title",
        "doc/work/x",
        "doc/work/x.ttl?a=1?b=2",
        "doc/work/x.ttl#a",
        "doc/work/x.html?l#b",
    ],
)
def test_every_address_of_a_thing_names_it(rest: str) -> None:
    assert thing_at("https://a.example/", f"https://a.example/{rest}") == Thing("work", "x")


AXIOS = "application/json, text/plain, */*"


@pytest.mark.parametrize("order", [1, -1])
def test_a_program_that_asks_for_json_searches_in_json(reader: FlaskClient, order: int) -> None:
    """And a browser that asks the same address gets the page, whoever came first."""
    told = {}
    for accept in [AXIOS, BROWSER, "*/*", "application/json;q=0.5, text/html"][::order]:
        answer = reader.get("/search?q=rembrandt", headers={"Accept": accept})
        assert "Accept" in answer.headers["Vary"].replace(",", "").split()
        told[accept] = answer
    assert {accept: answer.mimetype for accept, answer in told.items()} == {
        AXIOS: "application/json",
        BROWSER: "text/html",
        "*/*": "text/html",
        "application/json;q=0.5, text/html": "text/html",
    }
    assert told[AXIOS].json == reader.get("/search?q=rembrandt&format=json").json
    named = reader.get("/search?q=rembrandt&format=csv", headers={"Accept": AXIOS})
    assert named.mimetype == "text/csv", "what the address says comes first"


@pytest.mark.parametrize("form", ["xml", "ttl", "JSON", "..", "csv "])
def test_a_form_of_results_that_there_is_not_is_told(reader: FlaskClient, form: str) -> None:
    """A program that asked for it had got a page, with 200."""
    answer = reader.get("/search", query_string={"q": "rembrandt", "format": form})
    assert answer.status_code == 400
    assert answer.json["detail"] == "format is one of html, json, jsonl, csv, atom, rss"
    assert reader.get("/search?q=rembrandt&format=html").mimetype == "text/html"
    assert reader.get("/search?q=rembrandt&format=").mimetype == "text/html"
