"""What records are written in, whatever their leader says; MARC-8 in all its sets."""

from __future__ import annotations

import unicodedata

import pytest
from pymarc.marc8 import MARC8ToUnicode
from pymarc.marc8_mapping import CODESETS

from lod.sources.marc import marc8
from tests.sources.marc_builder import NUMBER, iso2709, only_record

MARC8, UTF8 = " ", "a"


def value_and_warnings(data: bytes, leader09: str) -> tuple[str, list[str]]:
    record = only_record(iso2709(NUMBER, ("245", b"10\x1fa" + data), leader09=leader09))
    return record.fields[1].first("a"), record.warnings


@pytest.mark.parametrize(
    ("data", "leader09", "expected"),
    [
        ("Zoë".encode(), UTF8, "Zoë"),
        (b"Zo\xe8e", MARC8, "Zoë"),
        (b"\xf2\xe5a", MARC8, "\u1ea1\u0304"),  # two accents on one letter
        (b"Gda\xe2nsk, \xc31999, Stra\xc7e, \xb1\xb2", MARC8, "Gdańsk, ©1999, Straße, łø"),
        (b"co\xebi\xecu", MARC8, "coi\ufe20u\ufe21"),
        (b"\x88Der\x89 Prozess", MARC8, "Der Prozess"),
        (b"\x1b(2hbr\x1b(B = text", MARC8, "\u05d8\u05d2\u05e2 = text"),
        (b"\x1b(NMoskwa\x1b(B", MARC8, "мОСКВА"),
        (b"\x1b(SABDE\x1b(B", MARC8, "ΑΒΓΔ"),
        (b"\x1b(3Gdc\x1b(B", MARC8, "\u0627\u0644\u0643"),
        (b"\x1b$1!0!!0'!# !0!   \x1b(B x", MARC8, "一丈\u3000一    x"),
        (b"H\x1bb2\x1bsO, E = mc\x1bp2\x1bs, \x1bga\x1bs", MARC8, "H₂O, E = mc², α"),
        (b"plain \x1b(B text", MARC8, "plain  text"),
    ],
)
def test_text_in_the_encoding_of_its_leader_is_read_without_warning(
    data: bytes, leader09: str, expected: str
) -> None:
    value, warnings = value_and_warnings(data, leader09)
    assert value == expected
    assert warnings == []
    assert "\ufffd" not in value


@pytest.mark.parametrize(
    ("data", "leader09", "expected", "read_as"),
    [
        ("Zoë".encode(), MARC8, "Zoë", "UTF-8"),
        ("Zoe\u0308".encode(), MARC8, "Zoë", "UTF-8"),
        ("Вене́ра".encode(), MARC8, "Вене́ра", "UTF-8"),
        (b"M\xe8unchen", UTF8, "München", "MARC-8"),
        (b"\xc31999", UTF8, "©1999", "MARC-8"),
        (b"Bj\xb2rnson", UTF8, "Bjørnson", "MARC-8"),
        (b"\x1b(2hbr\x1b(B", UTF8, "\u05d8\u05d2\u05e2", "MARC-8"),
        (b"Caf\xe9 de Paris", UTF8, "Café de Paris", "Windows-1252"),
        (b"Caf\xe9 de Paris", MARC8, "Café de Paris", "Windows-1252"),
        (b"M\xfcnchen", MARC8, "München", "Windows-1252"),
        (b"\x93Zo\xeb\x94 \x96 \x80 5", UTF8, "“Zoë” – € 5", "Windows-1252"),
    ],
)
def test_text_in_another_encoding_is_read_as_what_it_is_with_a_warning(
    data: bytes, leader09: str, expected: str, read_as: str
) -> None:
    value, warnings = value_and_warnings(data, leader09)
    said = "UTF-8" if leader09 == UTF8 else "MARC-8"
    assert (value, warnings) == (
        expected,
        [f"the leader says {said}, the bytes are {read_as}: read as {read_as}"],
    )


def test_one_record_may_hold_fields_in_two_encodings() -> None:
    record = only_record(iso2709(("100", "1 \x1faZoë"), ("245", b"10\x1faCaf\xe9 au lait"), leader09=MARC8))
    assert [str(field) for field in record.fields] == ["100 1  $aZoë", "245 10 $aCafé au lait"]
    assert record.warnings == [
        "the leader says MARC-8, the bytes are UTF-8 and Windows-1252: read as UTF-8 and Windows-1252"
    ]


def test_a_character_that_was_cut_is_the_only_thing_lost() -> None:
    value, warnings = value_and_warnings("Zoë, één, caf".encode() + b"\xc3", UTF8)
    assert value == "Zoë, één, caf\ufffd"
    assert warnings == ["1 characters that no character set knows: read as U+FFFD"]


def test_a_replacement_character_that_was_there_is_no_fault() -> None:
    assert value_and_warnings("Zo\ufffd".encode(), UTF8) == ("Zo\ufffd", [])


def test_a_record_encoded_twice_is_decoded_twice() -> None:
    once = iso2709(NUMBER, ("245", "10\x1faDas römische Recht"))
    twice = once.decode("latin-1").encode()
    record = only_record(twice)
    assert str(record.fields[1]) == "245 10 $aDas römische Recht"
    assert record.warnings == ["the record was encoded to UTF-8 twice: decoded twice"]
    assert record.raw == twice


def test_marc_8_encoded_to_utf_8_as_if_it_were_latin_1_is_marc_8() -> None:
    once = iso2709(NUMBER, ("245", b"10\x1faLesab\xe2endio"), leader09=MARC8)
    assert str(only_record(once.decode("latin-1").encode()).fields[1]) == "245 10 $aLesabéndio"


def test_utf_8_with_lengths_counted_in_characters_is_left_as_it_is() -> None:
    data = iso2709(NUMBER, ("245", b"10\x1faCaf\xe9 au lait")).decode("latin-1").encode()
    record = only_record(data)
    assert str(record.fields[1]) == "245 10 $aCafé au lait"
    assert not any("twice" in warning for warning in record.warnings)


def test_an_accent_without_a_letter_is_unknown_and_takes_no_other() -> None:
    value, warnings = value_and_warnings(b"M\xe8unchen, Z\xe8urich, caf\xe2\x1fbbar", MARC8)
    assert value == "München, Zürich, caf\ufffd"
    assert warnings == ["1 characters that no character set knows: read as U+FFFD"]


@pytest.mark.parametrize(
    ("data", "expected", "unknown"),
    [
        (b"\x1b(2hb", "\u05d8\u05d2", 0),  # not escaped back
        (b"\x1b$1!0", "!0", 0),  # East Asian cut short
        (b"\x1b$1~~~\x1b(B", "\ufffd", 1),  # no such character
        (b"\x1b", "", 0),
        (b"a\x1b[31mb", "a[31mb", 0),  # an escape of a terminal
        (b"\x1b(2\x1b(B", "", 0),
        (b"\xe2\x1b(Na\x1b(B", "\u0410\u0301", 0),  # an accent before the change of sets
        (b"\xaf", "\ufffd", 1),
        (b"\x1b)Na\xc1", "a\u0430", 0),  # Cyrillic in the upper half
        (b"\x1b$)1\xa1\xb0\xa1a", "一a", 0),  # East Asian in the upper half
        (b"\x1b(!E2", "ø", 0),  # ANSEL by its full name, in the lower half
    ],
)
def test_escapes_that_are_wrong_or_rare_are_survived(data: bytes, expected: str, unknown: int) -> None:
    assert marc8.decode(data) == (expected, unknown)


def in_its_set(name: int, code: int, is_mark: bool) -> bytes:
    """A character of a set, after the escape to it; a mark with a letter after it."""
    if name == 0x31:
        return b"\x1b$1" + code.to_bytes(3, "big")
    if name in b"gbp":
        return bytes([0x1B, name, code])
    if code > 0x80:
        return b"\x1b)" + bytes([name, code]) + b"a" * is_mark
    letter = min(other for other, (_, is_other_mark) in CODESETS[name].items() if not is_other_mark)
    return b"\x1b(" + bytes([name, code, letter][: 2 + is_mark])


def test_every_character_of_every_set_is_what_pymarc_makes_of_it() -> None:
    for name, table in CODESETS.items():
        for code, (_, is_mark) in table.items():
            if code < 0x21 or 0x7F <= code < 0xA1:
                continue  # joiners and marks of the non-sorting part: pymarc drops them
            data = in_its_set(name, code, bool(is_mark))
            theirs = MARC8ToUnicode(quiet=True).translate(data)
            assert unicodedata.normalize("NFC", marc8.decode(data)[0]) == theirs, (hex(name), hex(code))
