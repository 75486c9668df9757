"""The representations we give, each once: suffix, media types, name, and who writes it."""

from __future__ import annotations

from dataclasses import dataclass

from pyoxigraph import QueryResultsFormat, RdfFormat


@dataclass(frozen=True, slots=True)
class Format:
    """One representation of a description: of what ends its URL, and what it is called in headers."""

    suffix: str
    media_type: str
    label: str
    aliases: tuple[str, ...] = ()
    """Other media types by which it may be asked for."""
    oxigraph: RdfFormat | None = None
    """Set when Oxigraph writes it."""
    rdflib: str = ""
    """Name of rdflib's parser for it, for checks."""
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


@dataclass(frozen=True, slots=True)
class ResultsFormat:
    """One form of the answer to a SPARQL SELECT or ASK."""

    name: str
    media_type: str
    label: str
    oxigraph: QueryResultsFormat
    aliases: tuple[str, ...] = ()
    charset: bool = False

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

RDF: tuple[Format, ...] = (
    Format(
        "ttl", "text/turtle", "Turtle", ("application/x-turtle",), RdfFormat.TURTLE, "turtle", charset=True
    ),
    Format("jsonld", "application/ld+json", "JSON-LD", (), RdfFormat.JSON_LD, "json-ld"),
    Format(
        "rdf", "application/rdf+xml", "RDF/XML", ("application/xml", "text/xml"), RdfFormat.RDF_XML, "xml"
    ),
    Format("nt", "application/n-triples", "N-Triples", ("text/plain",), RdfFormat.N_TRIPLES, "nt"),
    Format("nq", "application/n-quads", "N-Quads", ("text/x-nquads",), RdfFormat.N_QUADS, "nquads"),
    Format("trig", "application/trig", "TriG", ("application/x-trig",), RdfFormat.TRIG, "trig"),
    Format("json", "application/json", "JSON (framed JSON-LD)", (FRAMED,), None, "json-ld"),
)
"""Representations of a thing for machines; the first is what a machine gets that says it takes anything."""

DOCUMENTS: tuple[Format, ...] = (HTML, *RDF)
"""All representations of a thing; the first is what a client gets that has no preference."""

RESULTS: tuple[ResultsFormat, ...] = (
    ResultsFormat(
        "json", "application/sparql-results+json", "JSON", QueryResultsFormat.JSON, ("application/json",)
    ),
    ResultsFormat(
        "xml",
        "application/sparql-results+xml",
        "XML",
        QueryResultsFormat.XML,
        ("application/xml", "text/xml"),
    ),
    ResultsFormat("csv", "text/csv", "CSV", QueryResultsFormat.CSV, charset=True),
    ResultsFormat("tsv", "text/tab-separated-values", "TSV", QueryResultsFormat.TSV, charset=True),
)
"""Forms of the answer to SELECT and ASK; the first is the default."""

GRAPHS: tuple[Format, ...] = tuple(f for f in RDF if f.oxigraph is not None)
"""Forms of the answer to CONSTRUCT and DESCRIBE; the first is the default."""

_BY_SUFFIX = {f.suffix: f for f in DOCUMENTS}
_BY_TYPE = {media_type: f for f in reversed(DOCUMENTS) for media_type in f.media_types}


def by_suffix(suffix: str) -> Format | None:
    """The representation with this suffix.

    >>> by_suffix("ttl").media_type, by_suffix("exe")
    ('text/turtle', None)
    """
    return _BY_SUFFIX.get(suffix)


def by_media_type(media_type: str) -> Format | None:
    """The representation with this media type, without parameters.

    >>> by_media_type("application/n-triples").suffix
    'nt'
    """
    return _BY_TYPE.get(media_type)


def results_by_name(name: str) -> ResultsFormat | None:
    """The form of a SPARQL answer with this short name.

    >>> results_by_name("csv").content_type
    'text/csv; charset=utf-8'
    """
    return next((f for f in RESULTS if f.name == name), None)
