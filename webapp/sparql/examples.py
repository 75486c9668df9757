"""/sparql/examples: example queries for people, and as sh:SPARQLExecutable for other editors and programs."""

from __future__ import annotations

from flask import Blueprint, Response, request
from werkzeug.exceptions import NotFound

from lod.dataset.example_queries import address, said
from lod.rdf.formats import HTML, RDF, Format, by_suffix
from lod.rdf.iris import Thing
from lod.store.documents import document_of
from lod.store.example_queries import Example, examples
from webapp.context import current_context
from webapp.documents.representations import write
from webapp.http.negotiation import choose
from webapp.http.responses import body_of, respond
from webapp.languages import N_, visitor_wording
from webapp.pages.example_queries import ExamplesPage, groups
from webapp.pages.layout import Alternate

_OFFERED = (HTML, *RDF[:-1])
_VARY = ("Accept", "Accept-Language", "Cookie")


def add_to(blueprint: Blueprint) -> None:
    """Add the addresses of the examples to those of the endpoint."""
    blueprint.add_url_rule("/sparql/examples", "examples", _all, methods=["GET"])
    blueprint.add_url_rule("/sparql/examples.<suffix>", "examples_as", _all, methods=["GET"])
    blueprint.add_url_rule("/sparql/examples/<name>", "example", _one, methods=["GET"])
    blueprint.add_url_rule("/sparql/examples/<name>.<suffix>", "example_as", _one, methods=["GET"])


def _all(suffix: str = "") -> Response:
    """All examples."""
    return _answer(examples(current_context().urls.base), None, suffix)


def _one(name: str, suffix: str = "") -> Response:
    """One example, by its name; `.rq` is its text."""
    found = next((one for one in examples(current_context().urls.base) if one.name == name), None)
    if found is None:
        raise NotFound
    if suffix == "rq":
        return respond(body_of(found.text, "application/sparql-query; charset=utf-8"), ())
    return _answer((found,), found, suffix)


def _answer(some: tuple[Example, ...], one: Example | None, suffix: str) -> Response:
    form = by_suffix(suffix) if suffix else choose(request.headers.get("Accept", ""), _OFFERED)
    if form not in _OFFERED:
        raise NotFound
    vary = () if suffix else _VARY
    name = one.name if one else ""
    if form is HTML:
        return _page(some, one)
    base = current_context().urls.base
    made = document_of(address(base, name), Thing("", name or "examples"), said(base, some).quads)
    location = "" if suffix else f"{_path(name)}.{form.suffix}"
    return respond(body_of(write(made, form, base), form.content_type), vary, location=location)


def _page(some: tuple[Example, ...], one: Example | None) -> Response:
    found, wording = current_context(), visitor_wording()
    title = one.questions[wording.language] if one else wording.text(N_("Examples of questions"))
    path = _path(one.name if one else "")
    frame = found.framer(wording).frame(
        title,
        path,
        description=one.explanations[wording.language] if one else "",
        alternates=tuple(_alternate(path, form) for form in RDF[:-1]),
    )
    content = found.set("examples.html", ExamplesPage(groups(some, wording), one), frame)
    body = body_of(content, "text/html; charset=utf-8", language=wording.language)
    return respond(body, _VARY)


def _alternate(path: str, form: Format) -> Alternate:
    return Alternate(f"{path}.{form.suffix}", form.media_type, form.label)


def _path(name: str) -> str:
    urls = current_context().urls
    return urls.root + address(urls.base, name).removeprefix(urls.base)
