"""The endpoint: SPARQL 1.1 Protocol, to the letter.

An answer goes out when it is whole: its length is known, and no failure can make a part of it look complete.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from functools import partial
from typing import Any, Protocol
from urllib.parse import urlencode

from flask import Blueprint
from flask.blueprints import BlueprintSetupState
from pyoxigraph import Store

from lod.errors import LodError, QuerySyntax
from lod.rdf.formats import HTML, Format
from lod.rdf.namespaces import OWN, PREFIXES, own
from lod.store.sandbox import gate, inline_queries
from lod.store.sandbox.answer import Answer
from lod.store.sandbox.answer_cache import is_steady
from lod.store.sandbox.client import Gone
from lod.store.sandbox.client_quotas import ClientQuotas
from lod.store.sandbox.inline_queries import LocalRelease
from lod.store.sandbox.limits import Limits
from webapp.context import KEY
from webapp.http.request_log import OUTCOME
from webapp.http.response_cache import REPLIES_MB, CachedResponse, Place, ResponseCache
from webapp.http.responses import is_known, rate_limit
from webapp.sparql import errors, examples, fulltext, parameters, service_description, wsgi_response
from webapp.sparql.clients import client_of
from webapp.sparql.disconnect import watcher
from webapp.sparql.editor import Editor
from webapp.sparql.errors import Refusal
from webapp.sparql.fast_path import EndpointMiddleware
from webapp.sparql.parameters import QueryRequest
from webapp.sparql.result_formats import for_answer, for_description, is_browser
from webapp.sparql.wsgi_response import Headers, Reply


class Engine(Protocol):
    """What answers queries: the sandbox, or a remote engine in its place."""

    limits: Limits

    def release(self) -> int | None:
        """Number of the release that is answered from; None when that is not known."""

    def query(
        self,
        text: str,
        *,
        results: str = "json",
        graph: str = "ttl",
        default_graphs: tuple[str, ...] = (),
        named_graphs: tuple[str, ...] = (),
        prefixes: bool = True,
        gone: Gone | None = None,
    ) -> Answer:
        """The whole answer to a query that passed the gate; QueryError tells why there is none."""

    def is_long(self, text: str) -> bool:
        """Whether a query is known to take long."""


LONGEST = 4_000
"""What a reply depends on is kept up to so many characters."""
_READ = ("QUERY_STRING", "HTTP_ACCEPT", "HTTP_ACCEPT_ENCODING", "HTTP_PREFER")

Environ = dict[str, Any]


def _nothing(text: str, limit: int) -> list[tuple[str, float]]:
    """What an endpoint without an index finds."""
    return []


def _elsewhere() -> Here | None:
    """The release of an endpoint that has none at hand."""
    return None


@dataclass(frozen=True, slots=True)
class Here:
    """The release that is open in this process, and what was replied from it."""

    at_hand: LocalRelease
    replies: ResponseCache = field(default_factory=partial(ResponseCache, REPLIES_MB))


@dataclass(slots=True)
class Endpoint:
    """The endpoint of one site."""

    engine: Engine
    budgets: ClientQuotas
    public: str
    """Its public address."""
    namespace: str = ""
    """The namespace of the site's own terms."""
    search: fulltext.Search = _nothing
    """Full-text search, for queries that ask for it."""
    open_here: Callable[[], Here | None] = _elsewhere
    known: Mapping[str, str] = field(init=False)
    """The prefixes that a query may leave out."""

    def __post_init__(self) -> None:
        self.known = {**PREFIXES, OWN: self.namespace}

    def answer(self, environ: Environ) -> Reply:
        """The reply to one request."""
        try:
            here = self._here()
            place = _place(environ)
            kept = here.replies.get(place) if here and place else None
            if kept:
                with self.budgets.charged(client_of(environ)):
                    found = _again(environ, kept)
            else:
                asked = parameters.read(environ)
                if asked is None:
                    return self._without_query(environ)
                found = self._query(environ, asked, here, place)
            environ[OUTCOME] = "answered" if found.status in (200, 304) else ""
        except Refusal as problem:
            found = _failed(environ, problem)
        except LodError as error:
            found = _failed(environ, errors.refusal_for(error))
        left = self._left(environ)
        return replace(found, headers=[*found.headers, *left]) if left else found

    def _left(self, environ: Environ) -> Headers:
        """What the client has left, in seconds of answering."""
        standing = self.budgets.standing(client_of(environ))
        return [] if standing is None else rate_limit(standing.all, standing.left, standing.full_in)

    def _without_query(self, environ: Environ) -> Reply:
        """Its description for machines, the editor for people."""
        form = for_description(environ.get("HTTP_ACCEPT", ""))
        if form is HTML:
            return wsgi_response.elsewhere(f"{environ['PATH_INFO']}/editor")
        content = service_description.written(self.public, self.engine.limits, form)
        tag = hashlib.blake2b(content, digest_size=12).hexdigest()
        if _has(environ, tag):
            return wsgi_response.unchanged(tag)
        return wsgi_response.with_bytes(content, form.content_type, tag)

    def _query(self, environ: Environ, asked: QueryRequest, here: Here | None, place: Place | None) -> Reply:
        accept = environ.get("HTTP_ACCEPT", "")
        posted = environ["REQUEST_METHOD"] == "POST"
        if not posted and not asked.format and is_browser(accept):
            return wsgi_response.elsewhere(
                f"{environ['PATH_INFO']}/editor?{urlencode({'query': asked.query})}"
            )
        form = gate.check(asked.query, self.engine.limits)
        graph = form in ("CONSTRUCT", "DESCRIBE")
        format = for_answer(asked.format, accept, statements=graph)
        steady = not posted and is_steady(asked.query)
        if steady and "HTTP_IF_NONE_MATCH" in environ:
            release = self.engine.release()
            is_any = environ["HTTP_IF_NONE_MATCH"].strip() == "*"  # it may have no answer
            if release is not None and not is_any and _has(environ, tag := _tag(release, asked, format)):
                return wsgi_response.unchanged(tag)
        with self.budgets.charged(client_of(environ)):  # searches are done here, and take their time too
            query = self.found(asked.query, prefixes=asked.prefixes)
            answer = self._at_once(query, asked, format, here) or self.asked(
                asked.query,
                query,
                results="json" if graph else format.suffix,
                graph=format.suffix if graph else "ttl",
                default_graphs=asked.default_graphs,
                named_graphs=asked.named_graphs,
                prefixes=asked.prefixes,
                gone=watcher(environ),
            )
        tag = _tag(answer.facts.release, asked, format) if steady else ""
        if tag and _has(environ, tag):
            answer.close()
            return wsgi_response.unchanged(tag)
        found = wsgi_response.with_answer(answer, format, tag, environ.get("HTTP_ACCEPT_ENCODING", ""))
        if tag and here and place and answer.is_short and answer.facts.release == here.at_hand.number:
            here.replies.put(place, CachedResponse(found.headers, b"".join(found.body), tag, ""))
        return found

    def _here(self) -> Here | None:
        """The release in this process, unless others are answered from another: around a switch."""
        here = self.open_here()
        return here if here and here.at_hand.number == self.engine.release() else None

    def _at_once(self, query: str, asked: QueryRequest, format: Format, here: Here | None) -> Answer | None:
        """The answer to a question that is too small to be handed over."""
        if here is None or asked.default_graphs or asked.named_graphs or self.engine.is_long(query):
            return None
        return inline_queries.answer(
            query, here.at_hand, format.suffix, self.known, declared=not asked.prefixes
        )

    def asked(self, text: str, query: str, **wanted: Any) -> Answer:
        """The answer to a text as `query` says it with what its searches found.

        A mistake is told where it is in the text: there is none to whom the query would mean anything.
        """
        try:
            return self.engine.query(query, **wanted)
        except QuerySyntax as error:
            if query == text:
                raise
            self.engine.query(text, **wanted).close()
            raise QuerySyntax("a search stands where no values can stand", hint=fulltext.HINT) from error

    def found(self, query: str, *, prefixes: bool = True) -> str:
        """The query, with what its full-text searches found."""
        known = {OWN: self.namespace} if prefixes else {}
        completed = fulltext.expanded(query, self.namespace, self.search, known)
        if completed != query:  # what is carried out has to pass the gate, not only what was sent
            gate.check_completed(completed, self.engine.limits)
        return completed


def _tag(release: int, asked: QueryRequest, format: Format) -> str:
    """The same for the same question to the same release."""
    said = repr((release, *asked.said(), format.suffix))
    return hashlib.blake2b(said.encode(), digest_size=12).hexdigest()


def _place(environ: Environ) -> Place | None:
    """All of a GET that its reply depends on; None when it is none, or too long to be kept."""
    if environ["REQUEST_METHOD"] not in ("GET", "HEAD"):
        return None
    place = tuple([environ.get(name, "") for name in _READ])
    return place if sum(map(len, place)) <= LONGEST else None


def _again(environ: Environ, kept: CachedResponse) -> Reply:
    if _has(environ, kept.etag):
        return wsgi_response.unchanged(kept.etag)
    return Reply(200, kept.headers, [kept.content])


def _failed(environ: Environ, problem: Refusal) -> Reply:
    environ[OUTCOME] = problem.outcome
    return problem.reply(environ["PATH_INFO"])


def _has(environ: Environ, tag: str) -> bool:
    """Whether the client has what has this tag."""
    known = environ.get("HTTP_IF_NONE_MATCH")
    return known is not None and is_known(known, None, tag, "")


def blueprint(engine: Engine, public: str) -> Blueprint:
    """The endpoint and its editor, for the application of a site; `public` is its public address."""
    endpoint = Endpoint(engine, ClientQuotas(engine.limits), public, own(public.removesuffix("sparql")))
    made = Blueprint("sparql", __name__)
    editor = Editor(endpoint)
    made.add_url_rule("/sparql/editor", "editor", editor.page, methods=["GET"])
    made.add_url_rule("/sparql/advice", "advice", editor.advice, methods=["POST"])
    made.add_url_rule("/sparql/answer", "answer", editor.answer, methods=["POST"])
    made.add_url_rule("/q", "keep", editor.keep, methods=["POST"])
    made.add_url_rule("/q/<key>", "kept", editor.kept, methods=["GET"])
    made.add_url_rule("/q/<key>.<suffix>", "kept_as", editor.kept, methods=["GET"])
    examples.add_to(made)

    def put_in_front(state: BlueprintSetupState) -> None:
        path = (state.url_prefix or "") + "/sparql"
        current = state.app.extensions[KEY].current

        def search(text: str, limit: int) -> list[tuple[str, float]]:
            searcher = current().searcher
            return searcher.scored(text, limit) if searcher else []

        def open_here() -> Here | None:
            served = current()
            store = served.opened.store
            if not isinstance(store, Store):
                return None
            return Here(LocalRelease(store, served.number, served.reader.all_said), served.replies)

        endpoint.search, endpoint.open_here = search, open_here
        state.app.wsgi_app = EndpointMiddleware(state.app.wsgi_app, path, endpoint)  # type: ignore[attr-defined]

    made.record_once(put_in_front)
    return made
