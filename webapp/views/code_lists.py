"""/vocab/: our own terms, and each code list with its codes as SKOS, as pages and for machines."""

from __future__ import annotations

from collections.abc import Iterable
from urllib.parse import unquote

from flask import Blueprint, Response, request
from pyoxigraph import RdfFormat, parse, serialize
from werkzeug.exceptions import NotFound

from lod.errors import VocabularyError
from lod.rdf import code_lists as lists
from lod.rdf import namespaces, own_terms, skos
from lod.rdf.code_lists import CodeList
from lod.rdf.formats import GRAPHS, HTML, Format
from lod.rdf.namespaces import PREFIXES
from webapp.context import Context, current_context, request_context
from webapp.http.negotiation import ALTERNATE, choose, split
from webapp.http.responses import Body, body_of, redirect, respond
from webapp.languages import N_, visitor_wording
from webapp.pages import home, vocabularies
from webapp.pages.layout import Alternate

code_lists = Blueprint("code_lists", __name__)

_OFFERED = (HTML, *GRAPHS)
_SHOWN = ("dcterms", "owl", "rdfs", "skos", "xsd")
_WHOLE = "index"
"""Name, before its suffix, of the file that tells all terms."""
_LONGEST = 100
"""Names and codes are never longer."""


@code_lists.get("/vocab/")
def vocabulary() -> Response:
    """Our own terms and the lists of codes: the page, or 303 to the form that the client wants."""
    found, served, wording = request_context()
    form = choose(request.headers.get("Accept", ""), _OFFERED)
    if form is not HTML:
        return _led(found, f"{_WHOLE}.{form.suffix}")
    alternates = tuple(
        Alternate(found.urls.page(f"vocab/{_WHOLE}.{f.suffix}"), f.media_type, f.label) for f in GRAPHS
    )
    title = wording.text(N_("Our own terms"))
    frame = found.framer(wording).frame(title, found.urls.page("vocab/"), alternates=alternates)
    content = found.set("vocab.html", home.vocabulary_page(found.page_inputs(served, wording)), frame)
    body = body_of(content, HTML.content_type, served.created, _others(found, HTML), wording.language)
    return respond(body, ("Accept", "Accept-Language", "Cookie"))


@code_lists.get("/vocab/<name>")
def listed_or_term(name: str) -> Response:
    """A code list, in a form named by the address or chosen by the client; else one of our own terms."""
    found = current_context()
    key, form = _asked(name)
    listed = _load(key)
    if listed is not None:
        return _answer(found, listed, "", form)
    if key == _WHOLE and form in GRAPHS:
        lines = own_terms.statements(found.urls.base)
        return respond(body_of(_written(lines, form), form.content_type, "", _others(found, form)), ())
    if any(term.name == name for term in own_terms.listed()):
        form = choose(request.headers.get("Accept", ""), _OFFERED)
        return _led(found, f"#{name}" if form is HTML else f"{_WHOLE}.{form.suffix}")
    raise NotFound


def _led(found: Context, name: str) -> Response:
    """303 to what stands below /vocab/, by what the client accepts."""
    response = redirect(found.urls.page("vocab/") + name, 303)
    response.headers["Vary"] = "Accept"
    return response


def _others(found: Context, form: Format) -> str:
    """The other forms of what all terms are, for `Link`."""
    path = found.urls.page(f"vocab/{_WHOLE}")
    forms = [f'<{path}.{f.suffix}>; {ALTERNATE}; type="{f.media_type}"' for f in GRAPHS if f is not form]
    return ", ".join([f'<{namespaces.own(found.urls.base)}>; rel="cite-as"', *forms])


@code_lists.get("/vocab/<name>/<path:code>")
def concept(name: str, code: str) -> Response:
    """One code of a list; some have a stroke in them (isds/c)."""
    listed = _load(name)
    if listed is None or len(code) > _LONGEST:
        raise NotFound
    key, form = (code, None) if code in listed else _asked(code)
    if key not in listed:
        raise NotFound
    return _answer(current_context(), listed, key, form)


def _asked(name: str) -> tuple[str, Format | None]:
    """The name and the form that the last part of an address asks for."""
    key, form = split(name)
    return (key, form) if form in _OFFERED else (name, None)


def _load(name: str) -> CodeList | None:
    """The list with this name, if there is one."""
    if len(name) > _LONGEST or name not in lists.names():
        return None
    try:
        return lists.load(name)
    except VocabularyError:
        return None


def _answer(found: Context, listed: CodeList, code: str, asked: Format | None) -> Response:
    """A list or one of its codes: at its own address 303 to the form that the client wants."""
    own = skos.concept(listed, code, found.urls.base) if code else skos.scheme(listed, found.urls.base)
    path = found.urls.root + own.removeprefix(found.urls.base)
    if asked is None:
        form = choose(request.headers.get("Accept", ""), _OFFERED)
        query = request.query_string.decode("ascii", "ignore")  # such as the language that was chosen
        response = redirect(f"{path}.{form.suffix}" + (f"?{query}" if query else ""), 303)
        response.headers["Vary"] = "Accept"
        return response
    link = ", ".join(
        [f'<{own}>; rel="cite-as"']
        + [f'<{path}.{f.suffix}>; {ALTERNATE}; type="{f.media_type}"' for f in _OFFERED if f is not asked]
    )
    if asked is HTML:
        return _page(found, listed, code, path, link)
    lines = (
        skos.concept_lines(listed, code, found.urls.base)
        if code
        else skos.scheme_lines(listed, found.urls.base)
    )
    return respond(body_of(_written(lines, asked), asked.content_type, _day(listed), link), ())


def _written(lines: Iterable[str], form: Format) -> bytes:
    """Statements in a form."""
    made = parse("".join(lines).encode(), RdfFormat.N_TRIPLES)
    prefixes = {name: PREFIXES[name] for name in _SHOWN}
    return serialize(made, format=form.oxigraph, prefixes=prefixes) or b""


def _page(found: Context, listed: CodeList, code: str, path: str, link: str) -> Response:
    """The page of a list or of a code, in the language of the visitor."""
    wording = visitor_wording()
    alternates = tuple(Alternate(f"{path}.{f.suffix}", f.media_type, f.label) for f in GRAPHS)
    framer = found.framer(wording)
    made: vocabularies.ListPage | vocabularies.CodePage
    if code:
        made = vocabularies.code_page(listed, code, found.urls, wording)
        template, title, told = "code.html", f"{made.label} – {made.list_title}", ""
    else:
        made = vocabularies.list_page(listed, found.urls, wording)
        template, title = "code_list.html", made.title
        about = wording.text("The codes that catalogues use, with labels in Dutch and English, as SKOS.")
        told = f"{title} ({wording.number(len(made.rows))}). {about}"
    # a code by itself says no more than its row in the list: nothing to be found by search engines
    frame = framer.frame(
        title, f"{unquote(path)}.html", description=told, alternates=alternates, index=not code
    )
    content = found.set(template, made, frame)
    body: Body = body_of(content, HTML.content_type, _day(listed), link, wording.language)
    return respond(body, ("Accept-Language", "Cookie"))


def _day(listed: CodeList) -> str:
    """The day that a list was last changed, as an xsd:dateTime; empty when it says none."""
    return f"{listed.date}T00:00:00Z" if len(listed.date) == len("2026-11-23") else ""
