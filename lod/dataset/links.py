"""Which of our things is what others call by an identifier of theirs; and all such links, as lists."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice

import stdnum.exceptions
import stdnum.isbn
import stdnum.issn
from pyoxigraph import DefaultGraph, Literal, NamedNode, Quad

from lod.mapping.authorities import authority
from lod.rdf import tables
from lod.rdf.iris import Thing, parse
from lod.rdf.names import expand
from lod.site.targets import Target
from lod.store.documents import Readable, Reader

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
_OCLC = re.compile(
    r"(?:https?://(?:www\.|search\.)?worldcat\.org/(?:oclc|title)/|\(OCoLC\)|oclc:?|OCLC:?\s*|oc[mn]|on)\s*0*(\d+)\Z",
    re.IGNORECASE,
)
_NAMED = re.compile(r"(?:urn:)?(isbn|issn|ppn)[:\s]\s*(.+)\Z", re.IGNORECASE)
_NOT_IRI = re.compile(r'[\x00-\x20<>"{}|\\^`]')


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
    for iri in _spellings(text):
        try:
            node = NamedNode(iri)
        except ValueError:
            continue  # looks like an IRI, and is none
        for property in LINKS:
            pattern = reader.store.quads_for_pattern(None, NamedNode(property), node, _GRAPH)
            _gather(found, reader.base, islice(pattern, LOOKED_AT), iri)
    for number in _numbers(text) if not found else ():
        pattern = reader.store.quads_for_pattern(None, None, Literal(number), _GRAPH)
        quads = (q for q in islice(pattern, LOOKED_AT) if q.predicate.value in NUMBERS)
        _gather(found, reader.base, quads, number)
    return list(found.values())


def _gather(found: dict[Thing, Same], base: str, quads: Iterable[Quad], via: str) -> None:
    for quad in quads:
        thing = parse(base, quad.subject.value)  # type: ignore[union-attr]  # D5
        if thing is not None:
            found.setdefault(thing, Same(thing, via))


def _spellings(text: str) -> list[str]:
    """An IRI as its source spells it, and in the ways in which it may stand in records.

    >>> _spellings("https://www.wikidata.org/wiki/Q42")[0]
    'http://www.wikidata.org/entity/Q42'
    """
    known = authority(text)
    found = [known.iri, known.thing] if known else []
    if text.startswith(("http://", "https://")) and not _NOT_IRI.search(text):
        found.append(text)
    more = []
    for iri in found:
        bare = iri.partition("://")[2]
        for start in ("http://", "https://"):
            more += [start + bare, start + bare.rstrip("/"), start + bare.rstrip("/") + "/"]
    return list(dict.fromkeys([*found, *more]))


def _numbers(text: str) -> list[str]:
    """A number in the ways in which it may stand in our data.

    >>> _numbers("urn:isbn:90-254-9864-7")
    ['9789025498641', '9025498647']
    >>> _numbers("ISSN 0317-8471"), _numbers("http://www.worldcat.org/oclc/1234")[:2]
    (['0317-8471', '03178471'], ['1234', '(OCoLC)1234'])
    """
    named = _NAMED.match(text)
    sort, value = (named[1].lower(), named[2].strip()) if named else ("", text)
    oclc = _OCLC.match(text)
    if oclc:
        number = oclc[1]
        padded = f"ocm{number.zfill(8)}" if len(number) <= 8 else f"ocn{number}"
        return [number, f"(OCoLC){number}", padded]
    if text.startswith(("http://", "https://")):
        return []
    for name, read in (("isbn", _isbn), ("issn", _issn)):
        if sort in ("", name) and (found := read(value)):
            return found
    return [value] if value else []


def _isbn(text: str) -> list[str]:
    try:
        thirteen = stdnum.isbn.validate(text, convert=True)
    except stdnum.exceptions.ValidationError:
        return []
    found = [thirteen]
    if thirteen.startswith("978"):
        found.append(stdnum.isbn.to_isbn10(thirteen))
    return [stdnum.isbn.compact(one) for one in found]


def _issn(text: str) -> list[str]:
    try:
        number = stdnum.issn.validate(text)
    except stdnum.exceptions.ValidationError:
        return []
    return [stdnum.issn.format(number), number]


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
    for row in tables.read("authorities.tsv").rows():
        start = row["iri"].partition("{}")[0]
        if start.startswith("http"):
            found[row["name"]] = File(row["name"], row["title"], start)
    return found


def links(store: Readable, base: str, start: str = "http") -> Iterator[tuple[str, str, str]]:
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
