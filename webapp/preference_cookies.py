"""What a visitor chooses, kept in a cookie of their own: a language, a library."""

from __future__ import annotations

from flask import Response, request
from werkzeug.exceptions import Forbidden

from webapp.context import current_context
from webapp.feedback.form_checks import is_from_elsewhere
from webapp.http.responses import redirect, safe_path

_YEAR = 365 * 24 * 3600


def keep(name: str, value: str) -> Response:
    """Keeps a choice, or forgets it where it is empty, and leads back to where the visitor came from.

    Another site chooses nothing for a visitor.
    """
    if is_from_elsewhere():
        raise Forbidden
    urls = current_context().urls
    response = redirect(safe_path(urls.root, request.form.get("next", "")), 303)
    response.headers["Cache-Control"] = "no-store"
    # a proxy tells how the visitor came; who claims it without one only loses a choice
    is_secure = request.is_secure or request.headers.get("X-Forwarded-Proto", "").lower() == "https"
    response.set_cookie(
        name,
        value,
        max_age=_YEAR if value else 0,
        path=urls.root,
        samesite="Lax",
        httponly=True,
        secure=urls.base.startswith("https:") and is_secure,
    )
    return response
