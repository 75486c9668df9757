"""/oai: the address of the provider."""

from __future__ import annotations

from flask import Blueprint, Response, request
from werkzeug.exceptions import ServiceUnavailable

from webapp.context import current_context
from webapp.oai.formats import StaleRelease
from webapp.oai.provider import Provider


def blueprint() -> Blueprint:
    """The provider."""
    made = Blueprint("oai", __name__)
    made.add_url_rule("/oai", view_func=oai, methods=["GET", "POST"])
    return made


def oai() -> Response:
    """One request, by GET or by a form."""
    found = current_context()
    register = found.memory.register()
    if register is None:
        raise ServiceUnavailable(retry_after=30)
    provider = Provider(found.site, register, found.current().reader)
    arguments = request.form if request.method == "POST" else request.args
    try:
        content = provider.answer(arguments.to_dict(flat=False))
    except StaleRelease as error:
        raise ServiceUnavailable(retry_after=2) from error
    response = Response(content, content_type="text/xml; charset=utf-8")
    response.headers["Cache-Control"] = "no-cache"
    return response
