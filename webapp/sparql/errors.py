"""Why there is no answer, as problem details (RFC 9457) with a status that machines can act on."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping

from lod.errors import LodError, QueryLimit, QueryRefused, QuerySyntax, ReleaseError
from lod.store.sandbox.client_quotas import QuotaExceeded
from webapp.http.negotiation import PROBLEM
from webapp.sparql.wsgi_response import Reply

TITLES = {
    400: "Bad query",
    403: "Not allowed here",
    405: "Method not allowed",
    406: "Not available in that form",
    413: "Too large",
    415: "Unsupported media type",
    429: "Too many queries",
    500: "The query failed",
    503: "Over a limit",
}
_LIMITS = {
    "query_kb": (413, 0),
    "result_mb": (413, 0),
    "rows": (413, 0),
    "depth": (400, 0),
    "searches": (400, 0),
    "per_client": (429, 1),
    "budget": (429, 30),
    "concurrent": (503, 5),
    "seconds": (503, 60),
    "memory_mb": (503, 60),
    "disk": (503, 300),
    "client": (503, 1),
    "form": (406, 0),
    "store": (503, 30),
}
"""Limit → status, and after how many seconds it makes sense to try again."""


_OUTCOMES = {400: "syntax", 403: "refused", 500: "failed", 503: "unavailable"}


class Refusal(Exception):
    """A request that gets no answer: the status, one line for a person, and more for a machine."""

    def __init__(
        self,
        status: int,
        detail: str,
        headers: Mapping[str, str] | None = None,
        facts: Mapping[str, object] | None = None,
    ) -> None:
        super().__init__(detail)
        self.status = status
        self.detail = " ".join(detail.split())
        self.headers = dict(headers or {})
        self.facts = dict(facts or {})

    @property
    def outcome(self) -> str:
        """What became of the query, in a word: the limit it went over, or a class of trouble."""
        return str(self.facts.get("limit") or _OUTCOMES.get(self.status, "malformed"))

    def reply(self, path: str) -> Reply:
        """As problem details, for the request of a path."""
        content = {
            "type": "about:blank",
            "title": TITLES.get(self.status, "Error"),
            "status": self.status,
            "detail": self.detail,
            "instance": path,
            **self.facts,
        }
        body = (json.dumps(content, ensure_ascii=False, indent=1) + "\n").encode("utf-8", "replace")
        headers = [
            ("Content-Type", PROBLEM),
            ("Content-Length", str(len(body))),
            ("Cache-Control", "no-store"),
            ("Vary", "Accept"),
            *self.headers.items(),
        ]
        return Reply(self.status, headers, [body])


def refusal_for(error: LodError, say: Callable[[str], str] = str) -> Refusal:
    """The trouble that an error of the query service is; `say` puts its sentences into a language."""
    detail = say(str(error))
    if isinstance(error, QuerySyntax):
        hint = say(error.hint)
        facts = {"line": error.line, "column": error.column, "hint": hint}
        said = f"{detail}. {hint}" if hint else detail
        return Refusal(400, said, facts={name: fact for name, fact in facts.items() if fact})
    if isinstance(error, QueryRefused):
        return Refusal(403, detail)
    if isinstance(error, QueryLimit):
        status, wait = _LIMITS[error.limit]
        if isinstance(error, QuotaExceeded):
            wait = max(1, round(error.wait))
        return Refusal(status, detail, {"Retry-After": str(wait)} if wait else {}, {"limit": error.limit})
    if isinstance(error, ReleaseError):
        return Refusal(503, say("the collections are being published"), {"Retry-After": "30"})
    return Refusal(500, detail)
