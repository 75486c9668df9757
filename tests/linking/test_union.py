"""Two libraries and an archive of one town: one page for what they have in common."""

from __future__ import annotations

import gzip
import shutil
from collections.abc import Sequence
from pathlib import Path

import pymarc
import pytest
from click.testing import CliRunner

from lod import publish as publishing
from lod.cli import main
from lod.linking.sketches import Sketches
from lod.linking.works import unpacked
from lod.publish import Report, export
from lod.register.ingest.mappings import Mappings
from lod.register.ingest.record_mapping import Plan, RecordMapper
from lod.register.register import Register
from lod.site import Site
from lod.store.releases import Releases
from tests.register.small_site import BASE, make_site

MAPPINGS = Mappings()
"""Compiled once for all tests here."""

Fields = Sequence[tuple[str, str, Sequence[tuple[str, str]]]]
BOOK: Fields = (
    ("020", "  ", [("a", "90 214 1383 3")]),
    ("100", "1 ", [("a", "Eeden, Frederik van,"), ("d", "1860-1932.")]),
    ("245", "13", [("a", "De kleine Johannes /"), ("c", "Frederik van Eeden.")]),
    ("260", "  ", [("a", "Den Haag :"), ("b", "Mouton,"), ("c", "1887.")]),
    ("300", "  ", [("a", "193 p. ;"), ("c", "20 cm")]),
    ("650", " 4", [("a", "Sprookjes")]),
)


def marc(key: str, fields: Fields, **other: str) -> bytes:
    record = pymarc.Record(leader="00000nam a2200000 a 4500", force_utf8=True)
    record.add_field(pymarc.Field(tag="001", data=key))
    record.add_field(pymarc.Field(tag="008", data="790101s1887    ne            000 1 dut d"))
    for tag, indicators, subfields in fields:
        values = [pymarc.Subfield(c, other.get(f"f{tag}{c}", v)) for c, v in subfields]
        given = [value for value in values if value.value]
        if given:
            record.add_field(pymarc.Field(tag, pymarc.Indicators(*indicators), given))
    return bytes(record.as_marc())


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = make_site(tmp_path / "site", ("alfa", "beta"))
    put(
        folder,
        "alfa",
        marc("1", BOOK),
        marc("2", BOOK, f020a="", f245a="Walden in droom en daad /", f300a="50 p. ;"),
    )
    put(folder, "beta", marc("9", BOOK, f100d="", f245a="DE KLEINE JOHANNES /"))
    return folder


def publish(site: Site, *, full: bool = False) -> Report:
    return publishing.publish(site, make=MAPPINGS, full=full)


def put(folder: Path, collection: str, *records: bytes) -> None:
    (folder / f"collections/{collection}/records/books.mrc").write_bytes(b"".join(records))


def lines(site: Site) -> set[str]:
    current = Releases(site.var).current()
    assert current
    return {f"{quad.triple}" for quad in current.open()}


def state(site: Site, kind: str, key: str) -> str:
    with Register.read_only(site.var / "register.sqlite") as register:
        found = register.thing(kind, key)
        assert found
        return f"{found.state} {found.moved_to.key if found.moved_to else ''}".strip()


def test_one_edition_of_two_libraries_is_one_page_under_one_work_and_one_person(folder: Path) -> None:
    site = Site.load(folder)
    publish(site)
    found = lines(site)
    book = f"<{BASE}id/instance/alfa-1>"
    for collection in ("alfa", "beta"):
        assert f"{book} <https://schema.org/isPartOf> <{BASE}id/collection/{collection}>" in found
    assert not [line for line in found if "instance/beta-9" in line or "work/beta-9" in line]
    names = [line for line in found if line.startswith(f"{book} <https://schema.org/name>")]
    assert [line.rpartition("> ")[2] for line in names] == ['"De kleine Johannes"@nl']
    assert f'{book} <https://schema.org/alternateName> "DE KLEINE JOHANNES"@nl' in found
    assert (
        len(
            {
                line.rpartition("> ")[2]
                for line in found
                if line.startswith(book) and "schema.org/creator" in line
            }
        )
        == 1
    )
    assert state(site, "instance", "beta-9") == "moved alfa-1"
    assert state(site, "work", "beta-9") == "moved alfa-1"
    assert state(site, "instance", "alfa-2") == "live"


def authority(key: str, **numbers: str) -> bytes:
    """A record of the authority file about Frederik van Eeden."""
    record = pymarc.Record(leader="00000nz  a2200000n  4500", force_utf8=True)
    record.add_field(pymarc.Field(tag="001", data=key))
    for file, number in numbers.items():
        known = [pymarc.Subfield("a", number), pymarc.Subfield("2", file)]
        record.add_field(pymarc.Field("024", pymarc.Indicators("7", " "), known))
    heading = [pymarc.Subfield("a", "Eeden, Frederik van,"), pymarc.Subfield("d", "1860-1932.")]
    record.add_field(pymarc.Field("100", pymarc.Indicators("1", " "), heading))
    return bytes(record.as_marc())


def agents(site: Site) -> set[str]:
    """Persons that something is said of."""
    found = {line.split(" ")[0] for line in lines(site) if "/id/agent/" in line.split(" ")[0]}
    return {name for name in found if "#" not in name}


def test_a_heading_and_the_authority_record_that_has_it_in_full_are_one_person(folder: Path) -> None:
    site = Site.load(folder)
    put(folder, "alfa", marc("1", BOOK), authority("a1", viaf="69031"))
    put(folder, "beta", marc("9", BOOK, f020a="", f245a="Walden in droom en daad /", f300a="50 p. ;"))
    publish(site)
    (one,) = agents(site)
    assert f"{one} <https://schema.org/sameAs> <http://viaf.org/viaf/69031>" in lines(site)
    put(folder, "alfa", marc("1", BOOK), authority("a1", viaf="69031"), authority("a2", viaf="69032"))
    publish(site)
    assert len(agents(site)) == 3, "two persons of one name and dates, and a heading that may be of either"
    put(folder, "alfa", marc("1", BOOK), authority("a2", viaf="69032"))
    publish(site)
    assert len(agents(site)) == 1


def test_a_record_that_changes_leaves_its_group_and_comes_back(folder: Path) -> None:
    site = Site.load(folder)
    publish(site)
    first = lines(site)
    put(folder, "beta", marc("9", BOOK, f100d="", f245a="DE KLEINE JOHANNES /", f300a="400 p. ;", f020a=""))
    assert not publish(site).full
    assert state(site, "instance", "beta-9") == "live"
    put(folder, "beta", marc("9", BOOK, f100d="", f245a="DE KLEINE JOHANNES /"))
    publish(site)
    assert state(site, "instance", "beta-9") == "moved alfa-1"
    dated = "sdDatePublished"
    assert {line for line in lines(site) if dated not in line} == {
        line for line in first if dated not in line
    }


def test_the_name_of_a_group_outlives_the_record_it_came_from(folder: Path) -> None:
    site = Site.load(folder)
    publish(site)
    put(folder, "alfa", marc("2", BOOK, f020a="", f245a="Walden in droom en daad /", f300a="50 p. ;"))
    publish(site)
    assert state(site, "instance", "beta-9") == "live"
    assert state(site, "instance", "alfa-1") == "moved beta-9"


def test_people_decide(folder: Path) -> None:
    site = Site.load(folder)
    (folder / "same.csv").write_text("a,b,verdict\ninstance/alfa-1,instance/beta-9,not the same\n")
    publish(site)
    assert state(site, "instance", "beta-9") == "live"
    (folder / "same.csv").write_text("a,b,verdict\ninstance/alfa-2,instance/beta-9,same\n")
    assert not publish(site).full
    assert state(site, "instance", "beta-9") == "moved alfa-2"
    assert state(site, "instance", "alfa-1") == "live", "it cannot be alfa-2, whatever beta-9 is like"
    told = CliRunner().invoke(main, ["explain", "--cluster", f"{BASE}id/instance/beta-9", str(folder)]).output
    assert "excluded: their titles are different" in told
    assert "decided in same.csv: same" in told
    (folder / "same.csv").unlink()
    publish(site)
    assert state(site, "instance", "alfa-2") == "live"


@pytest.mark.parametrize("full", [False, True])
def test_what_was_renumbered_leads_to_what_it_is_now(folder: Path, full: bool) -> None:
    site = Site.load(folder)
    publish(site)
    other = marc("2", BOOK, f020a="", f245a="Walden in droom en daad /", f300a="50 p. ;")
    renumbered = marc("3000", BOOK, f020a="", f245a="Walden in droom en daad /", f300a="50 p. ;")
    put(folder, "alfa", marc("1", BOOK), renumbered)
    publish(site, full=full)
    assert state(site, "instance", "alfa-2") == "gone"
    (folder / "same.csv").write_text("a,b,verdict\ninstance/alfa-2,instance/alfa-3000,same\n")
    publish(site, full=full)
    assert state(site, "instance", "alfa-2") == "moved alfa-3000"
    assert not publish(site).changed
    put(folder, "alfa", marc("1", BOOK), renumbered, other)
    publish(site, full=full)
    assert state(site, "instance", "alfa-2") == "live", "it is published again, and first"
    assert state(site, "instance", "alfa-3000") == "moved alfa-2"


def test_dumps_hold_what_is_served(folder: Path, tmp_path: Path) -> None:
    site = Site.load(folder)
    publish(site)
    export(site, tmp_path / "out")
    parts = [gzip.decompress(path.read_bytes()) for path in (tmp_path / "out").rglob("*.nt.gz")]
    told = {line.removesuffix(" .") for part in parts for line in part.decode().splitlines()}
    assert told == lines(site)
    shutil.rmtree(tmp_path / "out")


def test_cluster_of_what_never_was_is_told(folder: Path) -> None:
    publish(Site.load(folder))
    result = CliRunner().invoke(main, ["explain", "--cluster", "work/nothing", str(folder)])
    assert result.exit_code == 2
    assert "found no such thing in the register" in result.output


@pytest.mark.parametrize(
    ("title", "counts"),
    [
        ("Laws, etc.", ()),
        ("Liturgy and ritual.", ()),
        ("Sonatas, piano", ()),
        ("Works. English. 1821", ()),
        ("Beatrijs.", ("title:beatrijs",)),
    ],
)
def test_a_heading_for_a_class_of_works_does_not_make_two_works_one(
    title: str, counts: tuple[str, ...]
) -> None:
    fields = (("110", "1 ", [("a", "Utrecht.")]), ("240", "10", [("a", title)]), *BOOK[2:])
    said = RecordMapper(Plan("alfa", BASE), MAPPINGS).said(marc("1", fields), "marc21")
    (work,) = (unpacked(data) for _, data in Sketches(said).all() if data.startswith("w"))
    assert tuple(id for id in work.ids if id.startswith("title:")) == counts
    assert len(work.ids) == 2 * len(counts)  # the title, and the work that the heading names


def test_an_owner_is_no_maker_and_a_named_part_is_told_by_its_name() -> None:
    fields = (
        ("100", "1 ", [("a", "Vries, D. S. de.")]),
        ("245", "10", [("a", "Gids."), ("p", "Kunst, groep 6")]),
        ("710", "2 ", [("a", "Collectie Boele (Museum)")]),
        ("710", "2 ", [("a", "Museum Zonnehof")]),
    )
    said = RecordMapper(Plan("alfa", BASE), MAPPINGS).said(marc("1", fields), "marc21")
    (work,) = (unpacked(data) for _, data in Sketches(said).all() if data.startswith("w"))
    assert work.makers == ("vries d", "museum zonnehof")
    assert work.part == "kunst groep 6"
