"""Errors: a page in the visitor's language for people, problem details (RFC 9457) for machines."""

from __future__ import annotations

import json
from dataclasses import dataclass
from urllib.parse import quote

from flask import Response, current_app, request
from werkzeug.exceptions import HTTPException

from webapp.http.negotiation import PROBLEM, NothingFits, for_people
from webapp.languages import N_, Wording
from webapp.pages.layout import Alternate, Frame


@dataclass(frozen=True, slots=True)
class Problem:
    """What went wrong, for a person."""

    status: int
    title: str
    detail: str
    formats: tuple[Alternate, ...] = ()
    """What there is instead, when the asked form is not there."""
    again: str = ""
    """Where to try again, when that may help."""
    reason: str = ""
    """What exactly is wrong, for whoever wrote the program that asked: in English."""


TEXTS: dict[int, tuple[str, str]] = {
    400: (
        N_("This request cannot be understood"),
        N_("Something in the address or in the form is not as it should be."),
    ),
    401: (N_("For those who know the password"), N_("Give the password of this page.")),
    403: (N_("This is not allowed"), N_("The form was sent by another site.")),
    404: (
        N_("This page does not exist"),
        N_("There is nothing at this address. Perhaps a letter is missing in the link."),
    ),
    405: (
        N_("This cannot be done here"),
        N_("This cannot be done at this address."),
    ),
    406: (
        N_("Not available in that form"),
        N_("We have this in several forms, but not in the one that was asked for."),
    ),
    410: (
        N_("This is no longer here"),
        N_("What was at this address has been withdrawn."),
    ),
    413: (N_("Too large"), N_("This request is larger than we can handle.")),
    414: (N_("The address is too long"), N_("This address is longer than we can handle.")),
    415: (N_("Not in this form"), N_("This address does not take this media type; see Accept-Post.")),
    422: (
        N_("This is understood, and not taken"),
        N_("What was sent lacks something, or says what we do not take."),
    ),
    429: (N_("Too many requests"), N_("Please wait a little before you try again.")),
    500: (
        N_("Something went wrong here"),
        N_("This is our fault, not yours. It has been written down; please try again later."),
    ),
    501: (
        N_("Not available in that form"),
        N_("We have this in several forms, but not in the one that was asked for."),
    ),
    503: (
        N_("Not available at the moment"),
        N_("The collections are being published or under maintenance. Please try again in a minute."),
    ),
}
"""Status → what people are told."""

PASSING = frozenset({429, 500, 503})
"""What may be otherwise in a moment: the first page does not help then, and asking again may."""


def describe(error: HTTPException, wording: Wording) -> Problem:
    """An error in the words of a language."""
    status = error.code or 500
    title, detail = TEXTS.get(status) or TEXTS[400 if status < 500 else 500]
    own = getattr(error, "detail", "")
    given = (error.description or "") if error.description != type(error).description else ""
    return Problem(
        status, wording.text(title), own or wording.text(detail), _offered(error), _again(status), given
    )


def _again(status: int) -> str:
    """The same address once more; nothing when that would not help, or would send a form a second time."""
    if status not in PASSING or request.method not in ("GET", "HEAD"):
        return ""
    return "/" + request.full_path.rstrip("?").lstrip("/")


def _offered(error: HTTPException) -> tuple[Alternate, ...]:
    if not isinstance(error, NothingFits):
        return ()
    stem = request.path.rpartition(".")[0] if _has_suffix() else request.path
    found = (Alternate(f"{stem}.{f.suffix}", f.media_type, f.label) for f in error.offered)
    routes = current_app.url_map.bind("")
    return tuple(one for one in found if routes.test(one.href, "GET"))


def _has_suffix() -> bool:
    return "." in request.path.rpartition("/")[2]


def wants_page() -> bool:
    """Whether this client is told of errors by a page."""
    return for_people(request.headers.get("Accept", "")[:2_000])


def as_json(problem: Problem, wording: Wording) -> Response:
    """An error for machines."""
    content: dict[str, object] = {
        "type": "about:blank",
        "title": problem.title,
        "status": problem.status,
        "detail": problem.reason or problem.detail,
        "instance": _instance(request.path),
    }
    if problem.formats:
        content["alternates"] = [{"href": f.href, "type": f.media_type} for f in problem.formats]
    body = json.dumps(content, ensure_ascii=False, indent=1) + "\n"
    response = Response(body.encode("utf-8", "replace"), problem.status, content_type=PROBLEM)
    response.headers["Content-Language"] = wording.language
    return response


def _instance(path: str) -> str:
    """A path as a URI reference (RFC 9457 § 3.1.5): no space, no markup, and no host.

    >>> _instance("/doc/work/<b> é%"), _instance("//elsewhere.example/x")
    ('/doc/work/%3Cb%3E%20%C3%A9%25', '/elsewhere.example/x')
    """
    return "/" + quote(path.lstrip("/"), safe="/:@!$&'()*+,;=~", errors="replace")


@dataclass(frozen=True, slots=True)
class ProblemPage:
    """The page that tells of an error."""

    problem: Problem
    frame: Frame


def finish(response: Response, error: HTTPException) -> Response:
    """Adds what an error says in headers: Allow, Retry-After; errors are not kept, and depend on who asks."""
    for name, value in error.get_headers():
        if name in ("Allow", "Retry-After", "WWW-Authenticate"):
            response.headers[name] = value
    if error.code in (404, 410):
        response.headers["Cache-Control"] = "public, no-cache"
    else:
        response.headers["Cache-Control"] = "no-store"
    response.headers["Vary"] = "Accept, Accept-Language, Cookie"
    if formats := _offered(error):
        response.headers["Link"] = ", ".join(
            f'<{f.href}>; rel="alternate"; type="{f.media_type}"' for f in formats
        )
    return response
