"""What functions of the mapping language make of values that few records have: each told by its standard.

Mutation testing found these: a program that was wrong about one of them passed all other tests.
"""

from __future__ import annotations

from typing import Any, cast

import pytest
from stdnum import isbn as independent

from lod.mapping.functions import dates, standard_numbers
from lod.mapping.functions.punctuation import chop, without_mark
from lod.mapping.runtime.record_run import Run
from lod.record import Field

NOBODY = cast("Run", None)
"""A run that nothing is asked of."""


def plain(term: str | None) -> str:
    """A literal without its quotation marks and type."""
    return term.split('"')[1] if term else ""


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("c19529999", "1952/.."),
        ("d19521960", "1952/1960"),
        ("d19529999", "1952/.."),
        ("i18001899", "1800/1899"),
        ("k18201887", "1820/1887"),
        ("m19601969", "1960/1969"),
        ("m19609999", "1960/.."),
        ("u1952uuuu", "1952/XXXX"),
        ("q17001750", "1700~/1750~"),
        ("q1750    ", "1750~"),
        ("p19801955", "1980"),
        ("r19801955", "1980"),
        ("s195u    ", "195X"),
        ("s195U    ", "195X"),
        ("t19691952", "1969"),
        ("e19520312", "1952-03-12"),
        ("e195203  ", "1952-03"),
        ("e1952||||", "1952"),
        ("n        ", "XXXX"),
        ("nuuuuuuuu", "XXXX/XXXX"),
        ("|1952    ", "1952"),
        ("b        ", ""),
        ("s||||||||", ""),
        ("c9999    ", ""),
        ("x1952    ", ""),
    ],
)
def test_each_type_of_date_of_a_field_008_says_what_its_years_mean(text: str, expected: str) -> None:
    assert plain(dates.provision_date(text)) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("19520300", "1952-03"),
        ("19520000", "1952"),
        ("1952U", "1952"),
        ("195U", "195X"),
        ("201103121030", "2011-03-12T10:30:00"),
        ("20110312103045", "2011-03-12T10:30:45"),
        ("2011031210", "2011-03-12"),
    ],
)
def test_what_a_date_does_not_know_it_does_not_say(text: str, expected: str) -> None:
    assert dates.marc_date(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("20110312103000", "2011-03-12T10:30:00"),
        ("20110312", "2011-03-12"),
        ("20110312      ", "2011-03-12"),
        ("20110312993000.0", "2011-03-12"),
        ("2011031210:00", "2011-03-12"),
        ("201103", ""),
        ("201103xx103000.0", ""),
    ],
)
def test_a_time_that_is_none_leaves_its_day(text: str, expected: str) -> None:
    assert plain(dates.timestamp(text)) == expected


def test_days_of_entry_are_of_the_century_that_had_machines() -> None:
    days = {text: plain(dates.entered(text)) for text in ("650101", "641231", "6501", "65010a")}
    assert days == {"650101": "1965-01-01", "641231": "2064-12-31", "6501": "", "65010a": ""}


def test_playing_times_are_told_to_the_second() -> None:
    told = {text: plain(dates.playing_time(text)) for text in ("013005", "100000", "000059", "240")}
    assert told == {"013005": "PT1H30M5S", "100000": "PT10H", "000059": "PT59S", "240": "PT4H"}
    assert dates.duration("095") == '"095"'
    assert plain(dates.duration("013005")) == "PT01H30M05S"
    assert plain(dates.running_time("240")) == "PT240M"
    assert dates.duration(" ") is None
    assert dates.running_time("0045") is None


def test_periods_reach_from_the_first_century_to_ours() -> None:
    periods = {
        code: dates.period(code) for code in ("x9y0", "y1y1", "e-e-", "----", "w5", "--w5", "z1z1", "a0")
    }
    assert periods == {
        "x9y0": "199X/200X", "y1y1": "201X", "e-e-": "00XX", "----": "", "w5": "185X", "--w5": "",
        "z1z1": "", "a0": "",
    }  # fmt: skip


TENS = ["9021413833", "0306406152", "080442957X", "080442957x", "9000000008", "0000000000", "9789021413"]


@pytest.mark.parametrize("number", TENS)
def test_ten_digits_become_the_thirteen_that_another_program_makes_of_them(number: str) -> None:
    expected = independent.to_isbn13(number.upper()) if independent.is_valid(number) else ""
    assert standard_numbers.isbn(number) == standard_numbers.isbn(f"{number} (geb.)") == expected


def test_every_wrong_check_digit_of_ten_is_refused() -> None:
    assert [sign for sign in "0123456789Xx" if standard_numbers.isbn(f"902141383{sign}")] == ["3"]
    assert standard_numbers.isbn("none") == ""
    assert standard_numbers.isbn("97890214138") == ""


def test_an_issn_ends_in_a_digit_or_an_x_of_either_case() -> None:
    assert [standard_numbers.issn(text) for text in ("2434-561X", "2434-561x", "2434561X", "none")] == [
        *["2434-561X"] * 3,
        "",
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("[32] p.", "32"),
        ("100, [20] p.", "100"),
        ("[4], [20] p.", ""),
        ("5, 25 p.", "25"),
        ("6, 25 p.", ""),
        ("0 p.", ""),
        ("120 (2 blank) p.", "120"),
    ],
)
def test_one_long_run_of_pages_is_the_number_of_pages(text: str, expected: str) -> None:
    assert standard_numbers.pages(text) == expected


def test_pages_of_a_part_have_no_blanks_in_them() -> None:
    assert standard_numbers.pages_of_part("p. 1 - 12") == "1-12"


@pytest.mark.parametrize(
    ("codes", "expected"),
    [
        (["va01"], "1"),
        (["va02", "sa03"], "5"),
        (["va"], "1"),
        (["va02", "sa"], "3"),
        (["va06", "sa05"], "10"),
        (["va10"], "10"),
    ],
)
def test_players_are_counted_up_to_ten(codes: list[str], expected: str) -> None:
    field = Field("048", "  ", [*(("b" if n else "a", code) for n, code in enumerate(codes)), ("2", "local")])
    assert standard_numbers.performers(NOBODY, field) == expected


def test_seconds_and_directions_of_either_case_decide_where_a_place_is() -> None:
    told = [
        standard_numbers.degrees(text) for text in ("E0062536", "s0520000", "w006", "-6.5", "N100", "N0000")
    ]
    assert told == ["6.4267", "-52", "-6", "-6.5", "100", ""]


def area(*values: str) -> Field:
    return Field("034", "1 ", list(zip("defg", values, strict=False)))


def test_an_area_has_four_sides_or_is_none() -> None:
    whole = ("E0040000", "E0050000", "N0530000", "N0520000")
    assert standard_numbers.box(NOBODY, area(*whole)) == "52 4 53 5"
    for missing in range(4):
        assert (
            standard_numbers.box(
                NOBODY, area(*(value if n != missing else "?" for n, value in enumerate(whole)))
            )
            == ""
        )


def test_an_area_says_its_directions_where_its_coordinates_have_signs() -> None:
    assert (
        standard_numbers.area_name(NOBODY, area("-004", "+005", "053", "-0520030"))
        == "W 4°–E 5°/N 53°–S 52°0′30″"
    )
    assert standard_numbers.area_name(NOBODY, area("e004", "E005", "?", "")) == "E 4°–E 5°/?–"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("=Travels", "Travels"),
        ('Max "Havelaar', "Max Havelaar"),
        ('"Max" Havelaar /', '"Max" Havelaar'),
        ('"Max Havelaar".', '"Max Havelaar"'),
        ("(Multatuli) 2nd ed.", "(Multatuli) 2nd ed."),
        ("((Multatuli", "Multatuli"),
        ("Multatuli))", "Multatuli"),
        ("a) b (c)", "a b (c)"),
        ("(a) b (c", "(a) b (c"),
        ("Red.", "Red"),
        ("Coloured.", "Coloured"),
    ],
)
def test_what_stands_alone_goes_and_what_has_its_other_half_stays(text: str, expected: str) -> None:
    assert chop(text) == expected


def test_the_stop_before_any_mark_is_its_own() -> None:
    found = {without_mark(f"Dallas, Tex.{mark} ") for mark in (" :", " ;", ",", " /", " =")}
    assert found == {"Dallas, Tex."}


def mods(*given: dict[str, str]) -> str:
    """What is said of elements of MODS with these attributes; their text is that of ""."""
    below = [
        Field(
            "dateIssued", "", [("", one[""]), *((f"@{name}", value) for name, value in one.items() if name)]
        )
        for one in given
    ]

    class Below:
        def below(self, field: object, name: str) -> list[Field]:
            assert (field, name) == (WHOLE, "dateIssued")
            return below

    said: Any = dates.mods_date("dateIssued")
    return str(said(Below(), WHOLE))


WHOLE = Field("originInfo", "", [])


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ([{"": "1952"}], "1952"),
        ([{"": "1950"}, {"": "1952", "encoding": "w3cdtf"}], "1952"),
        ([{"": "1952?", "encoding": "edtf"}], "1952?"),
        ([{"": "1820", "point": "start"}, {"": "1887", "point": "end"}], "1820/1887"),
        ([{"": "1820", "point": "start"}, {"": "9999", "point": "end"}], "1820/.."),
        ([{"": "1820", "point": "start"}], "1820/"),
        ([{"": "1887", "point": "end"}], ""),
        ([{"": "185u", "encoding": "marc"}], "185X"),
        ([{"": "uuuu", "encoding": "marc"}], ""),
        ([{"": "18520312", "encoding": "iso8601"}], "1852-03-12"),
        ([{"": "1852-03", "encoding": "edtf"}], "1852-03"),
        ([{"": "1852", "encoding": "w3cdtf", "qualifier": "approximate"}], "1852~"),
        ([{"": "1852", "encoding": "w3cdtf", "qualifier": "questionable"}], "1852?"),
        ([{"": "long ago"}], ""),
        ([], ""),
    ],
)
def test_dates_of_mods_are_read_as_they_are_encoded(given: list[dict[str, str]], expected: str) -> None:
    assert mods(*given) == expected
