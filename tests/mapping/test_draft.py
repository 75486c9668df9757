"""A first mapping from columns: it loads, its examples hold, and what it does not know stays left over."""

import csv
import itertools
import json
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from lod import sources
from lod.errors import MappingError
from lod.mapping import Mapping, load
from lod.mapping.drafting.draft import draft
from lod.mapping.rule_examples import run_examples
from lod.record import Field, Record
from lod.sources.json_files import fields as json_fields
from lod.sources.streams import open_blocks
from lod.sources.xml_files.fields import cleaned


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


def said_by_draft(folder: Path, *records: Record) -> list[str]:
    mapper = drafted(folder, *records).mapper("http://x.org/", "c")
    return [mapper.map(each).statements for each in records]


def test_yes_and_no_are_no_languages(tmp_path: Path) -> None:
    rows = [
        row(nr=str(number), titel=f"Vaas {number}", geheim=("ja", "nee")[number % 2]) for number in range(9)
    ]
    assert not any("inLanguage" in said for said in said_by_draft(tmp_path, *rows))


def test_columns_are_known_by_their_words_in_another_order(tmp_path: Path) -> None:
    given = {
        "Obj. nr.": "SM-1",
        "Naam object": "Klomp",
        "Foto URL": "https://x.org/klomp 1.jpg",
        "Wanneer": "1890",
    }
    record = Record("csv", "SM-1", "", [Field(name, "", [("", value)]) for name, value in given.items()])
    (said,) = said_by_draft(tmp_path, record)
    assert '/identifier> "SM-1"' in said
    assert "/image> <https://x.org/klomp%201.jpg>" in said
    assert '/dateCreated> "1890"' in said
    assert '/object/SM-1> <https://schema.org/name> "Klomp"@nl' in said.replace("c-", "")


def test_what_has_no_title_is_called_by_what_it_is(tmp_path: Path) -> None:
    rows = [row(nr="1", titel="De Golf", objectnaam="prent"), row(nr="2", objectnaam="vaas")]
    wave, vase = said_by_draft(tmp_path, *rows)
    assert '<https://schema.org/name> "De Golf"@nl' in wave
    assert wave.count("object/c-1> <https://schema.org/name>") == 1
    assert 'object/c-2> <https://schema.org/name> "vaas"@nl' in vase


def test_a_first_and_a_last_year_are_one_period(tmp_path: Path) -> None:
    rows = [row(nr="1", jaar_van="1890", jaar_tot="1910"), row(nr="2", jaar_van="1894", jaar_tot="1894")]
    period, year = said_by_draft(tmp_path, *rows)
    assert '/temporal> "1890/1910"' in period
    assert "dateCreated" not in period
    assert '/dateCreated> "1894"' in year


def test_an_address_is_not_what_a_thing_is_called(tmp_path: Path) -> None:
    rows = [row(nr=str(number), kijk=f"https://x.org/een map/{number}.jpg") for number in range(5)]
    assert not any("schema.org/name>" in said for said in said_by_draft(tmp_path, *rows))


def test_the_life_of_a_maker_is_not_the_date_of_the_object(tmp_path: Path) -> None:
    rows = [row(nr="1", Artist_dates="1760", Date_made="1831")]
    (said,) = said_by_draft(tmp_path, *rows)
    assert '/dateCreated> "1831"' in said


def test_file_names_with_a_bar_between_them_are_told_apart(tmp_path: Path) -> None:
    rows = [row(nr=str(number), afbeelding="a.jpg") for number in range(9)]
    text = draft("own-schema", "csv", [*rows, row(nr="9", afbeelding="a.jpg|b.jpg")])
    assert '$afbeelding | split("|") | iri' in text


def test_a_function_of_the_whole_record_reads_columns(tmp_path: Path) -> None:
    (tmp_path / "own-schema").mkdir()
    (tmp_path / "own-schema" / "a.yaml").write_text(
        """\
mapping: own-schema
format: csv
things:
  object: object
rules:
  - rule: period
    from: record
    why: Two columns.
    gives:
      object:
        schema:temporal: record | dated(van, tot)
    examples:
      - in: '{"van": "1890", "tot": "1910"}'
        out: |
          <object> schema:temporal "1890/1910" .
""",
        encoding="utf-8",
    )
    outcomes = list(run_examples(load(["own-schema"], overlay=tmp_path)))
    assert [str(each) for each in outcomes if not each.passed] == []


def test_what_wraps_a_record_and_prefixes_of_terms_do_not_hide_what_a_path_is(tmp_path: Path) -> None:
    given = {
        "@context": "https://x.org/context",
        "_source/inventarisnummer": "7",
        "dcterms:title/@value": "Vaas",
        "_source/vervaardiger": "Jansen, Jan",
        "dcterms:subject/o:label": "vazen",
    }
    text = draft("own-schema", "json", [Record("json", "7", "", _tree(given))])
    assert "schema:identifier: $_source/inventarisnummer" in text
    assert 'schema:name: $"dcterms:title/@value" @lang' in text
    assert "A guess from _source/vervaardiger" in text
    assert "A guess from dcterms:subject/o:label" in text
    assert "A guess from @context" not in text


def _tree(given: dict[str, str]) -> list[Field]:
    return json_fields.fields(json.dumps(_nested(given)), [])


def _nested(given: dict[str, str]) -> dict[str, dict[str, str] | str]:
    made: dict[str, dict[str, str] | str] = {}
    for name, value in given.items():
        above, _, last = name.rpartition("/")
        inner = made.setdefault(above, {}) if above else made
        assert isinstance(inner, dict)
        inner[last] = value
    return made


def test_pieces_that_are_only_described_are_called_so(tmp_path: Path) -> None:
    rows = [row(nr="1", beschrijving="Brief van Jan aan Piet"), row(nr="2", beschrijving="Notulen")]
    said, _ = said_by_draft(tmp_path, *rows)
    assert '<https://schema.org/name> "Brief van Jan aan Piet"@nl' in said
    assert "schema.org/description" not in said


def test_where_a_book_came_out_is_not_what_it_is_about(tmp_path: Path) -> None:
    (said,) = said_by_draft(tmp_path, row(nr="1", titel="Iets", plaats_van_uitgave="Leyden"))
    assert "schema.org/locationCreated" in said
    assert "schema.org/contentLocation" not in said
