"""ISO 2709, one fault at a time."""

from __future__ import annotations

import pytest

from lod.record import Record, Unreadable
from lod.sources import parse
from tests.sources.marc_builder import (
    MAKER,
    NUMBER,
    TITLE,
    iso2709,
    lines,
    only_record,
    only_unreadable,
    read_bytes,
)

GOOD = iso2709(NUMBER, MAKER, TITLE)
GOOD_LINES = ["001 42", "100 1  $aMultatuli,$d1820-1887.", "245 10 $aMax Havelaar /$cMultatuli."]


def test_a_record_without_fault_is_read_without_warning() -> None:
    record = only_record(GOOD)
    assert (record.id, lines(record), record.warnings, record.raw) == ("42", GOOD_LINES, [], GOOD)
    assert record.leader == GOOD[:24].decode()


def test_tags_that_are_no_numbers_are_kept() -> None:
    record = only_record(iso2709(("FMT", "BK"), NUMBER, ("LKR", "  \x1faHOL"), TITLE))
    assert lines(record) == ["FMT BK", "001 42", "LKR    $aHOL", GOOD_LINES[2]]
    assert record.warnings == []


def test_a_deleted_record_is_a_record() -> None:
    assert only_record(GOOD[:5] + b"d" + GOOD[6:]).leader[5] == "d"


def test_a_record_without_001_has_no_id() -> None:
    assert only_record(iso2709(TITLE)).id == ""


def test_spaces_around_the_identifier_are_no_part_of_it() -> None:
    record = only_record(iso2709(("001", "  42 "), TITLE))
    assert (record.id, record.fields[0].text) == ("42", "  42 ")


def test_a_directory_in_another_order_than_the_fields_is_right() -> None:
    first, second = GOOD[24:36], GOOD[36:48]
    assert lines(only_record(GOOD[:24] + second + first + GOOD[48:])) == [
        GOOD_LINES[1],
        GOOD_LINES[0],
        GOOD_LINES[2],
    ]


FAULTS = {
    "wrong length": (b"99999" + GOOD[5:], GOOD_LINES),
    "no length": (b"     " + GOOD[5:], GOOD_LINES),
    "wrong base address": (GOOD[:12] + b"00012" + GOOD[17:], GOOD_LINES),
    "no base address": (GOOD[:12] + b"     " + GOOD[17:], GOOD_LINES),
    "control character in the leader": (GOOD[:22] + b"\x02" + GOOD[23:], GOOD_LINES),
    "no record terminator": (GOOD[:-1], GOOD_LINES),
    "line end in the directory": (GOOD[:40] + b"\r\n" + GOOD[40:], GOOD_LINES),
    "a digit lost in the directory": (GOOD[:42] + GOOD[43:], GOOD_LINES),
    "a digit too many in the directory": (GOOD[:42] + b"7" + GOOD[42:], GOOD_LINES),
    "a field terminator inside the directory": (GOOD[:42] + b"\x1e" + GOOD[43:], GOOD_LINES),
    "no terminator after the directory": (GOOD.replace(b"\x1e42", b"42"), GOOD_LINES),
    "no terminator after a field": (GOOD.replace(b"\x1e10", b"10"), GOOD_LINES),
    "a terminator overwritten": (GOOD.replace(b"\x1e10", b" 10"), GOOD_LINES),
    "no field terminators": (GOOD[:61] + GOOD[61:].replace(b"\x1e", b""), None),
    "field terminators overwritten": (GOOD[:61] + GOOD[61:].replace(b"\x1e", b"|"), GOOD_LINES),
    "a field terminator inside a field": (
        GOOD.replace(b"Max Ha", b"Max\x1eHa"),
        [*GOOD_LINES[:2], "245 10 $aMax Havelaar /$cMultatuli."],
    ),
    "a record terminator inside a field": (
        GOOD.replace(b"Max Ha", b"Max\x1dHa"),
        [*GOOD_LINES[:2], "245 10 $aMax Havelaar /$cMultatuli."],
    ),
    "a record terminator pushed into a field": (
        GOOD.replace(b"Max Ha", b"Max \x1dHa"),
        [*GOOD_LINES[:2], "245 10 $aMax Havelaar /$cMultatuli."],
    ),
    "a tag with a control character": (
        GOOD.replace(b"245", b"2\x075"),
        [*GOOD_LINES[:2], "??? 10 " + GOOD_LINES[2][7:]],
    ),
    "characters that the directory does not name": (GOOD[:-1] + b"5\x1e\x1d", GOOD_LINES),
}


HARMLESS = {
    "alien entry map": GOOD[:20] + b"    " + GOOD[24:],
    "lengths in the directory that are no numbers": GOOD[:27] + b"????" + GOOD[31:],
    "starts in the directory that are all zero": GOOD[:43] + b"00000" + GOOD[48:55] + b"00000" + GOOD[60:],
}


@pytest.mark.parametrize("fault", HARMLESS)
def test_what_nothing_depends_on_may_be_wrong(fault: str) -> None:
    assert lines(only_record(HARMLESS[fault])) == GOOD_LINES


@pytest.mark.parametrize("fault", FAULTS)
def test_a_record_with_one_fault_is_read_with_a_warning(fault: str) -> None:
    data, expected = FAULTS[fault]
    if expected is None:
        assert "lengths do not tell" in only_unreadable(data).reason
        return
    record = only_record(data)
    assert lines(record) == expected
    assert record.warnings
    assert parse(record.raw, "marc21", "test", 1) == record


def test_blanks_made_visible_are_blanks_again() -> None:
    data = iso2709(NUMBER, ("008", "850101s1985####ne#"), ("500", "  \x1faC# in 24#"))
    record = only_record(data.replace(b"nam a22", b"nam#a22"))
    assert (record.leader[8], record.fields[1].text, record.fields[2].first("a")) == (
        " ",
        "850101s1985    ne ",
        "C# in 24#",
    )
    assert record.warnings == ["# in the leader stands for a blank: read so there and in 006, 007 and 008"]


CONTENTS = {
    "10Max Havelaar": ("245 10 $aMax Havelaar", "no subfield delimiter"),
    "Max Havelaar": ("245    $aMax Havelaar", "no subfield delimiter"),
    "1\x1faMax": ("245 1  $aMax", "1 characters where two indicators belong"),
    "\x1faMax": ("245    $aMax", "0 characters where two indicators belong"),
    "10 \x1faMax": ("245 10 $aMax", "3 characters where two indicators belong"),
    "10Max\x1fbHavelaar": ("245 10 $aMax$bHavelaar", "5 characters where two indicators belong"),
    "10\x1faMax\x1f\x1fbHa": ("245 10 $aMax$bHa", "delimiter without a code"),
    "10\x1faMax\x1f": ("245 10 $aMax", "delimiter without a code"),
    "10\x1faMax\x00\x01 Ha": ("245 10 $aMax Ha", "control characters"),
    "10\x1faMax\r\n    Ha": ("245 10 $aMax Ha", "control characters"),
    "10\x1faMax\u0085Ha": ("245 10 $aMax Ha", "control characters"),
    "10\x1faMax\uffffHa": ("245 10 $aMax Ha", "control characters"),
    "10\x1fëMax": ("245 10 $ëMax", "subfield code that is no letter"),
}


@pytest.mark.parametrize("content", CONTENTS)
def test_a_field_with_a_fault_is_read_with_a_warning_that_names_it(content: str) -> None:
    expected, warning = CONTENTS[content]
    record = only_record(iso2709(NUMBER, ("245", content), MAKER))
    assert lines(record) == ["001 42", expected, GOOD_LINES[1]]
    assert len(record.warnings) == 1
    assert record.warnings[0].startswith("245: ")
    assert warning in record.warnings[0]


def test_positions_of_a_control_field_stay_what_they_were() -> None:
    record = only_record(iso2709(("008", "850101s19\r\n    ne")))
    assert record.fields[0].text == "850101s19      ne"


def test_subfields_in_a_control_field_are_its_value() -> None:
    record = only_record(iso2709(("001", "00\x1faD0042"), TITLE))
    assert (record.id, lines(record)[0]) == ("D0042", "001 D0042")
    assert record.warnings == ["001: subfields in a control field; their text is read as its value"]


def test_marks_of_the_non_sorting_part_are_removed_without_a_word() -> None:
    record = only_record(iso2709(("245", "10\x1fa\u0098Der\u009c Prozess")))
    assert (lines(record), record.warnings) == (["245 14 $aDer Prozess"], [])


@pytest.mark.parametrize("title", ["<<Der>> Prozess", "\u00acDer\u00ac Prozess", "\u00acDer \u00acProzess"])
def test_marks_of_other_systems_are_removed_as_well(title: str) -> None:
    record = only_record(iso2709(("245", f"10\x1fa{title}")))
    assert (lines(record), record.warnings) == (["245 14 $aDer Prozess"], [])


def test_an_indicator_that_counts_is_believed_before_marks() -> None:
    record = only_record(iso2709(("245", "15\x1fa<<Der>> (alte) Prozess")))
    assert lines(record) == ["245 15 $aDer (alte) Prozess"]


def test_letters_are_composed() -> None:
    record = only_record(iso2709(("245", "10\x1faZoe\u0308")))
    assert (lines(record), record.warnings) == (["245 10 $aZoë"], [])


def test_an_accent_that_begins_a_value_leaves_the_code_alone() -> None:
    record = only_record(iso2709(("245", "10\x1fa\u0301b")))
    assert record.fields[0].subfields == [("a", "\u0301b")]


def test_what_lies_between_records_is_set_aside_and_what_is_blank_is_passed_over() -> None:
    data = GOOD + b"\r\n\x00 " + GOOD + b"\x1d\x1a\n" + b"Total: 2 records\n" + GOOD + b"\n"
    outcomes = read_bytes(data, "marc21")
    assert [type(outcome) for outcome in outcomes] == [Record, Record, Unreadable, Record]
    set_aside = outcomes[2]
    assert isinstance(set_aside, Unreadable)
    assert (set_aside.raw, set_aside.position) == (b"Total: 2 records\n", 3)
    assert set_aside.offset == data.index(b"Total")
    assert set_aside.reason == "no leader: begins with 'Total: 2 records\\n'"


def test_a_record_that_was_cut_does_not_take_the_next_with_it() -> None:
    outcomes = read_bytes(GOOD + GOOD[:80] + GOOD, "marc21")
    assert [type(outcome) for outcome in outcomes] == [Record, Unreadable, Record]
    assert isinstance(outcomes[1], Unreadable)
    assert outcomes[1].reason == "cut off: no record terminator, 80 bytes of '00123'"


def test_a_file_cut_in_its_last_record_says_so() -> None:
    outcomes = read_bytes(GOOD + GOOD[:80], "marc21")
    assert isinstance(outcomes[1], Unreadable)
    assert (outcomes[1].offset, outcomes[1].raw) == (len(GOOD), GOOD[:80])
    assert outcomes[1].reason.startswith("cut off")


def test_a_record_with_a_terminator_that_lost_its_end_keeps_what_is_there() -> None:
    record = only_record(GOOD[:96] + b"\x1d")
    assert lines(record) == GOOD_LINES[:2]
    assert record.warnings[-1] == "fields that are cut off: 245"


def test_records_whose_terminators_were_all_lost_are_found_by_their_leaders() -> None:
    outcomes = read_bytes(b"\n".join([GOOD[:-1]] * 3), "marc21")
    assert [lines(outcome) for outcome in outcomes if isinstance(outcome, Record)] == [GOOD_LINES] * 3


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"broken", "no leader: begins with 'broken'"),
        (b"x" * 100 + b"\x1d", "no directory: no field terminator after the leader"),
        (GOOD[:24] + b"\x1e\x1d", "it has no fields"),
        (GOOD[:24] + b"the directory was lost\x1e" + GOOD[61:], "the directory has 22 characters"),
        (
            GOOD[:24] + b"the directory was lost on way.......\x1e" + GOOD[61:],
            "no directory: b'the directory was lost o",
        ),
    ],
)
def test_what_is_no_record_is_set_aside_with_its_bytes_and_the_reason(data: bytes, reason: str) -> None:
    set_aside = only_unreadable(data)
    assert set_aside.raw == data
    assert set_aside.reason.startswith(reason)


def test_a_directory_in_another_order_that_lengths_do_not_confirm_is_not_believed() -> None:
    data = iso2709(("100", "1 \x1faAAA"), ("700", "1 \x1faBBB"), ("710", "1 \x1faCCC"))
    damaged = data.replace(b"700000800008", b"700000800099")
    assert "in another order" in only_unreadable(damaged).reason


def test_no_field_is_read_twice_from_the_same_bytes() -> None:
    entries = b"245001900000" * 4000
    data = (
        b"%05dnam a22%05d a 4500" % (99999, 24 + len(entries) + 1)
        + entries
        + b"\x1e10\x1faMax Havelaar...\x1e\x1d"
    )
    assert "4000 fields, 1 are there" in only_unreadable(data).reason


def test_what_grows_past_the_bound_is_set_aside_and_not_held() -> None:
    block = b"x" * 2**20
    from lod.sources.marc.iso2709_split import split
    from lod.sources.streams import Blocks

    def source() -> object:
        yield GOOD
        for _ in range(30):
            yield block
        yield b"\x1d" + GOOD

    pieces = list(split(Blocks(source()), "test"))  # type: ignore[arg-type]
    assert [piece.position for piece in pieces] == [1, 2, 3]
    assert isinstance(pieces[1], Unreadable)
    assert pieces[1].reason.startswith("no end in 31,457,281 bytes")
    assert (len(pieces[1].raw), pieces[2].raw, pieces[2].offset) == (65536, GOOD, len(GOOD) + 30 * 2**20 + 1)


def test_padding_with_nul_is_no_record_however_long() -> None:
    outcomes = read_bytes(GOOD + b"\x00" * (11 * 2**20) + GOOD, "marc21")
    assert [type(outcome) for outcome in outcomes] == [Record, Record]
