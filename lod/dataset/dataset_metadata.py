"""What is known of the datasets of a release: first published, last changed, how much of what."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from lod.dataset import dumps
from lod.dataset.dumps.deferred import folder
from lod.dataset.dumps.downloads import INDEX, WHOLE
from lod.dataset.dumps.partitioning import ELSEWHERE, SHARED, SITE, of_collection, own
from lod.dataset.dumps.void_statistics import Tally, of_json
from lod.register.change_log import xsd_datetime
from lod.register.register import Register

FACTS = "datasets.json"


@dataclass(frozen=True, slots=True)
class Facts:
    """One dataset."""

    issued: str = ""
    """When it was first published, as an xsd:dateTime; empty when nobody knows."""
    modified: str = ""
    records: int = 0
    tally: Tally = field(default_factory=Tally)
    told: str = ""
    """When it was last changed as the downloads and the tally tell it: earlier, while new ones are made."""


def write(release: Path, register: Register) -> None:
    """Note the dates of each collection and of the whole in the folder of a release."""
    rows = register.db.execute(
        "SELECT collection.key, min(a.time), max(b.time), sum(live) FROM record"
        " JOIN collection ON collection.id = record.collection"
        " JOIN publication AS a ON a.number = first JOIN publication AS b ON b.number = last"
        " GROUP BY collection.key ORDER BY collection.key"
    ).fetchall()
    dates = {
        key or SITE: {"issued": xsd_datetime(first), "modified": xsd_datetime(last), "records": records}
        for key, first, last, records in rows
    }
    _note(release, dates)


def follow(
    release: Path,
    register: Register,
    publication: int,
    before: Mapping[str, Any],
    changed: Collection[int],
) -> None:
    """The same from what was noted `before`, when records of some collections (by their ids) changed now."""
    db = register.db
    (time,) = db.execute("SELECT time FROM publication WHERE number = ?", (publication,)).fetchone()
    live = dict(db.execute("SELECT collection, count(*) FROM record WHERE live GROUP BY collection"))
    dates = {}
    for id, key in db.execute("SELECT id, key FROM collection ORDER BY key").fetchall():
        known = before.get(key or SITE, {})
        if id in changed:
            known = {"issued": known.get("issued", xsd_datetime(time)), "modified": xsd_datetime(time)}
        if known:
            dates[key or SITE] = {**known, "records": live.get(id, 0)}
    _note(release, dates)


def _note(release: Path, dates: Mapping[str, Any]) -> None:
    (release / FACTS).write_text(json.dumps(dates, indent=1) + "\n", encoding="utf-8")


def read(release: Path) -> Mapping[str, Facts]:
    """The facts of each collection and of the whole (WHOLE); nothing when a release has none."""
    dates = kept(release)
    told = dumps.since(release).datasets if dumps.waits(release) else dates
    index = folder(release) / INDEX
    counted = json.loads(index.read_text("utf-8"))["tallies"] if index.is_file() else {}
    tallies = {family: of_json(tally) for family, tally in counted.items()}
    found = {}
    for key, one in dates.items():
        if key != SITE:
            modified = told.get(key, {}).get("modified", "")
            found[key] = _facts(one, tallies, of_collection(key), modified)
    if dates:
        every = {
            "issued": min(one["issued"] for one in dates.values()),
            "modified": max(one["modified"] for one in dates.values()),
            "records": sum(one["records"] for key, one in dates.items() if key != SITE),
        }
        names = [own(key) for key in dates]
        modified = max((one["modified"] for one in told.values()), default="")
        found[WHOLE] = _facts(every, tallies, (*names, SHARED, ELSEWHERE), modified)
    return found


def kept(release: Path) -> dict[str, Any]:
    """The dates of each collection, as they are noted in a release."""
    file = release / FACTS
    return json.loads(file.read_text("utf-8")) if file.is_file() else {}


def _facts(
    dates: Mapping[str, Any], tallies: Mapping[str, Tally], names: tuple[str, ...], told: str
) -> Facts:
    total = Tally()
    for name in names:
        total.add(tallies.get(name, Tally()))
    return Facts(dates["issued"], dates["modified"], dates["records"], total, told)
