"""Whether statements use Schema.org as it says it is used: the property exists, its domain and range fit.

Schema.org calls its domains and ranges expectations; we hold our own statements to them to the letter, for a
property on a thing that it is not for says nothing to anybody who reads by the book.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache

from pyoxigraph import Literal, NamedNode, Quad, Triple

from lod.rdf import namespaces
from lod.rdf.namespaces import PREFIXES, compact, expand

SCHEMA = PREFIXES["schema"]
_TYPE = expand("rdf:type")
_XSD = PREFIXES["xsd"]
_TEXT = "schema:Text"
_URL = expand("schema:URL")
_DATATYPES = {
    _XSD + "string": (_TEXT,),
    PREFIXES["rdf"] + "langString": (_TEXT,),
    _XSD + "anyURI": ("schema:URL", _TEXT),
    _XSD + "boolean": ("schema:Boolean",),
    **dict.fromkeys((_XSD + name for name in ("date", "gYear", "gYearMonth")), ("schema:Date",)),
    _XSD + "dateTime": ("schema:DateTime",),
    _XSD + "time": ("schema:Time",),
    _XSD + "duration": ("schema:Duration",),
    **dict.fromkeys(
        (_XSD + name for name in ("integer", "nonNegativeInteger", "positiveInteger", "int", "long")),
        ("schema:Integer", "schema:Number"),
    ),
    **dict.fromkeys(
        (_XSD + name for name in ("decimal", "double", "float")), ("schema:Number", "schema:Float")
    ),
    PREFIXES["locdt"] + "edtf": ("schema:Date", _TEXT),
}
"""What a literal of a datatype is to Schema.org."""


@dataclass(frozen=True, slots=True, order=True)
class Misuse:
    """One way in which Schema.org is not used as it says."""

    property: str
    """The property, or the class, in short."""
    text: str
    """What is wrong, in one sentence without the thing, so that all cases of it are counted together."""
    dutch: str
    """The same in Dutch."""
    is_open: bool = False
    """Whether it is only that nobody says what a thing is, of which is said what may be said of any."""

    def __str__(self) -> str:
        return f"{self.property}: {self.text}"

    def told(self) -> str:
        """What is wrong, in both languages."""
        return f"{self.property}: {self.dutch} / {self.text}"


_Wrong = tuple[str, str]
"""What is wrong in English and in Dutch."""


def misuses(statements: Iterable[Triple | Quad]) -> Iterator[tuple[str, Misuse]]:
    """Each statement that does not fit, as the IRI of its subject and what is wrong with it.

    The classes of a thing are those that these statements give it; an object of which they say no class
    passes as whatever was expected.

    >>> from pyoxigraph import RdfFormat, parse
    >>> text = '<urn:a> a <https://schema.org/Book> ; <https://schema.org/itemLocation> "kast" .'
    >>> [str(misuse) for _, misuse in misuses(parse(text, RdfFormat.TURTLE))]
    ['schema:itemLocation: is not for schema:Book']
    """
    said: list[tuple[str, str, object]] = []
    classes: dict[str, set[str]] = defaultdict(set)
    for one in statements:
        subject = getattr(one.subject, "value", "")
        if one.predicate.value == _TYPE and isinstance(one.object, NamedNode):
            classes[subject].add(one.object.value)
        elif one.predicate.value.startswith(SCHEMA):
            said.append((subject, one.predicate.value, one.object))
    for subject, found in classes.items():
        for iri in found:
            # SCHEMA-AP-NDE has terms co-typed as URL where Schema.org expects an address and no DefinedTerm
            if iri.startswith(SCHEMA) and not namespaces.is_class(iri) and iri != _URL:
                yield (
                    subject,
                    Misuse(compact(iri), "is no class of Schema.org", "is geen klasse van Schema.org"),
                )
    known: Mapping[str, frozenset[str]] = {s: frozenset(_of_schema(found)) for s, found in classes.items()}
    for subject, prop, object in said:
        wrong = _wrong(prop, known.get(subject, frozenset()), object, known)
        if wrong:
            is_open = subject not in classes and namespaces.is_property(prop) and namespaces.fits(prop, _ANY)
            yield subject, Misuse(compact(prop), *wrong, is_open)


_ANY = SCHEMA + "Thing"
ROLE = SCHEMA + "Role"
"""What may stand between any property and its value, with that property again, to say more of it."""


def _of_schema(classes: Iterable[str]) -> Iterator[str]:
    return (iri for iri in classes if iri.startswith(SCHEMA) and namespaces.is_class(iri))


def _wrong(
    prop: str, classes: frozenset[str], object: object, known: Mapping[str, frozenset[str]]
) -> _Wrong | None:
    """What is wrong with one statement; None when all is well."""
    if not namespaces.is_property(prop):
        return "is no property of Schema.org", "is geen eigenschap van Schema.org"
    if not classes:
        return (
            "is said of a thing without a class of Schema.org",
            "staat bij iets zonder klasse van Schema.org",
        )
    if not _is_for(prop, classes) and ROLE not in classes:
        listed = _listed(classes)
        return f"is not for {listed}", f"is niet bedoeld voor {listed}"
    if isinstance(object, Literal):
        datatype = object.datatype.value
        return None if _takes_literal(prop, datatype) else _does_not_take(f"a {compact(datatype)}")
    if isinstance(object, NamedNode):
        found = known.get(object.value) or _of_individual(object.value)
        if not _takes_thing(prop, found) and ROLE not in found:
            return _does_not_take(f"a {_listed(found)}" if found else "an IRI")
    return None


def _does_not_take(what: str) -> _Wrong:
    bare = what.partition(" ")[2]
    return f"does not take {what}", f"krijgt hier een waarde die er niet bij hoort: {bare}"


def _listed(classes: Iterable[str]) -> str:
    return ", ".join(sorted(compact(iri) for iri in classes))


@cache
def _is_for(prop: str, classes: frozenset[str]) -> bool:
    return any(namespaces.fits(prop, each) for each in classes)


@cache
def _takes_literal(prop: str, datatype: str) -> bool:
    ranges = namespaces.term(prop).ranges
    wanted = {expand(name) for name in _DATATYPES.get(datatype, ())}
    if datatype == _XSD + "string" and _URL in ranges:
        return True  # an address that could not be an IRI is kept as text
    return not ranges or not wanted.isdisjoint(ranges)


@cache
def _takes_thing(prop: str, classes: frozenset[str]) -> bool:
    """Whether a property takes things of one of these classes; of no class known, whatever it is."""
    ranges = namespaces.term(prop).ranges
    if not ranges or _URL in ranges:
        return True
    if not classes:
        return any(namespaces.is_class(each) for each in ranges)
    return any(not ranges.isdisjoint(namespaces.superclasses(each) | {each}) for each in classes)


@cache
def _of_individual(iri: str) -> frozenset[str]:
    """The classes of a member of an enumeration of Schema.org (schema:InStock)."""
    if not iri.startswith(SCHEMA) or not namespaces.known(iri):
        return frozenset()
    return namespaces.term(iri).parents
