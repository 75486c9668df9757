"""The table of formats; guessing; the doors of the room."""

from __future__ import annotations

import dataclasses
import gzip
import io
import sys
import tarfile
import zipfile
from pathlib import Path

import pytest

from lod import sources
from lod.errors import SourceError
from lod.record import Record
from lod.sources.formats import FORMATS
from tests.sources.marc_builder import NUMBER, TITLE, iso2709, marcxml
from tests.sources.samples import SAMPLES

RECORD = iso2709(NUMBER, TITLE)


def test_the_doors_of_the_room_are_these() -> None:
    assert sources.__all__ == ["Chunk", "Format", "chunks", "formats", "guess", "parse", "read"]


def test_every_format_has_a_name_of_its_own_and_a_title() -> None:
    names = [row.name for row in sources.formats()]
    assert names[:2] == ["marc21", "marcxml"]
    assert len(set(names)) == len(names)
    assert all(row.title and "/" in row.media_type for row in sources.formats())


def test_every_format_is_in_the_documentation() -> None:
    page = (Path(__file__).parents[2] / "docs" / "formats.md").read_text(encoding="utf-8")
    for row in sources.formats():
        assert f"| `{row.name}` | {row.title} |" in page


def test_when_two_formats_are_as_likely_the_error_names_both(monkeypatch: pytest.MonkeyPatch) -> None:
    likely = tuple(dataclasses.replace(row, recognise=lambda head: 50) for row in FORMATS[:2])
    monkeypatch.setattr(sys.modules["lod.sources.formats"], "FORMATS", likely)
    with pytest.raises(SourceError, match="could be marc21 or marcxml: say which it is"):
        sources.guess(b"whatever")


@pytest.mark.parametrize(
    ("head", "expected"),
    [
        (RECORD, "marc21"),
        (b"\r\n\x00" + RECORD, "marc21"),
        (b"\xef\xbb\xbf" + RECORD, "marc21"),
        (b"some words before it\n" + RECORD, "marc21"),
        (RECORD[:20] + b"    " + RECORD[24:], "marc21"),
        (RECORD[:22] + b"\x02" + RECORD[23:], "marc21"),
        (marcxml().encode(), "marcxml"),
        (marcxml(prefix="x:").encode(), "marcxml"),
        (b'<?xml version="1.0"?><!-- x --><collection xmlns="http://www.loc.gov/MARC21/slim"/>', "marcxml"),
        (("\ufeff<?xml version='1.0'?>" + marcxml()).encode("utf-16-le"), "marcxml"),
        (b'<OAI-PMH><request verb="ListRecords" metadataPrefix="marc21"/><ListRecords><record>', "marcxml"),
    ],
)
def test_a_format_is_told_by_content(head: bytes, expected: str) -> None:
    assert sources.guess(head, "misleading.pdf").name == expected


def tarred(name: str, data: bytes) -> bytes:
    held = io.BytesIO()
    with tarfile.open(fileobj=held, mode="w") as archive:
        info = tarfile.TarInfo(name)
        info.size = len(data)
        archive.addfile(info, io.BytesIO(data))
    return held.getvalue()


@pytest.mark.parametrize(
    ("head", "seen"),
    [
        (b"", "empty"),
        (b"\r\n", "empty"),
        (b"PK\x03\x04....", "a ZIP archive, not of a workbook"),
        (b"%PDF-1.7", "a PDF"),
        (b"Rar!\x1a\x07\x01\x00", "a RAR archive: unpack it"),
        (b"7z\xbc\xaf\x27\x1c\x00\x04", "a 7z archive: unpack it"),
        (tarred("a.csv", b"id;titel\n1;Duin\n"), "a tar archive: unpack it"),
        (b"BZh91AY", "bzip2: unpack it, or pack it with gzip"),
        (b"\x00\x01\x00\x00Standard ACE DB\x00", "an Access database: export its tables"),
        (b"<html><body><p>", "XML with elements <html>, <body>, <p> (none repeats right below <html>)"),
        (
            b'<OAI-PMH><request metadataPrefix="oai_dc"/><ListIdentifiers><header/>',
            "an answer of OAI-PMH in which there are no records (ListIdentifiers)",
        ),
        (b"broken xml", "begins with b'broken xml'"),
    ],
)
def test_when_no_format_fits_the_error_says_what_was_seen_and_what_is_known(head: bytes, seen: str) -> None:
    with pytest.raises(SourceError) as caught:
        sources.guess(head, "records.mrc")
    assert str(caught.value).startswith(f"records.mrc: {seen}")
    assert "lod formats lists" in str(caught.value), "what is known fills a screen: a command tells it"


def test_an_unknown_format_is_an_error_that_names_the_known(tmp_path: Path) -> None:
    path = tmp_path / "records.mrc"
    path.write_bytes(RECORD)
    for attempt in (lambda: sources.read(path, "marc"), lambda: sources.parse(RECORD, "marc")):
        with pytest.raises(SourceError, match="no format is called 'marc'; known are marc21, marcxml"):
            attempt()


def test_a_file_of_no_known_format_is_an_error_at_once(tmp_path: Path) -> None:
    path = tmp_path / "records.mrc"
    path.write_bytes(b"")
    with pytest.raises(SourceError, match=r"records\.mrc: empty"):
        sources.read(path)


def test_a_format_that_is_given_is_not_questioned(tmp_path: Path) -> None:
    path = tmp_path / "empty.mrc"
    path.write_bytes(b"")
    assert list(sources.read(path, "marc21")) == []


def test_chunks_are_the_bytes_that_read_reads(tmp_path: Path) -> None:
    path = tmp_path / "records.gz"
    data = RECORD + b"\n" + RECORD
    path.write_bytes(gzip.compress(data))
    chunks = [piece for piece in sources.chunks(path) if isinstance(piece, sources.Chunk)]
    assert [(chunk.position, chunk.offset, chunk.raw) for chunk in chunks] == [
        (1, 0, RECORD),
        (2, len(RECORD) + 1, RECORD),
    ]
    assert [sources.parse(c.raw, "marc21", path.name, c.position, c.offset) for c in chunks] == list(
        sources.read(path)
    )


def test_records_know_where_they_are_from(tmp_path: Path) -> None:
    path = tmp_path / "records.mrc"
    path.write_bytes(RECORD * 2)
    second = list(sources.read(path))[1]
    assert isinstance(second, Record)
    assert second.name == "records.mrc record 2 (id 42)"


SUFFIXES = sorted(
    {suffix for row in FORMATS for suffix in row.suffixes} | {"", ".pdf", ".html", ".csv.gz", ".zip"}
)


@pytest.mark.parametrize("name", SAMPLES)
def test_no_name_makes_a_source_something_else(name: str) -> None:
    assert {sources.guess(SAMPLES[name], f"records{suffix}").name for suffix in SUFFIXES} == {name}


def zipped(name: str, data: bytes) -> bytes:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr(name, data)
    return held.getvalue()


@pytest.mark.parametrize(
    ("head", "seen"),
    [
        (zipped("word/document.xml", b"<w:document/>"), "a ZIP archive, not of a workbook"),
        (
            zipped("records.mrc", SAMPLES["marc21"]).replace(b"[Content_Types]", b"[Contents_Type]"),
            "a ZIP archive, not of a workbook",
        ),
        (b"{\\rtf1\\ansi hello}", "begins with"),
        (b"{'id': 1}", "begins with"),
        (b"Dit is een brief, van een mens, en zo.\nNog een regel, met nog iets, hoor.\n", "begins with"),
        (b"CREATE TABLE a (b int, c int);\nINSERT INTO a VALUES (1, 2);\n", "begins with"),
        (b"00057nM2.01200024      h001 47918-4\x1e331 C't\x1e\x1d", "it is MAB2, .* convert it first"),
        (b"### 00057nM2.01200024      h\n001 47918-4\n331 C't\n", "it is MAB2"),
        (
            b'<datei><datensatz><feld nr="331" ind=" ">Een</feld></datensatz><datensatz/></datei>',
            "it is MAB2",
        ),
    ],
)
def test_what_only_looks_like_a_format_is_not_taken_for_it(head: bytes, seen: str) -> None:
    with pytest.raises(SourceError, match=seen):
        sources.guess(head, "records")


def test_a_table_with_blanks_behind_its_commas_is_one_when_its_name_says_so() -> None:
    assert sources.guess(b"nr, titel\n1, Een\n2, Twee\n", "records.csv").name == "csv"
