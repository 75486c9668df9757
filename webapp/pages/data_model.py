"""The page of the data model: each class and property with numbers, an example, and who says it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from lod.dataset.data_model import ClassFacts, PropertyFacts
from lod.dataset.dumps.downloads import WHOLE
from lod.rdf.namespaces import compact
from lod.site import Site
from webapp.languages import Wording
from webapp.pages.labels import class_name, property_name
from webapp.pages.model_diagram import Diagram, draw
from webapp.pages.things.holdings import local
from webapp.term_labels import KINDS
from webapp.urls import Urls, is_web

if TYPE_CHECKING:  # they know pages
    from webapp.current_release import Served


@dataclass(frozen=True, slots=True)
class Usage:
    """A property of a class, and how many in a hundred of its things have it."""

    name: str
    href: str
    share: int


@dataclass(frozen=True, slots=True)
class TermRow:
    """A class or a property."""

    anchor: str
    name: str
    iri: str
    label: str
    count: str
    example: str
    example_href: str
    value: str
    """For a property: what the example has."""
    value_href: str
    datatype: str
    used: tuple[Usage, ...]
    """For a class: its properties."""
    looked: int
    said_by: tuple[str, ...]
    """Collections that say it, the one that says it most first."""


@dataclass(frozen=True, slots=True)
class ModelPage:
    """What the page shows."""

    diagram: Diagram
    kinds: Mapping[str, str]
    """Kind → what it is called."""
    numbers: Mapping[str, str]
    """Kind → how many there are."""
    classes: tuple[TermRow, ...]
    properties: tuple[TermRow, ...]
    statements: str


class ModelPages:
    """Tells the model of a release in a language."""

    def __init__(self, site: Site, served: Served, urls: Urls, wording: Wording) -> None:
        self._site = site
        self._served = served
        self._urls = urls
        self._wording = wording
        self._facts = {one.key: served.facts[one.key] for one in site.collections if one.key in served.facts}

    def page(self) -> ModelPage:
        """The page."""
        model, counts = self._served.model, self._served.counts
        whole = self._served.facts.get(WHOLE)
        return ModelPage(
            draw(counts.kinds, model.links),
            {kind: self._wording.text(name) for kind, name in KINDS.items()},
            {kind: self._wording.number(number) for kind, number in counts.kinds.items()},
            tuple(self._class(one) for one in model.classes),
            tuple(self._property(one) for one in model.properties),
            self._wording.number(whole.tally.triples) if whole else "",
        )

    def _class(self, one: ClassFacts) -> TermRow:
        used = tuple(
            Usage(compact(iri), f"#{_anchor(iri)}", round(100 * times / one.looked))
            for iri, times in one.properties.items()
        )
        said = self._said_by(one.iri, ((key, facts.tally.classes) for key, facts in self._facts.items()))
        return TermRow(
            _anchor(one.iri),
            compact(one.iri),
            one.iri,
            class_name(one.iri, self._wording),
            self._wording.number(one.count),
            compact(one.example).removeprefix(self._urls.base),
            self._urls.of(one.example),
            "",
            "",
            "",
            used,
            one.looked,
            said,
        )

    def _property(self, one: PropertyFacts) -> TermRow:
        said = self._said_by(one.iri, ((key, facts.tally.properties) for key, facts in self._facts.items()))
        is_link = not one.datatype and is_web(one.value)
        return TermRow(
            _anchor(one.iri),
            compact(one.iri),
            one.iri,
            property_name(compact(one.iri), self._wording),
            self._wording.number(one.count),
            compact(one.subject).removeprefix(self._urls.base),
            self._urls.of(one.subject),
            compact(one.value).removeprefix(self._urls.base) if is_link else one.value,
            self._urls.of(one.value) if is_link else "",
            compact(one.datatype),
            (),
            0,
            said,
        )

    def _said_by(self, iri: str, counted: Iterable[tuple[str, Mapping[str, int]]]) -> tuple[str, ...]:
        numbers = {key: some[iri] for key, some in counted if some.get(iri)}
        names = {one.key: local(one.name, self._wording) for one in self._site.collections}
        return tuple(
            f"{names[key]} ({self._wording.number(numbers[key])})"
            for key in sorted(numbers, key=lambda key: (-numbers[key], key))
        )


def _anchor(iri: str) -> str:
    """The place of a term on the page."""
    return compact(iri).replace("#", "-").replace("/", "-").replace(":", "-")
