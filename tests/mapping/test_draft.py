"""A first mapping from columns: it loads, its examples hold, and what it does not know stays left over."""

from pathlib import Path

from lod.mapping import Mapping, load
from lod.mapping.draft import draft
from lod.mapping.examples import run_examples
from lod.record import Field, Record


def row(**values: str) -> Record:
    fields = [Field(name.replace("_", " "), "", [("", value)]) for name, value in values.items()]
    return Record("csv", values.get("nr", ""), "", fields)


def drafted(folder: Path, *records: Record) -> Mapping:
    (folder / "own-schema").mkdir()
    text = draft("own-schema", "csv", records)
    (folder / "own-schema" / "a.yaml").write_text(text, encoding="utf-8")
    return load(["own-schema"], overlay=folder)


def test_a_draft_maps_what_its_columns_are_called(tmp_path: Path) -> None:
    rows = [
        row(
            nr="1",
            titel="Vaas: blauw",
            vervaardiger="Jansen, Jan",
            trefwoorden="vaas#aardewerk",
            kleur_code="b",
        ),
        row(nr="2", titel="Bord # 2", jaar="1650", trefwoorden="bord#aardewerk"),
    ]
    mapping = drafted(tmp_path, *rows)
    outcomes = list(run_examples(mapping))
    assert len(outcomes) == 6
    assert all(outcome.passed for outcome in outcomes), [str(outcome) for outcome in outcomes]
    made = mapping.mapper("http://x.org/", "c")
    said = made.map(rows[0]).statements
    assert '/name> "Vaas: blauw"@nl' in said
    assert '/name> "Jan Jansen"@nl' in said
    assert said.count("schema.org/about>") == 2
    assert made.left_over == {"kleur code": 1}


def test_a_draft_of_hostile_names_still_loads(tmp_path: Path) -> None:
    names = ['a"b', "x: y", "# z", "{titel}", "ti\ntel", "naam | chop"]
    record = Record("csv", "", "", [Field(name, "", [("", 'v"\\ {1}')]) for name in names])
    drafted(tmp_path, record).check()
