"""A library with a thesaurus and a list of names to link to: what is said, why, and what a change means."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from lod import publish as publishing
from lod.linking.external import links, review_table
from lod.linking.external.entries import Entries
from lod.publish import Report
from lod.register.ingest.mappings import Mappings
from lod.register.register import Register
from lod.site import Site
from lod.site.targets import Target
from lod.store.releases import Releases
from tests.linking.test_union import BOOK, marc, put
from tests.register.small_site import BASE, make_site

MAPPINGS = Mappings()
"""Compiled once for all tests here."""
SAME = "<https://schema.org/sameAs>"
EXACT = "<http://www.w3.org/2004/02/skos/core#exactMatch>"
CONCEPTS = """
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
<https://t.example/sprookjes> a skos:Concept ; skos:prefLabel "Sprookjes"@nl, "Fairy tales"@en .
<https://t.example/planeet> a skos:Concept ; skos:prefLabel "Mercurius"@nl .
<https://t.example/god> a skos:Concept ; skos:prefLabel "Handelsgod"@nl ; skos:altLabel "Mercurius"@nl .
"""
NAMES = """id,name,born,died,viaf
1,"Eeden, Frederik van",1860,1932,http://viaf.org/viaf/12
2,"Eeden, Frederik van",1829,1901,
3,"Dekker, Eduard",,,https://viaf.org/viaf/99/
"""


@pytest.fixture(scope="module")
def first(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The site, published; not to be changed."""
    folder = make_site(tmp_path_factory.mktemp("first") / "site", ("alfa", "beta"))
    put(folder, "alfa", marc("1", BOOK))
    put(
        folder,
        "beta",
        marc("7", BOOK, f020a="", f245a="Iets anders /", f100a="Smit, Jan,", f650a="Mercurius"),
    )
    targets = folder / "targets"
    targets.mkdir()
    (targets / "words.toml").write_text(
        'name = {nl = "Woorden", en = "Words"}\nkinds = ["subject", "genre"]\nfiles = ["words.ttl"]\n'
        'about = "https://t.example/"\n'
    )
    (targets / "words.ttl").write_text(CONCEPTS)
    (targets / "names.toml").write_text(
        'name = {nl = "Namen", en = "Names"}\nkinds = ["agent"]\nfiles = ["names.csv"]\nperson = true\n'
        'iri = "https://n.example/{id}"\n'
        '[columns]\nid = "id"\nlabel = "name"\nborn = "born"\ndied = "died"\nsame = ["viaf"]\n'
    )
    (targets / "names.csv").write_text(NAMES)
    publish(folder)
    return folder


@pytest.fixture
def folder(first: Path, tmp_path: Path) -> Path:
    """The same, for a test that changes it."""
    return shutil.copytree(first, tmp_path / "site", symlinks=True)


def publish(folder: Path) -> Report:
    return publishing.publish(Site.load(folder), make=MAPPINGS)


def lines(folder: Path) -> set[str]:
    current = Releases(Site.load(folder).var).current()
    assert current
    return {f"{quad.triple}" for quad in current.open() if "sdDatePublished" not in str(quad.predicate)}


def linked(folder: Path, start: str = "") -> set[str]:
    """Theirs, of all links to the files of others."""
    found = (line.split() for line in lines(folder) if f" {SAME} " in line)
    return {
        object[1:-1] for _, _, object in found if object.startswith(f"<{start}" if start else "<https://")
    }


def again_from_nothing(folder: Path) -> set[str]:
    """What the same site says when nothing of it was ever published."""
    other = folder.with_name("other")
    shutil.rmtree(other, ignore_errors=True)
    shutil.copytree(folder, other, ignore=shutil.ignore_patterns("var"))
    publish(other)
    return lines(other)


def doubtful(folder: Path) -> list[review_table.Row]:
    site = Site.load(folder)
    return [*publishing.to_decide(site)]


def test_a_person_is_found_by_name_and_years_and_a_term_by_its_only_label(first: Path) -> None:
    found = lines(first)
    assert linked(first, "https://n.example") == {"https://n.example/1"}
    assert linked(first, "https://t.example") == {"https://t.example/sprookjes"}
    assert [line for line in found if f"{EXACT} <https://t.example/sprookjes>" in line]
    (told,) = [line for line in found if "#link-names" in line and "comment" in line]
    assert (
        "Names: the whole name is the same (+50); both were born in 1860 (+50); both died in 1932 (+40)"
        in told
    )
    assert [line for line in found if "#link-words" in line and "source> <https://t.example/>" in line]


def test_one_label_in_two_concepts_is_never_sure(first: Path) -> None:
    rows = [row for row in doubtful(first) if row.label == "Mercurius"]
    assert {row.candidate for row in rows} == {"https://t.example/planeet", "https://t.example/god"}
    assert all("2 entries may be meant" in row.reason for row in rows)


def test_an_identifier_in_any_spelling_is_enough(folder: Path) -> None:
    fields = [("100", "1 ", [("a", "Multatuli,"), ("0", "(viaf)99")]), *BOOK[2:]]
    put(folder, "beta", marc("7", fields, f245a="Iets anders /"))
    publish(folder)
    assert "https://n.example/3" in linked(folder)


def test_nothing_that_did_not_change_is_said_again(folder: Path) -> None:
    assert not publish(folder).changed


Change = Callable[[Path], None]


def other_record(folder: Path) -> None:
    put(folder, "beta", marc("7", BOOK, f020a="", f245a="Derde /", f100a="Smit, Jan,", f650a="Fairy tales"))


def record_gone(folder: Path) -> None:
    put(folder, "alfa", marc("2", BOOK, f245a="Nog iets /", f100a="Smit, Piet,", f650a="Planten", f020a=""))


def other_years(folder: Path) -> None:
    put(folder, "alfa", marc("1", BOOK, f100d="1829-1901."))


def other_target(folder: Path) -> None:
    (folder / "targets/words.ttl").write_text(CONCEPTS.replace('altLabel "Mercurius"', 'altLabel "Hermes"'))


def entry_gone(folder: Path) -> None:
    (folder / "targets/names.csv").write_text(NAMES.replace("1,", "9,", 1))


def decision(folder: Path) -> None:
    rows = doubtful(folder)
    given = [
        review_table.Row(*row[:9], "yes" if row[5].endswith("/god") else "no") for row in map(cells, rows)
    ]
    path = folder / "decided.csv"
    path.write_text(review_table.text(given))
    assert review_table.decide(Site.load(folder), path) == (2, 2)


def cells(row: review_table.Row) -> Sequence[str]:
    return [getattr(row, name) for name in review_table.COLUMNS]


def no_link(folder: Path) -> None:
    agent = next(line.split()[0] for line in lines(folder) if f"{SAME} <https://n.example/1>" in line)
    (folder / "links.csv").write_text(
        f"thing,target,candidate,decision\n{agent[1:-1]},names,https://n.example/1,no\n"
    )


def thresholds(folder: Path) -> None:
    path = folder / "targets/names.toml"
    path.write_text(path.read_text().replace("person = true", "person = true\nsure = 141"))


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        (other_record, {"https://n.example/1", "https://t.example/sprookjes"}),
        (record_gone, set()),
        (other_years, {"https://n.example/2", "https://t.example/sprookjes"}),
        (other_target, {"https://n.example/1", "https://t.example/sprookjes", "https://t.example/planeet"}),
        (entry_gone, {"https://n.example/9", "https://t.example/sprookjes"}),
        (decision, {"https://n.example/1", "https://t.example/sprookjes", "https://t.example/god"}),
        (no_link, {"https://t.example/sprookjes"}),
        (thresholds, {"https://t.example/sprookjes"}),
    ],
)
def test_a_change_says_what_everything_anew_would_say_and_is_taken_back(
    folder: Path, change: Change, expected: set[str]
) -> None:
    before = lines(folder)
    kept = {
        path: path.read_bytes() for path in folder.rglob("*") if path.is_file() and "var" not in path.parts
    }
    change(folder)
    report = publish(folder)
    assert report.changed
    assert not report.full
    assert {iri for iri in linked(folder) if ".example/" in iri and BASE not in iri} == expected
    assert lines(folder) == again_from_nothing(folder)
    for path in [path for path in folder.rglob("*") if path.is_file() and "var" not in path.parts]:
        path.unlink()
    for path, data in kept.items():
        path.write_bytes(data)
    publish(folder)
    assert lines(folder) == before


def test_a_decision_about_what_nobody_describes_says_nothing(folder: Path) -> None:
    (folder / "links.csv").write_text(
        "thing,target,candidate,decision\nagent/nobody,names,https://n.example/3,yes\n"
    )
    assert not publish(folder).changed
    assert lines(folder) == again_from_nothing(folder)


def test_a_site_that_links_to_nothing_any_more_says_nothing_of_it(folder: Path) -> None:
    shutil.rmtree(folder / "targets")
    publish(folder)
    assert not [line for line in lines(folder) if "#link-" in line]
    assert not linked(folder, "https://n.example")


def test_the_change_of_a_target_stands_in_the_log_of_what_it_touches_only(folder: Path) -> None:
    other_target(folder)
    publish(folder)
    with Register.read_only(Site.load(folder).var / "register.sqlite") as register:
        rows = register.db.execute(
            "SELECT kind, added, taken FROM log JOIN thing ON thing.id = thing WHERE publication = 2"
        ).fetchall()
    assert [kind for kind, _, _ in rows] == ["subject"]


def test_names_of_others_are_taken_over_only_where_the_site_asks_for_them(folder: Path) -> None:
    path = folder / "targets/words.toml"
    path.write_text(path.read_text() + 'labels = ["en"]\n')
    publish(folder)
    assert [line for line in lines(folder) if '"Fairy tales"@en' in line and "alternateName" in line]


def test_a_target_without_a_file_is_told(folder: Path) -> None:
    (folder / "targets/names.csv").unlink()
    with (
        pytest.raises(Exception, match=r"targets/names\.toml: files: found no file for 'names\.csv'"),
        links.opened(Site.load(folder)),
    ):
        raise AssertionError("there is no such target")


def test_headings_of_an_authority_file_in_mads_are_found_by_what_they_stand_for(tmp_path: Path) -> None:
    """A name with its variants and the years in its heading; a topic; what is both MADS and SKOS is one."""
    folder = tmp_path / "targets"
    folder.mkdir()
    (folder / "lc.ttl").write_text(
        """
        @prefix m: <http://www.loc.gov/mads/rdf/v1#> .
        @prefix skos: <http://www.w3.org/2004/02/skos/core#> .
        @prefix name: <http://id.loc.gov/authorities/names/> .
        @prefix subject: <http://id.loc.gov/authorities/subjects/> .
        name:n79021164 a skos:Concept, m:PersonalName, m:Authority ;
          skos:prefLabel "Twain, Mark, 1835-1910"@en ;
          m:authoritativeLabel "Twain, Mark, 1835-1910"@en ;
          m:hasVariant [ a m:PersonalName, m:Variant ; m:variantLabel "Clemens, Samuel"@en ] ;
          m:hasExactExternalAuthority <http://viaf.org/viaf/50566653> .
        subject:sh85034652 a m:Topic ; m:authoritativeLabel "Cycling"@en ;
          m:hasBroaderAuthority subject:sh85127577 .
        subject:sh85127577 a m:Topic ; m:authoritativeLabel "Sports"@en .
        name:n79081912 a m:Geographic ; m:authoritativeLabel "Goes" .
        <http://id.loc.gov/rwo/agents/n79021164> a m:RWO .
        """
    )
    target = Target(
        name={"en": "LC"}, kinds=("agent", "subject", "place"), files=("lc.ttl",), key="lc", folder=folder
    )
    found = {entry.iri.rpartition("/")[2]: entry.portrait for entry in Entries(target)}
    assert {key: one.kind for key, one in found.items()} == {
        "n79021164": "agent",
        "sh85034652": "subject",
        "sh85127577": "subject",
        "n79081912": "place",
    }
    twain = found["n79021164"]
    assert (twain.type, twain.born, twain.died) == ("p", ("1835",), ("1910",))
    assert [label.text for label in twain.labels] == ["Twain, Mark, 1835-1910", "Clemens, Samuel"]
    assert set(twain.ids) == {"lcnaf:n79021164", "viaf:50566653"}


def test_what_an_entry_is_the_same_as_comes_along_where_a_target_says_so(folder: Path) -> None:
    assert linked(folder, "http://www.wikidata.org/") == set()
    assert linked(folder, "http://vocab.getty.edu/") == set()
    (folder / "targets" / "words.ttl").write_text(
        CONCEPTS + "<https://t.example/sprookjes> skos:exactMatch <http://vocab.getty.edu/aat/300391149> ."
    )
    (folder / "targets" / "names.csv").write_text(NAMES.replace("http://viaf.org/viaf/12", "Q455104"))
    for key in ("words", "names"):
        toml = folder / "targets" / f"{key}.toml"
        toml.write_text(f"same = true\n{toml.read_text()}")
    publish(folder)
    assert linked(folder, "http://www.wikidata.org/") == {"http://www.wikidata.org/entity/Q455104"}
    assert linked(folder, "http://vocab.getty.edu/") == {"http://vocab.getty.edu/aat/300391149"}
    assert lines(folder) == again_from_nothing(folder)


def test_a_record_of_a_work_is_no_entry_for_its_maker(shared: Path) -> None:
    """The GND has Schiller once, and a record for each of his works that names him."""
    file = str(shared / "data/pica/gnd_DUMP.dat")
    target = Target(name={"en": "GND"}, kinds=("agent",), files=(file,), key="gnd", folder=shared)
    found = {entry.iri: entry.portrait.kind for entry in Entries(target)}
    assert {iri for iri, kind in found.items() if kind == "agent"} == {
        "https://d-nb.info/gnd/118540238",
        "https://d-nb.info/gnd/118607626",
    }
    # of several identifiers of a place the one by which the file knows it
    assert {iri for iri, kind in found.items() if kind == "place"} == {"https://d-nb.info/gnd/4065105-8"}


def test_marc_authorities_have_the_address_of_the_number_they_are_known_by(shared: Path) -> None:
    """Names of the Library of Congress: the records have numbers, and no address."""
    file = str(shared / "data/authority/lc_names_idzebra.xml")
    target = Target(name={"en": "LC"}, kinds=("agent",), files=(file,), key="lc", folder=shared)
    found = {entry.iri for entry in Entries(target)}
    assert "http://id.loc.gov/authorities/names/n50007677" in found
    assert len(found) == 9, "ten others are of works, and one is a name that several persons share"
