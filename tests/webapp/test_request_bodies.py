"""Bodies of requests: received before the application is asked, few at a time, however slowly they come."""

from __future__ import annotations

import io
import threading
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.webapp.published_site import make
from webapp.app import create_app
from webapp.http import request_bodies
from webapp.http.request_bodies import ANSWERED, FIELDS, LARGEST, MOST, RequestBodies
from webapp.http.thread_limits import BODIES


def echo(environ: dict[str, Any], start: Any) -> Iterable[bytes]:
    body = environ["wsgi.input"].read()
    start("200 OK", [("Length", environ.get("CONTENT_LENGTH", ""))])
    return [body]


def asked(app: RequestBodies, source: Any, **environ: str) -> tuple[str, dict[str, str], bytes]:
    told: list[Any] = []
    body = b"".join(
        app({"wsgi.input": source, "REQUEST_METHOD": "POST"} | environ, lambda *said: told.extend(said))
    )
    return told[0][:3], dict(told[1]), body


CHUNKED = {"HTTP_TRANSFER_ENCODING": "chunked"}
JSON = {"CONTENT_TYPE": "application/json"}


class Slow(io.RawIOBase):
    """A body that comes when it is let."""

    def __init__(self) -> None:
        self.go = threading.Event()
        self.waited_for = threading.Event()

    def read(self, size: int = -1) -> bytes:
        self.waited_for.set()
        self.go.wait()
        return b""


@given(st.binary(max_size=300_000), st.booleans())
def test_a_body_is_handed_over_as_it_came(body: bytes, told: bool) -> None:
    length = {"CONTENT_LENGTH": str(len(body))} if told else CHUNKED | JSON
    status, headers, found = asked(RequestBodies(echo), io.BytesIO(body), **length)
    assert (status, headers["Length"], found) == ("200", str(len(body)), body)


def test_those_who_send_slowly_leave_threads_for_others() -> None:
    app = RequestBodies(echo)
    slow = [Slow() for _ in range(BODIES)]
    threads = [
        threading.Thread(target=asked, args=(app, one), kwargs={"CONTENT_LENGTH": "9"}) for one in slow
    ]
    for thread, one in zip(threads, slow, strict=True):
        thread.start()
        assert one.waited_for.wait(120)
    status, headers, _ = asked(app, io.BytesIO(b"ASK {}"), CONTENT_LENGTH="6")
    assert (status, headers["Retry-After"], headers["Cache-Control"]) == ("503", "5", "no-store")
    assert asked(app, io.BytesIO())[0] == "200", "a request without a body is not in their line"
    for one in slow:
        one.go.set()
    for thread in threads:
        thread.join()
    assert asked(app, io.BytesIO(b"ASK {}"), CONTENT_LENGTH="6")[2] == b"ASK {}"


def test_one_who_sends_slowly_leaves_places_to_others() -> None:
    app = RequestBodies(echo)
    one, other = {"REMOTE_ADDR": "203.0.113.9"}, {"REMOTE_ADDR": "203.0.113.8"}
    slow = [Slow() for _ in range(BODIES // 2)]
    threads = [
        threading.Thread(target=asked, args=(app, body), kwargs={"CONTENT_LENGTH": "9"} | one)
        for body in slow
    ]
    for thread, body in zip(threads, slow, strict=True):
        thread.start()
        assert body.waited_for.wait(120)
    meanwhile = [asked(app, io.BytesIO(b"ASK {}"), CONTENT_LENGTH="6", **each)[0] for each in (one, other)]
    for body in slow:
        body.go.set()
    for thread in threads:
        thread.join()
    assert meanwhile == ["503", "200"]
    assert asked(app, io.BytesIO(b"ASK {}"), CONTENT_LENGTH="6", **one)[2] == b"ASK {}"


@pytest.mark.parametrize("told", [True, False])
def test_of_a_body_that_is_too_large_only_as_much_is_kept_as_shows_that(told: bool) -> None:
    body = io.BytesIO(bytes(LARGEST + 1_000_000))
    length = {"CONTENT_LENGTH": str(LARGEST + 1_000_000)} if told else CHUNKED
    _, headers, found = asked(RequestBodies(echo), body, **length)
    assert body.read() == b"", "it is read to its end, so that its client hears why it is refused"
    assert LARGEST < len(found) < LARGEST + 100_000
    assert int(headers["Length"]) > LARGEST


@pytest.mark.parametrize("length", [str(MOST + 1), "9" * 30])
def test_what_is_far_too_large_is_not_read(length: str) -> None:
    body = io.BytesIO(b"x")
    assert asked(RequestBodies(echo), body, CONTENT_LENGTH=length)[0] == "413"
    assert body.tell() == 0


def test_a_client_that_goes_away_loses_no_place() -> None:
    class Gone(io.RawIOBase):
        def read(self, size: int = -1) -> bytes:
            raise ConnectionResetError

    app = RequestBodies(echo)
    for _ in range(2 * BODIES):
        assert asked(app, Gone(), CONTENT_LENGTH="9")[0] == "400"


def test_a_body_as_long_as_may_be_is_taken_and_one_byte_more_is_not(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(request_bodies, "MOST", 9)
    monkeypatch.setattr(request_bodies, "LARGEST", 5)
    for length, status in ((9, "200"), (10, "413")):
        assert asked(RequestBodies(echo), io.BytesIO(bytes(12)), CONTENT_LENGTH=str(length))[0] == status
    for length, status in ((5, "411"), (6, "200")):  # the application refuses what is too large itself
        assert asked(RequestBodies(echo), io.BytesIO(bytes(length)), **CHUNKED)[0] == status


@pytest.mark.parametrize("body", [b"", b"ASK {", b"ASK {}"])
def test_a_body_that_was_cut_off_is_not_taken_for_a_whole_one(body: bytes) -> None:
    assert asked(RequestBodies(echo), io.BytesIO(body), CONTENT_LENGTH="7")[0] == "400"
    assert asked(RequestBodies(echo), io.BytesIO(body + b"x" * 9), CONTENT_LENGTH="7")[0] == "200"


@pytest.mark.parametrize(
    ("coding", "status"),
    [
        ({"HTTP_CONTENT_ENCODING": "gzip", "CONTENT_LENGTH": "6"}, "415"),
        ({"HTTP_CONTENT_ENCODING": "gzip", "CONTENT_LENGTH": "1"}, "415"),
        ({"HTTP_CONTENT_ENCODING": "gzip", **CHUNKED, **JSON}, "415"),
        ({"HTTP_CONTENT_ENCODING": "gzip", "CONTENT_LENGTH": "0"}, "200"),
        ({"HTTP_CONTENT_ENCODING": "Identity", "CONTENT_LENGTH": "6"}, "200"),
        ({"HTTP_TRANSFER_ENCODING": "Chunked", **JSON}, "200"),
        ({"HTTP_TRANSFER_ENCODING": "gzip, chunked", **JSON}, "501"),
        ({"HTTP_TRANSFER_ENCODING": "chunked, chunked", **JSON}, "501"),
    ],
)
def test_a_body_in_a_coding_is_not_taken_for_what_is_in_it(coding: dict[str, str], status: str) -> None:
    told, headers, _ = asked(RequestBodies(echo), io.BytesIO(b"ASK {}"), **coding)
    assert (told, headers.get("Accept-Encoding")) == (status, "identity" if status == "415" else None)


@pytest.mark.parametrize(
    ("media_type", "status"),
    [
        ("application/json", "200"),
        ("Application/LD+JSON; charset=utf-8", "200"),
        ("application/x-www-form-urlencoded", "411"),
        ("application/sparql-query", "411"),
        ("text/turtle", "411"),
        ("application/jsonl", "411"),
        ("text/plain; x=application/json", "411"),
        ("", "411"),
    ],
)
def test_a_body_in_chunks_is_taken_where_half_of_it_would_be_nothing(media_type: str, status: str) -> None:
    chunks = CHUNKED | {"CONTENT_TYPE": media_type}
    for address, expected in (("/inbox", status), ("/a/sparql", status), ("/sparql", "200")):
        assert asked(RequestBodies(echo), io.BytesIO(b"{}"), **chunks, PATH_INFO=address)[0] == expected
    assert asked(RequestBodies(echo, "/a/"), io.BytesIO(b"{}"), **chunks, PATH_INFO="/a/sparql")[0] == "200"
    read = {"REQUEST_METHOD": "GET", "CONTENT_TYPE": media_type}
    assert asked(RequestBodies(echo), io.BytesIO(b"{}"), **CHUNKED, **read)[0] == "200", (
        "a body means nothing"
    )


@pytest.mark.parametrize("length", ["0", "2", "3"])
def test_a_body_whose_end_is_said_twice_is_refused(length: str) -> None:
    body = io.BytesIO(b"{}")
    status, headers, _ = asked(RequestBodies(echo), body, CONTENT_LENGTH=length, **CHUNKED, **JSON)
    assert (status, headers["Connection"], body.tell()) == ("400", "close", 0)


def test_a_form_of_very_many_fields_is_refused_before_it_is_taken_apart() -> None:
    form = "application/x-www-form-urlencoded; charset=utf-8"
    for fields, status in ((FIELDS, "200"), (FIELDS + 1, "413"), (3 * FIELDS, "413")):
        body = b"&".join([b"a=1"] * fields)
        environ = {"CONTENT_TYPE": form, "CONTENT_LENGTH": str(len(body))}
        assert asked(RequestBodies(echo), io.BytesIO(body), **environ)[0] == status
        assert asked(RequestBodies(echo), io.BytesIO(body), CONTENT_LENGTH=str(len(body)))[0] == "200"


def test_every_address_that_only_answers_is_there(tmp_path: Path) -> None:
    """Of one misspelled, a body without a length would be refused."""
    app = create_app(make(tmp_path / "site"), tmp_path / "sandbox")
    rules = {rule.rule[1:] for rule in app.url_map.iter_rules()}
    assert set(ANSWERED) - rules == {"sparql"}, "which is answered before Flask; others post to it"


@pytest.mark.parametrize("method", ["GET", "HEAD", "OPTIONS"])
def test_a_body_that_means_nothing_may_be_half(method: str) -> None:
    assert asked(RequestBodies(echo), io.BytesIO(b"half"), REQUEST_METHOD=method, **CHUNKED)[0] == "200"


@pytest.mark.parametrize("length", ["\xb2", "\u0666", "-1", "1e3", "+5", "0x5"])
def test_a_length_that_is_no_number_is_none(length: str) -> None:
    """Python takes digits of all scripts for digits, and a square for one that is no number."""
    status, _, body = asked(RequestBodies(echo), io.BytesIO(b"ASK {}"), CONTENT_LENGTH=length)
    assert (status, body) == ("200", b"ASK {}"), "as the application is given it, with nothing received"
