"""/.well-known/datacatalog and /.well-known/void: the descriptions of the datasets, in every RDF format."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from flask import Blueprint, Response, request
from werkzeug.exceptions import NotFound

from lod.dataset import catalogue, void
from lod.dataset.catalogue import Catalogue
from lod.dataset.statement_builder import Statements
from lod.rdf.formats import HTML, RDF, Format, by_suffix
from lod.rdf.iris import Thing
from lod.store import statistics
from lod.store.documents import Document, document_of, with_more
from webapp.context import Context, current_context
from webapp.current_release import Served
from webapp.documents.representations import write
from webapp.http.negotiation import ALTERNATE, choose
from webapp.http.responses import KEEP, body_of, redirect, respond

Make = Callable[[Catalogue, int], Statements]
DOCUMENTS: dict[str, Make] = {"datacatalog": catalogue.of_catalogue, "void": void.of_catalogue}
"""Name of a document → what makes its pages."""
_OFFERED = (*RDF[:-1], HTML)
"""A machine that says nothing gets RDF; framed JSON is for single things."""


def blueprint() -> Blueprint:
    """The descriptions of the datasets."""
    made = Blueprint("catalogue", __name__)
    made.add_url_rule("/.well-known/<name>", view_func=well_known)
    return made


def well_known(name: str) -> Response:
    """A document about the datasets, in the form that its address or the client's header names."""
    found = current_context()
    stem, _, suffix = name.partition(".")
    make = DOCUMENTS.get(stem)
    form = by_suffix(suffix) if suffix else choose(request.headers.get("Accept", ""), _OFFERED)
    if make is None or form is None or form.suffix == "json":
        raise NotFound
    if form is HTML:
        return redirect(found.urls.page("dumps/"), 303)
    return _document(found, found.current(), stem, make, form, bool(suffix))


def _document(
    found: Context, served: Served, stem: str, make: Make, form: Format, by_address: bool
) -> Response:
    about = of_site(found, served)
    if make is void.of_catalogue:
        about = replace(about, statistics=statistics.of_release(served.opened.path))
    page = _page(about)
    said = make(about, page)
    address = f"{found.urls.base}.well-known/{stem}"
    made = document_of(address, Thing("", stem), said.quads)
    body = body_of(
        write(made, form, found.urls.base),
        form.content_type,
        served.described,
        _links(found, stem, about, page),
    )
    location = "" if by_address else f"{found.urls.page('.well-known/')}{stem}.{form.suffix}{_query(page)}"
    response = respond(body, () if by_address else ("Accept",), location=location)
    if not by_address:
        request.environ.pop(KEEP, None)  # the cache takes it that a client without a preference gets a page
    return response


def _page(about: Catalogue) -> int:
    """The page that was asked for; 404 when there is none."""
    asked = request.args.get("page", "1")
    if not asked.isascii() or not asked.isdigit() or len(asked) > 6 or not 1 <= int(asked) <= about.pages():
        raise NotFound
    return int(asked)


def _query(page: int) -> str:
    return f"?page={page}" if page > 1 else ""


def _links(found: Context, stem: str, about: Catalogue, page: int) -> str:
    """The other forms, and the next page."""
    address = f"{found.urls.page('.well-known/')}{stem}"
    links = [
        f'<{address}.{form.suffix}{_query(page)}>; {ALTERNATE}; type="{form.media_type}"' for form in RDF[:-1]
    ]
    if page < about.pages():
        links.append(f'<{address}?page={page + 1}>; rel="next"')
    return ", ".join(links)


def of_site(found: Context, served: Served) -> Catalogue:
    """What the descriptions are made from."""
    return Catalogue(
        found.site, served.facts, tuple(served.downloads.values()), served.number, not found.still
    )


def described(found: Context, served: Served, document: Document) -> Document:
    """The document of a collection with the description of its dataset; any other document as it is."""
    thing = document.thing
    one = found.site.collection(thing.key) if thing.kind == "collection" else None
    if one is None:
        return document
    return with_more(document, catalogue.of_collection(of_site(found, served), one).quads)
