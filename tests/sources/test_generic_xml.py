"""XML that nobody else knows: what repeats in it are the records."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from lod import sources
from lod.errors import SourceError
from lod.record import Deleted, Record
from lod.sources.head import Head
from lod.sources.xml_files import generic_xml as xml_plain
from tests.sources.marc_builder import lines, only_record, read_bytes

LIST = b"<?xml version='1.0'?><!-- <a> --><list><made>2024</made>" + b"".join(
    b'<x:thing xmlns:x="urn:x" id="%d"><name lang=">">Vaas</name><part><name>Deksel</name></part></x:thing>'
    % n
    for n in (1, 2)
)


def test_the_elements_that_repeat_below_the_root_are_records() -> None:
    assert sources.guess(LIST + b"</list>").name == "xml"
    first, second = read_bytes(LIST + b"</list>", "xml")
    assert isinstance(first, Record)
    assert isinstance(second, Record)
    assert (first.id, second.id) == ("1", "2")
    assert lines(first) == ["@id 1", "name Vaas$@lang>", "part  [name Deksel]"]


def test_a_root_in_which_nothing_repeats_is_a_record_when_asked() -> None:
    data = b"<thing><nr>7</nr><title>Vaas</title></thing>"
    assert lines(only_record(data, "xml")) == ["nr 7", "title Vaas"]
    with pytest.raises(SourceError):
        sources.guess(data)


@pytest.mark.parametrize(
    "data",
    [
        b"<html><p/><p/></html>",
        b"<OAI-PMH><record/><record/></OAI-PMH>",
        b"<a><b><c/><c/></b></a>",
        b"<<<",
        b"",
    ],
)
def test_pages_and_answers_of_unknown_content_are_not_taken_for_lists(data: bytes) -> None:
    assert xml_plain.recognise(Head(data)) == 0


def test_a_first_record_that_is_larger_than_what_is_looked_at_is_one_of_many() -> None:
    data = b"<list><thing><nr>1</nr><t>" + b"x" * 100_000 + b"</t></thing><thing><nr>2</nr></thing></list>"
    assert [lines(each)[0] for each in read_bytes(data, "xml") if isinstance(each, Record)] == [
        "nr 1",
        "nr 2",
    ]


def test_records_of_several_names_are_all_records() -> None:
    kinds = "".join(
        f"<{name}><nr>{at}</nr></{name}>" for at, name in enumerate(["boek", "boek", "dvd", "boek", "dvd"])
    )
    data = f"<lijst><datum>2024</datum><fout/><fout/>{kinds}</lijst>".encode()
    assert sources.guess(data).name == "xml"
    assert [lines(each) for each in read_bytes(data, "xml") if isinstance(each, Record)] == [
        [f"nr {at}"] for at in range(5)
    ]


def test_a_name_that_stands_in_a_record_too_is_no_record_of_its_own() -> None:
    part = "<deel><nr>x</nr></deel>"
    books = f"<boek><nr>1</nr>{part}</boek><boek><nr>2</nr></boek><boek><nr>3</nr></boek>"
    data = f"<lijst>{part * 2}{books}</lijst>".encode()
    found = [lines(each) for each in read_bytes(data, "xml") if isinstance(each, Record)]
    assert [each[0] for each in found] == ["nr 1", "nr 2", "nr 3"]


def test_records_may_stand_in_a_list_below_the_root() -> None:
    data = (
        b"<export><made>2024</made><things>"
        + b"".join(b"<thing><nr>%d</nr><parts><part/><part/></parts></thing>" % n for n in range(1, 4))
        + b"</things></export>"
    )
    assert sources.guess(data).name == "xml"
    assert [lines(each)[0] for each in read_bytes(data, "xml") if isinstance(each, Record)] == [
        "nr 1",
        "nr 2",
        "nr 3",
    ]


def test_records_may_stand_in_a_list_that_several_elements_wrap() -> None:
    item = b"<moduleItem id='%d'><dataField name='Nr'><value>%d</value></dataField></moduleItem>"
    inside = b"".join(item % (n, n) for n in range(1, 4))
    data = b"<application xmlns='urn:x'><modules><module name='Object'>%s</module></modules></application>"
    assert sources.guess(data % inside).name == "xml"
    found = read_bytes(data % inside, "xml")
    assert [each.id for each in found if isinstance(each, Record)] == ["1", "2", "3"]


def test_a_list_that_is_larger_than_what_is_looked_at_is_a_list_still() -> None:
    things = b"".join(b"<thing><nr>%d</nr><t>%s</t></thing>" % (n, b"x" * 900) for n in range(200))
    found = read_bytes(b"<export><things>" + things + b"</things></export>", "xml")
    assert len([each for each in found if isinstance(each, Record)]) == 200


# ---------------------------------------------------------------- harvested in a format of somebody's own

HARVEST = """<OAI-PMH xmlns="http://www.openarchives.org/OAI/2.0/"><request metadataPrefix="own"/>
<ListRecords>
<record><header><identifier>oai:own:1</identifier></header><metadata>%s</metadata></record>
<record><header status="deleted"><identifier>oai:own:2</identifier></header></record>
</ListRecords></OAI-PMH>"""


@pytest.mark.parametrize(
    ("payload", "ident"),
    [
        ("<own:thing xmlns:own='urn:own'><own:nr>7</own:nr></own:thing>", "oai:own:1"),
        ("<own:record xmlns:own='urn:own'><own:nr>7</own:nr></own:record>", "oai:own:1"),
        ("<record xmlns='urn:own'><id>7</id><nr>7</nr></record>", "7"),
    ],
)
def test_what_is_harvested_in_an_unknown_format_is_what_stands_in_its_metadata(
    payload: str, ident: str
) -> None:
    data = (HARVEST % payload).encode()
    assert sources.guess(data).name == "xml"
    first, second = read_bytes(data, "xml")
    assert isinstance(first, Record)
    assert (first.id, lines(first)[-1]) == (ident, "nr 7")
    assert isinstance(second, Deleted)
    assert second.id == "oai:own:2"


def test_a_harvest_of_nothing_but_deletions_is_in_no_known_format() -> None:
    with pytest.raises(SourceError, match="OAI-PMH"):
        sources.guess(re.sub(rb"<metadata>.*</metadata>", b"", (HARVEST % "<x/>").encode()))


def test_records_that_are_larger_than_the_beginning_of_a_file_are_known(tmp_path: Path) -> None:
    long = "x" * 400_000
    records = [f"<object><nr>{number}</nr><tekst>{long}</tekst></object>" for number in (1, 2)]
    path = tmp_path / "export.xml"
    path.write_text(f"<export>{''.join(records)}</export>", encoding="utf-8")
    found = list(sources.read(path))
    assert [one.fields[0].text for one in found if isinstance(one, Record)] == ["1", "2"]
    assert len(found) == 2
    path.write_text(f"<page><title>T</title><body><p>{long}</p><p/></body></page>", encoding="utf-8")
    with pytest.raises(SourceError, match="none repeats right below <page>"):
        list(sources.read(path))
