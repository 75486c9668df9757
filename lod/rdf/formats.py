"""The representations we give, each once: suffix, media types, name, and who writes it."""

from __future__ import annotations

from dataclasses import dataclass

from pyoxigraph import QueryResultsFormat, RdfFormat


@dataclass(frozen=True, slots=True)
class Format:
    """One form of a description or of an answer: how it is written, and what it is called in headers."""

    suffix: str
    """The end of its URL, and its short name."""
    media_type: str
    label: str
    aliases: tuple[str, ...] = ()
    """Other media types by which it may be asked for."""
    oxigraph: RdfFormat | None = None
    """Set when Oxigraph writes statements in it."""
    results: QueryResultsFormat | None = None
    """Set when Oxigraph writes rows, and yes or no, in it."""
    charset: bool = False
    """Whether Content-Type states UTF-8."""

    @property
    def media_types(self) -> tuple[str, ...]:
        """All media types that mean it; its own first."""
        return (self.media_type, *self.aliases)

    @property
    def content_type(self) -> str:
        """What the header Content-Type says."""
        return f"{self.media_type}; charset=utf-8" if self.charset else self.media_type


FRAMED = 'application/ld+json;profile="http://www.w3.org/ns/json-ld#framed"'
"""JSON-LD as a tree of one thing with fixed keys; browsers and scripts ask for it as application/json."""

HTML = Format("html", "text/html", "HTML", ("application/xhtml+xml",), charset=True)

_TURTLE = ("application/x-turtle", "text/n3", "text/rdf+n3")

RDF: tuple[Format, ...] = (
    # Turtle is Notation3 too (Team Submission N3, "Turtle is a subset"): rdflib asks for it by that name
    Format("ttl", "text/turtle", "Turtle", _TURTLE, RdfFormat.TURTLE, charset=True),
    Format("jsonld", "application/ld+json", "JSON-LD", (), RdfFormat.JSON_LD),
    Format("rdf", "application/rdf+xml", "RDF/XML", ("application/xml", "text/xml"), RdfFormat.RDF_XML),
    Format("nt", "application/n-triples", "N-Triples", ("text/plain",), RdfFormat.N_TRIPLES),
    Format("nq", "application/n-quads", "N-Quads", ("text/x-nquads",), RdfFormat.N_QUADS),
    Format("trig", "application/trig", "TriG", ("application/x-trig",), RdfFormat.TRIG),
    Format("json", "application/json", "JSON (framed JSON-LD)", (FRAMED,)),
)
"""Representations of a thing for machines; the first is what a machine gets that says it takes anything."""

DOCUMENTS: tuple[Format, ...] = (HTML, *RDF)
"""All representations of a thing; the first is what a client gets that has no preference."""

RESULTS: tuple[Format, ...] = (
    Format(
        "json",
        "application/sparql-results+json",
        "JSON",
        ("application/json",),
        results=QueryResultsFormat.JSON,
    ),
    Format(
        "xml",
        "application/sparql-results+xml",
        "XML",
        ("application/xml", "text/xml"),
        results=QueryResultsFormat.XML,
    ),
    Format("csv", "text/csv", "CSV", results=QueryResultsFormat.CSV, charset=True),
    Format("tsv", "text/tab-separated-values", "TSV", results=QueryResultsFormat.TSV, charset=True),
)
"""Forms of the answer to SELECT and ASK; the first is the default."""

GRAPHS: tuple[Format, ...] = tuple(f for f in RDF if f.oxigraph is not None)
"""Forms of the answer to CONSTRUCT and DESCRIBE; the first is the default."""

_BY_SUFFIX = {f.suffix: f for f in DOCUMENTS}


def by_suffix(suffix: str) -> Format | None:
    """The representation with this suffix.

    >>> by_suffix("ttl").media_type, by_suffix("exe")
    ('text/turtle', None)
    """
    return _BY_SUFFIX.get(suffix)
