"""What clients of the endpoint do that the protocol does not foresee, and what they mean by it."""

from __future__ import annotations

from io import BytesIO
from typing import Any

import pytest
from pyoxigraph import Store

from lod.store.sandbox.client_quotas import ClientQuotas
from lod.store.sandbox.inline_queries import LocalRelease
from tests.webapp.sample_release import BASE
from tests.webapp.test_sparql_response_cache import Engine
from webapp.http.negotiation import LONGEST, NothingFits, choose
from webapp.http.responses import PREFLIGHT
from webapp.sparql import parameters
from webapp.sparql.endpoint import Endpoint, Here
from webapp.sparql.errors import Refusal
from webapp.sparql.fast_path import EndpointMiddleware


class Asking:
    """Sends requests to the endpoint as it stands before an application that knows nothing."""

    def __init__(self) -> None:
        engine, here = Engine(), Here(LocalRelease(Store(), 1))
        endpoint = Endpoint(engine, ClientQuotas(engine.limits), BASE + "sparql", open_here=lambda: here)
        self._front = EndpointMiddleware(lambda environ, start: [b"none"], "/sparql", endpoint)

    def __call__(self, path: str, query: str, method: str = "GET") -> tuple[str, dict[str, str]]:
        told: list[Any] = []
        asked = {"REQUEST_METHOD": method, "PATH_INFO": path, "QUERY_STRING": query, "wsgi.input": BytesIO()}
        b"".join(self._front(asked, lambda status, headers, *_: told.append((status, dict(headers)))))  # type: ignore[arg-type,return-value]
        status, headers = told[0]
        return status, headers


@pytest.mark.parametrize("method", ["GET", "HEAD", "POST"])
def test_a_slash_at_the_end_leads_to_the_endpoint(method: str) -> None:
    status, headers = Asking()("/sparql/", "query=ASK%7B%7D", method)
    assert status.startswith("308 ")
    assert headers["Location"] == "/sparql?query=ASK%7B%7D"
    assert headers["Access-Control-Allow-Origin"] == "*"
    assert Asking()("/sparql/", "")[1]["Location"] == "/sparql"


def test_a_script_of_another_site_may_ask_with_a_slash_too() -> None:
    status, headers = Asking()("/sparql/", "", "OPTIONS")
    assert status.startswith("204 ")
    assert "*" in headers["Access-Control-Allow-Headers"]


def test_a_graph_without_a_name_is_none() -> None:
    asked = parameters.read(
        {"REQUEST_METHOD": "GET", "QUERY_STRING": "default-graph-uri=&query=ASK%7B%7D&named-graph-uri="}
    )
    assert asked is not None
    assert asked.default_graphs == asked.named_graphs == ()


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_a_mark_that_was_copied_with_a_query_is_no_part_of_it(method: str) -> None:
    query = "query=%EF%BB%BFASK%7B%7D"
    asked = {"REQUEST_METHOD": method, "QUERY_STRING": query if method == "GET" else ""}
    body = {
        "wsgi.input": BytesIO(query.encode()),
        "CONTENT_LENGTH": str(len(query)),
        "CONTENT_TYPE": parameters.FORM,
    }
    found = parameters.read(asked | body)
    assert found is not None
    assert found.query == "ASK{}"


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_a_query_in_another_encoding_is_refused_and_not_read_as_something_else(method: str) -> None:
    query = "query=ASK%7B%3Fs+%3Fp+%22caf%E9%22%7D&other=%E9"
    asked = {"REQUEST_METHOD": method, "QUERY_STRING": query if method == "GET" else ""}
    body = {
        "wsgi.input": BytesIO(query.encode()),
        "CONTENT_LENGTH": str(len(query)),
        "CONTENT_TYPE": parameters.FORM,
    }
    with pytest.raises(Refusal, match="the query is not UTF-8") as refused:
        parameters.read(asked | body)
    assert refused.value.status == 400
    assert parameters.read({"REQUEST_METHOD": "GET", "QUERY_STRING": "query=ASK%7B%7D&other=%E9"})


def test_scripts_of_other_sites_may_send_any_header() -> None:
    allowed = PREFLIGHT["Access-Control-Allow-Headers"].split(", ")
    assert {"*", "Authorization", "Content-Type"} <= {*allowed}


def test_half_a_media_type_at_the_end_of_what_is_read_is_none() -> None:
    accept = "image/png," + " " * (LONGEST - 19) + "text/html;q=0"
    assert accept[:LONGEST].endswith("text/html"), "cut off before q=0"
    with pytest.raises(NothingFits):
        choose(accept)
