"""DataCite, as repositories of research data offer it: its elements as those of Dublin Core."""

from __future__ import annotations

from collections.abc import Iterator
from xml.etree.ElementTree import Element  # only the type; parsing is in xml_files.tree

from lod.record import Field
from lod.sources.xml_files.fields import cleaned
from lod.sources.xml_files.tree import local_name

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
    "relatedIdentifier": "relation",
    "funderName": "funder",
}
"""The term of Dublin Core that says the same; what needs more than its text is below."""
_DATES = {"Issued": "issued", "Created": "created", "Updated": "modified", "Available": "available"}
STEMS = {
    "ORCID": "https://orcid.org/",
    "ISNI": "https://isni.org/isni/",
    "VIAF": "http://viaf.org/viaf/",
    "ROR": "https://ror.org/",
}
"""What stands before numbers of people and institutions that are given without."""
_DESCRIPTIONS = {"Abstract": "abstract", "TableOfContents": "tableOfContents"}
_RELATIONS = {"IsPartOf": "isPartOf", "HasPart": "hasPart", "References": "references", "Cites": "references"}


def is_datacite(element: Element) -> bool:
    """Whether this is a description of DataCite."""
    return isinstance(element.tag, str) and element.tag.startswith("{" + NAMESPACE)


def of_datacite(resource: Element) -> list[Field]:
    """The terms of Dublin Core in a description of DataCite; what these have no word for keeps its name.

    A maker has its addresses (ORCID, ISNI) in `@uri`, what sort of name it is in `@kind` and what it did in
    `@role`; where somebody works is an element in it.

    >>> from lod.sources.xml_files.tree import parse_tree
    >>> date = b'<dates><date dateType="Issued">2020-03-04</date></dates>'
    >>> of_datacite(parse_tree(b"<resource><titles><title>Data</title></titles>" + date + b"</resource>")[0])
    [title Data, issued 2020-03-04]
    """
    return list(_fields(resource))


def _fields(element: Element) -> Iterator[Field]:
    for child in element:
        name = local_name(child.tag)
        if name in ("creator", "contributor"):
            yield from _maker(name, child)
        elif name == "geoLocation":
            yield from _place(child)
        elif len(child):
            yield from _fields(child)
        else:
            term, text = _said(child)
            if term and text:
                address = cleaned(child.get("valueURI", "")) if ";" not in text else ""
                yield Field(
                    term, "", [("", text), *_language(child), *([("@uri", address)] if address else [])]
                )


def _language(element: Element) -> list[tuple[str, str]]:
    language = cleaned(element.get(_LANGUAGE, ""))
    return [("@lang", language)] if language else []


def _maker(term: str, maker: Element) -> Iterator[Field]:
    """Who made it or took part, with what is told of them."""
    parts = {local_name(child.tag): child for child in reversed(maker)}
    named = parts.get(f"{term}Name")
    text = cleaned(named.text or "") if named is not None else ""
    if named is None or not text:
        return
    role = maker.get("contributorType", "")
    told = [("", text), *_language(named)]
    told += [("@uri", address) for child in maker if (address := _address(child, "nameIdentifier"))]
    told += [("@kind", kind)] if (kind := named.get("nameType", "")) else []
    told += [("@role", role)] if role else []
    works_at = [
        Field("affiliation", "", [("", name), *([("@uri", address)] if address else [])])
        for child in maker
        if local_name(child.tag) == "affiliation" and (name := cleaned(child.text or ""))
        for address in (_address(child, "affiliation"),)
    ]
    yield Field("rightsHolder" if role == "RightsHolder" else term, "", told, works_at or None)


def _address(element: Element, name: str) -> str:
    """The address that an identifier of a name, or of an affiliation, stands for."""
    if local_name(element.tag) != name:
        return ""
    text = element.get("affiliationIdentifier", "") if name == "affiliation" else element.text or ""
    scheme = (element.get(f"{name}IdentifierScheme") or element.get(f"{name}Scheme") or "").upper()
    text = cleaned(text)
    return text if "://" in text or not text else f"{STEMS[scheme]}{text}" if scheme in STEMS else ""


def _place(place: Element) -> Iterator[Field]:
    """A place by its name and point, as DCMI Point writes them."""
    said = {local_name(each.tag): cleaned(each.text or "") for each in place.iter()}
    name, east, north = (said.get(key, "") for key in ("geoLocationPlace", "pointLongitude", "pointLatitude"))
    if name and east and north and not set(name) & set(";="):
        yield Field("spatial", "", [("", f"name={name}; east={east}; north={north}")])
    elif name:
        yield Field("spatial", "", [("", name)])


def _said(element: Element) -> tuple[str, str]:
    """The term that an element is, and what it says."""
    name, text = local_name(element.tag), cleaned(element.text or "")
    if name == "date":
        return _DATES.get(element.get("dateType", ""), ""), text
    if name == "description":
        return _DESCRIPTIONS.get(element.get("descriptionType", ""), name), text
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
    return _TERMS.get(name, name), text
