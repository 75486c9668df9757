"""What simple formats say of a thing, gathered once from its document: Dublin Core's elements and a bit."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from pyoxigraph import DefaultGraph, NamedNode, Quad

from lod.rdf.namespaces import expand
from lod.store.documents import NAMES, TYPE, Document, Reader, Text, document_of

_NOT_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_SCHEMA = expand("schema:name").removesuffix("name")
_MAIN_TITLE = expand("bf:mainTitle")
_BIBFRAME = _MAIN_TITLE.removesuffix("mainTitle")
_MAKERS = ("author", "creator", "composer", "illustrator")
_OTHERS = ("contributor", "editor", "translator")
_IMAGE = ("VisualArtwork", "Painting", "Photograph", "Drawing", "Map", "Poster")
_SOUND = ("AudioObject", "MusicAlbum", "MusicRecording", "Audiobook")
_MOVING = ("Movie", "VideoObject")


@dataclass(frozen=True, slots=True)
class Name:
    """A text, with its language where it has one."""

    text: str
    language: str = ""


@dataclass(slots=True)
class Card:
    """What simple formats say of a thing."""

    iri: str
    kind: str
    types: list[str] = field(default_factory=list)
    titles: list[Name] = field(default_factory=list)
    creators: list[Name] = field(default_factory=list)
    contributors: list[Name] = field(default_factory=list)
    subjects: list[Name] = field(default_factory=list)
    descriptions: list[Name] = field(default_factory=list)
    publishers: list[Name] = field(default_factory=list)
    places: list[Name] = field(default_factory=list)
    dates: list[Name] = field(default_factory=list)
    forms: list[Name] = field(default_factory=list)
    identifiers: list[Name] = field(default_factory=list)
    languages: list[Name] = field(default_factory=list)
    relations: list[Name] = field(default_factory=list)
    isbns: list[Name] = field(default_factory=list)
    rights: list[Name] = field(default_factory=list)
    owners: list[Name] = field(default_factory=list)
    images: list[Name] = field(default_factory=list)

    @property
    def sort(self) -> str:
        """The sort of thing that Europeana knows: TEXT, IMAGE, SOUND or VIDEO."""
        for names, sort in ((_IMAGE, "IMAGE"), (_SOUND, "SOUND"), (_MOVING, "VIDEO")):
            if set(names) & set(self.types):
                return sort
        return "IMAGE" if self.kind == "object" and self.images else "TEXT"


def card(document: Document, reader: Reader) -> Card:
    """The card of a thing; of an edition, also what its works say of makers and subjects."""
    made = Card(document.iri, document.thing.kind)
    look = _Look(document, reader)
    made.types = _types(document, _SCHEMA) or _types(document, _BIBFRAME)
    made.titles = _titles(document)
    made.creators = look.named(*_MAKERS)
    made.contributors = [name for name in look.named(*_OTHERS) if name not in made.creators]
    made.subjects = look.named("about")
    made.descriptions = look.texts("description", "abstract")
    made.publishers = look.named("publisher")
    made.places = look.named("locationCreated")
    made.dates = look.texts("datePublished", "dateCreated")
    made.forms = look.named("genre", "material", "artMedium") + look.texts("materialExtent", "size")
    made.identifiers = [Name(document.iri), *look.texts("identifier")]
    made.isbns = look.texts("isbn")
    made.languages = look.texts("inLanguage")
    made.relations = [Name(iri) for p in ("exampleOfWork", "sameAs") for iri in look.iris(p)]
    made.rights = [Name(iri) for iri in look.licences()]
    made.owners = look.named("sdPublisher") or look.named("isPartOf")
    made.images = [Name(iri) for iri in look.iris("image", "thumbnailUrl") if iri.startswith("http")]
    return made


def _types(document: Document, space: str) -> list[str]:
    return [type.removeprefix(space) for type in document.iris(TYPE) if type.startswith(space)]


def _titles(document: Document) -> list[Name]:
    """Its names; else its titles as they stand in its parts."""
    found = next((names for name in NAMES if (names := _names(document.texts(name)))), [])
    return found or _names(text for part in document.about for text in document.texts(_MAIN_TITLE, part))


class _Look:
    """Looks things up in a document, and in those of its works."""

    def __init__(self, document: Document, reader: Reader) -> None:
        self._document = document
        self._reader = reader
        # read whole, once: a card asks for a dozen properties, and each look at the store costs as much
        works = document.iris(_SCHEMA + "exampleOfWork")[:3]
        self._works = [document_of(work, document.thing, _about(reader, work)) for work in works]

    def iris(self, *names: str) -> list[str]:
        """What it points to by these properties of Schema.org; else what its works point to."""
        own = [iri for name in names for iri in self._document.iris(_SCHEMA + name)]
        others = () if own else self._works
        return list(
            dict.fromkeys([*own, *(iri for work in others for n in names for iri in work.iris(_SCHEMA + n))])
        )

    def licences(self) -> list[str]:
        """The licence of the thing or of its description, else those of its collections."""
        own = self.iris("license") or self.iris("sdLicense")
        parts = () if own else self._document.iris(_SCHEMA + "isPartOf")
        of_parts = (value for part in parts for value in self._reader.values(part, _SCHEMA + "license"))
        return own or [iri for iri in of_parts if isinstance(iri, str)]

    def texts(self, *names: str) -> list[Name]:
        """Its literals for these properties."""
        return _names(text for name in names for text in self._document.texts(_SCHEMA + name))

    def named(self, *names: str) -> list[Name]:
        """What it points to by these properties, by name, and its literals."""
        found: list[Name] = self.texts(*names)
        for iri in self.iris(*names):
            if iri in self._document.about:
                found += _names(self._document.texts(_SCHEMA + "name", iri))[:1]
            else:
                known = self._document.linked.get(iri) or self._reader.linked(iri)
                found += _names(known.names)[:1]
        return list(dict.fromkeys(found))


def _about(reader: Reader, iri: str) -> Iterable[Quad]:
    return reader.store.quads_for_pattern(NamedNode(iri), None, None, DefaultGraph())


def _names(texts: Iterable[Text]) -> list[Name]:
    return list(dict.fromkeys(Name(clean(text.value), text.language) for text in texts if text.value.strip()))


def clean(text: str) -> str:
    """A text without what no XML document may hold.

    >>> clean("a\\x00b")
    'ab'
    """
    return _NOT_XML.sub("", text)
