"""Subjects, genres and places of PICA, as headings: the tag says what kind of thing, as in MARC.

RSWK chains (041A, each link of a chain in a field of its own), the terms of K10plus and the GGC (044K, 044L),
headings of the Library of Congress and MeSH (044A, 044C), keywords (044N, 044Z), genres (013D, 044S).
"""

from __future__ import annotations

import re

from lod.mapping.functions.pica.names import (
    FILES,
    READS,
    Subfields,
    body,
    expansion,
    first,
    identifiers,
    is_authority,
    meeting,
    person,
    stopped,
)
from lod.mapping.functions.punctuation import rounded
from lod.mapping.language.subfield_groups import SPLITTERS, Splitter
from lod.mapping.runtime.record_run import Run
from lod.record import Field

_TAGS = {
    "person": "600",
    "body": "610",
    "meeting": "611",
    "work": "630",
    "period": "648",
    "topic": "650",
    "place": "651",
    "form": "655",
}
_OF_RECORD = {
    "p": "person",
    "n": "person",
    "b": "body",
    "f": "meeting",
    "g": "place",
    "s": "topic",
    "u": "work",
}
"""By the second letter of the type of record that a field is linked to (Tp1, Tgv)."""
_OF_ENTITY = {"p": "person", "k": "body", "v": "meeting", "g": "place", "s": "topic", "w": "work"}
"""By the first letter of a code of entities of the GND (piz, kio, gik)."""
_OF_LETTER = {"p": "person", "k": "body", "c": "body", "g": "place", "s": "topic", "t": "work", "z": "period"}
_OF_LETTER |= {"f": "form"}
"""By the letter that RSWK puts before a term, as $S or as the code of the subfield itself."""

_RECORD = re.compile(r"T([a-z])")
_LETTERED = re.compile(r"([spgkcztf]) (?=\S)")
_LC, _MESH = "044A", "044C"
_GENRES = frozenset({"013D", "013E", "044S", "032W"})
_KEYWORDS = frozenset({"044F", "044G", "044Z", "145Z", "144Z", "244Z"})
_NUMBERED = frozenset({"600", "610", "611", "630", "647", "648", "650", "651", "655"})
_DIVISIONS = "vxyz"


def term_of(run: Run, field: Field) -> list[Field]:
    """The headings in a field of subjects: one, or one for each word that is under no control."""
    if is_authority(run):
        return []
    if field.tag in (_LC, _MESH):
        return _of_library_of_congress(field)
    ids = identifiers(run, field)
    if not ids and (field.tag in _KEYWORDS or (field.tag == "044N" and not _scheme(field))):
        return [Field("653", "  ", [("a", word)]) for word in _words(field)]
    kind, field = _kind(field)
    found = _parts(kind, field, whole=bool(ids))
    if not found:
        return []
    scheme = "gnd-content" if field.tag in _GENRES else _scheme(field)
    # A second indicator 4 says that nobody knows which thesaurus it is from.
    return [
        Field(_TAGS[kind], " 7", [*found, *ids, ("2", scheme)])
        if scheme
        else Field(_TAGS[kind], " 4", [*found, *ids])
    ]


def _scheme(field: Field) -> str:
    """The code of the thesaurus that a field names."""
    if field.tag == "044N":
        return first(field, "i").lower() if re.fullmatch("[A-Za-z]{2,12}", first(field, "i")) else ""
    return "stw" if field.tag == "045D" else "gnd" if _is_of_gnd(field) else ""


def _is_of_gnd(field: Field) -> bool:
    return field.tag == "041A" or field.first("7").startswith("gnd/") or field.first("A") in FILES


def _words(field: Field) -> list[str]:
    """Words under no control, each for itself; with what their notation means when it is one."""
    words = [value.strip() for code, value in field.subfields if code in "afj" and value.strip()]
    return words or [word for word in [expansion(field)] if word]


def _kind(field: Field) -> tuple[str, Field]:
    """What kind of thing a field names, and the field with its term in $a.

    >>> _kind(Field("041A", "", [("g", "Deutschland"), ("Z", "gik")]))
    ('place', 041A $aDeutschland$Zgik)
    >>> _kind(Field("041A", "11", [("a", "f Woordenboek")]))
    ('form', 041A 11 $aWoordenboek)
    """
    found = _kind_of_link(field)
    if not first(field, "aA8PCt"):
        # RSWK at the DNB: the letter of the kind is the code of the term.
        for code, value in field.subfields:
            if code in _OF_LETTER and code != "t":
                rest = [("a" if pair == (code, value) else pair[0], pair[1]) for pair in field.subfields]
                return found or _OF_LETTER[code], Field(field.tag, field.indicators, rest)
    elif not found and (lettered := _LETTERED.match(field.first("a"))):
        rest = [(c, v[2:] if c == "a" else v) for c, v in field.subfields]
        return _OF_LETTER[lettered[1]], Field(field.tag, field.indicators, rest)
    elif not found and first(field, "C") and first(field, "x"):
        found = "body"
    if field.tag in _GENRES:
        return "form", field
    return found or "topic", field


def _kind_of_link(field: Field) -> str:
    """What kind of thing a field names, by what it is linked to or is marked as."""
    values = [value for code, value in field.subfields if code in "7VMw"]
    records = [_OF_RECORD.get(found[1], "") for value in values if (found := _RECORD.match(value))]
    entities = [
        _OF_ENTITY.get(value[0], "")
        for code, value in field.subfields
        if code in "VZw" and len(value) == 3 and not value.startswith("T")
    ]
    letters = [_OF_LETTER.get(field.first("S"), "")]
    return next((kind for kind in (*records, *entities, *letters) if kind), "")


def _parts(kind: str, field: Field, whole: bool) -> Subfields:
    """The subfields of a heading of this kind."""
    if kind == "person":
        return person(field)
    if kind == "body":
        return body(field)
    if kind == "meeting":
        return meeting(field)
    if kind == "work":
        title = first(field, "ta") or expansion(field)
        maker = (
            person(field) if first(field, "t") else [("a", first(field, "p"))] if first(field, "p") else []
        )
        return [*stopped(maker), ("t", title)] if maker and title else [("a", title)] if title else []
    return topic(_expanded(field), whole=whole)


def topic(field: Field, *, whole: bool) -> Subfields:
    """A term or place: $a with what tells it apart; its aspects in $x, or in $a when they are one with it.

    >>> field = Field("041A", "", [("a", "Arbeitsdienst"), ("x", "Lager Wadersloh")])
    >>> topic(field, whole=False), topic(field, whole=True)
    ([('a', 'Arbeitsdienst'), ('x', 'Lager Wadersloh')], [('a', 'Arbeitsdienst / Lager Wadersloh')])
    """
    is_linked = first(field, "97") and first(field, "A") not in FILES
    text = rounded(first(field, "aA" if is_linked else "a"))
    text = " / ".join(piece.strip() for piece in text.split(" / ")).strip(" /")
    if not text:
        return []
    apart = first(field, "gG")
    named = f"{text} ({apart})" if apart and apart != text else text
    aspects = [value.strip() for value in field.all("x") if value.strip()]
    if whole:
        return [("a", " / ".join([named, *aspects]))]
    return [("a", named), *[("x", aspect) for aspect in aspects]]


def _expanded(field: Field) -> Field:
    """The field of a term that only has what its link shows ($8), with the term in $a and aspects in $x."""
    if first(field, "aA") or not (text := expansion(field)):
        return field
    main, *parts = re.split(r"\$([a-z])", text)
    pairs = zip(parts[::2], parts[1::2], strict=True)
    aspects = [("g" if code == "g" else "x", value) for code, value in pairs if code in "gxz"]
    others = [pair for pair in field.subfields if pair[0] != "8"]
    return Field(field.tag, field.indicators, [("a", main), *aspects, *others])


def _of_library_of_congress(field: Field) -> list[Field]:
    """A heading of LCSH or MeSH; where all is in $a, what follows the first is a subdivision."""
    number = field.first("N")
    tag = number if number in _NUMBERED else _TAGS[_OF_LETTER.get(field.first("S"), "topic")]
    mains = [value.strip() for value in field.all("a") if value.strip()]
    if not mains:  # the letter of the kind is the code of the term, as in RSWK at the DNB
        mains = [value.strip() for code, value in field.subfields if code in "spkgtf" and value.strip()][:1]
    if not mains:
        return []
    others = [
        (code, value.strip())
        for code, value in field.subfields
        if code in "bcd" + _DIVISIONS and value.strip()
    ]
    scheme = " 0" if field.tag == _LC else " 2"
    return [
        Field(
            tag,
            "1" + scheme[1] if tag == "600" else scheme,
            [("a", mains[0]), *[("x", m) for m in mains[1:]], *others],
        )
    ]


SPLITTERS["pica_term"] = Splitter(term_of, "catalogue", READS)
