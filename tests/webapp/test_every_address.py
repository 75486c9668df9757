"""Every address that the application has, asked in any way: never a fault of ours, never a broken header."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote_from_bytes

import pytest
from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from werkzeug.test import TestResponse

from tests.hypothesis_profiles import tries
from webapp.http.responses import SECURITY

ANNOUNCED = {501, 503}
"""501 is what oEmbed wants for a format that we do not write; 503 says that something is not there now."""
MARKUP = {"text/html", "application/xhtml+xml", "application/xml", "text/xml", "image/svg+xml"}
"""What a browser reads as a page; nothing else is, for each answer forbids to guess (nosniff)."""
HOSTILE = [
    "../../etc/passwd", "..%2f", "%00", "%0d%0aX-Pwn: 1", "<script>alert(1)</script>", '"><img src=x>', "٣",
    "-1", "0", "99999999999999999999", "1e999", "nan", "\ud800".encode("utf-8", "surrogatepass"), b"\xff\xfe",
    "a" * 300, "*" * 200, '"' * 50, "(" * 200, "AND OR NOT", "title:(", "//evil.example/", "http://[", "{",
    "[" * 500,
    "http://169.254.169.254/", "museum", "leeszaal", "instance", "collection", "en", "atom", "json", "csv",
]  # fmt: skip
VALUE = st.one_of(st.sampled_from(HOSTILE), st.text(max_size=20), st.binary(max_size=12))
NAME = st.sampled_from(
    ["q", "lang", "page", "list", "format", "from", "to", "sort", "kind", "uri", "url", "maxwidth", "next",
     "at", "queries", "query", "extend", "callback", "id", "prefix", "cursor", "type", "limit", "verb",
     "identifier", "metadataPrefix", "resumptionToken", "set", "until", "library", "profile", "collection"]
)  # fmt: skip
HEADER = st.sampled_from(
    ["Accept", "Accept-Language", "Accept-Encoding", "Accept-Profile", "Cookie", "Host", "If-None-Match",
     "If-Modified-Since", "If-Range", "Range", "Referer", "User-Agent", "X-Forwarded-For", "X-Forwarded-Host",
     "X-Request-Id", "Origin", "Content-Type", "Authorization"]
)  # fmt: skip
LINE = st.one_of(
    st.sampled_from(
        ['lang="\\377"; library==;', "bytes=0-,1-", "text/html;q=x", "*/*;q=1e9", "W/,", "[::", "\t"]
    ),
    st.text(st.characters(min_codepoint=32, max_codepoint=255), max_size=30),
)


def spelled(value: str | bytes) -> str:
    """A value as it stands in an address."""
    return quote_from_bytes(value if isinstance(value, bytes) else value.encode("utf-8", "surrogatepass"))


@pytest.fixture(scope="module")
def rules(published: Flask) -> list[Any]:
    """All addresses that can be read."""
    return sorted((r for r in published.url_map.iter_rules() if "GET" in (r.methods or ())), key=str)


def assert_locked(answer: TestResponse, asked: str) -> None:
    """An answer says what a browser may do with it, whatever it is; only previews may stand in frames."""
    policy = answer.headers["Content-Security-Policy"]
    for name, value in SECURITY:
        if name != "X-Frame-Options" or "frame-ancestors *" not in policy:
            assert answer.headers[name] == value, (asked, name)
    assert policy.startswith("default-src 'none'"), asked
    assert answer.mimetype == "text/html" or "sandbox" in policy, asked
    assert "frame-ancestors *" not in policy or "/preview" in asked, asked


@pytest.mark.parametrize("method", ["GET", "HEAD", "POST", "PUT", "OPTIONS", "TRACE"])
def test_every_kind_of_address_says_what_a_browser_may_do(
    published: Flask, rules: list[Any], method: str
) -> None:
    client = published.test_client(use_cookies=False)
    for rule in rules:
        for value in ("x", "instance", "all.nt.gz"):
            path = "".join(value if arg else text for arg, text in rule._trace[1:]).replace("|", "")
            assert_locked(client.open(path, method=method), path)


@settings(max_examples=tries(80), deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.data())
def test_no_address_that_there_is_makes_a_fault(
    published: Flask, rules: list[Any], data: st.DataObject
) -> None:
    rule = data.draw(st.sampled_from(rules))
    path = "".join(spelled(data.draw(VALUE)) if arg else text for arg, text in rule._trace[1:])
    query = data.draw(st.lists(st.tuples(NAME, VALUE), max_size=4))
    headers = data.draw(st.dictionaries(HEADER, LINE, max_size=4))
    asked = f"{path.replace('|', '')}?{'&'.join(f'{name}={spelled(value)}' for name, value in query)}"
    answer = published.test_client(use_cookies=False).get(asked, headers=headers)
    assert answer.status_code < 500 or answer.status_code in ANNOUNCED, asked
    assert b"<script>alert" not in answer.data or answer.mimetype not in MARKUP, asked
    assert_locked(answer, asked)
    for name, value in answer.headers:
        assert value.isprintable(), (asked, name)
    assert not answer.headers.get("Location", "/").startswith("//"), asked
    answer.close()
