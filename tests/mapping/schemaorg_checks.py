"""What descriptions of museums and archives are held against: Schema.org 30 and SCHEMA-AP-NDE."""

from __future__ import annotations

import warnings
from collections import Counter
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path

import pyshacl
import rdflib

from lod import sources
from lod.mapping import Mapper, default_mappings, load
from lod.rdf import namespaces
from lod.record import Record

BASE = "https://data.example.org/"
TYPE = rdflib.RDF.type
SCHEMA = rdflib.Namespace(namespaces.PREFIXES["schema"])


def mapper(format: str, collection: str = "c") -> Mapper:
    licence = "https://creativecommons.org/publicdomain/zero/1.0/"
    return load(default_mappings(format)).mapper(BASE, collection, "NL-Demo", "nl", licence)


def statements(made: Mapper, paths: Iterable[Path], format: str) -> Iterator[str]:
    """What the readable records of some files become."""
    for path in paths:
        for record in sources.read(path, format):
            assert isinstance(record, Record), record
            yield made.map(record).statements


def graph(lines: Iterable[str]) -> rdflib.Graph:
    """A graph, with the day of publication that publishing gives each thing."""
    found = rdflib.Graph().parse(data="".join(lines), format="nt")
    day = rdflib.Literal("2026-11-23T00:00:00Z", datatype=rdflib.XSD.dateTime)
    for thing in set(found.subjects(TYPE, SCHEMA.CreativeWork)):
        if "#" not in str(thing):  # parts get none
            found.set((thing, SCHEMA.sdDatePublished, day))
    return found


def misfits(found: rdflib.Graph) -> Counter[str]:
    """Properties of Schema.org on things of classes that they are not for."""
    wrong: Counter[str] = Counter()
    for thing in set(found.subjects()):
        classes = [str(c) for c in found.objects(thing, TYPE) if str(c).startswith(str(SCHEMA))]
        for prop in {str(p) for p in found.predicates(thing) if str(p).startswith(str(SCHEMA))}:
            if classes and not any(_fits(prop, c) for c in classes):
                wrong[f"{namespaces.compact(prop)} on {sorted(namespaces.compact(c) for c in classes)}"] += 1
    return wrong


@cache
def _fits(prop: str, class_name: str) -> bool:
    return namespaces.fits(prop, class_name)


def violations(found: rdflib.Graph, shapes: Path) -> Counter[str]:
    """Violations of SCHEMA-AP-NDE, by path, kind of constraint and value."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # pyshacl uses words that rdflib will drop
        conforms, report, _ = pyshacl.validate(found, shacl_graph=str(shapes), allow_warnings=True)
    if conforms:
        return Counter()
    sh = rdflib.SH
    wrong: Counter[str] = Counter()
    for result in report.subjects(TYPE, sh.ValidationResult):
        if report.value(result, sh.resultSeverity) == sh.Violation:
            path, focus = report.value(result, sh.resultPath), report.value(result, sh.focusNode)
            kind = str(report.value(result, sh.sourceConstraintComponent)).rpartition("#")[2]
            wrong[f"{path} {kind} {focus} {report.value(result, sh.value)}"] += 1
    return wrong
