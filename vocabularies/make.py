"""Makes a term list of this folder from the RDF file of an ontology.

    python vocabularies/make.py bf bibframe.rdf --version 2.6.0 --date 2025-07-23 \
        --source https://id.loc.gov/ontologies/bibframe.rdf --licence https://creativecommons.org/publicdomain/zero/1.0/

Run it when a vocabulary has a new version; read the difference in git before committing it. The Dutch labels
of the list that is there are kept.
"""

from __future__ import annotations

import argparse
import csv
import gzip
import logging
from pathlib import Path

from rdflib import OWL, RDF, RDFS, Graph, URIRef

HERE = Path(__file__).parent
SCHEMA = "https://schema.org/"
COLUMNS = ("term", "kind", "super", "domain", "range", "status", "en", "nl")
KINDS = {
    OWL.Class: "class",
    RDFS.Class: "class",
    OWL.ObjectProperty: "property",
    OWL.DatatypeProperty: "property",
    OWL.SymmetricProperty: "property",
    OWL.AnnotationProperty: "property",
    RDF.Property: "property",
    RDFS.Datatype: "datatype",
    URIRef(SCHEMA + "DataType"): "datatype",
}
STATUS = URIRef("http://bibframe.org/model-abstract/status")


def prefixes() -> dict[str, str]:
    """Prefix → namespace, from prefixes.tsv."""
    with (HERE / "prefixes.tsv").open(encoding="utf-8") as file:
        lines = [line for line in file if not line.startswith("#")]
    return {row["prefix"]: row["namespace"] for row in csv.DictReader(lines, delimiter="\t")}


def short(iri: str, own: str, spaces: dict[str, str]) -> str:
    """A term as it is written in a list: bare in its own namespace, with a prefix elsewhere, else whole."""
    for prefix, namespace in spaces.items():
        if iri.startswith(namespace) and iri != namespace:
            return iri[len(namespace) :] if prefix == own else f"{prefix}:{iri[len(namespace) :]}"
    return iri


def kind(graph: Graph, node: URIRef) -> str:
    """What sort of term it is; a schema.org data type is also a class, and so is all below it."""
    above = {node, *graph.transitive_objects(node, RDFS.subClassOf)}
    kinds = {KINDS[t] for n in above for t in graph.objects(n, RDF.type) if t in KINDS}
    for name in ("datatype", "property", "class"):
        if name in kinds:
            return name
    return "individual"


def status(graph: Graph, node: URIRef) -> str:
    """The word "deprecated", or nothing."""
    said = " ".join(str(o) for o in graph.objects(node, STATUS))
    old = "deprecated" in said or (node, URIRef(SCHEMA + "supersededBy"), None) in graph
    return "deprecated" if old or (node, OWL.deprecated, None) in graph else ""


def label(graph: Graph, node: URIRef) -> str:
    """Its English label on one line."""
    texts = sorted(
        str(o) for o in graph.objects(node, RDFS.label) if getattr(o, "language", None) in (None, "en")
    )
    return " ".join(texts[0].split()) if texts else ""


def rows(graph: Graph, own: str, dutch: dict[str, str]) -> list[list[str]]:
    """One row a term, sorted."""
    spaces = prefixes()

    def listed(node: URIRef, *properties: URIRef) -> str:
        found = {short(str(o), own, spaces) for p in properties for o in graph.objects(node, p)}
        return " ".join(sorted(found))

    def ranges(node: URIRef) -> str:
        said = listed(node, RDFS.range, URIRef(SCHEMA + "rangeIncludes"))
        types = set(graph.objects(node, RDF.type))
        if OWL.DatatypeProperty in types:
            return said or "rdfs:Literal"
        return said or ("rdfs:Resource" if OWL.ObjectProperty in types else "")

    out = []
    nodes = {s for s in graph.subjects(RDF.type, None) if isinstance(s, URIRef)}
    for node in sorted(n for n in nodes if n.startswith(spaces[own]) and n != URIRef(spaces[own])):
        what = kind(graph, node)
        above = (RDF.type,) if what == "individual" else (RDFS.subClassOf, RDFS.subPropertyOf)
        term = short(str(node), own, spaces)
        out.append(
            [
                term,
                what,
                listed(node, *above),
                listed(node, RDFS.domain, URIRef(SCHEMA + "domainIncludes")),
                ranges(node),
                status(graph, node),
                label(graph, node),
                dutch.get(term, ""),
            ]
        )
    return out


def known(path: Path) -> dict[str, str]:
    """Term → Dutch label in the list that is there now."""
    if not path.exists():
        return {}
    with path.open(encoding="utf-8") as file:
        lines = [line for line in file if not line.startswith("#")]
    return {row["term"]: row["nl"] for row in csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE)}


def main() -> None:
    """Write the list."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("prefix")
    parser.add_argument("file", type=Path)
    for name in ("version", "date", "source", "licence"):
        parser.add_argument(f"--{name}", required=True)
    args = parser.parse_args()
    path = HERE / f"{args.prefix}.tsv"
    raw = args.file.read_bytes()
    text = gzip.decompress(raw) if args.file.suffix == ".gz" else raw
    syntax = "nt" if ".nt" in args.file.suffixes else "xml"
    logging.getLogger("rdflib").setLevel(logging.ERROR)  # the ontologies pad their dates with spaces
    graph = Graph().parse(data=text, format=syntax)
    lines = [f"# {name}: {getattr(args, name)}" for name in ("version", "date", "source", "licence")]
    lines += ["\t".join(row) for row in (COLUMNS, *rows(graph, args.prefix, known(path)))]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
