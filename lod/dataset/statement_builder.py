"""Statements gathered one after the other, with names of properties instead of IRIs."""

from __future__ import annotations

from collections.abc import Mapping

from pyoxigraph import DefaultGraph, Literal, NamedNode, Quad

from lod.rdf.namespaces import expand

_GRAPH = DefaultGraph()
_DATE = NamedNode(expand("xsd:dateTime"))
_SIZE = NamedNode(expand("xsd:nonNegativeInteger"))


class Statements:
    """Statements in the order in which they were said, each once."""

    def __init__(self) -> None:
        self._quads: dict[Quad, None] = {}

    @property
    def quads(self) -> list[Quad]:
        """All of them."""
        return list(self._quads)

    def types(self, subject: str, *names: str) -> None:
        """Say of which classes something is."""
        for name in names:
            self.link(subject, "rdf:type", expand(name))

    def link(self, subject: str, property: str, *iris: str) -> None:
        """Say that something has these things for a property."""
        for iri in iris:
            self._add(subject, property, NamedNode(iri))

    def text(self, subject: str, property: str, text: str) -> None:
        """Say a text that is in no language."""
        self._add(subject, property, Literal(text))

    def texts(self, subject: str, property: str, texts: Mapping[str, str]) -> None:
        """Say a text in each of its languages."""
        for language, text in texts.items():
            self._add(subject, property, Literal(text, language=language))

    def typed(self, subject: str, property: str, text: str, datatype: str) -> None:
        """Say a value of a datatype that has a name."""
        self._add(subject, property, Literal(text, datatype=NamedNode(expand(datatype))))

    def date(self, subject: str, property: str, date: str) -> None:
        """Say a moment, if it is known."""
        if date:
            self._add(subject, property, Literal(date, datatype=_DATE))

    def whole(self, subject: str, property: str, number: int) -> None:
        """Say a number, as VoID and Hydra have it."""
        self._add(subject, property, Literal(number))

    def size(self, subject: str, property: str, number: int) -> None:
        """Say a number, as DCAT has it."""
        self._add(subject, property, Literal(str(number), datatype=_SIZE))

    def _add(self, subject: str, property: str, value: NamedNode | Literal) -> None:
        self._quads[Quad(NamedNode(subject), NamedNode(expand(property)), value, _GRAPH)] = None
