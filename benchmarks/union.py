"""The union of many collections: MARC files as one site, what they share, and groups to read by hand.

    python benchmarks/union.py ../shared/data SITE [--sample 100] [--seed 1]

The folder has a list of its files, FILES.tsv. Each file with ten records or more is a collection; the others
of one source together are one. The site is made and published in SITE, unless it is there. Printed is how
many editions, works and agents are told by how many records and collections, then groups with all that is
compared of each member: the largest of each kind, and a random sample.
"""

from __future__ import annotations

import argparse
import csv
import random
import re
import sys
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from pathlib import Path

from lod.linking.matcher import Matcher
from lod.publish import publish
from lod.register.register import Register
from lod.register.statements import id_of
from lod.register.union.candidates import Candidates
from lod.site import Site

BASE = "https://data.example.org/"
FOLDERS = ("marc21/", "marcxml/")
KINDS = ("instance", "work", "agent")
LARGEST = 12
FEWEST = 10
"""A file with so many records is a collection of its own."""
_COLLECTION = """name = "{key}"
description = "{key}"
owner = "NL-Test"
licence = "https://creativecommons.org/publicdomain/zero/1.0/"
sources = {sources}
set_aside_max = 1.0
"""


def collections(folder: Path) -> Mapping[str, list[str]]:
    """Files by the collection that they are in."""
    found: dict[str, list[str]] = defaultdict(list)
    with (folder / "FILES.tsv").open(encoding="utf-8") as file:
        for row in csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE):
            path = row["path"]
            if not path.startswith(FOLDERS) or path.endswith(".json"):
                continue
            records = row["records"].replace(",", "")
            large = records.isdigit() and int(records) >= FEWEST
            name = path if large else "/".join([*path.split("/")[:-1], row["source"].partition("@")[0]])
            found[re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-")].append(str(folder / path))
    return found


def make(folder: Path, data: Path) -> Site:
    """The site."""
    for key, paths in collections(data).items():
        place = folder / "collections" / key
        place.mkdir(parents=True)
        (place / "collection.toml").write_text(_COLLECTION.format(key=key, sources=paths))
    (folder / "organizations.toml").write_text(
        '[[organization]]\nisil = ["NL-Test"]\nname = "Library"\nkind = "library"\n'
    )
    (folder / "site.toml").write_text(
        f'base = "{BASE}"\nname = "Union"\ndescription = "Union"\npublisher = "NL-Test"\n'
        'contact = "a@example.org"\n[publish]\nset_aside_max = 1.0\n'
    )
    return Site.load(folder)


def shared(register: Register) -> None:
    """How many things are told by how many records and collections."""
    for kind in KINDS:
        rows = register.db.execute(
            "SELECT count(*), count(DISTINCT collection) FROM thing JOIN describes ON thing = thing.id"
            " JOIN record ON record.id = record WHERE kind = ? AND state = 0 GROUP BY thing.id",
            (kind,),
        ).fetchall()
        by_collections = Counter(several for _, several in rows)
        told = ", ".join(f"{n}: {number:,}" for n, number in sorted(by_collections.items()))
        many = sum(records > 1 for records, _ in rows)
        several = f"by several records: {many:,}"
        sys.stdout.write(f"{kind}: {len(rows):,}; by number of collections: {told}; {several}\n")


def groups(register: Register) -> dict[str, list[list[str]]]:
    """Groups by kind, the largest first; each by its names."""
    rows = register.db.execute(
        "SELECT leader, kind || '/' || key FROM fellow JOIN thing ON thing.id = fellow.thing ORDER BY 1, 2"
    )
    by_leader: dict[int, list[str]] = defaultdict(list)
    for leader, name in rows:
        by_leader[leader].append(name)
    found: dict[str, list[list[str]]] = defaultdict(list)
    for some in by_leader.values():
        found[some[0].partition("/")[0]].append(some)
    return {kind: sorted(some, key=lambda names: (-len(names), names)) for kind, some in found.items()}


def show(register: Register, group: Iterable[str], number: int) -> None:
    """A group with what is compared of each member."""
    pool = Candidates(register.db, Matcher())
    sys.stdout.write(f"\n[{number}]\n")
    for name in group:
        sketches = [one for one in pool.sketches(id_of(name)) if not one.startswith("c")]
        told = " | ".join((sketches or [""])[0].split("\x1f")).replace("\x1e", ",")
        sys.stdout.write(f"  {name}: {told[:330]}\n")


def main() -> None:
    """Read the arguments; publish, tell."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("data", type=Path)
    parser.add_argument("site", type=Path)
    parser.add_argument("--sample", type=int, default=100)
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    if not given.site.exists():
        make(given.site, given.data.resolve())
    report = publish(Site.load(given.site))
    records = {key: one["records"] for key, one in report.counts["collections"].items()}
    sys.stdout.write(f"{len(records)} collections, {sum(records.values()):,} records\n")
    with Register.read_only(given.site / "var/register.sqlite") as register:
        shared(register)
        found = groups(register)
        chance = random.Random(given.seed)
        for kind in KINDS:
            some = found.get(kind, [])
            sizes = Counter(map(len, some))
            sys.stdout.write(f"\n{kind}: {len(some):,} groups; by size: {dict(sorted(sizes.items()))}\n")
            chosen = [*some[:LARGEST], *chance.sample(some[LARGEST:], min(given.sample, len(some[LARGEST:])))]
            for number, one in enumerate(chosen):
                show(register, one, number)


if __name__ == "__main__":
    main()
