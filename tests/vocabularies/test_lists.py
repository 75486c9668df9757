"""The tables in vocabularies/: readable, complete in both languages, each with its source."""

from pathlib import Path

import pyoxigraph
import pytest

from lod.package_data import folder
from lod.rdf import code_lists, namespaces, tsv_tables

HOME = folder("vocabularies")
TABLES = sorted(str(path.relative_to(HOME)) for path in HOME.rglob("*.tsv"))
LISTS = code_lists.names()


@pytest.mark.parametrize("path", [p for p in TABLES if p != "prefixes.tsv"])
def test_a_table_states_its_source_date_and_licence(path):
    head = tsv_tables.head(path)
    assert all(head.get(name) for name in ("source", "date", "licence"))


@pytest.mark.parametrize("path", TABLES)
def test_a_table_is_tidy(path):
    table = tsv_tables.read(path)
    keys = [line.split("\t")[0] for line in table.lines]
    assert len(set(keys)) == len(keys)
    for line in table.lines:
        cells = line.split("\t")
        assert len(cells) <= len(table.columns), line
        assert all(cell == cell.strip() for cell in cells), line


@pytest.mark.parametrize("name", LISTS)
def test_a_list_of_codes_has_a_name_in_both_languages_and_its_file_is_named_after_it(name):
    head = tsv_tables.head(f"codes/{name}.tsv")
    assert head["name"] == name
    assert head["title"]
    assert head["titel"]


@pytest.mark.parametrize("name", LISTS)
def test_every_term_has_a_label_in_dutch_and_english(name):
    labels = {entry.code: entry.labels for entry in code_lists.load(name)}
    assert [code for code, found in labels.items() if set(found) != {"en", "nl"}] == []


@pytest.mark.parametrize("name", LISTS)
def test_every_term_has_a_valid_iri_of_its_own_and_a_class_that_exists(name):
    listed = code_lists.load(name)
    iris = [entry.iri for entry in listed if entry.iri]
    assert len(set(iris)) == len(iris)
    for iri in iris:
        assert pyoxigraph.NamedNode(iri).value.startswith(listed.iri)
    table = tsv_tables.read(f"codes/{name}.tsv")
    classes = {table.head.get("class"), *(row.get("class") for row in table.rows())} - {None, ""}
    assert all(namespaces.is_class(namespaces.expand(one)) for one in classes)


@pytest.mark.parametrize(
    ("name", "at_least"),
    [
        ("relators", 300),
        ("languages", 480),
        ("countries", 375),
        ("geographicAreas", 560),
        ("contentTypes", 25),
        ("mediaTypes", 10),
        ("carriers", 57),
        ("issuance", 4),
    ],
)
def test_the_lists_that_must_be_complete_are(name, at_least):
    listed = code_lists.load(name)
    assert len(listed.codes) >= at_least
    assert not listed.part


def test_every_iso_country_of_today_has_a_marc_country():
    listed = code_lists.load("countries@iso3166")
    apart = {"AX", "HK", "MO", "PS", "SJ", "UM"}  # MARC counts these with, or divides them otherwise
    assert len(listed.codes) == 249 - len(apart)
    assert not apart & set(listed.codes)


def test_language_tags_in_the_list_are_valid():
    from lod.rdf.literals import language_tag

    tags = {entry.row["bcp47"] for entry in code_lists.load("languages") if entry.row["bcp47"]}
    assert [tag for tag in sorted(tags) if language_tag(tag) is None] == []


def test_no_two_tables_claim_the_same_scheme():
    schemes = [code_lists.load(name).iri for name in LISTS if code_lists.load(name).iri]
    assert len(set(schemes)) == len(schemes)


def test_the_script_that_makes_term_lists_can_be_read(tmp_path):
    compile(Path(HOME / "make.py").read_text(encoding="utf-8"), "make.py", "exec")
