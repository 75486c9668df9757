"""MARC in other clothes: JSON, FOLIO, Alma, lines of text; the same record whatever it wears."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lod import sources
from lod.record import Deleted, Record, Unreadable
from tests.sources.marc_builder import lines, only_record, only_unreadable, read_bytes

LEADER = "00000nam a2200000 a 4500"
FIELDS = [
    {"001": "42"},
    {"245": {"ind1": "1", "ind2": "0", "subfields": [{"a": "Max Havelaar /"}, {"c": "Multatuli."}]}},
]
MARC = {"leader": LEADER, "fields": FIELDS}
EXPECTED = ["001 42", "245 10 $aMax Havelaar /$cMultatuli."]

ALEPH = """\
000000042 LDR   L 00000nam^a2200000^a^4500
000000042 008   L 960117s19961996hu^ro    b    000 0 ger 1
000000042 24510 L $$aMax Havelaar /$$cMultatuli.
000000043 24500 L $$aWoutertje Pieterse
"""
MRK = """\
=LDR  00000nam\\a2200000\\a\\4500
=001  42
=245  10$aMax Havelaar /$cMulta{dollar}tuli.
=300  \\\\$a200 p.

=LDR  00000nam\\a2200000\\a\\4500
=001  43
"""


def dumped(found: object) -> bytes:
    return json.dumps(found).encode()


WRAPPED = {
    "alone": MARC,
    "in a list": [MARC],
    "with a total": {"totalRecords": 1, "records": [MARC]},
    "FOLIO SRS": {"id": "u", "recordType": "MARC_BIB", "parsedRecord": {"id": "u", "content": MARC}},
    "FOLIO SRS with text": {"parsedRecord": {"content": json.dumps(MARC)}},
    "FOLIO SRS, many": {
        "sourceRecords": [{"recordId": "u", "parsedRecord": {"content": MARC}}],
        "totalRecords": 1,
    },
    "FOLIO inventory": {"instance": {"hrid": "in1"}, "holdings": [], "items": [], "source_record": [MARC]},
    "marc-hash": {
        "type": "marc-hash",
        "version": [1, 0],
        "leader": LEADER,
        "fields": [["001", "42"], ["245", "1", "0", [["a", "Max Havelaar /"], ["c", "Multatuli."]]]],
    },
    "Alma": {
        "bib": [
            {
                "mms_id": "42",
                "anies": [
                    '<?xml version="1.0" encoding="UTF-16"?><record><leader>' + LEADER + "</leader>"
                    '<controlfield tag="001">42</controlfield><datafield tag="245" ind1="1" ind2="0">'
                    '<subfield code="a">Max Havelaar /</subfield><subfield code="c">Multatuli.</subfield>'
                    "</datafield></record>"
                ],
            }
        ],
        "total_record_count": 1,
    },
}


@pytest.mark.parametrize("name", WRAPPED)
def test_the_record_is_the_same_whatever_is_around_it(name: str) -> None:
    data = dumped(WRAPPED[name])
    assert sources.guess(data).name == "marcjson"
    record = only_record(data, "marcjson")
    assert (record.id, record.leader, lines(record), record.warnings) == ("42", LEADER, EXPECTED, [])


def test_records_of_marc_in_json_come_one_to_a_line() -> None:
    found = read_bytes(dumped(MARC) + b"\n" + dumped({"fields": "x"}) + b"\n" + dumped(MARC), "marcjson")
    assert [isinstance(each, Record) for each in found] == [True, False, True]


def test_faults_in_a_field_are_told_and_mended() -> None:
    record = only_record(
        dumped({"leader": "short", "fields": [{"001": 42}, {"245": {"subfields": {"a": "Duin\u0007in"}}}]}),
        "marcjson",
    )
    assert lines(record) == ["001 42", "245    $aDuin in"]
    assert record.warnings == [
        "245: control characters replaced by a space",
        "the leader has 5 characters, not 24: 'short'",
    ]
    assert (
        "a field is one tag"
        in only_unreadable(dumped({"fields": [{"001": "x", "002": "y"}]}), "marcjson").reason
    )


def test_what_folio_deleted_is_told_as_deleted() -> None:
    data = dumped({"deleted": True, "parsedRecord": {}, "externalIdsHolder": {"instanceHrid": "in1"}})
    assert read_bytes(data, "marcjson") == [Deleted("test", 1, "in1")]


def test_an_instance_without_marc_and_its_items_become_fields() -> None:
    record = only_record(
        dumped(
            {
                "instance": {
                    "hrid": "in1",
                    "title": "Duin",
                    "contributors": [{"name": "Eeden, Frederik van", "primary": True}],
                    "publication": [{"publisher": "Versluys", "dateOfPublication": "1917"}],
                    "notes": [{"note": "for staff", "staffOnly": True}],
                    "languages": ["dut"],
                },
                "holdings": [],
                "items": [
                    {
                        "barcode": "300",
                        "callNumber": {"callNumber": "PT 58"},
                        "location": {"effectiveLocation": {"code": "DEPOT", "library": {"code": "ALM"}}},
                    }
                ],
            }
        ),
        "marcjson",
    )
    assert lines(record) == [
        "001 in1",
        "041 0  $adut",
        "100 1  $aEeden, Frederik van",
        "245 00 $aDuin",
        "264  1 $bVersluys$c1917",
        "952    $aALM$bALM$cDEPOT$oPT 58$p300",
    ]


def test_holdings_of_folio_without_items_are_copies_and_what_is_hidden_is_left_out() -> None:
    place = {"effectiveLocation": {"code": "DEPOT", "library": {"code": "ALM"}}}
    dewey = {"name": "Dewey Decimal classification"}
    holdings = [
        {"id": "h1", "callNumber": "839.3", "callNumberType": dewey, "location": place},
        {
            "id": "h2",
            "location": place,
            "holdingsStatements": [{"statement": "v. 1-5"}, {"statement": "v. 7"}],
        },
        {"id": "h3", "location": place},
        {"id": "h4", "location": place, "discoverySuppress": True},
        {"id": "h5", "location": place, "boundWith": {"item": {"barcode": "700"}}},
    ]
    items = [{"holdingsRecordId": "h3", "barcode": "300"}, {"holdingsRecordId": "h4", "barcode": "400"}]
    instance = {"hrid": "in1", "title": "Duin", "languages": ["dut"], "contributors": [], "publication": []}
    record = only_record(dumped({"instance": instance, "holdings": holdings, "items": items}), "marcjson")
    assert lines(record)[3:] == [
        "952    $p300",
        "852 1  $81.1$aALM$cDEPOT$h839.3",
        "852    $82.1$aALM$cDEPOT",
        "866  0 $82.1$av. 1-5",
        "866  0 $82.1$av. 7",
        "852    $84.1$aALM$cDEPOT$p700",
    ]
    assert "2 holdings and items that FOLIO hides from readers are left out" in record.warnings


def test_a_code_that_stands_twice_in_an_object_has_two_values_and_no_value_is_lost() -> None:
    subfields = '{"a": "Een", "a": "Twee"}'
    made = '{"leader": "", "fields": [{"001": "1"}, {"650": {"subfields": [%s]}}]}'
    assert lines(only_record((made % subfields).encode(), "marcjson"))[1:] == ["650    $aEen$aTwee"]
    fault = only_unreadable((made % '{"a": {"b": "Een"}}').encode(), "marcjson")
    assert fault.reason == "650: a value is a text, and not {'b': 'Een'}"


def test_lines_of_aleph_with_one_number_are_a_record() -> None:
    assert sources.guess(ALEPH.encode()).name == "aleph"
    first, second = read_bytes(ALEPH.encode(), "aleph", 7)
    assert isinstance(first, Record)
    assert isinstance(second, Record)
    assert (first.id, first.leader) == ("000000042", LEADER)
    assert lines(first) == [
        "001 000000042",
        "008 960117s19961996hu ro    b    000 0 ger 1",
        "245 10 $aMax Havelaar /$cMultatuli.",
    ]
    assert lines(second) == ["001 000000043", "245 00 $aWoutertje Pieterse"]


def test_lines_of_mrk_are_records() -> None:
    assert sources.guess(MRK.encode()).name == "mrk"
    for text in (MRK, MRK.replace("\n\n", "\n"), MRK.replace("\n", "\r\n"), "\ufeff" + MRK):
        first, second = read_bytes(text.encode(), "mrk")
        assert isinstance(first, Record)
        assert (first.id, first.leader, second.position) == ("42", LEADER, 2)
        assert lines(first) == ["001 42", "245 10 $aMax Havelaar /$cMulta$tuli.", "300    $a200 p."]


YAZ = """00793nam a2200265 a 4500
001    92005291
245 10 $a Arithmetic : $b $15.95 worth / $c Carl Sandburg.
500    $a See $a book.

00793nam a2200265 a 4500
001 43
"""


def test_lines_that_yaz_prints_are_records_too() -> None:
    assert sources.guess(YAZ.encode()).name == "mrk"
    for text in (YAZ, YAZ.replace("\n\n", "\n"), YAZ.replace("\n", "\r\n")):
        first, second = read_bytes(text.encode(), "mrk")
        assert isinstance(first, Record)
        assert isinstance(second, Record)
        assert (first.id, first.leader, second.id) == ("92005291", "00793nam a2200265 a 4500", "43")
        assert lines(first)[1] == "245 10 $aArithmetic :$b$15.95 worth /$cCarl Sandburg."


def test_a_line_that_is_none_is_the_end_of_the_one_before_or_set_aside() -> None:
    text = ALEPH.splitlines(keepends=True)
    found = read_bytes("".join(["garbage\n", text[2], "and more\n", text[3]]).encode(), "aleph")
    assert [type(each) for each in found] == [Unreadable, Record, Unreadable, Record]
    mended = only_record("=001  42\n=500  \\\\$aEen noot\ndie doorgaat\n", "mrk")
    assert lines(mended) == ["001 42", "500    $aEen noot die doorgaat"]


@pytest.mark.parametrize("wrapper", ["<bibs><bib>{}<anies/></bib></bibs>", "<bib><anies>{}</anies></bib>"])
def test_marcxml_in_the_wrappers_of_alma_is_read(wrapper: str) -> None:
    inner = f'<record><leader>{LEADER}</leader><controlfield tag="001">42</controlfield></record>'
    data = wrapper.format(inner).encode()
    assert sources.guess(data).name == "marcxml"
    assert lines(only_record(data, "marcxml")) == ["001 42"]


def test_every_real_file_gives_the_records_that_are_in_it(shared: Path) -> None:
    with (shared / "data" / "FILES.tsv").open(encoding="utf-8") as file:
        rows = [
            row
            for row in csv.DictReader(file, delimiter="\t")
            if row["path"].startswith(("marc_json/", "alephseq/"))
        ]
    for row in rows:
        found = list(sources.read(shared / "data" / row["path"]))
        assert len(found) == int(row["records"]), row["path"]
        for record in found:
            assert isinstance(record, Record), row["path"]
            assert record.id
            assert len(record.leader) == 24
    assert len(rows) > 30


@given(st.binary(max_size=120), st.sampled_from(["marcjson", "aleph", "mrk"]), st.integers(1, 40))
def test_it_does_not_matter_how_the_bytes_arrive(data: bytes, format: str, size: int) -> None:
    seed = {"marcjson": dumped([MARC, MARC]), "aleph": ALEPH.encode(), "mrk": MRK.encode()}[format]
    for mixed in (data, seed[:90] + data + seed[90:]):
        assert read_bytes(mixed, format, size) == read_bytes(mixed, format)


NAMED = {
    "leader": LEADER,
    "fields": [
        {"tag": "001", "value": "42"},
        {
            "tag": "245",
            "ind1": "1",
            "ind2": "0",
            "subfields": [{"code": "a", "value": "Max Havelaar /"}, {"code": "c", "value": "Multatuli."}],
        },
    ],
}
ALEPH_X = """<find-doc><record><metadata><oai_marc><fixfield id="LDR">-----nam-a22------a-4500</fixfield>
<fixfield id="001">"42"</fixfield><varfield id="245" i1="1" i2="0">
<subfield label="a">Max Havelaar /</subfield><subfield label="c">Multatuli.</subfield>
</varfield></oai_marc></metadata></record></find-doc>"""


@pytest.mark.parametrize(("raw", "format"), [(dumped(NAMED), "marcjson"), (ALEPH_X.encode(), "marcxml")])
def test_each_part_of_a_field_may_have_a_name_of_its_own(raw: bytes, format: str) -> None:
    assert sources.guess(raw).name == format
    record = only_record(raw, format)
    assert (lines(record), record.leader[5:8]) == (EXPECTED, "nam")


UNIMARC = [
    ("100", "  ", [("a", "19940830d1994    m  y0frey50      ba")]),
    ("200", "1 ", [("a", "Anioutka"), ("f", "Roger Bichelberger")]),
    ("700", " 1", [("a", "Bichelberger"), ("b", "Roger")]),
]
INTERMARC = [
    (
        "100",
        "  ",
        [("3", "11891836"), ("w", "0  b....."), ("a", "Bichelberger"), ("m", "Roger"), ("4", "0070")],
    ),
    ("245", "1 ", [("a", "Anioutka"), ("d", "Texte imprimé"), ("f", "Roger Bichelberger")]),
]
DANMARC = [
    ("001", "00", [("a", "23645564"), ("b", "870970")]),
    ("004", "00", [("r", "c"), ("a", "e")]),
    ("245", "00", [("a", "Trækopfuglens krønike")]),
]


def in_xml(fields: list[tuple[str, str, list[tuple[str, str]]]]) -> bytes:
    inner = "".join(
        f'<datafield tag="{tag}" ind1="{both[0]}" ind2="{both[1]}">'
        + "".join(f'<subfield code="{code}">{text}</subfield>' for code, text in subfields)
        + "</datafield>"
        for tag, both, subfields in fields
    )
    return f"<record><leader>{LEADER}</leader>{inner}</record>".encode()


def in_mrk(fields: list[tuple[str, str, list[tuple[str, str]]]]) -> bytes:
    rows = [
        f"={tag}  {both}" + "".join(f"${code}{text}" for code, text in subfields)
        for tag, both, subfields in fields
    ]
    return "\n".join([f"=LDR  {LEADER}", *rows]).encode()


@pytest.mark.parametrize(
    ("format", "made", "fields", "which"),
    [
        ("marcxml", in_xml, DANMARC, "danMARC2"),  # its mark is in control fields, which lines cannot show
        ("marcxml", in_xml, INTERMARC, "INTERMARC"),
        ("mrk", in_mrk, INTERMARC, "INTERMARC"),
    ],
)
def test_another_marc_is_set_aside_by_name(
    format: str, made: Callable[[object], bytes], fields: object, which: str
) -> None:
    assert which in only_unreadable(made(fields), format).reason


def test_a_title_in_200_beside_one_in_245_is_marc21() -> None:
    assert only_record(in_xml([*UNIMARC[1:], ("245", "10", [("a", "Anioutka")])]), "marcxml").fields
