"""Holdings records of their own, and holdings in codes."""

from functools import cache
from pathlib import Path

import pytest
from pyoxigraph import NamedNode, RdfFormat, parse

from lod import sources
from lod.mapping import Mapper, default_mappings, load
from lod.mapping.functions.holdings import holdings_in_codes
from lod.mapping.rule_examples import record_of
from lod.mapping.runtime.record_run import Run
from lod.rdf.namespaces import expand
from lod.record import Record

BASE = "http://x.org/"
DATA = Path(__file__).resolve().parents[3] / "shared/data"


@cache
def mapper() -> Mapper:
    return load(default_mappings("marc21")).mapper(BASE, collection="demo", owner_isil="NL-Demo")


def statements(text: str, id: str) -> str:
    record = record_of(text)
    record.id = id
    return mapper().map(record).statements


@pytest.mark.parametrize("sort", "uvxy")
def test_a_holdings_record_is_a_copy_of_the_edition_that_it_is_linked_to(sort: str) -> None:
    made = statements(f"LDR 00000n{sort}  a2200000n  4500\n001 77\n004 12\n852 ## $bMagazijn$h12 A 3", "77")
    edition = statements("LDR 00000nam a2200000 a 4500\n001 12\n245 10 $aEen titel", "12")
    item, instance = f"<{BASE}id/item/demo-77>", f"<{BASE}id/instance/demo-12>"
    assert f"{item} <{expand('bf:itemOf')}> {instance} ." in made
    assert f"{instance} <{expand('bf:hasItem')}> {item} ." in made
    assert f"{instance} <{expand('rdf:type')}> <{expand('bf:Instance')}> ." in edition
    assert expand("bf:Work") not in made


def test_a_record_with_a_title_is_bibliographic_whatever_its_leader_says() -> None:
    made = statements("LDR 00000nx  a2200000n  4500\n245 10 $aLesabéndio", "1")
    assert expand("bf:Work") in made


@pytest.mark.parametrize(
    ("fields", "text"),
    [
        ("853 ## $81$av.$bno.$i(year)$j(month)\n863 ## $81.1$a1$b2$i1921$j08", "v.1:no.2 (1921-08)"),
        ("853 ## $81$av.\n853 ## $82$adeel $i(jaar)\n863 ## $82.7$a3$i1999", "deel 3 (1999)"),
        ("863 ## $81.1$a7$i2001", "7 (2001)"),
        ("853 ## $81$av.$i(year)$j(month)\n863 ## $81.1$a1-2$i1921-1922$j01-12", "v.1-2 (1921-1922:01-12)"),
        ("853 ## $81$a(year)\n863 ## $81.1$a1979", "1979"),
        ("853 ## $81$av.$gno.\n863 ## $81.1$a1$g12", "v.1 = no.12"),
        ("853 ## $81$av.\n863 ## $81.1$x2", ""),
    ],
)
def test_holdings_in_codes_are_said_in_words(fields: str, text: str) -> None:
    run = Run(mapper(), record_of(fields))
    assert holdings_in_codes(run, run.by_tag["863"][0]) == text


@pytest.mark.skipif(not DATA.is_dir(), reason="needs the real files beside the project")
def test_each_real_holdings_record_is_one_copy_and_is_read_to_the_last_subfield() -> None:
    name = "sru_zdb-23b62fc7-de7f-4603-949d-a5e12027a25d.xml"
    made = load(default_mappings("marc21")).mapper(BASE, collection="demo")
    read = [one for one in sources.read(DATA / "marcxml" / name) if isinstance(one, Record)]
    copies = [one for one in read if one.leader[6:7] == "y"]
    assert copies
    for record in copies:
        made.left_over.clear()
        triples = list(parse(made.map(record).statements.encode(), RdfFormat.N_TRIPLES))
        items = {t.subject for t in triples if t.object == NamedNode(expand("bf:Item"))}
        assert len(items) == 1
        assert not made.left_over


@pytest.mark.skipif(not DATA.is_dir(), reason="needs the real files beside the project")
def test_copies_in_exports_of_the_triangle_are_offered_under_their_mark() -> None:
    record = next(one for one in sources.read(DATA / "holdings/unc_holdings.xml") if isinstance(one, Record))
    made = mapper().map(record).statements
    assert expand("schema:Offer") in made
    assert '"HC102 .D8"' in made
    assert expand("bf:enumerationAndChronology") in made


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("", {"v.1", "sup.1", "v.9"}),
        ("866 ## $81$a1 (1990)", {"1 (1990)", "sup.1", "v.9"}),
        ("866 ## $80$aAll", {"All", "sup.1"}),
        ("866 ## $aAll", {"All", "sup.1"}),
        ("867 #0 $aSupplements", {"Supplements", "v.1", "v.9"}),
    ],
)
def test_words_take_the_place_of_the_codes_that_they_are_for_and_of_no_others(
    words: str, said: set[str]
) -> None:
    codes = (
        "853 ## $81$av.\n853 ## $83$av.\n854 ## $82$asup.\n"
        "863 ## $81.1$a1\n863 ## $83.1$a9\n864 ## $82.1$a1\n" + words
    )
    made = statements("LDR 00000nas a2200000 a 4500\n245 10 $aT\n852 ## $aNL-X\n" + codes, "1")
    rows = [line for line in made.splitlines() if "/item/" in line.split(" ")[0] and "#label> " in line]
    assert {line.split('"')[1] for line in rows} >= said
    assert not {"v.1", "sup.1", "v.9"} & {line.split('"')[1] for line in rows} - said


def test_an_institution_with_a_copy_in_852_has_no_second_copy_in_850() -> None:
    fields = "245 10 $aT\n850 ## $aNL-HaKB$aNL-LwTR\n852 ## $aNL-HaKB$bMagazijn"
    made = statements("LDR 00000nas a2200000 a 4500\n" + fields, "1")
    assert made.count(f"<{expand('bf:hasItem')}>") == 2
    assert made.count(f"<{expand('schema:offeredBy')}>") == 2


def test_a_copy_keeps_its_address_whether_it_is_lent_or_not() -> None:
    """Aleph gives availability (AVA) without a number of the holdings."""

    def copy(state: str) -> list[str]:
        field = f"AVA ## $aMIU50$bBUHR$cAsk at any library$dQH5 .N2$e{state}$f2$g1$hN$jGRAD"
        made = statements(f"245 00 $aEen titel\n{field}", "12").splitlines()
        return sorted(line for line in made if "item/" in line or "offer" in line)

    assert copy("available") == copy("unavailable") != []
