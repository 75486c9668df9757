"""What a query counts, out of how it is written: which statements, and how often each."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from lod.store.sandbox.count_queries import TYPE, Group, NotACountQuery, Select, Term, Triple


@dataclass(slots=True)
class Relation:
    """Statements, each once for every class of its subject and of its object, where there are such."""

    subject: str
    predicate: Term
    object: str
    of_class: Term | None = None
    """A class of the subject; of the statement itself, when it is `?s a ?class`."""
    object_class: Term | None = None
    only_types: bool = False
    """Whether `?s a ?class` is all of it."""
    tests: list[tuple[str, str, bool]] = field(default_factory=list)
    made: dict[str, tuple[str, str]] = field(default_factory=dict)
    scope: frozenset[str] | None = None
    """The variables that are seen outside of a nested SELECT."""
    once: str = ""
    """The variable of which each value is counted once,"""
    for_each_property: bool = False
    """or once for each property."""
    times: str = ""
    """The variable that says how many there were."""

    @property
    def variables(self) -> set[str]:
        """Those of its patterns."""
        terms = (self.predicate, self.of_class, self.object_class)
        return {self.subject, self.object, *(term.name for term in terms if term and term.is_variable)}

    def is_seen(self, name: str) -> bool:
        """Whether a variable is seen where it is counted."""
        return self.scope is None or name in self.scope

    def dimension(self, name: str) -> str:
        """What a variable is that can be counted by; NotACountQuery when it is none."""
        kind, of = self.made.get(name, ("", name))
        if name == _named(self.object_class):  # it is outside always
            return "object class"
        if not self.is_seen(of):
            raise NotACountQuery
        if kind:
            if of != (self.subject if kind == "home" else self.object) or self.only_types:
                raise NotACountQuery
            return kind
        if name == _named(self.of_class):
            return "class"
        if name == _named(self.predicate):
            return "property"
        raise NotACountQuery


def relation(group: Group) -> Relation:
    """What a group says is counted; NotACountQuery when it says more than can be known."""
    found = _of_nested(group.inner, group.triples) if group.inner else _of_triples(group.triples)
    if not all(found.is_seen(name) for name, *_ in group.tests):
        raise NotACountQuery
    found.tests += group.tests
    bound = [*group.made, *(one.binds for one in group.rest if one.binds)]
    if len({*bound, *found.made, *found.variables}) < len(bound) + len({*found.made, *found.variables}):
        raise NotACountQuery  # what is bound had a value
    found.made |= group.made
    for name, *_ in found.tests:
        if name not in (found.subject, found.object) or (found.only_types and name == found.object):
            raise NotACountQuery
    return found


def _of_nested(select: Select, triples: Sequence[Triple]) -> Relation:
    """What a SELECT within another one gives to be counted, perhaps with the class of its objects."""
    found = relation(select.group)
    if found.once or found.times or select.group.rest or found.scope is not None:
        raise NotACountQuery
    if not select.calculated and not select.keys:
        if select.distinct:
            _count_once(found, {*select.asked})
    elif select.keys == tuple(select.asked) and len(select.calculated) == 1:
        # how often there is each of something: all of it together is what there is
        words = [one.word for one in select.calculated[0]]
        if words[:5] != ["COUNT", "(", "*", ")", "AS"] or len(words) != 6:
            raise NotACountQuery
        found.times = select.calculated[0][5].variable
    else:
        raise NotACountQuery
    found.scope = frozenset((*select.asked, found.times))
    if triples:
        _add_class(found, triples)
    return found


def _count_once(found: Relation, asked: set[str]) -> None:
    if asked == {found.subject}:
        found.once = found.subject
    elif asked - {_named(found.predicate)} == {found.object}:
        found.once = found.object
        found.for_each_property = len(asked) > 1
    else:
        raise NotACountQuery


def _add_class(found: Relation, triples: Sequence[Triple]) -> None:
    ((subject, predicate, of_class),) = triples if len(triples) == 1 else ((None, None, None),)
    if subject is None or predicate is None or of_class is None:
        raise NotACountQuery
    is_new = of_class.is_variable and of_class.name not in found.variables | {*found.made}
    is_of_object = subject == Term(found.object, True) and found.is_seen(found.object)
    if predicate != Term(TYPE, False) or not (is_new and is_of_object) or found.once or found.times:
        raise NotACountQuery
    found.object_class = of_class


def _of_triples(triples: Sequence[Triple]) -> Relation:
    types = [one for one in triples if one[1] == Term(TYPE, False)]
    others = [one for one in triples if one[1] != Term(TYPE, False)]
    if len(others) > 1 or not triples or not all(subject.is_variable for subject, *_ in triples):
        raise NotACountQuery
    if not others:
        if len(types) > 1:
            raise NotACountQuery
        subject, predicate, object = types[0]
        found = Relation(subject.name, predicate, object.name if object.is_variable else "", object)
        found.only_types = True
    else:
        subject, predicate, object = others[0]
        if not object.is_variable:
            raise NotACountQuery
        found = Relation(subject.name, predicate, object.name)
        for about, _, of_class in types:
            if about == subject and found.of_class is None:
                found.of_class = of_class
            elif about == object and found.object_class is None:
                found.object_class = of_class
            else:
                raise NotACountQuery
    names = [found.subject, found.object, *map(_named, (found.predicate, found.of_class, found.object_class))]
    if found.only_types:
        names = names[:2]
    names = [name for name in names if name]
    if len({*names}) < len(names):  # what stands in two places has to be the same
        raise NotACountQuery
    return found


def _named(term: Term | None) -> str:
    """The name of a variable; empty for anything else."""
    return term.name if term and term.is_variable else ""
