"""LIDO as it comes: single, wrapped, harvested, broken, hostile."""

from pathlib import Path

import pytest

from lod import sources
from lod.record import Deleted, Record, Unreadable

LIDO = "http://www.lido-schema.org"


def one(ident: str, more: str = "") -> str:
    return f"<lido:lido><lido:lidoRecID>{ident}</lido:lidoRecID>{more}</lido:lido>"


def written(folder: Path, text: str | bytes) -> Path:
    path = folder / "file.xml"
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    return path


def wrapped(*inner: str) -> str:
    return f'<lido:lidoWrap xmlns:lido="{LIDO}">' + "".join(inner) + "</lido:lidoWrap>"


def test_a_single_record_is_a_document_of_its_own(tmp_path: Path) -> None:
    path = written(tmp_path, one("M 1").replace("<lido:lido>", f'<lido:lido xmlns:lido="{LIDO}">', 1))
    (record,) = sources.read(path)
    assert isinstance(record, Record)
    assert (record.format, record.id) == ("lido", "M 1")


def test_what_was_kept_of_a_wrapped_record_can_be_read_again(tmp_path: Path) -> None:
    path = written(tmp_path, wrapped(one("1"), one("2", '<lido:x xml:lang="nl">A <b>b</b> c</lido:x>')))
    _, record = sources.read(path)
    assert isinstance(record, Record)
    again = sources.parse(record.raw, "lido")
    assert isinstance(again, Record)
    assert (again.id, again.fields) == (record.id, record.fields)
    assert [str(field) for field in record.fields] == ["lidoRecID 2", "x A b c$@langnl [b b]"]


def test_harvested_records_are_read_and_deleted_ones_said_to_be_gone(tmp_path: Path) -> None:
    text = f"""<OAI-PMH xmlns="http://www.openarchives.org/OAI/2.0/"><ListRecords>
    <record><header status="deleted"><identifier>oai:1</identifier></header></record>
    <record><header><identifier>oai:2</identifier></header><metadata>
      <lido:lido xmlns:lido="{LIDO}"><lido:lidoRecID>2</lido:lidoRecID></lido:lido></metadata></record>
    </ListRecords></OAI-PMH>"""
    gone, record = sources.read(written(tmp_path, text))
    assert isinstance(gone, Deleted)
    assert gone.id == "oai:1"
    assert isinstance(record, Record)
    assert record.id == "2"


def test_a_broken_record_harms_no_other(tmp_path: Path) -> None:
    first, broken, last = sources.read(written(tmp_path, wrapped(one("1"), one("2", "<a><b></a>"), one("3"))))
    assert isinstance(first, Record)
    assert isinstance(last, Record)
    assert isinstance(broken, Unreadable)
    assert (broken.position, last.id) == (2, "3")
    assert broken.offset > 0
    assert "not well-formed" in broken.reason


def test_a_file_that_breaks_off_gives_what_was_whole(tmp_path: Path) -> None:
    record, rest = sources.read(written(tmp_path, wrapped(one("1"), one("2"))[:-40]))
    assert isinstance(record, Record)
    assert isinstance(rest, Unreadable)
    assert "ends inside a record" in rest.reason


@pytest.mark.parametrize(
    ("more", "reason"),
    [
        ("<a>" * 200 + "</a>" * 200, "elements more than 100 deep"),
        ("<!DOCTYPE x [<!ENTITY a 'b'>]>", "a document type declaration in a record"),
    ],
)
def test_hostile_records_are_set_aside(tmp_path: Path, more: str, reason: str) -> None:
    found = list(sources.read(written(tmp_path, wrapped(one("1", more), one("2"))), "lido"))
    assert [getattr(each, "reason", "")[: len(reason)] for each in found] == [reason, ""]


def test_an_entity_bomb_before_the_records_is_never_parsed(tmp_path: Path) -> None:
    bomb = '<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">]>' + wrapped(one("1", "<t>&b;</t>"))
    (found,) = sources.read(written(tmp_path, bomb), "lido")
    assert isinstance(found, Unreadable)


def test_a_record_with_nothing_in_it_is_set_aside(tmp_path: Path) -> None:
    text = f"<lido:lidoWrap xmlns:lido='{LIDO}'><lido:lido/>{one('1')}</lido:lidoWrap>"
    empty, full = sources.read(written(tmp_path, text))
    assert isinstance(empty, Unreadable)
    assert "empty record" in empty.reason
    assert isinstance(full, Record)


def test_names_in_other_letters_are_those_of_the_schema_and_the_number_of_the_object_is_that_of_the_record(
    tmp_path: Path,
) -> None:
    inner = (
        "<lido:RepositorySet><lido:LegalBodyName><lido:appelationValue>Museum</lido:appelationValue></lido:LegalBodyName>"
        "<lido:workID>A-1</lido:workID></lido:RepositorySet>"
    )
    (record,) = sources.read(written(tmp_path, wrapped(one("", inner))))
    assert isinstance(record, Record)
    assert record.id == "A-1"
    assert str(record.fields[-1]) == (
        "repositorySet  [legalBodyName  [appellationValue Museum]] [workID A-1]"
    )
    assert record.warnings == [
        "the element RepositorySet is read as repositorySet",
        "the element LegalBodyName is read as legalBodyName",
        "the element appelationValue is read as appellationValue",
    ]


@pytest.mark.parametrize(
    ("written_so", "read_so"),
    [
        ("circa;1812;;", "circa 1812"),
        (";1925;1925", "1925"),
        ("1985-11-14;1986-02-08", "1985-11-14 – 1986-02-08"),
        (";", ""),
        ("17e eeuw", "17e eeuw"),
        ("1913 (ontwerp); 1920 (gegoten)", "1913 (ontwerp); 1920 (gegoten)"),
        ("1913; 1920", "1913; 1920"),
    ],
)
def test_a_date_put_together_with_semicolons_is_read_as_people_write_it(
    tmp_path: Path, written_so: str, read_so: str
) -> None:
    text = wrapped(one("1", f"<lido:displayDate>{written_so}</lido:displayDate>"))
    (record,) = sources.read(written(tmp_path, text))
    assert isinstance(record, Record)
    assert record.fields[-1].text == read_so
