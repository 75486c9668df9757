"""The JSON-LD that stands in a page for search engines: what the document says in Schema.org's words, as a
tree.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache

from lod.dataset.dumps import Download
from lod.rdf.namespaces import PREFIXES, expand
from lod.store.documents import Linked, Text, Value
from webapp.http.negotiation import thing_at
from webapp.languages import Wording
from webapp.pages.labels import TextSpan, choose
from webapp.pages.things.holdings import Holding
from webapp.pages.things.images import Image
from webapp.pages.things.property_values import Facts
from webapp.urls import Urls, is_web

Json = dict[str, "Json"] | list["Json"] | str | int | bool

_SCHEMA = PREFIXES["schema"]
_ONE_TEXT = frozenset(("name", "description", "abstract"))
"""Of these a search engine wants one, in the language of the page."""
_UNSEEN = frozenset(("sdDatePublished", "sdPublisher", "sdLicense"))
_LONGEST = 5_000
_SHORTEST = 50
_PLATFORMS: list[Json] = [expand(f"schema:{name}Platform") for name in ("DesktopWeb", "IOS", "Android")]
_ACTIONS = 5
"""So many copies are told of, and so many places to read."""
_MOST = 50
"""So many values of one property are told."""
_WANTING: Mapping[str, tuple[str, frozenset[str]]] = {
    "Dataset": ("CreativeWork", frozenset({"name", "description"})),
    "Library": ("Organization", frozenset({"name", "address"})),  # a LocalBusiness, as the next
    "ArchiveOrganization": ("Organization", frozenset({"name", "address"})),
    "Event": ("Thing", frozenset({"name", "startDate", "location"})),
    "ExhibitionEvent": ("Thing", frozenset({"name", "startDate", "location"})),
    "PublicationEvent": ("Thing", frozenset({"name", "startDate", "location"})),
    "Movie": ("CreativeWork", frozenset({"name", "image"})),
    "VideoObject": ("MediaObject", frozenset({"name", "thumbnailUrl", "uploadDate"})),
    "SoftwareApplication": ("CreativeWork", frozenset({"name", "offers", "aggregateRating"})),
}
"""Class → what search engines ask of one, wherever in a page they see it, and what it is called when it is
only mentioned: else every page of a collection's things would be reported for a dataset without description.
"""
_RIGHTS = ("creditText", "copyrightNotice", "license", "creator")
_IMAGES = ("image", "thumbnailUrl", "associatedMedia")
_URL = expand("schema:URL")


def structured(facts: Facts, name: str) -> Json:
    """The thing as a search engine takes it; `name` is what the page calls it."""
    document, urls = facts.document, facts.urls
    node = _node(facts, document.iri, 0)
    node.setdefault("@type", "Thing")
    node["@id"] = document.iri
    node["url"] = urls.public(urls.document(document.thing))
    node["name"] = name[:_LONGEST]
    return {"@context": "https://schema.org"} | node


def as_dataset(node: Json, about: str, urls: Urls, downloads: Sequence[Download]) -> Json:
    """A collection with what a search for datasets asks besides: how to get at it, that it is free, and at
    least fifty characters about it (`about` is what the site says of itself).
    """
    if not isinstance(node, dict):
        return node
    description = str(node.get("description", "") or node["name"])
    if len(description) < _SHORTEST:
        description = f"{node['name']}. {description} {about}"
    distribution: list[Json] = [
        {
            "@type": "DataDownload",
            "contentUrl": urls.public(urls.page(f"dumps/{one.name}")),
            "encodingFormat": one.form.media_type,
        }
        for one in downloads
    ]
    creator = node.get("creator") or node.get("publisher")
    return node | {
        "description": description[:_LONGEST],
        "isAccessibleForFree": True,
        "identifier": node["@id"],
        **({"creator": creator} if creator else {}),
        "includedInDataCatalog": {
            "@type": "DataCatalog",
            "url": urls.public(urls.page(".well-known/datacatalog")),
        },
        **({"distribution": distribution} if distribution else {}),
    }


def as_institution(node: Json, town: str, website: str) -> Json:
    """A library, museum or archive with what a search for places asks besides: where it is, and its own site,
    of which our page tells."""
    if not isinstance(node, dict):
        return node
    told: dict[str, Json] = {"address": address_in(town)} if town else {}
    location = node.get("location")
    if isinstance(location, dict) and "geo" in location:
        told["geo"] = location["geo"]
    if website:
        node = node | {"mainEntityOfPage": node["url"], "url": website}
    return told | node


def address_in(town: str) -> Json:
    """All that is known of an address."""
    return {"@type": "PostalAddress", "addressLocality": town}


def profile(node: Json, name: str) -> Json:
    """A page of an institution of ours as the profile of who takes part here."""
    page = node.get("mainEntityOfPage", node["url"]) if isinstance(node, dict) else ""
    of: Json = {"@type": "Organization", "@id": node["@id"], "name": name} if isinstance(node, dict) else ""
    return {"@context": "https://schema.org", "@type": "ProfilePage", "url": page, "mainEntity": of}


def with_images(node: Json, facts: Facts, shown: Sequence[Image]) -> Json:
    """A thing with the images that its page shows, each with whose it is and what may be done with it: search
    engines know an image by the address at which a page shows it. Of images that are not shown, those without
    rights are told by their address.
    """
    if not isinstance(node, dict):
        return node
    media = node.get("associatedMedia", [])
    others = [told for m in (media if isinstance(media, list) else [media]) if (told := _media(m, shown))]
    unshown = _IMAGES if shown else ("associatedMedia",)
    told = {name: value for name, value in node.items() if name not in unshown}
    if shown:
        told["image"] = [_image(facts, one) for one in shown]
    if others:
        told["associatedMedia"] = others
    return told


def _media(media: Json, shown: Sequence[Image]) -> Json:
    """A film, a sound, or an image that the page does not show; nothing of those that it does."""
    if not isinstance(media, dict) or media.get("@type") != "ImageObject":
        return media
    if shown:
        return ""
    return media if media.keys() & {*_RIGHTS} else media.get("contentUrl", "")


def _image(facts: Facts, shown: Image) -> Json:
    """An image as it is shown; what its part leaves unsaid of rights, the thing says."""
    for subject in filter(None, (shown.part, facts.document.iri)):
        told = {name: said for name in _RIGHTS if (said := _right(facts, subject, name))}
        if set(told) - {"creator"} or (told and subject == shown.part):
            return {"@type": "ImageObject", "contentUrl": shown.src, **told}
    return shown.src


def _right(facts: Facts, subject: str, name: str) -> Json:
    """One of the rights of an image: a text in the language of the page, the address of a licence, makers."""
    values = facts.values(f"schema:{name}", subject)
    if name == "license":
        return next((v for v in values if isinstance(v, str) and is_web(v)), "")
    if name == "creator":
        makers = values if subject != facts.document.iri else ()  # its maker made no photograph of it
        said = [_value(facts, v, 1) for v in makers if isinstance(v, str)]
        told = [one for one in said if isinstance(one, dict) and "name" in one]
        return told[0] if len(told) == 1 else [*told]
    text = choose([v for v in values if isinstance(v, Text)], facts.wording.language)
    return text.value[:_LONGEST] if text else ""


def with_actions(node: Json, copies: Sequence[Holding], online: Sequence[TextSpan], urls: Urls) -> Json:
    """An edition with where its copies can be asked for, and where on the web it can be read."""
    borrowing: list[Json] = [
        {
            "@type": "BorrowAction",
            "lender": _lender(copy.holder, copy.town, urls),
            "target": _entry(urls.public(copy.request)),
        }
        for copy in copies
        if copy.holder and copy.request
    ]
    reading: list[Json] = [{"@type": "ReadAction", "target": _entry(words.href)} for words in online]
    actions = borrowing[:_ACTIONS] + reading[:_ACTIONS]
    return node | {"potentialAction": actions} if isinstance(node, dict) and actions else node


def _lender(holder: TextSpan, town: str, urls: Urls) -> Json:
    thing = thing_at(urls.base, urls.public(holder.href)) if holder.href.startswith("/") else None
    known: dict[str, Json] = {"@id": thing.iri(urls.base)} if thing else {}
    where: dict[str, Json] = {"address": address_in(town)} if town else {}
    return {"@type": "Library" if town else "Organization", **known, "name": holder.text, **where}


def _entry(address: str) -> Json:
    return {"@type": "EntryPoint", "urlTemplate": address, "actionPlatform": _PLATFORMS}


def crumbs(steps: tuple[tuple[str, str], ...]) -> Json:
    """The way from the first page to this one, as names and public addresses."""
    items: list[Json] = [
        {"@type": "ListItem", "position": number, "name": name, "item": address}
        for number, (name, address) in enumerate(steps, 1)
    ]
    return {"@context": "https://schema.org", "@type": "BreadcrumbList", "itemListElement": items}


def _node(facts: Facts, subject: str, depth: int) -> dict[str, Json]:
    found: dict[str, Json] = {}
    said = facts.of(subject)
    if types := _types(said.get("rdf:type", ())):
        found["@type"] = types
    for short, values in said.items():
        if (name := _name(short)) and (told := _values(facts, name, values, depth)):
            found[name] = told
    return _mentioned(found) if depth else found


def _mentioned(node: dict[str, Json]) -> dict[str, Json]:
    """A node that another one tells of, of classes of which it has what search engines ask."""
    types = node.get("@type", [])
    if isinstance(types, str) and types not in _WANTING:
        return node
    names = [
        _WANTING[name][0] if name in _WANTING and not node.keys() >= _WANTING[name][1] else name
        for name in (types if isinstance(types, list) else [types])
        if isinstance(name, str)
    ]
    told: list[Json] = [*dict.fromkeys(names)]
    return node | {"@type": told[0] if len(told) == 1 else told} if told else node


@lru_cache(2_048)
def _name(short: str) -> str:
    """The name of a property of Schema.org that search engines are told; nothing of any other."""
    name = short.removeprefix("schema:")
    return name if name != short and name not in _UNSEEN else ""


@lru_cache(2_048)
def _types(values: tuple[Value, ...]) -> Json:
    names: list[Json] = [
        v[len(_SCHEMA) :]
        for v in values
        if isinstance(v, str) and v.startswith(_SCHEMA) and v != _URL  # a kind of text, of no thing
    ]
    if len(names) > 1:  # the general type beside the telling one makes search engines doubt
        names = [n for n in names if n not in ("CreativeWork", "Thing")] or names
    return names[0] if len(names) == 1 else names


def _values(facts: Facts, name: str, values: tuple[Value, ...], depth: int) -> Json:
    """What is told by a property, without a list around it when it is one; nothing when there is none."""
    if name in _ONE_TEXT:
        chosen = choose([v for v in values if isinstance(v, Text)], facts.wording.language)
        return chosen.value[:_LONGEST] if chosen else ""
    if len(values) == 1:
        return _value(facts, values[0], depth)
    found = [told for value in values[:_MOST] if (told := _value(facts, value, depth))]
    # the same text in two languages is one text to who reads no languages
    texts = dict.fromkeys(one for one in found if isinstance(one, str))
    rest = [one for one in found if not isinstance(one, str)]
    if len(texts) + len(rest) < len(found):
        found = [*texts, *rest]
    return found[0] if len(found) == 1 else found


def _value(facts: Facts, value: Value, depth: int) -> Json:
    if isinstance(value, Text):
        return value.value[:_LONGEST]
    document = facts.document
    if document.is_part(value):
        return _node(facts, value, depth + 1) if depth < 3 else ""
    linked = document.linked.get(value)
    if linked:
        return _linked(linked, facts.wording)
    if value.startswith(document.iri.removesuffix(f"{document.thing.kind}/{document.thing.key}")):
        return {"@id": value}  # a thing of ours; a text would be a text to who reads it as RDF
    return value if is_web(value) else ""


def _linked(linked: Linked, wording: Wording) -> Json:
    name = choose(linked.names, wording.language)
    found: dict[str, Json] = {"@type": _types(linked.types) or "Thing", "@id": linked.iri}
    if name:
        found["name"] = name.value
    same: list[Json] = [iri for iri in linked.same_as if is_web(iri)]
    if same:
        found["sameAs"] = same
    return _mentioned(found)
