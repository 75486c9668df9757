"""The table of formats that can be read, and telling which one a file is in.

A new format is one file with three functions (recognise, split, parse) and one row here.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from lod.errors import SourceError
from lod.record import Field, Outcome, Unreadable
from lod.sources import (
    a2a,
    archivesspace,
    atom,
    dublin_core,
    eac,
    iconclass,
    iiif,
    mods,
    omeka,
    tei,
    unsupported_files,
)
from lod.sources.adlib import fields as adlib_fields
from lod.sources.adlib import in_json as adlib_json
from lod.sources.adlib import in_tables as adlib_table
from lod.sources.adlib import in_xml as adlib
from lod.sources.chunk import Chunk
from lod.sources.ead import records as ead
from lod.sources.edm import records as edm
from lod.sources.head import Head
from lod.sources.json_files import records as json_records
from lod.sources.lido import records as lido
from lod.sources.linked_art import records as linked_art
from lod.sources.marc import in_json as marc_json
from lod.sources.marc import in_lines as marc_lines
from lod.sources.marc import in_xml as marcxml
from lod.sources.marc import iso2709, iso2709_split
from lod.sources.pica import in_json as picajson
from lod.sources.pica import in_lines as pica
from lod.sources.pica import in_xml as picaxml
from lod.sources.rdf_files import records as rdf_records
from lod.sources.streams import Blocks
from lod.sources.tables import delimited, filemaker, workbooks
from lod.sources.xml_files import generic_xml as xml_plain


@dataclass(frozen=True, slots=True)
class Format:
    """A format that records come in."""

    name: str
    """How settings, mappings and records call it."""
    title: str
    """What people call it."""
    media_type: str
    """What a record of it is served as."""
    suffixes: tuple[str, ...]
    """How its files usually end; nothing depends on it."""
    recognise: Callable[[Head], int]
    """How sure it is, from 0 to 100, that a source beginning like this is in this format."""
    split: Callable[[Blocks, str], Iterator[Chunk | Unreadable]]
    """The bytes of each record of a source of this name, cheaply."""
    parse: Callable[[bytes, str, int, int], Outcome]
    """The record in these bytes, from the source of this name, with its position and offset."""
    shape: Callable[[list[Field]], list[Field]] = list
    """What it makes of the elements of a record, where they do not stay as they are written."""


FORMATS = (
    Format(
        "marc21",
        "MARC21 (ISO 2709)",
        "application/marc",
        (".mrc", ".marc", ".dat"),
        iso2709.recognise,
        iso2709_split.split,
        iso2709.parse,
    ),
    Format(
        "marcxml",
        "MARCXML",
        "application/marcxml+xml",
        (".xml",),
        marcxml.recognise,
        marcxml.split,
        marcxml.parse,
    ),
    Format(
        "marcjson",
        "MARC-in-JSON, FOLIO",
        "application/marc+json",
        (".json", ".jsonl"),
        marc_json.recognise,
        marc_json.split,
        marc_json.parse,
    ),
    Format(
        "aleph",
        "Aleph sequential",
        "text/plain",
        (".alephseq", ".seq", ".txt"),
        marc_lines.recognise_aleph,
        marc_lines.split_aleph,
        marc_lines.parse_aleph,
    ),
    Format(
        "mrk",
        "MARCMaker (mrk)",
        "text/plain",
        (".mrk", ".txt"),
        marc_lines.recognise_mrk,
        marc_lines.split_mrk,
        marc_lines.parse_mrk,
    ),
    Format("pica", "PICA+", "text/x-pica", (".pica", ".dat", ".pp"), pica.recognise, pica.split, pica.parse),
    Format(
        "picaxml",
        "PicaXML",
        "application/xml",
        (".xml",),
        picaxml.recognise,
        picaxml.split,
        picaxml.parse,
    ),
    Format(
        "picajson",
        "PICA+ in JSON",
        "application/json",
        (".json", ".ndjson"),
        picajson.recognise,
        picajson.split,
        picajson.parse,
    ),
    Format(
        "lido",
        "LIDO",
        "application/xml",
        (".xml",),
        lido.recognise,
        lido.split,
        lido.parse,
        lido.shaped,
    ),
    Format("ead", "EAD", "application/xml", (".xml", ".ead"), ead.recognise, ead.split, ead.parse),
    Format(
        "dc",
        "Dublin Core",
        "application/xml",
        (".xml",),
        dublin_core.recognise,
        dublin_core.split,
        dublin_core.parse,
    ),
    Format(
        "mods",
        "MODS",
        "application/mods+xml",
        (".xml", ".mods"),
        mods.recognise,
        mods.split,
        mods.parse,
        mods.named,
    ),
    Format("edm", "EDM", "application/rdf+xml", (".xml", ".rdf"), edm.recognise, edm.split, edm.parse),
    Format(
        "eac",
        "EAC-CPF",
        "application/xml",
        (".xml",),
        eac.recognise,
        eac.split,
        eac.parse,
        eac.named,
    ),
    Format("a2a", "A2A", "application/xml", (".xml",), a2a.recognise, a2a.split, a2a.parse, a2a.told),
    Format(
        "adlib",
        "Adlib XML",
        "application/xml",
        (".xml",),
        adlib.recognise,
        adlib.split,
        adlib.parse,
        adlib_fields.grouped,
    ),
    Format(
        "adlibjson",
        "Adlib in JSON",
        "application/json",
        (".json", ".jsonl"),
        adlib_json.recognise,
        adlib_json.split,
        adlib_json.parse,
    ),
    Format(
        "adlibtable",
        "Adlib in a table",
        "text/csv",
        (".csv",),
        adlib_table.recognise,
        adlib_table.split,
        adlib_table.parse,
    ),
    Format(
        "omeka",
        "Omeka S, Omeka Classic",
        "application/json",
        (".json", ".jsonld"),
        omeka.recognise,
        omeka.split,
        omeka.parse,
    ),
    Format(
        "omekaxml",
        "omeka-xml",
        "application/xml",
        (".xml",),
        omeka.recognise_xml,
        omeka.split_xml,
        omeka.parse_xml,
    ),
    Format("tei", "TEI", "application/tei+xml", (".xml", ".tei"), tei.recognise, tei.split, tei.parse),
    Format("atom", "AtoM CSV", "text/csv", (".csv",), atom.recognise, atom.split, atom.parse),
    Format(
        "archivesspace",
        "ArchivesSpace JSON",
        "application/json",
        (".json", ".jsonl"),
        archivesspace.recognise,
        archivesspace.split,
        archivesspace.parse,
    ),
    Format(
        "iiif",
        "IIIF manifest",
        "application/ld+json",
        (".json", ".jsonl"),
        iiif.recognise,
        iiif.split,
        iiif.parse,
    ),
    Format(
        "linkedart",
        "Linked Art",
        "application/ld+json",
        (".json", ".jsonld", ".jsonl"),
        linked_art.recognise,
        linked_art.split,
        linked_art.parse,
        linked_art.told,
    ),
    Format(
        "json",
        "JSON, JSON Lines",
        "application/json",
        (".json", ".jsonl", ".ndjson"),
        json_records.recognise,
        json_records.split,
        json_records.parse,
    ),
    Format(
        "rdf",
        "RDF, SKOS",
        "text/turtle",
        (".ttl", ".nt", ".nq", ".trig", ".rdf", ".owl", ".jsonld"),
        rdf_records.recognise,
        rdf_records.split,
        rdf_records.parse,
    ),
    Format(
        "iconclass",
        "Iconclass",
        "text/plain",
        (".txt",),
        iconclass.recognise,
        iconclass.split,
        iconclass.parse,
    ),
    Format(
        "excel",
        "Excel, OpenDocument",
        "text/csv",
        (".xlsx", ".xlsm", ".xlsb", ".xls", ".ods"),
        workbooks.recognise,
        workbooks.split,
        workbooks.parse,
    ),
    Format(
        "filemaker",
        "FileMaker XML",
        "text/csv",
        (".xml",),
        filemaker.recognise,
        filemaker.split,
        filemaker.parse,
    ),
    Format(
        "xml",
        "XML of your own",
        "application/xml",
        (".xml",),
        xml_plain.recognise,
        xml_plain.split,
        xml_plain.parse,
    ),
    Format(
        "csv", "CSV, TSV", "text/csv", (".csv", ".tsv"), delimited.recognise, delimited.split, delimited.parse
    ),
)

_WITHOUT_RECORDS = ("error", "Identify", "ListMetadataFormats", "ListSets", "ListIdentifiers")
"""What OAI-PMH answers beside records (§ 4)."""

_BY_NAME = {row.name: row for row in FORMATS}
_MAB = re.compile(rb"(?:### ?)?[0-9]{5}[a-z]M[12]\.[0-9]")  # length, state, name and version of the format


def by_name(name: str) -> Format:
    """The format of this name; SourceError when there is none.

    >>> by_name("marc21").title
    'MARC21 (ISO 2709)'
    """
    if name not in _BY_NAME:
        raise SourceError(f"no format is called {name!r}; known are {', '.join(_BY_NAME)}")
    return _BY_NAME[name]


def guess(head: bytes, name: str = "") -> Format:
    """The format of a source that begins with these bytes; SourceError when unsure.

    >>> guess(b'<collection xmlns="http://www.loc.gov/MARC21/slim"><record><leader>').name
    'marcxml'
    """
    seen = Head(head, name)
    # What is in an archive may be anything; only that of a workbook is opened.
    rows = [row for row in FORMATS if row.name == "excel"] if _is_other(seen) else FORMATS
    votes = {row.name: row.recognise(seen) for row in rows}
    best = [row for row in rows if votes[row.name] == max(votes.values()) > 0]
    if len(best) == 1:
        return best[0]
    if best:
        names = " or ".join(row.name for row in best)
        raise SourceError(f"{name or 'the source'}: {_seen(seen)}; could be {names}: say which it is")
    if other := _other_tags(seen):
        raise SourceError(
            f"{name or 'the source'}: it is {other}, whose fields are not those of MARC21: convert it first"
        )
    if known := unsupported_files.unsupported(seen.raw):
        raise SourceError(
            f"{name or 'the source'}: {known[0]}: {known[1]}, "
            "for it is in none of the known formats, which lod formats lists"
        )
    raise SourceError(
        f"{name or 'the source'}: {_seen(seen)}, in none of the known formats, which lod formats lists"
    )


def _is_other(head: Head) -> bool:
    return unsupported_files.unsupported(head.raw) is not None or _other_tags(head) != ""


def _other_tags(head: Head) -> str:
    """The name of a format with numbers for fields in which these mean other things than in MARC21."""
    is_mab = _MAB.match(head.raw) or (head.is_xml and {"datensatz", "feld"} <= set(head.elements))
    return "MAB2" if is_mab else ""


_OFFICE = {
    "html": " (a page: save the table in it as .xlsx or .csv)",
    "workbook": " (a workbook of Excel 2003: save it as .xlsx)",
}
"""What to do with what systems call .xls and is none."""


def _seen(head: Head) -> str:
    """What a source looks like, for the message that nobody knows it."""
    if not head.raw:
        return "empty"
    if head.is_xml:
        names = ", ".join(f"<{name}>" for name in list(dict.fromkeys(head.elements))[:5])
        verb = next((name for name in _WITHOUT_RECORDS if name in head.elements), "")
        if head.elements[0] == "OAI-PMH" and verb:
            return f"an answer of OAI-PMH in which there are no records ({verb})"
        return f"XML with elements {names}{_alone(head)}{_OFFICE.get(head.elements[0].lower(), '')}"
    return f"begins with {head.raw[:40]!r}"


def _alone(head: Head) -> str:
    """That nothing in some XML is a list of records, and what to do when it is one record."""
    if xml_plain.repeated(head.markup):
        return ""
    told = f"none repeats right below <{head.elements[0]}>"
    is_page = head.elements[0].lower() in xml_plain.PAGES
    return f" ({told})" if is_page else f" ({told}; where a file is one record, say that its format is xml)"
