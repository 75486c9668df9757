"""Numbers of the AAT by which Linked Art tells one kind of text, name, term or measure from another.

They are those of the vocabulary of Linked Art (https://linked.art/model/vocab/) and of programs that read it;
not each was held against the thesaurus, and the words that stand in the data go before what a number says.
"""

from __future__ import annotations

import re
from functools import cache

from lod.rdf import code_lists, tsv_tables
from lod.record import Field

PREFERRED = frozenset(("300404670", "300404669"))
"""A name that is preferred, and one for display."""
STATEMENTS = {
    "300411780": "description",
    "300435416": "description",
    "300080091": "description",
    "300048722": "description",
    "300435452": "description",
    "300435429": "materials",
    "300435430": "dimensions",
    "300026687": "credit",
    "300435418": "credit",
    "300435434": "rights",
    "300133046": "access",
    "300435438": "provenance",
    "300435439": "acquisition",
    "300435414": "inscription",
    "300435420": "inscription",
    "300028705": "inscription",
    "300435432": "period",
    "300435431": "culture",
    "300435422": "biography",
    "300026497": "literature",
}
METATYPES = {
    "300015646": "style",
    "300379842": "nationality",
    "300055147": "gender",
    "300263369": "occupation",
}
"""What a term says of a thing, where it does not say what kind of thing it is."""
QUALIFIERS = {
    "300404269": ("toegeschreven aan", "attributed to"),
    "300404270": ("voorheen toegeschreven aan", "formerly attributed to"),
    "300404272": ("mogelijk", "possibly"),
    "300404274": ("werkplaats van", "workshop of"),
    "300404275": ("atelier van", "studio of"),
    "300404277": ("atelier van", "atelier of"),
    "300404279": ("leerling van", "pupil of"),
    "300404282": ("navolger van", "follower of"),
    "300404283": ("kring van", "circle of"),
    "300404284": ("school van", "school of"),
    "300404286": ("naar", "after"),
    "300404287": ("kopie naar", "copyist of"),
}
"""How somebody stands to a work that is not surely theirs."""


MEASURES = {
    number: Field("kind", "", [("", word), ("@lang", "nl")])
    for number, word in (
        ("300055644", "hoogte"),
        ("300055647", "breedte"),
        ("300072633", "diepte"),
        ("300055645", "lengte"),
        ("300055624", "diameter"),
        ("300056240", "gewicht"),
    )
}
UNITS = {
    "300379097": "mm",
    "300379098": "cm",
    "300379099": "m",
    "300379100": "in",
    "300379225": "g",
    "300379226": "kg",
}

_NUMBER = re.compile(r"(?:aat[:/])([0-9]{9})/?\Z")


def number(text: str) -> str:
    """The number in an address of the AAT; nothing when it is none.

    >>> number("http://vocab.getty.edu/aat/300388256"), number("https://id.rijksmuseum.nl/2201")
    ('300388256', '')
    """
    found = _NUMBER.search(text)
    return found[1] if found else ""


def held(fields: list[Field], tag: str) -> list[Field]:
    """Those of some fields that have this name."""
    return [each for each in fields if each.tag == tag]


def told_by(field: Field, tag: str) -> list[str]:
    """The texts of the fields of this name in it."""
    return [each.text for each in field.fields or () if each.tag == tag and each.text]


def numbers(field: Field, tag: str = "classified_as") -> set[str]:
    """The numbers of the AAT that it is classified as, or its own; a term of a museum has those it equals."""
    kinds = held(field.fields or [], tag) if tag else [field]
    found = {number(each.text) for each in kinds}
    for kind in kinds:
        for each in kind.fields or ():
            found |= {number(each.text)} if each.tag in ("id", "@id", "uri", "equivalent") else set()
            if each.tag == "equivalent":
                found |= {number(text) for name in ("id", "@id") for text in told_by(each, name)}
    return found - {""}


@cache
def _languages() -> dict[str, str]:
    return {row["aat"]: row["bcp47"] for row in tsv_tables.read("aat-languages.tsv").rows()}


def language_of(field: Field) -> str:
    """The tag of the language that a term, a name or a code is of; nothing when that is not known."""
    known = [tag for each in numbers(field, "") if (tag := _languages().get(each))]
    texts = [field.text.rpartition("/")[2], *told_by(field, "_label")]
    known += [
        tag for text in texts for code in code_lists.languages_in(text)[:1] if (tag := code_lists.bcp47(code))
    ]
    known += [
        code
        for text in texts
        if (code := text[:2]) in code_lists.load("languages@bcp47") and len(text) in (2, 5)
    ]
    return known[0] if known else ""


def spoken(tag: str, field: Field, content: str, language: str) -> Field:
    """The text that stands under a key in it, with the tag of its language under another."""
    if not field.fields:
        return Field(tag, "", list(field.subfields))
    texts = [("", text) for text in told_by(field, content)[:1]]
    tags = [language_of(each) for each in held(field.fields, language)]
    return Field(tag, "", texts + [("@lang", each) for each in tags if each][:1])
