"""The description of the API is true: what it lists is there, and answers as it says, whatever is asked."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

import pytest
import schemathesis
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import HealthCheck, given, settings

from tests.hypothesis_profiles import tries
from webapp.openapi.endpoint import CALLS

HOUSE = settings(
    max_examples=tries(6), deadline=None, derandomize=True, suppress_health_check=list(HealthCheck)
)


PEOPLE = {
    "/": "home", "/about": "", "/api": "", "/dumps/": "", "/guides": "", "/guides/{name}": "", "/stories": "",
    "/stories/{name}": "", "/history/{kind}/{key}": "", "/my-library": "", "/on-this-day": "", "/usage": "",
    "/random": "", "/ask/{kind}/{key}": "a way to an institution's own form", "/language": "keeps a choice",
    "/tell/error/{kind}/{key}": "a form", "/tell/link/{kind}/{key}": "a form", "/moderate": "has a password",
    "/vocab/": "", "/vocab/model": "", "/vocab/mapping": "", "/vocab/mapping/{name}": "",
    "/vocab/mapping/{name}/properties": "",
}  # fmt: skip
"""Addresses of pages, which are not described."""
PARTS = {
    "/static/{hash}/{path}": "parts of pages", "/favicon.ico": "", "/card/{kind}/{key}.png": "",
    "/card/site.png": "", "/robots.txt": "known by its name", "/llms.txt": "",
    "/.well-known/security.txt": "known by its name",
    "/opensearch.xml": "for browsers",
    "/indexnow-{key}.txt": "for one search engine", "/metrics": "for the networks of the site itself",
    "/api/openapi.json": "the description itself",
    "/timegate/{address}": "another way to name what is described", "/timemap/{address}": "likewise",
}  # fmt: skip
"""Addresses that are for nobody to call, or have slashes where OpenAPI knows none."""
WITHIN = "/reconcile/collection/{collection}"
"""Has all that /reconcile has."""


def plain(path: str) -> str:
    """A path whatever its parameters are called."""
    return re.sub(r"<[^<>]*>|{[^{}]*}", "{}", path)


def test_every_address_is_described_or_is_for_people(published: Flask) -> None:
    described = {plain(one.path): set() for one in CALLS}
    for one in CALLS:
        described[plain(one.path)].add(one.method.upper())
    left_out = {plain(path) for path in (*PEOPLE, *PARTS)}
    rules = {plain(rule.rule): rule.methods - {"HEAD", "OPTIONS"} for rule in published.url_map.iter_rules()}
    for path in rules:
        path = path.replace(plain(WITHIN), "/reconcile")
        assert path in described or path in left_out or plain(path) == "/.well-known/{}", path
    for path, methods in described.items():
        there = {
            m for rule in published.url_map.iter_rules() if plain(rule.rule) == path for m in rule.methods
        }
        assert methods <= there or path == "/sparql" or path.startswith("/.well-known/"), path
    assert not left_out & set(described)
    assert left_out <= set(rules), "what is left out is there"


def schemas(part: object) -> Iterator[dict[str, Any]]:
    """All that look like a schema of an object, wherever they stand."""
    for one in part.values() if isinstance(part, dict) else part if isinstance(part, list) else ():
        yield from schemas(one)
    if isinstance(part, dict) and isinstance(part.get("required"), list):
        yield part


def test_readers_are_told_what_generators_and_linters_ask_for(reader: FlaskClient) -> None:
    """That no key is needed, in which group a call is, and what each thing is that must be there."""
    told = reader.get("/api/openapi.json").json
    assert told["security"] == []
    groups = {tag["name"] for tag in told["tags"] if tag["description"]}
    operations = [operation for path in told["paths"].values() for operation in path.values()]
    assert {tag for operation in operations for tag in operation["tags"]} == groups
    assert all(len(operation["tags"]) == 1 for operation in operations)
    found = list(schemas(told["paths"]))
    assert found
    assert not [one for one in found if set(one["required"]) - one["properties"].keys()]


@pytest.fixture(scope="module")
def schema(published: Flask) -> schemathesis.BaseSchema:
    return schemathesis.openapi.from_wsgi("/api/openapi.json", published)


@pytest.mark.parametrize(
    ("path", "method"), [(one.path, one.method) for one in CALLS if one.path != "/sparql"]
)
def test_whatever_is_asked_is_answered_as_described(
    schema: schemathesis.BaseSchema, path: str, method: str
) -> None:
    operation = schema[path][method]
    described = operation.definition.raw["responses"]

    @HOUSE
    @given(case=operation.as_strategy())
    def check(case: schemathesis.Case) -> None:
        response = case.call(headers={"Accept": "*/*"})
        assert str(response.status_code) in described, (response.status_code, response.text[:300])
        if response.status_code == 200 and operation.path != "/source/{collection}/{key}":
            (media_type,) = response.headers["content-type"]
            assert media_type.partition(";")[0] in described["200"]["content"], media_type

    check()


def test_the_description_is_served_with_the_sites_own_address(reader: FlaskClient) -> None:
    made = json.loads(reader.get("/api/openapi.json").data)
    assert made["openapi"] == "3.1.0"
    assert made["servers"] == [{"url": "https://data.voorbeeldstad.example"}]
    assert {one.path for one in CALLS} - {"/sparql"} == set(made["paths"])
    names = [call["operationId"] for calls in made["paths"].values() for call in calls.values()]
    assert len(names) == len(set(names)) == len([one for one in CALLS if one.path != "/sparql"])


def test_a_version_of_the_context_stays_what_it_is(reader: FlaskClient) -> None:
    newest = reader.get("/vocab/context.jsonld")
    version = reader.get(newest.headers["Content-Location"])
    assert version.data == newest.data
    assert "immutable" in version.headers["Cache-Control"]
    assert version.headers["Access-Control-Allow-Origin"] == "*"
    assert reader.get("/vocab/context-none.jsonld").status_code == 404


@pytest.mark.parametrize(
    "path", ["/", "/about", "/api", "/search?q=x", "/dumps/", "/stories", "/guides/embed"]
)
def test_every_page_names_the_descriptions_of_data_and_calls(reader: FlaskClient, path: str) -> None:
    links = reader.get(path, headers={"Accept": "text/html"}).headers["Link"]
    for target, relation in (
        ("/.well-known/datacatalog", "describedby"),
        ("/api/openapi.json", "service-desc"),
        ("/api", "service-doc"),
        ("/inbox", "http://www.w3.org/ns/ldp#inbox"),
    ):
        assert f'<{target}>; rel="{relation}"' in links
        assert reader.get(target, headers={"Accept": "*/*"}).status_code == 200
