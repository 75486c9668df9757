"""The description of the API is true: what it lists is there, and answers as it says, whatever is asked."""

from __future__ import annotations

import json

import pytest
import schemathesis
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import HealthCheck, given, settings

from webapp.openapi import CALLS

HOUSE = settings(max_examples=8, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))


@pytest.mark.parametrize("path", [one.path for one in CALLS if one.path != "/sparql"])
def test_whatever_is_asked_is_answered_as_described(published: Flask, path: str) -> None:
    schema = schemathesis.openapi.from_wsgi("/api/openapi.json", published)
    operation = schema[path]["GET"]
    described = operation.definition.raw["responses"]

    @HOUSE
    @given(case=operation.as_strategy())
    def check(case: schemathesis.Case) -> None:
        response = case.call(headers={"Accept": "*/*"})
        assert str(response.status_code) in described, response.status_code
        if response.status_code == 200 and operation.path != "/source/{collection}/{key}":
            (media_type,) = response.headers["content-type"]
            assert media_type.partition(";")[0] in described["200"]["content"], media_type

    check()


def test_the_description_is_served_with_the_sites_own_address(reader: FlaskClient) -> None:
    made = json.loads(reader.get("/api/openapi.json").data)
    assert made["openapi"] == "3.1.0"
    assert made["servers"] == [{"url": "https://data.voorbeeldstad.example"}]
    assert {one.path for one in CALLS} - {"/sparql"} == set(made["paths"])
    names = [call["get"]["operationId"] for call in made["paths"].values()]
    assert len(names) == len(set(names))


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
