"""The names and years of makers, as they are compared."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from lod.linking.sketch_encoding import listed, pack, unpack
from lod.linking.statement_index import Finder, Values, literal_text
from lod.linking.text_normalization import PARTICLES, normalized
from lod.rdf.ntriples import iri

_PERSONS = frozenset(iri(name) for name in ("schema:Person", "bf:Person", "bf:Family"))
_OTHERS = frozenset(
    iri(n) for n in ("schema:Organization", "bf:Organization", "bf:Jurisdiction", "bf:Meeting")
)
FIND = Finder(
    (
        *("rdf:type", "rdfs:label", "schema:name", "schema:alternateName", "schema:birthDate"),
        *("schema:deathDate", "schema:sameAs", "owl:sameAs"),
    )
)
_TYPE, _LABEL, _NAME, _OTHER = (
    iri(n) for n in ("rdf:type", "rdfs:label", "schema:name", "schema:alternateName")
)
_BORN, _DIED, _SAME, _OWL = (
    iri(n) for n in ("schema:birthDate", "schema:deathDate", "schema:sameAs", "owl:sameAs")
)
_YEARS = re.compile(r"\d.*|\b(?:b|d|born|died|ca|fl|active)\b.*|\(.*?\)")
_YEAR = re.compile(r"\d{3,4}")
_ELIDED = re.compile(r"['’`´][ts]\b|\b[dl]['’`´]", re.IGNORECASE)
"""Particles of a letter; without their apostrophe a letter of a forename is an initial."""


@dataclass(frozen=True, slots=True)
class Maker:
    """A person or organisation as one record names it."""

    type: str
    """p: person, o: organisation or meeting; empty when nothing says it."""
    surname: str
    forenames: str
    born: str
    died: str
    ids: tuple[str, ...]

    @property
    def short(self) -> str:
        """Surname and first initial: what differently written names of one person have in common."""
        return f"{self.surname} {self.forenames[:1]}" if self.type != "o" else self.surname

    def packed(self) -> str:
        """As a text."""
        return pack("a", self.type, self.surname, self.forenames, self.born, self.died, self.ids)


@lru_cache(maxsize=200_000)
def unpacked(data: str) -> Maker:
    """The maker in a text of `packed`."""
    type, surname, forenames, born, died, ids = unpack(data)
    return Maker(type, surname, forenames, born, died, listed(ids))


def maker(lines: Sequence[bytes]) -> Maker | None:
    """A maker as some statements tell it; None when it has no name."""
    return _maker(tuple(lines))


@lru_cache(maxsize=20_000)
def _maker(lines: Sequence[bytes]) -> Maker | None:
    found = FIND(lines)
    types = {object for part, object in found[_TYPE] if not part}
    type = "p" if types & _PERSONS else "o" if types & _OTHERS else ""
    names = [literal_text(o) for p in (_LABEL, _OTHER, _NAME) for part, o in found[p] if not part]
    if not names:
        return None
    name = next((one for one in names if "," in one), names[0])
    surname, forenames = divided(name) if type != "o" else (normalized(names[0]), "")
    if not surname:
        return None
    born, died = _year(found, _BORN), _year(found, _DIED)
    ids = [object[1:-1].decode() for p in (_SAME, _OWL) for part, object in found[p] if not part]
    return Maker(type, surname, forenames, born, died, tuple(sorted(set(ids))))


def _year(found: Values, predicate: bytes) -> str:
    years = [
        hit[0]
        for part, object in found[predicate]
        if not part and (hit := _YEAR.search(literal_text(object)))
    ]
    return min(years, default="")


@lru_cache(maxsize=100_000)
def divided(name: str) -> tuple[str, str]:
    """Surname and forenames of a person, without what is filed differently.

    >>> divided("Eeden, Frederik van, 1860-1932"), divided("Frederik van Eeden"), divided("Multatuli, 1820-")
    (('eeden', 'frederik'), ('eeden', 'frederik'), ('multatuli', ''))
    >>> divided("Verhulst, D. S."), divided("Maarten 't Hart"), divided("T. Hart")
    (('verhulst', 'd s'), ('hart', 'maarten'), ('hart', 't'))
    """
    surname, comma, rest = name.partition(",")
    if not comma:
        words = _bare(name)
        return (words[-1], " ".join(words[:-1])) if words else (normalized(name), "")
    family = [word for word in _bare(surname) if len(word) > 1 or word not in PARTICLES]
    return " ".join(family) or normalized(surname), " ".join(_bare(rest.partition(",")[0]))


def _bare(name: str) -> list[str]:
    """The words of a name that are not particles, initials among them."""
    words = normalized(_ELIDED.sub(" ", _YEARS.sub("", name))).split()
    return [word for word in words if len(word) == 1 or word not in PARTICLES]


def authority(id: str) -> str:
    """The file that an identifier is from: its address without the number.

    >>> authority("http://viaf.org/viaf/12")
    'http://viaf.org/viaf'
    """
    return id.rpartition("/")[0]
