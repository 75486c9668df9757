"""Three harvests of the same records with edits between them: what each costs, and whether promises hold.

    python benchmarks/harvests.py ../shared/data/large/loc_books2016_part01_dev.mrc.gz [--records 20000]

Between harvests, as a library works in a few days: titles corrected, years changed, subjects added, taken
away and respelled, records added and deleted, some split in two, some merged with another (whose number
they note), and all of it in another order. A promise that is not kept ends the program with an error.
"""

from __future__ import annotations

import argparse
import gzip
import random
import resource
import shutil
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

import pymarc
from linking import records

from lod.dataset.dumps import deferred
from lod.publish import Report, publish
from lod.rdf.iris import Thing
from lod.register.change_log import DATE
from lod.register.register import Register
from lod.site import Site
from lod.store.description_history import Archive, PastStore
from lod.store.documents import describe
from lod.store.release import Release
from lod.store.releases import Releases
from webapp.app import create_app

BASE = "https://data.example.org/"
EDITS = {"title": 200, "year": 150, "subject": 250, "delete": 60, "split": 20, "merge": 20}
ADDED = 80
ASKED = 3_000
"""So many addresses are asked for over HTTP, of each sort."""


@dataclass
class Catalogue:
    """The records of a library, by number; those that are not catalogued yet wait."""

    held: dict[str, bytes]
    waiting: list[bytes]
    chance: random.Random
    split: int = 0

    def edit(self) -> Counter[str]:
        """What happens between two harvests; how much of it."""
        done: Counter[str] = Counter()
        keys = self.chance.sample(sorted(self.held), sum(EDITS.values()))
        for what, number in EDITS.items():
            for key in (keys.pop() for _ in range(number)):
                done[what] += self._one(what, key)
        for raw in self.waiting[:ADDED]:
            self.held[_key(raw)] = raw
        done["add"], self.waiting = len(self.waiting[:ADDED]), self.waiting[ADDED:]
        return done

    def _one(self, what: str, key: str) -> bool:
        record = pymarc.Record(data=self.held[key], to_unicode=True, force_utf8=True)
        if what == "delete":
            del self.held[key]
        elif what == "split":
            self._split(record)
        elif what == "merge":
            other = self.chance.choice(sorted(self.held))
            if other == key:
                return False
            into = pymarc.Record(data=self.held[other], to_unicode=True, force_utf8=True)
            into.add_field(_field("019", key), *record.get_fields("650")[:1])
            self._put(other, into)
            del self.held[key]
        else:
            changed = _CHANGES[what](record, self.chance)
            self._put(key, record)
            return changed
        return True

    def _split(self, record: pymarc.Record) -> None:
        """What was one record becomes two volumes, the second under a number of its own."""
        key = str(record["001"].data)
        for part in ("1", "2"):
            volume = pymarc.Record(data=bytes(record.as_marc()), to_unicode=True, force_utf8=True)
            title = volume.get("245")
            if title:
                title.add_subfield("n", f"{part}.")
            if part == "2":
                self.split += 1
                volume["001"].data = f"split{self.split:06d}"
                volume.remove_fields("010", "020", "035")
                self._put(volume["001"].data, volume)
            else:
                self._put(key.strip(), volume)

    def _put(self, key: str, record: pymarc.Record) -> None:
        self.held[key] = bytes(record.as_marc())

    def write(self, path: Path) -> None:
        """A harvest: all records, in an order of its own."""
        keys = sorted(self.held)
        self.chance.shuffle(keys)
        path.write_bytes(b"".join(self.held[key] for key in keys))


def _key(raw: bytes) -> str:
    return str(pymarc.Record(data=raw, to_unicode=True, force_utf8=True)["001"].data).strip()


def _field(tag: str, text: str) -> pymarc.Field:
    return pymarc.Field(
        tag=tag, indicators=pymarc.Indicators(" ", "0"), subfields=[pymarc.Subfield("a", text)]
    )


def _title(record: pymarc.Record, chance: random.Random) -> bool:
    field = record.get("245")
    if field and field.get("a"):
        words = field["a"].split(" ")
        at = chance.randrange(len(words))
        words[at] = words[at].capitalize() if words[at].islower() else words[at].lower()
        field["a"] = " ".join(words) + ("" if chance.random() < 0.5 else " [corrected]")
    return field is not None


def _year(record: pymarc.Record, chance: random.Random) -> bool:
    found = [field for field in record.get_fields("260", "264") if field.get("c")]
    for field in found:
        field["c"] = f"{chance.randrange(1900, 2016)}."
    return bool(found)


def _subject(record: pymarc.Record, chance: random.Random) -> bool:
    found = record.get_fields("650")
    if found and chance.random() < 0.4:
        record.remove_field(found[-1])
    elif found and chance.random() < 0.5:
        found[0]["a"] = found[0]["a"].rstrip(".") if found[0].get("a") else "Books"
    record.add_field(_field("650", chance.choice(("Windmills", "Dikes (Engineering)", "Skating", "Tulips"))))
    return True


_CHANGES = {"title": _title, "year": _year, "subject": _subject}


# ---------------------------------------------------------------- promises


def state(release: Release) -> dict[str, int]:
    """A number for all that a release says of each thing, its date included."""
    found: dict[str, int] = {}
    head = f"{BASE}id/"
    for quad in release.open():
        subject = quad.subject.value.partition("#")[0]
        if subject.startswith(head):
            name = subject[len(head) :]
            found[name] = (found.get(name, 0) + hash(str(quad.triple))) & ((1 << 64) - 1)
    return found


def kept(promise: str, wrong: Sequence[object]) -> None:
    """End with an error when a promise is not kept."""
    if wrong:
        raise SystemExit(f"NOT KEPT: {promise}: {len(wrong):,}, such as {wrong[:3]}")
    sys.stdout.write(f"  kept: {promise}\n")


def check(
    site: Site, before: Mapping[str, int], after: Mapping[str, int], ever: set[str], chance: random.Random
) -> None:
    """All that must hold after a publish."""
    ever |= after.keys()
    with Register.read_only(site.var / "register.sqlite") as register:
        newest = register.publications(1)[0].number
        rows = register.db.execute(
            "SELECT kind || '/' || key FROM log JOIN thing ON thing.id = log.thing WHERE publication = ?",
            (newest,),
        )
        touched = {name for (name,) in rows}
        if before:
            same = [name for name in before.keys() - touched if before[name] != after.get(name)]
            kept(f"{len(before.keys() - touched):,} things that nobody changed are as they were", same)
        alive: set[str] = set()
        for change in register.changes(limit=10_000_000):
            name = f"{change.thing.kind}/{change.thing.key}"
            (alive.add if change.type in ("create", "update", "restore") else alive.discard)(name)
        kept("the log replays to what is served", sorted(alive ^ after.keys()))
        kept("every thing ever served is remembered", [n for n in ever if not _known(register, n)])
    kept("every address answers, and what moved in one step", [*_unanswered(site, ever, after, chance)])


def _known(register: Register, name: str) -> bool:
    return register.thing(*name.split("/", 1)) is not None


def _unanswered(
    site: Site, ever: set[str], after: Mapping[str, int], chance: random.Random
) -> Iterator[tuple[str, int]]:
    client = create_app(site).test_client()
    gone = sorted(ever - after.keys())
    asked = chance.sample(sorted(after), min(ASKED, len(after)))
    for name in [*asked, *chance.sample(gone, min(ASKED, len(gone)))]:
        answer = client.get(f"/id/{name}")
        if answer.status_code == 301:
            answer = client.get(answer.headers["Location"])
        elif answer.status_code == 303 and name not in after:
            yield name, 303
        if answer.status_code not in (303, 410):
            yield name, answer.status_code


def check_past(site: Site, moments: Mapping[int, Mapping[str, int]], chance: random.Random) -> None:
    """Things that changed are shown by their mementos as they were served."""
    current = Releases(site.var).current()
    if current is None:
        raise AssertionError("it was just published")
    wrong: list[object] = []
    seconds, number = 0.0, 0
    with Register.read_only(site.var / "register.sqlite") as register:
        archive = Archive(current.open(), BASE, register, current.number)
        rows = register.db.execute(
            "SELECT DISTINCT kind || '/' || key FROM log JOIN thing ON thing.id = log.thing"
            " WHERE publication > (SELECT min(number) FROM publication)"
        )
        names = sorted(name for (name,) in rows)
        for name in chance.sample(names, min(1_000, len(names))):
            for at, then in moments.items():
                start = time.process_time()
                quads = describe(PastStore(archive, at), Thing(*name.split("/", 1)).iri(BASE))
                seconds, number = seconds + time.process_time() - start, number + 1
                told = sum(hash(str(quad.triple)) for quad in quads) & ((1 << 64) - 1)
                if told != then.get(name, 0):
                    wrong.append((name, at))
        _tell_sizes(register)
    kept(f"{number:,} mementos of {min(1_000, len(names)):,} changed things are what was served", wrong)
    sys.stdout.write(f"  a memento: {seconds / max(1, number) * 1e6:,.0f} µs of processor time\n")


def _tell_sizes(register: Register) -> None:
    (lines, bytes_of_lines) = register.db.execute("SELECT count(*), sum(length(diff)) FROM log").fetchone()
    (diffs,) = register.db.execute("SELECT count(*) FROM log WHERE diff IS NOT NULL").fetchone()
    former, of_former = register.db.execute("SELECT count(*), sum(length(raw)) FROM former").fetchone()
    diff, raw = (bytes_of_lines or 0) / max(1, diffs), (of_former or 0) / max(1, former)
    sys.stdout.write(
        f"  the log has {lines:,} lines; {diffs:,} keep what was different: {diff:,.0f} bytes each;"
        f" {former:,} records as they were: {raw:,.0f} bytes each\n"
    )


def dumps_of(site: Site) -> dict[str, bytes]:
    """The downloads that are served, by name."""
    current = Releases(site.var).current()
    folder = deferred.folder(current.path) if current else Path()
    return {str(file.relative_to(folder)): file.read_bytes() for file in folder.rglob("*") if file.is_file()}


def without_dates(content: bytes) -> list[bytes]:
    """The lines of a download that tell no date of a description."""
    return [line for line in gzip.decompress(content).split(b"\n") if DATE.encode() not in line]


def check_rebuilt(site: Site, before: Mapping[str, bytes]) -> None:
    """Building everything anew gives the same downloads."""
    after = dumps_of(site)
    names = sorted(name for name in before.keys() | after.keys() if name.endswith(".nt.gz"))
    same = sum(before.get(name) == after.get(name) for name in names)
    wrong = [
        name
        for name in names
        if without_dates(before.get(name, gzip.compress(b"")))
        != without_dates(after.get(name, gzip.compress(b"")))
    ]
    kept(f"all {len(names):,} downloads are the same after a full build", wrong)
    sys.stdout.write(f"  of them the same to the byte, dates too: {same:,}\n")


# ---------------------------------------------------------------- the run


def timed(site: Site, full: bool = False) -> Report:
    """Publish, and tell what it took."""
    wall, processor = time.perf_counter(), _processor()
    report = publish(site, full=full)
    stages = ", ".join(f"{name} {seconds:.1f}" for name, seconds in report.stages.items() if seconds >= 0.05)
    tally = report.tallies.get("books")
    took = f"{time.perf_counter() - wall:.1f} s, {_processor() - processor:.1f} s of processor time"
    sys.stdout.write(f"{report.full or 'small publish'}: {took} ({stages})\n  {tally}\n")
    sys.stdout.flush()
    return report


def _processor() -> float:
    some = (resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return sum(one.ru_utime + one.ru_stime for one in some)


def _site(folder: Path) -> Path:
    (folder / "collections/books").mkdir(parents=True)
    (folder / "site.toml").write_text(
        f'base = "{BASE}"\nname = "Books"\ndescription = "Books"\npublisher = "NL-Test"\n'
        'contact = "a@example.org"\n[publish]\nset_aside_max = 0.5\nreleases_kept = 5\n'
    )
    (folder / "organizations.toml").write_text(
        '[[organization]]\nisil = ["NL-Test"]\nname = "Library"\nkind = "library"\n'
    )
    (folder / "collections/books/collection.toml").write_text(
        'name = "Books"\ndescription = "Books"\nowner = "NL-Test"\nsources = ["books.mrc"]\n'
        'licence = "https://creativecommons.org/publicdomain/zero/1.0/"\n'
    )
    return folder / "collections/books/books.mrc"


def run(path: Path, number: int, seed: int, folder: Path) -> None:
    """Three harvests and a full build."""
    chance = random.Random(seed)
    taken = [*islice(records(path), number + 3 * ADDED)]
    catalogue = Catalogue({_key(raw): raw for raw in taken[:number]}, taken[number:], chance)
    file = _site(folder)
    site = Site.load(folder)
    ever: set[str] = set()
    before: dict[str, int] = {}
    moments: dict[int, dict[str, int]] = {}
    for harvest in (1, 2, 3):
        edits = catalogue.edit() if harvest > 1 else Counter()
        catalogue.write(file)
        sys.stdout.write(f"harvest {harvest}: {len(catalogue.held):,} records; {dict(edits)}\n")
        timed(site)
        current = Releases(site.var).current()
        if current is None:
            raise AssertionError("it was just published")
        after = state(current)
        check(site, before, after, ever, chance)
        with Register.read_only(site.var / "register.sqlite") as register:
            moments[int(register.publications(1)[0].time.timestamp())] = after
        before = after
    check_past(site, moments, chance)
    downloads = dumps_of(site)
    timed(site, full=True)
    check_rebuilt(site, downloads)
    check_past(site, moments, chance)
    timed(site)


def main() -> None:
    """Read the arguments, run."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("file", type=Path)
    parser.add_argument("--records", type=int, default=20_000)
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    folder = Path(tempfile.mkdtemp())
    try:
        run(given.file, given.records, given.seed, folder / "site")
    finally:
        shutil.rmtree(folder)


if __name__ == "__main__":
    main()
