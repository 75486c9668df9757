"""Manifests of IIIF, version 2 and 3, are read as Dublin Core."""

from __future__ import annotations

import json
from typing import Any

import pytest

from lod import sources
from lod.record import Record, Unreadable
from lod.sources import iiif
from tests.sources.marc_builder import lines, only_record, read_bytes

PAINTED = {
    "id": "https://i.example/a/full/max/0/default.jpg",
    "type": "Image",
    "service": [{"id": "https://i.example/a/", "type": "ImageService3", "profile": "level2"}],
}
XRAY = {"type": "Choice", "items": [{"id": f"https://i.example/{n}.jpg", "type": "Image"} for n in "bx"]}
VIDEO = {"id": "https://i.example/v.mp4", "type": "Video"}


def canvas(body: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {"type": "Canvas", "items": [{"items": [{"type": "Annotation", "body": body}]}], **more}


def pair(value: Any, **label: str) -> dict[str, Any]:
    return {"label": {language: [text] for language, text in label.items()}, "value": value}


OF_3: dict[str, Any] = {
    "@context": ["http://www.w3.org/ns/anno.jsonld", "http://iiif.io/api/presentation/3/context.json"],
    "id": "https://i.example/object/7/manifest.json",
    "type": "Manifest",
    "label": {"nl": ["Gezicht"], "none": ["View"]},
    "summary": {"nl": ["<p>Een <b>mooi</b> gezicht.</p>"]},
    "metadata": [
        pair({"none": ["Gezicht"]}, en="Title"),
        pair({"en": ["Vermeer, J."], "nl": ["Vermeer, Jan"]}, nl="Kunstenaar:", en="Artist"),
        pair({"nl": ["Verguld"], "en": ["Gilt"]}, nl="Lijst", en="Frame"),
        pair({"nl": ["Gift"], "en": ["Donated"]}, en="Provenance"),
    ],
    "requiredStatement": pair({"en": ["Museum Zuid"]}, en="Attribution"),
    "rights": "http://rightsstatements.org/vocab/NoC-NC/1.0/",
    "provider": [{"id": "https://m.example", "type": "Agent", "label": {"nl": ["Museum Zuid"]}}],
    "homepage": [{"id": "https://m.example/7", "type": "Text"}],
    "partOf": [{"id": "https://m.example/c", "type": "Collection", "label": {"nl": ["Meesters"]}}],
    "items": [canvas(PAINTED, label={"nl": ["voorzijde"]}), canvas(XRAY), canvas(VIDEO)],
}
SERVICE_2 = {
    "@context": "http://iiif.io/api/image/2/context.json",
    "@id": "https://i.example/1",
    "profile": "http://iiif.io/api/image/2/level1.json",
}
OF_2: dict[str, Any] = {
    "@context": "http://iiif.io/api/presentation/2/context.json",
    "@id": "https://b.example/iiif/2/123/manifest",
    "@type": "sc:Manifest",
    "label": "Reize",
    "description": [{"@value": "Een reis", "@language": "nl"}],
    "metadata": [
        {"label": "Auteur", "value": ["Jong, P. de", "Vries, A. de"]},
        {"label": [{"@value": "Publicatiedatum", "@language": "nl"}], "value": "1799"},
        {"label": "PPN", "value": 12},
    ],
    "license": "https://creativecommons.org/publicdomain/mark/1.0/",
    "attribution": "Bibliotheek",
    "within": "https://b.example/top",
    "related": {"@id": "https://b.example/123"},
    "sequences": [
        {"canvases": [{"label": "p. 1", "images": [{"resource": {"@id": "x", "service": SERVICE_2}}]}]}
    ],
}


def test_a_manifest_of_version_3_is_what_it_says_in_dublin_core() -> None:
    text = json.dumps(OF_3)
    assert sources.guess(text.encode()).name == "iiif"
    record = only_record(text, "iiif")
    assert record.id == "i.example/object/7"
    assert lines(record) == [
        "title Gezicht$@langnl",
        "title View",
        "description Een mooi gezicht.$@langnl",
        "alternative Gezicht",
        "creator Vermeer, J.$@langen",
        "description Lijst: Verguld$@langnl",
        "description Frame: Gilt$@langen",
        "provenance Gift$@langnl",
        "provenance Donated$@langen",
        "rightsHolder Museum Zuid$@langen",
        "license http://rightsstatements.org/vocab/NoC-NC/1.0/",
        "manifest https://i.example/object/7/manifest.json$@version3",
        "provider Museum Zuid$@langnl",
        "isShownAt https://m.example/7",
        "isPartOf Meesters$@langnl",
        "image https://i.example/a/full/max/0/default.jpg$@labelvoorzijde",
        "image https://i.example/b.jpg",
    ]


def test_a_manifest_of_version_2_is_what_it_says_in_dublin_core() -> None:
    text = json.dumps(OF_2)
    assert sources.guess(text.encode()).name == "iiif"
    record = only_record(text, "iiif")
    assert record.id == "b.example/iiif/2/123"
    assert lines(record) == [
        "title Reize",
        "description Een reis$@langnl",
        "creator Jong, P. de",
        "creator Vries, A. de",
        "issued 1799",
        "description PPN: 12",
        "rightsHolder Bibliotheek",
        "license https://creativecommons.org/publicdomain/mark/1.0/",
        "manifest https://b.example/iiif/2/123/manifest$@version2",
        "isShownAt https://b.example/123",
        "isPartOf https://b.example/top",
        "image https://i.example/1/full/full/0/default.jpg$@labelp. 1",
    ]


def test_manifests_come_one_to_a_line_or_in_a_list_and_a_list_of_their_addresses_is_set_aside() -> None:
    for text in (f"{json.dumps(OF_3)}\n{json.dumps(OF_2)}\n", json.dumps([OF_3, OF_2])):
        assert [type(each) for each in read_bytes(text.encode(), "iiif")] == [Record, Record]
    listed = {**OF_3, "type": "Collection", "items": [{"id": "https://i.example/7", "type": "Manifest"}]}
    assert sources.guess(json.dumps(listed).encode()).name == "iiif"
    (found,) = read_bytes(json.dumps(listed).encode(), "iiif")
    assert isinstance(found, Unreadable)
    assert "save the manifests themselves" in found.reason


@pytest.mark.parametrize("odd", [None, 7, "x", True, [], {}, [[]], [None, 7], {"a": {"b": 1}}, [{"@id": []}]])
def test_whatever_stands_where_a_manifest_has_something_else_hurts_nobody(odd: object) -> None:
    for whole in (OF_3, OF_2):
        for name in whole:
            if not name.startswith("@"):
                assert isinstance(iiif.parse(json.dumps({**whole, name: odd}).encode()), Record)
    for inner in (canvas(PAINTED), {"items": odd}, {"images": odd}, odd):
        found = iiif.parse(json.dumps({**OF_3, "items": [inner, odd]}).encode())
        assert isinstance(found, Record)


def test_only_addresses_of_the_web_are_pictures_and_manifests() -> None:
    bad = {"id": "javascript:alert(1)", "type": "Image"}
    record = iiif.parse(json.dumps({**OF_3, "id": "urn:x", "items": [canvas(bad)]}).encode())
    assert isinstance(record, Record)
    assert not {"image", "manifest"} & {field.tag for field in record.fields}


def test_what_only_mentions_a_manifest_is_none() -> None:
    profile = "application/ld+json;profile='http://iiif.io/api/presentation/3/context.json'"
    other = {"@context": "https://schema.org/", "@type": "Collection", "encoding": profile}
    assert sources.guess(json.dumps(other).encode()).name != "iiif"
