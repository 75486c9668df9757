"""Tables as volunteers of a local history society or a small museum make them in Excel."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from lod.mapping.drafting.column_pairs import measures
from lod.mapping.drafting.draft import columns, draft
from lod.mapping.rule_examples import run_examples
from tests.mapping.test_draft import drafted, row
from tests.mapping.test_drafts_of_museums import said

SHEET = {
    "Omschrijving voorwerp": "Theepot met bloemdecor",
    "Gemaakt door": "Regout, Maastricht",
    "Gemaakt in": "Maastricht",
    "Periode van": "1880",
    "Periode tot": "1900",
    "Soort voorwerp": "servies",
    "Gemaakt van": "aardewerk",
    "Hoogte": "15 cm",
    "Breedte (cm)": "22",
    "Diepte": "0",
    "Schenker": "mevr. Smeets",
    "Jaar van schenking": "1985",
    "Afgebeelde plaats": "Sittard",
    "Trefwoord persoon": "Regout, Petrus (1801-1878)",
    "Opschrift": "PR",
}


def test_the_words_of_volunteers_are_known(tmp_path: Path) -> None:
    rows = [row(Nummer=f"V-{at}", **SHEET) for at in (1, 2)]
    mapping = drafted(tmp_path, *rows)
    assert all(outcome.passed for outcome in run_examples(mapping))
    made = said(mapping, rows[0])
    for told in (
        '<identifier> "V-1"',
        '<description> "Theepot met bloemdecor"@nl',
        '<name> "servies"@nl',
        '<name> "Regout, Maastricht"@nl',
        '<temporal> "1880/1900"',
        '<name> "aardewerk"@nl',
        '<size> "hoogte 15 cm; breedte 22 cm"@nl',
        '<name> "Petrus Regout"@nl',
        '<text> "PR"@nl',
    ):
        assert told in made
    assert made.count('<name> "Maastricht"@nl') == 1
    assert "<locationCreated>" in made
    assert "<contentLocation>" in made
    assert "1985" not in made  # when it was given is not when it was made
    assert "Smeets" not in made


@pytest.mark.parametrize(
    "name", ["Jaar van schenking", "Aankoopdatum", "Datum registratie", "Restauratiedatum", "Datum bruikleen"]
)
def test_a_year_of_what_was_done_with_a_thing_is_not_that_of_making_it(tmp_path: Path, name: str) -> None:
    rows = [row(Nummer=f"V-{at}", Titel=f"Kan {at}", **{name: f"198{at}"}) for at in (1, 2, 3)]
    assert "198" not in said(drafted(tmp_path, *rows), rows[0])


def test_what_is_described_in_a_few_words_is_called_so_and_not_by_another_column(tmp_path: Path) -> None:
    rows = [
        row(Beeldnummer=f"F-{at}", Beschrijving=f"Opening van brug {at}", Straat=f"Straat {word}")
        for at, word in enumerate(("Een", "Twee", "Drie"))
    ]
    made = said(drafted(tmp_path, *rows), rows[0])
    assert '<name> "Opening van brug 0"@nl' in made
    assert "Straat" not in made


def test_materials_between_commas_are_several_where_the_table_shows_it(tmp_path: Path) -> None:
    rows = [
        row(Nummer=str(at), Titel=f"Ding {at}", Materiaal=material)
        for at, material in enumerate(("hout, riet", "hout", "riet", "riet, hout"))
    ]
    assert said(drafted(tmp_path, *rows), rows[0]).count("<material>") == 2


@pytest.mark.parametrize("texts", [("zilver, kant", "goud"), ("Deventer, Brink", "Deventer", "Brink")])
def test_a_comma_that_may_belong_to_a_name_stays(tmp_path: Path, texts: tuple[str, ...]) -> None:
    rows = [row(Nummer=str(at), Titel=f"Ding {at}", Trefwoord=text) for at, text in enumerate(texts)]
    made = said(drafted(tmp_path, *rows), rows[0])
    assert made.count("<about>") == 1
    assert f'<name> "{texts[0]}"@nl' in made


def test_a_column_with_an_apostrophe_in_its_name_is_read(tmp_path: Path) -> None:
    rows = [
        row(
            **{
                "Numéro d'inventaire": f"D.{at}",
                "Titre": f"Assiette {at}",
                "Foto's": f"https://x.org/{at}a.jpg#https://x.org/{at}b.jpg",
                "Maker's naam": "Jan Jansen#Piet Bos",
                "Rol": "schilder#schenker",
            }
        )
        for at in (1, 2)
    ]
    mapping = drafted(tmp_path, *rows)
    assert all(outcome.passed for outcome in run_examples(mapping))
    made = said(mapping, rows[0])
    assert '<identifier> "D.1"' in made
    assert "<image> <https://x.org/1a.jpg>" in made
    assert "<image> <https://x.org/1b.jpg>" in made
    assert made.count("<creator>") == 1


def test_a_mark_within_an_address_is_part_of_it() -> None:
    rows = [row(Nummer=str(at), Titel=f"A {at}", Foto=f"https://x.org/{at}#page") for at in (1, 2)]
    assert "split" not in draft("table", "csv", rows)


def test_a_number_without_its_unit_is_no_measure() -> None:
    found = columns([row(Hoogte="15", Breedte="9 cm", B="12", **{"H (cm)": "3"})])
    assert [column.name for column in measures(found.values())] == ["Breedte", "H (cm)"]


def test_the_date_of_an_object_of_tms_is_not_the_life_of_its_maker(tmp_path: Path) -> None:
    rows = [
        row(ObjectNumber=f"1950.{at}", Title="View", DisplayDate="Dutch, 1621 - 1664", Dated="1654")
        for at in (1, 2)
    ]
    made = said(drafted(tmp_path, *rows), rows[0])
    assert '<dateCreated> "1654"' in made
    assert "1621" not in made


@pytest.mark.parametrize("ends", [("bouwjaar_van", "bouwjaar_tot"), ("Bouwjaar begin", "Bouwjaar eind")])
def test_first_and_last_year_of_building_are_a_period(tmp_path: Path, ends: tuple[str, str]) -> None:
    rows = [row(nummer=f"12{at}", omschrijving=f"Huis {at}", **dict(zip(ends, ("1600", "1650"), strict=True)))
            for at in (1, 2)]  # fmt: skip
    made = said(drafted(tmp_path, *rows), rows[0])
    assert '<temporal> "1600/1650"' in made
    assert "dateCreated" not in made


@pytest.mark.parametrize("name", ["Datering van", "Begindatum", "Jaar tot"])
def test_one_end_of_a_period_alone_is_not_when_it_was_made(tmp_path: Path, name: str) -> None:
    rows = [row(Nummer=f"A{at}", Titel=f"Kan {at}", **{name: "1600"}) for at in (1, 2)]
    assert "1600" not in said(drafted(tmp_path, *rows), rows[0])


def test_what_has_no_title_is_called_by_what_it_is_and_else_by_what_is_told_of_it(tmp_path: Path) -> None:
    rows = [
        row(Nummer="1", Titel="De kan", Objectnaam="kan", Beschrijving="Kan met oor"),
        row(Nummer="2", Objectnaam="kan", Beschrijving="Kan zonder oor"),
        row(Nummer="3", Beschrijving="Scherf van een kan"),
        row(Nummer="4", Beschrijving="Scherf"),
    ]
    mapping = drafted(tmp_path, *rows)
    for one, name in zip(rows, ("De kan", "kan", "Scherf van een kan", "Scherf"), strict=True):
        assert re.findall(r'/id/object/\S+> <name> "(.+)"@nl', said(mapping, one)) == [name]


def test_where_somebody_lives_is_not_what_a_thing_is_about(tmp_path: Path) -> None:
    rows = [row(Nummer=f"A{at}", Titel=f"Kan {at}", Woonplaats="Zeist") for at in (1, 2)]
    assert "Zeist" not in said(drafted(tmp_path, *rows), rows[0])


def test_the_architect_of_what_a_photo_shows_did_not_make_the_photo(tmp_path: Path) -> None:
    rows = [
        row(Nummer=f"A{at}", Titel=f"Beurs {at}", Architect="Berlage, H.P.", Fotograaf="Olie, Jacob")
        for at in (1, 2)
    ]
    made = said(drafted(tmp_path, *rows), rows[0])
    assert "Olie" in made
    assert "Berlage" not in made
