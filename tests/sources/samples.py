"""A small source in each format, of two records: what tests damage. A format without one fails the tests."""

from __future__ import annotations

import json

from tests.sources.marc_builder import NUMBER, controlfield, datafield, iso2709, marcxml
from tests.sources.test_workbooks import sheet, xlsx

RDF = 'xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"'
MARC = {
    "leader": "00000nam a2200000 a 4500",
    "fields": [{"001": "1"}, {"245": {"subfields": [{"a": "Zoë"}]}}],
}


def twice(text: str, before: str = "", after: str = "") -> bytes:
    """The text two times, each with its own number in the place of §."""
    return (before + text.replace("§", "1") + text.replace("§", "2") + after).encode()


SAMPLES: dict[str, bytes] = {
    "marc21": iso2709(NUMBER, ("245", "10\x1faZoë")) + iso2709(("001", "43"), ("245", "10\x1faZoë")),
    "marcxml": twice(
        marcxml(controlfield("001", "§"), datafield("245", "aZoë")),
        '<collection xmlns="http://www.loc.gov/MARC21/slim">',
        "</collection>",
    ),
    "marcjson": json.dumps([MARC, MARC], ensure_ascii=False).encode(),
    "aleph": twice("00000000§ LDR   L 00000nam^a2200000^a^4500\n00000000§ 24510 L $$aZoë$$cMultatuli\n"),
    "mrk": twice("=LDR  00000nam\\a2200000\\a\\4500\n=001  §\n=245  10$aZoë\n\n"),
    "iconclass": twice("N 1§\nR 9§(Zoë)\n$\n"),
    "pica": twice("003@ \x1f0§\x1e021A \x1faZoë\x1e\n"),
    "picaxml": twice(
        '<record><datafield tag="003@"><subfield code="0">§</subfield></datafield>'
        '<datafield tag="021A"><subfield code="a">Zoë</subfield></datafield></record>',
        '<collection xmlns="info:srw/schema/5/picaXML-v1.0">',
        "</collection>",
    ),
    "picajson": twice('[["003@","","0","§"],["021A","","a","Zoë"]]\n'),
    "lido": twice(
        "<lido:lido><lido:lidoRecID>§</lido:lidoRecID><lido:descriptiveMetadata><lido:titleSet>"
        "<lido:appellationValue>Zoë</lido:appellationValue></lido:titleSet></lido:descriptiveMetadata></lido:lido>",
        '<lido:lidoWrap xmlns:lido="http://www.lido-schema.org">',
        "</lido:lidoWrap>",
    ),
    "ead": b'<ead xmlns="urn:isbn:1-931666-22-9"><eadheader><eadid>a</eadid></eadheader>'
    + '<archdesc level="fonds"><did><unittitle>Zoë</unittitle></did>'.encode()
    + b"<dsc><c01><did><unittitle>Brief</unittitle></did></c01></dsc>"
    + b"</archdesc></ead>",
    "dc": twice(
        '<oai_dc:dc xmlns:oai_dc="http://www.openarchives.org/OAI/2.0/oai_dc/" '
        'xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:identifier>§</dc:identifier><dc:title>Zoë</dc:title></oai_dc:dc>',
        "<records>",
        "</records>",
    ),
    "mods": twice(
        "<mods><titleInfo><title>Zoë</title></titleInfo><recordInfo><recordIdentifier>§</recordIdentifier></recordInfo></mods>",
        '<modsCollection xmlns="http://www.loc.gov/mods/v3">',
        "</modsCollection>",
    ),
    "edm": twice(
        f'<rdf:RDF {RDF} xmlns:edm="http://www.europeana.eu/schemas/edm/" xmlns:dc="http://purl.org/dc/elements/1.1/">'
        '<edm:ProvidedCHO rdf:about="http://e.nl/§"><dc:title>Zoë</dc:title></edm:ProvidedCHO></rdf:RDF>',
        "<records>",
        "</records>",
    ),
    "adlib": twice(
        "<record priref='§'><title>Zoë</title><object_number>§</object_number></record>",
        "<adlibXML><recordList>",
        "</recordList></adlibXML>",
    ),
    "eac": twice(
        '<eac-cpf xmlns="urn:isbn:1-931666-33-4"><control><recordId>§</recordId></control>'
        "<cpfDescription><identity>"
        "<entityType>person</entityType><nameEntry><part>Zoë</part></nameEntry></identity></cpfDescription>"
        "</eac-cpf>",
        "<list>",
        "</list>",
    ),
    "a2a": twice(
        '<A2A xmlns="http://Mindbus.nl/A2A"><Person pid="1"><PersonName><PersonNameFirstName>Zoë'
        "</PersonNameFirstName></PersonName></Person><Source><RecordGUID>{§}</RecordGUID></Source></A2A>",
        "<A2ACollection>",
        "</A2ACollection>",
    ),
    "adlibjson": twice(
        '{"@attributes": {"priref": "§"}, "Title": [{"title": [{"spans": [{"text": "Zoë"}]}]}]}\n'
    ),
    "adlibtable": "priref;titel;vervaardiger;vervaardiger.rol;vervaardiging.datum.begin;afmeting.soort\n"
    "1;Zoë;A#B;etser#drukker;1650;hoogte\n2;Zoë;A;etser;1650;hoogte\n".encode(),
    "atom": "legacyId,parentId,title,levelOfDescription,scopeAndContent,eventActors,eventDates\n"
    "1,,Zoë,Fonds,Brieven,A|B,1850|1900\n2,1,Zoë,Item,Een brief,A,1850\n".encode(),
    "tei": twice(
        '<TEI xmlns="http://www.tei-c.org/ns/1.0"><teiHeader><fileDesc><titleStmt><title>Zoë</title></titleStmt>'
        "<publicationStmt><idno>§</idno></publicationStmt></fileDesc></teiHeader></TEI>",
        "<teiCorpus>",
        "</teiCorpus>",
    ),
    "archivesspace": twice(
        '{"jsonmodel_type": "archival_object", "uri": "/repositories/2/archival_objects/§", "title": "Zoë", '
        '"level": "file", "notes": [{"type": "scopecontent", "subnotes": [{"content": "Brieven"}]}]}\n'
    ),
    "omeka": twice(
        '{"o:id": §, "o:is_public": true, "dcterms:title": [{"type": "literal", "@value": "Zoë"}]}\n'
    ),
    "omekaxml": twice(
        '<item xmlns="http://omeka.org/schemas/omeka-xml/v5" itemId="§"><element><name>Title</name>'
        "<elementText><text>Zoë</text></elementText></element></item>",
        "<itemContainer>",
        "</itemContainer>",
    ),
    "iiif": twice(
        '{"@context": "http://iiif.io/api/presentation/3/context.json", "type": "Manifest",'
        ' "id": "https://e.nl/§", "label": {"nl": ["Zoë"]}, "items": []}\n'
    ),
    "linkedart": twice(
        '{"@context": "https://linked.art/ns/v1/linked-art.json", "id": "https://e.nl/§",'
        ' "type": "HumanMadeObject", "identified_by": [{"type": "Name", "content": "Zoë"}],'
        ' "produced_by": {"type": "Production", "timespan": {"begin_of_the_begin": "1642-01-01"},'
        ' "carried_out_by": [{"type": "Person", "_label": "A"}]}}\n'
    ),
    "json": twice('{"id": §, "titel": "Zoë", "maker": [{"naam": "Multatuli"}]}\n'),
    "rdf": twice('<http://e.nl/§> a <http://e.nl/A> ; <http://e.nl/b> "Zoë"@nl, [ <http://e.nl/c> "x" ] .\n'),
    "excel": xlsx(sheet([["nr", "titel"], [1, "Zoë"], [2, "Zoë"]])),
    "csv": 'nr;titel\n1;Zoë\n2;"Een; twee\nen drie"\n'.encode(),
    "filemaker": twice(
        "<ROW><COL><DATA>§</DATA></COL><COL><DATA>Zoë</DATA></COL></ROW>",
        '<FMPXMLRESULT><METADATA><FIELD NAME="nr"/><FIELD NAME="titel"/></METADATA><RESULTSET>',
        "</RESULTSET></FMPXMLRESULT>",
    ),
    "xml": twice("<ding><nr>§</nr><titel>Zoë</titel></ding>", "<lijst>", "</lijst>"),
}
