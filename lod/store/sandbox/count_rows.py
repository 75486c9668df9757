"""The numbers that a query asks for, out of the statistics of a release."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from functools import partial

from lod.rdf.namespaces import expand
from lod.store.sandbox.count_queries import NotACountQuery
from lod.store.sandbox.count_relations import Relation
from lod.store.statistics import BLANK, IRI, STRING, Statistics, Types

_TEXT = f"<{expand('xsd:string')}>"
_TAGGED = f"<{expand('rdf:langString')}>"
_DIRECTED = f"<{expand('rdf:dirLangString')}>"

Row = tuple[str, ...]
"""What is counted by, as N-Triples."""
Rows = Counter[Row]


def statements(known: Statistics, relation: Relation, by: Sequence[str]) -> Rows:
    """How many statements there are."""
    if relation.object_class or "place" in by:
        counting = partial(_linked, what="statements") if relation.object_class else _by_place
        return counting(known, relation, by)
    _check_literals(relation, by)
    found: Rows = Counter()
    for types, classes in _types(known, relation, of_each=True):
        if relation.only_types:
            for one in classes:
                found[tuple([one for _ in by])] += known.subjects[types]
            continue
        for name, use in known.uses[types].items():
            for kind, number in use.kinds.items() if _is_wanted(name, relation) else ():
                if _fits(kind, relation):
                    for one in classes:
                        found[tuple([_value(what, one, name, kind) for what in by])] += number
    return found


def subjects(known: Statistics, relation: Relation, by: Sequence[str]) -> Rows:
    """How many subjects there are, each once."""
    if "home" in by:
        return _by_home(known, relation, by)
    if relation.object_class:
        return _linked(known, relation, by, "subjects")
    if not {*by} <= {"class", "property"}:
        raise NotACountQuery
    if any(name == relation.object for name, *_ in relation.tests):
        raise NotACountQuery
    found: Rows = Counter()
    for types, classes in _types(known, relation, of_each="class" in by):
        properties = {b"": known.subjects[types]}
        if not relation.only_types and ("property" in by or not relation.predicate.is_variable):
            uses = known.uses[types]
            properties = {name: use.subjects for name, use in uses.items() if _is_wanted(name, relation)}
        for name, number in properties.items():
            for one in classes:
                found[tuple([_value(what, one, name, b"") for what in by])] += number
    return found


def objects(known: Statistics, relation: Relation, by: Sequence[str]) -> Rows:
    """How many different objects there are."""
    if relation.object_class:
        return _linked(known, relation, by, "objects")
    of_property = "property" in by or not relation.predicate.is_variable or relation.for_each_property
    _check_objects(relation, by, of_property=of_property)
    if known.objects is None:
        raise NotACountQuery
    found: Rows = Counter()
    for (of_class, name), kinds in known.objects.different.items():
        if bool(name) != of_property or (name and not _is_wanted(name, relation)):
            continue
        if not _is_of_class(of_class, relation):
            continue
        for kind, number in kinds.items():
            if _fits(kind, relation):
                found[tuple([_value(what, of_class, name, kind) for what in by])] += number
    return found


def _check_objects(relation: Relation, by: Sequence[str], *, of_property: bool) -> None:
    """Classes share objects, and so do properties: their numbers cannot be added up."""
    _check_literals(relation, by)
    if relation.only_types or {"place", "home"} & {*by}:
        raise NotACountQuery
    if any(name == relation.subject for name, *_ in relation.tests):
        raise NotACountQuery
    if relation.of_class and not of_property:
        raise NotACountQuery
    if relation.of_class and relation.of_class.is_variable and "class" not in by:
        raise NotACountQuery


def _linked(known: Statistics, relation: Relation, by: Sequence[str], what: str) -> Rows:
    """How many statements lead to things of a class, or how many different subjects or objects they have."""
    if known.objects is None or any(name == relation.subject for name, *_ in relation.tests):
        raise NotACountQuery
    if not {*by} <= {"class", "property", "object class"} or not _fits(IRI, relation):
        raise NotACountQuery
    if _fits(BLANK, relation) and BLANK in known.objects.different.get(("", b""), {}):
        raise NotACountQuery  # of those it is not known where they lead
    wanted = relation.object_class
    terms = {"class": relation.of_class, "property": relation.predicate, "object class": wanted}
    open = {name for name, term in terms.items() if term and term.is_variable}
    if what != "statements" and not open <= {*by}:
        raise NotACountQuery  # what is different in one may be the same in another: they cannot be added up
    found: Rows = Counter()
    for (of_class, name), classes in known.objects.linked.items():
        if not _is_of_class(of_class, relation) or not _is_wanted(name, relation):
            continue
        for other, number in classes.items():
            if wanted and (wanted.is_variable or other == f"<{wanted.name}>"):
                row = [other if one == "object class" else _value(one, of_class, name, IRI) for one in by]
                found[tuple(row)] += getattr(number, what)
    return found


def _by_place(known: Statistics, relation: Relation, by: Sequence[str]) -> Rows:
    """How many statements have an object in which namespace."""
    if known.places is None or len(by) > 1 or relation.of_class or not relation.predicate.is_variable:
        raise NotACountQuery
    if relation.tests != [(relation.object, "iri", True)]:
        raise NotACountQuery
    return Counter({(f'"{place[1:].decode()}"',): number for place, number in known.places.items()})


def _by_home(known: Statistics, relation: Relation, by: Sequence[str]) -> Rows:
    """How many subjects are in which namespace, as far as that is known: see `is_enough`."""
    if known.homes is None or len(by) > 1 or relation.of_class or not relation.predicate.is_variable:
        raise NotACountQuery
    if relation.tests != [(relation.subject, "iri", True)] or relation.once != relation.subject:
        raise NotACountQuery
    every = known.homes + known.crowded
    return Counter({(f'"{home[1:].decode()}"',): number for home, number in every.items()})


def is_enough(known: Statistics, rows: Rows, most: int) -> bool:
    """Whether so many namespaces of subjects are known for the most frequent ones: small ones are not."""
    return sum(number >= known.crowd for number in rows.values()) >= most


def _check_literals(relation: Relation, by: Sequence[str]) -> None:
    """Only a literal has a datatype or a language; where subjects are is known of subjects."""
    if "home" in by or (
        ("datatype" in by or "language" in by) and (relation.object, "literal", True) not in relation.tests
    ):
        raise NotACountQuery


def _types(known: Statistics, relation: Relation, *, of_each: bool) -> Iterator[tuple[Types, list[str]]]:
    """The types that wanted subjects have, with the classes for which each is counted; "" for none."""
    of_class = relation.of_class
    for types in known.subjects:
        if not _is_subject(types, relation):
            continue
        classes = [one.decode() for one in types if one != BLANK]
        if of_class is None:
            yield types, [""]
        elif not of_class.is_variable:
            if f"<{of_class.name}>" in classes:
                yield types, [""]
        elif classes:
            yield types, classes if of_each else [""]


def _is_of_class(of_class: str, relation: Relation) -> bool:
    """Whether numbers of a class ("" for all) are those that are asked for."""
    wanted = relation.of_class
    if wanted is None:
        return not of_class
    return bool(of_class) if wanted.is_variable else of_class == f"<{wanted.name}>"


def _is_subject(types: Types, relation: Relation) -> bool:
    kind = "blank" if types[:1] == (BLANK,) else "iri"
    return all(
        (kind == wanted) == is_so for name, wanted, is_so in relation.tests if name == relation.subject
    )


def _is_wanted(name: bytes, relation: Relation) -> bool:
    return relation.predicate.is_variable or name == f"<{relation.predicate.name}>".encode()


def _fits(kind: bytes, relation: Relation) -> bool:
    """Whether an object of a kind passes the tests."""
    what = {IRI: "iri", BLANK: "blank"}.get(kind, "literal")
    return all((what == wanted) == is_so for name, wanted, is_so in relation.tests if name == relation.object)


def _value(what: str, of_class: str, name: bytes, kind: bytes) -> str:
    """What something is counted by, as a term."""
    if what == "class":
        return of_class
    if what == "property":
        return name.decode()
    tag = kind[1:].decode() if kind[:1] == b"@" else ""
    if what == "language":
        return f'"{tag.partition("--")[0]}"'
    if tag:
        return _DIRECTED if "--" in tag else _TAGGED
    return _TEXT if kind == STRING else kind[2:].decode()
