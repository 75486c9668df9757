"""Adlib XML as it comes: with groups, without, in Dutch, in the languages of its lists."""

import pytest

from lod import sources
from lod.rdf import tsv_tables
from lod.record import Deleted, Record, Unreadable
from tests.sources.marc_builder import lines, only_record, read_bytes


def adlib(*records: str) -> str:
    found = f"<recordList>{''.join(records)}</recordList>"
    return f"<adlibXML>{found}<diagnostic><hits>9</hits></diagnostic></adlibXML>"


def read(inner: str) -> list[str]:
    return lines(only_record(adlib(f"<record>{inner}</record>"), "adlib"))


@pytest.mark.parametrize(
    "text",
    [
        adlib("<record priref='7'/>"),
        "\ufeff<?xml version='1.0'?>" + adlib("<record><priref>7</priref></record>"),
        "<recordList><record priref='7' created='x'><title>T</title></record></recordList>",
        "<OAI-PMH><record><metadata><record priref='7'/></metadata></record></OAI-PMH>",
    ],
)
def test_it_is_told_by_content_and_a_record_is_known_by_its_number(text: str) -> None:
    assert sources.guess(text.encode()).name == "adlib"
    assert only_record(text, "adlib").id == "7"


def test_three_ways_to_write_a_field_are_one() -> None:
    grouped = read("<Title><title>De brug</title></Title>")
    assert grouped == ["Title  [title De brug]"]
    assert read("<titel>De brug</titel>") == grouped
    assert read("<title><title>De brug</title></title>") == grouped
    assert read("<maker><creator>A</creator></maker>") == read("<vervaardiger>A</vervaardiger>")


def test_without_groups_the_nth_values_belong_together() -> None:
    loose = """<dimension.type>hoogte</dimension.type><dimension.type>breedte</dimension.type>
    <dimension.value>1</dimension.value><dimension.value>2</dimension.value>"""
    assert read(loose) == [
        "Dimension  [dimension.type hoogte] [dimension.value 1]",
        "Dimension  [dimension.type breedte] [dimension.value 2]",
    ]


@pytest.mark.parametrize(("words", "told"), [("exact", False), ("Exact", False), ("circa", True)])
def test_a_precision_that_leaves_no_doubt_says_nothing_beside_the_date(words: str, told: bool) -> None:
    prec = f"<production.date.start.prec>{words}</production.date.start.prec>"
    inner = f"<production.date.start>1836</production.date.start>{prec}"
    beside = f" [production.date.start.prec {words}]" if told else ""
    wanted = [f"Production_date  [production.date.start 1836]{beside}"]
    assert read(inner) == read(f"<Production_date>{inner}</Production_date>") == wanted


def test_an_empty_value_keeps_the_place_of_one() -> None:
    loose = "<creator>A</creator><creator>B</creator><creator.role/><creator.role>drukker</creator.role>"
    assert read(loose) == [
        "Production  [creator A] [creator.role ]",
        "Production  [creator B] [creator.role drukker]",
    ]


def test_where_nobody_knows_to_which_a_value_belongs_it_stands_alone() -> None:
    loose = "<creator>A</creator><creator>B</creator><creator.role>drukker</creator.role>"
    assert read(loose) == [
        "Production  [creator A]",
        "Production  [creator B]",
        "Production  [creator.role drukker]",
    ]


def test_a_value_in_several_languages_is_a_field_in_each_and_keeps_its_code() -> None:
    values = '<value lang="neutral">1</value><value lang="0">film</value><value lang="1">rolprent</value>'
    assert read(f"<eigen.veld>{values}</eigen.veld>") == [
        "eigen.veld film$@langen$@code1",
        "eigen.veld rolprent$@langnl",
    ]
    title = '<Title><title><value lang="nl-NL" invariant="false">Brug</value></title></Title>'
    assert read(title) == ["Title  [title Brug$@langnl-NL]"]
    assert read('<x option="A"><text language="0">a</text></x>') == ["x a$@langen$@optionA"]
    assert read('<x><value lang="neutral">only</value></x>') == ["x only"]


def test_a_field_that_is_linked_has_the_name_of_what_it_is_linked_to_and_the_rest_in_it() -> None:
    name = '<name><value lang="nl">Gogh, V. van</value></name>'
    assert read(f"<Production><creator>{name}<url>u</url></creator></Production>") == [
        "Production  [creator Gogh, V. van$@langnl [url u]]"
    ]
    term = "<object_name><bronnen><link_url>u</link_url></bronnen><term>prent</term></object_name>"
    assert read(term) == ["Object_name  [object_name prent [bronnen  [link_url u]]]"]


def test_a_field_that_nobody_knows_keeps_its_name() -> None:
    assert read("<eigen.duur>5</eigen.duur><Groep><eigen_veld>x</eigen_veld></Groep>") == [
        "eigen.duur 5",
        "Groep  [eigen_veld x]",
    ]


def test_a_broken_record_harms_no_other_and_a_deleted_one_is_gone() -> None:
    one = "<record><priref>1</priref></record>"
    first, broken, last = read_bytes(adlib(one, "<record><a></b></record>", one).encode(), "adlib")
    assert isinstance(first, Record)
    assert isinstance(broken, Unreadable)
    assert isinstance(last, Record)
    text = (
        "<OAI-PMH><record><header status='deleted'><identifier>oai:9</identifier></header></record></OAI-PMH>"
    )
    assert read_bytes(text.encode(), "adlib") == [Deleted("test", 1, "oai:9")]


def test_an_answer_without_records_is_empty_and_not_an_error() -> None:
    assert read_bytes(adlib().encode(), "adlib") == []


def test_no_name_in_the_table_of_fields_stands_for_two() -> None:
    names = [
        name.lower()
        for row in tsv_tables.read("adlib-fields.tsv").rows()
        for name in {row["field"].lower(), *row["names"].lower().split()}
    ]
    assert len(set(names)) == len(names)


# ---------------------------------------------------------------- in JSON

FIRST = (
    '{"adlibJSON": {"diagnostic": {"hits": 1}, "recordList": {"record": [{"@priref": "7",'
    '"object_number": ["S 1"],'
    '"Title": [{"title": ["De brug"]}], "Production": [{"creator": ["A"], "creator.role": ["etser"]}],'
    '"record_type": [[{"@lang": "neutral", "#text": "OBJECT"}, {"@lang": "1", "#text": "object"}]]}]}}}'
)
SECOND = (
    '{"adlibJSON": {"recordList": {"record": [{"@attributes": {"priref": "7", "created": "x"},'
    '"object_number": [{"spans": [{"text": "S "}, {"text": "1"}]}],'
    '"Title": [{"title": [{"@lang": "nl-NL", "spans": [{"text": "De brug"}]}]}],'
    '"Production": [{"creator": [{"spans": [{"text": "A"}]}],'
    '"creator.role": [{"spans": [{"text": "etser"}]}]}],'
    '"record_type": [{"@lang": "neutral", "value": [{"spans": [{"text": "OBJECT"}]},'
    '{"spans": [{"text": "object"}]}]}]}]}}}'
)


@pytest.mark.parametrize(("text", "language"), [(FIRST, ""), (SECOND, "$@langnl-NL")])
def test_the_answer_of_the_api_in_json_has_the_same_fields_as_in_xml(text: str, language: str) -> None:
    assert sources.guess(text.encode()).name == "adlibjson"
    record = only_record(text, "adlibjson")
    assert record.id == "7"
    said = lines(record)
    assert f"Title  [title De brug{language}]" in said
    assert "Production  [creator A] [creator.role etser]" in said
    assert "record_type object$@codeOBJECT" in [line.replace("$@langnl", "") for line in said]
    assert any("object_number S 1" in line for line in said)


def test_an_answer_without_records_in_json_is_told() -> None:
    (found,) = read_bytes(b'{"adlibJSON": {"diagnostic": {"error": {"message": "no"}}}}', "adlibjson")
    assert isinstance(found, Unreadable)
    assert "no record" in found.reason


# ---------------------------------------------------------------- in a table

TABLE = (
    "priref;objectnummer;titel;vervaardiger;vervaardiger.rol;vervaardiging.datum.begin;afmeting.soort;kleur\n"
    "7;S 1;De brug;A#B;#etser;1650;hoogte|breedte;rood\n"
)


def test_a_table_of_its_fields_has_the_same_fields_as_in_xml() -> None:
    assert sources.guess(TABLE.encode(), "x.csv").name == "adlibtable"
    (record,) = read_bytes(TABLE.encode(), "adlibtable")
    assert isinstance(record, Record)
    assert record.id == "7"
    said = lines(record)
    assert "Production  [creator A] [creator.role ]" in said
    assert "Production  [creator B] [creator.role etser]" in said
    assert said.count("Dimension  [dimension.type hoogte]") == 1
    assert "kleur rood" in said


def test_a_table_of_a_museum_with_columns_of_its_own_is_none_of_adlib() -> None:
    own = "Objectnummer;Titel;Vervaardiger;Datering;Materiaal\nS 1;Kan;A;1650;tin\nS 2;Kan;A;1650;tin\n"
    assert sources.guess(own.encode(), "x.csv").name == "csv"
