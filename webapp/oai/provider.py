"""The provider: one request, one answer in XML."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from lxml import etree

from lod.register.listing import Listed, earliest, listed, one
from lod.register.register import Register
from lod.site import Collection, Site
from lod.store.documents import Reader
from webapp.oai.arguments import (
    KINDS,
    Fault,
    Page,
    host_of,
    identifier_of,
    page_of,
    read,
    resumed,
    thing_of,
    token_of,
)
from webapp.oai.formats import FORMATS, Item, MetadataFormat, by_prefix
from webapp.oai.metadata_card import clean
from webapp.oai.xml_formats import XSI, Element, rooted

OAI = "http://www.openarchives.org/OAI/2.0/"
XSD = "http://www.openarchives.org/OAI/2.0/OAI-PMH.xsd"
_PLAIN = re.compile(r"[A-Za-z0-9_.!~*'():-]+\Z")
"""What a set and a prefix may be made of (the protocol's XML schema)."""
_URI = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:[A-Za-z0-9._~:/?#@!$&'()*+,;=%-]+\Z")
_NAME_SPACE = re.compile(r"[A-Za-z][A-Za-z0-9-]*(\.[A-Za-z][A-Za-z0-9-]*)+\Z")
"""The hosts that can be the name space of OAI identifiers (their XML schema)."""
IDENTIFIER = "http://www.openarchives.org/OAI/2.0/oai-identifier"
RECORDS = 100
HEADERS = 500
_KIND_NAMES = {
    "instance": "Editions",
    "object": "Museum objects and archives",
    "agent": "Persons and organisations",
}


@dataclass(frozen=True, slots=True)
class Provider:
    """What answers harvesters."""

    site: Site
    register: Register
    reader: Reader

    @property
    def address(self) -> str:
        """The public address of the provider."""
        return f"{self.site.base}oai"

    def answer(self, arguments: Mapping[str, list[str]]) -> bytes:
        """The answer to a request; errors of the protocol are answers too."""
        root = rooted("OAI-PMH", OAI)
        root.set(f"{{{XSI}}}schemaLocation", f"{OAI} {XSD}")
        _add(root, "responseDate", _written(datetime.now(UTC)))
        request = _add(root, "request", self.address)
        try:
            verb, given = read(arguments)
            for name, value in {"verb": verb, **given}.items():
                if _can_be_told(name, value):
                    request.set(name, clean(value))
            made = getattr(self, f"_{verb}")(given)
        except Fault as fault:
            if fault.code in ("badVerb", "badArgument"):
                request.attrib.clear()
            made = etree.Element(f"{{{OAI}}}error", code=fault.code)
            made.text = clean(str(fault))
        root.append(made)
        return etree.tostring(root, xml_declaration=True, encoding="UTF-8")

    # ------------------------------------------------------------ verbs

    def _Identify(self, given: Mapping[str, str]) -> Element:
        made = _made("Identify")
        _add(made, "repositoryName", self.site.name[self.site.languages[0]])
        _add(made, "baseURL", self.address)
        _add(made, "protocolVersion", "2.0")
        _add(made, "adminEmail", self.site.contact)
        _add(made, "earliestDatestamp", _written(earliest(self.register)))
        _add(made, "deletedRecord", "persistent")
        _add(made, "granularity", "YYYY-MM-DDThh:mm:ssZ")
        if _NAME_SPACE.match(host_of(self.site.base)):
            self._about_identifiers(made)
        return made

    def _about_identifiers(self, made: Element) -> None:
        about = rooted("oai-identifier", IDENTIFIER)
        _add(made, "description").append(about)
        about.set(f"{{{XSI}}}schemaLocation", f"{IDENTIFIER} {IDENTIFIER}.xsd")
        for name, text in (
            ("scheme", "oai"),
            ("repositoryIdentifier", host_of(self.site.base)),
            ("delimiter", ":"),
            ("sampleIdentifier", f"oai:{host_of(self.site.base)}:instance/1"),
        ):
            etree.SubElement(about, f"{{{IDENTIFIER}}}{name}").text = text

    def _ListMetadataFormats(self, given: Mapping[str, str]) -> Element:
        made = _made("ListMetadataFormats")
        found = list(FORMATS)
        if "identifier" in given:
            item = self._known(given["identifier"])
            found = [form for form in FORMATS if self._has(form, item)]
            if not found:
                raise Fault("noMetadataFormats", "this item has no formats any more: it is gone")
        for form in found:
            told = _add(made, "metadataFormat")
            _add(told, "metadataPrefix", form.prefix)
            _add(told, "schema", form.schema)
            _add(told, "metadataNamespace", form.namespace)
        return made

    def _ListSets(self, given: Mapping[str, str]) -> Element:
        if "resumptionToken" in given:
            raise Fault("badResumptionToken", "the list of sets is given whole")
        made = _made("ListSets")
        language = self.site.languages[0]
        sets = [(f"kind:{kind}", _KIND_NAMES[kind]) for kind in KINDS]
        sets += [(f"collection:{c.key}", c.name[language]) for c in self.site.collections]
        for spec, name in sets:
            told = _add(made, "set")
            _add(told, "setSpec", spec)
            _add(told, "setName", name)
        return made

    def _GetRecord(self, given: Mapping[str, str]) -> Element:
        form = self._format(given["metadataPrefix"])
        found = self._known(given["identifier"])
        made = _made("GetRecord")
        record = self._record(found, form)
        if record is None:
            raise Fault("cannotDisseminateFormat", f"this item has nothing in {form.prefix}")
        made.append(record)
        return made

    def _ListIdentifiers(self, given: Mapping[str, str]) -> Element:
        return self._list("ListIdentifiers", given, HEADERS)

    def _ListRecords(self, given: Mapping[str, str]) -> Element:
        return self._list("ListRecords", given, RECORDS)

    # ------------------------------------------------------------ lists

    def _list(self, verb: str, given: Mapping[str, str], size: int) -> Element:
        token = given.get("resumptionToken")
        page = resumed(token, self.site.base, verb) if token is not None else page_of(given)
        form = self._format(page.prefix, "badResumptionToken" if token is not None else "")
        wanted = page.wanted(form.sources, [c.key for c in self.site.collections])
        kinds = [kind for kind in wanted.kinds if kind in form.kinds]
        made, more = _made(verb), bool(kinds)
        while more and not len(made):  # what has nothing in this format may fill a page
            found = listed(self.register, replace(wanted, kinds=kinds), page.after, size + 1)
            more = len(found) > size
            for item in found[:size]:
                part = self._record(item, form) if verb == "ListRecords" else self._header(item)
                if part is not None:
                    made.append(part)
            if more and not len(made):
                page = replace(page, after=found[size - 1].seq, given=page.given + size)
        if not len(made):  # nor after a token, when what was left changed meanwhile: a list has a record
            raise Fault("noRecordsMatch", "nothing changed in that time, set and format")
        if more or token is not None:
            self._token(made, verb, page, found[size - 1].seq if more else 0, size)
        return made

    def _token(self, made: Element, verb: str, page: Page, after: int, size: int) -> None:
        """Where to go on; empty when the list that was resumed ends."""
        told = _add(made, "resumptionToken", cursor=str(page.given))
        if after:
            goes_on = replace(page, after=after, given=page.given + size)
            told.text = token_of(goes_on, self.site.base, verb)

    def _format(self, prefix: str, code: str = "") -> MetadataFormat:
        form = by_prefix(prefix)
        if form is None:
            raise Fault(code or "cannotDisseminateFormat", f"there is no format {prefix[:40]!r}")
        return form

    def _known(self, identifier: str) -> Listed:
        found = one(self.register, thing_of(identifier, self.site.base))
        if found is None:
            raise Fault("idDoesNotExist", f"there is no {identifier[:120]!r} here")
        return found

    def _has(self, form: MetadataFormat, item: Listed) -> bool:
        return item.live and item.thing.kind in form.kinds and self._record(item, form) is not None

    # ------------------------------------------------------------ records

    def _header(self, item: Listed) -> Element:
        made = etree.Element(f"{{{OAI}}}header")
        if not item.live:
            made.set("status", "deleted")
        _add(made, "identifier", identifier_of(item.thing, self.site.base))
        _add(made, "datestamp", _written(item.time))
        _add(made, "setSpec", f"kind:{item.thing.kind}")
        for key in item.collections:
            if self.site.collection(key):
                _add(made, "setSpec", f"collection:{key}")
        return made

    def _record(self, item: Listed, form: MetadataFormat) -> Element | None:
        """A record in a format; None when it has nothing in it."""
        made = etree.Element(f"{{{OAI}}}record")
        made.append(self._header(item))
        if not item.live:
            return made
        if item.thing.kind not in form.kinds:
            return None
        publisher = self.site.organization(self.site.publisher)
        provider = (publisher.name if publisher else self.site.name)[self.site.languages[0]]
        owner = self._owner(item)
        licence = owner.licence if owner else ""
        base = self.site.base
        opens = self.site.opens
        written = form.write(Item(item.thing, self.reader, self.register, base, provider, licence, opens))
        if written is None:
            return None
        _add(made, "metadata").append(written)
        about = self._about(item)
        if about is not None:
            made.append(about)
        return made

    def _owner(self, item: Listed) -> Collection | None:
        """The first of the collections that describe it."""
        return next((c for key in item.collections if (c := self.site.collection(key))), None)

    def _about(self, item: Listed) -> Element | None:
        """The licence of the description."""
        owner = self._owner(item)
        if owner is None or len(item.collections) > 1:
            return None
        made = etree.Element(f"{{{OAI}}}about")
        space = "http://www.openarchives.org/OAI/2.0/rights/"
        rights = rooted("rights", space)
        made.append(rights)
        rights.set(f"{{{XSI}}}schemaLocation", f"{space} http://www.openarchives.org/OAI/2.0/rights.xsd")
        etree.SubElement(rights, f"{{{space}}}rightsReference", ref=owner.licence)
        return made


def _can_be_told(name: str, value: str) -> bool:
    """Whether an argument can stand in an answer: what the protocol's schema refuses is not repeated."""
    if name == "resumptionToken":
        return True
    return bool((_URI if name == "identifier" else _PLAIN).match(value))


def _made(name: str) -> Element:
    return etree.Element(f"{{{OAI}}}{name}")


def _add(parent: Element, name: str, text: str = "", **attributes: str) -> Element:
    made = etree.SubElement(parent, f"{{{OAI}}}{name}", attributes)
    made.text = text or None
    return made


def _written(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
