"""Which of our things is what others call by an identifier of theirs; and all such links, as lists."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice

from pyoxigraph import DefaultGraph, Literal, NamedNode, Quad

from lod.dataset import external_identifiers
from lod.rdf import tsv_tables
from lod.rdf.iris import Thing, parse
from lod.rdf.namespaces import expand
from lod.site.targets import Target
from lod.store.documents import Reader
from lod.store.store_protocol import ReadableStore

LINKS = tuple(
    expand(name)
    for name in ("schema:sameAs", "owl:sameAs", "skos:exactMatch", "madsrdf:hasExactExternalAuthority")
)
"""Properties that say that something of ours is something of others."""
NUMBERS = tuple(
    expand(name) for name in ("schema:isbn", "schema:issn", "schema:identifier", "schema:value", "rdf:value")
)
LOOKED_AT = 200
"""So many statements on one identifier are looked at."""
LONGEST = 500

_GRAPH = DefaultGraph()


@dataclass(frozen=True, slots=True)
class Same:
    """A thing of ours that is what was asked for."""

    thing: Thing
    via: str
    """The identifier of others that it has."""


def find(reader: Reader, asked: str) -> list[Same]:
    """Our things for an IRI or a number in any usual spelling; none when we have nothing."""
    text = asked.strip()[:LONGEST]
    own = parse(reader.base, text)
    if own is not None:
        return [Same(own, text)] if reader.exists(own) else []
    found: dict[Thing, Same] = {}
    for iri in external_identifiers.iris(text):
        try:
            node = NamedNode(iri)
        except ValueError:
            continue  # looks like an IRI, and is none
        for property in LINKS:
            pattern = reader.store.quads_for_pattern(None, NamedNode(property), node, _GRAPH)
            _gather(found, reader.base, islice(pattern, LOOKED_AT), iri)
    for number in external_identifiers.numbers(text) if not found else ():
        pattern = reader.store.quads_for_pattern(None, None, Literal(number), _GRAPH)
        quads = (q for q in islice(pattern, LOOKED_AT) if q.predicate.value in NUMBERS)
        _gather(found, reader.base, quads, number)
    return list(found.values())


def _gather(found: dict[Thing, Same], base: str, quads: Iterable[Quad], via: str) -> None:
    for quad in quads:
        thing = parse(base, quad.subject.value)  # type: ignore[union-attr]  # D5
        if thing is not None:
            found.setdefault(thing, Same(thing, via))


# ---------------------------------------------------------------- all links


@dataclass(frozen=True, slots=True)
class File:
    """An authority file that we link to."""

    name: str
    title: str
    start: str
    """What its IRIs start with."""


def files(targets: Iterable[Target] = ()) -> dict[str, File]:
    """The authority files that we know, and those that the site links to, by name."""
    found = {
        one.key: File(one.key, one.name.get("en") or next(iter(one.name.values())), one.start)
        for one in targets
        if one.start
    }
    for row in tsv_tables.read("authorities.tsv").rows():
        start = row["iri"].partition("{}")[0]
        if start.startswith("http"):
            found[row["name"]] = File(row["name"], row["title"], start)
    return found


def links(store: ReadableStore, base: str, start: str = "http") -> Iterator[tuple[str, str, str]]:
    """Our IRI, the property and the IRI of others, of all links that start so."""
    for property in LINKS:
        for quad in store.quads_for_pattern(None, NamedNode(property), None, _GRAPH):
            node, subject = quad.object, quad.subject
            if isinstance(node, NamedNode) and isinstance(subject, NamedNode):
                ours = subject.value.startswith(base + "id/") and "#" not in subject.value
                if ours and node.value.startswith(start) and not node.value.startswith(base):
                    yield subject.value, property, node.value


def beacon(found: Iterable[tuple[str, str, str]], base: str, file: File, changed: str) -> Iterator[str]:
    """Links as a BEACON file: the identifier of others, and ours."""
    head = {
        "FORMAT": "BEACON",
        "PREFIX": file.start,
        "TARGET": f"{base}id/",
        "RELATION": "http://www.w3.org/2002/07/owl#sameAs",
        "TIMESTAMP": changed,
        "DESCRIPTION": file.title,
    }
    yield "".join(f"#{name}: {value}\n" for name, value in head.items()) + "\n"
    for ours, _, theirs in found:
        yield f"{theirs.removeprefix(file.start)}||{ours.removeprefix(base + 'id/')}\n"


def as_csv(found: Iterable[tuple[str, str, str]]) -> Iterator[str]:
    """Links as a table."""
    yield "subject,predicate,object\r\n"
    for row in found:
        line = io.StringIO()
        csv.writer(line).writerow(row)
        yield line.getvalue()


def as_triples(found: Iterable[tuple[str, str, str]]) -> Iterator[str]:
    """Links as N-Triples."""
    for subject, property, object in found:
        yield f"<{subject}> <{property}> <{object}> .\n"
