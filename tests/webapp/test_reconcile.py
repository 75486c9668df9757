"""The reconciliation service, held against the JSON schemas of both versions, and by a real client."""

from __future__ import annotations

import json
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from jsonschema import Draft7Validator
from referencing import Registry, Resource
from referencing.jsonschema import DRAFT7

from lod.site import Site
from tests.ports import listening
from tests.webapp.sample_release import Following, Opened, Remembering, write_index
from webapp.app import build
from webapp.reconcile import endpoint
from webapp.reconcile.parsing import MOST_QUERIES

SCHEMAS = Path(__file__).resolve().parents[2].parent / "shared" / "standards" / "reconciliation"
NEW = "/reconcile/1.0-draft"
HAVELAAR = "Max Havelaar, of De koffij-veilingen der Nederlandsche Handel-maatschapij"  # two letters off


@pytest.fixture(scope="module")
def app(site: Site, release: Opened) -> Flask:
    write_index(release.path, release.store)
    made = build(site, Following(release), Remembering(), services=[endpoint.blueprint()])
    made.testing = True
    return made


@cache
def schema(version: str, name: str) -> Draft7Validator:
    """A schema of the community group; the test is skipped where they are not at hand."""
    folder = SCHEMAS / version / "schemas"
    if not folder.is_dir():
        pytest.skip("the schemas of the reconciliation API are not at hand")
    found = {file.name: json.loads(file.read_text("utf-8")) for file in folder.glob("*.json")}
    resources = [
        (one["$id"].removesuffix("#"), Resource.from_contents(one, DRAFT7))
        for one in found.values()
        if "$id" in one
    ]
    registry: Registry[Any] = Registry().with_resources(resources)
    return Draft7Validator(found[f"{name}.json"], registry=registry)


def valid(version: str, name: str, answer: Any) -> Any:
    """An answer, when it is as a version wants it."""
    faults = [f"{'/'.join(map(str, e.path))}: {e.message}" for e in schema(version, name).iter_errors(answer)]
    assert not faults, faults
    return answer


def old(client: FlaskClient, **queries: Any) -> dict[str, list[dict[str, Any]]]:
    """Candidates of version 0.2, by query."""
    answer = client.post("/reconcile", data={"queries": json.dumps(queries)})
    assert answer.status_code == 200, answer.text
    return {key: one["result"] for key, one in answer.json.items()}


def new(client: FlaskClient, *conditions: dict[str, Any], **more: Any) -> list[dict[str, Any]]:
    """Candidates of version 1.0-draft, for one query."""
    query = {"conditions": list(conditions), **more}
    answer = client.post(f"{NEW}/match", json={"queries": [query]})
    assert answer.status_code == 200, answer.text
    found: list[dict[str, Any]] = answer.json["results"][0]["candidates"]
    return found


def named(value: str) -> dict[str, Any]:
    return {"matchType": "name", "propertyValue": value}


# ---------------------------------------------------------------- manifests


@pytest.mark.parametrize("language", ["nl", "en"])
@pytest.mark.parametrize("root", ["/reconcile", "/reconcile/collection/boeken"])
def test_both_versions_describe_themselves(client: FlaskClient, root: str, language: str) -> None:
    headers = {"Accept-Language": language}
    valid("0.2", "manifest", client.get(root, headers=headers).json)
    valid("1.0-draft", "manifest", client.get(f"{root}/1.0-draft", headers=headers).json)


def test_a_manifest_names_the_public_address_whatever_host_was_asked(client: FlaskClient) -> None:
    manifest = client.get("/reconcile", headers={"Host": "evil.example"}).json
    assert manifest["suggest"]["entity"]["service_url"] == "https://data.example.org/reconcile"
    assert manifest["identifierSpace"] == "https://data.example.org/id/"
    assert "evil" not in json.dumps(manifest)


def test_on_the_same_machine_a_manifest_names_that(client: FlaskClient) -> None:
    manifest = client.get("/reconcile", headers={"Host": "127.0.0.1:8000"}).json
    assert manifest["suggest"]["entity"]["service_url"] == "http://127.0.0.1:8000/reconcile"


def test_a_manifest_names_the_public_address_to_a_proxy_that_passes_on_no_host(client: FlaskClient) -> None:
    for told in ({"HTTP_X_FORWARDED_HOST": "a.example"}, {"HTTP_VIA": "a"}, {"SERVER_PROTOCOL": "HTTP/1.0"}):
        manifest = client.get("/reconcile", headers={"Host": "127.0.0.1:8000"}, environ_overrides=told).json
        assert manifest["suggest"]["entity"]["service_url"] == "https://data.example.org/reconcile"


def test_there_is_no_service_for_a_collection_that_is_not_there(client: FlaskClient) -> None:
    assert client.get("/reconcile/collection/nowhere").status_code == 404


# ---------------------------------------------------------------- queries


def test_a_batch_is_answered_query_by_query(client: FlaskClient) -> None:
    found = old(
        client, q0={"query": "Multatuli"}, q1={"query": "Max Havelaar", "type": "instance", "limit": 1}
    )
    valid("0.2", "reconciliation-result-batch", {key: {"result": one} for key, one in found.items()})
    assert found["q0"][0]["id"] == "agent/multatuli"
    assert found["q1"][0]["id"] == "instance/boeken-001"
    assert len(found["q1"]) == 1


def test_get_answers_as_post_does(client: FlaskClient) -> None:
    queries = json.dumps({"q0": {"query": "Multatuli"}})
    got = client.get("/reconcile", query_string={"queries": queries})
    assert got.json == client.post("/reconcile", data={"queries": queries}).json


def test_the_draft_gives_the_same_candidates(client: FlaskClient) -> None:
    before = old(client, q0={"query": "Max Havelaar", "type": "instance"})["q0"]
    after = new(client, named("Max Havelaar"), type="instance")
    valid("1.0-draft", "reconciliation-result-batch", {"results": [{"candidates": after}]})
    assert [(one["id"], one["score"]) for one in after] == [(one["id"], one["score"]) for one in before]


@pytest.mark.parametrize(
    "name", ["Multatuli", "koffie", "Max Havelaar", "roman", "Stadsbibliotheek Voorbeeld"]
)
def test_a_query_without_a_type_finds_what_one_with_a_type_finds(client: FlaskClient, name: str) -> None:
    everything = {one["id"] for one in old(client, q={"query": name, "limit": 100})["q"]}
    for type in (
        "agent",
        "work",
        "instance",
        "object",
        "subject",
        "place",
        "genre",
        "organization",
        "collection",
    ):
        for one in old(client, q={"query": name, "type": type})["q"]:
            assert one["id"] in everything or len(everything) == 100


@pytest.mark.parametrize("isbn", ["9789025368791", "978-90-253-6879-1", "90-253-6879-4"])
def test_who_has_the_identifier_comes_first(client: FlaskClient, isbn: str) -> None:
    (first, *_) = old(client, q={"query": isbn})["q"]
    assert (first["id"], first["score"], first["match"]) == ("instance/boeken-001", 100, True)


def test_an_institution_is_found_by_its_isil(client: FlaskClient) -> None:
    (first, *_) = old(client, q={"query": "NL-0100000001"})["q"]
    assert first["id"] == "organization/NL-0100000001"
    assert first["match"]


def test_our_own_identifiers_are_known(client: FlaskClient) -> None:
    by_id = {"matchType": "id", "propertyValue": "agent/multatuli"}
    assert new(client, by_id)[0]["id"] == "agent/multatuli"
    by_id["propertyValue"] = "https://data.example.org/id/agent/multatuli"
    assert new(client, by_id)[0]["match"]


def test_properties_change_the_score(client: FlaskClient) -> None:
    def score(**property: str) -> float:
        query = {"query": HAVELAAR, "type": "instance", "properties": [property] if property else []}
        return {one["id"]: float(one["score"]) for one in old(client, q=query)["q"]}["instance/boeken-001"]

    plain = score()
    assert score(pid="creator", v="Multatuli") > plain
    assert score(pid="creator", v="Somebody Else") < plain
    assert score(pid="datePublished", v="1860") > plain > score(pid="datePublished", v="1999")
    assert score(pid="https://schema.org/isbn", v="9789025368791") == 100
    assert score(pid="unheard-of", v="x") == plain


def test_a_required_condition_leaves_out_who_does_not_fulfil_it(client: FlaskClient) -> None:
    def ids(value: str, **more: Any) -> set[str]:
        wanted = {"matchType": "property", "propertyId": "datePublished", "propertyValue": value, **more}
        return {one["id"] for one in new(client, named("Max Havelaar"), wanted)}

    assert "instance/boeken-001" in ids("1860", required=True)
    assert "instance/boeken-001" not in ids("1999", required=True)
    assert "instance/boeken-001" in ids("1999", required=True, matchQuantifier="none")
    assert "instance/boeken-001" not in ids("1860", required=True, matchQuantifier="none")


def test_a_score_says_what_it_is_made_of(client: FlaskClient) -> None:
    query = {"query": "Max Havelaar", "properties": [{"pid": "creator", "v": {"id": "agent/multatuli"}}]}
    (first, *_) = old(client, q=query)["q"]
    assert {feature["id"] for feature in first["features"]} == {"name", "creator"}


def test_within_a_collection_only_that_is_found(client: FlaskClient) -> None:
    answer = client.post("/reconcile/collection/haven", data={"queries": '{"q":{"query":"Max Havelaar"}}'})
    assert all(one["id"] != "instance/boeken-001" for one in answer.json["q"]["result"])
    answer = client.post("/reconcile/collection/boeken", data={"queries": '{"q":{"query":"Max Havelaar"}}'})
    assert "instance/boeken-001" in {one["id"] for one in answer.json["q"]["result"]}


# ---------------------------------------------------------------- suggestions, previews, values


@pytest.mark.parametrize("root", ["/reconcile", NEW])
@pytest.mark.parametrize("what", ["entities", "properties", "types"])
def test_suggestions_are_as_both_versions_want_them(client: FlaskClient, root: str, what: str) -> None:
    path = {"entities": "entity", "properties": "property", "types": "type"}[what]
    answer = client.get(f"{root}/suggest/{path}", query_string={"prefix": "m"})
    assert answer.json["result"]
    for version in ("0.2", "1.0-draft"):
        valid(version, f"suggest-{what}-response", answer.json)


def test_suggested_things_can_be_kept_to_a_type_and_paged(client: FlaskClient) -> None:
    def suggested(**asked: Any) -> list[str]:
        found = client.get("/reconcile/suggest/entity", query_string={"prefix": "ma", **asked}).json["result"]
        return [one["id"] for one in found]

    assert all(id.startswith("instance/") for id in suggested(type="instance"))
    assert suggested(limit=1) + suggested(limit=1, cursor=1) == suggested(limit=2)


@pytest.mark.parametrize("what", ["entity", "property", "type"])
def test_what_is_pointed_at_is_shown_in_a_few_lines(client: FlaskClient, what: str) -> None:
    id = {"entity": "agent/multatuli", "property": "isbn", "type": "Person"}[what]
    answer = client.get(f"/reconcile/flyout/{what}", query_string={"id": id})
    assert answer.json["id"] == id
    assert "<p" in answer.json["html"]


def test_a_preview_may_stand_in_the_page_of_another(client: FlaskClient) -> None:
    answer = client.get("/reconcile/preview", query_string={"id": "agent/multatuli"})
    assert "Multatuli" in answer.text
    assert "frame-ancestors *" in answer.headers["Content-Security-Policy"]
    assert "X-Frame-Options" not in answer.headers
    assert {"Permissions-Policy", "Referrer-Policy", "X-Content-Type-Options"} <= set(answer.headers.keys())
    assert client.get("/reconcile/preview", query_string={"id": "agent/nobody"}).status_code == 404


EXTENSION = {
    "ids": ["instance/boeken-001", "agent/nobody"],
    "properties": [{"id": "creator"}, {"id": "datePublished"}, {"id": "numberOfPages"}, {"id": "unheard-of"}],
}


def test_values_are_fetched_in_both_versions(client: FlaskClient) -> None:
    before = client.post("/reconcile", data={"extend": json.dumps(EXTENSION)}).json
    after = client.post(f"{NEW}/extend", json=EXTENSION).json
    valid("0.2", "data-extension-response", before)
    valid("1.0-draft", "data-extension-response", after)
    row = before["rows"]["instance/boeken-001"]
    assert {"id": "agent/multatuli", "name": "Multatuli"} in row["creator"]
    assert row["datePublished"] == [{"str": "1860"}]
    assert row["unheard-of"] == []
    assert before["rows"]["agent/nobody"]["creator"] == []
    assert {p["id"]: p["values"] for p in after["rows"][0]["properties"]} == row


def test_settings_of_fetched_properties_hold(client: FlaskClient) -> None:
    for one in (1, "1"):  # a form of OpenRefine gives its number as a text
        wanted = {"id": "about", "settings": {"limit": one, "values": "names"}}
        query = {"ids": ["instance/boeken-001"], "properties": [wanted]}
        answer = client.post("/reconcile", data={"extend": json.dumps(query)}).json
        values = answer["rows"]["instance/boeken-001"]
        assert [set(one) for one in values["about"]] == [{"str"}]


@pytest.mark.parametrize("limit", ["1e999", "1e30", "9" * 400, "0.5", "-1", "true", '"x"'])
def test_a_limit_beyond_all_values_gives_them_all(client: FlaskClient, limit: str) -> None:
    asked = '{"ids": ["instance/boeken-001"], "properties": [{"id": "about", "settings": {"limit": %s}}]}'
    answer = client.post("/reconcile", data={"extend": asked % limit}).json
    assert len(answer["rows"]["instance/boeken-001"]["about"]) > 1


def test_properties_are_proposed_for_a_type(client: FlaskClient) -> None:
    answer = client.get("/reconcile/extend/propose", query_string={"type": "Person", "limit": 4}).json
    for version in ("0.2", "1.0-draft"):
        valid(version, "data-extension-property-proposal", answer)
    assert "birthDate" in {one["id"] for one in answer["properties"]}
    assert "isbn" not in {one["id"] for one in answer["properties"]}


# ---------------------------------------------------------------- what is not understood


@pytest.mark.parametrize(
    ("form", "place"),
    [
        ({"queries": "{"}, "queries"),
        ({"queries": "[]"}, "queries"),
        ({"queries": '{"q0": 5}'}, "queries.q0"),
        ({"queries": '{"q0": {"query": 5}}'}, "queries.q0.query"),
        ({"queries": '{"q0": {"query": "x", "limit": "many"}}'}, "queries.q0.limit"),
        ({"queries": '{"q0": {"query": "x", "limit": NaN}}'}, "queries"),
        (
            {"queries": '{"q0": {"query": "x", "properties": [{"v": 1, "pid": 2}]}}'},
            "queries.q0.properties.0.pid",
        ),
        ({"queries": "[" * 50_000}, "queries"),
        ({"extend": '{"ids": "x"}'}, "ids"),
        ({}, "expected a form"),
    ],
)
def test_what_is_not_understood_is_told_with_its_place(
    client: FlaskClient, form: dict[str, str], place: str
) -> None:
    answer = client.post("/reconcile", data=form)
    assert answer.status_code == 400
    assert answer.content_type == "application/problem+json"
    assert place in json.loads(answer.data)["detail"]


def test_too_many_queries_are_refused_with_the_limit(client: FlaskClient) -> None:
    queries = json.dumps({str(n): {"query": "x"} for n in range(MOST_QUERIES + 1)})
    answer = client.post("/reconcile", data={"queries": queries})
    assert answer.status_code == 413
    assert str(MOST_QUERIES) in answer.text


def test_a_callback_calls_only_functions(client: FlaskClient) -> None:
    answer = client.get("/reconcile", query_string={"callback": "jsonp.one"})
    assert answer.text.startswith("/**/jsonp.one({")
    assert answer.content_type.startswith("application/javascript")
    assert client.get("/reconcile", query_string={"callback": "alert(1);x"}).status_code == 400


def test_what_a_record_says_stays_text_in_html(client: FlaskClient) -> None:
    answer = client.get("/reconcile/flyout/entity", query_string={"id": "<script>alert(1)</script>"})
    assert answer.status_code == 404
    assert "<script>" not in answer.text


JSON = st.recursive(
    st.none() | st.booleans() | st.floats(allow_nan=False) | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=4)
    | st.dictionaries(
        st.sampled_from(["query", "type", "limit", "properties", "pid", "v", "id", "conditions", "matchType",
                         "propertyValue", "propertyId", "ids", "settings", "queries"]) | st.text(max_size=5),
        inner,
        max_size=4,
    ),
    max_leaves=12,
)  # fmt: skip


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(JSON)
def test_no_request_makes_a_fault(client: FlaskClient, content: Any) -> None:
    text = json.dumps(content)
    for name in ("queries", "query", "extend"):
        assert client.post("/reconcile", data={name: text}).status_code in (200, 400, 413)
    for path in ("match", "extend"):
        assert client.post(f"{NEW}/{path}", json=content).status_code in (200, 400, 413)


@pytest.mark.parametrize("text", ['{"q0":{"query":"\\ud800"}}', "[" * 100_000, '{"q0":' * 100_000])
def test_json_that_no_text_can_be_made_of_is_refused(client: FlaskClient, text: str) -> None:
    assert client.post("/reconcile", data={"queries": text}).status_code == 400
    assert client.post(f"{NEW}/match", data=text, content_type="application/json").status_code == 400


# ---------------------------------------------------------------- a real client


@pytest.fixture(scope="module")
def address(app: Flask) -> Iterator[str]:
    with listening(app) as address:
        yield f"{address}/reconcile"


@pytest.mark.filterwarnings("ignore")
def test_a_client_reconciles_a_column(address: str) -> None:
    pandas = pytest.importorskip("pandas")
    client = pytest.importorskip("reconciler")
    column = pandas.Series(["Multatuli", "Jacob van Lennep"])
    found = client.reconcile(column, reconciliation_endpoint=address, type_id="agent", top_res=1)
    first = found[found.input_value == "Multatuli"].iloc[0]
    assert first["id"] == "agent/multatuli"
