"""What a site says about itself: its collections and the organisations that own them, as things with URIs."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from lod.rdf import iris
from lod.rdf.literals import literal, typed
from lod.rdf.namespaces import expand
from lod.site import Collection, Organization, Place, Site

KINDS = {
    "library": "schema:Library",
    "museum": "schema:Museum",
    "archive": "schema:ArchiveOrganization",
}


def thing_of(organization: Organization) -> iris.Thing:
    """What the URI of an organisation names: its first ISIL, or its id."""
    return iris.Thing("organization", iris.key(organization.ids[0]))


def collection_thing(collection: Collection) -> iris.Thing:
    """What the URI of a collection names."""
    return iris.Thing("collection", collection.key)


def about(site: Site) -> Iterator[bytes]:
    """N-Triples of each collection and each organisation, one after the other."""
    for organization in site.organizations:
        yield _Writer(thing_of(organization).iri(site.base), site.languages).organization(organization)
    for collection in site.collections:
        yield _Writer(collection_thing(collection).iri(site.base), site.languages).collection(
            site, collection
        )


def moves(site: Site) -> Mapping[str, str]:
    """Where the other names of organisations lead: `kind/key` to `kind/key`."""
    found = {}
    for organization in site.organizations:
        thing = thing_of(organization)
        for id in organization.ids[1:]:
            found[f"organization/{iris.key(id)}"] = f"{thing.kind}/{thing.key}"
    return found


class _Writer:
    """Writes the lines about one thing."""

    def __init__(self, subject: str, languages: tuple[str, ...]) -> None:
        self._subject = subject
        self._languages = languages
        self._lines: list[str] = []

    def organization(self, one: Organization) -> bytes:
        self._add("rdf:type", _iri(expand("schema:Organization")))
        self._add("rdf:type", _iri(expand(KINDS[one.kind])))
        self._texts("schema:name", one.name)
        for number, isil in enumerate(one.isil, 1):
            part = self._part("schema:identifier", f"isil-{number}", "schema:PropertyValue")
            part._add("schema:propertyID", literal("ISIL"))
            part._add("schema:value", literal(isil))
            self._lines += part._lines
        if one.website:
            self._add("schema:url", _iri(one.website))
        if one.contact:
            self._add("schema:email", literal(one.contact))
        for same in one.same_as:
            self._add("schema:sameAs", _iri(same))
        if one.place:
            self._place(one.place)
        self._request(one)
        return self._text()

    def _request(self, one: Organization) -> None:
        """How a visitor asks for something there: to borrow it, or to see it in the reading room."""
        templates = {name: getattr(one.request, name) for name in ("ppn", "isbn", "title")}
        if not any(templates.values()):
            return
        lends = one.kind == "library"
        kind = "schema:BorrowAction" if lends else "schema:ReserveAction"
        action = self._part("schema:potentialAction", "request", kind)
        action._add("schema:lender" if lends else "schema:provider", _iri(self._subject))
        self._lines += action._lines
        for name, template in templates.items():
            if template:
                action._lines = []
                target = action._part("schema:target", f"request-{name}", "schema:EntryPoint")
                target._add("schema:urlTemplate", literal(template))
                self._lines += action._lines + target._lines

    def collection(self, site: Site, one: Collection) -> bytes:
        owner = site.organization(one.owner)
        publisher = site.organization(site.publisher)
        self._add("rdf:type", _iri(expand("schema:Dataset")))
        self._texts("schema:name", one.name)
        self._texts("schema:description", one.description)
        self._add("schema:license", _iri(one.licence))
        if owner:
            self._add("schema:creator", _iri(thing_of(owner).iri(site.base)))
        if publisher:
            self._add("schema:publisher", _iri(thing_of(publisher).iri(site.base)))
        return self._text()

    def _place(self, place: Place) -> None:
        part = self._part("schema:location", "place", "schema:Place")
        part._texts("schema:name", place.name)
        for same in place.same_as:
            part._add("schema:sameAs", _iri(same))
        self._lines += part._lines
        if place.latitude is not None and place.longitude is not None:
            geo = part._part("schema:geo", "coordinates", "schema:GeoCoordinates")
            geo._add("schema:latitude", _degrees(place.latitude))
            geo._add("schema:longitude", _degrees(place.longitude))
            self._lines += part._lines[-1:] + geo._lines

    def _part(self, property: str, name: str, kind: str) -> _Writer:
        """A part of the thing, pointed to and typed; its lines are its own until they are taken over."""
        part = _Writer(f"{self._subject.partition('#')[0]}#{name}", self._languages)
        self._add(property, _iri(part._subject))
        part._add("rdf:type", _iri(expand(kind)))
        return part

    def _texts(self, property: str, texts: Mapping[str, str]) -> None:
        for language in self._languages:
            self._add(property, literal(texts[language], language))

    def _add(self, property: str, value: str) -> None:
        self._lines.append(f"<{self._subject}> <{expand(property)}> {value} .\n")

    def _text(self) -> bytes:
        return "".join(dict.fromkeys(self._lines)).encode()


def _iri(text: str) -> str:
    return f"<{text}>"


def _degrees(value: float) -> str:
    """Degrees as a decimal in the one spelling that the store keeps."""
    return typed(f"{value:.6f}".rstrip("0").rstrip("."), "xsd:decimal")
