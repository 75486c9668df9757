"""What statements say, found quickly: of a few hundred on a record only some tens tell things apart."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache

from lod.rdf.ntriples import iri

Values = dict[bytes, list[tuple[bytes, bytes]]]
"""Predicate → part of the thing (empty: the thing itself) and object."""


class Finder:
    """Finds statements with some predicates."""

    def __init__(self, names: Iterable[str]) -> None:
        self.wanted = frozenset(iri(name) for name in names)

    def __call__(self, lines: Sequence[bytes]) -> Values:
        """What these lines, all about one thing and its parts, say with those predicates."""
        found: Values = {predicate: [] for predicate in self.wanted}
        wanted = self.wanted
        # Every subject begins with the IRI of the thing: "<" IRI, then ">" or "#" and the part.
        first = lines[0] if lines else b">"
        end = first.index(b">")
        at = first.find(b"#", 0, end)
        start = (at if at > 0 else end) + 1
        for line in lines:
            subject, predicate, object = line.split(b" ", 2)
            if predicate in wanted:
                found[predicate].append((subject[start:-1], object[:-2]))
        return found


@lru_cache(maxsize=50_000)
def literal_text(object: bytes) -> str:
    r"""The text of a literal.

    >>> literal_text(b'"Max \\"Havelaar\\""@nl'), literal_text(b'"1952"^^<http://www.w3.org/2001/XMLSchema#gYear>')
    ('Max "Havelaar"', '1952')
    """
    told = object[1 : object.rindex(b'"')].decode() if object.startswith(b'"') else ""
    return _ESCAPE.sub(_unescaped, told) if "\\" in told else told


_ESCAPE = re.compile(r"\\(?:u([0-9A-Fa-f]{4})|U([0-9A-Fa-f]{8})|(.))")
_SIGNS = {"n": "\n", "r": "\r", "t": "\t", "b": "\b", "f": "\f"}


def _unescaped(found: re.Match[str]) -> str:
    code = found[1] or found[2]
    return chr(int(code, 16)) if code else _SIGNS.get(found[3], found[3])


def local_name(object: bytes) -> str:
    """The last segment of an IRI.

    >>> local_name(b"<http://id.loc.gov/vocabulary/carriers/nc>")
    'nc'
    """
    return object[1:-1].rpartition(b"/")[2].decode()


def ours(objects: Iterable[tuple[bytes, bytes]], head: bytes) -> Iterator[str]:
    """Names of our things among some objects."""
    for _, object in objects:
        if object.startswith(head) and b"#" not in object:
            yield object[len(head) : -1].decode()
