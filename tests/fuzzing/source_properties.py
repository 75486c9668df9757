"""What must hold of a source, whatever is wrong with it; and the first thing that does not."""

from __future__ import annotations

import traceback
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from signal import ITIMER_VIRTUAL, SIGVTALRM, setitimer, signal
from types import FrameType

from pyoxigraph import BlankNode, RdfFormat, Triple, parse

from lod import sources
from lod.errors import MappingError, SourceError
from lod.mapping import Mapper, default_mappings, load
from lod.mapping.drafting.draft import draft
from lod.rdf.schemaorg_validation import Misuse, misuses
from lod.record import Outcome, Record, Unreadable
from lod.sources.formats import by_name
from tests.sources.marc_builder import read_bytes

BASE = "https://data.example.org/"
SECONDS = 20
"""Of processor time, for a source of a few hundred kilobytes: more is no slow machine but a loop."""


class Endless(Exception):
    """It took longer than any such source should."""


@contextmanager
def _within(seconds: float) -> Iterator[None]:
    def stop(number: int, frame: FrameType | None) -> None:
        raise Endless(f"more than {seconds} s of processor time")

    before = signal(SIGVTALRM, stop)
    setitimer(ITIMER_VIRTUAL, seconds)
    try:
        yield
    finally:
        setitimer(ITIMER_VIRTUAL, 0)
        signal(SIGVTALRM, before)


def mapper_for(data: bytes, format: str, folder: Path) -> Mapper:
    """The mapper that comes with a format; else one that is drafted from the source before it was damaged."""
    names = default_mappings(format)
    if not names:
        names = (f"{format}-schema",)
        place = folder / names[0]
        place.mkdir(parents=True, exist_ok=True)
        records = (each for each in read_bytes(data, format) if isinstance(each, Record))
        (place / "draft.yaml").write_text(draft(names[0], format, records), encoding="utf-8")
    return load(names, folder).mapper(BASE, "fuzz", "NL-Demo", "nl", f"{BASE}licence")


def judge(data: bytes, format: str, made: Mapper, *, thorough: bool = False) -> str:
    """The first thing that is wrong; empty when all is well."""
    try:
        with _within(SECONDS):
            return next(_faults(data, format, made, thorough), "")
    except Exception as fault:  # whatever it is: that is what we look for
        last = traceback.extract_tb(fault.__traceback__)[-1]
        return f"{type(fault).__name__} in {Path(last.filename).name}:{last.lineno}: {str(fault)[:200]}"


def _faults(data: bytes, format: str, made: Mapper, thorough: bool) -> Iterator[str]:
    with suppress(SourceError):
        sources.guess(data[: 2**16])
    outcomes = read_bytes(data, format, 2**14)
    if [outcome.position for outcome in outcomes] != list(range(1, len(outcomes) + 1)):
        yield "positions are not counted from 1"
    for outcome in outcomes:
        if isinstance(outcome, Unreadable):
            if not outcome.reason or not outcome.source:
                yield "set aside without a reason or a source"
            if not 0 <= outcome.offset <= 2 * len(data):  # other character sets are read as UTF-8
                yield f"set aside at byte {outcome.offset} of {len(data)}"
    records = [outcome for outcome in outcomes if isinstance(outcome, Record)]
    found = made.map_all(records)
    if len(found) != len(records):
        yield f"{len(records)} records, {len(found)} mapped"
    for record, mapped in zip(records, found, strict=True):
        if isinstance(mapped, MappingError):
            yield f"not mapped: {mapped.__cause__!r}"[:300] if mapped.__cause__ else f"not mapped: {mapped}"
            continue
        yield from misstated(mapped.statements, record.format)
        if thorough:
            yield from _differing(record, made, mapped.statements)


def misstated(statements: str, format: str) -> list[str]:
    """What is no N-Triples, or is said with words of a vocabulary that are not for that."""
    return list(_misstated(statements, format))


def _misstated(statements: str, format: str) -> Iterator[str]:
    """What is no N-Triples, or is said with words of a vocabulary that are not for that."""
    triples: list[Triple] = []
    for quad in parse(statements.encode(), format=RdfFormat.N_TRIPLES):
        if BlankNode in (type(quad.subject), type(quad.object)):
            yield f"a blank node: {quad}"
        triples.append(quad.triple)
    lines = statements.splitlines()
    if len(set(lines)) != len(lines):
        twice = next(line for line in lines if lines.count(line) > 1)
        yield f"said twice: {twice[:200]}"
    if format != "rdf":
        yield from (f"misused: {misuse}" for _, misuse in misuses(triples) if not _is_meant(misuse))


def _is_meant(misuse: Misuse) -> bool:
    """Whether it is on purpose: an agent of whom nobody says what they are, a term as the URL of a kind."""
    return misuse.property == "schema:URL" or "without a class" in misuse.text


def _differing(record: Record, made: Mapper, statements: str) -> Iterator[str]:
    """Where the quick way says something else than `lod explain`, or kept bytes make another record."""
    explained = {one.statement for one in made.explain(record)}
    if explained != set(statements.splitlines()):
        other = sorted(explained ^ set(statements.splitlines()))[0]
        yield f"explained otherwise: {other[:200]}"
    again: Outcome = by_name(record.format).parse(record.raw, record.source, record.position, 0)
    if not isinstance(again, Record) or again.fields != record.fields:
        yield "kept bytes make another record"
