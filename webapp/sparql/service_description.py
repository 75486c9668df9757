"""What the endpoint says of itself: SPARQL 1.1 Service Description, with its limits."""

from __future__ import annotations

from collections.abc import Iterator

from pyoxigraph import Literal, NamedNode, Triple, serialize

from lod.rdf.formats import GRAPHS, RESULTS, Format
from lod.rdf.namespaces import PREFIXES, expand, own
from lod.store.sandbox.limits import Limits

_W3C = PREFIXES["formats"]
_FORMATS = {
    "json": "SPARQL_Results_JSON",
    "xml": "SPARQL_Results_XML",
    "csv": "SPARQL_Results_CSV",
    "tsv": "SPARQL_Results_TSV",
    "ttl": "Turtle",
    "nt": "N-Triples",
    "nq": "N-Quads",
    "trig": "TriG",
    "rdf": "RDF_XML",
    "jsonld": "JSON-LD",
}
"""Our name of a format → its name in the W3C's list."""

_LIMITS = {
    "seconds": ("seconds that one query may run", "seconden die een vraag mag duren"),
    "memory_mb": (
        "megabytes of memory that one query may use",
        "megabytes geheugen die een vraag mag gebruiken",
    ),
    "result_mb": ("megabytes that one answer may have", "megabytes die een antwoord mag hebben"),
    "query_kb": ("kilobytes that a query may have", "kilobytes die een vraag mag hebben"),
    "depth": ("levels that brackets may nest", "niveaus die haakjes diep mogen zijn"),
    "concurrent": ("long queries that run at once", "lange vragen die tegelijk lopen"),
    "per_client": ("queries of one client at once", "vragen van een klant tegelijk"),
}
"""Limit → what its number counts."""


def written(public: str, limits: Limits, form: Format) -> bytes:
    """The description of the endpoint at a public address, in a form."""
    names = ("sd", "schema", "rdf", "rdfs", "void", "formats")
    prefixes = {name: PREFIXES[name] for name in names if name in PREFIXES}
    return serialize(statements(public, limits), format=form.oxigraph, prefixes=prefixes) or b""


def statements(public: str, limits: Limits) -> Iterator[Triple]:
    """What it says, statement by statement."""
    service, dataset, graph = (NamedNode(public + part) for part in ("", "#dataset", "#graph"))
    yield _say(service, "rdf:type", NamedNode(expand("sd:Service")))
    yield _say(service, "sd:endpoint", service)
    yield _say(service, "sd:supportedLanguage", NamedNode(expand("sd:SPARQL11Query")))
    for name in (f.suffix for f in (*RESULTS, *GRAPHS)):
        yield _say(service, "sd:resultFormat", NamedNode(_W3C + _FORMATS[name]))
    if limits.service_hosts:
        yield _say(service, "sd:feature", NamedNode(expand("sd:BasicFederatedQuery")))
    yield _say(service, "sd:propertyFeature", NamedNode(f"{own(public.removesuffix('sparql'))}search"))
    yield _say(service, "sd:defaultDataset", dataset)
    yield _say(dataset, "rdf:type", NamedNode(expand("sd:Dataset")))
    yield _say(dataset, "sd:defaultGraph", graph)
    yield _say(graph, "rdf:type", NamedNode(expand("sd:Graph")))
    for name, (english, dutch) in _LIMITS.items():
        yield from _limit(service, name, float(getattr(limits, name)), {"en": english, "nl": dutch})


def _limit(service: NamedNode, name: str, value: float, said: dict[str, str]) -> Iterator[Triple]:
    limit = NamedNode(f"{service.value}#limit-{name}")
    yield _say(service, "schema:additionalProperty", limit)
    yield _say(limit, "rdf:type", NamedNode(expand("schema:PropertyValue")))
    yield _say(limit, "schema:propertyID", Literal(name))
    yield _say(limit, "schema:value", Literal(int(value) if value.is_integer() else value))
    for language, text in said.items():
        yield _say(limit, "schema:description", Literal(text, language=language))


def _say(subject: NamedNode, name: str, value: NamedNode | Literal) -> Triple:
    return Triple(subject, NamedNode(expand(name)), value)
