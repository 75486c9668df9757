"""Our URI for the identifiers of others, and links as files."""

from __future__ import annotations

import csv
import io
import json

import pytest
from flask.testing import FlaskClient
from pyoxigraph import RdfFormat, parse

from tests.webapp.published_site import BASE

NIGHT_WATCH = f"{BASE}id/object/museum-MVS-0001"


def matches(reader: FlaskClient, uri: str) -> set[str]:
    (result,) = json.loads(reader.get("/same-as", query_string={"uri": uri}).data)["results"]
    assert result["uri"] == uri
    return {one["id"] for one in result["matches"]}


@pytest.mark.parametrize(
    "uri",
    [
        "http://www.wikidata.org/entity/Q219831",
        "https://www.wikidata.org/wiki/Q219831",
        "https://www.wikidata.org/entity/Q219831/",
        "(wikidata)Q219831",
        NIGHT_WATCH,
    ],
)
def test_any_usual_spelling_of_an_iri_finds_the_thing(reader: FlaskClient, uri: str) -> None:
    assert matches(reader, uri) == {NIGHT_WATCH}


@pytest.mark.parametrize(
    "number", ["9789025498641", "978-90-254-9864-1", "urn:isbn:9025498647", "ISBN 90-254-9864-7"]
)
def test_a_number_in_any_spelling_finds_the_edition(reader: FlaskClient, number: str) -> None:
    assert f"{BASE}id/instance/leeszaal-00418564" in matches(reader, number)


def test_a_number_of_the_library_itself_finds_the_edition(reader: FlaskClient) -> None:
    assert f"{BASE}id/instance/leeszaal-00418564" in matches(reader, "ppn:00418564")


@pytest.mark.parametrize(
    "uri", ["http://www.wikidata.org/entity/Q1", "9789025498640", "x y", "http://[", "<a>", "ø"]
)
def test_what_we_do_not_have_finds_nothing(reader: FlaskClient, uri: str) -> None:
    assert matches(reader, uri) == set()


def test_many_are_asked_at_once(reader: FlaskClient) -> None:
    asked = ["http://www.wikidata.org/entity/Q219831", "9789025498641", "no such"]
    by_json = reader.post("/same-as", json={"uris": asked})
    by_list = reader.post("/same-as", json=asked)
    by_lines = reader.post("/same-as", data="\n".join(asked), content_type="text/plain")
    by_form = reader.post("/same-as", data={"uri": asked})
    for answer in (by_json, by_list, by_lines, by_form):
        results = json.loads(answer.data)["results"]
        assert [one["uri"] for one in results] == asked
        assert [bool(one["matches"]) for one in results] == [True, True, False]
    told = reader.get("/same-as", headers={"Accept": "application/json", "Accept-Language": "nl"})
    assert (told.status_code, told.json["detail"]) == (400, "give at least one uri")
    assert reader.post("/same-as", json={"uris": [1]}).status_code == 400
    assert reader.post("/same-as", json=["x"] * 1_001).status_code == 413


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_lines_are_read_as_notepad_and_powershell_write_them(reader: FlaskClient, encoding: str) -> None:
    lines = "http://www.wikidata.org/entity/Q219831\r\n9789025498641\r\n".encode(encoding)
    answer = reader.post("/same-as", data=lines, content_type="text/plain")
    results = json.loads(answer.data)["results"]
    assert [one["uri"] for one in results] == ["http://www.wikidata.org/entity/Q219831", "9789025498641"]
    assert all(one["matches"] for one in results)


def test_lines_in_another_encoding_are_refused(reader: FlaskClient) -> None:
    answer = reader.post("/same-as", data="Café".encode("latin-1"), content_type="text/plain")
    assert (answer.status_code, answer.json["detail"]) == (400, "the lines are not in UTF-8")
    assert reader.post("/same-as", data=b"\xff\xfea", content_type="text/plain").status_code == 400


def test_links_come_as_beacon_csv_and_triples(reader: FlaskClient) -> None:
    triples = {
        str(q.triple) for q in parse(reader.get("/links/wikidata.nt").data, format=RdfFormat.N_TRIPLES)
    }
    assert any(NIGHT_WATCH in line and "Q219831" in line for line in triples)
    rows = list(csv.DictReader(io.StringIO(reader.get("/links/wikidata.csv").get_data(as_text=True))))
    assert {f"<{r['subject']}> <{r['predicate']}> <{r['object']}>" for r in rows} == triples
    text = reader.get("/links/wikidata.txt").get_data(as_text=True)
    head, _, body = text.partition("\n\n")
    assert "#PREFIX: http://www.wikidata.org/entity/" in head
    assert "Q219831||object/museum-MVS-0001" in body.splitlines()
    assert len(body.splitlines()) == len(rows)
    everything = list(csv.DictReader(io.StringIO(reader.get("/links/all.csv").get_data(as_text=True))))
    assert len(everything) >= len(rows)
    for wrong in ("none.csv", "wikidata.exe", "all.txt", "wikidata"):
        assert reader.get(f"/links/{wrong}").status_code == 404
    tag = reader.head("/links/wikidata.csv").headers["ETag"]
    assert reader.get("/links/wikidata.csv", headers={"If-None-Match": tag}).status_code == 304


@pytest.mark.parametrize(
    ("profile", "there", "absent"),
    [
        ("https://schema.org/", "https://schema.org/name", "http://id.loc.gov/ontologies/bibframe/title"),
        (
            "http://id.loc.gov/ontologies/bibframe/",
            "http://id.loc.gov/ontologies/bibframe/title",
            "https://schema.org/name",
        ),
    ],
)
def test_a_client_chooses_the_vocabulary(reader: FlaskClient, profile: str, there: str, absent: str) -> None:
    path = "/doc/instance/leeszaal-00418564"
    headers = {"Accept": "text/turtle", "Accept-Profile": f"<{profile}>"}
    whole = reader.get(path, headers={"Accept": "text/turtle"})
    for _ in range(2):  # also when the whole description was asked for before
        answer = reader.get(path, headers=headers)
        said = {q.predicate.value for q in parse(answer.data, format=RdfFormat.TURTLE)}
        assert there in said
        assert absent not in said
        assert answer.headers["Content-Profile"] == f"<{profile}>"
        assert "Accept-Profile" in answer.headers["Vary"]
        assert f'<{profile}>; rel="profile"' in answer.headers["Link"]
    token = {"https://schema.org/": "schema"}.get(profile, "bibframe")
    assert reader.get(f"{path}.ttl?profile={token}").data == answer.data
    assert answer.headers["ETag"] != whole.headers["ETag"]
    assert "Content-Profile" not in whole.headers
    both = {q.predicate.value for q in parse(whole.data, format=RdfFormat.TURTLE)}
    assert {there, absent} <= both


@pytest.mark.parametrize(
    "body", ["[" * 100_000, '{"a":' * 100_000, '["\\ud800"]', '["NaN", NaN]', "[1e999", "\xff"]
)
def test_a_list_that_is_no_json_is_refused(reader: FlaskClient, body: str) -> None:
    answer = reader.post("/same-as", data=body.encode("latin-1"), content_type="application/json")
    assert answer.status_code == 400


def test_what_was_found_in_a_file_beside_the_collections_is_linked_everywhere(reader: FlaskClient) -> None:
    theirs = "http://vocab.getty.edu/ulan/500018917"
    (heda,) = matches(reader, "http://vocab.getty.edu/page/ulan/500018917")
    document = heda.replace("/id/", "/doc/").removeprefix(BASE.rstrip("/"))
    page = reader.get(f"{document}.html", headers={"Accept-Language": "en"}).get_data(as_text=True)
    assert f'href="{theirs}"' in page
    assert "ULAN" in page
    said = {
        (q.subject.value, q.predicate.value)
        for q in parse(reader.get(f"{document}.nt").data, RdfFormat.N_TRIPLES)
    }
    assert (f"{heda}#link-ulan", "http://www.w3.org/2000/01/rdf-schema#comment") in said
    assert f"{heda},https://schema.org/sameAs,{theirs}" in reader.get("/links/ulan.csv").get_data(
        as_text=True
    )


def test_a_head_of_an_answer_is_that_of_the_answer(reader: FlaskClient) -> None:
    address = "/same-as?uri=http://www.wikidata.org/entity/Q219831"
    head, answer = reader.head(address), reader.get(address)
    assert head.status_code == answer.status_code == 200
    assert head.headers["Content-Length"] == answer.headers["Content-Length"]
