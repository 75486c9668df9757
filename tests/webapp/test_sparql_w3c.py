"""The W3C's tests of the SPARQL 1.1 Protocol, those that ask; updates are forbidden here."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from pyoxigraph import QueryResultsFormat, parse_query_results

from lod.site import Site
from lod.store.releases import Releases
from lod.store.sandbox.limits import Limits
from lod.store.sandbox.service import Sandbox
from tests.webapp.sample_release import BASE, Following, Opened, Remembering
from webapp.app import build
from webapp.sparql.endpoint import blueprint

FOLDER = Path(__file__).resolve().parents[2] / "../shared/standards/w3c"
PROTOCOL = json.loads((FOLDER / "protocol.json").read_text()) if FOLDER.is_dir() else []
UPDATES = {"update_dataset_default_graph", "update_dataset_default_graphs", "update_dataset_named_graphs",
           "update_dataset_full", "update_post_form", "update_post_direct", "update_base_uri"}  # fmt: skip
ASKING = [t for t in PROTOCOL if t["id"] not in UPDATES]


@pytest.fixture(scope="module")
def w3c(site: Site, release: Opened, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    """The application over the data of the W3C's protocol tests."""
    var = tmp_path_factory.mktemp("w3c") / "var"
    releases = Releases(var)
    building = releases.begin(from_current=False)
    building.store.load(path=str(FOLDER / "protocol-data.nq"))
    releases.switch(building.finish())
    with Sandbox(var, Limits(), base=BASE + "sparql", brisk=1) as running:
        yield build(site, Following(release), Remembering(), services=[blueprint(running, BASE + "sparql")])


@pytest.mark.skipif(
    not PROTOCOL, reason="the W3C's tests (../shared/standards/w3c) are not beside this checkout"
)
@pytest.mark.parametrize("case", ASKING, ids=[t["id"] for t in ASKING])
def test_the_protocol_tests_of_the_w3c(w3c: Flask, case: dict[str, Any]) -> None:
    client = w3c.test_client()
    for asked in case["requests"]:
        body = asked["body"].encode(asked["encoding"] or "utf-8") if asked["body"] is not None else b""
        path = asked["path"].replace("/sparql/", "/sparql")
        response = client.open(path, method=asked["method"], headers=asked["headers"], data=body)
        expected = asked["expect"]
        assert f"StatusCode{response.status_code // 100}xx" in expected["status"], response.text
        if expected["format"] == "boolean":
            found = parse_query_results(response.data, QueryResultsFormat.JSON)
            assert expected["boolean"] in (None, bool(found))
        elif expected["format"] == "tabular":
            assert response.mimetype == "application/sparql-results+json"
        elif expected["format"] == "RDF":
            assert response.mimetype == "text/turtle"


@pytest.mark.skipif(
    not PROTOCOL, reason="the W3C's tests (../shared/standards/w3c) are not beside this checkout"
)
def test_updates_of_the_protocol_tests_are_forbidden(w3c: Flask) -> None:
    for case in PROTOCOL:
        if case["id"] in UPDATES:
            asked = case["requests"][0]
            path = asked["path"].replace("/sparql/", "/sparql")
            response = w3c.test_client().open(
                path, method="POST", headers=asked["headers"], data=asked["body"]
            )
            assert response.status_code == 403, response.text
