"""What is known of the datasets of a release: first published, last changed, how much of what."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from lod.dataset.dumps.downloads import FOLDER, INDEX, WHOLE
from lod.dataset.dumps.families import ELSEWHERE, SHARED, SITE, of_collection, own
from lod.dataset.dumps.tallies import Tally, of_json
from lod.register.changes import written
from lod.register.memory import Register

FACTS = "datasets.json"


@dataclass(frozen=True, slots=True)
class Facts:
    """One dataset."""

    issued: str = ""
    """When it was first published, as an xsd:dateTime; empty when nobody knows."""
    modified: str = ""
    records: int = 0
    tally: Tally = field(default_factory=Tally)


def write(release: Path, register: Register) -> None:
    """Note the dates of each collection and of the whole in the folder of a release."""
    rows = register.db.execute(
        "SELECT collection.key, min(a.time), max(b.time), sum(live) FROM record"
        " JOIN collection ON collection.id = record.collection"
        " JOIN publication AS a ON a.number = first JOIN publication AS b ON b.number = last"
        " GROUP BY collection.key ORDER BY collection.key"
    ).fetchall()
    dates = {
        key or SITE: {"issued": written(first), "modified": written(last), "records": records}
        for key, first, last, records in rows
    }
    text = json.dumps(dates, indent=1) + "\n"
    (release / FACTS).write_text(text, encoding="utf-8")


def read(release: Path) -> Mapping[str, Facts]:
    """The facts of each collection and of the whole (WHOLE); nothing when a release has none."""
    file = release / FACTS
    if not file.is_file():
        return {}
    dates: dict[str, Any] = json.loads(file.read_text("utf-8"))
    index = release / FOLDER / INDEX
    kept = json.loads(index.read_text("utf-8"))["tallies"] if index.is_file() else {}
    tallies = {family: of_json(tally) for family, tally in kept.items()}
    found = {key: _facts(one, tallies, of_collection(key)) for key, one in dates.items() if key != SITE}
    if dates:
        every = {
            "issued": min(one["issued"] for one in dates.values()),
            "modified": max(one["modified"] for one in dates.values()),
            "records": sum(one["records"] for key, one in dates.items() if key != SITE),
        }
        names = [own(key) for key in dates]
        found[WHOLE] = _facts(every, tallies, (*names, SHARED, ELSEWHERE))
    return found


def _facts(dates: Mapping[str, Any], tallies: Mapping[str, Tally], names: tuple[str, ...]) -> Facts:
    total = Tally()
    for name in names:
        total.add(tallies.get(name, Tally()))
    return Facts(dates["issued"], dates["modified"], dates["records"], total)
