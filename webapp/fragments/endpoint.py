"""/tpf: Triple Pattern Fragments, for clients that answer SPARQL themselves (Comunica).

A fragment is what fits one pattern, in pages of 100, with how much there is of it and how to ask for others
(https://linkeddatafragments.org/specification/triple-pattern-fragments/).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from urllib.parse import urlencode

from flask import Blueprint, Response, request
from pyoxigraph import DefaultGraph, Literal, NamedNode, Quad, serialize
from werkzeug.exceptions import BadRequest, RequestEntityTooLarge

from lod.rdf.formats import HTML, RDF, Format
from lod.rdf.namespaces import PREFIXES, expand
from webapp.context import current_context, origin
from webapp.current_release import Served
from webapp.fragments.controls import controls
from webapp.fragments.terms import NotATerm, read_iri, read_value, written
from webapp.http.negotiation import choose
from webapp.http.responses import KEEP, body_of, respond
from webapp.languages import N_, visitor_wording
from webapp.pages.fragments import FragmentPage, rows

PAGE = 100
MOST = 2_000
"""So many pages of a fragment are given; to reach one, all before it are passed over."""
COUNTED = 10_000
"""So many statements are counted; of more it is said that there are at least so many."""
_TYPE = expand("rdf:type")
_GRAPH = DefaultGraph()
_OFFERED: tuple[Format, ...] = (
    *(f for name in ("trig", "ttl", "nq", "nt", "jsonld") for f in RDF if f.suffix == name),
    HTML,
)
_QUADS = ("trig", "nq", "jsonld")
_SHOWN = ("hydra", "void", "foaf", "schema", "bf", "rdf", "rdfs", "xsd")


@dataclass(frozen=True, slots=True)
class Pattern:
    """What is asked for; None is anything."""

    subject: NamedNode | None
    predicate: NamedNode | None
    object: NamedNode | Literal | None

    def query(self) -> dict[str, str]:
        """As parameters of an address."""
        terms = {"subject": self.subject, "predicate": self.predicate, "object": self.object}
        return {name: written(term) for name, term in terms.items() if term is not None}


def blueprint() -> Blueprint:
    """The fragments."""
    made = Blueprint("fragments", __name__)
    made.add_url_rule("/tpf", view_func=fragment)
    return made


def fragment() -> Response:
    """A page of a fragment, in the form that the client asks for."""
    served = current_context().current()
    form = choose(request.headers.get("Accept", ""), _OFFERED)
    pattern, number = _asked()
    found = list(islice(_fitting(served, pattern), (number - 1) * PAGE, number * PAGE + 1))
    quads, more = found[:PAGE], len(found) > PAGE
    total = _total(served, pattern)
    if form is HTML:
        return _page(pattern, number, quads, total, more=more)
    address, public = origin(), current_context().urls.base
    made = list(controls(address, pattern.query(), number, total, PAGE, more=more))
    if form.suffix not in _QUADS:
        made = [Quad(q.subject, q.predicate, q.object, _GRAPH) for q in made]
    prefixes = {name: PREFIXES[name] for name in _SHOWN}
    content = serialize([*quads, *made], format=form.oxigraph, prefixes=prefixes) or b""
    response = respond(body_of(content, form.content_type, served.created), ("Accept",))
    if address != public:
        request.environ.pop(KEEP, None)  # what is kept is given whatever the host is called
    return response


def _asked() -> tuple[Pattern, int]:
    page = request.args.get("page", "1")
    if not page.isascii() or not page.isdigit() or len(page) > 9 or int(page) < 1:
        raise BadRequest("page is a number from 1")
    if int(page) > MOST:
        raise RequestEntityTooLarge(
            f"{MOST} pages of a fragment are given; ask for less, or take a download of the whole"
        )
    given = request.args
    try:
        pattern = Pattern(
            read_iri(given.get("subject", "")),
            read_iri(given.get("predicate", "")),
            read_value(given.get("object", "")),
        )
    except NotATerm as error:
        raise BadRequest(str(error)) from error
    return pattern, int(page)


def _fitting(served: Served, pattern: Pattern) -> Iterator[Quad]:
    return served.reader.store.quads_for_pattern(pattern.subject, pattern.predicate, pattern.object, _GRAPH)


def _total(served: Served, pattern: Pattern) -> int:
    """How many statements fit: exactly where publishing counted it, or where it takes a moment."""
    model = served.model
    subject, predicate, value = pattern.subject, pattern.predicate, pattern.object
    if subject is None and value is None and model.properties:
        counted = {one.iri: one.count for one in model.properties}
        known = sum(counted.values()) if predicate is None else counted.get(predicate.value)
        if known is not None:
            return known
    if subject is None and predicate is not None and predicate.value == _TYPE and value is not None:
        for one in model.classes:
            if one.iri == value.value and isinstance(value, NamedNode):
                return one.count
    return sum(1 for _ in islice(_fitting(served, pattern), COUNTED))


def _page(pattern: Pattern, number: int, quads: list[Quad], total: int, *, more: bool) -> Response:
    found, wording = current_context(), visitor_wording()
    path = found.urls.page("tpf")
    asked = pattern.query()
    frame = found.framer(wording).frame(wording.text(N_("Statements by pattern")), path, index=False)
    made = FragmentPage(
        asked,
        rows(quads, found.urls),
        total,
        f"{path}?{urlencode({**asked, 'page': number - 1})}" if number > 1 else "",
        f"{path}?{urlencode({**asked, 'page': number + 1})}" if more else "",
        path,
    )
    body = body_of(found.set("fragments.html", made, frame), "text/html; charset=utf-8")
    return respond(body, ("Accept", "Accept-Language", "Cookie"))
