"""What holds for any markup in formats of museums and archives: nothing raises, nothing illegal leaves."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lod.record import Record
from lod.sources import parse
from tests.sources.marc_builder import read_bytes
from tests.sources.test_properties import XML_BITS, damaged, legal

RDF = (
    b'<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:edm="http://www.europeana.eu/schemas/edm/"'
    b' xmlns:ore="http://www.openarchives.org/ore/terms/">%s</rdf:RDF>'
)
CHO = b'<edm:ProvidedCHO rdf:about="urn:%b"><edm:creator rdf:resource="urn:a"/></edm:ProvidedCHO>'
NODES = (
    CHO % b"1",
    CHO % b"2",
    b'<ore:Aggregation rdf:about="urn:g"><edm:aggregatedCHO rdf:resource="urn:1"/></ore:Aggregation>',
    b'<edm:Agent rdf:about="urn:a"><edm:name>Zo\xc3\xab</edm:name></edm:Agent>',
)
HARVEST = b"<record><header status='deleted'><identifier>oai:1</identifier></header></record>"
SEEDS = {
    "lido": (b"<lido:lido xmlns:lido='urn:l'><lido:lidoRecID>1</lido:lidoRecID></lido:lido>", HARVEST),
    "ead": (
        b"<ead><eadheader><eadid>7</eadid></eadheader><archdesc><did/><dsc><c01><did/></c01></dsc></archdesc></ead>",
        b"<c><did><unittitle>a <emph>b</emph> c</unittitle></did></c>",
    ),
    "dc": (b"<record><metadata><dc><title>Zo\xc3\xab</title></dc></metadata></record>", HARVEST),
    "mods": (
        b"<mods><titleInfo><title>T</title></titleInfo><identifier>1</identifier></mods>",
        b"<mets><dmdSec ID='a'><mods/></dmdSec><structMap><div DMDID='a'><div/></div></structMap></mets>",
        HARVEST,
    ),
    "edm": (RDF % b"".join(NODES), RDF % NODES[0], *NODES, HARVEST),
    "eac": (b"<eac-cpf><control><recordId>1</recordId></control></eac-cpf>", b"<eac/>", HARVEST),
    "a2a": (
        b"<A2A><Person pid='1'><PersonName><PersonNameLastName>Z</PersonNameLastName></PersonName></Person>"
        b"<RelationEP PersonKeyRef='1'><RelationType>other:x</RelationType></RelationEP>"
        b"<Event><EventDate><Year>1834</Year><Month/></EventDate></Event></A2A>",
        HARVEST,
    ),
    "adlib": (
        b"<record priref='1'><titel/><Title><title><value lang='0'>B</value></title></Title></record>",
        b"<record><creator>A</creator><creator/><creator.role>r</creator.role></record>",
        HARVEST,
    ),
}


@pytest.mark.parametrize("format", SEEDS)
@given(data=st.data())
@settings(max_examples=60)
def test_whatever_the_markup_nothing_raises_and_blocks_make_no_difference(
    format: str, data: st.DataObject
) -> None:
    source = data.draw(damaged(SEEDS[format], XML_BITS))
    outcomes = read_bytes(source, format)
    assert outcomes == read_bytes(source, format, data.draw(st.sampled_from([1, 7, 64])))
    assert legal(outcomes)
    assert [outcome.position for outcome in outcomes] == list(range(1, len(outcomes) + 1))
    for outcome in outcomes:
        if isinstance(outcome, Record):
            assert parse(outcome.raw, format, "test", outcome.position) == outcome
