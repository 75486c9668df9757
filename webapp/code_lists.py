"""/vocab/: our own terms, and each code list with its codes as SKOS, as pages and for machines."""

from __future__ import annotations

from collections.abc import Iterable
from urllib.parse import unquote

from flask import Blueprint, Response, request
from pyoxigraph import RdfFormat, parse, serialize
from werkzeug.exceptions import NotFound

from lod.errors import VocabularyError
from lod.rdf import codes, skos
from lod.rdf.codes import CodeList
from lod.rdf.formats import GRAPHS, HTML, Format
from lod.rdf.names import PREFIXES
from webapp.context import Context, room
from webapp.languages import spoken
from webapp.negotiation import choose, split
from webapp.pages import home, vocabularies
from webapp.pages.frame import Alternate
from webapp.responses import Body, body_of, redirect, respond

code_lists = Blueprint("code_lists", __name__)

_OFFERED = (HTML, *GRAPHS)
_SHOWN = ("dcterms", "owl", "skos", "xsd")
_LONGEST = 100
"""Names and codes are never longer."""


@code_lists.get("/vocab/<name>")
def listed_or_term(name: str) -> Response:
    """A code list, in a form named by the address or chosen by the client; else one of our own terms."""
    here = room()
    key, form = _asked(name)
    listed = _load(key)
    if listed is not None:
        return _answer(here, listed, "", form)
    if any(term.iri.rpartition("/")[2] == name for term in home.own_terms()):
        return redirect(f"{here.urls.page('vocab/')}#{name}", 303)
    raise NotFound


@code_lists.get("/vocab/<name>/<path:code>")
def concept(name: str, code: str) -> Response:
    """One code of a list; some have a stroke in them (isds/c)."""
    listed = _load(name)
    if listed is None or len(code) > _LONGEST:
        raise NotFound
    key, form = (code, None) if code in listed else _asked(code)
    if key not in listed:
        raise NotFound
    return _answer(room(), listed, key, form)


def _asked(name: str) -> tuple[str, Format | None]:
    """The name and the form that the last part of an address asks for."""
    key, form = split(name)
    return (key, form) if form in _OFFERED else (name, None)


def _load(name: str) -> CodeList | None:
    """The list with this name, if there is one."""
    if len(name) > _LONGEST or name not in codes.names():
        return None
    try:
        return codes.load(name)
    except VocabularyError:
        return None


def _answer(here: Context, listed: CodeList, code: str, asked: Format | None) -> Response:
    """A list or one of its codes: at its own address 303 to the form that the client wants."""
    own = skos.concept(listed, code, here.urls.base) if code else skos.scheme(listed, here.urls.base)
    path = here.urls.root + own.removeprefix(here.urls.base)
    if asked is None:
        form = choose(request.headers.get("Accept", ""), _OFFERED)
        query = request.query_string.decode("ascii", "ignore")  # such as the language that was chosen
        response = redirect(f"{path}.{form.suffix}" + (f"?{query}" if query else ""), 303)
        response.headers["Vary"] = "Accept"
        return response
    link = ", ".join(
        [f'<{own}>; rel="cite-as"']
        + [f'<{path}.{f.suffix}>; rel="alternate"; type="{f.media_type}"' for f in _OFFERED if f is not asked]
    )
    if asked is HTML:
        return _page(here, listed, code, path, link)
    lines = skos.one(listed, code, here.urls.base) if code else skos.whole(listed, here.urls.base)
    return respond(body_of(_written(lines, asked), asked.content_type, _day(listed), link), ())


def _written(lines: Iterable[str], form: Format) -> bytes:
    """Statements in a form."""
    found = parse("".join(lines).encode(), RdfFormat.N_TRIPLES)
    prefixes = {name: PREFIXES[name] for name in _SHOWN}
    return serialize(found, format=form.oxigraph, prefixes=prefixes) or b""


def _page(here: Context, listed: CodeList, code: str, path: str, link: str) -> Response:
    """The page of a list or of a code, in the language of the visitor."""
    wording = spoken()
    alternates = tuple(Alternate(f"{path}.{f.suffix}", f.media_type, f.label) for f in GRAPHS)
    framer = here.framer(wording)
    made: vocabularies.ListPage | vocabularies.CodePage
    if code:
        made = vocabularies.code_page(listed, code, here.urls, wording)
        template, title, told = "code.html", f"{made.label} – {made.list_title}", ""
    else:
        made = vocabularies.list_page(listed, here.urls, wording)
        template, title = "code_list.html", made.title
        about = wording.text("The codes that catalogues use, with labels in Dutch and English, as SKOS.")
        told = f"{title} ({wording.number(len(made.rows))}). {about}"
    # a code by itself says no more than its row in the list: nothing to be found by search engines
    frame = framer.frame(
        title, f"{unquote(path)}.html", description=told, alternates=alternates, index=not code
    )
    content = here.set(template, made, frame)
    body: Body = body_of(content, HTML.content_type, _day(listed), link, wording.language)
    return respond(body, ("Accept-Language", "Cookie"))


def _day(listed: CodeList) -> str:
    """The day that a list was last changed, as an xsd:dateTime; empty when it says none."""
    return f"{listed.date}T00:00:00Z" if len(listed.date) == len("2026-11-23") else ""
