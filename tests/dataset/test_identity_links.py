"""An identifier of others in any spelling that people have of it finds what is known by it here."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyoxigraph import DefaultGraph, Literal, NamedNode, Quad, Store

from lod.dataset.identity_links import find
from lod.rdf.iris import Thing
from lod.store.documents import Reader

BASE = "https://data.example.org/"
THING = Thing("instance", "x")
IRIS: dict[str, list[str]] = {
    "http://vocab.getty.edu/aat/300033618": [
        "http://vocab.getty.edu/aat/300033618",
        "https://vocab.getty.edu/aat/300033618",
        "http://vocab.getty.edu/aat/300033618/",
        "http://vocab.getty.edu/page/aat/300033618",
        "https://vocab.getty.edu/page/aat/300033618",
        "http://www.getty.edu/vow/AATFullDisplay?find=&logic=AND&note=&subjectid=300033618",
        "aat:300033618",
        "(aat)300033618",
        "https://www.getty.edu/vow/AATFullDisplay?subjectid=300033618",
        "http://vocab.getty.edu/aat/300033618.json",
    ],
    "http://data.beeldengeluid.nl/gtaa/30294": [
        "http://data.beeldengeluid.nl/gtaa/30294",
        "https://data.beeldengeluid.nl/gtaa/30294",
        "gtaa:30294",
        "(gtaa)30294",
    ],
    "http://data.bibliotheken.nl/id/thes/p068364970": [
        "http://data.bibliotheken.nl/id/thes/p068364970",
        "https://data.bibliotheken.nl/id/thes/p068364970",
        "http://data.bibliotheken.nl/doc/thes/p068364970",
        "nta:068364970",
        "(NL-LeOCL)068364970",
        "http://data.bibliotheken.nl/id/thes/p068364970/",
    ],
    "http://www.wikidata.org/entity/Q42": [
        "http://www.wikidata.org/entity/Q42",
        "https://www.wikidata.org/entity/Q42",
        "https://www.wikidata.org/wiki/Q42",
        "http://wikidata.org/entity/Q42",
        "https://m.wikidata.org/wiki/Q42",
        "https%3A%2F%2Fwww.wikidata.org%2Fwiki%2FQ42",
        "wd:Q42",
        "Q42",
        "https://www.wikidata.org/wiki/Special:EntityData/Q42",
        "https://www.wikidata.org/wiki/Q42#sitelinks",
    ],
    "http://viaf.org/viaf/95147024": [
        "http://viaf.org/viaf/95147024",
        "https://viaf.org/viaf/95147024",
        "https://viaf.org/viaf/95147024/",
        "https://www.viaf.org/viaf/95147024",
        "viaf:95147024",
        "(viaf)95147024",
        "https://viaf.org/en/viaf/95147024",
        "http://viaf.org/viaf/95147024/#Adams,_Douglas",
    ],
    "https://isni.org/isni/0000000121034996": [
        "https://isni.org/isni/0000000121034996",
        "http://www.isni.org/isni/0000000121034996",
        "http://isni.org/isni/0000000121034996",
        "https://www.isni.org/0000000121034996",
        "isni:0000000121034996",
        "0000 0001 2103 4996",
        "0000000121034996",
        "ISNI 0000 0001 2103 4996",
        "http://www.isni.org/0000000121034996",
    ],
    "https://d-nb.info/gnd/118540238": [
        "https://d-nb.info/gnd/118540238",
        "http://d-nb.info/gnd/118540238",
        "(DE-588)118540238",
        "gnd:118540238",
        "https://d-nb.info/gnd/118540238/about/lds",
        "http://d-nb.info/gnd/118540238/",
    ],
    "http://id.loc.gov/authorities/names/n80076765": [
        "http://id.loc.gov/authorities/names/n80076765",
        "https://id.loc.gov/authorities/names/n80076765",
        "https://id.loc.gov/authorities/names/n80076765.html",
        "lccn:n80076765",
        "(DLC)n 80076765",
        "(DLC)n80076765",
        "http://id.loc.gov/rwo/agents/n80076765",
        "n 80076765",
    ],
    "https://sws.geonames.org/2759794/": [
        "https://sws.geonames.org/2759794/",
        "http://sws.geonames.org/2759794/",
        "https://sws.geonames.org/2759794",
        "http://www.geonames.org/2759794",
        "https://www.geonames.org/2759794/amsterdam.html",
        "geonames:2759794",
        "(geonames)2759794",
        "http://sws.geonames.org/2759794/about.rdf",
    ],
    "https://data.rkd.nl/artists/66219": [
        "https://data.rkd.nl/artists/66219",
        "https://rkd.nl/artists/66219",
        "https://rkd.nl/explore/artists/66219",
        "http://rkd.nl/nl/artists/66219",
        "https://rkd.nl/nl/explore/artists/66219",
        "rkdartists:66219",
    ],
}
NUMBERS: dict[tuple[str, str], list[str]] = {
    ("isbn", "9789025498641"): [
        "9789025498641",
        "978-90-254-9864-1",
        "9025498647",
        "90-254-9864-7",
        "90 254 9864 7",
        "ISBN 9789025498641",
        "isbn:9025498647",
        "urn:isbn:978-90-254-9864-1",
        "URN:ISBN:9025498647",
        "ISBN-13: 978-90-254-9864-1",
        "ISBN-10 9025498647",
    ],
    ("isbn", "9025498647"): [
        "9789025498641",
        "9025498647",
    ],
    ("issn", "0317-8471"): [
        "0317-8471",
        "03178471",
        "ISSN 0317-8471",
        "urn:issn:0317-8471",
        "issn:03178471",
        "https://portal.issn.org/resource/ISSN/0317-8471",
        "http://urn.issn.org/urn:issn:0317-8471",
    ],
    ("value", "1234567"): [
        "1234567",
        "(OCoLC)1234567",
        "ocm01234567",
        "http://www.worldcat.org/oclc/1234567",
        "https://www.worldcat.org/oclc/1234567",
        "https://search.worldcat.org/title/1234567",
        "http://worldcat.org/oclc/1234567",
        "OCLC 1234567",
        "oclc:1234567",
        "(OCoLC)ocm01234567",
        "https://www.worldcat.org/title/1234567",
        "https://search.worldcat.org/nl/title/1234567",
        "https://www.worldcat.org/title/max-havelaar/oclc/1234567",
    ],
    ("value", "ocm01234567"): [
        "(OCoLC)1234567",
    ],
    ("value", "(OCoLC)1234567890"): [
        "on1234567890",
        "ocn1234567890",
        "(OCoLC)on1234567890",
        "https://search.worldcat.org/title/1234567890",
    ],
    ("value", "12345678X"): [
        "12345678X",
        "ppn:12345678X",
        "PPN 12345678X",
        "12345678x",
        "(PPN)12345678X",
    ],
    ("identifier", "00418564"): [
        "00418564",
        "ppn:00418564",
    ],
}


def knowing(property: str, value: NamedNode | Literal) -> Reader:
    store = Store()
    subject = NamedNode(THING.iri(BASE) + ("#x" if isinstance(value, Literal) else ""))
    store.add(Quad(subject, NamedNode(f"https://schema.org/{property}"), value, DefaultGraph()))
    return Reader(store, BASE)


@pytest.mark.parametrize(("iri", "spelled"), [(iri, one) for iri, some in IRIS.items() for one in some])
def test_an_identifier_of_an_authority_is_known_in_every_spelling(iri: str, spelled: str) -> None:
    found = find(knowing("sameAs", NamedNode(iri)), spelled)
    assert [(one.thing, one.via) for one in found] == [(THING, iri)]
    other = re.sub(r"\d(?=\D*$)", lambda last: str(9 - int(last[0])), iri)
    assert find(knowing("sameAs", NamedNode(other)), spelled) == []


@pytest.mark.parametrize(
    ("known", "spelled"), [(known, one) for known, some in NUMBERS.items() for one in some]
)
def test_a_number_is_known_in_every_spelling(known: tuple[str, str], spelled: str) -> None:
    property, value = known
    assert [one.thing for one in find(knowing(property, Literal(value)), spelled)] == [THING]


def test_who_writes_the_iri_otherwise_in_a_record_is_found_as_well() -> None:
    for written in ("https://www.wikidata.org/entity/Q42", "http://d-nb.info/gnd/118540238"):
        assert find(knowing("sameAs", NamedNode(written)), written.replace("www.", ""))


@given(st.one_of(st.text(max_size=80), st.text("(OCLisbnQ0123456789Xx):/-. httpswkdao", max_size=40)))
def test_whatever_is_asked_nothing_fails_and_nothing_is_found_where_nothing_is(text: str) -> None:
    assert find(Reader(Store(), BASE), text) == []
