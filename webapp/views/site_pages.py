"""The pages of the site itself, and the small files that crawlers, browsers and monitors ask for."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from flask import Blueprint, Response, request
from werkzeug.exceptions import NotFound

from lod.dataset import sitemaps
from lod.errors import LodError
from lod.rdf.formats import GRAPHS, HTML
from lod.rdf.iris import KINDS, Thing
from webapp import preference_cookies
from webapp.context import Context, current_context, request_context, with_script
from webapp.current_release import Served
from webapp.documents import jsonld
from webapp.http.content_codings import coding_for
from webapp.http.negotiation import NothingFits, choose
from webapp.http.responses import FOREVER, KEEP, TOLD, Body, body_of, redirect, respond, safe_path
from webapp.languages import COOKIE, N_, Wording, wording
from webapp.pages import home
from webapp.pages.layout import Frame
from webapp.pages.page_inputs import PageInputs
from webapp.pages.site_structured_data import website
from webapp.pages.things.holdings import local
from webapp.views import site_sitemap

site_pages = Blueprint("site_pages", __name__)

MACHINES = (
    ("How to get at the data", "api", "formats, services, examples"),
    ("SPARQL endpoint", "sparql", "SPARQL 1.1 Protocol, read-only, limits in its service description"),
    ("Search", "search", "?q=…&format=json, jsonl, csv, atom or rss"),
    ("Reconciliation", "reconcile", "find our URI for a name or an identifier"),
    ("OAI-PMH", "oai", "harvest descriptions and source records"),
    ("Description of the datasets", ".well-known/datacatalog", "DCAT and Schema.org, with downloads"),
    ("ResourceSync", ".well-known/resourcesync", "lists of all descriptions and of all changes"),
    ("Sitemap", "sitemap.xml", "all pages, with when they changed"),
)
"""What machines find here: title, address, what it is for."""
_ENDLESS = (
    "sparql", "search", "reconcile", "suggest", "same-as", "tpf", "random", "ask/", "tell/", "language",
    "my-library", "timegate/", "memento/", "q/",
)  # fmt: skip
"""Addresses that crawlers leave alone: answers to whatever is asked, what was, and forms.

Without the sign of a query: Wget compares paths alone, and `wget --mirror` came to no end in our facets."""
_TOLD_FOR = 180
"""For so many days it holds where weaknesses are reported; RFC 9116 advises less than a year."""
_SITEMAP = re.compile(r"[a-z0-9-]+\.xml(\.gz)?\Z")
_BY_LANGUAGE = ("Accept-Language", "Cookie")


def _page(
    name: str,
    make: Callable[[PageInputs, Served], object],
    title: str,
    path: str,
    by: tuple[str, ...] = _BY_LANGUAGE,
) -> Response:
    """A page of the site, made once for each release and language; `by`: headers that it depends on."""
    found, served, wording = request_context()
    made = make(found.page_inputs(served, wording), served)
    frame = _frame(found, wording, title, found.urls.page(path))
    content = found.set(f"{name}.html", made, frame)
    body = body_of(content, "text/html; charset=utf-8", served.created, "", wording.language)
    return respond(body, by)


def _frame(found: Context, wording: Wording, title: str, path: str) -> Frame:
    framer = found.framer(wording)
    description = local(found.site.description, wording)
    structured = None if title else website(found.site, framer)
    return framer.frame(
        wording.text(title) if title else "", path, description=description, structured=structured
    )


@site_pages.get("/")
def index() -> Response:
    """The first page; who wants data of it is led to the description of the datasets."""
    if _wants_data(request.headers.get("Accept", "")):
        led = redirect(current_context().urls.page(".well-known/datacatalog"), 303)
        led.headers["Vary"] = "Accept"
        return led
    told = current_context().stories()
    made = _page(
        "home",
        lambda lib, s: home.home_page(lib, s.counts.collections, s.created, told, days=bool(s.days)),
        "",
        "",
        ("Accept", *_BY_LANGUAGE),
    )
    request.environ[TOLD] = told
    return with_script(made) if "search" in current_context().services else made


def _wants_data(accept: str) -> bool:
    """Whether RDF is what a client likes best; what is none of ours gets the page."""
    try:
        return choose(accept, (HTML, *GRAPHS)) is not HTML
    except NothingFits:
        return False


@site_pages.get("/about")
def about() -> Response:
    """Who publishes this, and under which conditions."""
    title = N_("About this site")
    return _page(
        "about", lambda lib, s: home.about_page(lib, s.counts.collections, s.created), title, "about"
    )


@site_pages.get("/api")
def api() -> Response:
    """How to get at the data."""
    return _page("api", lambda lib, _: home.data_page(lib, current_context().services), N_("The data"), "api")


@site_pages.get("/vocab/context.jsonld")
def context() -> Response:
    """The @context of our framed JSON, whole."""
    content = json.dumps({"@context": jsonld.context(current_context().urls.base, jsonld.FRAMED)}).encode()
    body = body_of(content, "application/ld+json")
    return respond(body, (), location=current_context().urls.page(f"vocab/context-{body.etag}.jsonld"))


@site_pages.post("/language")
def language() -> Response:
    """Keeps the visitor's choice of language and goes back to the page they were on."""
    chosen = request.form.get("lang", "")
    if chosen not in current_context().site.languages:
        return redirect(safe_path(current_context().urls.root, request.form.get("next", "")), 303)
    return preference_cookies.keep(COOKIE, chosen)


@site_pages.get("/robots.txt")
def robots() -> Response:
    """What crawlers may read: the pages; not the services, whose answers are endless."""
    urls = current_context().urls
    lines = [
        "User-agent: *",
        f"Allow: {urls.page('sparql/examples')}",  # first, for readers that take the first that fits
        f"Allow: {urls.page('search')}$",  # where search engines read that it is not to be listed
        *(f"Disallow: {urls.page(path)}" for path in _ENDLESS),
        *(f"Disallow: {urls.root}*{mark}" for mark in ("?list=", "&list=")),
        "",
        *(f"Sitemap: {urls.public(urls.page(path))}" for path in ("sitemap.xml", site_sitemap.PATH)),
    ]
    content = ("\n".join(lines) + "\n").encode()
    return respond(body_of(content, "text/plain; charset=utf-8"), ())


@site_pages.get("/indexnow-<key>.txt")
def indexnow(key: str) -> Response:
    """The key that shows search engines that we may tell them of changes."""
    own = current_context().site.indexnow.key
    if not own or key != own:
        raise NotFound
    return respond(body_of(own.encode(), "text/plain; charset=utf-8"), ())


@site_pages.get("/.well-known/security.txt")
def security() -> Response:
    """Where a weakness is reported (RFC 9116), which Dutch public bodies are to say."""
    found = current_context()
    told = found.site.security or found.site.contact
    until = datetime.now(UTC).date() + timedelta(days=_TOLD_FOR)
    lines = [
        f"Contact: {told if '://' in told else f'mailto:{told}'}",
        f"Expires: {until.isoformat()}T00:00:00Z",
        f"Preferred-Languages: {', '.join(found.site.languages)}",
        f"Canonical: {found.urls.public(found.urls.page('.well-known/security.txt'))}",
    ]
    response = respond(body_of(("\n".join(lines) + "\n").encode(), "text/plain; charset=utf-8"), ())
    request.environ.pop(KEEP, None)  # tomorrow it says another day
    return response


@site_pages.get("/llms.txt")
def llms() -> Response:
    """What is here and how to get at it, for machines that read text (llmstxt.org)."""
    found = current_context()
    site, urls = found.site, found.urls
    english = wording("en")
    lines = [f"# {local(site.name, english)}", "", f"> {local(site.description, english)}", ""]
    lines += [
        "Every thing has a lasting URI ({base}id/{kind}/{key}); its description is at {base}doc/{kind}/{key}",
        "as HTML, or with a suffix as data: .ttl .jsonld .json .nt .rdf.",
        "Descriptions use Schema.org and BIBFRAME.",
        "Please take a download rather than crawling page by page.",
        "",
        "## Data",
        "",
        *(
            f"- [{title}]({urls.public(urls.page(path))}): {what}"
            for title, path, what in MACHINES
            if _is_there(found, path)
        ),
        "",
        "## Collections",
        "",
    ]
    for one in site.collections:
        address = urls.public(urls.document(Thing("collection", one.key)))
        lines.append(f"- [{local(one.name, english)}]({address}): {local(one.description, english)}")
    content = ("\n".join(lines) + "\n").replace("{base}", urls.base).encode()
    return respond(body_of(content, "text/plain; charset=utf-8"), ())


def _is_there(found: Context, path: str) -> bool:
    """Whether a service for machines is switched on; a site of files has those that are files."""
    if found.still:
        return path not in ("sparql", "search", "reconcile", "oai")
    return path != "sparql" or "sparql" in found.services


@site_pages.get("/sitemap.xml")
def sitemap() -> Response:
    """The index of the sitemaps that were made when the release was published."""
    return _published(sitemaps.INDEX, "application/xml")


@site_pages.get("/sitemaps/<name>")
def sitemap_part(name: str) -> Response:
    """One sitemap."""
    if f"sitemaps/{name}" == site_sitemap.PATH:
        return site_sitemap.written()
    return _published(name, "application/gzip" if name.endswith(".gz") else "application/xml")


def _published(name: str, media_type: str) -> Response:
    """A sitemap of the release, if it was published with one of that name."""
    file = current_context().current().folder(sitemaps.FOLDER) / name
    if not _SITEMAP.match(name) or not file.is_file():
        raise NotFound
    return respond(body_of(file.read_bytes(), media_type), ())


@site_pages.get("/status")
def status() -> Response:
    """Whether all is well, for monitors: the release that is served and what is in it."""
    found = current_context()
    try:
        served = found.current()
        state: dict[str, object] = {
            "status": "ok",
            "release": served.number,
            "created": served.created,
            "things": {kind: served.counts.kinds[kind] for kind in KINDS if kind in served.counts.kinds},
            "collections": dict(served.counts.collections),
        }
    except LodError as error:
        state = {"status": "no release", "detail": str(error)}
    response = Response(json.dumps(state, indent=1) + "\n", content_type="application/json")
    response.status_code = 200 if state["status"] == "ok" else 503
    response.headers["Cache-Control"] = "no-store"
    return response


@site_pages.get("/favicon.ico")
def favicon() -> Response:
    """The icon, for those who ask for it by its old name."""
    return redirect(current_context().urls.static("icon.svg"), 301)


@site_pages.get("/static/<hash>/<path:path>")
def static_file(hash: str, path: str) -> Response:
    """A static file; for ever, when the address has the hash of its bytes."""
    asset = current_context().assets.get(path)
    if asset is None:
        raise NotFound
    coding = coding_for(request.headers.get("Accept-Encoding", ""))
    response = respond(Body(asset.content, asset.content_type, asset.hash), ())
    request.environ.pop(KEEP, None)  # it is in memory already
    if hash == asset.hash:
        response.headers["Cache-Control"] = FOREVER
    if response.status_code == 200 and (packed := asset.packed(coding)):
        response.set_data(packed)  # once, and tighter
        response.headers["Content-Encoding"] = coding
    return response
