"""Omeka S and Omeka Classic as they are exported: Dublin Core in three writings."""

from __future__ import annotations

import json

import pytest

from lod import sources
from lod.record import OWN_USE, Record, Unreadable
from lod.sources import omeka
from tests.sources.marc_builder import lines, only_record, read_bytes

OF_S = {
    "@context": "https://o.org/api-context",
    "@type": "o:Item",
    "o:id": 7,
    "o:is_public": True,
    "thumbnail_display_urls": {"large": "https://o.org/files/large/7.jpg", "square": "x"},
    "dcterms:title": [{"type": "literal", "@value": "Markt", "@language": "nl", "is_public": True}],
    "dcterms:description": [{"type": "literal", "@value": "geheim", "is_public": False}],
    "dcterms:subject": [{"type": "uri", "@id": "http://vocab.getty.edu/aat/1", "o:label": "markten"}],
    "dcterms:rights": [
        {"type": "uri", "@id": "https://creativecommons.org/publicdomain/mark/1.0/", "o:label": "PD"}
    ],
    "dcterms:isPartOf": [
        {"type": "resource:item", "@id": "https://o.org/api/items/9", "display_title": "Album"}
    ],
    "bibo:volume": [{"type": "literal", "@value": "3"}],
}
OF_CLASSIC = {
    "id": 5,
    "public": True,
    "item_type": {"id": 6, "name": "Still Image"},
    "tags": [{"id": 1, "name": "markt"}],
    "element_texts": [
        {"html": True, "text": "<p>Brief</p>", "element": {"name": "Title"}},
        {"html": False, "text": "1850", "element": {"name": "Date Created"}},
        {"html": False, "text": "Archief", "element": {"name": "Is Part Of"}},
    ],
}


def test_items_of_omeka_s_are_what_they_say_in_dublin_core() -> None:
    text = json.dumps([OF_S, OF_S | {"o:id": 8, "o:is_public": False}])
    assert sources.guess(text.encode()).name == "omeka"
    first, second = read_bytes(text.encode(), "omeka")
    assert isinstance(first, Record)
    assert first.id == "7"
    assert lines(first) == [
        "image https://o.org/files/large/7.jpg",
        "title Markt$@langnl",
        "subject markten$@urihttp://vocab.getty.edu/aat/1",
        "rights https://creativecommons.org/publicdomain/mark/1.0/",
        "rights PD",
        "isPartOf Album",
        "bibo:volume 3",
    ]
    assert isinstance(second, Unreadable)
    assert second.reason == OWN_USE


def test_items_of_omeka_classic_are_what_they_say_in_dublin_core() -> None:
    text = json.dumps([OF_CLASSIC])
    assert sources.guess(text.encode()).name == "omeka"
    record = only_record(text, "omeka")
    assert record.id == "5"
    assert lines(record) == [
        "title Brief",
        "created 1850",
        "isPartOf Archief",
        "subject markt",
        "type Still Image",
    ]


@pytest.mark.parametrize("value", [True, 7, "x", {"a": 1}, [None, "x"], None])
def test_what_is_no_list_of_objects_says_nothing(value: object) -> None:
    for item in (
        OF_CLASSIC | {"tags": value},
        OF_CLASSIC | {"element_texts": value},
        {"dcterms:title": value},
    ):
        assert isinstance(omeka.parse(json.dumps(item).encode()), Record)


def test_items_in_omeka_xml_are_the_same() -> None:
    element = "<element><name>Title</name><elementTextContainer><elementText><text>Brief</text></elementText>"
    text = (
        '<itemContainer xmlns="http://omeka.org/schemas/omeka-xml/v5"><item itemId="5" public="1">'
        "<fileContainer><file><src>https://o.org/9.jpg</src></file></fileContainer>"
        f"<elementSetContainer><elementSet><name>Dublin Core</name>{element}</elementTextContainer></element>"
        "</elementSet></elementSetContainer><tagContainer><tag><name>markt</name></tag></tagContainer></item>"
        '<item itemId="6" public="0"/></itemContainer>'
    )
    assert sources.guess(text.encode()).name == "omekaxml"
    first, second = read_bytes(text.encode(), "omekaxml")
    assert isinstance(first, Record)
    assert (first.id, lines(first)) == ("5", ["image https://o.org/9.jpg", "title Brief", "subject markt"])
    assert isinstance(second, Unreadable)
