"""BIBFRAME beside Schema.org on the same things: no second address, and each term as it is meant."""

import re
from collections.abc import Iterator
from functools import cache
from itertools import islice
from pathlib import Path
from random import Random

import pytest
from pyoxigraph import Literal, NamedNode, RdfFormat, Triple, parse

from lod import sources
from lod.mapping import Mapper, default_mappings, load
from lod.rdf.names import expand
from lod.record import Record
from tests.fuzzing.inventing import invented
from tests.mapping.bibframe import misuses
from tests.mapping.judging import BASE

FILES = {
    "dc": "dc_oai/*.xml",
    "lido": "lido/*.xml",
    "ead": "ead/**/*.xml",
    "edm": "edm/*.xml",
    "adlib": "adlib_xml/*/*.xml",
}
"""Format → its real files."""
EVERY = {"ead": 40}
"""Of 13,525 components of finding aids each fortieth is looked at closely; all for their addresses."""
_OURS = re.compile(rf"<({re.escape(BASE)}id/[^>#]+)")
_NO_RECORDS = ("sickle_Identify", "sickle_List", "sickle_GetRecord_")


@cache
def mappers(format: str) -> tuple[Mapper, Mapper, Mapper]:
    """With both vocabularies, without BIBFRAME, and BIBFRAME alone."""
    names = default_mappings(format)
    assert f"{format}-bibframe" in names
    without = [name for name in names if not name.endswith("-bibframe")]
    licence = "https://creativecommons.org/publicdomain/zero/1.0/"
    both, schema, bibframe = (
        load(each).mapper(BASE, "c", "NL-Demo", "nl", licence)
        for each in (names, without, [f"{format}-bibframe"])
    )
    return both, schema, bibframe


def records(shared: Path, format: str) -> Iterator[Record]:
    for path in sorted((shared / "data").glob(FILES[format])):
        try:
            found = list(sources.read(path, format))
        except sources.SourceError:
            continue
        yield from (record for record in found if isinstance(record, Record))


def some(shared: Path, format: str) -> Iterator[Record]:
    return islice(records(shared, format), 0, None, EVERY.get(format, 1))


def triples(text: str) -> list[Triple]:
    return [Triple(one.subject, one.predicate, one.object) for one in parse(text, RdfFormat.N_TRIPLES)]


def says(found: list[Triple], subject: str, predicate: str) -> list[object]:
    return [t.object for t in found if t.subject.value == subject and t.predicate.value == expand(predicate)]


@pytest.mark.parametrize("format", FILES)
def test_bibframe_gives_nothing_a_second_address(shared: Path, format: str) -> None:
    both, schema, _ = mappers(format)
    for record in records(shared, format):
        with_it, without = both.map(record), schema.map(record)
        assert set(with_it.things) == set(without.things)
        assert set(_OURS.findall(with_it.statements)) == set(_OURS.findall(without.statements))
        assert len(with_it.issues) == len(without.issues)
    assert not both.left_over - schema.left_over


@pytest.mark.parametrize("format", FILES)
def test_every_record_is_an_instance_of_a_work_with_a_title(shared: Path, format: str) -> None:
    both, _, alone = mappers(format)
    named = expand("schema:name")
    seen = 0
    for record in some(shared, format):
        made = both.map(record)
        thing = made.things[0]
        if "/id/object/" not in thing or f"<{thing}> <{named}>" not in made.statements:
            continue  # a term or a name of a thesaurus
        found = triples(alone.map(record).statements)
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


@pytest.mark.parametrize("format", FILES)
def test_terms_of_bibframe_are_used_as_the_ontology_says(shared: Path, format: str) -> None:
    both, _, _ = mappers(format)
    found = set()
    for record in some(shared, format):
        found |= set(misuses(triples(both.map(record).statements)))
    assert not sorted(found)


@pytest.mark.parametrize("format", FILES)
def test_so_it_is_for_records_that_nobody_made(format: str) -> None:
    both, schema, _ = mappers(format)
    for seed in range(150):
        record = invented(format, Random(seed))
        with_it, without = both.map(record), schema.map(record)
        assert set(with_it.things) == set(without.things), seed
        assert not list(misuses(triples(with_it.statements))), seed
