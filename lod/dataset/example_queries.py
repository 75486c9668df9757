"""The example queries as data (SHACL's sh:SPARQLExecutable), for editors and other programs to find."""

from __future__ import annotations

import re
from collections.abc import Iterable

from lod.dataset.statement_builder import Statements
from lod.store.example_queries import Example

_CLASSES = {
    "SELECT": ("sh:SPARQLSelectExecutable", "sh:select"),
    "ASK": ("sh:SPARQLAskExecutable", "sh:ask"),
    "CONSTRUCT": ("sh:SPARQLConstructExecutable", "sh:construct"),
}
"""Form of a query → the class of what can be executed, and the property that has its text."""
_PREFIX = re.compile(r"^PREFIX ([a-z]+): <([^>]+)>$", re.MULTILINE)


def address(base: str, name: str = "") -> str:
    """The IRI of an example, or of all of them together.

    >>> address("https://data.example.org/", "by-isbn")
    'https://data.example.org/sparql/examples/by-isbn'
    """
    return f"{base}sparql/examples" + (f"/{name}" if name else "")


def said(base: str, some: Iterable[Example]) -> Statements:
    """What is said of some of the examples of a site."""
    say = Statements()
    for one in some:
        iri = address(base, one.name)
        special, property = _CLASSES.get(one.form, ("", ""))
        say.types(iri, "sh:SPARQLExecutable", *([special] if special else []))
        say.texts(iri, "rdfs:comment", one.questions)
        say.texts(iri, "schema:name", one.questions)
        say.texts(iri, "schema:description", one.explanations)
        say.text(iri, "schema:educationalLevel", one.level)
        say.text(iri, "schema:text", one.text)
        if property:
            say.text(iri, property, one.text)
        say.link(iri, "schema:target", f"{base}sparql")
        say.link(iri, "schema:isPartOf", address(base))
        _prefixes(say, base, iri, one)
    return say


def _prefixes(say: Statements, base: str, iri: str, one: Example) -> None:
    """The prefixes that a query declares: the same nodes for all queries."""
    for prefix, namespace in _PREFIX.findall(one.text):
        declared = f"{address(base)}#prefix-{prefix}"
        say.link(iri, "sh:prefixes", f"{address(base)}#prefixes")
        say.link(f"{address(base)}#prefixes", "sh:declare", declared)
        say.types(declared, "sh:PrefixDeclaration")
        say.text(declared, "sh:prefix", prefix)
        say.typed(declared, "sh:namespace", namespace, "xsd:anyURI")
