"""How well names are reconciled: precision and recall on labelled names, and processor time for each.

    python benchmarks/reconciliation.py DATA [--records N] [--half tune] [--keep FOLDER] [--untyped]
        [--show N]

DATA is a folder with real records: a MARC file of the Library of Congress, the artists of Tate, makers of the
Rijksdienst voor het Cultureel Erfgoed with the names that RKD has for them, and, when they are there, records
with headings of the GND. A third of the records is left out of the site that is published in FOLDER; a
person, subject, place, organisation, work or edition that only those have is a name that must not be found.

Labels need no opinion of ours. A cataloguer gave each of these things one heading in one file, so what is
made of a heading means that thing and no other: a name in the other order, with initials, without its dates,
its accents, its subtitle, its qualifier, with a slip of the pen; with the maker, the year or both as
properties, or without. Names of the Rijksdienst are as its own people wrote them; who they mean was found by
people, at RKD.

Halves are by a hash of what is meant. Thresholds were set looking at the half `tune` only.

`match`: a candidate was called a match, so that OpenRefine takes it unseen; precision is how many of those
are the thing that is meant, recall how many of the things that are there were so found. `@1` and `@3`: the
thing is the first candidate, or among the first three.
"""

from __future__ import annotations

import argparse
import csv
import gzip
import json
import random
import shutil
import sys
import tempfile
import time
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from hashlib import blake2b
from itertools import islice
from pathlib import Path

import pymarc
from name_variants import PERSONS, TEXTS, WAYS
from pyoxigraph import Literal, NamedNode

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from lod.publish import publish
from lod.rdf.namespaces import expand
from lod.search.reconciliation import name_similarity, properties, types
from lod.search.reconciliation.reconciler import Candidate, Condition, Query, Reconciler
from lod.search.searcher import INDEX, Hit, Searcher, SearchRequest
from lod.site import Site, create
from lod.store.documents import Reader
from lod.store.releases import Releases

LOC = "large/loc_books2016_part01_dev.mrc.gz"
OTHERS = ("pica/dnb_10.pica", "pica/gnd_DUMP.dat", "marc21/dnb_10.marc21", "authority/lc_names_idzebra.xml")
RKD = "https://data.rkd.nl/artists/"
SAMPLE = 900
"""So many things of each kind are asked for, and half as many that are not there."""
LEFT_OUT = 3
"""Every so many records are in the other site."""
KINDS = ("Person", "Organization", "work", "instance", "subject", "place")


def bucket(key: str, salt: str = "") -> int:
    """A number from 0 to 255 that depends on a text alone."""
    return blake2b((salt + key).encode(), digest_size=1).digest()[0]


def is_left_out(key: str) -> bool:
    """Whether a record is in the site of the others."""
    return bucket(key, "out") % LEFT_OUT == 0


def half_of(key: str) -> str:
    """The half that a label is in."""
    return "hold" if bucket(key) & 1 else "tune"


# ---------------------------------------------------------------- two sites out of real records


def write(data: Path, folder: Path, count: int, *, left_out: bool) -> None:
    """The records of a site: those that stay in, or those that are left out."""
    shutil.rmtree(folder, ignore_errors=True)
    create(folder)
    records = folder / "collections/example/records"
    shutil.rmtree(records)
    records.mkdir()
    with (records / "loc.mrc").open("wb") as out:
        for number, raw in enumerate(islice(_records(data / LOC), count)):
            if is_left_out(raw[:5].decode() + str(number)) == left_out:
                out.write(raw)
    with (records / "artists.mrc").open("wb") as out:
        for key, record in (*_tate(data), *_rkd(data)):
            if not left_out if key.startswith(RKD) else is_left_out(key) == left_out:
                out.write(record.as_marc())
    if not left_out:
        for name in OTHERS:
            if (data / name).is_file():
                shutil.copy(data / name, records / Path(name).name)


def _records(path: Path) -> Iterator[bytes]:
    with gzip.open(path) as file:
        left = b""
        while block := file.read(1 << 22):
            *whole, left = (left + block).split(b"\x1d")
            for one in whole:
                # spread over the file, which is in the order of acquisition
                if bucket(one[24:60].hex() + str(len(one)), "take") < 24:
                    yield one + b"\x1d"


def _person(name: str, born: str, died: str, number: str, source: str = "") -> pymarc.Record:
    record = pymarc.Record(leader="00000nz  a2200000n  4500")
    record.add_field(pymarc.Field("001", data=number))
    record.add_field(pymarc.Field("008", data="800331n| acannaabn          |a aaa    d"))
    dates = [pymarc.Subfield("d", f"{born}-{died}")] if born else []
    if source:
        at = [pymarc.Subfield("a", source), pymarc.Subfield("2", "uri")]
        record.add_field(pymarc.Field("024", pymarc.Indicators("7", " "), at))
    name = name + "," if dates else name
    record.add_field(pymarc.Field("100", pymarc.Indicators("1", " "), [pymarc.Subfield("a", name), *dates]))
    return record


def _tate(data: Path) -> Iterator[tuple[str, pymarc.Record]]:
    with (data / "museum/tate_artist_data.csv").open(encoding="utf-8-sig", newline="") as file:
        for row in csv.DictReader(file):
            if "," in row["name"] and row["yearOfBirth"]:
                yield (
                    row["id"],
                    _person(row["name"], row["yearOfBirth"], row["yearOfDeath"], "tate" + row["id"]),
                )


def _rkd(data: Path) -> Iterator[tuple[str, pymarc.Record]]:
    seen = set()
    for row in _makers(data):
        if row["rkd_uri"] not in seen:
            seen.add(row["rkd_uri"])
            number = "rkd" + row["rkd_id_reconciliation"]
            yield row["rkd_uri"], _person(row["name_rkd_matching"], "", "", number, row["rkd_uri"])


def _makers(data: Path) -> Iterator[dict[str, str]]:
    """Makers whom people found at RKD."""
    with (data / "csv/rce_vervaardigers_rkd.csv").open(encoding="utf-8-sig", newline="") as file:
        for row in csv.DictReader(file):
            if row["rkd_uri"].startswith(RKD) and "," in row["name_rkd_matching"]:
                yield row


# ---------------------------------------------------------------- labels


@dataclass(frozen=True)
class Label:
    """A name, what is known beside it, and the thing that it means; none when the site has not got it."""

    kind: str
    way: str
    """How the name was made of the heading."""
    name: str
    iri: str
    known: Mapping[str, str] = field(default_factory=dict, hash=False)


def things(searcher: Searcher, kind: str) -> Iterator[Hit]:
    """The things of a site that a type stands for."""
    of_agents = kind in ("Person", "Organization")
    for hit in searcher.every(SearchRequest(kinds=["agent" if of_agents else kind])):
        if not of_agents or kind in hit.card.get("types", ()):
            yield hit


def name_of(hit: Hit) -> str:
    """What a thing is called."""
    return str(next(iter(hit.card.get("titles", {}).values()), ""))


def labels(kind: str, hits: Iterable[Hit], *, there: bool, most: int) -> Iterator[Label]:
    """Labels made of things: those of the site, or those that it has not got."""
    ways = WAYS.get(kind, TEXTS)
    chosen = sorted(hits, key=lambda hit: bucket(hit.iri, "pick") * 1000 + bucket(hit.iri, "pick2"))[:most]
    for hit in chosen:
        name = name_of(hit)
        if not 3 <= len(name) <= 250:
            continue
        chance = random.Random(hit.iri)
        # a way that changes this name, where there is one; one name in five stays as it stands
        fitting = [way for way in sorted(ways) if ways[way](name) != name]
        way = chance.choice(fitting) if fitting and chance.random() > 0.2 else "as it stands"
        made = ways[way](name)
        known: dict[str, str] = {}
        if kind == "Person" and hit.card.get("year") and chance.random() < 0.5:
            if chance.random() < 0.5:
                known["birthDate"] = str(hit.card["year"])
            else:
                made = f"{made} ({hit.card['year']}-{hit.card.get('until') or ''})"
                way += " with dates"
        if kind in ("work", "instance"):
            makers = [name for _, name in hit.card.get("makers", ())]
            if makers and chance.random() < 0.6:
                known["creator"] = PERSONS[chance.choice(sorted(PERSONS))](makers[0])
            if kind == "instance" and hit.card.get("year") and chance.random() < 0.5:
                known["datePublished"] = str(hit.card["year"])
        yield Label(kind, way, made, hit.iri if there else "", known)


def of_rkd(data: Path, searcher: Searcher, reader: Reader) -> Iterator[Label]:
    """Makers as the Rijksdienst calls them, with whom they are at RKD."""
    reconciler = Reconciler(searcher, reader)
    for row in _makers(data):
        found = [one.iri for one in reconciler.candidates(Query(ids=(row["rkd_uri"],))) if one.match]
        if found and row["name"] != row["name_rkd_matching"]:
            yield Label("Person at RKD", "as its people wrote it", row["name"], found[0])


def asked_of(data: Path, searcher: Searcher, reader: Reader, others: Searcher) -> list[Label]:
    """All labels, of both halves."""
    asked = [*of_rkd(data, searcher, reader)]
    here = {iri: names for iri, names in named(reader)}
    for kind in KINDS:
        asked += labels(kind, things(searcher, kind), there=True, most=SAMPLE)
        known = {called(hit) for hit in things(searcher, kind)}
        if kind not in ("work", "instance"):
            known |= {(name,) for iri, names in here.items() for name in names}
        absent = (h for h in things(others, kind) if h.iri not in here and called(h) not in known)
        asked += labels(kind, absent, there=False, most=SAMPLE // 2)
    return asked


def named(reader: Reader) -> Iterator[tuple[str, list[str]]]:
    """All things of a site with what they are called, as far as letters and digits go."""
    found: dict[str, list[str]] = defaultdict(list)
    for quad in reader.store.quads_for_pattern(None, NamedNode(expand("schema:name")), None):
        if isinstance(quad.subject, NamedNode) and isinstance(quad.object, Literal):
            found[quad.subject.value].append(" ".join(name_similarity.words(quad.object.value)))
    yield from found.items()


def called(hit: Hit) -> tuple[str, ...]:
    """By what two things cannot be told apart: their names and makers, as far as letters and digits go."""
    makers = (name for _, name in hit.card.get("makers", ()))
    return tuple(" ".join(name_similarity.words(name)) for name in (name_of(hit), *makers))


# ---------------------------------------------------------------- asking


@dataclass
class Tally:
    """What came of the labels of one sort."""

    there: int = 0
    absent: int = 0
    right: int = 0
    wrong: int = 0
    """Matches that are not what was meant, or where nothing was."""
    first: int = 0
    third: int = 0

    def row(self) -> str:
        """In one line."""
        called = self.right + self.wrong
        shares = (
            self.right / called if called else 1.0,
            self.right / max(1, self.there),
            self.first / max(1, self.there),
            self.third / max(1, self.there),
        )
        return f"{self.there:7,} {self.absent:7,} {self.wrong:6,} " + " ".join(f"{s:9.1%}" for s in shares)


def query(label: Label, *, typed: bool) -> Query:
    """The query that a client would send."""
    wanted = types.read(label.kind.partition(" ")[0], {})
    conditions = tuple(
        Condition(one, (value,)) for id, value in label.known.items() if (one := properties.read(id))
    )
    return Query(label.name, (wanted,) if wanted and typed else (), conditions, limit=5)


def judge(tally: Tally, label: Label, found: list[Candidate]) -> str:
    """Add an answer to the tally; what is wrong with it, if anything."""
    iris = [one.iri for one in found]
    matched = next((one.iri for one in found if one.match), "")
    tally.there += bool(label.iri)
    tally.absent += not label.iri
    tally.right += bool(matched) and matched == label.iri
    tally.wrong += bool(matched) and matched != label.iri
    tally.first += bool(label.iri) and iris[:1] == [label.iri]
    tally.third += bool(label.iri) and label.iri in iris[:3]
    if matched and matched != label.iri:
        return "wrong"
    if label.iri and label.iri not in iris[:3]:
        return "missing"
    return "" if not label.iri or matched else "unsure"


def told(label: Label, found: list[Candidate]) -> str:
    """An answer, to be read by a person."""
    best = "; ".join(f"{one.score:.0f} {one.name[:60]} {one.iri[-30:]}" for one in found[:3])
    return f"{label.kind} [{label.way}] {label.name!r} {dict(label.known)} -> {label.iri[-40:]!r}: {best}"


def main() -> None:
    """Publish, ask, count, tell."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("data", type=Path)
    parser.add_argument("--records", type=int, default=9_000)
    parser.add_argument("--half", choices=("tune", "hold", "both"), default="hold")
    parser.add_argument("--keep", type=Path, help="Folder for the two sites; used again when it is there.")
    parser.add_argument("--untyped", action="store_true", help="Ask without a type.")
    parser.add_argument("--ways", action="store_true", help="Tell each way of writing a name apart.")
    parser.add_argument("--show", type=int, default=0, help="Show so many answers of each fault.")
    parser.add_argument("--json", type=Path, help="Write the figures into this file.")
    given = parser.parse_args()
    folder = given.keep or Path(tempfile.mkdtemp(prefix="reconciling-"))
    for name in ("site", "others"):
        if not (folder / name / "var/current").exists():
            write(given.data, folder / name, given.records, left_out=name == "others")
            publish(Site.load(folder / name))
    searcher, reader = opened(folder / "site")
    others, _ = opened(folder / "others")
    asked = asked_of(given.data, searcher, reader, others)
    asked = [one for one in asked if given.half in ("both", half_of(one.iri or one.name))]
    tallies: dict[str, Tally] = defaultdict(Tally)
    shown: Counter[tuple[str, str]] = Counter()
    reconciler = Reconciler(searcher, reader)
    spent = []
    for label in asked:
        start = time.process_time()
        found = reconciler.candidates(query(label, typed=not given.untyped))
        spent.append(time.process_time() - start)
        fault = judge(tallies[label.kind], label, found)
        judge(tallies["all"], label, found)
        if given.ways:
            judge(tallies[f"{label.kind}: {label.way}"], label, found)
        if fault and shown[(label.kind, fault)] < given.show:
            shown[(label.kind, fault)] += 1
            print(f"  {fault}: {told(label, found)}")
    print(f"{searcher.size:,} things; half {given.half}; {'no type' if given.untyped else 'with types'}")
    print(f"{'':34}  there  absent  wrong precision    recall        @1        @3")
    for name, tally in tallies.items():
        print(f"{name:32} {tally.row()}")
    spent.sort()
    print(
        f"processor time of a name: mean {1000 * sum(spent) / len(spent):.1f} ms, "
        f"p50 {1000 * spent[len(spent) // 2]:.1f} ms, p95 {1000 * spent[len(spent) * 95 // 100]:.1f} ms"
    )
    if given.json:
        given.json.write_text(json.dumps({name: vars(tally) for name, tally in tallies.items()}, indent=1))
    if not given.keep:
        shutil.rmtree(folder)


def opened(folder: Path) -> tuple[Searcher, Reader]:
    """What is asked of a published site."""
    site = Site.load(folder)
    current = Releases(site.var).current()
    assert current is not None
    return Searcher(current.path / INDEX), Reader(current.open(), site.base)


if __name__ == "__main__":
    main()
