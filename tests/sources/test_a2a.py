"""A2A as archives give it: elements or attributes, dates in parts or in words, people and what they were."""

from __future__ import annotations

import pytest

from lod import sources
from lod.record import Deleted, Record
from tests.sources.marc_builder import only_record, read_bytes

PERSON = (
    '<Person pid="{0}"><PersonName><PersonNameFirstName>{1}</PersonNameFirstName>'
    "<PersonNamePrefixLastName>van der</PersonNamePrefixLastName>"
    "<PersonNameLastName>Meer</PersonNameLastName></PersonName></Person>"
)
ROLE = "<RelationEP><PersonKeyRef>{}</PersonKeyRef><RelationType>{}</RelationType></RelationEP>"
BIRTH = (
    PERSON.format("p1", "Jan") + PERSON.format("p2", "Pieter") + "<Event><EventType>Geboorte</EventType>"
    "<EventDate><Year>1834</Year><Month>3</Month><Day>9</Day></EventDate>"
    "<EventPlace><Place>Drachten</Place></EventPlace></Event>"
    + ROLE.format("p1", "Vader")
    + ROLE.format("p2", "Kind")
    + "<Source><SourceType>BS Geboorte</SourceType><RecordGUID>{1a-2}</RecordGUID></Source>"
)


def a2a(inside: str) -> str:
    return f'<A2A xmlns="http://Mindbus.nl/A2A" Version="1.7">{inside}</A2A>'


def title(inside: str) -> str:
    return only_record(a2a(inside), "a2a").fields[-1].text


def test_a_birth_is_called_by_what_happened_to_whom_where_and_when() -> None:
    record = only_record(a2a(BIRTH), "a2a")
    assert sources.guess(a2a(BIRTH).encode()).name == "a2a"
    assert record.id == "1a-2"
    assert title(BIRTH) == "Geboorte: Pieter van der Meer, Drachten, 1834-03-09"
    roles = [
        [each.text for each in person.fields or () if each.tag == "role"] for person in record.all("Person")
    ]
    assert roles == [["Vader"], ["Kind"]]


def test_what_is_written_as_attributes_is_the_same() -> None:
    told = title(
        '<Person pid="1"><PersonName PersonNameLiteral="Weduwe Pot"/></Person>'
        '<Event EventType="other:Transport"><EventDate Year="1702" Month="0"/></Event>'
        '<RelationEP PersonKeyRef="1" RelationType="Koper"/>'
    )
    assert told == "Transport: Weduwe Pot, 1702"


@pytest.mark.parametrize(
    ("date", "said"),
    [
        ("<Year>1834</Year><Month>13x</Month><Day>9</Day>", "1834"),
        ("<LiteralDate>omstreeks Pasen 1612</LiteralDate>", "omstreeks Pasen 1612"),
        ("<From><Year>1701</Year></From><To><Year>1703</Year><Month>2</Month></To>", "1701/1703-02"),
        ("<Year>1701</Year><Month>²</Month>", "1701"),
        ("<Year>²</Year><LiteralDate>winter</LiteralDate>", "winter"),
        ("", ""),
    ],
)
def test_a_date_is_a_text(date: str, said: str) -> None:
    source = f"<Source><SourceType>Akte</SourceType><SourceDate>{date}</SourceDate></Source>"
    assert title(source) == ": ".join(filter(None, ("Akte", said)))


def test_a_harvest_gives_ids_and_deletions() -> None:
    text = (
        '<OAI-PMH><request metadataPrefix="oai_a2a"/><ListRecords>'
        "<record><header><identifier>oai:1</identifier></header>"
        f"<metadata>{a2a(PERSON.format('1', 'Jan'))}</metadata></record>"
        '<record><header status="deleted"><identifier>oai:2</identifier></header></record>'
        "</ListRecords></OAI-PMH>"
    )
    assert sources.guess(text.encode()).name == "a2a"
    found, gone = read_bytes(text.encode(), "a2a")
    assert isinstance(found, Record)
    assert found.id == "oai:1"
    assert isinstance(gone, Deleted)
    assert gone.id == "oai:2"
