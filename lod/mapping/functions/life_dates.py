"""Makers with their lives behind their names, as museums write them: "Jan Steen (Leiden 1626 - 1679)"."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import lru_cache

from lod.mapping.functions.corporate_names import of_body, of_family
from lod.mapping.functions.inverted_names import reading_order
from lod.mapping.language.function_registry import function
from lod.mapping.runtime import trees
from lod.mapping.runtime.record_run import Run
from lod.rdf import literals
from lod.record import Field

_SAID = r"[^()]{0,200}[0-9]{4}[^()]{0,200}"
_LIFE = re.compile(
    rf"(?<!\s)\s*(?:\((?P<life>{_SAID})\)|,\s*(?P<words>(?i:born|geboren|geb\.)\s{_SAID}))\s*\Z"
)
_HALVES = re.compile(r"(?<!\s)\s+[-–—]\s*|(?<=[0-9]{4})[-–—]")
_WORKED = re.compile(r"(?i)\b(?:werkzaam|actief|act|active|fl|flor|floruit|tätig|eeuw|century)\b")
_DOUBTED = re.compile(
    r"(?i)[?~/]|\b(?:ca|c|circa|om|omstreeks|rond|v[oó]+r|na|of|or|um|vor|nach|before|after|about)\b"
)
_BORN = re.compile(r"(?i)(?:geb|geboren|born|b|\*|°)[.\s]*")
_FOUR = re.compile(r"(?<![0-9])[0-9]{4}(?![0-9])")


@function("name_alone", "text", "text")
@lru_cache(maxsize=65536)
def name_alone(text: str) -> str:
    """A name without the life behind it, in parentheses or in words.

    >>> name_alone("Rembrandt van Rijn (Leiden 1606 - Amsterdam 1669)"), name_alone("H. Ehlers (Neustadt)")
    ('Rembrandt van Rijn', 'H. Ehlers (Neustadt)')
    >>> name_alone("Winslow Homer, born Boston, MA 1836-died Prouts Neck, ME 1910")
    'Winslow Homer'
    """
    return _LIFE.sub("", text).strip()


@function("born", "text", "term")
@lru_cache(maxsize=65536)
def born(text: str) -> str | None:
    """The year of birth in what stands behind a name, when it is certain.

    >>> born("Winslow Homer, born Boston, MA 1836-died Prouts Neck, ME 1910")
    '"1836"^^<http://www.w3.org/2001/XMLSchema#gYear>'
    >>> born("Rembrandt van Rijn (Leiden 1606 - Amsterdam 1669)")
    '"1606"^^<http://www.w3.org/2001/XMLSchema#gYear>'
    >>> print(born("Jan Steen (Leiden ca. 1626 - 1679)"), born("Atelier X (werkzaam 1650 - 1670)"))
    None None
    >>> print(born("Firma Vrolik (1850-1900)"), born("Familie Six (1550-1800)"))  # these are not born
    None None
    """
    return _of_life(text, 0)


@function("died", "text", "term")
@lru_cache(maxsize=65536)
def died(text: str) -> str | None:
    """The year of death in what stands behind a name, when it is certain.

    >>> died("Rietveld, Gerrit (Utrecht 24-6-1888 - Utrecht 25-6-1964)"), died("Jan Steen (ca. 1626 - 1679)")
    ... # doctest: +NORMALIZE_WHITESPACE
    ('"1964"^^<http://www.w3.org/2001/XMLSchema#gYear>', '"1679"^^<http://www.w3.org/2001/XMLSchema#gYear>')
    >>> print(died("Marlene Dumas (Kaapstad 1953)"), died("Jan (1888-)"))
    None None
    """
    return _of_life(text, 1)


def _of_life(text: str, which: int) -> str | None:
    remark = _LIFE.search(text)
    if not remark:
        return None
    told, name = remark["life"] or remark["words"], text[: remark.start()]
    if _WORKED.search(told) or of_body(name) or of_family(name):
        return None
    halves = _halves(told)
    if len(halves) == 1 and not _BORN.match(halves[0]):
        return None  # one year says not whether it is that of a birth, a death or a signature
    half = halves[which] if which < len(halves) else ""
    years = _FOUR.findall(half)
    return literals.date(years[0]) if len(years) == 1 and not _DOUBTED.search(half) else None


def _halves(remark: str) -> list[str]:
    """What is said of the birth and of the death: what stands between is a dash that is not in a day."""
    return [half.strip() for half in _HALVES.split(remark, maxsplit=1)]


@function("attributed", "field", "texts", (2, 2))
def attributed(words: str, name: str) -> Callable[[Run, Field], list[str]]:
    """Words and a name, each at its path, as they are said together: "naar Jan van Goyen"."""
    asked = trees.path_prefixes([words, name])

    def said(run: Run, field: Field) -> list[str]:
        found = trees.flatten(field, run.said, asked)
        if not found.get(words) or not found.get(name):
            return []
        first = found[words][0]
        told = f"{first} {reading_order(name_alone(found[name][0]))}"
        return [trees.with_language(told, first.suffix if isinstance(first, trees.LanguageText) else "")]

    return said
