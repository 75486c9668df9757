"""UNIMARC in every dress: what it becomes, whose numbers it has, in which letters it is written."""

from __future__ import annotations

import json
import random
import string
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lod import sources
from lod.mapping.language.loader import default_mappings, load
from lod.record import Field, Record, Unreadable
from lod.register.ingest.mappings import _files
from lod.sources.unimarc.conversion import as_marc21
from tests.sources.unimarc_records import TEXTS, Written, in_iso2709, in_xml, written


def in_lines(record: Written) -> bytes:
    leader, fields = record
    rows = [f"=LDR  {leader}"]
    for one in fields:
        marks = one.indicators.replace(" ", "\\")
        inner = "".join(f"${code}{value}" if code else value for code, value in one.subfields)
        inner = inner.replace("\\", "{bsol}")
        rows.append(f"={one.tag}  {marks}{inner}")
    return "\n".join(rows).encode()


def in_aleph(record: Written) -> bytes:
    leader, fields = record
    rows = [f"000000042 LDR   L {leader}"]
    for one in fields:
        inner = "".join(f"$${code}{value}" if code else value for code, value in one.subfields)
        rows.append(f"000000042 {one.tag}{one.indicators.ljust(2)} L {inner}")
    return "\n".join(rows).encode()


def in_json(record: Written) -> bytes:
    leader, fields = record
    rows: list[dict[str, object]] = []
    for one in fields:
        if one.text:
            rows.append({one.tag: one.text})
            continue
        subfields = [{code: value} for code, value in one.subfields]
        rows.append({one.tag: {"ind1": one.indicators[0], "ind2": one.indicators[1], "subfields": subfields}})
    return json.dumps({"leader": leader, "fields": rows}).encode()


def read(raw: bytes, format: str) -> Record:
    found = sources.parse(raw, format, "test", 1)
    assert isinstance(found, Record), found
    return found


def lines(record: Record) -> list[str]:
    return [str(Field(one.tag, one.indicators, one.subfields)) for one in record.fields]


def one(text: str) -> Record:
    return read(in_iso2709(written(text)), "marc21")


def values(record: Record, tag: str) -> list[str]:
    return [str(Field(each.tag, each.indicators, each.subfields)) for each in record.all(tag)]


def test_comarc_has_its_codes_in_subfields() -> None:
    record = one(TEXTS["cobiss-comarc"])
    assert not record.warnings
    assert record.leader == "00000nam a2200000 i 4500"
    assert values(record, "008") == ["008       s2004    xv a   ||    |||||||slv  "]


def test_a_part_of_a_periodical_has_the_codes_of_one() -> None:
    record = one(TEXTS["sudoc-article"])
    assert (record.leader[6:8], record.all("008")[0].text[18:35]) == ("ab", "||||||||||" + " " + "||||||")


def test_an_electronic_book_is_a_book() -> None:
    online, printed = one(TEXTS["ebook"]), one(TEXTS["conference"])
    assert (online.leader[6:8], online.all("008")[0].text[23]) == ("am", "o")
    assert (printed.leader[6:8], printed.all("008")[0].text[23]) == ("am", "|")


PLAIN = [name for name in TEXTS if name not in ("cobiss-comarc", "koha-novel")]
"""Without control characters, and without subfields in control fields, which not every dress can have."""


@pytest.mark.parametrize("name", PLAIN)
def test_a_record_is_the_same_in_every_dress(name: str) -> None:
    record = written(TEXTS[name])
    expected = read(in_iso2709(record), "marc21")
    assert not expected.warnings
    for raw, format in (
        (in_xml(record).encode(), "marcxml"),
        (in_json(record), "marcjson"),
        (in_lines(record), "mrk"),
        (in_aleph(record), "aleph"),
    ):
        assert sources.guess(raw).name == format
        found = read(raw, format)
        assert (lines(found), found.leader) == (lines(expected), expected.leader), format


@pytest.mark.parametrize("name", list(TEXTS))
def test_no_value_of_a_record_is_lost(name: str) -> None:
    """Each text of a record is in what it becomes, or in what is left of its field."""
    _, fields = written(TEXTS[name])
    made = read(in_xml(written(TEXTS[name])).encode(), "marcxml")
    everything = "\n".join(value for each in made.fields for _, value in each.subfields)
    for each in fields:
        if each.tag[0] == "1" or each.tag in ("001", "801"):
            continue  # codes, which become other codes
        for code, value in each.subfields:
            word = max(value.replace("\x88", " ").replace("\x89", " ").split(), key=len, default="")
            if code in "1234567" or not word:
                continue
            assert word.strip(" ,.<>()") in everything or "\\" in word, (str(each), code)


@pytest.mark.parametrize("namespace", ["info:lc/xmlns/marcxchange-v2", "info:lc/xmlns/marcxchange-v1"])
def test_the_answers_of_sru_are_read(namespace: str) -> None:
    inner = in_xml(written(TEXTS["king"]), namespace=namespace)
    raw = (
        '<srw:searchRetrieveResponse xmlns:srw="http://www.loc.gov/zing/srw/"><srw:records><srw:record>'
        f"<srw:recordData>{inner}</srw:recordData></srw:record></srw:records></srw:searchRetrieveResponse>"
    ).encode()
    assert sources.guess(raw).name == "marcxml"
    assert values(read(raw, "marcxml"), "245") == [
        "245 10 $aLettres de Louis XIV /$cprésentées par Pierre Gaxotte"
    ]


def test_numbers_become_links_only_where_it_is_known_whose_they_are() -> None:
    name = "700 #1 $311907966$aHugo$bVictor$4070\n"
    of_bnf = one("001 FRBNF300000010000001\n200 1# $aOdes\n" + name)
    assert values(of_bnf, "100") == ["100 1  $aHugo, Victor$0http://data.bnf.fr/ark:/12148/cb11907966z$4aut"]
    of_nobody = one("001 1\n200 1# $aOdes\n801 #0 $aFR$bBIB\n" + name)
    assert values(of_nobody, "100") == ["100 1  $aHugo, Victor$911907966$4aut"]
    of_sudoc = one("003 http://www.sudoc.fr/1\n200 1# $aOdes\n700 #1 $3026927608$aHugo$bVictor$4070\n")
    assert values(of_sudoc, "100") == ["100 1  $aHugo, Victor$0(IDREF)026927608$4aut"]


def test_a_number_of_a_part_of_a_heading_is_not_that_of_the_whole() -> None:
    record = one("003 http://www.sudoc.fr/1\n200 1# $aA\n606 ## $3027227812$aMarchands$xHistoire$2rameau\n")
    assert values(record, "650") == ["650  7 $9027227812$aMarchands$xHistoire$2ram"]


def test_a_field_names_the_one_that_it_was_made_of() -> None:
    record = one(TEXTS["porbase-novel"])
    mapping = load(default_mappings("marc21"))
    shown = {str(each.field) for each in mapping.mapper("http://example.org/").explain(record) if each.field}
    told = "245 10 $aO retrato de Dorian Gray /$cOscar Wilde ; trad. Januário Leite"
    assert f"{told} (UNIMARC 200 1  $aO retrato de Dorian Gray$fOscar Wilde$gtrad. Januário Leite)" in shown


def test_what_no_rule_takes_is_counted_and_can_be_read() -> None:
    record = one("001 1\n200 1# $aOdes\n997 ## $aIci$z9\n")
    mapper = load(default_mappings("marc21")).mapper("http://example.org/")
    mapper.map(record)
    assert mapper.left_over == {"U997$a": 1, "U997$z": 1}


@pytest.mark.parametrize("name", list(TEXTS))
def test_no_rule_refuses_a_value_and_hardly_anything_is_left(name: str) -> None:
    mapper = load(default_mappings("marc21")).mapper("http://example.org/")
    mapped = mapper.map(read(in_xml(written(TEXTS[name])).encode(), "marcxml"))
    assert not mapped.issues
    assert set(mapper.left_over) <= {"U979$a", "U991$5", "U991$a", "U701$4"}


def test_the_order_of_fields_changes_no_statement() -> None:
    mapper = load(default_mappings("marc21")).mapper("http://example.org/")
    shuffled = random.Random(7)
    for name in ("sudoc-thesis", "conference", "sbn-set"):
        leader, fields = written(TEXTS[name])
        expected = set(mapper.map(read(in_iso2709((leader, fields)), "marc21")).statements.splitlines())
        tags = sorted({each.tag for each in fields})
        shuffled.shuffle(tags)
        others = [each for tag in tags for each in fields if each.tag == tag]
        assert (
            set(mapper.map(read(in_iso2709((leader, others)), "marc21")).statements.splitlines()) == expected
        )


# ---------------------------------------------------------------- letters

LATIN = "200 1# $aL'été à Gdańsk$fZoë Müller\n700 #1 $aMüller$bZoë\n"
ISO5426 = (
    LATIN.replace("é", "\xc2e")
    .replace("à", "\xc1a")
    .replace("ń", "\xc2n")
    .replace("ë", "\xc8e")
    .replace("ü", "\xc9u")
)


def coded(sets: str) -> str:
    return f"001 1\n100 ## $a20010101d1999    m  y0frey{sets}    ba\n"


@pytest.mark.parametrize("sets", ["0103", "01  ", "50  "])
def test_iso_5426_is_read(sets: str) -> None:
    record = read(in_iso2709(written(coded(sets) + ISO5426), "latin-1"), "marc21")
    assert values(record, "245") == ["245 10 $aL'été à Gdańsk /$cZoë Müller"]
    assert not record.warnings


def test_windows_1252_is_told() -> None:
    text = coded("0103") + "200 1# $aL'été à Lille$fZoë Müller\n"
    record = read(in_iso2709(written(text), "latin-1"), "marc21")
    assert values(record, "245") == ["245 00 $aL'été à Lille /$cZoë Müller"]
    assert "the bytes are Windows-1252" in record.warnings[0]


def test_a_set_that_is_not_read_is_refused_by_name() -> None:
    raw = in_iso2709(written(coded("0102") + "200 1# $a\xd4\xc5\xd3\xd4\n"), "latin-1")
    found = sources.parse(raw, "marc21", "test", 1)
    assert isinstance(found, Unreadable)
    assert found.reason.startswith("UNIMARC 100 $a says 02, which is ISO registration 37 (Cyrillic)")


def test_an_authority_says_its_sets_elsewhere() -> None:
    head = "LDR 00000nx  a2200000   45  \n100 ## $a20010101afrey{}    ba0\n"
    read_ = read(in_iso2709(written(head.format("0103") + "200 #1 $aM\xc9uller\n"), "latin-1"), "marc21")
    assert values(read_, "100") == ["100 1  $aMüller"]
    found = sources.parse(in_iso2709(written(head.format("0105") + "200 #1 $a\xe1\n"), "latin-1"), "marc21")
    assert isinstance(found, Unreadable)
    assert "ISO 5428 (Greek)" in found.reason


@pytest.mark.parametrize(("opened", "closed"), [("\x88", "\x89"), ("\x98", "\x9c")])
def test_words_that_are_not_filed_are_counted(opened: str, closed: str) -> None:
    record = written(f"001 1\n200 1# $a{opened}Les {closed}misérables$fHugo\n")
    for found in (read(in_iso2709(record), "marc21"), read(in_xml(record).encode(), "marcxml")):
        assert values(found, "245") == ["245 04 $aLes misérables /$cHugo"]


@pytest.mark.parametrize("name", ["Il \u2030nome", "Il\u2030 nome"])
def test_marks_as_windows_has_them_are_marks(name: str) -> None:
    assert values(one(f"001 1\n200 1# $a\u02c6{name} della rosa\n"), "245") == ["245 03 $aIl nome della rosa"]


def test_marks_of_seven_bits_are_marks() -> None:
    assert values(one("001 1\n200 1# $a\x1bHIl \x1bInome della rosa\n"), "245") == [
        "245 03 $aIl nome della rosa"
    ]


def test_intermarc_is_told_by_what_is_written_around_it() -> None:
    raw = in_xml(written("001 1\n245 1# $aAnioutka\n")).replace('"Unimarc"', '"INTERMARC"')
    found = sources.parse(raw.encode(), "marcxml", "test", 1)
    assert isinstance(found, Unreadable)
    assert found.reason.startswith("it is INTERMARC of the BnF")


# ---------------------------------------------------------------- authorities

HUGO = """LDR 00000nx  a2200000   45 #
001 {number}
003 {address}
010 ## $a0000000121200982
100 ## $a19840101afrey50      ba0
101 ## $afre
103 ## $a18020226 $b18850522
152 ## $aAFNOR
200 #1 $7ba0yba0y$8fre$aHugo$bVictor$f1802-1885
300 0# $aPoète
340 ## $aPair de France
400 #1 $5e$aUgo$bViktor
801 #3 $aFR$bAbes$c20190911
810 ## $aGDEL
"""
TITLE = "001 1\n003 {address}\n200 1# $aOdes\n700 #1 $3{number}$aHugo$bVictor$f1802-1885$4070\n"


@pytest.mark.parametrize(
    ("number", "of_record", "address", "of_title", "key"),
    [
        (
            "026927608",
            "026927608",
            "http://www.idref.fr/026927608",
            "http://www.sudoc.fr/1",
            "idref-026927608",
        ),
        (
            "FRBNF119079660000002",
            "11907966",
            "http://catalogue.bnf.fr/ark:/12148/cb11907966z",
            "http://catalogue.bnf.fr/ark:/12148/cb300000015",
            "bnf-cb11907966z",
        ),
    ],
)
def test_an_authority_describes_whom_titles_name(
    number: str, of_record: str, address: str, of_title: str, key: str
) -> None:
    mapper = load(default_mappings("marc21")).mapper("http://example.org/")
    person = mapper.map(one(HUGO.format(number=number, address=address)))
    title = mapper.map(one(TITLE.format(number=of_record, address=of_title)))
    agent = f"<http://example.org/id/agent/{key}>"
    assert agent in title.statements
    for said in (
        '<https://schema.org/name> "Victor Hugo"@fr',
        '<https://schema.org/birthDate> "1802"',
        '<http://www.loc.gov/mads/rdf/v1#birthDate> "1802-02-26"',
        "<https://schema.org/sameAs> <https://isni.org/isni/0000000121200982>",
    ):
        assert f"{agent} {said}" in person.statements
    assert not person.issues
    assert not mapper.left_over


# ---------------------------------------------------------------- whatever may come

TAGS = st.text(string.digits, min_size=3, max_size=3)
SUBFIELDS = st.lists(
    st.tuples(st.sampled_from(string.digits + string.ascii_lowercase), st.text(max_size=12)), max_size=6
)
FIELDS = st.lists(
    st.builds(lambda tag, marks, subs: Field(tag, marks, subs), TAGS, st.text(max_size=2), SUBFIELDS)
)


@given(st.text(max_size=30), FIELDS)
def test_any_fields_become_a_record(leader: str, fields: list[Field]) -> None:
    top, made = as_marc21(leader, fields)
    assert len(top) == 24
    assert all(len(each.indicators) == 2 or each.tag[:2] == "00" or each.tag[0] == "U" for each in made)


def test_another_table_is_another_version_of_what_makes_records() -> None:
    """What was published is mapped again when the conversion changes, as when the program does."""
    assert {path.name for path in _files() if path.parent.name == "unimarc-marc21"} >= {
        "names.yaml",
        "links.yaml",
    }


def test_thousands_of_works_and_names_are_compared_in_a_moment() -> None:
    count = 3_000
    works = [Field("576", "11", [("a", f"Naam {at}"), ("t", "Duin")]) for at in range(count)]
    names = [Field("701", " 1", [("a", f"Naam {at}")]) for at in range(1, count + 1)]
    started = time.thread_time()
    _, made = as_marc21("     cam0 22        450 ", [Field("200", "1 ", [("a", "Duin")]), *works, *names])
    assert time.thread_time() - started < 5
    told = [f.first("a") for f in made if f.tag == "700" and f.first("t")]
    assert told[:2] == ["Naam 1.", "Naam 2."]
    assert len(told) == count - 1
