"""RDF in any syntax: resources as records, whatever the order, the faults and the tricks of a source."""

from __future__ import annotations

import csv
import gzip
import socket
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lod import sources
from lod.record import Record, Unreadable
from lod.sources import Chunk
from lod.sources.rdf_files import split as rdf_split
from tests.sources.marc_builder import lines, only_record, read_bytes

SKOS = "http://www.w3.org/2004/02/skos/core#"
TURTLE = f"""@prefix skos: <{SKOS}> . @prefix ex: <http://example.org/terms/> .
<http://e.nl/1> a skos:Concept ; skos:prefLabel "kaas"@nl, "cheese"@en ;
  skos:broader <http://e.nl/2>, <http://x.nl/3> ;
  ex:weight "2.50"^^<http://www.w3.org/2001/XMLSchema#decimal> ; skos:note [ ex:text "rond" ] .
<http://e.nl/2> skos:prefLabel "zuivel"@nl ."""
EXPECTED = [
    "@id http://e.nl/1",
    "ex:weight 2.50$@datatypexsd:decimal",
    "rdf:type skos:Concept",
    "skos:broader $@herehttp://e.nl/2",
    "skos:broader $@idhttp://x.nl/3",
    "skos:note  [ex:text rond]",
    "skos:prefLabel cheese$@langen",
    "skos:prefLabel kaas$@langnl",
]
NTRIPLES = f"""<http://e.nl/1> <{SKOS}prefLabel> "kaas"@nl .
<http://e.nl/2> <{SKOS}prefLabel> "zuivel"@nl .
<http://e.nl/1> <{SKOS}broader> <http://e.nl/2> .
"""
SYNTAXES = {
    "Turtle": TURTLE,
    "Turtle without prefixes": f'<http://e.nl/1> a <{SKOS}Concept> ; <{SKOS}prefLabel> "kaas"@nl .',
    "SPARQL prefixes": f"PREFIX skos: <{SKOS}>\n<http://e.nl/1> a skos:Concept .",
    "N-Triples": NTRIPLES,
    "N-Quads": NTRIPLES.replace(" .\n", " <http://e.nl/graph> .\n"),
    "TriG": f'@prefix skos: <{SKOS}> .\n<http://e.nl/g> {{ <http://e.nl/1> skos:prefLabel "kaas"@nl . }}',
    "RDF/XML": f"""<?xml version="1.0"?>
      <rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:skos="{SKOS}">
      <skos:Concept rdf:about="http://e.nl/1"><skos:prefLabel xml:lang="nl">kaas</skos:prefLabel>
      </skos:Concept>
      </rdf:RDF>""",
    "JSON-LD": f'{{"@context": {{"skos": "{SKOS}"}}, "@id": "http://e.nl/1", "skos:prefLabel": "kaas"}}',
    "JSON-LD, expanded": f'[{{"@id": "http://e.nl/1", "{SKOS}prefLabel": [{{"@value": "kaas"}}]}}]',
}


def rdf_xml(inner: str, before: str = "") -> bytes:
    return (
        f'{before}<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:s="{SKOS}">'
        f"{inner}</rdf:RDF>"
    ).encode()


@pytest.mark.parametrize("name", SYNTAXES)
def test_every_syntax_is_told_by_its_content_and_read(name: str) -> None:
    data = SYNTAXES[name].encode()
    assert sources.guess(data).name == "rdf"
    first = read_bytes(data, "rdf")[0]
    assert isinstance(first, Record)
    assert first.id == "http://e.nl/1"


def test_what_is_said_of_a_resource_is_a_tree_by_properties() -> None:
    first, second = read_bytes(TURTLE.encode(), "rdf")
    assert isinstance(first, Record)
    assert isinstance(second, Record)
    assert lines(first) == EXPECTED
    assert (second.id, second.position) == ("http://e.nl/2", 2)


def test_statements_about_a_resource_may_stand_anywhere() -> None:
    apart = read_bytes(NTRIPLES.encode(), "rdf")
    together = read_bytes("\n".join(sorted(NTRIPLES.splitlines())).encode(), "rdf")
    assert [outcome.raw for outcome in apart] == [outcome.raw for outcome in together]  # type: ignore[union-attr]


def test_kept_bytes_are_the_same_whatever_blank_nodes_are_called_and_in_whatever_order() -> None:
    one = f'<http://e.nl/1> <{SKOS}note> _:a .\n_:a <{SKOS}note> _:b .\n_:b <{SKOS}note> "x" .\n'
    other = f'_:q <{SKOS}note> "x" .\n_:p <{SKOS}note> _:q .\n<http://e.nl/1> <{SKOS}note> _:p .\n'
    assert only_record(one, "rdf").raw == only_record(other, "rdf").raw
    assert str(only_record(one, "rdf").fields[1]) == "skos:note  [skos:note  [skos:note x]]"


def test_blank_nodes_that_nothing_points_to_and_circles_of_them_are_records_too() -> None:
    loose = f'[] <{SKOS}note> "x" .\n<http://e.nl/1> <{SKOS}note> "y" .'
    assert [record.id[:3] for record in read_bytes(loose.encode(), "rdf") if isinstance(record, Record)] == [
        "htt",
        "_:b",
    ]
    circle = f'_:a <{SKOS}related> _:b .\n_:b <{SKOS}related> _:a .\n_:b <{SKOS}note> "x" .\n'
    (record,) = read_bytes(circle.encode(), "rdf")
    assert isinstance(record, Record)


def test_a_fault_harms_no_other_statement() -> None:
    found = read_bytes(
        (NTRIPLES + "<http://e.nl/1> oops .\n" + '<http://e.nl/3> <urn:p> "z" .\n').encode(), "rdf"
    )
    assert [type(each) for each in found] == [Unreadable, Record, Record, Record]
    assert isinstance(found[0], Unreadable)
    assert "line 4" in found[0].reason


def test_what_is_no_iri_is_mended_or_its_statement_is_set_aside() -> None:
    found = read_bytes(
        rdf_xml(
            '<s:Concept rdf:about="/tmp/x "><s:note>lost</s:note></s:Concept>'
            '<s:Concept rdf:about="http://e.nl/a b"><s:note>kept</s:note></s:Concept>'
            '<s:Concept rdf:about="http://e.nl/2"><s:note xml:lang="xx-nonsense-">kept</s:note></s:Concept>'
        ),
        "rdf",
    )
    reasons = [each.reason for each in found if isinstance(each, Unreadable)]
    records = [each for each in found if isinstance(each, Record)]
    assert len(reasons) == 2
    assert all("no absolute IRI" in reason for reason in reasons)
    assert [record.id for record in records] == ["http://e.nl/a%20b", "http://e.nl/2"]
    assert "is read as <http://e.nl/a%20b>" in records[0].warnings[0]


def test_a_document_type_is_never_read() -> None:
    bomb = "<!DOCTYPE r [<!ENTITY a 'aaaaaaaaaa'>" + "".join(
        f"<!ENTITY {chr(98 + at)} '&{chr(97 + at)};&{chr(97 + at)};'>" for at in range(20)
    )
    (found,) = read_bytes(rdf_xml("<s:Concept><s:note>&t;</s:note></s:Concept>", bomb + "]>"), "rdf")
    assert isinstance(found, Unreadable)
    assert "document type" in found.reason


@pytest.mark.parametrize(
    "data",
    [
        rdf_xml("<s:Concept><s:note>" * 50_000),
        f"<urn:a> <{SKOS}note> ".encode()
        + f"[ <{SKOS}note> ".encode() * 2_000
        + b'"x"'
        + b"]" * 2_000
        + b" .",
        f"<urn:a> <{SKOS}note> ".encode() + b"( " * 3_000 + b") " * 3_000 + b".",
        b'{"@context": {}, "urn:a":' * 50_000,
        b"<urn:a> <urn:b> oops .\n" * 5_000,
        b"\x00" * 20_000,
        b"<" * 100_000,
        b'@prefix a: <urn:a> . "' + b"x" * 100_000,
    ],
)
def test_what_is_made_to_hang_is_set_aside(data: bytes) -> None:
    assert all(isinstance(each, Unreadable) for each in read_bytes(data, "rdf"))


def test_shared_blank_nodes_cannot_be_repeated_without_end(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rdf_split, "_LEAST", 0)
    text = f'_:a <{SKOS}note> "{"x" * 2000}" .\n' + "".join(
        f"<http://e.nl/{number}> <{SKOS}note> _:a .\n" for number in range(500)
    )
    found = read_bytes(text.encode(), "rdf")
    assert len(found) == 500
    assert 0 < sum(isinstance(each, Record) for each in found) < 500
    assert "repeated too often" in str(found[-1])


def test_a_resource_of_which_too_much_is_said_is_set_aside(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rdf_split, "MAX_RECORD", 10_000)
    text = "".join(f'<http://e.nl/1> <{SKOS}note> "{number}" .\n' for number in range(1_000)) + NTRIPLES
    first, second = read_bytes(text.encode(), "rdf")
    assert isinstance(first, Unreadable)
    assert "no end in" in first.reason
    assert isinstance(second, Record)


def test_a_context_on_the_network_is_never_fetched() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(0.2)
        url = f"http://127.0.0.1:{server.getsockname()[1]}/context.jsonld"
        data = f'{{"@context": "{url}", "@id": "http://e.nl/1", "name": "x"}}'.encode()
        (found,) = read_bytes(data, "rdf")
        with pytest.raises(TimeoutError):
            server.accept()
    assert isinstance(found, Unreadable)
    assert "never fetched" in found.reason
    assert sources.guess(data).name == "json"


def test_what_is_compressed_and_breaks_off_gives_what_was_before(tmp_path: Path) -> None:
    path = tmp_path / "cut.nt.gz"
    body = "".join(f'<http://e.nl/{n}> <{SKOS}note> "{n * 7919}" .\n' for n in range(2_000))
    path.write_bytes(gzip.compress(body.encode())[:-2_000])
    found = list(sources.read(path))
    assert isinstance(found[-1], Unreadable)
    assert "breaks off" in found[-1].reason
    assert sum(isinstance(each, Record) for each in found) > 500


@given(st.binary(max_size=60), st.sampled_from(sorted(SYNTAXES)), st.integers(0, 300), st.integers(1, 64))
def test_nothing_that_comes_along_breaks_the_reader(data: bytes, name: str, at: int, size: int) -> None:
    seed = SYNTAXES[name].encode()
    mixed = seed[:at] + data + seed[at:]
    for outcome in read_bytes(mixed, "rdf", size):
        assert isinstance(outcome, Unreadable) or sources.parse(outcome.raw, "rdf") is not None  # type: ignore[union-attr]


def test_every_real_file_gives_at_least_the_concepts_in_it(shared: Path) -> None:
    with (shared / "data" / "FILES.tsv").open(encoding="utf-8") as file:
        rows = [
            row
            for row in csv.DictReader(file, delimiter="\t")
            if row["format"].startswith(("SKOS", "Turtle m"))
        ]
    concept = b"<http://www.w3.org/1999/02/22-rdf-syntax-ns#type> <" + SKOS.encode() + b"Concept> ."
    for row in rows:
        pieces = [
            piece for piece in sources.chunks(shared / "data" / row["path"]) if isinstance(piece, Chunk)
        ]
        concepts = [piece for piece in pieces if row["format"] == "Turtle map" or concept in piece.raw]
        assert isinstance(sources.parse(pieces[-1].raw, "rdf"), Record)
        without_iri = row["path"] == "skos/ehri-skos.rdf"  # one concept is called "/tmp/skosify-cgiUrThJh/ "
        assert len(concepts) == int(row["records"]) - without_iri, row["path"]
    assert len(rows) > 8


@pytest.mark.parametrize(
    "context", ['"https://schema.org/"', '"http://schema.org"', '["https://schema.org"]']
)
def test_the_context_of_schema_org_is_known_without_fetching_it(context: str) -> None:
    thing = '"@type": "Painting", "license": "https://e.nl/cc0", "creator": {"@id": "https://e.nl/p"}'
    data = f'[{{"@context": {context}, "@id": "https://e.nl/1", {thing}, "name": "\\"@context\\""}}]'.encode()
    assert sources.guess(data).name == "json", "a mapping of one's own may have been made for it"
    record = only_record(data.decode(), "rdf")
    assert record.id == "https://e.nl/1"
    assert [str(field) for field in record.fields] == [
        "@id https://e.nl/1",
        "rdf:type schema:Painting",
        "schema:creator $@idhttps://e.nl/p",
        "schema:license $@idhttps://e.nl/cc0",
        'schema:name "@context"',
    ]


def test_another_context_on_the_network_is_set_aside() -> None:
    (found,) = read_bytes(
        b'{"@context": "https://schema.org.evil.nl/", "@id": "https://e.nl/1", "name": "x"}', "rdf"
    )
    assert isinstance(found, Unreadable)
    assert "never fetched" in found.reason
