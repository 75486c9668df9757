"""How well things are found in the files of others: precision and recall on records whose headings carry $0.

    python benchmarks/external_linking.py known FILE… [--show N]
    python benchmarks/external_linking.py large FILE.mrc.gz [--records N] [--show N]

`known`: records (MARC, PICA, any dress) in which cataloguers gave identifiers to headings. They are halved
by a hash of the record. What the headings of one half say under an identifier is the authority file; in the
other half identifiers are hidden, headings are looked for by label, and what is found is compared with what
was hidden. A heading whose identifier is not in the file must find nothing: whatever it finds is wrong.

`large`: a file of the Library of Congress. Its personal headings, each with its dates, are an authority file,
as they were made from one; the records that are looked up are another cataloguer's (`record_variants.py`:
dates left out, forenames abbreviated). A third of the headings is left out of the file: who is looked up and
is not there must not be found. It tells the speed too, in CPU seconds of one core.

Wrong means a link that would have been published. No weight was set looking at records whose hash is odd.
"""

from __future__ import annotations

import argparse
import re
import sys
import tempfile
import time
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import replace
from hashlib import blake2b
from pathlib import Path

from linking import _first, labelled, records
from record_variants import Rewriter

from lod import sources
from lod.errors import LodError, MappingError
from lod.linking.external import index, profiles
from lod.linking.external.entries import Entry
from lod.linking.external.index import Index
from lod.linking.external.links import Links
from lod.linking.external.profiles import Label, Profile
from lod.linking.external.scoring import Candidate
from lod.linking.text_normalization import normalized
from lod.record import Record
from lod.register.ingest.mappings import Mappings
from lod.register.ingest.record_mapping import Plan, RecordMapper
from lod.register.ingest.worker import uncollected
from lod.site.targets import KINDS, Target

BASE = "http://localhost:8000/"
THRESHOLDS = (50, 60, 70, 80, 85, 90, 100, 120, 140)
Asked = tuple[Profile, str]
"""A thing, and the IRI that it has in the file; empty when it has none there."""


def is_odd(key: bytes) -> bool:
    """The half that a record is in."""
    return bool(blake2b(key, digest_size=1).digest()[0] & 1)


def is_missing(iri: str) -> bool:
    """Whether an entry is left out of the file: every third one."""
    return blake2b(iri.encode(), digest_size=1).digest()[0] % 3 == 0


# ---------------------------------------------------------------- identifiers that cataloguers gave


def known(paths: Iterable[Path]) -> Iterator[tuple[bool, Profile]]:
    """Portraits with identifiers, each with the half that its record is in."""
    make = Mappings()
    for path in paths:
        reader = RecordMapper(Plan("x", BASE), make)
        try:
            for record in sources.read(path):
                if isinstance(record, Record):
                    said = reader.says_all([record])[0]
                    if not isinstance(said, MappingError):
                        for _, data in profiles.sketches(said):
                            one = profiles.unpacked(data)
                            if one.ids:
                                yield is_odd(record.raw), one
        except LodError as error:
            sys.stderr.write(f"{path}: {error}\n")


def of_file(found: Iterable[tuple[bool, Profile]], file: str) -> tuple[list[Entry], list[Asked]]:
    """The authority file that one half makes, and what the other half asks of it, each heading once."""
    entries: dict[str, list[Profile]] = defaultdict(list)
    asked: dict[Profile, str] = {}
    for odd, one in found:
        ids = [id for id in one.ids if id.startswith(f"{file}:")]
        if len(ids) == 1:
            iri = f"https://{file}.example/{ids[0].partition(':')[2]}"
            if odd:
                asked[replace(one, ids=())] = iri
            else:
                entries[iri].append(replace(one, ids=()))
    made = [Entry(iri, profiles.merged(some)) for iri, some in entries.items()]
    return made, [(one, iri if iri in entries else "") for one, iri in asked.items()]


# ---------------------------------------------------------------- a large file


def headings(path: Path, most: int) -> Iterator[Entry]:
    """The personal headings of a file of MARC records, each once."""
    seen = set()
    for number, raw in enumerate(records(path)):
        if number >= most:
            return
        for label in _people(raw):
            key = normalized(label)
            if key not in seen:
                seen.add(key)
                yield Entry(f"https://n.example/{len(seen)}?{key.replace(' ', '-')}", _person(label))


def _people(raw: bytes) -> Iterator[str]:
    base = int(raw[12:17])
    for at in range(24, base - 1, 12):
        if raw[at : at + 3] in (b"100", b"700"):
            start, length = int(raw[at + 7 : at + 12]), int(raw[at + 3 : at + 7])
            parts = raw[base + start : base + start + length].rstrip(b"\x1e").split(b"\x1f")[1:]
            told = [part[1:].decode("utf-8", "replace") for part in parts if part[:1] in b"abcd"]
            if told and not any(part[:1] == b"t" for part in parts):
                yield " ".join(told).strip(" ,.")


def _person(label: str) -> Profile:
    dates = re.search(r"(\d{4})?\??-\s*(?:ca\. )?(\d{4})?\.?$", label)
    born, died = dates.groups() if dates else (None, None)
    years = tuple((year,) if year else () for year in (born, died))
    return Profile("agent", "p", (Label(label, "", True),), *years)


def rewritten(path: Path, most: int, entries: dict[str, str]) -> Iterator[Asked]:
    """Makers of records as others write them, each with the heading that it had."""
    reader = RecordMapper(Plan("x", BASE), Mappings())
    for number, raw in enumerate(records(path)):
        if number >= most:
            return
        if number % 31 or not is_odd(_first(raw, b"001")):
            continue
        one, record = labelled(raw)
        said = reader.said(bytes(Rewriter(one.key).rewrite(record).as_marc()), "marc21")
        for _, data in profiles.sketches(said):
            found = profiles.unpacked(data)
            if found.type == "p":
                names = {
                    normalized(re.sub(r",? *(?:b\. |d\. |ca\. )?\d{4}.*$", "", n.text)) for n in found.labels
                }
                whole = {
                    entries[one.makers[name]]
                    for name in names & one.makers.keys()
                    if one.makers[name] in entries
                }
                if len(whole) == 1:
                    yield replace(found, ids=()), whole.pop()


# ---------------------------------------------------------------- measuring


def measure(what: str, entries: Iterable[Entry], asked: Iterable[Asked], show: int) -> None:
    """Look everything up; precision and recall by threshold."""
    target = Target({"en": what}, KINDS, key="x")
    with tempfile.TemporaryDirectory() as folder:
        start = time.process_time()
        made = Index(index.make(target, entries, "", Path(folder)))
        indexed = time.process_time() - start
        links = Links(BASE, [(target, made)], (), Path(folder))
        asked = [*asked]
        with uncollected():  # as a publish does it
            start = time.process_time()
            found = [(one, gold, best(links, one)) for one, gold in asked]
            seconds = time.process_time() - start
    sys.stdout.write(
        f"{what}: {len(made):,} entries (indexed in {indexed:.1f} s), {len(asked):,} headings, "
        f"{sum(bool(gold) for _, gold in asked):,} of them there; looked up in {seconds:.1f} s\n"
    )
    for kinds in (("agent",), ("subject", "genre", "place")):
        some = [row for row in found if row[0].kind in kinds]
        there = sum(bool(gold) for _, gold, _ in some)
        for least in THRESHOLDS if there else ():
            told = [(gold, one) for _, gold, one in some if one and not one.against and one.points >= least]
            right = sum(gold == one.entry.iri for gold, one in told)
            sys.stdout.write(
                f"  {kinds[0]:8} from {least:3}: precision {right / max(1, len(told)):.4f} "
                f"({len(told) - right:,} of {len(told):,} wrong)  recall {right / there:.4f}\n"
            )
    wrong = [row for row in found if row[2] and not row[2].against and row[2].points >= 100]
    for one, gold, best_ in [row for row in wrong if row[2] and row[1] != row[2].entry.iri][:show]:
        if best_:
            sys.stdout.write(
                f"  wrong: {one.labels[0].text!r} {one.born} is {gold or 'not there'}, "
                f"found {best_.entry.iri} {best_.entry.label()!r}: {best_.reason}\n"
            )
    missed = Counter((row[2].reason if row[2] else "nothing") for row in found if row[1] and row not in wrong)
    for reason, count in missed.most_common(show):
        sys.stdout.write(f"  not sure, {count:,} times: {reason}\n")


def best(links: Links, one: Profile) -> Candidate | None:
    """The first candidate for a thing."""
    return next((some[0] for _, some in links.found(f"{one.kind}/x", [one.packed()]) if some), None)


def main() -> None:
    """Read the arguments, measure."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("set", choices=("known", "large"))
    parser.add_argument("files", type=Path, nargs="+")
    parser.add_argument("--records", type=int, default=250_000)
    parser.add_argument("--show", type=int, default=0, help="how many mistakes to show")
    given = parser.parse_args()
    if given.set == "large":
        (path,) = given.files
        whole = [*headings(path, given.records)]
        by_name = {normalized(one.label()): one.iri for one in whole}
        entries = [one for one in whole if not is_missing(one.iri)]
        asked = [
            (one, "" if is_missing(iri) else iri) for one, iri in rewritten(path, given.records, by_name)
        ]
        measure(path.name, entries, asked, given.show)
        return
    found = [*known(given.files)]
    for file in sorted({id.partition(":")[0] for _, one in found for id in one.ids if ":" in id}):
        entries, asked = of_file(found, file)
        if any(gold for _, gold in asked):
            measure(file, entries, asked, given.show)


if __name__ == "__main__":
    main()
