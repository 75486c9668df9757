"""Authority records describe the very things that headings of bibliographic records name."""

import re
from functools import cache
from pathlib import Path

import pytest

from lod import sources
from lod.mapping import Mapper, default_mappings, load
from lod.mapping.rule_examples import record_of
from lod.record import Record

BASE = "http://x.org/"
DATA = Path(__file__).resolve().parents[3] / "shared/data/authority"


@cache
def mapper() -> Mapper:
    return load(default_mappings("marc21")).mapper(BASE, collection="demo", owner_isil="NL-Demo")


def things(text: str, kind: str) -> set[str]:
    """Keys of the things of a kind that a record, written as in an example, becomes."""
    record = record_of(text)
    record.id = next((field.text for field in record.fields if field.tag == "001"), "1")
    found = mapper().map(record).statements
    return set(re.findall(rf"^<{BASE}id/{kind}/([^>#]+)>", found, re.M))


AUTHORITY = "LDR 00000nz  a2200000n  4500\n008 860211i| anznnaabn          |a ana\n"
LCSH = "LDR 00000nz  a2200000n  4500\n008 860211i| anannbabn          |a ana\n"
BIBLIOGRAPHIC = "LDR 00000nam a2200000 a 4500\n245 10 $aEen titel\n"


@pytest.mark.parametrize(
    ("kind", "authority", "heading"),
    [
        (
            "agent",
            "100 1# $aEeden, Frederik van,$d1860-1932",
            "700 1# $aEeden, Frederik van,$d1860-1932,$evertaler",
        ),
        ("agent", "100 1# $aJansen, Jan", "600 14 $aJansen, Jan."),
        ("agent", "110 2# $aTweede Kamer", "710 2# $aTweede Kamer."),
        ("agent", "111 2# $aBoekenweek$d(2016)", "711 2# $aBoekenweek$d(2016)"),
        ("agent", "024 7# $a118540238$2gnd\n100 1# $aGoethe", "100 1# $aGoethe, J. W.$0(DE-588)118540238"),
        (
            "agent",
            "010 ## $an  50007677\n100 1# $aBen-Gurion",
            "600 10 $aB.$0(DLC)n50007677",
        ),
        ("work", "130 #0 $aBeatrijs", "730 0# $aBeatrijs"),
        (
            "work",
            "100 0# $aMultatuli,$d1820-1887.$tIdeën",
            "700 02 $aMultatuli,$d1820-1887.$tIdeën.",
        ),
        ("subject", "150 ## $aKoffie$2gtt", "650 #7 $aKoffie$2gtt"),
        ("place", "040 ## $fgtt\n151 ## $aLebak", "651 #7 $aLebak$2gtt"),
        ("genre", "155 ## $aRomans$2lcgft", "655 #7 $aRomans.$2lcgft"),
        ("subject", "150 ## $aKoffie$xHandel$2gtt", "650 #7 $aKoffie$xHandel$2gtt"),
    ],
)
def test_a_heading_and_its_authority_record_are_about_the_same_thing(
    kind: str, authority: str, heading: str
) -> None:
    made = things(AUTHORITY + authority, kind)
    assert len(made) == 1
    assert made <= things(BIBLIOGRAPHIC + heading, kind)


def test_the_thesaurus_of_an_authority_record_is_the_second_indicator_of_a_subject_heading() -> None:
    heading = "650 #0 $aCoffee"
    assert things(LCSH + "150 ## $aCoffee", "subject") == things(BIBLIOGRAPHIC + heading, "subject")
    assert things(AUTHORITY + "150 ## $aCoffee", "subject") != things(BIBLIOGRAPHIC + heading, "subject")


def test_an_authority_record_makes_no_work_and_no_edition() -> None:
    record = AUTHORITY + "100 1# $aEeden, Frederik van,$d1860-1932"
    assert not things(record, "work")
    assert not things(record, "instance")


def test_records_of_all_sorts_may_stand_in_one_file() -> None:
    person = "100 1# $aEeden, Frederik van,$d1860-1932"
    mapper().left_over.clear()
    assert things(BIBLIOGRAPHIC + person, "work") == {"demo-1"}
    assert not things(AUTHORITY + person + "\n999 ## $xlocal", "work")
    assert things(BIBLIOGRAPHIC + person, "work") == {"demo-1"}


def test_what_is_left_over_of_an_authority_record_is_counted_with_the_rest() -> None:
    made = load(default_mappings("marc21")).mapper(BASE)
    made.map(record_of(AUTHORITY + "100 1# $aEeden$ßwat"))
    assert made.left_over == {"100$ß": 1}
    assert made.mapped > 0


def test_the_statements_of_an_authority_record_are_those_that_are_explained() -> None:
    record = record_of(AUTHORITY + "100 1# $aEeden, Frederik van\n400 1# $aVan Eeden, F.")
    lines = mapper().map(record).statements.splitlines()
    assert sorted(lines) == sorted(one.statement for one in mapper().explain(record))


def test_an_authority_record_without_a_heading_still_has_a_name() -> None:
    found = mapper().map(record_of(AUTHORITY + "670 ## $aGids")).statements
    assert "zonder naam" in found


@pytest.mark.skipif(not DATA.is_dir(), reason="needs the real files beside the project")
@pytest.mark.parametrize("name", ["gnd_ada.mrc", "lc_names_idzebra.xml", "qa_authority.sample.xml"])
def test_real_authority_records_are_read_to_the_last_subfield(name: str) -> None:
    made = load(default_mappings("marc21")).mapper(BASE, collection="demo")
    for record in sources.read(DATA / name):
        assert isinstance(record, Record)
        found = made.map(record)
        assert not found.issues
        assert "/id/instance/" not in found.statements
        assert "https://schema.org/name" in found.statements
    assert not made.left_over
