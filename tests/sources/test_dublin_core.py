"""Dublin Core as it is harvested: records with their identifiers, deleted ones, messages instead."""

from pathlib import Path

from lod import sources
from lod.record import Deleted, Record, Unreadable

OAI = """<OAI-PMH xmlns="http://www.openarchives.org/OAI/2.0/">
<request metadataPrefix="oai_dc">x</request>{}</OAI-PMH>"""
DC = """<oai_dc:dc xmlns:oai_dc="http://www.openarchives.org/OAI/2.0/oai_dc/"
 xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:title>Een</dc:title><dc:identifier>7</dc:identifier></oai_dc:dc>"""


def written(folder: Path, text: str) -> Path:
    path = folder / "file.xml"
    path.write_text(text, encoding="utf-8")
    return path


def test_a_harvested_record_is_known_by_the_identifier_of_the_harvest(tmp_path: Path) -> None:
    record = f"<record><header><identifier>oai:7</identifier></header><metadata>{DC}</metadata></record>"
    (found,) = sources.read(written(tmp_path, OAI.format(f"<ListRecords>{record}</ListRecords>")))
    assert isinstance(found, Record)
    assert (found.format, found.id) == ("dc", "oai:7")
    assert [field.tag for field in found.fields] == ["title", "identifier"]


def test_a_record_on_its_own_is_known_by_its_own_identifier(tmp_path: Path) -> None:
    (found,) = sources.read(written(tmp_path, DC))
    assert isinstance(found, Record)
    assert found.id == "7"


def test_deleted_records_are_gone_and_errors_are_told(tmp_path: Path) -> None:
    gone = '<record><header status="deleted"><identifier>oai:8</identifier></header></record>'
    (found,) = sources.read(written(tmp_path, OAI.format(f"<ListRecords>{gone}</ListRecords>")))
    assert isinstance(found, Deleted)
    assert found.id == "oai:8"
    (told,) = sources.read(written(tmp_path, OAI.format('<error code="badArgument">No such set</error>')))
    assert isinstance(told, Unreadable)
    assert "No such set" in told.reason
    assert not list(sources.read(written(tmp_path, OAI.format('<error code="noRecordsMatch"/>'))))
