"""The endpoint: SPARQL 1.1 Protocol, to the letter.

An answer goes out when it is whole: its length is known, and no failure can make a part of it look complete.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, replace
from typing import Protocol
from urllib.parse import urlencode

from flask import Blueprint, Response, request, url_for

from lod.errors import LodError
from lod.rdf.formats import GRAPHS, HTML, RESULTS, Format
from lod.store.sandbox import gate
from lod.store.sandbox.answer import Answer
from lod.store.sandbox.budgets import Budgets
from lod.store.sandbox.client import Gone
from lod.store.sandbox.kept import is_steady
from lod.store.sandbox.limits import Limits
from webapp.negotiation import NothingFits, choose
from webapp.responses import coding_for, is_known
from webapp.sparql import asking, coding, description, trouble
from webapp.sparql.asking import Asked
from webapp.sparql.clients import client_of
from webapp.sparql.hangup import watcher
from webapp.sparql.trouble import Trouble

ROWS = tuple(Format(f.name, f.media_type, f.label, f.aliases, charset=f.charset) for f in RESULTS)
"""Forms of rows and of yes or no."""
STATEMENTS = tuple(
    replace(f, aliases=(*f.aliases, "application/json")) if f.suffix == "jsonld" else f for f in GRAPHS
)
"""Forms of statements; who asks for JSON gets JSON-LD."""
_SAME = {"json": "jsonld", "xml": "rdf", "jsonld": "json", "rdf": "xml"}
"""What `format=` means for the other kind of answer."""


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


@dataclass(frozen=True, slots=True)
class Endpoint:
    """The endpoint of one site."""

    engine: Engine
    budgets: Budgets
    public: str
    """Its public address."""

    def answer(self) -> Response:
        """One request."""
        try:
            asked = asking.read(request)
            return self._without_query() if asked is None else self._query(asked)
        except Trouble as problem:
            return problem.response()
        except LodError as error:
            return trouble.of(error).response()

    def _without_query(self) -> Response:
        """Its description for machines, the editor for people."""
        try:
            form = choose(request.headers.get("Accept", ""), (*GRAPHS, HTML))
        except NothingFits as error:
            raise Trouble(400, "the parameter query is missing") from error
        if form is HTML:
            return _to_editor()
        return description.respond(self.public, self.engine.limits, form)

    def _query(self, asked: Asked) -> Response:
        accept = request.headers.get("Accept", "")
        if request.method != "POST" and not asked.format and _prefers_pages(accept):
            return _to_editor(query=asked.query)
        form = gate.check(asked.query, self.engine.limits)
        graph = form in ("CONSTRUCT", "DESCRIBE")
        format = chosen(asked.format, accept, STATEMENTS if graph else ROWS)
        tag = self._tag(asked, format)
        if tag and is_known(request.headers.get("If-None-Match"), None, tag, ""):
            return _finished(Response(status=304), tag)
        with self.budgets.charged(client_of(request)):
            answer = self.engine.query(
                asked.query,
                results="json" if graph else format.suffix,
                graph=format.suffix if graph else "ttl",
                default_graphs=asked.default_graphs,
                named_graphs=asked.named_graphs,
                prefixes=asked.prefixes,
                gone=watcher(request),
            )
        return _sent(answer, format, tag)

    def _tag(self, asked: Asked, format: Format) -> str:
        """The same for the same question to the same release; empty when the answer may change."""
        release = self.engine.release()
        if release is None or request.method == "POST" or not is_steady(asked.query):
            return ""
        return hashlib.blake2b(repr((release, asked, format.suffix)).encode(), digest_size=12).hexdigest()


def chosen(name: str, accept: str, offered: tuple[Format, ...]) -> Format:
    """The form that `format=` names, or else the one that Accept asks for.

    >>> chosen("xml", "", STATEMENTS).suffix, chosen("text/csv", "", ROWS).suffix
    ('rdf', 'csv')
    """
    if not name:
        try:
            return choose(accept, offered)
        except NothingFits as error:
            raise Trouble(406, f"this answer comes as {_names(offered)}") from error
    names = {name, _SAME.get(name, name)}
    for form in offered:
        if form.suffix == name or name in form.media_types:
            return form
    for form in offered:
        if form.suffix in names:
            return form
    raise Trouble(406, f"there is no format {name[:60]!r} for this answer; it comes as {_names(offered)}")


def _names(offered: tuple[Format, ...]) -> str:
    return ", ".join(f"{f.suffix} ({f.media_type})" for f in offered)


def _prefers_pages(accept: str) -> bool:
    """Whether a browser asks: it names HTML, and likes nothing of ours better."""
    try:
        return "html" in accept and choose(accept, (HTML, *ROWS, *GRAPHS)) is HTML
    except NothingFits:
        return False


def _to_editor(query: str = "") -> Response:
    address = url_for(".editor") + (f"?{urlencode({'query': query})}" if query else "")
    return Response(
        b"", 303, {"Location": address, "Vary": "Accept"}, content_type="text/plain; charset=utf-8"
    )


def _sent(answer: Answer, format: Format, tag: str) -> Response:
    """An answer on its way, in a coding that the client takes."""
    how = coding_for(request.headers.get("Accept-Encoding", "")) if answer.size >= coding.SMALLEST else ""
    pieces = coding.encoded(answer, how) if how else iter(answer)
    if answer.is_short:
        response = Response(b"".join(pieces), content_type=format.content_type)
    else:
        response = Response(pieces, content_type=format.content_type, direct_passthrough=True)
        if not how:
            response.content_length = answer.size
    response.call_on_close(answer.close)
    if how:
        response.headers["Content-Encoding"] = how
    return _finished(response, tag)


def _finished(response: Response, tag: str) -> Response:
    if tag:
        # two runs may give rows in another order, so the tag says the same, not the same bytes
        response.headers["ETag"] = f'W/"{tag}"'
        response.headers["Cache-Control"] = "public, no-cache"
    response.headers["Vary"] = "Accept, Accept-Encoding"
    return response


def blueprint(engine: Engine, public: str) -> Blueprint:
    """The endpoint and its editor, for the application of a site; `public` is its public address."""
    from webapp.sparql.editor import Editor  # the editor knows the endpoint's forms

    endpoint = Endpoint(engine, Budgets(engine.limits), public)
    made = Blueprint("sparql", __name__)
    made.add_url_rule("/sparql", "query", endpoint.answer, methods=["GET", "POST"])
    made.add_url_rule("/sparql/editor", "editor", Editor(endpoint).page, methods=["GET"])
    return made
