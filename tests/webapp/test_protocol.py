"""What HTTP wants of every request and of its conditions, at every kind of address."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask, Response
from flask.testing import FlaskClient
from werkzeug.test import EnvironBuilder, run_wsgi_app

from webapp.http.protocol import Protocol
from webapp.http.responses import compress

DESCRIPTION = "/doc/object/museum-MVS-0001"
ADDRESSES = ("/", DESCRIPTION, f"{DESCRIPTION}.ttl", "/dumps/all.nt.gz", "/changes.atom", "/robots.txt")
OLD, NEW = "Sat, 01 Jan 2000 00:00:00 GMT", "Fri, 01 Jan 2100 00:00:00 GMT"


@pytest.mark.parametrize("method", ["GET", "HEAD"])
@pytest.mark.parametrize("path", ADDRESSES)
def test_who_goes_by_another_version_is_told_so(reader: FlaskClient, path: str, method: str) -> None:
    tag = reader.get(path).headers["ETag"]
    for again in range(2):  # the second answer comes from the cache
        for headers, status in (
            ({"If-Match": '"other"'}, 412),
            ({"If-Match": f'"other", {tag}'}, 200),
            ({"If-Match": "*"}, 200),
            ({"If-Match": f"W/{tag}"}, 412),  # compared by every byte (RFC 9110 § 13.1.1)
            ({"If-Match": '"other"', "If-None-Match": tag}, 412),
            ({"If-Match": tag, "If-None-Match": tag}, 304),
            ({"If-Match": tag, "If-Unmodified-Since": OLD}, 200),
            ({"If-Unmodified-Since": NEW}, 200),
            ({"If-Unmodified-Since": "yesterday"}, 200),
        ):
            answer = reader.open(path, method=method, headers=headers)
            assert answer.status_code == status, (again, headers)
            assert "Content-Security-Policy" in answer.headers or status == 304 or "gz" in path


@pytest.mark.parametrize("path", [f"{DESCRIPTION}.ttl", "/dumps/all.nt.gz"])
def test_a_date_is_held_against_the_last_change(reader: FlaskClient, path: str) -> None:
    changed = reader.get(path).headers["Last-Modified"]
    assert reader.get(path, headers={"If-Unmodified-Since": OLD}).status_code == 412
    assert reader.get(path, headers={"If-Unmodified-Since": changed}).status_code == 200


def test_a_part_of_another_version_is_not_sent(reader: FlaskClient) -> None:
    asked = {"Range": "bytes=0-9", "If-Match": '"other"'}
    assert reader.get("/dumps/all.nt.gz", headers=asked).status_code == 412
    tag = reader.get("/dumps/all.nt.gz").headers["ETag"]
    assert reader.get("/dumps/all.nt.gz", headers={**asked, "If-Match": tag}).status_code == 206


@pytest.mark.parametrize("path", ["/nergens", "/id/object/museum-MVS-0001"])
def test_what_is_not_given_has_no_condition(reader: FlaskClient, path: str) -> None:
    plain = reader.get(path).status_code
    assert reader.get(path, headers={"If-Match": '"other"'}).status_code == plain


def test_what_is_sent_has_no_condition(reader: FlaskClient) -> None:
    form = {"queries": '{"q": {"query": "molen"}}'}
    answer = reader.post("/reconcile", data=form, headers={"If-Match": '"other"', "If-Unmodified-Since": OLD})
    assert answer.status_code == 200


class Given(list[bytes]):
    """A body that tells whether it was closed: what it was read from is let go of then."""

    closed = False

    def close(self) -> None:
        self.closed = True


@pytest.mark.parametrize(
    ("tag", "wanted", "status"),
    [
        ('"a"', '"a"', 200),
        ('W/"a"', '"a"', 412),  # compared by every byte: what may differ in some is never the same
        ('W/"a"', 'W/"a"', 412),
        ("", '"a"', 412),
        ("", "*", 200),
    ],
)
def test_a_tag_is_held_against_the_one_that_is_named_by_every_byte(
    tag: str, wanted: str, status: int
) -> None:
    given = Given([b"body"])

    def app(environ: dict[str, object], start: Callable[..., object]) -> Given:
        start("200 OK", [("ETag", tag)] if tag else [])
        return given

    asked = EnvironBuilder(headers={"If-Match": wanted}).get_environ()
    body, line, _ = run_wsgi_app(Protocol(app), asked, buffered=True)
    assert int(line[:3]) == status
    assert (b"".join(body) == b"body") == (status == 200)
    assert given.closed, "also when another answer is given in its place"


@pytest.mark.parametrize("host", ["a,b", "a.example, b.example", "a b", "a/b", "u@a", "a:b", "[::1"])
def test_two_hosts_and_what_is_none_are_refused(reader: FlaskClient, host: str) -> None:
    assert reader.get("/about", headers={"Host": host}).status_code == 400


@pytest.mark.parametrize("host", ["[::::1]", "[1.2.3.4]:80", "[12345::]"])
@pytest.mark.parametrize("path", ["/about", "/vocab"])
def test_what_looks_like_an_address_of_ipv6_and_is_none_is_refused(
    reader: FlaskClient, path: str, host: str
) -> None:
    """/vocab leads to /vocab/: routing takes the host apart for that, as Flask's own client does."""
    asked = {**EnvironBuilder(path).get_environ(), "HTTP_HOST": host}
    assert run_wsgi_app(reader.application, asked)[1].startswith("400")


@pytest.mark.parametrize(
    "host", ["data.example.org", "localhost:8000", "[::1]:8000", "10.0.0.1", "a-b.example."]
)
def test_hosts_of_all_kinds_are_answered(reader: FlaskClient, host: str) -> None:
    assert reader.get("/about", headers={"Host": host}).status_code == 200


def test_only_http_1_0_has_no_host(reader: FlaskClient) -> None:
    for version, status in (("HTTP/1.0", 200), ("HTTP/1.1", 400)):
        asked = {"HTTP_HOST": "", "SERVER_PROTOCOL": version}
        assert reader.get("/about", environ_overrides=asked).status_code == status


def test_methods_are_told_apart_by_case(reader: FlaskClient) -> None:
    """Flask takes "post" for POST, but the count of what a client tells did not."""
    for path in ("/inbox", "/q", "/about"):
        answer = reader.open(path, environ_overrides={"REQUEST_METHOD": "post"})
        assert (answer.status_code, answer.content_type) == (400, "text/plain; charset=utf-8")


@pytest.mark.parametrize("method", ["TRACE", "CONNECT", "BREW", "PROPFIND", "PUT", "DELETE"])
@pytest.mark.parametrize("path", [*ADDRESSES, "/sparql", "/search"])
def test_other_methods_are_refused_with_those_that_there_are(
    reader: FlaskClient, path: str, method: str
) -> None:
    answer = reader.open(path, method=method)
    assert answer.status_code in (404, 405)
    assert answer.status_code == 404 or "GET" in answer.headers["Allow"]
    assert answer.headers["X-Content-Type-Options"] == "nosniff"


def test_a_question_to_the_server_itself_is_answered(reader: FlaskClient) -> None:
    answer = reader.open("/", method="OPTIONS", environ_overrides={"PATH_INFO": "*"})
    assert answer.status_code == 204
    assert "POST" in answer.headers["Allow"]


@pytest.mark.parametrize(
    ("answer", "coding"),
    [
        (Response(b"x" * 5_000, content_type="text/html"), "gzip"),
        (Response(b"x" * 5_000, content_type="image/png"), None),
        (Response(b"x" * 5_000, content_type="text/html", headers={"ETag": '"of these bytes"'}), None),
        (Response(b"x", content_type="text/html"), None),
    ],
)
def test_long_text_without_a_tag_is_compressed_as_it_goes_out(
    app: Flask, answer: Response, coding: str | None
) -> None:
    with app.test_request_context(headers={"Accept-Encoding": "gzip"}):
        compress(answer)
    assert answer.headers.get("Content-Encoding") == coding


def test_a_page_that_is_not_of_a_release_says_no_date_of_change(reader: FlaskClient) -> None:
    assert "Last-Modified" not in reader.get("/stories").headers
