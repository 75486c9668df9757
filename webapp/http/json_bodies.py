"""JSON that a client sends: read, or refused with a reason; whatever it is, never a fault of ours."""

from __future__ import annotations

import json
import re

from werkzeug.exceptions import BadRequest

_ESCAPED = re.compile(r"\\u[dD][89a-fA-F]")
"""How JSON writes one half of a character that UTF-16 writes in two."""

Json = object


class NotUnderstood(BadRequest):
    """A request that is not as we want it; `detail` says where and why."""

    def __init__(self, detail: str) -> None:
        super().__init__(detail)
        self.detail = detail


def json_of(text: str | bytes, name: str) -> Json:
    """What a text in JSON says; `name` is what messages call it.

    Half a character (`"\\ud800"`) is JSON by its grammar and no text that can be looked up, stored or sent
    (RFC 8259 § 8.2 leaves it open), so it is refused.
    """
    try:
        found: Json = json.loads(text, parse_constant=_no_constant)
        plain = text if isinstance(text, str) else text.decode("utf-8", "replace")
        if _ESCAPED.search(plain):
            json.dumps(found, ensure_ascii=False).encode()
    except (ValueError, RecursionError) as error:
        raise NotUnderstood(f"{name}: this is no JSON: {_reason(error)}") from error
    return found


def _reason(error: Exception) -> str:
    return "a text holds half a character" if isinstance(error, UnicodeEncodeError) else str(error)


def _no_constant(name: str) -> None:
    raise ValueError(f"{name} is no value in JSON")
