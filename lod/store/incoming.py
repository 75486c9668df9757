"""What points to a thing; and when descriptions tell all of it, so that the store need not be asked."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from lod.rdf.namespaces import expand
from lod.store.terms import Spelled, Text

_EACH_OTHER = tuple(
    map(expand, ("schema:exampleOfWork", "bf:instanceOf", "schema:workExample", "bf:hasInstance"))
)
"""By these an edition names its work, and a work its editions."""

Said = Mapping[str, Sequence[Spelled | Text]]
"""Predicate → values, as packs spell them."""


@dataclass(frozen=True, slots=True)
class Incoming:
    """Things that point to a thing with one predicate; parts count as the thing they are of."""

    predicate: str
    subjects: tuple[str, ...]
    more: bool
    """Whether there may be others that were not looked at."""


def from_the_other(
    iri: str, number: int, own: Said, said: Callable[[str], Said | None]
) -> tuple[Incoming, ...] | None:
    """What points to a thing, where that is nothing, or only the one work or edition that it names itself,
    of which its page tells anyway. None: the store is to be asked.

    `number`: how many statements point to it; `own`: what is said of it; `said` gives that of another thing.

    >>> work = {"a:example": ["a:id/instance/x"], "a:name": [["Zee"]]}
    >>> from_the_other("a:id/instance/x", 1, {_EACH_OTHER[0]: ["a:id/work/w"]}, {"a:id/work/w": work}.get)
    (Incoming(predicate='a:example', subjects=('a:id/work/w',), more=False),)
    >>> from_the_other("a:id/instance/x", 2, {_EACH_OTHER[0]: ["a:id/work/w"]}, {"a:id/work/w": work}.get)
    >>> from_the_other("a:id/instance/x", 0, {}, {}.get)
    ()
    """
    if not number:
        return ()
    others = {v for p in _EACH_OTHER for v in own.get(p, ()) if isinstance(v, str) and v != iri}
    if len(others) > 1:
        return None  # of several, only the store knows the order
    for other in others:
        told = said(other) or {}
        found = sorted([predicate for predicate in told if iri in told[predicate]])
        if len(found) == number:
            return tuple([Incoming(predicate, (other,), False) for predicate in found])
    return None
