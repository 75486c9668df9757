"""Sitemaps: every page once, with its true date; after a change only what changed is written again."""

import gzip
from collections.abc import Iterable
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st
from lxml import etree
from pyoxigraph import RdfFormat, Store

from lod.dataset import sitemaps
from lod.dataset.sitemaps import Change, Page
from lod.rdf.iris import Thing
from lod.register.ingest.hash_ranges import bounds, part_of

BASE = "https://data.example.org/"
NAMESPACE = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
NUMBERS = st.integers(-(2**63), 2**63 - 1)


def site(things: dict[int, Page]) -> sitemaps.Pages:
    """Pages by the number of their thing."""

    def pages(low: int, high: int) -> Iterable[Page]:
        return (page for number, page in things.items() if low <= number < high)

    return pages


def told(release: Path) -> dict[str, str]:
    """Address → date, of all sitemaps that the index names."""
    found = {}
    index = etree.parse(release / "sitemaps" / "index.xml").getroot()
    for entry in index.iter(NAMESPACE + "sitemap"):
        address, day = (entry.findtext(NAMESPACE + name) for name in ("loc", "lastmod"))
        assert address.startswith(BASE + "sitemaps/")
        urls = etree.fromstring(gzip.decompress((release / "sitemaps" / Path(address).name).read_bytes()))
        days = {u.findtext(NAMESPACE + "loc"): u.findtext(NAMESPACE + "lastmod") for u in urls}
        assert max(days.values()) == day
        assert not found.keys() & days.keys()
        found |= days
    return found


def some(count: int, day: str = "2026-11-01T00:00:00Z") -> dict[int, Page]:
    step = 2**64 // count
    kinds = ("instance", "work", "agent", "item")
    return {n * step - 2**63: Page(Thing(kinds[n % 4], f"k{n}"), day) for n in range(count)}


def test_every_page_is_told_once_and_copies_are_not(tmp_path: Path) -> None:
    things = some(40)
    sitemaps.write(tmp_path, BASE, site(things), 3)
    shown = {p.thing.document(BASE): p.changed for p in things.values() if p.thing.kind != "item"}
    assert told(tmp_path) == shown


def test_after_a_change_only_its_file_is_written_again(tmp_path: Path) -> None:
    before, after = tmp_path / "1", tmp_path / "2"
    things = some(40)
    sitemaps.write(before, BASE, site(things), 5)
    number = min(n for n, page in things.items() if page.thing.kind == "work")
    page = Page(things[number].thing, "2026-11-20T00:00:00Z")
    changed = things | {number: page}
    sitemaps.write(after, BASE, site(changed), 5, before, [Change(page.thing, number, page.changed)])
    assert told(after)[changed[number].thing.document(BASE)] == "2026-11-20T00:00:00Z"
    files = [f for f in (after / "sitemaps").iterdir() if f.suffix == ".gz"]
    fresh = {f.name for f in files if f.stat().st_nlink == 1}
    assert fresh == {f"work-{part_of(number, 5):05d}.xml.gz"}
    whole = tmp_path / "3"
    sitemaps.write(whole, BASE, site(changed), 5)
    assert {f.name: f.read_bytes() for f in (whole / "sitemaps").iterdir()} == {
        f.name: f.read_bytes() for f in (after / "sitemaps").iterdir()
    }


def test_what_is_gone_leaves_the_sitemap(tmp_path: Path) -> None:
    things = some(8)
    sitemaps.write(tmp_path / "1", BASE, site(things), 4)
    number = next(iter(things))
    left = {n: page for n, page in things.items() if n != number}
    sitemaps.write(
        tmp_path / "2", BASE, site(left), 4, tmp_path / "1", [Change(things[number].thing, number, "")]
    )
    assert things[number].thing.document(BASE) not in told(tmp_path / "2")


def test_another_number_of_ranges_writes_everything(tmp_path: Path) -> None:
    things = some(20)
    sitemaps.write(tmp_path / "1", BASE, site(things), 2)
    sitemaps.write(tmp_path / "2", BASE, site(things), 3, tmp_path / "1", [])
    assert told(tmp_path / "1") == told(tmp_path / "2")


def test_an_empty_site_has_an_empty_index(tmp_path: Path) -> None:
    sitemaps.write(tmp_path, BASE, site({}), 1)
    assert told(tmp_path) == {}


@given(NUMBERS, st.integers(1, 500))
def test_a_number_is_in_its_range(number: int, parts: int) -> None:
    low, high = bounds(part_of(number, parts), parts)
    assert low <= number < high


def test_images_that_may_be_shown_stand_with_their_page(tmp_path: Path) -> None:
    store = Store()
    store.load(
        """@base <https://data.example.org/id/> . @prefix schema: <https://schema.org/> .
        <object/a> schema:image <object/a#image> , <https://elsewhere.example/b.jpg> .
        <object/a#image> schema:contentUrl <https://img.example/a.jpg?x=1&y=2> .
        <object/b> schema:image "https://img.example/b.jpg" , "https://img.example/iiif/manifest.json" .
        """,
        format=RdfFormat.TURTLE,
    )
    images = sitemaps.images_of(store, ("img.example",))
    assert images == {
        BASE + "id/object/a": ["https://img.example/a.jpg?x=1&y=2"],
        BASE + "id/object/b": ["https://img.example/b.jpg"],
    }
    assert not sitemaps.images_of(store, ())
    day = "2026-11-19T10:30:00Z"
    pages = site({1: Page(Thing("object", "a"), day), 2: Page(Thing("object", "c"), day)})
    sitemaps.write(tmp_path, BASE, pages, 1, images=images)
    (file,) = (tmp_path / "sitemaps").glob("object-*")
    tree = etree.fromstring(gzip.decompress(file.read_bytes()))
    locs = [e.text for e in tree.iter("{http://www.google.com/schemas/sitemap-image/1.1}loc")]
    assert locs == images[BASE + "id/object/a"]
