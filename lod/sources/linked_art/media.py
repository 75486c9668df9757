"""Pictures, pages and manifests of an object, and what it shows (https://linked.art/model/digital/)."""

from __future__ import annotations

import re
from collections.abc import Iterator

from lod.record import Field
from lod.sources.linked_art.terms import held, number, told_by

_SHOWN = ("representation", "shows", "digitally_shown_by")
_PAGE = "300264578"
_PICTURE = re.compile(r"https?://\S+(?:\.(?:jpe?g|png|gif|tiff?|webp)|=s[0-9]+)\Z", re.IGNORECASE)
_MANIFEST = re.compile(r"iiif\.io/api/presentation|manifest", re.IGNORECASE)
_INFO = re.compile(r"/?(?:info\.json)?\Z")
_WORKS = ("shows", "carries")
_ABOUT = ("represents", "represents_instance_of_type", "about")


def media(fields: list[Field]) -> list[Field]:
    """The fields, with pictures, pages and manifests at the top, and a licence where there is a right."""
    found: list[Field] = []
    for field in fields:
        made = [*_pictures(field, [])] if field.tag in _SHOWN else []
        made = [*_documents(field)] if field.tag == "subject_of" else made
        found += made
        if not made or field.tag in _WORKS:
            found.append(field)
    return found + [Field("licence", "", [("", each)]) for each in _licences(fields)]


def _pictures(field: Field, licences: list[str]) -> Iterator[Field]:
    """The pictures in a work that is shown, or in a file that shows it."""
    inner = field.fields or []
    licences = [*_licences(inner), *licences]
    files = held(inner, "digitally_shown_by")
    for each in files:
        yield from _pictures(each, licences)
    addresses = _addresses(inner, "access_point")
    services = [
        address
        for one in held(inner, "digitally_available_via")
        for address in _addresses(one.fields, "access_point")
    ]
    if not addresses and services:
        addresses = [_INFO.sub("", each, count=1) + "/full/max/0/default.jpg" for each in services[:1]]
    if not addresses and not files:
        is_file = "DigitalObject" in told_by(field, "type") and "format" in {each.tag for each in inner}
        addresses = [each for each in told_by(field, "uri") if is_file or _PICTURE.match(each)]
    if addresses:
        texts = [("address", each) for each in addresses[:1]] + [("licence", each) for each in licences[:1]]
        rest = [each for each in inner if each.tag in ("format", "label", "credit", "rights", "dimension")]
        yield Field("image", "", [], [Field(tag, "", [("", text)]) for tag, text in texts] + rest)


def _documents(field: Field) -> Iterator[Field]:
    """The pages and manifests about it."""
    inner = field.fields or []
    for each in held(inner, "digitally_carried_by"):
        yield from _documents(each)
    addresses = _addresses(inner, "access_point")
    if not addresses and "DigitalObject" in told_by(field, "type"):
        addresses = told_by(field, "uri")[:1]
    formats = told_by(field, "format")
    kinds = {number(text) for each in held(inner, "classified_as") for text in told_by(each, "uri")}
    standards = [text for each in held(inner, "conforms_to") for text in told_by(each, "uri")]
    for address in addresses:
        if any(map(_MANIFEST.search, (*standards, *formats, address))):
            yield Field("manifest", "", [("", address)])
        elif _PAGE in kinds or "text/html" in formats or not formats:
            yield Field("page", "", [("", address)])


def _addresses(fields: list[Field] | None, tag: str) -> list[str]:
    return [text for each in held(fields or [], tag) for text in told_by(each, "uri")]


def _licences(fields: list[Field]) -> list[str]:
    """The addresses of what the rights are called: a licence, or a statement."""
    rights = [one for each in held(fields, "subject_to") for one in held(each.fields or [], "classified_as")]
    return [text for each in rights for text in told_by(each, "uri") if not number(text)]


def subjects(fields: list[Field]) -> list[Field]:
    """The fields, with what is shown or told in the works that an object bears at the top."""
    found: list[Field] = []
    for field in fields:
        if field.tag in _WORKS and field.fields:
            found += _of_work(field)
        else:
            found.append(Field("subject", "", [], field.fields) if _is_subject(field) else field)
    return found


def _is_subject(field: Field) -> bool:
    return field.tag in _ABOUT and field.fields is not None


def _of_work(field: Field) -> Iterator[Field]:
    inner = field.fields or []
    for each in inner:
        if _is_subject(each):
            yield Field("subject", "", [], each.fields)
        elif each.tag == "classified_as" and each.fields:
            yield Field("genre", "", [], each.fields)
    rest = [each for each in inner if not _is_subject(each) and each.tag not in ("classified_as", *_SHOWN)]
    yield Field(field.tag, "", [], rest)
