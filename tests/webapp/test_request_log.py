"""Each request has an id, is counted in a class of its own, and logged when the site wants that."""

from __future__ import annotations

import json
import logging
import re
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from lod.site import Serving, Site
from tests.webapp.sample_release import Following, Opened, Remembering
from webapp.app import build
from webapp.http.logs import REQUEST, REQUESTS, Json
from webapp.http.metrics import Metrics
from webapp.http.request_log import OUTCOME, RequestLog


@pytest.fixture
def fresh(site: Site, release: Opened) -> Flask:
    """An application that has counted nothing yet."""
    return build(site, Following(release), Remembering())


@pytest.fixture
def visitor(fresh: Flask) -> FlaskClient:
    return fresh.test_client(use_cookies=False)


def numbers(client: FlaskClient) -> dict[str, float]:
    """What /metrics says, by name and labels."""
    answer = client.get("/metrics")
    assert answer.status_code == 200
    assert answer.content_type.startswith("text/plain; version=0.0.4")
    rows = [line.rpartition(" ") for line in answer.text.splitlines() if not line.startswith("#")]
    return {name: float(value) for name, _, value in rows}


def test_requests_are_counted_by_class_and_status(visitor: FlaskClient) -> None:
    visitor.get("/", buffered=True)
    visitor.get("/doc/instance/boeken-001.ttl", buffered=True)
    visitor.get("/doc/instance/boeken-001.ttl", buffered=True)  # from the cache
    visitor.get("/doc/instance/nothing", buffered=True)
    visitor.get("/id/instance/boeken-001", buffered=True)
    found = numbers(visitor)

    def count(route: str, status: int) -> float:
        return found[f'lod_requests_total{{method="GET",route="{route}",status="{status}"}}']

    assert (count("home", 200), count("doc", 200), count("doc", 404), count("id", 303)) == (1, 2, 1, 1)
    assert found['lod_request_seconds_count{route="doc"}'] == 3
    assert found['lod_request_seconds_bucket{le="+Inf",route="doc"}'] == 3


def test_the_release_is_among_the_numbers(visitor: FlaskClient) -> None:
    found = numbers(visitor)
    assert (found["lod_up"], found["lod_release"]) == (1, 12)
    assert found["lod_release_created_timestamp_seconds"] == 1_795_165_200
    assert found["lod_release_age_seconds"] >= 0
    assert found['lod_things{kind="instance"}'] == 513
    assert found['lod_records{collection="haven"}'] == 2


def test_whatever_is_asked_makes_few_names(visitor: FlaskClient) -> None:
    for n in range(30):
        visitor.get(f"/nonsense-{n}/x", buffered=True)
        visitor.open(f"/doc/x-{n}", method=f"BREW{n}", buffered=True)
    rows = [name for name in numbers(visitor) if name.startswith("lod_requests_total")]
    assert len(rows) <= 3
    assert any('route="other"' in row for row in rows)


@pytest.mark.parametrize(
    ("networks", "peer", "forwarded", "status"),
    [
        (("127.0.0.0/8",), "127.0.0.1", "", 200),
        (("127.0.0.0/8",), "127.0.0.1", "203.0.113.9", 404),
        (("127.0.0.0/8",), "127.0.0.1", "203.0.113.9:51234", 404),
        (("127.0.0.0/8",), "127.0.0.1", "unknown", 404),
        (("127.0.0.0/8",), "127.0.0.1", "203.0.113.9, 127.0.0.1", 404),  # nginx before Varnish
        (("127.0.0.0/8",), "127.0.0.1", "127.0.0.1, ::1", 200),
        (("127.0.0.0/8",), "203.0.113.9", "127.0.0.1", 404),
        (("203.0.113.0/24",), "203.0.113.9", "", 200),
        (("2001:db8::/32",), "2001:db8::1", "", 200),
        (("2001:db8::/32",), "nonsense", "", 404),
        ((), "127.0.0.1", "", 404),
    ],
)
def test_only_clients_of_the_networks_named_see_them(
    site: Site, release: Opened, networks: tuple[str, ...], peer: str, forwarded: str, status: int
) -> None:
    app = build(replace(site, serve=Serving(networks)), Following(release), Remembering())
    headers = {"X-Forwarded-For": forwarded} if forwarded else {}
    answer = app.test_client().get("/metrics", headers=headers, environ_base={"REMOTE_ADDR": peer})
    assert answer.status_code == status


@pytest.mark.parametrize(
    ("headers", "protocol", "status"),
    [
        ({"Host": "127.0.0.1:8000"}, "HTTP/1.1", 200),
        ({"Host": "data.example.org:8000"}, "HTTP/1.1", 200),
        ({"Host": "data.example.org"}, "HTTP/1.1", 404),
        ({"Host": "127.0.0.1:8000"}, "HTTP/1.0", 404),
        ({"Host": "lod", "Via": "1.1 varnish"}, "HTTP/1.1", 404),
        ({"Host": "lod", "X-Real-IP": "203.0.113.9"}, "HTTP/1.1", 404),
        ({"Host": "lod", "X-Forwarded-Proto": "https"}, "HTTP/1.1", 404),
        ({"Host": "lod", "X-Forwarded-Proto": "https", "X-Forwarded-For": "127.0.0.1"}, "HTTP/1.1", 200),
    ],
)
def test_who_comes_through_a_proxy_that_names_nobody_does_not_see_them(
    site: Site, release: Opened, headers: dict[str, str], protocol: str, status: int
) -> None:
    """For the proxy is on this machine, and whoever it asks for would be taken for it."""
    public = replace(site, base="https://data.example.org/", serve=Serving(("127.0.0.0/8",)))
    app = build(public, Following(release), Remembering())
    asked = {"REMOTE_ADDR": "127.0.0.1", "SERVER_PROTOCOL": protocol}
    answer = app.test_client().get("/metrics", headers=headers, environ_overrides=asked)
    assert answer.status_code == status


def test_a_harmless_id_is_kept_and_any_other_replaced(visitor: FlaskClient) -> None:
    def given(id: str) -> str:
        return visitor.get("/status", headers={"X-Request-Id": id}, buffered=True).headers["X-Request-Id"]

    assert given("proxy-1234.a_b") == "proxy-1234.a_b"
    for bad in ("short", "x" * 65, "with space", "<script>alert(1)</script>", 'a"bcdefgh', "ünïcödé-x"):
        assert re.fullmatch("[0-9a-f]{16}", given(bad))
    assert given("") != given("")
    answers = [
        visitor.get("/doc/instance/boeken-001.ttl", buffered=True).headers.getlist("X-Request-Id")
        for _ in range(2)
    ]
    assert [len(ids) for ids in answers] == [1, 1]
    assert answers[0] != answers[1]


def test_a_log_line_is_one_json_object_with_the_id_and_without_what_was_searched(
    visitor: FlaskClient, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.INFO, REQUESTS):
        visitor.get("/search?q=private", headers={"X-Request-Id": "proxy-1234"}, buffered=True)
    (record,) = [one for one in caplog.records if one.name == REQUESTS]
    line = Json().format(record)
    assert "\n" not in line
    assert "private" not in line
    told = json.loads(line)
    assert told["request"] == "proxy-1234"
    assert (told["method"], told["path"], told["level"]) == ("GET", "/search", "info")
    assert told["ms"] >= 0


def test_a_fault_is_logged_with_its_trace_and_the_id_of_its_request() -> None:
    REQUEST.set("proxy-1234")
    try:
        raise ValueError("a\nb")
    except ValueError:
        record = logging.LogRecord("webapp.app", 40, "x.py", 1, "failed %s", ("é\r\n",), sys.exc_info())
    told = json.loads(Json().format(record))
    REQUEST.set("")
    assert told["request"] == "proxy-1234"
    assert told["message"] == "failed é\r\n"
    assert "ValueError: a" in told["exception"]


def test_an_answer_in_pieces_is_counted_once_at_its_end() -> None:
    metrics = Metrics()

    def app(environ: dict[str, object], start: object) -> Iterator[bytes]:
        environ[OUTCOME] = "seconds"
        start("503 SLOW", [])  # type: ignore[operator]
        return iter([b"a", b"b"])

    watching = RequestLog(app, metrics, "/", ["sparql"])
    answer = watching({"PATH_INFO": "/sparql", "REQUEST_METHOD": "GET"}, lambda *_: None)
    assert b"lod_sparql_queries_total{" not in metrics.text(None)
    assert b"".join(answer) == b"ab"
    answer.close()  # type: ignore[attr-defined]
    answer.close()  # type: ignore[attr-defined]
    text = metrics.text(None)
    assert b'lod_sparql_queries_total{outcome="seconds"} 1.0' in text
    assert b'route="sparql",status="503"} 1.0' in text
    assert b"lod_up 0.0" in text


def test_processes_count_together(tmp_path: Path) -> None:
    count = (
        "import sys; from pathlib import Path; from lod import environment;"
        "environment.count_in(Path(sys.argv[1]));"
        "from webapp.http.metrics import Metrics; m = Metrics(Path(sys.argv[1]));"
        "m.answered('doc', 'GET', '200', 0.002); print(m.text(None).decode())"
    )
    for times in (1, 2):
        done = subprocess.run(
            [sys.executable, "-c", count, str(tmp_path)],
            capture_output=True,
            text=True,
            check=True,
            cwd=Path.cwd(),
        )
        assert f'lod_requests_total{{method="GET",route="doc",status="200"}} {times}.0' in done.stdout
