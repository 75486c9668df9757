"""MARCXML: wrappers, namespaces, faults."""

from __future__ import annotations

import pytest

from lod.record import Deleted, Record, Unreadable
from lod.sources import parse
from tests.sources.marc_builder import (
    controlfield,
    datafield,
    iso2709,
    lines,
    marcxml,
    only_record,
    only_unreadable,
    read_bytes,
)

SLIM = "http://www.loc.gov/MARC21/slim"
TITLE = datafield("245", "aMax Havelaar /", "cMultatuli.", indicators="10")
GOOD = marcxml(controlfield("001", "42"), TITLE)
GOOD_LINES = ["001 42", "245 10 $aMax Havelaar /$cMultatuli."]

WRAPPERS = {
    "bare": GOOD,
    "with a declaration": '<?xml version="1.0" encoding="UTF-8"?>\n' + GOOD,
    "with a byte order mark": "\ufeff" + GOOD,
    "collection without namespace": f"<collection>{GOOD}</collection>",
    "collection with namespace": f'<collection xmlns="{SLIM}">{GOOD}</collection>',
    "namespace of the record itself": GOOD.replace("<record", f'<record xmlns="{SLIM}" type="Bibliographic"'),
    "another namespace": f'<collection xmlns="urn:example:marc">{GOOD}</collection>',
    "prefixed": f'<marc:collection xmlns:marc="{SLIM}">'
    + marcxml(controlfield("001", "42"), TITLE, prefix="marc:")
    + "</marc:collection>",
    "prefix declared nowhere": "<x:collection>"
    + marcxml(controlfield("001", "42"), TITLE, prefix="x:")
    + "</x:collection>",
    "OAI-PMH": '<OAI-PMH xmlns="http://www.openarchives.org/OAI/2.0/"><ListRecords><record><header>'
    f'<identifier>x:1</identifier></header><metadata><record xmlns="{SLIM}">{GOOD[8:]}</metadata></record>'
    "</ListRecords></OAI-PMH>",
    "OAI-PMH, prefix declared on the root": f'<o:OAI-PMH xmlns:o="urn:oai" xmlns:m="{SLIM}">'
    "<o:GetRecord><o:record><o:header/><o:metadata>"
    + marcxml(controlfield("001", "42"), TITLE, prefix="m:")
    + "</o:metadata></o:record></o:GetRecord></o:OAI-PMH>",
    "SRU": '<zs:searchRetrieveResponse xmlns:zs="urn:srw"><zs:records><zs:record><zs:recordData>'
    f"{GOOD}</zs:recordData><zs:recordPosition>1</zs:recordPosition></zs:record></zs:records>"
    "</zs:searchRetrieveResponse>",
    "with a comment": GOOD.replace("Max", "M<!-- <record> -->ax"),
    "with a CDATA section": GOOD.replace("Max Havelaar", "<![CDATA[Max Havelaar]]>"),
    "with a document type": "<!DOCTYPE record [ <!ENTITY x '<record>'> ]>" + GOOD,
    "with an attribute holding a >": GOOD.replace("<record>", "<record note='a > b'>"),
    "in UTF-16": ('<?xml version="1.0" encoding="UTF-16"?>' + GOOD).encode("utf-16"),
    "in ISO 8859-1": ('<?xml version="1.0" encoding="ISO-8859-1"?>' + GOOD).encode("latin-1"),
}


@pytest.mark.parametrize("wrapper", WRAPPERS)
@pytest.mark.parametrize("size", [1, 64, 2**16])
def test_a_record_is_the_same_in_every_wrapper(wrapper: str, size: int) -> None:
    data = WRAPPERS[wrapper]
    (record,) = read_bytes(data if isinstance(data, bytes) else data.encode(), "marcxml", size)
    assert isinstance(record, Record)
    assert (record.id, record.leader, lines(record)) == ("42", "00000nam a2200000 a 4500", GOOD_LINES)
    assert record.warnings == (["a namespace prefix that is not declared"] if "nowhere" in wrapper else [])
    assert parse(record.raw, "marcxml", "test", 1) == record


def test_the_bytes_of_a_record_stand_alone() -> None:
    data = f'<m:collection xmlns:m="{SLIM}" xmlns:unused="urn:x">{marcxml(prefix="m:")}</m:collection>'
    assert (
        only_record(data, "marcxml").raw == f'<m:record xmlns:m="{SLIM}">{marcxml(prefix="m:")[10:]}'.encode()
    )


def test_the_encoding_that_an_xml_file_declares_is_believed() -> None:
    data = '<?xml version="1.0" encoding="windows-1252"?>' + marcxml(datafield("245", "a“Zoë” €"))
    record = only_record(data.encode("cp1252"), "marcxml")
    assert (lines(record), record.warnings) == (["245    $a“Zoë” €"], [])
    assert "“Zoë” €".encode() in record.raw


def test_deleted_records_of_a_harvest_are_told() -> None:
    data = (
        '<OAI-PMH xmlns="http://www.openarchives.org/OAI/2.0/"><ListRecords>'
        '<record><header status="deleted"><identifier>oai:x:1</identifier></header></record>'
        f"<record><header><identifier>oai:x:2</identifier></header><metadata>{GOOD}</metadata></record>"
        "<record><header><identifier>oai:x:3</identifier></header><metadata/></record>"
        "<resumptionToken>t</resumptionToken></ListRecords></OAI-PMH>"
    )
    deleted, record, empty = read_bytes(data.encode(), "marcxml")
    assert deleted == Deleted("test", 1, "oai:x:1")
    assert isinstance(record, Record)
    assert isinstance(empty, Unreadable)
    assert empty.reason == "no MARC fields in it"


def test_a_message_instead_of_a_record_is_set_aside_with_its_text() -> None:
    data = (
        "<searchRetrieveResponse><records><record><recordData>"
        "<diagnostic><message>Record not available</message></diagnostic>"
        "</recordData></record></records></searchRetrieveResponse>"
    )
    assert only_unreadable(data, "marcxml").reason.endswith(
        "message instead of a record: Record not available"
    )


FIELDS = {
    '<datafield tag="245" ind1="1"><subfield code="a">Max</subfield></datafield>': (
        "245 1  $aMax",
        "an indicator is missing",
    ),
    '<datafield tag="245" ind1="" ind2=""><subfield code="a">Max</subfield></datafield>': (
        "245    $aMax",
        "an indicator is missing",
    ),
    '<datafield tag="245" ind1="10" ind2=" "><subfield code="a">Max</subfield></datafield>': (
        "245 1  $aMax",
        "longer than one character",
    ),
    '<datafield ind1="1" ind2="0"><subfield code="a">Max</subfield></datafield>': (
        "??? 10 $aMax",
        "without a tag",
    ),
    '<datafield tag="245" ind1=" " ind2=" "><subfield>Max</subfield></datafield>': (
        "245    Max",
        "without a code",
    ),
    '<datafield tag="245" ind1=" " ind2=" ">Max</datafield>': ("245    $aMax", "no subfields"),
    '<datafield tag="245" ind1=" " ind2=" "><subfield code="a">M<b>a</b>x</subfield></datafield>': (
        "245    $aMax",
        "markup inside",
    ),
    '<controlfield tag="009">M<b>a</b>x</controlfield>': ("009 Max", "markup inside"),
    "<note>Max</note>": ("note Max", "<note> is no MARC"),
    datafield("245", "aSimon & Schuster"): ("245    $aSimon & Schuster", "a bare &"),
    datafield("245", "aCaf&eacute; &amp; bar"): ("245    $aCafé & bar", "a bare &"),
    datafield("245", "aMax&#1;Havelaar"): ("245    $aMax Havelaar", "character reference"),
    datafield("245", "aMax\x0bHavelaar"): ("245    $aMax Havelaar", "XML forbids"),
    datafield("245", "aMax\u0085Havelaar"): ("245    $aMax Havelaar", "control characters"),
}


@pytest.mark.parametrize("field", FIELDS)
def test_a_field_with_a_fault_is_read_with_a_warning(field: str) -> None:
    expected, warning = FIELDS[field]
    record = only_record(marcxml(controlfield("001", "42"), field), "marcxml")
    assert lines(record) == ["001 42", expected]
    assert any(warning in sentence for sentence in record.warnings), record.warnings


def test_bytes_that_are_not_utf_8_are_windows_1252() -> None:
    data = marcxml(datafield("245", "aZoë & co")).replace("&", "&amp;").encode("latin-1")
    record = only_record(data, "marcxml")
    assert (lines(record), record.warnings) == (
        ["245    $aZoë & co"],
        ["bytes that are not UTF-8 read as Windows-1252"],
    )


def test_line_breaks_of_a_pretty_printer_are_no_text() -> None:
    field = datafield("245", "a\n      Max\n      Havelaar\n   ")
    record = only_record(
        marcxml(controlfield("008", "850101s19859999ne z||m r ||| 0||||0dut\n   c"), field), "marcxml"
    )
    assert lines(record) == ["008 850101s19859999ne z||m r ||| 0||||0dut c", "245    $aMax Havelaar"]
    assert record.warnings == []


def test_spaces_that_mean_something_are_kept() -> None:
    record = only_record(
        marcxml(controlfield("008", "  a  b  "), datafield("245", "a Max  Havelaar / ")), "marcxml"
    )
    assert [field.subfields[0][1] for field in record.fields] == ["  a  b  ", " Max  Havelaar / "]


def test_letters_are_composed_and_non_sorting_marks_removed() -> None:
    record = only_record(marcxml(datafield("245", "a\u0098Der\u009c Zoe\u0308")), "marcxml")
    assert (lines(record), record.warnings) == (["245  4 $aDer Zoë"], [])


@pytest.mark.parametrize(
    ("leader", "expected", "warns"),
    [
        ("00000nam a2200000 a 4500", "00000nam a2200000 a 4500", False),
        ("\n  00000nam a2200000 a 4500\n", "00000nam a2200000 a 4500", True),
        ("", " " * 24, True),
        ("nam a2200000 a 4500", "     nam a2200000 a 4500", True),
        ("00000nam a22", "00000nam a22            ", True),
        ("00000nam#a2200000#a#4500", "00000nam a2200000 a 4500", True),
        ("00000nam a2200000 a 4500 and more", "00000nam a2200000 a 4500", True),
    ],
)
def test_a_leader_has_24_characters_whatever_was_there(leader: str, expected: str, warns: bool) -> None:
    record = only_record(marcxml(leader=leader), "marcxml")
    assert record.leader == expected
    assert bool(record.warnings) == warns


def test_fields_keep_their_order() -> None:
    record = only_record(marcxml(TITLE, controlfield("001", "42"), TITLE), "marcxml")
    assert [field.tag for field in record.fields] == ["245", "001", "245"]


def test_an_entity_bomb_is_set_aside_at_once_and_the_next_record_is_read() -> None:
    levels = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
    bomb = marcxml(datafield("245", "a&l9;"))
    data = f'<!DOCTYPE collection [<!ENTITY l0 "lol">{levels}]><collection>{bomb}{GOOD}</collection>'
    set_aside, record = read_bytes(data.encode(), "marcxml")
    assert isinstance(set_aside, Unreadable)
    assert "undefined entity" in set_aside.reason
    assert isinstance(record, Record)


def test_an_external_entity_is_never_opened() -> None:
    data = f'<!DOCTYPE record [<!ENTITY x SYSTEM "file:///etc/passwd">]>{marcxml(datafield("245", "a&x;"))}'
    assert "undefined entity" in only_unreadable(data, "marcxml").reason


def test_a_document_type_inside_a_record_is_refused() -> None:
    raw = f'<!DOCTYPE record [<!ENTITY x "x">]>{marcxml(datafield("245", "a&x;"))}'.encode()
    set_aside = parse(raw, "marcxml")
    assert isinstance(set_aside, Unreadable)
    assert set_aside.reason == "a document type declaration in a record: not read"


def test_both_formats_give_the_same_fields() -> None:
    first = only_record(iso2709(("001", "42"), ("245", "10\x1faMax Havelaar /\x1fcMultatuli.")))
    assert only_record(GOOD, "marcxml").fields == first.fields
