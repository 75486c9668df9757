"""What a reader sees of a record in Schema.org: in which language it is, and without the marks of ISBD."""

import re
from functools import cache

import pytest

from lod.mapping import Mapper, load
from lod.mapping.functions.display_forms import closed, extent, publisher_name
from lod.mapping.rule_examples import record_of


@cache
def mapper() -> Mapper:
    return load(["marc21-schema"]).mapper("http://x.org/", "demo", "NL-Demo", "nl")


def texts(record: str, prop: str = "name") -> set[str]:
    """The texts of a property, with their languages."""
    found = mapper().map(record_of(record)).statements
    return set(re.findall(rf'<https://schema.org/{prop}> ("(?:[^"\\]|\\.)*"(?:@[\w-]+)?)', found))


JAPANESE = "008 000315s1931    ja            000 0 jpn d\n"


def test_latin_letters_are_not_said_to_be_how_a_language_is_written() -> None:
    assert texts(JAPANESE + "245 10 $aMarukusu shugi.") >= {'"Marukusu shugi"@ja-Latn'}
    assert texts(JAPANESE + "245 10 $aマルクス主義.") >= {'"マルクス主義"@ja'}
    assert texts("008 790101s1952    ne            000 1 dut d\n245 10 $aDe avonden.") >= {'"De avonden"@nl'}


def test_a_number_alone_is_in_the_language_of_the_record() -> None:
    assert texts(JAPANESE + "245 10 $a1931.") >= {'"1931"@ja'}


def test_a_term_of_an_english_thesaurus_is_english_beside_another_script() -> None:
    arabic = "008 170522s2016    ua       b    000 0 ara d\n"
    paired = (
        "650 #7 $6880-07$aSufism.$2fast$0(OCoLC)fst01137257\n880 #7 $6650-07/r$aالصوفية.$2qrmak\n245 00 $aX."
    )
    assert {'"Sufism"@en', '"الصوفية"@ar'} <= texts(arabic + paired)


@pytest.mark.parametrize("agency", ["040 ## $aDLC$cDLC", "003 OCoLC\n040 ## $aNjP$cNjP"])
def test_what_was_catalogued_without_a_language_by_who_leaves_out_english_is_english(agency: str) -> None:
    assert '"Simon Dubnow"@en' in texts(f"{agency}\n{JAPANESE}100 1# $aDubnow, Simon.")


def test_what_others_catalogued_without_a_language_is_in_that_of_the_collection() -> None:
    french = "008 790101s1952    fr            000 1 fre d\n"
    found = texts(f"040 ## $aOBA$cOBA\n{french}100 1# $aDubnow, Simon.\n245 10 $aHistoire.")
    assert {'"Simon Dubnow"@nl', '"Histoire"@fr'} <= found


@pytest.mark.parametrize("said", ["040 ## $aDE-101$cDE-101", "003 DE-627\n040 ## $aX$cX", "040 ## $aX$bger"])
def test_who_catalogues_in_what_language_is_told_by_their_isil_too(said: str) -> None:
    assert '"Simon Dubnow"@de' in texts(f"{said}\n{JAPANESE}100 1# $aDubnow, Simon.")


def test_a_title_in_an_undetermined_language_is_in_none() -> None:
    undetermined = "008 790101s1952    xx            000 1 und d\n"
    assert '"Tekst"@und' in texts(f"{undetermined}245 10 $aTekst.")


def test_signs_of_direction_around_a_value_do_not_keep_its_marks() -> None:
    arabic = "008 000206s2000    ua       b    000 0 ara d\n"
    paired = "245 10 $6880-02$aĀyāt Qurʼānīyah /\n880 10 $6245-02/(3/r$a\u200fآيات قرآنية /\u200f"
    assert '"آيات قرآنية"@ar' in texts(arabic + paired)


def test_commas_of_arabic_announce_what_comes_next() -> None:
    assert publisher_name("دار الإحسان،") == "دار الإحسان"
    arabic = "008 000206s2000    ua       b    000 0 ara d\n"
    assert '"شعراني"@ar' in texts(f"{arabic}040 ## $bara\n100 0# $aشعراني،$d1493-1565.")


@pytest.mark.parametrize(
    ("field", "name"),
    [
        ("$aDüsseldorf$bAmt für Wohnungswesen", "Düsseldorf. Amt für Wohnungswesen"),
        ("$aIchthyology Congress$n7$d1991$cDen Haag", "Ichthyology Congress (7 : 1991 : Den Haag)"),
        ("$aPerl Conference 4.0$d(2000 :$cMonterey)", "Perl Conference 4.0 (2000 : Monterey)"),
        ("$aZentrum für Luft- und Raumfahrt$gKöln", "Zentrum für Luft- und Raumfahrt (Köln)"),
        ("$aZhongguo ke xue yuan.$bDi zhi yan jiu suo.$6880-01", "Zhongguo ke xue yuan. Di zhi yan jiu suo"),
        ("$aUnited States.$bNavy Dept.", "United States. Navy Dept."),
    ],
)
def test_names_of_organisations_have_their_marks_and_no_more(field: str, name: str) -> None:
    assert f'"{name}"@en' in texts(f"040 ## $beng\n710 2# {field}")


@pytest.mark.parametrize(
    "name", ["Tor.", "Knopf (N.Y.)", "etc.", "J.", "", ".", "...", "2.", "(", "a. b. c.", "\u060c", "x" * 300]
)
def test_any_text_can_be_closed_and_closing_it_again_changes_nothing(name: str) -> None:
    for made in (closed, extent, publisher_name, lambda text: closed(text, True)):
        once = made(name)
        assert made(once) == once


def test_notes_of_contents_make_one_description_unless_scripts_are_paired() -> None:
    notes = "505 0# $a--A.--\n505 8# $aB."
    assert texts(f"040 ## $bdut\n{JAPANESE}{notes}", "description") == {'"A. -- B."@ja-Latn'}
    paired = f"{JAPANESE}{notes}\n880 10 $6245-01$a題\n245 10 $6880-01$aDai"
    assert len(texts(paired, "description")) == 2
