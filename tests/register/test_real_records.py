"""Real records, the real mapping: three harvests with edits come to the same as the last one alone."""

from __future__ import annotations

import random
from collections.abc import Sequence
from pathlib import Path

import pytest

from lod.publish import publish
from lod.register.ingest.mappings import Mappings
from lod.site import Site
from lod.store.releases import Releases
from tests.register.small_site import make_site
from tests.register.test_histories import comparable, served

RECORDS = 60


@pytest.fixture(scope="module")
def records(shared: Path) -> list[bytes]:
    data = (shared / "data/marc21/loc_books2016_netherlands.mrc").read_bytes()
    return [record + b"\x1d" for record in data.split(b"\x1d")[:RECORDS]]


def put(folder: Path, records: Sequence[bytes]) -> Site:
    (folder / "collections/demo/records/books.mrc").write_bytes(b"".join(records))
    return Site.load(folder)


def edited(records: Sequence[bytes], chance: random.Random) -> list[bytes]:
    """Some records taken out, some with another year, in another order."""
    kept = chance.sample(records, RECORDS - 10)
    return [r.replace(b"19", b"18") if chance.random() < 0.2 else r for r in kept]


def test_three_harvests_come_to_the_same_as_the_last(records: list[bytes], tmp_path: Path) -> None:
    make = Mappings()
    chance = random.Random(3)
    folder = make_site(tmp_path / "site")
    publish(put(folder, records), make=make)
    for _ in range(2):
        last = edited(records, chance)
        site = put(folder, last)
        report = publish(site, make=make)
        assert not report.full
    fresh = put(make_site(tmp_path / "fresh"), last)
    publish(fresh, make=make)
    assert comparable(site) == comparable(fresh)
    assert served(site)[0] == served(fresh)[0]


def test_every_statement_is_about_something_that_has_a_date(records: list[bytes], tmp_path: Path) -> None:
    site = put(make_site(tmp_path / "site"), records[:20])
    publish(site, make=Mappings())
    current = Releases(site.var).current()
    assert current is not None
    _, dates = served(site)
    with_a_name = {q.subject.value.partition("#")[0] for q in current.open()}
    ours = {iri.removeprefix(site.base + "id/") for iri in with_a_name if iri.startswith(site.base)}
    assert ours == dates.keys()
