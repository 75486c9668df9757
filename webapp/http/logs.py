"""Logs for machines: one JSON object a line, each with the id of the request that it is about.

No line has a client's address, a query or what somebody searched for.
"""

from __future__ import annotations

import json
import logging
import random
import re
import sys
from contextvars import ContextVar
from datetime import UTC, datetime

REQUEST: ContextVar[str] = ContextVar("request", default="")
"""Id of the request that is being answered."""
REQUESTS = "lod.requests"
"""Name of the logger that has a line for each request."""
SERVER = {
    "formatters": {name: {"()": "webapp.http.logs.Json"} for name in ("generic", "access")},
    "handlers": {
        name: {"formatter": "generic", "class": "logging.StreamHandler", "stream": "ext://sys.stderr"}
        for name in ("console", "access")
    },
}
"""How granian writes what it has to say: like everything else."""
_SAFE = re.compile(r"[A-Za-z0-9._-]{8,64}\Z")


class Json(logging.Formatter):
    """A record of a log as one line of JSON."""

    def format(self, record: logging.LogRecord) -> str:
        """The line."""
        line: dict[str, object] = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": record.getMessage(),
            "process": record.process,
        }
        request = REQUEST.get()
        if request:
            line["request"] = request
        line |= getattr(record, "facts", {})
        if record.exc_info:
            line["exception"] = self.formatException(record.exc_info)
        return json.dumps(line, ensure_ascii=False)


def configure(requests: bool) -> None:
    """Write everything of this process to stderr as JSON; a line for each request, or only what is wrong."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(Json())
    logging.basicConfig(level=logging.WARNING, handlers=[handler], force=True)
    logging.getLogger(REQUESTS).setLevel(logging.INFO if requests else logging.WARNING)


def request_id(given: str) -> str:
    """The id that a proxy gave the request when it is harmless, else one of our own.

    >>> request_id("7f3a-99.b_c"), request_id("x" * 65) == "x" * 65, len(request_id('a"b\\n'))
    ('7f3a-99.b_c', False, 16)
    """
    # ids are to differ, not to be secret, and what the kernel draws costs a call (a fork draws anew)
    return given if _SAFE.match(given) else f"{random.getrandbits(64):016x}"
