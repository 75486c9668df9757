"""Tables of museums that write German or French."""

from __future__ import annotations

from pathlib import Path

from lod.mapping.rule_examples import run_examples
from tests.mapping.test_draft import drafted, row
from tests.mapping.test_drafts_of_museums import said

GERMAN = {
    "Titel": "Blick auf Dresden",
    "Künstler/Hersteller": "Müller, Hans (1850-1910)",
    "Datierung": "um 1890",
    "Material / Technik": "Öl auf Leinwand",
    "Maße": "60 x 80 cm",
    "Sachgruppe": "Malerei",
    "Beschreibung": "Ansicht der Stadt",
    "Entstehungsort": "Dresden",
    "Schlagworte": "Stadt|Fluss",
    "Standort": "Depot 1",
    "Erwerbungsdatum": "1999-05-01",
    "Bildrechte": "CC BY 4.0",
}


def test_a_table_in_german(tmp_path: Path) -> None:
    rows = [row(Inventarnummer=f"1999/{at}", **GERMAN) for at in (1, 2)]
    mapping = drafted(tmp_path, *rows)
    assert all(outcome.passed for outcome in run_examples(mapping))
    made = said(mapping, rows[0])
    for told in (
        '<identifier> "1999/1"',
        '<name> "Hans Müller"@nl',
        '<birthDate> "1850"',
        '<temporal> "um 1890"@nl',
        '<name> "Öl auf Leinwand"@nl',
        '<size> "60 x 80 cm"@nl',
        '<name> "Malerei"@nl',
        '<description> "Ansicht der Stadt"@nl',
        "<locationCreated>",
        "<license> <https://creativecommons.org/licenses/by/4.0/>",
    ):
        assert told in made, told
    assert made.count("<about>") == 2
    assert "Depot" not in made
    assert "1999-05-01" not in made


def test_a_table_in_french(tmp_path: Path) -> None:
    one = {"Titre": "Assiette", "Artiste": "Jean Dupont", "Datation": "1890", "Matériaux": "faïence"}
    rows = [row(**{"Numéro d'inventaire": f"A {at}"}, **one) for at in (1, 2)]
    made = said(drafted(tmp_path, *rows), rows[0])
    assert '<name> "Assiette"@nl' in made
    assert '<name> "Jean Dupont"@nl' in made
    assert '<dateCreated> "1890"' in made
    assert '<name> "faïence"@nl' in made


def test_the_first_and_the_last_date_are_a_period(tmp_path: Path) -> None:
    rows = [row(**{"nr": str(at), "Datum vroegste": "1700", "Datum laatste": "1750"}) for at in (1, 2)]
    made = said(drafted(tmp_path, *rows), rows[0])
    assert '<temporal> "1700/1750"' in made
    assert "<dateCreated>" not in made
