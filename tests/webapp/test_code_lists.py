"""Code lists are there for people and machines, each in the form that is asked for."""

import pyoxigraph
import pytest
from flask.testing import FlaskClient
from lxml import html

from lod.rdf import code_lists
from lod.rdf.formats import GRAPHS
from lod.rdf.namespaces import expand
from tests.webapp.published_site import BASE


@pytest.mark.parametrize("path", ["/vocab/relators", "/vocab/languages/dut"])
@pytest.mark.parametrize(
    ("accept", "suffix"),
    [("", "html"), ("text/html", "html"), ("text/turtle", "ttl"), ("application/ld+json", "jsonld")],
)
def test_a_list_and_a_code_lead_to_the_form_that_is_asked_for(
    client: FlaskClient, path: str, accept: str, suffix: str
) -> None:
    answer = client.get(path, headers={"Accept": accept})
    assert answer.status_code == 303
    assert answer.headers["Location"] == f"{path}.{suffix}"
    assert "Accept" in answer.headers["Vary"]


@pytest.mark.parametrize("form", GRAPHS, ids=lambda form: form.suffix)
def test_each_form_of_a_code_says_the_same(client: FlaskClient, form: object) -> None:
    answer = client.get(f"/vocab/relators/trl.{form.suffix}")  # type: ignore[attr-defined]
    found = set(pyoxigraph.parse(answer.data, form.oxigraph))  # type: ignore[attr-defined]
    labels = {
        (q.object.language, q.object.value) for q in found if q.predicate.value == expand("skos:prefLabel")
    }
    assert labels == {("nl", "Vertaler"), ("en", "Translator")}
    same = {q.object.value for q in found if q.predicate.value == expand("skos:exactMatch")}
    assert same == {"http://id.loc.gov/vocabulary/relators/trl"}


@pytest.mark.parametrize("name", ["relators", "countries", "geographicAreas", "dimensions"])
def test_each_code_on_the_page_of_a_list_has_a_page(client: FlaskClient, name: str) -> None:
    page = client.get(f"/vocab/{name}.html").get_data(as_text=True)
    for code in code_lists.load(name).codes[:3]:
        assert f'href="/vocab/{name}/' in page
        assert client.get(f"/vocab/{name}/{code}.html").status_code == 200


def test_a_code_with_a_stroke_in_it_has_a_page(client: FlaskClient) -> None:
    page = html.fromstring(client.get("/vocab/marcauthen.html").get_data(as_text=True))
    (link,) = [one for one in page.xpath("//main//a/@href") if "isds%2Fc" in one]
    assert client.get(link).status_code == 200
    assert client.get("/vocab/marcauthen/isds%2Fc").status_code == 303
    assert client.get("/vocab/marcauthen/isds%2Fx").status_code == 404


def test_codes_that_are_called_alike_in_two_lists_have_titles_of_their_own(client: FlaskClient) -> None:
    paths = ("/vocab/countries/lau.html", "/vocab/geographicAreas/n-us-la.html")
    titles = {html.fromstring(client.get(path).get_data(as_text=True)).findtext(".//title") for path in paths}
    assert len(titles) == 2


def test_the_page_of_a_code_speaks_the_language_of_the_visitor(client: FlaskClient) -> None:
    dutch = client.get("/vocab/languages/dut.html", headers={"Accept-Language": "nl"}).get_data(as_text=True)
    english = client.get("/vocab/languages/dut.html", headers={"Accept-Language": "en"}).get_data(
        as_text=True
    )
    assert "<h1>Nederlands</h1>" in dutch
    assert "<h1>Dutch</h1>" in english


@pytest.mark.parametrize(
    "path", ["/vocab/nothing", "/vocab/relators/zzz", "/vocab/relators/trl.exe", "/vocab/nothing/x.ttl"]
)
def test_what_is_not_there_is_not_found(client: FlaskClient, path: str) -> None:
    assert client.get(path).status_code == 404


def test_all_lists_are_on_the_page_of_our_words(client: FlaskClient) -> None:
    page = client.get("/vocab/").get_data(as_text=True)
    for name in code_lists.names():
        assert f'href="/vocab/{name}.html"' in page


def test_no_link_to_a_list_or_a_code_leads_through_another_address(client: FlaskClient) -> None:
    for path in ("/vocab/", "/vocab/millus.html", "/vocab/millus/map.html"):
        page = html.fromstring(client.get(path).get_data(as_text=True))
        links = {
            link for link in page.xpath("//main//a/@href") if link.startswith("/vocab/") and "#" not in link
        }
        assert links
        for link in sorted(links)[:40]:
            assert client.get(link).status_code == 200, link


def test_who_names_a_language_keeps_it_on_the_way_to_the_page(client: FlaskClient) -> None:
    answer = client.get("/vocab/relators?lang=en", headers={"Accept": "text/html"}, follow_redirects=True)
    assert answer.headers["Content-Language"] == "en"


def test_languages_are_called_by_their_names(client: FlaskClient) -> None:
    for path in ("/vocab/relators.html", "/vocab/languages/dut.html"):
        page = client.get(path, headers={"Accept-Language": "nl"}).text
        assert ">Nederlands</" in page
        assert ">nl</" not in page


@pytest.mark.parametrize(
    ("language", "first", "second"), [("nl", "Nederlands", "Engels"), ("en", "English", "Dutch")]
)
def test_the_labels_in_the_language_of_the_visitor_come_first(
    client: FlaskClient, language: str, first: str, second: str
) -> None:
    for path in ("/vocab/carriers.html", "/vocab/carriers/nc.html"):
        page = client.get(path, headers={"Accept-Language": language}).text.partition("<main")[2]
        assert 0 < page.index(f">{first}</") < page.index(f">{second}</")


def test_a_list_is_for_search_engines_and_a_single_code_is_not(client: FlaskClient) -> None:
    listed = client.get("/vocab/relators.html", headers={"Accept-Language": "nl"}).text
    assert '<meta name="description" content="' in listed
    assert "noindex" not in listed
    assert "noindex" in client.get("/vocab/relators/aut.html").text


def test_our_own_terms_are_told_to_machines_too(reader: FlaskClient) -> None:
    """The service description names one of them: whoever follows it is told what it means."""
    for path in ("/vocab/", "/vocab/search"):
        answer = reader.get(path, headers={"Accept": "text/turtle"})
        assert (answer.status_code, answer.headers["Vary"]) == (303, "Accept")
        assert answer.headers["Location"] == "/vocab/index.ttl"
    assert (
        reader.get("/vocab/search", headers={"Accept": "text/html"}).headers["Location"] == "/vocab/#search"
    )
    told = pyoxigraph.parse(reader.get("/vocab/index.ttl").data, pyoxigraph.RdfFormat.TURTLE)
    said = {(quad.subject.value, quad.predicate.value, quad.object) for quad in told}
    labels = [o for s, p, o in said if (s, p) == (f"{BASE}vocab/search", expand("rdfs:label"))]
    assert {label.language for label in labels} == {"en", "nl"}
    assert len([o for _, p, o in said if p == expand("dcterms:hasPart")]) == len(code_lists.names())
    page = reader.get("/vocab/", headers={"Accept": "text/html,*/*;q=0.8"})
    assert 'id="search"' in page.text
    assert "Accept" in page.headers["Vary"].split(", ")
    for form in GRAPHS:
        assert reader.get(f"/vocab/index.{form.suffix}").content_type == form.content_type
