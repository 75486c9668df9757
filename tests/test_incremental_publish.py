"""A small publish writes what changed, links the rest, and comes to what a full build says."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pymarc
import pytest

from lod.dataset import dataset_metadata
from lod.publish import publish
from lod.rdf.iris import parse
from lod.site import Site
from lod.store import packed_descriptions
from lod.store.documents import Reader
from lod.store.releases import Releases
from tests.register.small_site import Book, Maker, fill, make_site

MAX = Book("1", "Max", "Multatuli", ("Java",))
MAX_AGAIN = Book("2", "Max", "MULTATULI", ("Coffee",))
HAVELAAR = Book("3", "Havelaar", "Eeden")


def test_only_what_changed_is_written_before_the_switch(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Everything else in the new release is a file of the one before, under another name."""
    monkeypatch.setattr("lod.dataset.sitemaps.LARGEST", 2)
    monkeypatch.setattr("lod.dataset.dumps.partitioning.LARGEST", 4)
    books = [Book(str(n), f"Title{n}", f"Author{n}", (f"Subject{n % 7}",)) for n in range(40)]
    folder = make_site(tmp_path / "site")
    publish(fill(folder, {"demo": books}), make=Maker())
    books[7] = Book("7", "Title7", "Author7", ("Subject0", "Fresh"))
    site = fill(folder, {"demo": books})
    publish(site, make=Maker(), downloads=False)
    before, after = (site.var / f"releases/00000{n}" for n in (1, 2))
    written = {
        str(path.relative_to(after))
        for path in after.rglob("*")
        if path.is_file() and not is_shared(path, before / path.relative_to(after))
    }
    of_downloads = {name for name in written if name.startswith("dumps")}
    assert of_downloads == {"dumps/since.json", "dumps/waiting.zst"}
    of_sitemaps = {name.partition("-")[0] for name in written if name.endswith(".xml.gz")}
    assert of_sitemaps == {"sitemaps/instance", "sitemaps/subject"}
    assert len([name for name in written if name.endswith(".xml.gz")]) == 2
    assert not {name for name in written if name.endswith(".sst")} & {
        str(path.relative_to(before)) for path in before.rglob("*.sst")
    }


def is_shared(path: Path, other: Path) -> bool:
    return other.is_file() and path.samefile(other)


@pytest.mark.parametrize("silent", [False, True])
def test_the_dates_of_datasets_are_those_of_a_full_build(tmp_path: Path, silent: bool) -> None:
    folder = make_site(tmp_path / "site", ("demo", "other"))
    publish(fill(folder, {"demo": [MAX], "other": [HAVELAAR]}), make=Maker())
    if silent:  # the bytes of a record change, and nothing that it says
        file = folder / "collections/other/records/books.mrc"
        (record,) = pymarc.MARCReader(file.read_bytes())
        record.add_field(pymarc.Field("900", subfields=[pymarc.Subfield("a", "nobody reads this")]))
        file.write_bytes(record.as_marc())
        assert not publish(Site.load(folder), make=Maker()).changed
    site = fill(folder, {"demo": [MAX, MAX_AGAIN]})
    assert not publish(site, make=Maker()).full
    small = facts_of(site)
    publish(site, full=True, make=Maker())
    assert facts_of(site) == small
    assert small["demo"].modified > small["demo"].issued
    assert (small["other"].modified > small["other"].issued) == silent


def facts_of(site: Site) -> Mapping[str, dataset_metadata.Facts]:
    current = Releases(site.var).current()
    assert current is not None
    return dataset_metadata.read(current.path)


def test_packed_descriptions_are_what_the_store_says(tmp_path: Path) -> None:
    """After a full build, and after a small one that changes some things, adds some and takes some away."""
    books = [Book(str(n), f"Title{n}", f"Author{n % 5}", (f"Subject{n % 7}",)) for n in range(20)]
    folder = make_site(tmp_path / "site")
    site = fill(folder, {"demo": books})
    publish(site, make=Maker())
    assert all_packed(site) == (0, 0)
    books[7] = Book("7", "Seven", "Author2", ("Fresh",))
    site = fill(folder, {"demo": [*books[1:], Book("new", "New", "Author1")]})
    assert not publish(site, make=Maker(), downloads=False).full
    unread, uncounted = all_packed(site)
    assert 0 < unread < 20
    assert 0 < uncounted < 20


def all_packed(site: Site) -> tuple[int, int]:
    """How many things are left to the store, and of how many it has to be asked what points to them; fails
    where it says something else.
    """
    current = Releases(site.var).current()
    assert current is not None
    store, packed = current.open(), packed_descriptions.read(current.path, site.base)
    assert packed is not None
    quick, slow = Reader(store, site.base, packed), Reader(store, site.base)
    iris = {str(quad.subject.value).partition("#")[0] for quad in store}  # type: ignore[union-attr]
    things = [thing for iri in iris if (thing := parse(site.base, iri))]
    for thing in things:
        one, other = quick.document(thing), slow.document(thing)
        assert one is not None
        assert other is not None
        assert one.statements() == other.statements()
        assert one.linked == other.linked
        assert quick.incoming(thing.iri(site.base)) == slow.incoming(thing.iri(site.base))
    found = [thing.iri(site.base) for thing in things]
    return sum(packed.of(iri) is None for iri in found), sum(packed.pointers(iri) is None for iri in found)
