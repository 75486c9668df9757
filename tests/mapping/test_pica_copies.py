"""Copies in PICA+: what libraries tell readers, what they write for their staff, what nobody knows."""

from __future__ import annotations

import re

import pytest

from lod.mapping.rule_examples import pica_of
from tests.mapping.schemaorg_checks import BASE, mapper

COPY = "101@ $a20$bDE-84$c84\n203@/01 $0018046525\n"
ITEM = "<item/c-1-018046525>"


def made_of(text: str) -> list[str]:
    """What a record written down in plain PICA+ becomes, in short."""
    lines = mapper("pica").map(pica_of(text)).statements.splitlines()
    return [
        line.replace(BASE + "id/", "").replace("http://id.loc.gov/ontologies/bibframe/", "") for line in lines
    ]


@pytest.mark.parametrize(
    "internal",
    [
        "220B/01 $aGeheim",  # remarks to colleagues
        "209B/01 $aGeheim$x00",
        "209B/01 $aGeheim$x82",  # a price
        "209O/01 $aGeheim",
        "209F/01 $aGeheim",  # the route of an interlibrary loan
        "209K/01 $aGeheim$b3",  # a code of access
        "209R/01 $uhttps://example.org/$xGeheim",
        "237B/01 $aGeheim",
        "147F $aGeheim",
    ],
)
def test_what_a_library_writes_for_its_staff_is_not_published(internal: str) -> None:
    assert not any("Geheim" in line for line in made_of(COPY + internal))


@pytest.mark.parametrize("unknown", ["221Z/01 $aX", "209Z/01 $aX", "147Z $aX", "209A/01 $aA 1$kX"])
def test_a_field_of_a_copy_that_no_table_has_is_left_over(unknown: str) -> None:
    made = mapper("pica")
    made.map(pica_of(COPY + unknown))
    assert sum(made.left_over.values()) == 1


def test_a_copy_is_asked_for_by_the_first_of_its_marks() -> None:
    lines = made_of(COPY + "209A/01 $aMagazijn 7$x09\n209A/01 $aA 12$x00")
    asked = {line.split('"')[1] for line in lines if "schema.org/sku" in line}
    marks = {line.split()[2] for line in lines if line.startswith(f"{ITEM} <shelfMark>")}
    labels = {line.split('"')[1] for line in lines if "#label>" in line and line.split()[0] in marks}
    assert asked == labels == {"A 12"}


def test_a_mark_that_is_alone_is_asked_for_whatever_its_number() -> None:
    assert any('sku> "B 7"' in line for line in made_of(COPY + "209A/01 $aB 7$x09"))


@pytest.mark.parametrize(("siglum", "place"), [("84", set()), ("84/12", {"84/12"})])
def test_the_siglum_of_the_library_is_no_place_in_it(siglum: str, place: set[str]) -> None:
    lines = made_of(COPY + f"209A/01 $B{siglum}$aA 1")
    parts = {line.split()[2] for line in lines if "availableAtOrFrom" in line}
    assert {line.split('"')[1] for line in lines if line.split()[0] in parts and '"' in line} == place


def test_volumes_are_told_once_where_figures_and_words_tell_them() -> None:
    lines = made_of(COPY + "231@/01 $d1$j1964$6\n231B/01 $a1.1964 -\n203@/02 $02\n231@/02 $d5$j1968$e3$6")
    told = {line.split()[2] for line in lines if "<enumerationAndChronology>" in line}
    assert {line.split('"')[1] for line in lines if line.split()[0] in told and '"' in line} == {
        "1.1964 -",
        "5.1968,3 -",
    }


def test_a_former_owner_is_of_the_copy_that_the_record_names() -> None:
    lines = made_of("092B $2018046525$5DE-84$aJansen, A.$bExlibris\n" + COPY)
    assert [line for line in lines if "custodialHistory" in line] == [
        f'{ITEM} <custodialHistory> "Jansen, A.; Exlibris" .'
    ]
    assert {found for line in lines for found in re.findall(r"<item/[^>#]+>", line)} == {ITEM}


def test_an_address_of_a_library_is_that_of_its_first_copy() -> None:
    lines = made_of("101@ $a20$bDE-84\n109R $uhttps://example.org/1\n203@/01 $0018046525\n203@/02 $02")
    assert [line.split()[0] for line in lines if "electronicLocator" in line] == [ITEM]


@pytest.mark.parametrize(
    ("code", "words"),
    [
        ("$du", "available for loan"),
        ("$df", "for use in the library; a copy only for other libraries"),
        ("$Du", "restricted loan"),  # a letter of the SWB is not that of the GBV
    ],
)
def test_a_letter_for_lending_means_what_its_union_says(code: str, words: str) -> None:
    assert any(f'"{words}"@en' in line for line in made_of(COPY + f"209A/01 $aA 1{code}"))


def test_a_barcode_with_a_dollar_is_whole() -> None:
    assert any(
        'rdf-syntax-ns#value> "84$103098485"' in line for line in made_of(COPY + "209G/01 $a84$103098485")
    )
