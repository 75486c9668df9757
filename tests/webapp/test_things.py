"""/id/ and /doc/: redirects, every representation, conditional requests, headers, and what does not exist."""

import json
from pathlib import Path
from urllib.parse import quote

import pytest
from flask.testing import FlaskClient
from pyoxigraph import Literal, NamedNode, Quad, RdfFormat, Store, parse, serialize

from lod.rdf.formats import DOCUMENTS, RDF, Format
from lod.site import Site
from tests.webapp.sample_release import BASE, RECORDS, Following, Opened, Remembering, write_index
from webapp.app import build
from webapp.documents import bodies
from webapp.http.negotiation import PROBLEM
from webapp.http.responses import last_modified
from webapp.views import search

BOOK = "/doc/instance/boeken-001"
HOSTILE = "/doc/instance/boeken-666"
ALL = {"Accept": "text/html,application/xhtml+xml"}


def triples(body: bytes, form: Format) -> set[str]:
    """What a representation says, read back by Oxigraph."""
    read = form.oxigraph or RdfFormat.JSON_LD
    quads = parse(body, format=read)
    return set((serialize(quads, format=RdfFormat.N_QUADS) or b"").decode().splitlines())


# ---------------------------------------------------------------- /id/


def test_a_thing_sends_to_its_description(client: FlaskClient) -> None:
    answer = client.get("/id/instance/boeken-001")
    assert (answer.status_code, answer.headers["Location"]) == (303, BOOK)
    assert "Accept" not in answer.vary


@pytest.mark.parametrize("host", ["data.example.org", "evil.example", "evil.example\r\nX: y", "[::1]:8000"])
def test_the_host_decides_nothing_in_the_data(client: FlaskClient, host: str) -> None:
    header = {"Host": host.splitlines()[0]}
    assert client.get("/id/instance/boeken-001", headers=header).headers["Location"] == BOOK
    answer = client.get(BOOK + ".ttl", headers=header)
    assert answer.data == client.get(BOOK + ".ttl").data
    assert "evil" not in client.get(BOOK, headers=header | ALL).get_data(as_text=True)
    assert "evil" not in str(answer.headers)


def test_what_moved_leads_to_its_successor_in_the_form_that_was_asked_for(client: FlaskClient) -> None:
    thing = client.get("/id/instance/verhuisd")
    assert (thing.status_code, thing.headers["Location"]) == (301, "/id/instance/boeken-001")
    assert client.get("/doc/instance/verhuisd").headers["Location"] == BOOK
    assert client.get("/doc/instance/verhuisd.jsonld").headers["Location"] == BOOK + ".jsonld"


def test_what_is_gone_says_so_with_its_last_description(client: FlaskClient) -> None:
    assert client.get("/id/instance/weg").status_code == 410
    page = client.get("/doc/instance/weg", headers=ALL)
    assert (page.status_code, "Wat er was" in page.get_data(as_text=True)) == (410, True)
    turtle = client.get("/doc/instance/weg", headers={"Accept": "text/turtle"})
    assert (turtle.status_code, turtle.mimetype) == (410, "text/turtle")
    assert b"Wat er was" in turtle.data


def test_who_finds_something_gone_can_look_for_its_title(site: Site, release: Opened, tmp_path: Path) -> None:
    write_index(tmp_path, release.store)
    indexed = Following(Opened(release.store, tmp_path))
    searched = build(site, indexed, Remembering(), services=[search.blueprint()]).test_client()
    page = searched.get("/doc/instance/weg", headers=ALL | {"Accept-Language": "nl"}).get_data(as_text=True)
    assert '<a class="onward" href="/search?q=Wat+er+was" rel="nofollow">Zoek naar deze titel</a>' in page


def test_what_is_gone_with_a_thing_is_called_by_its_name_there(client: FlaskClient) -> None:
    page = client.get("/doc/instance/weg", headers=ALL).get_data(as_text=True)
    assert "Vergankelijkheid" in page
    assert "weg-ermee<" not in page


# ---------------------------------------------------------------- representations


@pytest.mark.parametrize("key", ["001", "010", "020", "030", "031", "032", "040", "050", "051", "666"])
def test_all_representations_say_the_same(client: FlaskClient, key: str) -> None:
    said = {}
    for form in RDF:
        answer = client.get(f"/doc/instance/boeken-{key}.{form.suffix}")
        assert answer.status_code == 200
        assert answer.headers["Content-Type"] == form.content_type
        said[form.suffix] = triples(answer.data, form)
    assert said["nt"]
    assert all(statements == said["nt"] for statements in said.values())


@pytest.mark.parametrize("path", ["work/max-havelaar", "agent/multatuli", "object/haven-7", "place/lebak"])
def test_things_of_other_kinds_say_the_same_in_all_forms(client: FlaskClient, path: str) -> None:
    said = [triples(client.get(f"/doc/{path}.{form.suffix}").data, form) for form in RDF]
    assert all(statements == said[0] for statements in said[1:])


@pytest.mark.filterwarnings("ignore::DeprecationWarning:rdflib")  # rdflib uses what it deprecates
def test_rdflib_reads_what_we_write(client: FlaskClient) -> None:
    rdflib = pytest.importorskip("rdflib")
    sizes = set()
    for form in RDF:
        graph = rdflib.Dataset() if form.suffix in ("nq", "trig") else rdflib.Graph()
        parser = "json-ld" if form.suffix == "json" else form.media_type
        graph.parse(data=client.get(f"{BOOK}.{form.suffix}").data, format=parser)
        sizes.add(len(graph))
    assert len(sizes) == 1


def test_a_header_gives_the_same_bytes_as_an_address(client: FlaskClient) -> None:
    for form in RDF:
        by_header = client.get(BOOK, headers={"Accept": form.media_type})
        by_address = client.get(f"{BOOK}.{form.suffix}", headers={"Accept": "image/png"})
        assert by_header.data == by_address.data
        assert by_header.headers["Content-Location"] == f"{BOOK}.{form.suffix}"
        assert "Accept" in by_header.vary
        assert "Accept" not in by_address.vary


def test_the_tree_has_fixed_keys(client: FlaskClient) -> None:
    tree = client.get(BOOK + ".json").json
    assert tree["id"] == BASE + "id/instance/boeken-001"
    assert tree["name"] == [
        {
            "@value": "Max Havelaar, of De koffij-veilingen der Nederlandsche Handel-Maatschappij",
            "@language": "nl",
        }
    ]
    assert tree["author"][0]["name"] == [{"@value": "Multatuli", "@language": "nl"}]
    assert tree["isbn"] == ["9789025368791"]
    assert tree["bf:provisionActivity"][0]["bflc:simplePlace"] == ["Amsterdam"]
    assert tree["@context"]["@vocab"] == "https://schema.org/"


def test_the_whole_context_is_at_its_own_address(client: FlaskClient) -> None:
    answer = client.get("/vocab/context.jsonld")
    assert answer.mimetype == "application/ld+json"
    assert answer.json["@context"]["bf"] == "http://id.loc.gov/ontologies/bibframe/"
    assert answer.headers["Access-Control-Allow-Origin"] == "*"


def test_a_key_may_end_like_a_form(client: FlaskClient) -> None:
    assert client.get("/doc/object/archief-1.2", headers=ALL).status_code == 200
    assert client.get("/doc/object/archief-1.2.ttl").mimetype == "text/turtle"


# ---------------------------------------------------------------- headers


@pytest.mark.parametrize("form", DOCUMENTS, ids=lambda f: f.suffix)
def test_head_has_the_headers_of_get_and_no_body(client: FlaskClient, form: Format) -> None:
    get, head = client.get(f"{BOOK}.{form.suffix}"), client.head(f"{BOOK}.{form.suffix}")
    assert head.data == b""
    own = "X-Request-Id"  # each request has its own
    assert {**head.headers, own: ""} == {**get.headers, own: ""}


def test_a_page_depends_on_accept_and_language_and_data_does_not(client: FlaskClient) -> None:
    assert {"Accept", "Accept-Language", "Cookie"} <= set(client.get(BOOK, headers=ALL).vary)
    assert "Accept-Language" in client.get(BOOK + ".html").vary
    assert "Accept" not in client.get(BOOK + ".html").vary
    assert "Accept-Language" not in client.get(BOOK + ".ttl").vary


def test_links_tell_machines_what_there_is_besides(client: FlaskClient) -> None:
    link = client.get(BOOK, headers=ALL).headers["Link"]
    assert f'<{BASE}id/instance/boeken-001>; rel="cite-as"' in link
    assert f'<{BASE}doc/instance/boeken-001>; rel="canonical"' in link
    for form in RDF:
        assert f'<{BOOK}.{form.suffix}>; rel="describedby alternate"; type="{form.media_type}"' in link
    assert '<https://schema.org/Book>; rel="type"' in link
    assert '<https://creativecommons.org/publicdomain/zero/1.0/>; rel="license"' in link
    assert f'<{BASE}id/collection/boeken>; rel="collection"' in link


def test_data_links_to_the_other_forms_and_to_its_own_past(client: FlaskClient) -> None:
    link = client.get(f"{BOOK}.ttl").headers["Link"].split(", ")
    assert f'<{BOOK}.nt>; rel=alternate; type="application/n-triples"' in link
    assert f'<{BOOK}.html>; rel=alternate; type="text/html"' in link
    assert not any(one.startswith((f"<{BOOK}.ttl>", "XX")) for one in link)
    assert any(one.endswith('timegate/instance/boeken-001.ttl>; rel="timegate"') for one in link)
    page = client.get(f"{BOOK}.html").headers["Link"]
    assert 'timegate/instance/boeken-001>; rel="timegate"' in page


@pytest.mark.parametrize("path", [f"{BOOK}.jsonld", BOOK, "/vocab/languages.jsonld"])
def test_no_two_links_of_json_ld_have_a_relation_in_quotes_by_which_pyld_ends(
    client: FlaskClient, path: str
) -> None:
    answer = client.get(path, headers={"Accept": "application/ld+json, application/json"})
    assert answer.mimetype == "application/ld+json"
    assert answer.headers["Link"].count("rel=alternate") > 1
    assert 'rel="alternate"' not in answer.headers["Link"]


def test_what_a_header_cannot_hold_is_left_out_of_the_links(
    client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    told = ["https://é.example/", "https://a.example/\x01", "https://b.example/", "https://c.example/"]
    monkeypatch.setattr(bodies, "_licences", lambda *_: told)
    link = client.get(f"{BOOK}.ttl?anew").headers["Link"].split(", ")
    assert [one for one in link if one.endswith('rel="license"')] == ['<https://b.example/>; rel="license"']
    assert f'<{BASE}doc/instance/boeken-001>; rel="canonical"' in link
    monkeypatch.setattr(bodies, "_licences", lambda *_: told[1:])
    assert "\x01" not in client.get(f"{BOOK}.ttl?again").headers["Link"]


def test_the_licence_of_the_collection_holds_where_a_thing_states_none(client: FlaskClient) -> None:
    link = client.get("/doc/instance/boeken-030.ttl").headers["Link"]
    assert '<https://creativecommons.org/publicdomain/zero/1.0/>; rel="license"' in link


def test_anyone_may_read_from_a_script(client: FlaskClient) -> None:
    answer = client.get(BOOK + ".json", headers={"Origin": "https://elsewhere.example"})
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    assert "Link" in answer.headers["Access-Control-Expose-Headers"]
    preflight = client.options(BOOK)
    assert preflight.status_code == 200
    assert "GET" in preflight.headers["Access-Control-Allow-Methods"]
    allowed = set(preflight.headers["Access-Control-Allow-Headers"].split(", "))
    assert {"Prefer", "Range", "If-Range"} <= allowed, "what our own services read"
    shown = set(answer.headers["Access-Control-Expose-Headers"].split(", "))
    assert {"Content-Range", "Repr-Digest", "X-Request-Id"} <= shown


def test_pages_are_locked_up_and_data_more_so(client: FlaskClient) -> None:
    page = client.get(BOOK, headers=ALL).headers
    assert "default-src 'none'" in page["Content-Security-Policy"]
    assert "script-src" not in page["Content-Security-Policy"]
    assert "unsafe" not in page["Content-Security-Policy"]
    assert page["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in client.get("/source/boeken/ocm%201%2F2").headers["Content-Security-Policy"]
    assert "sandbox" in client.get(BOOK + ".rdf").headers["Content-Security-Policy"]


# ---------------------------------------------------------------- conditional requests


@pytest.mark.parametrize("form", DOCUMENTS, ids=lambda f: f.suffix)
def test_who_has_it_already_gets_304(client: FlaskClient, form: Format) -> None:
    path = f"{BOOK}.{form.suffix}"
    first = client.get(path)
    tag = first.headers["ETag"]
    again = client.get(path, headers={"If-None-Match": f'"other", {tag}'})
    assert (again.status_code, again.data) == (304, b"")
    assert again.headers["ETag"] == tag
    assert client.get(path, headers={"If-None-Match": '"other"'}).status_code == 200
    assert client.get(path, headers={"If-None-Match": "*"}).status_code == 304
    assert client.get(path, headers={"If-None-Match": f"W/{tag}"}).status_code == 304


def test_tags_are_strong_and_differ_by_form_and_language(client: FlaskClient) -> None:
    tags = [client.get(f"{BOOK}.{form.suffix}").headers["ETag"] for form in RDF]
    tags += [client.get(BOOK + ".html", query_string={"lang": lang}).headers["ETag"] for lang in ("nl", "en")]
    assert not any(tag.startswith("W/") for tag in tags)
    # N-Quads of the default graph are N-Triples, byte for byte; TriG of it is Turtle
    assert len(set(tags)) >= len(tags) - 2


def test_nothing_was_last_modified_at_a_moment_to_come(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("webapp.http.responses.time.time", lambda: 1_700_000_000.5)
    assert last_modified("2026-11-19T10:30:00Z") == "Tue, 14 Nov 2023 22:13:20 GMT"
    assert last_modified("2023-11-14T22:13:20Z") == "Tue, 14 Nov 2023 22:13:20 GMT"
    assert last_modified("2023-11-14T22:13:19Z") == "Tue, 14 Nov 2023 22:13:19 GMT"


def test_dates_decide_where_there_is_no_tag(client: FlaskClient) -> None:
    assert client.get(BOOK + ".ttl").headers["Last-Modified"] == "Thu, 19 Nov 2026 10:30:00 GMT"
    for since, status in [
        ("Thu, 19 Nov 2026 10:30:00 GMT", 304),
        ("Fri, 20 Nov 2026 10:30:00 GMT", 304),
        ("Thu, 19 Nov 2026 10:29:59 GMT", 200),
        ("nonsense", 200),
    ]:
        assert client.get(BOOK + ".ttl", headers={"If-Modified-Since": since}).status_code == status
    both = {"If-None-Match": '"other"', "If-Modified-Since": "Fri, 20 Nov 2026 10:30:00 GMT"}
    assert client.get(BOOK + ".ttl", headers=both).status_code == 200


@pytest.mark.parametrize("coding", ["gzip", "zstd", "br"])
def test_bodies_are_compressed_and_tagged_apart(client: FlaskClient, coding: str) -> None:
    plain = client.get(BOOK + ".ttl")
    packed = client.get(BOOK + ".ttl", headers={"Accept-Encoding": coding})
    assert packed.headers["Content-Encoding"] == coding
    assert len(packed.data) < len(plain.data)
    assert packed.headers["ETag"] != plain.headers["ETag"]
    assert "Accept-Encoding" in packed.vary
    assert "Accept-Encoding" in plain.vary
    for tag in (plain.headers["ETag"], packed.headers["ETag"]):
        again = client.get(BOOK + ".ttl", headers={"Accept-Encoding": coding, "If-None-Match": tag})
        assert again.status_code == 304


# ---------------------------------------------------------------- what does not exist


@pytest.mark.parametrize(
    "path",
    [
        "/doc/instance/nergens",
        "/doc/instance/nergens.ttl",
        "/id/instance/nergens",
        "/id/nothing/boeken-001",
        "/doc/instance/boeken-001.exe",
        "/doc/instance/.ttl",
        "/doc/instance/..%2f..%2fetc%2fpasswd",
        "/doc/instance/%00",
        "/doc/instance/%0d%0aX-Evil:%201",
        "/doc/instance/%ff%fe",
        "/doc/instance/%zz",
        "/doc/instance/<script>",
        "/doc/instance/" + "a" * 300,
        "/doc/instance/boeken-001/more",
        "/id/instance/boeken-001%23title",
        "/source/boeken/none",
        "/source/" + "x" * 300 + "/y",
    ],
)
@pytest.mark.parametrize("accept", ["text/html", "text/turtle", "*/*"])
def test_what_never_was_is_404(client: FlaskClient, path: str, accept: str) -> None:
    answer = client.get(path, headers={"Accept": accept})
    assert answer.status_code == 404
    assert answer.mimetype == ("text/html" if accept == "text/html" else PROBLEM)
    assert "X-Evil" not in answer.headers


def test_an_address_that_is_too_long_is_refused(client: FlaskClient) -> None:
    assert client.get("/doc/instance/x?" + "a" * 9_000).status_code == 414


def test_406_lists_what_there_is(client: FlaskClient) -> None:
    answer = client.get(BOOK, headers={"Accept": "image/png"})
    assert (answer.status_code, answer.mimetype) == (406, PROBLEM)
    assert {"href": BOOK + ".ttl", "type": "text/turtle"} in answer.json["alternates"]
    assert f'<{BOOK}.ttl>; rel="alternate"; type="text/turtle"' in answer.headers["Link"]
    assert "Accept" in answer.vary


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "PATCH"])
def test_documents_can_only_be_read(client: FlaskClient, method: str) -> None:
    answer = client.open(BOOK, method=method)
    assert answer.status_code == 405
    assert {"GET", "HEAD", "OPTIONS"} <= set(answer.headers["Allow"].replace(" ", "").split(","))


def test_machines_get_problem_details(client: FlaskClient) -> None:
    problem = client.get("/doc/instance/nergens", headers={"Accept": "application/ld+json"})
    assert problem.content_type == PROBLEM
    said = json.loads(problem.data)
    assert (said["status"], said["instance"]) == (404, "/doc/instance/nergens")
    assert said["title"] == "Deze pagina bestaat niet"
    english = client.get("/doc/instance/nergens", headers={"Accept": "*/*", "Accept-Language": "en"})
    assert english.json["title"] == "This page does not exist"
    assert english.headers["Content-Language"] == "en"


@pytest.mark.parametrize("name", ["%3Cscript%3E", "a%20b", "%22", "%C3%A9", "%25", "%5Cx", "x%3Fy%23z"])
def test_problem_details_name_the_address_as_a_reference(client: FlaskClient, name: str) -> None:
    """RFC 9457 § 3.1.5: a URI reference; as it was decoded it was none, and brought markup back."""
    answer = client.get(f"/doc/instance/{name}", headers={"Accept": "application/json"})
    assert answer.json["instance"] == f"/doc/instance/{name}"


def test_rdf_xml_that_would_not_be_xml_is_not_offered(site: Site, release: Opened) -> None:
    store = Store()
    thing = NamedNode(BASE + "id/work/w")
    store.add(Quad(thing, NamedNode("https://schema.org/name"), Literal("bel\x07")))
    made = build(site, Following(Opened(store, release.path)))
    assert made.test_client().get("/doc/work/w.rdf").status_code == 406
    assert made.test_client().get("/doc/work/w.ttl").status_code == 200


def test_a_source_record_is_given_as_it_came(client: FlaskClient) -> None:
    answer = client.get("/source/boeken/ocm%201%2F2")
    assert (answer.status_code, answer.mimetype) == (200, "application/marc")
    assert answer.data.endswith(b"\x1d")
    assert "/source/boeken/ocm%201%2F2" in client.get(BOOK, headers=ALL).get_data(as_text=True)


@pytest.mark.parametrize("key", RECORDS)
def test_a_source_record_is_there_by_whatever_identifier_it_has(client: FlaskClient, key: str) -> None:
    assert client.get(f"/source/boeken/{quote(key, safe='')}").status_code == 200
    assert client.get(f"/source/boeken/{quote(key[1:], safe='')}").status_code == 404
