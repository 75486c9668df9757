"""The application, made from a site's folder. Nothing happens on import."""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence
from functools import partial
from pathlib import Path
from urllib.parse import quote, urlsplit

from flask import Blueprint, Flask, Response, request
from flask.globals import request_ctx
from werkzeug.exceptions import (
    HTTPException,
    InternalServerError,
    NotFound,
    RequestURITooLarge,
    ServiceUnavailable,
)
from werkzeug.routing import RequestRedirect

from lod.errors import InboxError, RegisterError, ReleaseError
from lod.site import Site
from lod.store import sparql_server
from lod.store.current_release import Follower as ReleaseFollower
from webapp import language_links, sparql_service
from webapp.assets import load
from webapp.context import KEY, Context, current_context, library_of, page
from webapp.current_release import CurrentRelease, Follower
from webapp.documents.citation_export import citing
from webapp.documents.endpoint import RecordKey, things
from webapp.documents.fast_path import FastPath, ToDescriptions
from webapp.documents.register_lookups import RegisterLookups, RegisterReader
from webapp.feedback import notifications
from webapp.http import problems, responses
from webapp.http.metrics import Metrics
from webapp.http.metrics import blueprint as metrics_of
from webapp.http.problems import ProblemPage
from webapp.http.protocol import Protocol
from webapp.http.rate_limits import RateLimits
from webapp.http.request_bodies import RequestBodies
from webapp.http.request_log import RequestLog
from webapp.http.response_cache import CacheMiddleware
from webapp.languages import named_language, visitor_wording
from webapp.reconcile import endpoint as reconciling
from webapp.rendering import environments
from webapp.urls import Urls
from webapp.views import preview_image_views, search, service_blueprints, stories, usage_page
from webapp.views.code_lists import code_lists
from webapp.views.guide_pages import guides
from webapp.views.library_choice import own_library
from webapp.views.site_pages import site_pages
from webapp.views.usage import Usage, UsageMiddleware

USAGE = "usage.sqlite"
STATIC = Path(__file__).parent / "static"
LONGEST_ADDRESS = 8_000
LARGEST_FORM = 2 << 20
"""Forms and queries are taken up to so many bytes; services may take less."""

log = logging.getLogger(__name__)


def create_app(site: Site | Path | str, sandbox: Path | None = None, counting: Path | None = None) -> Flask:
    """The application for a site or its folder, serving the site's current release.

    `sandbox` is the folder of a running query sandbox; without one there is no SPARQL. `counting` is
    the folder in which the processes that serve this site count together.
    """
    found = site if isinstance(site, Site) else Site.load(site)
    services = [
        search.blueprint(),
        preview_image_views.blueprint(),
        stories.blueprint(),
        reconciling.blueprint(),
        *service_blueprints.blueprints(),
    ]
    if sandbox:
        services.append(sparql_service.service(found, sandbox))
    return build(
        found,
        ReleaseFollower(found.var, engine=sparql_server.of_site(found)),
        services=services,
        image_hosts=found.image_hosts,
        metrics=Metrics(counting),
    )


def build(
    site: Site,
    follower: Follower,
    memory: RegisterReader | None = None,
    *,
    services: Sequence[Blueprint] = (),
    image_hosts: Sequence[str] = (),
    metrics: Metrics | None = None,
    still: bool = False,
) -> Flask:
    """The application for a site, with what it serves from and the services it has besides pages.

    `still` makes pages that are to become files.
    """
    app = Flask("webapp", static_folder=None, template_folder=None)
    app.response_class = responses.InOnePiece
    app.url_map.converters["record"] = RecordKey
    app.config["LANGUAGES"] = tuple(site.languages)
    app.config["MAX_CONTENT_LENGTH"] = LARGEST_FORM
    app.extensions[KEY] = _room(
        site, follower, memory or RegisterLookups(site), services, tuple(image_hosts), still
    )
    here = app.extensions[KEY]
    root = here.urls.root.rstrip("/")
    pacing = RateLimits(site.serve, f"{root}/", site.inbox.letters_per_minute)
    own = partial(_own, site)
    # a service may stand before the pages that are kept: what is asked of it is not among them
    fast = FastPath(here, pacing)
    app.wsgi_app = CacheMiddleware(  # type: ignore[method-assign,assignment]
        app.wsgi_app, here.current, tuple(site.languages), own, fast, fast.is_document, here.stories
    )
    app.wsgi_app = ToDescriptions(app.wsgi_app, here, pacing)  # type: ignore[method-assign,assignment]
    for blueprint in (things, citing, site_pages, code_lists, own_library, guides, *services):
        app.register_blueprint(blueprint, url_prefix=root + (blueprint.url_prefix or "") or None)
    app.before_request(_refuse_what_is_too_long)
    pacing.install(app)
    app.after_request(_finish)
    app.register_error_handler(HTTPException, _problem)
    app.register_error_handler(ReleaseError, _no_release)
    app.register_error_handler(RegisterError, _no_register)
    app.register_error_handler(InboxError, _no_inbox)
    app.register_error_handler(Exception, _fault)
    usage = Usage(site.var / USAGE, f"{root}/", (urlsplit(site.base).hostname or "", "localhost"))
    app.register_blueprint(usage_page.blueprint(usage), url_prefix=root or None)
    counted = metrics or Metrics()
    app.register_blueprint(metrics_of(counted), url_prefix=root or None)
    app.wsgi_app = UsageMiddleware(app.wsgi_app, usage)  # type: ignore[method-assign,assignment]
    app.wsgi_app = RequestBodies(app.wsgi_app, f"{root}/")  # type: ignore[method-assign,assignment]
    app.wsgi_app = Protocol(app.wsgi_app)  # type: ignore[method-assign,assignment]
    routes = _routes(app, root)
    app.wsgi_app = RequestLog(app.wsgi_app, counted, f"{root}/", routes)  # type: ignore[method-assign,assignment]
    return app


def _routes(app: Flask, root: str) -> set[str]:
    """First parts of the addresses that are answered."""
    routes = {rule.rule.removeprefix(root).split("/")[1] for rule in app.url_map.iter_rules()}
    return {route for route in routes if not route.startswith("<")} | {"sparql"}


def _room(
    site: Site,
    follower: Follower,
    memory: RegisterReader,
    services: Sequence[Blueprint],
    image_hosts: tuple[str, ...],
    still: bool,
) -> Context:
    assets = load(STATIC, site.folder / "static")
    urls = Urls(site.base, {path: asset.hash for path, asset in assets.items()})
    told = stories.StoryCache(site)
    return Context(
        site,
        urls,
        environments(site.languages, urls, site.folder / "templates"),
        assets,
        CurrentRelease(follower, site.base, lambda: bool(told())),
        memory,
        image_hosts,
        services=tuple(b.name for b in services),
        stories=told,
        still=still,
    )


def _own(site: Site, cookies: Mapping[str, str]) -> str:
    """The key of the library that a visitor chose: it may be named by any of its ISILs."""
    chosen = library_of(site, cookies)
    return chosen.key if chosen else ""


def _refuse_what_is_too_long() -> None:
    if len(request.full_path) > LONGEST_ADDRESS:
        raise RequestURITooLarge


def _finish(response: Response) -> Response:
    """Headers that every answer has, when it has them not yet."""
    if isinstance(request.routing_exception, RequestRedirect):  # such a one no handler of errors gets
        response = responses.redirect(_here(request.routing_exception.new_url), response.status_code)
    headers = response.headers
    if "Location" in headers and 300 <= response.status_code < 400 and (language := named_language()):
        address = language_links.in_language(headers["Location"], current_context().urls.root, language)
        headers["Location"] = address.replace("&amp;", "&")
    if responses.SECURITY[0][0] not in headers:
        for name, value in (*responses.SECURITY, *responses.CORS):
            headers.setdefault(name, value)
        responses.compress(response)
    if request.method == "OPTIONS":
        headers.update(responses.PREFLIGHT)
    if (
        response.mimetype == "text/html"
        and "Link" not in headers
        and "catalogue" in current_context().services
    ):
        headers["Link"] = _signposts(current_context())
    headers.setdefault("Content-Security-Policy", _policy(response))
    return response


def _signposts(found: Context) -> str:
    """Where a machine that comes upon any page finds the data (Signposting; RFC 8631)."""
    urls = found.urls
    return (
        f'<{urls.page(".well-known/datacatalog")}>; rel="describedby", '
        f'<{urls.page("api/openapi.json")}>; rel="service-desc"; type="application/json", '
        f'<{urls.page("api")}>; rel="service-doc"{notifications.link(found)}'
    )


def _policy(response: Response) -> str:
    """Pages may load what is ours; everything else, such as a source record in XML, nothing at all."""
    is_page = response.mimetype == "text/html"
    return responses.content_policy(current_context().image_hosts) if is_page else responses.BARE_POLICY


def _problem(error: HTTPException) -> Response:
    """An error as a page or as problem details."""
    if isinstance(error, NotFound) and (address := _without_slash()):
        return responses.redirect(address, 308)
    if error.code is None or error.code < 400:
        return Response(error.get_response().get_data(), error.code or 500, list(error.get_headers()))
    wording = visitor_wording()
    problem = problems.describe(error, wording)
    if problems.wants_page():
        here = current_context()
        path = here.urls.home()
        frame = here.framer(wording).frame(problem.title, path, index=False)
        response = page("problem.html", ProblemPage(problem, frame), frame, problem.status)
    else:
        response = problems.as_json(problem, wording)
    return problems.finish(response, error)


def _here(address: str) -> str:
    """An address that routing made, as a path: it is made from the Host header, which anybody can write."""
    path, _, query = urlsplit(address)._replace(scheme="", netloc="", fragment="").geturl().partition("?")
    return f"/{path.lstrip('/')}" + (f"?{query}" if query else "")


def _without_slash() -> str:
    """The address that is meant by one with a slash too many at its end; nothing when there is none."""
    path, adapter = request.path.rstrip("/"), request_ctx.url_adapter
    if request.routing_exception is None or path == request.path or adapter is None:
        return ""
    try:
        adapter.match(path)
    except HTTPException:
        return ""
    query = request.query_string.decode("ascii", "ignore")
    return _here(quote(path, safe="/:@!$&'()*+,;=~") + (f"?{query}" if query else ""))


def _no_release(error: ReleaseError) -> Response:
    """There is nothing to serve yet, or the release is broken."""
    log.error("no release to serve: %s", error)
    return _problem(ServiceUnavailable(retry_after=30))


def _no_register(error: RegisterError) -> Response:
    """What only the register knows is asked for, and its server is away."""
    log.error("%s", error)
    return _problem(ServiceUnavailable(retry_after=30))


def _no_inbox(error: InboxError) -> Response:
    """What others tell cannot be kept."""
    log.error("%s", error)
    return _problem(ServiceUnavailable(retry_after=3600))


def _fault(error: Exception) -> Response:
    """The outer door: whatever was not foreseen is written down, and the visitor gets a page."""
    log.exception("request %s %s failed", request.method, request.path, exc_info=error)
    return _problem(InternalServerError())
