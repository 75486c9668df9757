"""How well editions, works and persons are found to be the same: precision and recall on labelled pairs.

    python benchmarks/linking.py ../shared/data/large/loc_books2016_part01_dev.mrc.gz [--half tune] [--show N]

Labels need no opinion of ours. The records are those of the Library of Congress (public domain), which
describes an edition once: two of its records are of two editions (pairs that share an ISBN or a number in
WorldCat have no label, for there it did not). Half of those taken are chosen because they are hard: several
records by one maker whose titles begin alike (editions, volumes, reprints, translations, series). The
*second library* is made of the same records as another cataloguer might have written them: all identifiers
and class numbers taken out, titles shortened, in other letters or with a slip, dates and forenames of makers
left out or abbreviated, main and added entries dropped, publishers abbreviated, pages told otherwise, the
year in brackets or one off. So

- edition: a record and its own rewriting are one edition, anything else is two;
- work: two records are of one work when main entry and shelf mark (LC classification with its cutters,
  without the year) are the same and their titles begin with the same word; of two when they have no class
  with the same letters of cutters in common, unless their titles are the same as far as both tell. Shelf
  marks are given by people who had the books in hand, and no comparison looks at them. Where the title of
  one only tells of more works ("In memoriam", and "In memoriam, and other poems") there is no label: a book
  and a collection that it is named after stand side by side, and are two works (IFLA LRM 5.7, aggregates);
- person: a maker of a rewritten record is the one whose whole heading, with dates, the record had.

Shelf marks err: catalogues of an artist's exhibitions stand under one, a reprint in a volume of pamphlets
does not stand by the book. So both records were read of each pair in which mark and comparison did not agree
(298 pairs, of both halves): judged_works.tsv, with reasons. A revised edition and two translations into one
language are of one work; a part, a selection, a work together with another, a translation and its original
are not. Pairs in which they agreed were not read. Works are told by marks alone first, then as judged.

Records go to one of two halves by a hash of their maker. Weights were set looking at the half `tune` only.
"""

from __future__ import annotations

import argparse
import csv
import gzip
import random
import re
import sys
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from hashlib import blake2b
from itertools import combinations
from pathlib import Path

import pymarc
from record_variants import Rewriter

from lod.linking.matcher import Matcher
from lod.linking.text_normalization import normalized, significant_words
from lod.register.ingest.mappings import Mappings
from lod.register.ingest.record_mapping import Plan, RecordMapper, RecordStatements
from lod.register.statements import id_of
from lod.register.union.clustering import DECIDED, grouped
from lod.register.union.linker_protocol import LARGEST_BLOCK, Decided, Pair, pair

BASE = "http://localhost:8000/"
_MORE = re.compile(r"\b(?:and|with|en|und|et|e|y) (?:other|andere|autres|altri|altre|otros|otras)\b")
HARD, PLAIN = 6_000, 2_400
JUDGED = Path(__file__).with_name("judged_works.tsv")


def half_of(key: str) -> str:
    """The half that a record is in."""
    return "hold" if blake2b(key.encode(), digest_size=1).digest()[0] & 1 else "tune"


# ---------------------------------------------------------------- choosing


@dataclass
class Chosen:
    """One record, and what it is labelled by."""

    key: str
    title: str
    """Main entry and whole title: one work, however it is classed."""
    start: str
    """The first telling word of the title: other titles under one mark are those of supplements."""
    shelf: str
    """Main entry and shelf mark without its year: the same, the same work."""
    marks: frozenset[str]
    """Classes with the letters of their cutters: none in common, not the same work."""
    more: bool
    """Whether its title tells of more works than the one it begins with."""
    numbers: frozenset[str]
    """ISBNs and numbers in WorldCat: a pair of records that shares one has no label."""
    makers: dict[str, str] = field(default_factory=dict)
    """Name without dates → whole heading."""


def records(path: Path) -> Iterator[bytes]:
    """The records of a file."""
    with gzip.open(path) as file:
        left = b""
        while block := file.read(1 << 22):
            *whole, left = (left + block).split(b"\x1d")
            yield from (one + b"\x1d" for one in whole)


def choose(path: Path, half: str) -> list[bytes]:
    """Hard and other records of a half: those of which several have one maker and one title, and a sample."""
    groups: dict[bytes, list[bytes]] = defaultdict(list)
    sample: list[bytes] = []
    for number, raw in enumerate(records(path)):
        maker, title, key = (_first(raw, tag) for tag in (b"100", b"245", b"001"))
        if half_of(maker.decode("utf-8", "replace") or key.decode()) != half:
            continue  # by maker, so that editions of one work are in one half
        if maker:
            start = b" ".join(normalized(title.decode("utf-8", "replace")).encode().split()[:3])
            groups[maker[:25] + b"|" + start].append(raw)
        if number % 31 == 0:
            sample.append(raw)
    chance = random.Random(half)
    many = sorted((some for some in groups.values() if 2 <= len(some) <= 12), key=lambda some: some[0])
    chance.shuffle(many)
    hard = [raw for some in many for raw in some][:HARD]
    return list(dict.fromkeys([*hard, *chance.sample(sample, min(PLAIN, len(sample)))]))


def _first(raw: bytes, tag: bytes) -> bytes:
    """The first subfield of a field, or the text of a control field."""
    base = int(raw[12:17])
    for at in range(24, base - 1, 12):
        if raw[at : at + 3] == tag:
            start, length = int(raw[at + 7 : at + 12]), int(raw[at + 3 : at + 7])
            data = raw[base + start : base + start + length].rstrip(b"\x1e")
            return data if tag < b"010" else data[4:].partition(b"\x1f")[0]
    return b""


def labelled(raw: bytes) -> tuple[Chosen, pymarc.Record]:
    """A record with its labels."""
    record = pymarc.Record(data=raw, to_unicode=True, force_utf8=True)
    key = str(record["001"].data).strip()
    shelf = ""
    marks = set()
    numbers = {
        re.sub(r"\D", "", v[:14])[:9] for one in record.get_fields("020") for v in one.get_subfields("a")
    }
    numbers |= {v for one in record.get_fields("035") for v in one.get_subfields("a") if "OCoLC" in v}
    for one in record.get_fields("050"):
        mark = " ".join(one.get_subfields("a", "b"))
        for hit in re.finditer(r"([A-Z]{1,3}\d[\d.]*?)\s*\.?((?:\s*\.?[A-Z]\d+)+)", mark):
            marks.add(hit[1].rstrip(".") + "".join(re.findall(r"[A-Z]", hit[2])))
        # a mark with its cutters, without the year of the edition behind it
        if re.search(r"\.?[A-Z]\d", mark.partition(".")[2]):
            shelf = re.sub(r"\s*\b(?:1[5-9]|20)\d\d[a-z]?$", "", mark).strip()
    main = next((f.format_field() for f in record.get_fields("100", "110", "111")), "")
    makers = {}
    for one in record.get_fields("100", "700"):
        if not one.get_subfields("t"):
            makers[normalized(" ".join(one.get_subfields("a", "b", "c")))] = normalized(
                " ".join(one.get_subfields("a", "b", "c", "d"))
            )
    told = f"{normalized(main)}|{shelf}" if shelf and main else ""
    title = normalized(
        " ".join(v for one in record.get_fields("245") for v in one.get_subfields("a", "b", "n", "p"))
    )
    start = next(iter(significant_words(title)), "")
    whole = f"{normalized(main)}|{title}"
    return Chosen(
        key,
        whole,
        start,
        told,
        frozenset(marks),
        bool(_MORE.search(title)),
        frozenset(numbers - {""}),
        makers,
    ), record


# ---------------------------------------------------------------- grouping


class Library:
    """All records of both libraries, sketched and grouped as a full build does it."""

    def __init__(self) -> None:
        self.linker = Matcher()
        self.sketches: dict[int, list[str]] = defaultdict(list)
        self.names: dict[int, str] = {}

    def add(self, said: RecordStatements) -> None:
        """Take in a record."""
        for name, data in self.linker.sketches(said):
            thing = id_of(name)
            self.names[thing] = name
            if data not in self.sketches[thing]:
                self.sketches[thing].append(data)

    def groups(self) -> dict[int, int]:
        """The first member of the group of each thing that has clusters."""
        for some in self.sketches.values():
            some.sort()
        blocks: dict[int, set[int]] = defaultdict(set)
        for thing, some in self.sketches.items():
            for data in some:
                for key in self.linker.keys(data):
                    blocks[key].add(thing)
        near = {
            pair(a, b)
            for block in blocks.values()
            if len(block) <= LARGEST_BLOCK
            for a, b in combinations(block, 2)
        }
        scores: dict[str, dict[Pair, int]] = defaultdict(dict)
        for a, b in near:
            score = self.linker.score(self.sketches[a], self.sketches[b])
            if score is not None:
                scores[self.names[a].partition("/")[0]][a, b] = score
        found: dict[int, int] = {}
        for kind in self.linker.kinds:  # works of one edition are one: editions come first
            for one in self._along(found) if kind == "work" else ():
                scores[kind][one] = DECIDED
            found |= {thing: group[0] for group in self._grouped(scores[kind]) for thing in group}
        return found

    def _along(self, groups: dict[int, int]) -> Iterator[Pair]:
        works: dict[int, list[int]] = defaultdict(list)
        for thing, first in groups.items():
            work = self.linker.counterpart(self.sketches[thing])
            if work is not None:
                works[first].append(work)
        return (pair(some[0], other) for some in works.values() for other in some[1:])

    def _grouped(self, scores: dict[Pair, int]) -> list[list[int]]:
        def excluded(a: int, b: int) -> bool:
            return self.linker.excluded(self.sketches[a], self.sketches[b])

        return grouped(scores, excluded, Decided())

    def together(self, groups: dict[int, int], kind: str) -> set[Pair]:
        """All pairs of one group."""
        members: dict[int, list[int]] = defaultdict(list)
        for thing, first in groups.items():
            if self.names[thing].startswith(kind):
                members[first].append(thing)
        return {pair(a, b) for some in members.values() for a, b in combinations(some, 2)}


# ---------------------------------------------------------------- measuring


def tell(what: str, found: set[Pair], true: set[Pair], wrong: set[Pair], judged: int) -> None:
    """Precision of what was judged, and recall."""
    precision, recall = 1 - len(wrong) / max(1, judged), len(found & true) / max(1, len(true))
    sys.stdout.write(
        f"{what:15} precision {precision:.4f} ({len(wrong):,} of {judged:,} wrong)"
        f"  recall {recall:.4f} ({len(found & true):,} of {len(true):,})\n"
    )


def measure(path: Path, half: str, show: int) -> None:
    """Measure one half."""
    make = Mappings()
    here, there = (RecordMapper(Plan(key, BASE), make) for key in ("here", "there"))
    library = Library()
    chosen: list[Chosen] = []
    agents: dict[str, set[str]] = defaultdict(set)
    for raw in choose(path, half):
        one, record = labelled(raw)
        chosen.append(one)
        first = here.said(raw, "marc21")
        library.add(first)
        _note(first, one, agents)
        second = there.said(bytes(Rewriter(one.key).rewrite(record).as_marc()), "marc21")
        library.add(second)
        _note(second, one, agents)
    groups = library.groups()
    keys = {
        id_of(f"{kind}/{where}-{c.key}"): c
        for kind in ("instance", "work")
        for where in ("here", "there")
        for c in chosen
    }
    sys.stdout.write(f"{half}: {len(chosen):,} records in each library\n")
    editions = {pair(id_of(f"instance/here-{c.key}"), id_of(f"instance/there-{c.key}")) for c in chosen}
    found = library.together(groups, "instance/")
    judged = {(a, b) for a, b in found if keys[a] is keys[b] or keys[a].numbers.isdisjoint(keys[b].numbers)}
    tell("editions", found, editions, judged - editions, len(judged))
    wrong, missed = _works(library, groups, chosen, keys)
    _persons(library, groups, agents)
    if show:
        _show(library, sorted(judged - editions)[:show], "wrongly one edition")
        for a, b in sorted(wrong)[:show]:
            sys.stdout.write(f"{keys[a].shelf} / {keys[b].shelf}")
            _show(library, [(a, b)], "wrongly one work")
        for a, b in sorted(missed)[:show]:
            sys.stdout.write(f"{keys[a].shelf} / {keys[b].shelf}")
            _show(library, [(a, b)], "not found to be one work")
        _show(library, sorted(editions - found)[:show], "not found to be one edition")


def _note(said: RecordStatements, one: Chosen, agents: dict[str, set[str]]) -> None:
    """Note whose heading an agent stands for in a record."""
    for name, lines in said.lines.items():
        if name.startswith("agent/"):
            text = b"\n".join(lines).decode()
            for label in re.findall(r'rdf-schema#label> "((?:[^"\\]|\\.)*)"', text):
                told = normalized(re.sub(r",? *(?:b\. |d\. |ca\. )?\d{4}.*$", "", label))
                if told in one.makers:
                    agents[name].add(one.makers[told])


def _works(
    library: Library, groups: dict[int, int], chosen: list[Chosen], keys: dict[int, Chosen]
) -> tuple[set[Pair], set[Pair]]:
    by_shelf: dict[str, list[Chosen]] = defaultdict(list)
    for one in chosen:
        if one.shelf:
            by_shelf[one.shelf].append(one)
    true = {
        pair(id_of(f"work/here-{a.key}"), id_of(f"work/there-{b.key}"))
        for some in by_shelf.values()
        for a in some
        for b in some
        if a is not b and a.start == b.start and a.more == b.more
    }
    found = library.together(groups, "work/")
    judged = {
        (a, b)
        for a, b in found
        if keys[a].marks and keys[b].marks and keys[a] is not keys[b] and not _one_title(keys[a], keys[b])
    }
    wrong = {(a, b) for a, b in judged if keys[a].marks.isdisjoint(keys[b].marks)}
    tell("works, by marks", found, true, wrong, len(judged))

    opinions = opinions_of_works()

    def opinion(a: int, b: int) -> str:
        return opinions.get(frozenset((keys[a].key, keys[b].key)), "")

    by_key = {one.key: one for one in chosen}
    for two, told in opinions.items():
        mine, theirs = (by_key.get(key) for key in sorted(two))
        if told == "same" and mine and theirs:
            true |= {
                pair(id_of(f"work/here-{a.key}"), id_of(f"work/there-{b.key}"))
                for a, b in ((mine, theirs), (theirs, mine))
            }
    true = {two for two in true if opinion(*two) not in ("different", "unclear")}
    judged |= {two for two in found if opinion(*two) in ("same", "different")}
    judged = {two for two in judged if opinion(*two) != "unclear"}
    wrong = {two for two in judged if (opinion(*two) or ("different" if two in wrong else "")) == "different"}
    tell("works, judged", found, true, wrong, len(judged))
    return wrong, true - found


def opinions_of_works() -> dict[frozenset[str], str]:
    """What was judged of pairs of records, by their numbers: of one work (same), different or unclear."""
    with JUDGED.open(encoding="utf-8", newline="") as file:
        rows = csv.DictReader(file, delimiter="\t")
        return {frozenset((row["one"], row["other"])): row["work"] for row in rows}


def _one_title(a: Chosen, b: Chosen) -> bool:
    """Whether main entry and title are the same as far as both tell, but the class is not: no label."""
    short, long = sorted((a.title, b.title), key=len)
    return a.marks.isdisjoint(b.marks) and (long == short or long.startswith(short + " "))


def _persons(library: Library, groups: dict[int, int], agents: dict[str, set[str]]) -> None:
    headings: dict[str, list[str]] = defaultdict(list)
    for name, some in agents.items():
        if len(some) == 1:
            headings[next(iter(some))].append(name)
    linked = {id_of(name) for some in headings.values() for name in some}
    true = {pair(id_of(a), id_of(b)) for some in headings.values() for a, b in combinations(some, 2)}
    found = {two for two in library.together(groups, "agent/") if {*two} <= linked}
    tell("persons", found, true, found - true, len(found))


def _show(library: Library, pairs: Iterable[Pair], what: str) -> None:
    for a, b in pairs:
        sys.stdout.write(f"\n{what}: {library.names[a]} {library.names[b]}\n")
        for thing in (a, b):
            sys.stdout.write(
                "  " + " | ".join(library.sketches[thing][0].split("\x1f")).replace("\x1e", ",") + "\n"
            )
        told = library.linker.evidence(library.sketches[a], library.sketches[b])
        against = library.linker.against(library.sketches[a], library.sketches[b])
        sys.stdout.write("  " + "; ".join(f"{w:+} {t}" for t, w in told) + " / " + "; ".join(against) + "\n")


def main() -> None:
    """Read the arguments, measure."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("file", type=Path)
    parser.add_argument("--half", choices=("tune", "hold"), default="hold")
    parser.add_argument("--show", type=int, default=0, help="how many mistakes to show")
    given = parser.parse_args()
    measure(given.file, given.half, given.show)


if __name__ == "__main__":
    main()
