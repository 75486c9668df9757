"""An OAI-PMH server on loopback, faithful to the protocol until it is told to misbehave."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit
from xml.sax.saxutils import escape

DATE = "2024-06-01T12:00:00Z"
MARC = "http://www.loc.gov/MARC21/slim"
DC = "http://www.openarchives.org/OAI/2.0/oai_dc/"


def marc(key: str, title: str) -> str:
    return (
        f'<m:record xmlns:m="{MARC}"><m:leader>00000nam a2200000 a 4500</m:leader>'
        f'<m:controlfield tag="001">{key}</m:controlfield>'
        f'<m:datafield tag="245" ind1=" " ind2=" "><m:subfield code="a">{escape(title)}</m:subfield>'
        "</m:datafield></m:record>"
    )


@dataclass
class Held:
    """A record that the server has."""

    body: str
    date: str = "2024-01-01T00:00:00Z"
    set: str = "maps"
    deleted: bool = False


class Asking(BaseHTTPRequestHandler):
    """Answers one request."""

    server: Server
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True  # head and body are sent one by one; the body would wait 40 ms

    def do_GET(self) -> None:
        query = {name: values[0] for name, values in parse_qs(urlsplit(self.path).query).items()}
        self.server.asked.append(query)
        self.server.agents.append(self.headers.get("User-Agent", ""))
        if self.server.mischief:
            act = self.server.mischief.pop(0)
            if act is not None:
                act(self)
                return
        self.give(self.server.answer(query).encode())

    def give(self, body: bytes, status: int = 200, **headers: str) -> None:
        self.send_response(status)
        for name, value in {"Content_Type": "text/xml; charset=utf-8", **headers}.items():
            self.send_header(name.replace("_", "-"), value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Keep silent."""


Act = Callable[[Asking], None]


@dataclass(eq=False)
class Server(ThreadingHTTPServer):
    """The server and what it has."""

    held: dict[str, Held] = field(default_factory=dict)
    size: int = 3
    granularity: str = "YYYY-MM-DDThh:mm:ssZ"
    deleted: str = "persistent"
    date: str = DATE
    prefixes: dict[str, str] = field(default_factory=lambda: {"oai_dc": DC, "marc21": MARC})
    mischief: list[Act | None] = field(default_factory=list)
    """What to do instead of answering, request by request."""
    asked: list[dict[str, str]] = field(default_factory=list)
    agents: list[str] = field(default_factory=list)
    told: Callable[[int], int] = lambda size: size

    def __post_init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Asking)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}/oai"

    def lists(self) -> list[dict[str, str]]:
        """The requests for records."""
        return [query for query in self.asked if query.get("verb") == "ListRecords"]

    def answer(self, query: dict[str, str]) -> str:
        verb = query.get("verb", "")
        if verb == "Identify":
            inner = (
                f"<Identify><granularity>{self.granularity}</granularity>"
                f"<deletedRecord>{self.deleted}</deletedRecord></Identify>"
            )
        elif verb == "ListMetadataFormats":
            rows = "".join(
                f"<metadataFormat><metadataPrefix>{prefix}</metadataPrefix><schema>s</schema>"
                f"<metadataNamespace>{namespace}</metadataNamespace></metadataFormat>"
                for prefix, namespace in self.prefixes.items()
            )
            inner = f"<ListMetadataFormats>{rows}</ListMetadataFormats>"
        else:
            inner = self.records(query)
        return self.envelope(inner)

    def envelope(self, inner: str) -> str:
        return (
            '<?xml version="1.0" encoding="UTF-8"?>\n'
            '<OAI-PMH xmlns="http://www.openarchives.org/OAI/2.0/">'
            f"<responseDate>{self.date}</responseDate><request>{self.url}</request>{inner}</OAI-PMH>\n"
        )

    def records(self, query: dict[str, str]) -> str:
        at = 0
        if token := query.get("resumptionToken"):
            start, set, at_text = token.split("|")
            at = int(at_text)
        else:
            start, set = query.get("from", ""), query.get("set", "")
            if query.get("metadataPrefix") not in self.prefixes:
                return '<error code="cannotDisseminateFormat">no such format</error>'
            if len(start) > 10 and self.granularity == "YYYY-MM-DD":
                return '<error code="badArgument">from has seconds</error>'
        found = [
            (ident, one)
            for ident, one in self.held.items()
            if one.date[: len(start)] >= start and (not set or one.set == set)
        ]
        if not found:
            return '<error code="noRecordsMatch">nothing</error>'
        rows = "".join(self.row(ident, one) for ident, one in found[at : at + self.size])
        more = f"{start}|{set}|{at + self.size}" if at + self.size < len(found) else ""
        facts = f'completeListSize="{self.told(len(found))}" cursor="{at}"'
        told = f"<resumptionToken {facts}>{more}</resumptionToken>"
        return f"<ListRecords>{rows}{told if more or at else ''}</ListRecords>"

    def row(self, ident: str, one: Held) -> str:
        status = ' status="deleted"' if one.deleted else ""
        body = "" if one.deleted else f"<metadata>{one.body}</metadata>"
        return (
            f"<record><header{status}><identifier>{ident}</identifier>"
            f"<datestamp>{one.date}</datestamp></header>{body}</record>"
        )


@contextmanager
def serving(server: ThreadingHTTPServer) -> Iterator[None]:
    """Serve in a thread for as long as a test lasts."""
    thread = threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True)
    thread.start()
    try:
        yield
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
