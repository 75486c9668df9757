"""What can be asked for: the kinds of our things, and the classes of Schema.org that occur among them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from lod.rdf.namespaces import expand
from lod.search.reconciliation import name_similarity

SCHEMA = expand("schema:")


@dataclass(frozen=True, slots=True)
class Type:
    """A type that queries may be restricted to."""

    id: str
    names: Mapping[str, str]
    """What it is called, by language."""
    kinds: tuple[str, ...]
    """The kinds of things that it has."""
    schema_class: str = ""
    """The class of Schema.org that its things have besides; empty when the kind says it all."""


TYPES = (
    Type("work", {"nl": "Werk", "en": "Work"}, ("work",)),
    Type("instance", {"nl": "Uitgave", "en": "Edition"}, ("instance",)),
    Type("object", {"nl": "Object", "en": "Object"}, ("object",)),
    Type("agent", {"nl": "Maker", "en": "Maker"}, ("agent",)),
    Type("Person", {"nl": "Persoon", "en": "Person"}, ("agent",), "Person"),
    Type("Organization", {"nl": "Organisatie", "en": "Organisation"},
         ("agent", "organization"), "Organization"),
    Type("subject", {"nl": "Onderwerp", "en": "Subject"}, ("subject",)),
    Type("genre", {"nl": "Genre of vorm", "en": "Genre or form"}, ("genre",)),
    Type("place", {"nl": "Plaats", "en": "Place"}, ("place",)),
    Type("organization", {"nl": "Instelling", "en": "Institution"}, ("organization",)),
    Type("collection", {"nl": "Collectie", "en": "Collection"}, ("collection",)),
)  # fmt: skip
"""The types that stand in the manifest; any other class of Schema.org may be asked for too."""

KINDS = ("agent", "work", "instance", "object", "subject", "place", "genre", "organization", "collection")
"""All kinds that can be found."""

_BY_ID = {type.id: type for type in TYPES}
_ALIASES = {"edition": "instance", "person": "Person", "topic": "subject", "library": "organization"}

COMPARING: Mapping[str, Callable[[str, str], float]] = {
    "agent": name_similarity.persons,
    "work": name_similarity.titles,
    "instance": name_similarity.titles,
    "object": name_similarity.titles,
    "collection": name_similarity.titles,
}
"""How names of a kind are compared; of all others as plain texts."""


def read(id: str, classes: Mapping[str, int]) -> Type | None:
    """The type with this identifier, in any usual spelling; None when there is no such type.

    `classes` are the classes of Schema.org that occur, with counts.

    >>> read("schema:Book", {"Book": 3}).schema_class, read("https://schema.org/Person", {}).kinds
    ('Book', ('agent',))
    """
    local = local_name(id)
    found = _BY_ID.get(local) or _BY_ID.get(_ALIASES.get(local.lower(), ""))
    if found:
        return found
    return of_class(local) if local in classes else None


def local_name(id: str) -> str:
    """A name in Schema.org without what may stand before it.

    >>> local_name("schema:Book"), local_name("https://schema.org/isbn"), local_name("ppn")
    ('Book', 'isbn', 'ppn')
    """
    older = SCHEMA.replace("https:", "http:")
    return id.removeprefix(SCHEMA).removeprefix(older).removeprefix("schema:")


def of_class(name: str) -> Type:
    """The type of all things with a class of Schema.org."""
    return Type(name, {}, KINDS, name)


def similarity(kind: str, asked: str, known: str) -> float:
    """How alike two names of a kind are, from 0 to 1."""
    return COMPARING.get(kind, name_similarity.texts)(asked, known)
