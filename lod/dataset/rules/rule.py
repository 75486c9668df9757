"""A rule: what the values of one property must be like, and what to do when they are not."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from pyoxigraph import Quad

from lod.rdf.namespaces import expand
from lod.store.documents import TYPE, Text, Value, plain

_STRING = expand("xsd:string")

Values = Sequence[Value]


class Graph:
    """Statements by subject and property."""

    def __init__(
        self, quads: Iterable[Quad], elsewhere: Callable[[str], Iterable[Quad]] | None = None
    ) -> None:
        self._about: dict[str, dict[str, list[Value]]] = {}
        self._elsewhere = elsewhere
        for quad in quads:
            self._add(quad)

    def _add(self, quad: Quad) -> None:
        subject: str = quad.subject.value  # type: ignore[union-attr]  # D5
        self._about.setdefault(subject, {}).setdefault(quad.predicate.value, []).append(plain(quad.object))

    @property
    def subjects(self) -> list[str]:
        """Everything that something is said of."""
        return list(self._about)

    def values(self, subject: str, name: str) -> Values:
        """The values of a property; of what is not here, those that are known elsewhere."""
        if subject not in self._about and self._elsewhere is not None:
            self._about[subject] = {}
            for quad in self._elsewhere(subject):
                self._add(quad)
        return self._about.get(subject, {}).get(expand(name), ())

    def types(self, subject: str) -> frozenset[str]:
        """The classes of something."""
        return frozenset(v for v in self.values(subject, TYPE_NAME) if isinstance(v, str))


TYPE_NAME = "rdf:type"
Test = Callable[[Graph, Values], bool]


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule for things of a class."""

    type: str
    """Class, with its prefix."""
    property: str
    test: Test
    nl: str
    en: str
    fault: bool = True
    """Whether the description is refused for it; else it is a remark."""

    def told(self) -> str:
        """What to do, in both languages."""
        return f"{self.nl} / {self.en}"


@dataclass(frozen=True, slots=True)
class Breach:
    """A rule that something breaks."""

    rule: Rule
    iri: str


def breaches(graph: Graph, subjects: Iterable[str], rules: Mapping[str, Sequence[Rule]]) -> Iterator[Breach]:
    """What breaks which rule; `rules` by the IRI of the class that they are for."""
    for iri in subjects:
        for type in sorted(graph.types(iri)):
            for rule in rules.get(type, ()):
                if not rule.test(graph, graph.values(iri, rule.property)):
                    yield Breach(rule, iri)


def by_class(rules: Iterable[Rule]) -> dict[str, list[Rule]]:
    """Rules by the IRI of the class that they are for."""
    found: dict[str, list[Rule]] = {}
    for rule in rules:
        found.setdefault(expand(rule.type), []).append(rule)
    return found


# ---------------------------------------------------------------- tests of values


def some(graph: Graph, values: Values) -> bool:
    """There is one at least."""
    return bool(values)


def at_most_one(graph: Graph, values: Values) -> bool:
    """There is one at most."""
    return len(values) <= 1


def in_languages(graph: Graph, values: Values) -> bool:
    """All are texts with a language, one for each language."""
    languages = [v.language for v in values if isinstance(v, Text)]
    return len(languages) == len(values) and all(languages) and len(set(languages)) == len(languages)


def told(graph: Graph, values: Values) -> bool:
    """All are texts with a language."""
    return all(isinstance(v, Text) and v.language for v in values)


def web(graph: Graph, values: Values) -> bool:
    """All are addresses on the web."""
    return all(isinstance(v, str) and v.startswith(("http://", "https://")) for v in values)


def secure(graph: Graph, values: Values) -> bool:
    """All are addresses that begin with https."""
    return all(isinstance(v, str) and v.startswith("https://") for v in values)


def plain_texts(graph: Graph, values: Values) -> bool:
    """All are texts without a language."""
    return all(isinstance(v, Text) and v.datatype in ("", _STRING) and not v.language for v in values)


def dates(graph: Graph, values: Values) -> bool:
    """All are dates or moments, as ISO 8601 writes them."""
    return all(isinstance(v, Text) and v.datatype in _DATES and _DATE.match(v.value) for v in values)


_DATES = tuple(expand(name) for name in ("xsd:date", "xsd:dateTime", "schema:Date", "schema:DateTime"))
_DATE = re.compile(r"\d{4}-\d\d-\d\d(T\d\d:\d\d:\d\d.*)?\Z")


def matching(pattern: str) -> Test:
    """All fit a pattern."""
    compiled = re.compile(pattern)
    return lambda graph, values: all(
        compiled.search(v.value if isinstance(v, Text) else v) is not None for v in values
    )


def one_of(*iris: str) -> Test:
    """All are in a list."""
    return lambda graph, values: all(v in iris for v in values)


def of_class(*names: str) -> Test:
    """All are things of one of these classes."""
    wanted = frozenset(expand(name) for name in names)
    return lambda graph, values: all(isinstance(v, str) and graph.types(v) & wanted for v in values)


def named_things(of: str) -> Test:
    """All are things of this class, with a name in a language."""
    wanted = expand(of)
    return lambda graph, values: all(
        isinstance(v, str) and wanted in graph.types(v) and named(graph, v) for v in values
    )


terms = named_things("schema:DefinedTerm")


def unclassed(graph: Graph, values: Values) -> bool:
    """All are things of which no class is said, with a name in a language."""
    return all(isinstance(v, str) and not graph.types(v) and named(graph, v) for v in values)


def named(graph: Graph, iri: str) -> bool:
    """Whether something has a name in a language."""
    names = graph.values(iri, "schema:name")
    return bool(names) and in_languages(graph, names)


def either(*tests: Test) -> Test:
    """Each value passes one of the tests."""
    return lambda graph, values: all(any(test(graph, (v,)) for test in tests) for v in values)


def both(*tests: Test) -> Test:
    """All of the tests are passed."""
    return lambda graph, values: all(test(graph, values) for test in tests)


__all__ = ["TYPE", "Breach", "Graph", "Rule", "Test", "Values", "breaches", "by_class"]
