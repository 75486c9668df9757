"""What MARC records become in Schema.org: valid to the letter, and good for the Dutch heritage network."""

from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
from pyoxigraph import RdfFormat, parse

from lod import sources
from lod.errors import SourceError
from lod.mapping import Mapper, default_mappings, load
from lod.mapping.rule_examples import record_of
from lod.rdf.namespaces import expand
from lod.rdf.schemaorg_validation import misuses
from lod.record import Record
from tests.mapping.schemaorg_checks import graph, violations

BASE = "http://x.org/"
SHARED = Path(__file__).resolve().parents[3] / "shared"
SHAPES = SHARED / "standards/nde/schema-profile-shacl.ttl"
FOLDERS = ("marc21", "marcxml", "authority", "holdings", "ugly")
real = pytest.mark.skipif(not SHARED.is_dir(), reason="needs the real files beside the project")


@cache
def mapper() -> Mapper:
    licence = "https://creativecommons.org/publicdomain/zero/1.0/"
    return load(default_mappings("marc21")).mapper(BASE, "demo", "NL-Demo", "nl", licence)


def sample(each: int) -> Iterator[Record]:
    """So many records of each real file of MARC, taken at even distances."""
    for path in sorted(path for name in FOLDERS for path in (SHARED / "data" / name).rglob("*")):
        if path.is_file() and path.stat().st_size < 1_000_000:
            yield from of_file(path, each)


def of_file(path: Path, each: int) -> list[Record]:
    try:
        read = [one for one in sources.read(path) if isinstance(one, Record) and one.leader]
    except SourceError:
        return []  # a file that is no MARC at all
    return read[:: max(1, len(read) // each)]


@cache
def mapped() -> list[tuple[str, str]]:
    """Names of sampled records, and what each becomes."""
    return [(record.name, mapper().map(record).statements) for record in sample(each=8)]


def names(text: str) -> list[tuple[str, str]]:
    """Things with the languages of their names, one for each name."""
    found = parse(text.encode(), RdfFormat.N_TRIPLES)
    return [
        (str(one.subject), getattr(one.object, "language", None) or "")
        for one in found
        if one.predicate.value == expand("schema:name")
    ]


@real
def test_every_property_of_real_records_exists_and_fits_what_it_is_said_of() -> None:
    wrong = {}
    for name, made in mapped():
        for thing, misuse in misuses(parse(made.encode(), RdfFormat.N_TRIPLES)):
            wrong[str(misuse)] = f"{name} {thing}"
    assert not wrong


@real
def test_no_thing_in_a_real_record_has_two_names_in_one_language() -> None:
    for name, made in mapped():
        found = names(made)
        assert len(set(found)) == len(found), name


@real
def test_real_records_are_without_violation_of_the_profile_of_the_heritage_network() -> None:
    # each under a base of its own: two records may well name a person differently
    lines = [made.replace(f"<{BASE}", f"<{BASE}{at}/") for at, (_, made) in enumerate(mapped()[::9])]
    assert len(lines) > 20
    assert not violations(graph(lines), SHAPES)


TYPES = [
    ("LDR 00000nam a22\n008 990101s1999    ne            000 1 dut d", "Book"),
    ("LDR 00000nab a22\n773 0# $tDe Gids$x0016-9730", "Article"),
    ("LDR 00000naa a22\n773 0# $tBundel$z9789021413839", "Chapter"),
    ("LDR 00000nas a22\n008 790101c19539999ne qr p       0   a0dut d", "Periodical"),
    ("LDR 00000nas a22\n008 790101c19539999ne dr n       0   a0dut d", "Newspaper"),
    ("LDR 00000nas a22\n008 790101c19539999ne xr m       0   a0dut d", "BookSeries"),
    ("LDR 00000nai a22\n008 990101c19999999ne  r w o     0   a0dut d", "WebSite"),
    ("LDR 00000ncm a22", "SheetMusic"),
    ("LDR 00000ndm a22", "Manuscript"),
    ("LDR 00000nem a22", "Map"),
    ("LDR 00000nem a22\n008 790101s1612    ne        e     0   lat d", "Atlas"),
    ("LDR 00000ngm a22\n007 vd cvaizq", "Movie"),
    ("LDR 00000nim a22\n008 990101s1999    ne nn  g       f   dut d", "Audiobook"),
    ("LDR 00000nim a22\n008 990101s1999    ne nn  g       z   dut d", "AudioObject"),
    ("LDR 00000njm a22", "MusicAlbum"),
    ("LDR 00000nja a22", "MusicRecording"),
    ("LDR 00000nkm a22\n007 kv bo", "Photograph"),
    ("LDR 00000nkm a22\n007 kk co", "Poster"),
    ("LDR 00000nkm a22\n007 kd bo", "Drawing"),
    ("LDR 00000nkm a22\n008 790101s1905    ne nnn            aadut d", "VisualArtwork"),
    ("LDR 00000nmm a22\n008 990101s1999    ne         a        dut d", "Dataset"),
    ("LDR 00000nmm a22\n008 990101s1999    ne         b        dut d", "SoftwareApplication"),
    ("LDR 00000nmm a22\n008 990101s1999    ne         g        dut d", "VideoGame"),
    ("LDR 00000nom a22", "LearningResource"),
    ("LDR 00000npc a22", "ArchiveComponent"),
    ("LDR 00000npc a22", "Collection"),
    ("LDR 00000nrm a22\n008 790101s1905    ne nnn            gadut d", "Game"),
    ("LDR 00000ntm a22", "Manuscript"),
    ("LDR 00000nam a22\n502 ## $aProefschrift", "Thesis"),
]


@pytest.mark.parametrize(("fields", "type"), TYPES)
def test_each_sort_of_record_has_its_most_specific_type_beside_creative_work(fields: str, type: str) -> None:
    made = mapper().map(record_of(f"{fields}\n245 00 $aTitel")).statements
    for wanted in (type, "CreativeWork"):
        lines = [line for line in made.splitlines() if line.endswith(f"<{expand(f'schema:{wanted}')}> .")]
        assert any("/id/instance/" in line for line in lines), wanted
    assert not list(misuses(parse(made.encode(), RdfFormat.N_TRIPLES)))


def test_a_person_whom_one_record_names_in_two_ways_has_one_name_and_another() -> None:
    record = record_of(
        """
        LDR 00000nam a2200000 a 4500
        040 ## $bdut
        100 1# $aEeden, Frederik van,$d1860-1932$0(DE-588)118681672
        700 1# $aVan Eeden, F.$0(DE-588)118681672$eillustrator
        245 10 $aTitel
        """
    )
    made = mapper().map(record).statements
    assert len(set(names(made))) == len(names(made))
    assert '"F. Van Eeden"@nl' in made
    assert sorted(made.splitlines()) == sorted(one.statement for one in mapper().explain(record))


@pytest.mark.parametrize(
    ("heading", "property"),
    [
        ("$eillustrator", "illustrator"),
        ("$4trl", "translator"),
        ("$evertaald door", "translator"),
        ("$eed.", "editor"),
        ("$4http://id.loc.gov/vocabulary/relators/edt", "editor"),
        ("$4http://rdaregistry.info/Elements/e/P20037", "translator"),
        ("$4http://rdaregistry.info/Elements/m/object/P30083", "publisher"),
        ("$4pbl", "publisher"),
        ("$eschrijver", "author"),
        ("$4cph", "copyrightHolder"),
        ("$4xyz", "contributor"),
    ],
)
def test_a_role_decides_the_property(heading: str, property: str) -> None:
    record = record_of(f"LDR 00000nam a2200000 a 4500\n700 1# $aKooiman, Dirk,$d1946-{heading}")
    made = mapper().map(record).statements
    assert f"<{expand(f'schema:{property}')}> <{BASE}id/agent/" in made
