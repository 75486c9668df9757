"""The page to ask from: a form, examples, and the answer as a table and a picture. It needs no JavaScript."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING

from flask import Response, request
from werkzeug.exceptions import NotFound

from lod.errors import LodError, QuerySyntax
from lod.store.example_queries import Example, examples
from lod.store.sandbox import gate
from lod.store.sandbox.site_limits import prefixes_of
from webapp.context import Context, current_context, page
from webapp.http.request_log import OUTCOME
from webapp.http.responses import content_policy, redirect
from webapp.languages import N_, Wording, visitor_wording
from webapp.pages.example_queries import Group, groups
from webapp.pages.labels import choose, class_name, code_name
from webapp.sparql import errors
from webapp.sparql.advice import advice
from webapp.sparql.clients import client_of
from webapp.sparql.disconnect import watcher
from webapp.sparql.editor_texts import EDITOR, EDITOR_STYLES
from webapp.sparql.error_messages import said
from webapp.sparql.errors import Refusal
from webapp.sparql.result_table import Naming, ResultTable, result_table
from webapp.sparql.short_links import KEPT, QueryStore

if TYPE_CHECKING:
    from webapp.sparql.endpoint import Endpoint


@dataclass(frozen=True, slots=True)
class EditorPage:
    """What the page shows."""

    query: str
    groups: tuple[Group, ...]
    example: str
    action: str
    answer: ResultTable | None
    problem: Refusal | None
    advice: tuple[str, ...]
    """What may be said of the query: forms that are slow, with the better form."""
    given: bool
    """Whether the visitor asked for this query, rather than getting the first example."""
    link: str = ""
    """The short link to the query, when it was just kept."""
    words: str = "{}"
    """What the editor says in English → what it is to say, as JSON."""
    prefixes: str = "{}"
    """The prefixes that a query may leave out, as JSON."""


class Editor:
    """The page, for one endpoint."""

    def __init__(self, endpoint: Endpoint) -> None:
        self._endpoint = endpoint

    def page(self) -> Response:
        """The form; with an answer when something is asked."""
        found, wording = current_context(), visitor_wording()
        example = _chosen(request.args.get("example", ""), found.urls.base)
        asked = "" if example else _as_typed(request.args.get("query", ""))
        shown, problem = self._answered(asked, found, wording) if asked.strip() else (None, None)
        return _set(found, wording, example, asked, shown, problem)

    def answer(self) -> Response:
        """The answer to a query as the page shows it, without the page: for its script."""
        found, wording = current_context(), visitor_wording()
        shown, problem = self._answered(_as_typed(request.form.get("query", "")), found, wording)
        template = found.environments[wording.language].get_template("sparql_answer.html")
        text = template.render(answer=shown, problem=problem)
        response = Response(text, problem.status if problem else 200, content_type="text/html; charset=utf-8")
        response.headers.update({"Cache-Control": "no-store", "Vary": "Accept-Language, Cookie"})
        return response

    def advice(self) -> Response:
        """What may be said of a query, in the language of the visitor, for the page's script."""
        wording = visitor_wording()
        told = [wording.text(one) for one in advice(request.form.get("query", ""))]
        response = Response(json.dumps({"advice": told}), content_type="application/json")
        response.headers.update({"Cache-Control": "no-store", "Vary": "Accept-Language, Cookie"})
        return response

    def keep(self) -> Response:
        """Keep what begins as a query does, and give the short link to it."""
        found = current_context()
        text = _as_typed(request.form.get("query", ""))
        try:
            if gate.check(text, self._endpoint.engine.limits) is None:
                raise QuerySyntax("this does not begin as a query does")
            key = _questions(found).keep(text)
        except LodError as error:
            problem = _problem(error, visitor_wording())
            if request.accept_mimetypes.best == "application/json":
                return Response(problem.detail, problem.status, content_type="text/plain; charset=utf-8")
            return _set(found, visitor_wording(), None, text, None, problem)
        path = found.urls.page(f"q/{key}")
        if request.accept_mimetypes.best != "application/json":
            return redirect(path, 303)
        kept = json.dumps({"url": found.urls.public(path)})
        return Response(kept, 201, {"Location": path}, content_type="application/json")

    def kept(self, key: str, suffix: str = "") -> Response:
        """A query that was kept, in the form; `.rq` is the text itself."""
        found = current_context()
        text = _questions(found).text(key)
        if text is None or suffix not in ("", "rq"):
            raise NotFound
        if suffix:
            return Response(text, content_type="application/sparql-query; charset=utf-8")
        link = found.urls.public(found.urls.page(f"q/{key}"))
        return _set(found, visitor_wording(), None, text, None, None, link)

    def _answered(
        self, query: str, found: Context, wording: Wording
    ) -> tuple[ResultTable | None, Refusal | None]:
        endpoint = self._endpoint
        try:
            gate.check(query, endpoint.engine.limits)
            with (
                endpoint.budgets.charged(client_of(request.environ)),
                endpoint.asked(query, endpoint.found(query), gone=watcher(request.environ)) as answer,
            ):
                made = result_table(answer, query, found.urls, _naming(found, wording))
            request.environ[OUTCOME] = "answered"
            return made, None
        except LodError as error:
            problem = _problem(error, wording)
            request.environ[OUTCOME] = problem.outcome
            return None, problem


def _problem(error: LodError, wording: Wording) -> Refusal:
    """Why there is no answer, in the language of the page."""
    problem = errors.refusal_for(error, lambda message: said(message, wording))
    problem.detail = problem.detail[:1].upper() + problem.detail[1:]
    return problem


def _set(
    found: Context,
    wording: Wording,
    example: Example | None,
    asked: str,
    shown: ResultTable | None,
    problem: Refusal | None,
    link: str = "",
) -> Response:
    """The page with a query in its form."""
    path = found.urls.page("sparql/editor")
    frame = found.framer(wording).frame(wording.text(N_("Ask the data")), path, index=False)
    some = examples(found.urls.base)
    query = example.text if example else asked or some[0].text
    made = EditorPage(
        query,
        groups(some, wording),
        example.name if example else "",
        path,
        shown,
        problem,
        tuple(wording.text(one) for one in advice(query)),
        bool(example or asked),
        link,
        json.dumps({said: wording.text(text) for said, text in EDITOR.items()}, ensure_ascii=False),
        json.dumps(prefixes_of(found.site)),
    )
    response = page("sparql.html", made, frame, problem.status if problem else 200)
    response.headers["Content-Security-Policy"] = content_policy(
        found.image_hosts, scripts=True, styles=EDITOR_STYLES
    )
    return response


def _as_typed(text: str) -> str:
    """A query without the line ends that forms send."""
    return text.replace("\r\n", "\n")


def _questions(found: Context) -> QueryStore:
    return QueryStore(found.site.var / KEPT)


def _naming(found: Context, wording: Wording) -> Naming:
    """Tells what things, classes and codes are called in a language."""
    reader = found.current().reader

    def name(iri: str) -> str:
        if reader.is_ours(iri):
            called = choose(reader.linked(iri).names, wording.language)
            return called.value if called else ""
        return code_name(iri, wording) or _class(iri, wording)

    return name


def _class(iri: str, wording: Wording) -> str:
    called = class_name(iri, wording)
    return "" if called in iri else called


def _chosen(name: str, base: str) -> Example | None:
    return next((example for example in examples(base) if example.name == name), None)
