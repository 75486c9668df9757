"""A first mapping from columns: it loads, its examples hold, and what it does not know stays left over."""

import csv
import itertools
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from lod import sources
from lod.errors import MappingError
from lod.mapping import Mapping, load
from lod.mapping.draft import draft
from lod.mapping.examples import run_examples
from lod.record import Field, Record
from lod.sources.streams import open_blocks
from lod.sources.xml_fields import cleaned


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


def test_values_tell_what_names_do_not(tmp_path: Path) -> None:
    rows = [
        row(
            code=f"A-{number}",
            boek=isbn,
            gezien=f"1{number}5{number}",
            plaatje=f"https://x.org/{number}.jpg",
            waar=f"https://x.org/{number}",
            sp=("nl", "en")[number % 2],
            lat="52.37",
            lng="4.89",
            born=f"19{number}0",
        )
        for number, isbn in enumerate(
            [
                "9789023456797",
                "9789028261204",
                "9789025309145",
                "9789044618471",
                "9789000330973",
                "9789027439642",
            ]
        )
    ]
    mapping = drafted(tmp_path, *rows)
    outcomes = list(run_examples(mapping))
    assert all(outcome.passed for outcome in outcomes), [str(outcome) for outcome in outcomes]
    said = mapping.mapper("http://x.org/", "c").map(rows[1]).statements
    for word in (
        'identifier> "A-1"',
        'isbn> "9789028261204"',
        'dateCreated> "1151"',
        "image> <https://x.org/1.jpg>",
        "sameAs> <https://x.org/1>",
        'inLanguage> "en"',
        'latitude> "52.37"',
        'longitude> "4.89"',
    ):
        assert word in said, word
    assert mapping.mapper("http://x.org/", "c").map(rows[1]).issues == ()
    assert "1910" not in said


def test_no_maker_is_called_by_a_figure(tmp_path: Path) -> None:
    rows = [row(nr=str(at), artist_is_known=str(at % 2), artist="Jan", term="12") for at in range(5)]
    made = drafted(tmp_path, *rows).mapper("http://x.org/", "c")
    said = made.map(rows[1]).statements
    assert "/agent/c-jan>" in said or 'name> "Jan"' in said
    assert 'name> "1"' not in said
    assert 'name> "12"' not in said


@settings(max_examples=25)
@given(st.text(max_size=12))
@example("Datum: jaar")
@example("Jaar # ca.")
@example("&anker *ster - jaar")
@example("{jaar}: [x], 'y' | \"z\"")
def test_a_column_may_have_any_name(name: str) -> None:
    records = [
        Record("csv", "1", "", [Field(f"{cleaned(name)} jaar", "", [("", year)])])
        for year in ("1900", "1901")
    ]
    with TemporaryDirectory() as folder:
        outcomes = list(run_examples(drafted(Path(folder), *records)))
    assert all(outcome.passed for outcome in outcomes), [str(outcome) for outcome in outcomes]


def test_a_format_with_a_mapping_needs_no_draft() -> None:
    with pytest.raises(MappingError, match="comes with mappings"):
        draft("own-schema", "marc21", [])


def test_every_real_table_gets_a_draft_that_holds_and_maps_without_errors(
    shared: Path, tmp_path: Path
) -> None:
    with (shared / "data" / "FILES.tsv").open(encoding="utf-8") as file:
        paths = [
            row["path"]
            for row in csv.DictReader(file, delimiter="\t")
            if row["format"].startswith(("CSV", "TSV", "JSON", "XML code", "Iconclass text ("))
            and row["path"][:5] != "large"
        ]
    one_of_each = {(str(Path(path).parent), Path(path).suffix, path[:12]): path for path in paths}
    for number, path in enumerate(one_of_each.values()):
        whole = shared / "data" / path
        format = sources.guess(open_blocks(whole).head(), path).name if "codeMaps" not in path else "xml"
        found = (record for record in sources.read(whole, format) if isinstance(record, Record))
        records = list(itertools.islice(found, 200))
        name = f"own{number}-schema"
        (tmp_path / name).mkdir()
        (tmp_path / name / "a.yaml").write_text(draft(name, format, records), encoding="utf-8")
        mapping = load([name], overlay=tmp_path)
        outcomes = list(run_examples(mapping))
        assert outcomes, path
        assert all(outcome.passed for outcome in outcomes), [path, *map(str, outcomes)]
        mapper = mapping.mapper("http://x.org/", "c")
        assert all(mapper.map(record).statements for record in records), path
