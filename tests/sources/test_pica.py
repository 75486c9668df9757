"""PICA+ in all its ways of writing; each fault by its name."""

from __future__ import annotations

import csv
import json
from collections import Counter
from pathlib import Path

import pytest

from lod import sources
from lod.record import Deleted, Field, Record, Unreadable
from lod.sources import guess
from lod.sources.chunk import MAX_RECORD
from tests.sources.marc_builder import only_record, only_unreadable, read_bytes

FIELDS = [
    Field("002@", "", [("0", "Aau")]),
    Field("003@", "", [("0", "052733281X")]),
    Field("021A", "", [("a", "De @avonden : € 5"), ("h", "Simon van het Reve")]),
    Field("028C", "01", [("a", "Müller"), ("d", "Zoë")]),
    Field("101@", "", [("a", "20")]),
    Field("209A", "01", [("a", "A $ 1"), ("x", "00")]),
]


def plain(sign: str = "$", end: str = "\n", fields: list[Field] = FIELDS) -> str:
    """The fields as lines."""

    def value(text: str) -> str:
        return text.replace("$", "$$") if sign == "$" else text

    return "".join(
        f"{f.tag}{'/' + f.indicators if f.indicators else ''} "
        + "".join(f"{sign}{code}{value(text)}" for code, text in f.subfields)
        + end
        for f in fields
    )


def normalized(fields: list[Field] = FIELDS) -> str:
    """The fields on one line."""
    return plain("\x1f", "\x1e", fields) + "\n"


def xml(fields: list[Field] = FIELDS, attributes: str = "", prefix: str = "") -> str:
    """The fields as PicaXML."""
    p = prefix
    inner = "".join(
        f'<{p}datafield tag="{f.tag}"'
        + (f' occurrence="{f.indicators}"' if f.indicators else "")
        + ">"
        + "".join(f'<{p}subfield code="{code}">{text}</{p}subfield>' for code, text in f.subfields)
        + f"</{p}datafield>"
        for f in fields
    )
    return f"<{p}record{attributes}>{inner}</{p}record>"


NAMESPACE = ' xmlns="info:srw/schema/5/picaXML-v1.0"'
IMPORT = "".join("\x1e" + line + "\n" for line in plain("\x1f", "\n").splitlines())
WAYS = {
    "plain": ("pica", plain()),
    "plain, of Windows": ("pica", plain(end="\r\n")),
    "plain, with ƒ": ("pica", plain("ƒ")),
    "plain, with 1F": ("pica", plain("\x1f")),
    "plain, with blanks before the subfields": ("pica", plain().replace(" $", "  $", 1)),
    "plain, with a BOM": ("pica", "\ufeff" + plain()),
    "download of WinIBW": (
        "pica",
        "SET: S1 [2] TTL: 1 PPN: 052733281X   PAG: 1 .\n\nIngevoerd: 0001:01-01-98 Gewijzigd: 0001:02-01-98\n"
        + plain("ƒ"),
    ),
    "download of WinIBW, no blank line": (
        "pica",
        "SET: S1 [2] TTL: 1\nEingabe: 0001:01-01-98\n" + plain("ƒ"),
    ),
    "normalized": ("pica", normalized()),
    "normalized, of Windows": ("pica", normalized().replace("\n", "\r\n")),
    "normalized, with its number before it": ("pica", "052733281X  \x1e" + normalized()),
    "binary": ("pica", normalized().rstrip("\n") + "\x1d"),
    "import": ("pica", "\x1d\n" + IMPORT),
    "import, with apostrophes": ("pica", "".join(f"'{line}\n" for line in plain("\x1f").splitlines())),
    "PicaXML": ("picaxml", xml(attributes=NAMESPACE)),
    "PicaXML without namespace": ("picaxml", xml()),
    "PicaXML with a prefix": (
        "picaxml",
        xml(prefix="pica:", attributes=NAMESPACE.replace("xmlns", "xmlns:pica")),
    ),
    "JSON": (
        "picajson",
        str(
            [[f.tag, f.indicators, *(part for pair in f.subfields for part in pair)] for f in FIELDS]
        ).replace("'", '"'),
    ),
}


@pytest.mark.parametrize("way", WAYS)
def test_a_record_is_the_same_in_every_way_of_writing_it(way: str) -> None:
    format, text = WAYS[way]
    assert guess(text.encode(), "misleading.mrc").name == format
    record = only_record(text, format)
    assert (record.id, record.fields, record.warnings) == ("052733281X", FIELDS, [])


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("size", [1, 13, 2**16])
def test_records_after_each_other_are_told_apart(way: str, size: int) -> None:
    format, text = WAYS[way]
    if way.startswith("PicaXML"):
        text = f"<collection>{text}{text}</collection>"
    elif way in ("import", "JSON") or way.startswith("download"):
        text = text + "\n" + text
    elif way.startswith("plain") or "apostrophes" in way:
        text = text + "\n \n\n" + text.lstrip("\ufeff")
    else:
        text = text + text
    outcomes = read_bytes(text.encode(), format, size)
    assert [o.fields for o in outcomes if isinstance(o, Record)] == [FIELDS, FIELDS]
    assert len(outcomes) == 2
    assert [o.position for o in outcomes] == [1, 2]


@pytest.mark.parametrize("text", [plain(), plain("ƒ"), normalized(), normalized().rstrip("\n") + "\x1d"])
def test_windows_1252_is_found_out(text: str) -> None:
    assert guess(text.encode("cp1252")).name == "pica"
    record = only_record(text.encode("cp1252"), "pica")
    assert record.fields == FIELDS
    assert record.warnings == ["the bytes are not UTF-8: read as Windows-1252"]


def test_one_field_in_another_encoding_harms_no_other() -> None:
    raw = normalized().encode().replace("Müller".encode(), b"M\xfcller")
    record = only_record(raw, "pica")
    assert record.fields == FIELDS
    assert record.warnings == ["the bytes are not UTF-8: read as UTF-8 and Windows-1252"]


def test_letters_are_composed_also_after_a_code() -> None:
    record = only_record("003@ \x1f0052733281X\x1e021A \x1faZoe\u0308\x1fd\u0301x\x1e\n", "pica")
    assert record.fields[1].subfields == [("a", "Zoë"), ("d", "\u0301x")]


@pytest.mark.parametrize("way", ["pica", "picaxml", "picajson"])
def test_words_that_a_title_is_not_filed_under_are_marked_as_pica_marks_them(way: str) -> None:
    texts = {
        "pica": "003@ \x1f0052733281X\x1e021A \x1fa\x98Der\x9c Prozess\x1fh\x98Die\x9c Beatles\x1e\n",
        "picaxml": (
            '<record xmlns="info:srw/schema/5/picaXML-v1.0">'
            '<datafield tag="003@"><subfield code="0">052733281X</subfield></datafield>'
            '<datafield tag="021A"><subfield code="a">\x98Der\x9c Prozess</subfield>'
            '<subfield code="h">\x98Die\x9c Beatles</subfield></datafield></record>'
        ),
        "picajson": json.dumps(
            [
                ["003@", "", "0", "052733281X"],
                ["021A", "", "a", "\x98Der\x9c Prozess", "h", "\x98Die\x9c Beatles"],
            ]
        ),
    }
    found = only_record(texts[way], way).fields[1]
    assert found.subfields == [("a", "Der @Prozess"), ("h", "Die Beatles")]


def test_the_check_digit_of_a_ppn_is_looked_at_but_no_reason_to_refuse() -> None:
    assert only_record("003@ $0052733281X", "pica").warnings == []
    wrong = only_record("003@ $00527332811", "pica")
    assert (wrong.id, wrong.warnings) == ("0527332811", ["003@: the check digit of PPN 0527332811 is wrong"])
    assert only_record("021A $aTitel", "pica").warnings == ["no PPN (003@ $0)"]
    two = only_record("003@ $0052733281X\n003@ $0010000011", "pica")
    assert (two.id, two.warnings) == ("052733281X", ["003@: more than one PPN; the first is taken"])


FAULTS = {
    "a dollar that is no sign": ("021A $aUS$ 10", [("a", "US$ 10")], None),
    "a field without a subfield": (
        "021A Titel",
        [("a", "Titel")],
        "021A: text before the first subfield is read as $a",
    ),
    "a code that is none": (
        "021A \x1f!x\x1e",
        [("!", "x")],
        "021A: a subfield code that is no letter or digit",
    ),
    "a sign at the end": (
        "021A \x1faX\x1f\x1e",
        [("a", "X"), ("?", "")],
        "021A: a subfield code that is no letter or digit",
    ),
    "a broken line": (
        "021A $aTitel die\n  verder gaat",
        [("a", "Titel die verder gaat")],
        "021A: a line without a tag is read as the rest of the one before it",
    ),
    "a stray 1E": (
        "021A \x1faTitel\x1e die verder gaat\x1e",
        [("a", "Titel die verder gaat")],
        "021A: a line without a tag is read as the rest of the one before it",
    ),
    "a control character": (
        "021A $aTi\x07tel",
        [("a", "Ti tel")],
        "021A: control characters replaced by a space",
    ),
    "no blank after the tag": ("021A$aTitel", [("a", "Titel")], None),
    "no subfields at all": ("021A \x1e", [], "021A: no subfields"),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_what_can_be_repaired_is_with_a_warning(fault: str) -> None:
    text, subfields, warning = FAULTS[fault]
    end = "\x1e" if "\x1e" in text else "\n"
    before = f"003@ {chr(31) if end == chr(30) else '$'}0052733281X{end}"
    record = only_record(before + text, "pica")
    assert record.fields[1] == Field("021A", "", subfields)
    assert record.warnings == ([warning] if warning else [])


def test_what_winibw_shows_behind_the_number_of_a_link_is_told_from_it() -> None:
    record = only_record("003@ ƒ0052733281X\n028C ƒ9698510445Akbar, Yusaf ; ID: gnd/173600352ƒBAutor", "pica")
    assert record.fields[1].subfields == [
        ("9", "698510445"),
        ("8", "Akbar, Yusaf ; ID: gnd/173600352"),
        ("B", "Autor"),
    ]


def test_the_occurrence_00_is_none() -> None:
    assert only_record("003@ $0052733281X\n036E/00 $aX", "pica").fields[1] == Field("036E", "", [("a", "X")])


def test_a_line_break_inside_a_normalized_field_ends_no_record() -> None:
    record = only_record(normalized().replace("van het", "van\nhet"), "pica")
    assert record.fields[2].first("h") == "Simon van het Reve"


def test_a_bad_record_is_set_aside_alone() -> None:
    outcomes = read_bytes((normalized() + "nonsense\x1e\n" + normalized()).encode(), "pica")
    assert [type(o) for o in outcomes] == [Record, Unreadable, Record]
    assert isinstance(outcomes[1], Unreadable)
    assert outcomes[1].reason == "no field of PICA+ at its beginning: 'nonsense'"
    assert outcomes[1].raw == b"nonsense\x1e"


def test_a_record_without_a_tag_that_pica_has_is_set_aside() -> None:
    found = only_unreadable("003! \x1f0123456789X\x1e002@ \x1f0Tp1\x1e\n", "pica")
    assert found.reason.startswith("no field of PICA+ at its beginning")


def test_a_record_without_end_is_cut() -> None:
    data = (
        b"003@ \x1f0052733281X\x1e021A \x1fa"
        + b"x" * (MAX_RECORD + 2**20)
        + b"\x1e\n"
        + normalized().encode()
    )
    first, second = read_bytes(data, "pica", 2**18)
    assert isinstance(first, Unreadable)
    assert "no end in" in first.reason
    assert len(first.raw) < 2**17
    assert isinstance(second, Record)
    assert second.fields == FIELDS


def test_xml_is_read_in_wrappers_and_deleted_records_are_told() -> None:
    record = xml(attributes=NAMESPACE)
    sru = (
        '<searchRetrieveResponse xmlns="http://www.loc.gov/zing/srw/"><records><record><recordData>'
        f"{record}</recordData></record></records></searchRetrieveResponse>"
    )
    assert guess(sru.encode()).name == "picaxml"
    assert only_record(sru, "picaxml").fields == FIELDS
    oai = (
        "<OAI-PMH><request metadataPrefix='picaxml'/><ListRecords><record><header status='deleted'>"
        "<identifier>oai:x:1</identifier></header></record><record><header><identifier>oai:x:2</identifier>"
        f"</header><metadata>{record}</metadata></record></ListRecords></OAI-PMH>"
    )
    deleted, kept = read_bytes(oai.encode(), "picaxml")
    assert deleted == Deleted("test", 1, "oai:x:1")
    assert isinstance(kept, Record)
    assert kept.fields == FIELDS


def test_what_is_wrong_in_xml_is_repaired_with_a_warning() -> None:
    text = (
        '<record><datafield tag="003@"><subfield code="0">052733281X</subfield></datafield>'
        '<datafield tag="028C/01"><subfield code="a">A</subfield></datafield>'
        '<datafield tag="045Q" occurrence="00"><subfield>B</subfield></datafield>'
        '<datafield tag="245">own</datafield></record>'
    )
    record = only_record(text, "picaxml")
    assert record.fields[1:] == [
        Field("028C", "01", [("a", "A")]),
        Field("045Q", "", [("?", "B")]),
        Field("245", "", [("a", "own")]),
    ]
    assert record.warnings == [
        "045Q: a subfield without a code of one character",
        "a field with the tag '245', which is none of PICA+",
        "245: no subfields; its text is read as $a",
    ]


@pytest.mark.parametrize("text", ["[[", "[]", '[["245", "", "a", "x"]]', "[[1]]", '[["003@"', "[[[null]]]"])
def test_json_that_is_no_record_is_set_aside(text: str) -> None:
    assert (
        "JSON" in only_unreadable(text, "picajson").reason
        or "ends inside" in only_unreadable(text, "picajson").reason
    )


def test_json_may_leave_out_the_occurrence_or_the_sign_around_lists() -> None:
    one = '[["003@",null,"0","052733281X"],["028C/02","a","A"],["021A","","a","B"]]'
    for text in (one, f"{one}\n{one}", f"[{one},\n{one}]"):
        outcomes = read_bytes(text.encode(), "picajson", 7)
        assert all(
            isinstance(o, Record) and str(o.fields) == "[003@ $0052733281X, 028C 02 $aA, 021A $aB]"
            for o in outcomes
        )
        assert len(outcomes) == (1 if text == one else 2)


# Files in which we read another number of records than is in FILES.tsv, and why.
READ_OTHERWISE = {
    "pica/gbv_sru_picaxml.xml": (6, 3, 0),  # the wrappers of SRU were counted as records too
    "pica/gnd_DUMP.dat": (13, 12, 1),  # its twelfth begins with "003!", a tag that PICA does not have
}


def test_real_files_give_the_records_that_are_in_them(shared: Path) -> None:
    found = {}
    with (shared / "data" / "FILES.tsv").open(encoding="utf-8") as file:
        listed = [row for row in csv.DictReader(file, delimiter="\t") if row["path"].startswith("pica/")]
    warnings = Counter[str]()
    for row in listed:
        if row["path"].endswith(".json"):
            continue
        outcomes = list(sources.read(shared / "data" / row["path"]))
        records = [o for o in outcomes if isinstance(o, Record)]
        warnings.update(w for record in records for w in record.warnings)
        counts = int(row["records"]), len(records), len(outcomes) - len(records)
        if counts != (counts[0], counts[0], 0):
            found[row["path"]] = counts
    assert found == READ_OTHERWISE
    assert warnings == {f"003@: the check digit of PPN {ppn} is wrong": 3 for ppn in ("12345", "67890")}


def test_the_same_records_in_three_ways_of_writing_are_the_same(shared: Path) -> None:
    folder = shared / "data" / "pica"
    ways = [list(sources.read(folder / f"gbv_pica.{end}")) for end in ("plain", "plus", "xml")]
    fields = [[record.fields for record in way if isinstance(record, Record)] for way in ways]
    assert fields[0] == fields[1] == fields[2]


def test_a_delimiter_after_a_delimiter_is_no_code_and_leaves_no_reader() -> None:
    record = only_record(b"003@ \x1f0052733281X\x1e028C \x1f\x1faMax\x1f\x1e\n", "pica")
    assert record.all("028C") == [Field("028C", "", [("?", ""), ("a", "Max"), ("?", "")])]
    assert record.warnings == ["028C: a subfield code that is no letter or digit"]


@pytest.mark.parametrize("charset", ["utf-8-sig", "utf-16", "utf-16-be", "cp1252"])
def test_json_comes_in_other_character_sets_too(charset: str) -> None:
    text = '[["003@", "", "0", "052733281X"], ["021A", "", "a", "Zoë"]]\n' * 2
    assert guess(text.encode(charset)).name == "picajson"
    first, second = read_bytes(text.encode(charset), "picajson")
    assert isinstance(first, Record)
    assert isinstance(second, Record)
    assert first.fields[1].first("a") == second.fields[1].first("a") == "Zoë"


@pytest.mark.parametrize("charset", ["utf-16", "utf-16-le", "utf-16-be"])
def test_plain_lines_come_in_utf_16_too(charset: str) -> None:
    text = "003@ $0052733281X\r\n021A $aZoë\r\n\r\n003@ $0052733281X\r\n021A $a心\r\n"
    assert guess(text.encode(charset)).name == "pica"
    first, second = read_bytes(text.encode(charset), "pica")
    assert isinstance(first, Record)
    assert isinstance(second, Record)
    assert (first.fields[1].first("a"), second.fields[1].first("a")) == ("Zoë", "心")
    assert not first.warnings + second.warnings


def test_a_record_in_which_the_file_ends_is_set_aside_where_records_end_in_a_sign() -> None:
    def record(number: str) -> str:
        return f"003@ \x1f0{number}\x1e021A \x1faDuin en zee\x1e\n"

    first, cut = read_bytes((record("010000011") + record("01000002X"))[:-6].encode(), "pica")
    assert isinstance(first, Record)
    assert isinstance(cut, Unreadable)
    assert cut.reason == "the file ends inside a record"
    assert len(read_bytes((record("010000011") + record("01000002X"))[:-1].encode(), "pica")) == 2
