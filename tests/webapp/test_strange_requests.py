"""Whatever is asked, in whatever way, is answered, and never with a fault of ours."""

import string

from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.hypothesis_profiles import tries

SETTINGS = settings(
    max_examples=tries(60), deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
KINDS = st.sampled_from(["instance", "agent", "item", "x", "collection", "", "%2e"])
KEYS = st.one_of(
    st.sampled_from(["boeken-001", "boeken-666", "weg", "verhuisd", "veelschrijver", "boeken"]), st.text()
)
ENDS = st.sampled_from(["", ".ttl", ".json", ".html", ".exe", "/"])
QUERIES = st.one_of(
    st.sampled_from(["", "list=made", "list=made&page=2", "lang=en&lang=%00", "q=%ff"]), st.text()
)
ROOMS = st.sampled_from(["/doc/", "/id/", "/source/", "/static/", "/sitemaps/", "/vocab/", "/"])
HEADER = st.text(st.characters(min_codepoint=32, max_codepoint=255), max_size=60)


def printable(text: str) -> str:
    """What a server lets through as the value of a header."""
    return "".join(c for c in text if c.isprintable()).encode("latin-1", "ignore").decode("latin-1")


@SETTINGS
@given(ROOMS, KINDS, KEYS, ENDS, QUERIES, HEADER, HEADER)
def test_no_address_and_no_header_makes_a_fault(
    app: Flask, room: str, kind: str, key: str, end: str, query: str, accept: str, language: str
) -> None:
    headers = {
        "Accept": printable(accept),
        "Accept-Language": printable(language),
        "If-None-Match": printable(accept),
        "Cookie": printable("lang=" + key),
    }
    asked = {
        "PATH_INFO": f"{room}{kind}/{key}{end}".encode("utf-8", "replace").decode("latin-1"),
        "QUERY_STRING": query.encode("utf-8", "replace").decode("latin-1"),
    }
    answer = app.test_client(use_cookies=False).get("/", headers=headers, environ_overrides=asked)
    assert answer.status_code < 500
    assert all("\n" not in value and "\r" not in value for value in answer.headers.values())


@SETTINGS
@given(st.text(), st.text(), st.sampled_from(["GET", "POST", "PUT", "DELETE", "TRACE", "OPTIONS", "BREW"]))
def test_no_form_and_no_method_makes_a_fault(app: Flask, lang: str, next_page: str, method: str) -> None:
    client = app.test_client(use_cookies=False)
    answer = client.open("/language", method=method, data={"lang": lang, "next": next_page})
    assert answer.status_code < 500
    location = answer.headers.get("Location", "/")
    assert location.startswith("/")
    assert not location.startswith("//")


@SETTINGS
@given(st.text(string.printable, max_size=80))
def test_conditional_headers_may_be_nonsense(app: Flask, value: str) -> None:
    clean = printable(value)
    headers = {"If-None-Match": clean, "If-Modified-Since": clean, "Range": clean, "Accept-Encoding": clean}
    answer = app.test_client().get("/doc/instance/boeken-001.ttl", headers=headers)
    assert answer.status_code in (200, 304)
