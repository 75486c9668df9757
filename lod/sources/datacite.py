"""DataCite, as repositories of research data offer it: its elements as those of Dublin Core."""

from __future__ import annotations

from xml.etree.ElementTree import Element  # only the type; parsing is in xml_tree

from lod.record import Field
from lod.sources.xml_fields import cleaned
from lod.sources.xml_tree import local

NAMESPACE = "http://datacite.org/schema/"
NAME = "resource"

_LANGUAGE = "{http://www.w3.org/XML/1998/namespace}lang"
_TERMS = {
    "identifier": "identifier",
    "alternateIdentifier": "identifier",
    "title": "title",
    "publisher": "publisher",
    "publicationYear": "date",
    "subject": "subject",
    "language": "language",
    "size": "extent",
    "format": "format",
    "rights": "rights",
    "description": "description",
    "geoLocationPlace": "spatial",
    "creatorName": "creator",
    "contributorName": "contributor",
    "relatedIdentifier": "relation",
}
"""The term of Dublin Core that says the same; what needs more than its text is below."""
_DATES = {"Issued": "issued", "Created": "created", "Updated": "modified", "Available": "available"}
_RELATIONS = {"IsPartOf": "isPartOf", "HasPart": "hasPart", "References": "references", "Cites": "references"}


def is_datacite(element: Element) -> bool:
    """Whether this is a description of DataCite."""
    return isinstance(element.tag, str) and element.tag.startswith("{" + NAMESPACE)


def of_datacite(resource: Element) -> list[Field]:
    """The terms of Dublin Core in a description of DataCite.

    >>> from lod.sources.xml_tree import tree
    >>> date = b'<dates><date dateType="Issued">2020-03-04</date></dates>'
    >>> of_datacite(tree(b"<resource><titles><title>Data</title></titles>" + date + b"</resource>")[0])
    [title Data, issued 2020-03-04]
    """
    found = []
    for element in resource.iter():
        term, text = _said(element)
        if term and text:
            language = cleaned(element.get(_LANGUAGE, ""))
            found.append(Field(term, "", [("", text), *([("@lang", language)] if language else [])]))
    return found


def _said(element: Element) -> tuple[str, str]:
    """The term that an element is, and what it says."""
    name, text = local(element.tag), cleaned(element.text or "")
    if name == "date":
        return _DATES.get(element.get("dateType", ""), ""), text
    if name == "resourceType":
        return "type", cleaned(element.get("resourceTypeGeneral", "")) or text
    if name == "title" and element.get("titleType") in ("AlternativeTitle", "TranslatedTitle"):
        return "alternative", text
    if name in ("identifier", "relatedIdentifier"):
        kind = element.get("identifierType") or element.get("relatedIdentifierType")
        text = f"https://doi.org/{text}" if kind == "DOI" and text.startswith("10.") else text
        return _RELATIONS.get(element.get("relationType", ""), _TERMS[name]), text
    if name == "rights" and element.get("rightsURI"):
        return "license", cleaned(element.get("rightsURI", ""))
    return _TERMS.get(name, ""), text
