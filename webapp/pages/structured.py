"""The JSON-LD that stands in a page for search engines: what the document says in Schema.org's words, as a
tree.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

from lod.dataset.dumps import Download
from lod.rdf.names import PREFIXES, expand
from lod.store.documents import TYPE, Document, Linked, Text, Value
from webapp.languages import Wording
from webapp.negotiation import thing_at
from webapp.pages.holdings import Holding
from webapp.pages.words import Words, choose
from webapp.urls import Urls, is_web

Json = dict[str, "Json"] | list["Json"] | str | int | bool

_SCHEMA = PREFIXES["schema"]
_ONE_TEXT = frozenset(map(expand, ("schema:name", "schema:description", "schema:abstract")))
"""Of these a search engine wants one, in the language of the page."""
_UNSEEN = frozenset(map(expand, ("schema:sdDatePublished", "schema:sdPublisher", "schema:sdLicense")))
_LONGEST = 5_000
_SHORTEST = 50
_PLATFORMS: list[Json] = [expand(f"schema:{name}Platform") for name in ("DesktopWeb", "IOS", "Android")]
_ACTIONS = 5
"""So many copies are told of, and so many places to read."""
_MOST = 50
"""So many values of one property are told."""


def structured(document: Document, wording: Wording, urls: Urls, name: str) -> Json:
    """The thing as a search engine takes it; `name` is what the page calls it."""
    node = _node(document, document.iri, wording, 0)
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
    return node | {
        "description": description[:_LONGEST],
        "isAccessibleForFree": True,
        "identifier": node["@id"],
        "creator": node.get("creator") or node.get("publisher") or {"@type": "Organization", "name": about},
        "includedInDataCatalog": {
            "@type": "DataCatalog",
            "url": urls.public(urls.page(".well-known/datacatalog")),
        },
        **({"distribution": distribution} if distribution else {}),
    }


def as_institution(node: Json, town: str, website: str) -> Json:
    """A library, museum or archive with what a search for places asks besides: where it is, and its site."""
    if not isinstance(node, dict):
        return node
    address: Json = {"@type": "PostalAddress", "addressLocality": town}
    told: dict[str, Json] = {"address": address} if town else {}
    location = node.get("location")
    if isinstance(location, dict) and "geo" in location:
        told["geo"] = location["geo"]
    if website and "sameAs" not in node:
        told["sameAs"] = website
    return told | node


def with_actions(node: Json, copies: Sequence[Holding], online: Sequence[Words], urls: Urls) -> Json:
    """An edition with where its copies can be asked for, and where on the web it can be read."""
    borrowing: list[Json] = [
        {
            "@type": "BorrowAction",
            "lender": _lender(copy.holder, urls),
            "target": _entry(urls.public(copy.request)),
        }
        for copy in copies
        if copy.holder and copy.request
    ]
    reading: list[Json] = [{"@type": "ReadAction", "target": _entry(words.href)} for words in online]
    actions = borrowing[:_ACTIONS] + reading[:_ACTIONS]
    return node | {"potentialAction": actions} if isinstance(node, dict) and actions else node


def _lender(holder: Words, urls: Urls) -> Json:
    thing = thing_at(urls.base, urls.public(holder.href)) if holder.href.startswith("/") else None
    known: dict[str, Json] = {"@id": thing.iri(urls.base)} if thing else {}
    return {"@type": "Library", **known, "name": holder.text}


def _entry(address: str) -> Json:
    return {"@type": "EntryPoint", "urlTemplate": address, "actionPlatform": _PLATFORMS}


def site_search(search: str) -> Json:
    """How the site is searched; `search` is the public address of the search page."""
    return {
        "@type": "SearchAction",
        "target": {"@type": "EntryPoint", "urlTemplate": f"{search}?q={{search_term_string}}"},
        "query-input": "required name=search_term_string",
    }


def crumbs(steps: tuple[tuple[str, str], ...]) -> Json:
    """The way from the first page to this one, as names and public addresses."""
    items: list[Json] = [
        {"@type": "ListItem", "position": number, "name": name, "item": address}
        for number, (name, address) in enumerate(steps, 1)
    ]
    return {"@context": "https://schema.org", "@type": "BreadcrumbList", "itemListElement": items}


def _node(document: Document, subject: str, wording: Wording, depth: int) -> dict[str, Json]:
    found: dict[str, Json] = {}
    statements = document.about.get(subject, {})
    if types := _types(statements.get(TYPE, ())):
        found["@type"] = types
    for predicate, values in statements.items():
        if (name := _name(predicate)) and (told := _values(document, predicate, values, wording, depth)):
            found[name] = told[0] if len(told) == 1 else told
    return found


@lru_cache(2_048)
def _name(predicate: str) -> str:
    """The name of a property of Schema.org that search engines are told; nothing of any other."""
    is_told = predicate.startswith(_SCHEMA) and predicate not in _UNSEEN
    return predicate[len(_SCHEMA) :] if is_told else ""


@lru_cache(2_048)
def _types(values: tuple[Value, ...]) -> Json:
    names: list[Json] = [v[len(_SCHEMA) :] for v in values if isinstance(v, str) and v.startswith(_SCHEMA)]
    if len(names) > 1:  # the general type beside the telling one makes search engines doubt
        names = [n for n in names if n not in ("CreativeWork", "Thing")] or names
    return names[0] if len(names) == 1 else names


def _values(
    document: Document, predicate: str, values: tuple[Value, ...], wording: Wording, depth: int
) -> list[Json]:
    if predicate in _ONE_TEXT:
        chosen = choose([v for v in values if isinstance(v, Text)], wording.language)
        return [chosen.value[:_LONGEST]] if chosen else []
    return [told for value in values[:_MOST] if (told := _value(document, value, wording, depth))]


def _value(document: Document, value: Value, wording: Wording, depth: int) -> Json:
    if isinstance(value, Text):
        return value.value[:_LONGEST]
    if document.is_part(value):
        return _node(document, value, wording, depth + 1) if depth < 3 else ""
    linked = document.linked.get(value)
    if linked:
        return _linked(linked, wording)
    if value.startswith(document.iri.removesuffix(f"{document.thing.kind}/{document.thing.key}")):
        return {"@id": value}  # a thing of ours; a text would be a text to who reads it as RDF
    return value if is_web(value) else ""


def _linked(linked: Linked, wording: Wording) -> Json:
    name = choose(linked.names, wording.language)
    found: dict[str, Json] = {"@type": _types(linked.types) or "Thing", "@id": linked.iri}
    if name:
        found["name"] = name.value
    same: list[Json] = [iri for iri in linked.same_as if is_web(iri)]
    return found | ({"sameAs": same} if same else {})
