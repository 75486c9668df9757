"""BIBFRAME beside Schema.org on the same things: no second address, and each term as it is meant."""

import re
from collections import Counter
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path
from random import Random

import pytest
from pyoxigraph import Literal, NamedNode, RdfFormat, Triple, parse

from lod import sources
from lod.errors import SourceError
from lod.mapping import Mapped, Mapper, default_mappings, load
from lod.rdf.namespaces import expand
from lod.record import Field, Record
from tests.fuzzing.generated_records import invented
from tests.mapping.bibframe_validation import misuses
from tests.mapping.schemaorg_checks import BASE

FILES = {
    "dc": "dc_oai/*.xml",
    "lido": "lido/*.xml",
    "ead": "ead/**/*.xml",
    "edm": "edm/*.xml",
    "adlib": "adlib_xml/*/*.xml",
}
"""Format → its real files."""
EVERY = 40
"""Of many records of one shape the first is looked at, and this one in so many."""
_OURS = re.compile(rf"<({re.escape(BASE)}id/[^>#]+)")


@cache
def mappers(format: str) -> tuple[Mapper, Mapper]:
    """With both vocabularies, and without BIBFRAME."""
    names = default_mappings(format)
    assert f"{format}-bibframe" in names
    without = [name for name in names if not name.endswith("-bibframe")]
    licence = "https://creativecommons.org/publicdomain/zero/1.0/"
    both, schema = (load(each).mapper(BASE, "c", "NL-Demo", "nl", licence) for each in (names, without))
    return both, schema


def records(shared: Path, format: str) -> Iterator[Record]:
    """The records of its real files: of 13,525 components of finding aids those that differ in shape."""
    seen: Counter[frozenset[object]] = Counter()
    for path in sorted((shared / "data").glob(FILES[format])):
        with suppress(SourceError):
            for record in sources.read(path, format):
                if isinstance(record, Record):
                    seen[own := shape(record.fields)] += 1
                    if seen[own] % EVERY == 1:
                        yield record


def shape(fields: list[Field]) -> frozenset[object]:
    """Which fields there are, with which parts, whatever they hold and however often."""
    return frozenset((f.tag, tuple(c for c, _ in f.subfields), shape(f.fields or [])) for f in fields)


@dataclass
class Both:
    """A format, and what its real records become with BIBFRAME and without."""

    format: str
    records: list[tuple[Mapped, Mapped]]

    @cached_property
    def triples(self) -> list[list[Triple]]:
        """The statements of each record with BIBFRAME."""
        return [triples(made.statements) for made, _ in self.records]


@pytest.fixture(scope="module", params=FILES)
def mapped(shared: Path, request: pytest.FixtureRequest) -> Both:
    both, schema = mappers(request.param)
    return Both(request.param, [(both.map(one), schema.map(one)) for one in records(shared, request.param)])


def triples(text: str) -> list[Triple]:
    return [Triple(one.subject, one.predicate, one.object) for one in parse(text, RdfFormat.N_TRIPLES)]


def says(found: list[Triple], subject: str, predicate: str) -> list[object]:
    return [t.object for t in found if t.subject.value == subject and t.predicate.value == expand(predicate)]


def test_bibframe_gives_nothing_a_second_address(mapped: Both) -> None:
    for with_it, without in mapped.records:
        assert set(_OURS.findall(with_it.statements)) == set(_OURS.findall(without.statements))
        assert len(with_it.issues) == len(without.issues)
    both, schema = mappers(mapped.format)
    assert not both.left_over - schema.left_over


def test_every_record_is_an_instance_of_a_work_with_a_title(mapped: Both) -> None:
    named = expand("schema:name")
    seen = 0
    for (made, _), found in zip(mapped.records, mapped.triples, strict=True):
        thing = next((iri for iri in _OURS.findall(made.statements) if "/id/object/" in iri), "")
        if f"<{thing}> <{named}>" not in made.statements:
            continue  # a term or a name of a thesaurus
        seen += 1
        work = f"{thing}#work"
        assert NamedNode(expand("bf:Instance")) in says(found, thing, "rdf:type")
        assert NamedNode(expand("bf:Work")) in says(found, work, "rdf:type")
        assert says(found, thing, "bf:instanceOf") == [NamedNode(work)]
        assert says(found, work, "bf:hasInstance") == [NamedNode(thing)]
        for each in (thing, work):
            titles = [part.value for part in says(found, each, "bf:title") if isinstance(part, NamedNode)]
            words = [text for title in titles for text in says(found, title, "bf:mainTitle")]
            assert any(isinstance(text, Literal) and text.value.strip() for text in words)
    assert seen


def test_terms_of_bibframe_are_used_as_the_ontology_says(mapped: Both) -> None:
    found = set()
    for one in mapped.triples:
        found |= set(misuses(one))
    assert not sorted(found)


@pytest.mark.parametrize("format", FILES)
def test_so_it_is_for_records_that_nobody_made(format: str) -> None:
    both, schema = mappers(format)
    for seed in range(150):
        record = invented(format, Random(seed))
        with_it, without = both.map(record), schema.map(record)
        assert set(_OURS.findall(with_it.statements)) == set(_OURS.findall(without.statements)), seed
        assert not list(misuses(triples(with_it.statements))), seed
