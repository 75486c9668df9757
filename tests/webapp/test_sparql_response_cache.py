"""Replies of the endpoint that are given again: the same, for the same question, from the same release."""

from io import BytesIO
from typing import Any

import pytest
from pyoxigraph import Store

from lod.errors import LodError
from lod.store.sandbox.answer import Answer
from lod.store.sandbox.client_quotas import ClientQuotas
from lod.store.sandbox.inline_queries import LocalRelease
from lod.store.sandbox.limits import Limits
from lod.store.sandbox.wire_protocol import Facts
from tests.webapp.sample_release import BASE
from webapp.sparql.endpoint import Endpoint, Here
from webapp.sparql.wsgi_response import Reply

COUNT = "query=SELECT+(COUNT(*)+AS+%3Fn)+%7B+%3Fs+%3Fp+%3Fo+%7D"
CSV = {"HTTP_ACCEPT": "text/csv"}


class Engine:
    """Answers with how often it was asked."""

    limits = Limits(budget=0.5, per_client=3)
    number = 1
    asked = 0

    def is_long(self, text: str) -> bool:
        return False

    def release(self) -> int:
        return self.number

    def query(self, text: str, *, results: str = "json", **wanted: Any) -> Answer:
        self.asked += 1
        content = f"{results} {self.asked}".encode()
        return Answer(Facts("solutions", results, self.number, len(content), 0.0), content, -1)


@pytest.fixture
def engine() -> Engine:
    return Engine()


@pytest.fixture
def endpoint(engine: Engine) -> Endpoint:
    here = Here(LocalRelease(Store(), 1))
    return Endpoint(engine, ClientQuotas(engine.limits), BASE + "sparql", open_here=lambda: here)


def ask(endpoint: Endpoint, query: str = COUNT, method: str = "GET", **headers: str) -> Reply:
    asked = {"REQUEST_METHOD": method, "PATH_INFO": "/sparql", "QUERY_STRING": query, **headers}
    return endpoint.answer({**asked, "wsgi.input": BytesIO()})


def told(endpoint: Endpoint, query: str = COUNT, **headers: str) -> bytes:
    return b"".join(ask(endpoint, query, **headers).body)


def test_the_same_question_is_answered_once(endpoint: Endpoint, engine: Engine) -> None:
    first, second = ask(endpoint), ask(endpoint)
    assert (first.status, first.headers, [*first.body]) == (200, second.headers, [*second.body])
    assert engine.asked == 1


@pytest.mark.parametrize(
    "other",
    [CSV, {"HTTP_ACCEPT_ENCODING": "gzip"}, {"HTTP_PREFER": "no-prefixes"}, {"query": COUNT + "+"}],
    ids=lambda other: next(iter(other)),
)
def test_a_question_that_differs_in_anything_is_asked(
    endpoint: Endpoint, engine: Engine, other: dict[str, str]
) -> None:
    told(endpoint)
    told(endpoint, **other)
    assert engine.asked == 2


@pytest.mark.parametrize(
    "query", ["query=SELECT+(RAND()+AS+%3Fn)+%7B%7D", "query=SELECT+(NOW()+AS+%3Fn)+%7B%7D"]
)
def test_what_has_another_answer_each_time_is_asked_each_time(
    endpoint: Endpoint, engine: Engine, query: str
) -> None:
    assert told(endpoint, query) != told(endpoint, query)


def test_around_a_switch_nothing_is_given_again(endpoint: Endpoint, engine: Engine) -> None:
    told(endpoint)
    engine.number = 2  # the process still has the release before
    assert told(endpoint) == b"json 2"
    assert told(endpoint) == b"json 3"


def test_a_client_that_has_it_is_told_so(endpoint: Endpoint, engine: Engine) -> None:
    tag = dict(ask(endpoint).headers)["ETag"]
    again = ask(endpoint, HTTP_IF_NONE_MATCH=tag)
    assert (again.status, [*again.body]) == (304, [])
    assert dict(again.headers)["ETag"] == tag
    assert ask(endpoint, HTTP_IF_NONE_MATCH='"another"').status == 200


def test_who_has_nothing_left_waits_for_what_is_kept_too(endpoint: Endpoint, engine: Engine) -> None:
    told(endpoint)
    client = {"REMOTE_ADDR": "203.0.113.7"}
    assert ask(endpoint, **client).status == 200
    endpoint.budgets._charge("203.0.113.7", 10)
    assert ask(endpoint, **client).status == 429


def test_refusals_are_not_kept(endpoint: Endpoint, engine: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*args: Any, **wanted: Any) -> Answer:
        raise LodError("the disk is full")

    with monkeypatch.context() as patch:
        patch.setattr(engine, "query", fail)
        assert ask(endpoint).status == 500
    assert ask(endpoint).status == 200


def test_what_is_posted_is_asked_each_time(endpoint: Endpoint, engine: Engine) -> None:
    posted = {"CONTENT_TYPE": "application/x-www-form-urlencoded", "CONTENT_LENGTH": "0"}
    for _ in range(2):
        ask(endpoint, method="POST", **posted)
    assert engine.asked == 2
