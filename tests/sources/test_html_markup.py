"""Tags and entities of HTML in the texts of MARC and PICA+, whatever these are written in."""

import json
from xml.sax.saxutils import escape

import pytest

from tests.sources.marc_builder import iso2709, only_record

NOTE = "<p>Over Max &amp; Sa&iuml;djah.<br/>Met d&#39;Ablaing</p> <v. 1->"
CLEAN = "Over Max & Saïdjah. Met d'Ablaing <v. 1->"
FIELD = '<datafield tag="520" ind1=" " ind2=" "><subfield code="a">{}</subfield></datafield>'
XML = f"<record><leader>00000nam a2200000 a 4500</leader>{FIELD}</record>"
PICA = (
    '<record xmlns="info:srw/schema/5/picaXML-v1.0">'
    '<datafield tag="003@"><subfield code="0">7</subfield></datafield>'
    '<datafield tag="047I"><subfield code="a">{}</subfield></datafield></record>'
)


@pytest.mark.parametrize(
    ("format", "data"),
    [
        ("marc21", iso2709(("001", "4"), ("520", f"  \x1fa{NOTE}"))),
        ("marc21", iso2709(("001", "4"), ("520", f"  \x1fa{NOTE}")).replace(b"00", b"99", 1)),
        ("marcxml", XML.format(escape(NOTE))),
        ("marcxml", XML.format(f"<![CDATA[{NOTE}]]>")),
        ("marcjson", json.dumps({"leader": " " * 24, "fields": [{"520": {"subfields": [{"a": NOTE}]}}]})),
        ("aleph", f"000000001 001   L 4\n000000001 520   L $$a{NOTE}\n"),
        ("mrk", f"=LDR  00000nam\\a2200000\\a\\4500\n=520  \\\\$a{NOTE}\n"),
        ("pica", f"003@ \x1f0052733281X\x1e047I \x1fa{NOTE}\x1e\n"),
        ("picaxml", PICA.format(escape(NOTE))),
        ("picajson", json.dumps([["003@", "", "0", "7"], ["047I", "", "a", NOTE]])),
    ],
)
def test_markup_of_a_page_is_no_part_of_a_note(format: str, data: bytes | str) -> None:
    assert only_record(data, format).fields[-1].first("a") == CLEAN


def test_a_control_field_keeps_its_positions() -> None:
    record = only_record(iso2709(("001", "4"), ("008", "&amp;" + " " * 35), ("500", "  \x1fa&amp;")))
    assert [len(field.text) for field in record.fields[:2]] == [1, 40]
