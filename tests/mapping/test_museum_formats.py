"""EDM, MODS, EAC-CPF and Adlib: all accounted for, valid Schema.org, valid for the heritage network."""

from collections import Counter
from pathlib import Path

import pytest
import rdflib

from tests.mapping.schemaorg_checks import SCHEMA, TYPE, graph, mapper, misfits, statements, violations

SHAPES = "standards/nde/schema-profile-shacl.ttl"
FILES = {
    "edm": ("edm/*.xml", 850),
    "mods": ("mods_mets/*.xml", 4),
    "eac": ("eac_cpf/*.xml", 1),
    "adlib": ("adlib_xml/*/*.xml", 12),
}


@pytest.mark.parametrize("format", FILES)
def test_real_records_leave_nothing_over(shared: Path, format: str) -> None:
    pattern, records = FILES[format]
    made = mapper(format)
    assert len(list(statements(made, sorted((shared / "data").glob(pattern)), format))) == records
    assert made.mapped > 20 * min(records, 100)
    assert not made.left_over


@pytest.mark.parametrize("format", ["mods", "eac", "adlib"])
def test_real_records_are_valid_for_the_heritage_network(shared: Path, format: str) -> None:
    pattern, _ = FILES[format]
    found = graph(statements(mapper(format), sorted((shared / "data").glob(pattern))[:6], format))
    assert not misfits(found)
    assert not violations(found, shared / SHAPES)


def test_objects_of_collectie_nederland_are_valid(shared: Path) -> None:
    (path,) = (shared / "data/edm").glob("*.xml")
    lines = [line for _, line in zip(range(50), statements(mapper("edm"), [path], "edm"), strict=False)]
    found = graph(lines)
    assert not misfits(found)
    wrong = violations(found, shared / SHAPES)
    # The same maker has other names in other records: what a source says in two ways is not one way.
    assert not [each for each in wrong if "/id/agent/" not in each]


def test_each_picture_is_told_once_with_its_own_preview(shared: Path) -> None:
    """Of 850 records 75 have two to six pictures, and as many previews in another order."""
    (path,) = (shared / "data/edm").glob("*.xml")
    told = [f"<{prop}>" for prop in (SCHEMA.associatedMedia, SCHEMA.contentUrl, SCHEMA.thumbnailUrl)]
    lines = "".join(statements(mapper("edm"), [path], "edm")).splitlines(keepends=True)
    found = graph(line for line in lines if line.split(" ", 2)[1] in told)
    pictures = [
        (of, found.value(part, SCHEMA.contentUrl))
        for of, part in found.subject_objects(SCHEMA.associatedMedia)
    ]
    assert len(pictures) == len(set(pictures)) == 383
    for _, part in found.subject_objects(SCHEMA.associatedMedia):
        assert [*found.objects(part, SCHEMA.thumbnailUrl)] == [*found.objects(part, SCHEMA.contentUrl)]


def test_a_museum_object_is_described_as_what_it_is(shared: Path) -> None:
    paths = sorted((shared / "data/adlib_xml/cmu").glob("*.xml"))
    found = graph(statements(mapper("adlib"), paths, "adlib"))
    kinds = Counter(str(kind).rpartition("/")[2] for kind in found.objects(None, TYPE))
    assert kinds["Painting"] + kinds["Drawing"] == kinds["VisualArtwork"] == len(paths)
    makers = set(found.objects(None, SCHEMA.creator))
    assert len(makers) == 1
    (maker,) = makers
    assert isinstance(maker, rdflib.URIRef)
    assert str(maker).endswith("/id/agent/rkd-32439")
    assert set(found.objects(maker, SCHEMA.sameAs)) == {rdflib.URIRef("https://data.rkd.nl/artists/32439")}


def test_pages_of_a_book_are_pictures_in_their_order(shared: Path) -> None:
    path = shared / "data/mods_mets/slub_mets_oai_pmh.xml"
    found = graph(statements(mapper("mods"), [path], "mods"))
    pages = set(found.objects(None, SCHEMA.associatedMedia))
    assert len(pages) == 152
    assert {int(str(found.value(page, SCHEMA.position))) for page in pages} == set(range(1, 153))
    mark = rdflib.URIRef("https://creativecommons.org/publicdomain/mark/1.0/")
    assert all(found.value(page, SCHEMA.license) == mark for page in pages)


def test_titles_of_mods_are_in_the_language_that_its_code_says_not_in_that_of_the_words(shared: Path) -> None:
    made = graph(statements(mapper("mods"), [shared / "data/mods_mets/pymods_example.xml"], "mods"))
    told = {str(name): name.language for name in made.objects(None, SCHEMA.name)}
    assert told["Fire Line System"] == "en"
