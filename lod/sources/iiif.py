"""IIIF Presentation API 2 and 3: a manifest of each object, as Dublin Core.

What a manifest shows to people beside its pictures (`metadata`) are pairs of a label and a value. Those whose
label says what they are become a field of that name; the others stay what they are: a line of the text.
(https://iiif.io/api/presentation/3.0/, https://iiif.io/api/presentation/2.1/)
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import Any

from lod.rdf import tsv_tables
from lod.record import Field
from lod.sources.chunk import InvalidRecord
from lod.sources.head import Head
from lod.sources.json_files.fields import written
from lod.sources.json_files.records import beginning, parser
from lod.sources.json_files.split import split
from lod.sources.xml_files.fields import cleaned

__all__ = ["parse", "recognise", "split"]

_CONTEXT = re.compile(rb'"@context"\s*:\s*(?:\[[^\]]{0,999})?"https?://iiif\.io/api/presentation/[23]/')
_KIND = re.compile(rb'"@?type"\s*:\s*"(?:sc:)?(?:Manifest|Collection)"')
_COLLECTION = re.compile(r"(?:sc:)?Collection\Z")
_END = re.compile(r"(?:/manifest)?(?:\.json)?/?\Z", re.IGNORECASE)
_LISTED = (
    "a list of manifests (IIIF Collection), of which nothing more is told: save the manifests themselves"
)
_TEXTS = ("description", "abstract", "rights", "provenance", "alternative")
"""Fields that are told in each language; of a name or a number one is enough."""
_SERVICE = re.compile(r"iiif\.io/api/image|ImageService[123]")

_Text = tuple[str, str]
"""Words, and the tag of their language or nothing."""


def recognise(head: Head) -> int:
    """How sure it is, from 0 to 100, that these are manifests of IIIF."""
    start = beginning(head.raw)
    return 92 if start[:1] in (b"{", b"[") and _CONTEXT.search(start) and _KIND.search(start) else 0


def _read(found: dict[str, Any]) -> tuple[str, list[Field]]:
    """What a manifest is known by, its address, and its fields.

    >>> parse(b'{"id": "https://e.nl/7/manifest", "type": "Manifest", "label": {"nl": ["Kan"]}}').fields
    [title Kan$@langnl, manifest https://e.nl/7/manifest$@version3]
    """
    if _COLLECTION.match(_of(found, "type")):
        raise InvalidRecord(_LISTED)
    address = _of(found, "id")
    ident = _END.sub("", re.sub(r"\Ahttps?://", "", address), count=1)
    return ident, [*_said(found), *_manifest(found, address), *_around(found), *_pictures(found)]


parse = parser("iiif", _read)


def _of(thing: dict[str, Any], name: str) -> str:
    """The id or type of a thing, as version 3 or version 2 names it."""
    return cleaned(written(thing.get(name)) or written(thing.get(f"@{name}")))


def _said(manifest: dict[str, Any]) -> Iterator[Field]:
    """What a manifest says of the object in words."""
    titles = _texts(manifest.get("label"))
    yield from _fields("title", titles)
    for name in ("summary", "description"):
        yield from _fields("description", _texts(manifest.get(name)))
    for pair in _objects(manifest.get("metadata")):
        labels, values = _texts(pair.get("label")), _texts(pair.get("value"))
        yield from _pair(labels, [value for value in values if value not in titles])
    for pair in _objects(manifest.get("requiredStatement")):
        yield from _fields("rightsHolder", _texts(pair.get("value")))
    yield from _fields("rightsHolder", _texts(manifest.get("attribution")))
    for name in ("rights", "license"):
        yield from _fields("license", _texts(manifest.get(name)))


def _pair(labels: list[_Text], values: list[_Text]) -> Iterator[Field]:
    """A pair of a label and values: a field when the label says which, else a line of the description."""
    term = next((term for label, _ in labels if (term := _terms().get(_folded(label)))), "")
    if term == "title":
        term = "alternative"
    if not term:
        in_language = {language: label for label, language in reversed(labels)}
        first = labels[0][0] if labels else ""
        for text, language in values:
            label = in_language.get(language, first)
            yield from _fields("description", [(f"{label}: {text}" if label else text, language)])
    elif term in _TEXTS:
        yield from _fields(term, values)
    else:
        yield from _fields(term, [each for each in values if each[1] in ("", values[0][1])])


def _folded(label: str) -> str:
    return label.strip(" :").casefold()


@cache
def _terms() -> dict[str, str]:
    """By what people call it: the term of Dublin Core."""
    rows = tsv_tables.read("iiif-labels.tsv").rows()
    return {label: row["term"] for row in rows for label in row["labels"].split(" | ")}


def _manifest(manifest: dict[str, Any], address: str) -> Iterator[Field]:
    version = "2" if "@id" in manifest else "3"
    if address.startswith(("http://", "https://")):
        yield Field("manifest", "", [("", address), ("@version", version)])


def _around(manifest: dict[str, Any]) -> Iterator[Field]:
    """Who gives it, where its page is, and what it is part of."""
    for agent in _objects(manifest.get("provider")):
        yield from _fields("provider", _texts(agent.get("label")))
    for name in ("homepage", "related"):
        for page in _listed(manifest.get(name)):
            address = _of(page, "id") if isinstance(page, dict) else written(page)
            yield from _fields("isShownAt", [(address, "")])
    for name in ("partOf", "within"):
        for whole in _listed(manifest.get(name)):
            texts = _texts(whole.get("label")) if isinstance(whole, dict) else [(written(whole), "")]
            yield from _fields("isPartOf", texts or [(_of(whole, "id"), "")])


def _pictures(manifest: dict[str, Any]) -> Iterator[Field]:
    """The picture of each canvas, as large as its image service gives it."""
    for canvas in _canvases(manifest):
        label = next((text for text, _ in _texts(canvas.get("label"))), "")
        for body in _bodies(canvas):
            address = _picture(body)
            if address.startswith(("http://", "https://")):
                caption = [("@label", label)] if label else []
                yield Field("image", "", [("", address), *caption])
                break  # another of the same canvas is a detail, or shows it in another light


def _canvases(manifest: dict[str, Any]) -> Iterator[dict[str, Any]]:
    yield from _objects(manifest.get("items"))
    for sequence in _objects(manifest.get("sequences")):
        yield from _objects(sequence.get("canvases"))


def _bodies(canvas: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """What is painted on a canvas; of several to choose from, the first."""
    painted = [each for page in _objects(canvas.get("items")) for each in _objects(page.get("items"))]
    for note in (*painted, *_objects(canvas.get("images"))):
        for body in (*_objects(note.get("body")), *_objects(note.get("resource"))):
            choices = [*_objects(body.get("items")), *_objects(body.get("default"))]
            yield from choices[:1] or [body]


def _picture(body: dict[str, Any]) -> str:
    """The address of a picture: by its image service, else its own when it is a picture."""
    for service in _objects(body.get("service")):
        says = " ".join((_of(service, "context"), _of(service, "type"), written(service.get("profile"))))
        if (address := _of(service, "id")) and _SERVICE.search(says):
            # "max" came with 2.1, and "full" went with 3.0
            size = "max" if "image/3" in says or "ImageService3" in says else "full"
            return f"{address.rstrip('/')}/full/{size}/0/default.jpg"
    return _of(body, "id") if _of(body, "type") in ("Image", "dctypes:Image") else ""


def _texts(value: Any, language: str = "") -> list[_Text]:
    """What a language map (version 3), or a value of version 2, says; each text once."""
    found: list[_Text] = []
    for each in _listed(value):
        if not isinstance(each, dict):
            found.append((cleaned(written(each)), language))
        elif "@value" in each:
            found.append((cleaned(written(each["@value"])), cleaned(written(each.get("@language")))))
        elif "@id" in each or "id" in each:
            found.append((_of(each, "id"), ""))
        else:
            for tag, texts in each.items():
                found += [
                    (cleaned(written(text)), "" if tag in ("none", "@none") else cleaned(tag))
                    for text in _listed(texts)
                ]
    return list(dict.fromkeys(each for each in found if each[0]))


def _fields(tag: str, texts: list[_Text]) -> Iterator[Field]:
    for text, language in texts:
        if text:
            yield Field(tag, "", [("", text), *([("@lang", language)] if language else [])])


def _listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [] if value is None else [value]


def _objects(value: Any) -> Iterator[dict[str, Any]]:
    """The objects in a list, or the one that stands alone."""
    return (each for each in _listed(value) if isinstance(each, dict))
