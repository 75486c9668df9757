"""Dublin Core as DSpace gives it: DIM, the files of its archives (dublin_core.xml) and xoai.

There an element is a value of an attribute (`<dim:field element="date" qualifier="issued">`), and
the qualifiers are those of the Libraries working group, not of the DCMI.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from xml.etree.ElementTree import Element  # only the type; parsing is in xml_files.tree

from lod.record import Field
from lod.sources.xml_files.fields import text_of
from lod.sources.xml_files.tree import local_name

NAMES = ("dim", "dublin_core")
"""Elements whose elements are fields of DSpace."""

_SCHEMAS = ("", "dc", "dcterms")
_TERMS = {
    "contributor.author": "creator",
    "contributor.publisher": "publisher",
    "coverage.spatial": "spatial",
    "coverage.temporal": "temporal",
    "date.accessioned": "dateAccepted",
    "date.available": "available",
    "date.copyright": "dateCopyrighted",
    "date.created": "created",
    "date.embargo": "available",
    "date.issued": "issued",
    "date.submitted": "dateSubmitted",
    "date.updated": "modified",
    "description.abstract": "abstract",
    "description.provenance": "submission",  # who put it in, with their mail addresses: not where it was
    "description.tableofcontents": "tableOfContents",
    "format.extent": "extent",
    "format.medium": "medium",
    "identifier.citation": "bibliographicCitation",
    "publisher.city": "publisherPlace",
    "publisher.country": "publisherPlace",
    "publisher.place": "publisherPlace",
    "relation.haspart": "hasPart",
    "relation.hasversion": "hasVersion",
    "relation.isformatof": "isFormatOf",
    "relation.ispartof": "isPartOf",
    "relation.ispartofseries": "isPartOf",
    "relation.isreferencedby": "isReferencedBy",
    "relation.isversionof": "isVersionOf",
    "relation.references": "references",
    "rights.accessrights": "accessRights",
    "rights.holder": "rightsHolder",
    "rights.license": "license",
    "title.alternative": "alternative",
}
_NO_LANGUAGE = ("", "*", "none", "other")
_LANGUAGE = re.compile(
    r"\*|none|other|[a-z]{2}(?:[_-][A-Za-z]{2,4})?|(?!uri|doi|urn|ppn|iso|lcc|ddc|udc|isi|pmc)[a-z]{3}"
)
_NO_DESCRIPTION = ("bundles", "license", "others", "repository")
"""What xoai tells of files and of the repository, beside the metadata."""


def of_dim(element: Element) -> list[Field]:
    """The terms of Dublin Core in DIM, or in a dublin_core.xml.

    >>> from lod.sources.xml_files.tree import parse_tree
    >>> raw = b'<dublin_core><dcvalue element="date" qualifier="issued">2022</dcvalue></dublin_core>'
    >>> of_dim(parse_tree(raw)[0])
    [issued 2022]
    """
    of_all = element.get("schema", "")
    return [
        _field(
            (
                child.get("mdschema", of_all),
                child.get("element", ""),
                child.get("qualifier", ""),
            ),
            child.get("lang") or child.get("language") or "",
            text_of(child),
        )
        for child in element
        if child.get("element")
    ]


def is_xoai(element: Element) -> bool:
    """Whether this is the metadata of xoai: elements that are called `element`."""
    return local_name(element.tag) == "metadata" and any(
        local_name(child.tag) == "element" for child in element
    )


def of_xoai(element: Element) -> list[Field]:
    """The terms of Dublin Core in xoai: schema, element, maybe a qualifier, and language in one another.

    >>> from lod.sources.xml_files.tree import parse_tree
    >>> title = b'<element name="en_US"><field name="value">Dykes</field></element>'
    >>> dc = b'<element name="dc"><element name="title">' + title + b"</element></element>"
    >>> of_xoai(parse_tree(b"<metadata>" + dc + b"</metadata>")[0])
    [title Dykes$@langen-US]
    """
    return [
        _field((path + ("",) * 2)[:3], language, text)
        for schema in element
        if schema.get("name") not in _NO_DESCRIPTION
        for path, language, text in _values(schema, ())
    ]


def _values(element: Element, above: tuple[str, ...]) -> Iterator[tuple[tuple[str, ...], str, str]]:
    """Names down to a value, its language (the last name, where it is one), and its text."""
    names = (*above, element.get("name", ""))
    of_language = len(names) > 3 or (len(names) == 3 and _LANGUAGE.fullmatch(names[-1]) is not None)
    path, language = (names[:-1], names[-1]) if of_language else (names, "")
    for child in element:
        if local_name(child.tag) == "field" and child.get("name") == "value":
            yield path, language, text_of(child)
        elif local_name(child.tag) == "element" and len(names) < 5:
            yield from _values(child, names)


def _field(path: tuple[str, ...], language: str, text: str) -> Field:
    schema, element, qualifier = path
    qualifier = "" if qualifier == "none" else qualifier
    if schema in _SCHEMAS:
        tag = _TERMS.get(f"{element}.{qualifier}".lower(), element)
    else:
        tag = ".".join(filter(None, path))
    values = [("", text)] if text else []
    if language.lower() not in _NO_LANGUAGE:
        values.append(("@lang", language.replace("_", "-")))
    if qualifier and tag == element:
        values.append(("@type", qualifier))
    return Field(tag, "", values)
