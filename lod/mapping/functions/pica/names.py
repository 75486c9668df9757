"""Names in PICA, as headings: the person, body or meeting in a field, in the subfields that MARC has for it.

What tells one name from another, its roles and its label are then worked out as for any other heading, so
that the same person gets the same URI whatever format a record is in. K10plus writes a linked name in
capitals ($A surname, $D forename, $E and $M years); a name that was typed, the GGC and the DNB in small
letters; older exports have only its text in $8, with asterisks around the years.
"""

from __future__ import annotations

import re

from lod.mapping.functions.authority_identifiers import authority
from lod.mapping.functions.headings import key_of_agent
from lod.mapping.functions.pica.records import material, unfiled
from lod.mapping.functions.punctuation import rounded
from lod.mapping.language.function_registry import function
from lod.mapping.language.subfield_groups import ASKS, SPLITTERS, Splitter
from lod.mapping.runtime.record_run import Run
from lod.record import Field

Subfields = list[tuple[str, str]]

READS = "0123456789ABCDEFGLMNPTUVZabcdefgijklnprstwx"
"""Subfields that a name or term is made from, or that say what it is linked to."""
FILES = frozenset({"gnd", "pnd", "gkd", "swd"})
"""The GND, and the files that became it in 2012: what $A of a link names at the DNB."""

_GND = re.compile(r"(?:\(DE-588\)|gnd/|https?://d-nb\.info/gnd/)([0-9-]+[0-9X])\Z")
_NUMBER = re.compile(r"(?:1[0-3]?[0-9]{7}[0-9X]|[0-9]{1,9}-[0-9X])\Z")
_SHOWN = re.compile(r"\s*;\s*(?:[A-Z]{2,5}-)?ID: ?(\S+?)(?=\Z|\.? |,)")
_STARRED = re.compile(r"\s*\*[^*]*\*\s*\Z")
_LIFE = re.compile(r"\*? ?([0-9]{3,4})(?: ?[-–] ?([0-9]{3,4})?)?")
_BESIDE = re.compile(r"\s*(?:¬?\[[^\[\]]*\]¬?)+\s*\Z")
_YEARS = re.compile(r"[\s,(*]+((?:[0-9]{3,4})?\s*[-–]\s*(?:[0-9]{3,4})?)[*)\s]*\Z")
_BRACKETS = str.maketrans("", "", "[]()")
_CATALOGUES = {"k10plus": "DE-627", "dnb": "DE-101"}
"""What stands in parentheses before a PPN of these catalogues."""


def catalogue(run: Run) -> str:
    """Which catalogue the PPNs of a record are of, as the mapping finds out or the collection says."""
    return run.variables.get("catalogue", "")


ASKS["catalogue"] = lambda run, field: (catalogue(run), is_authority(run))


def is_authority(run: Run) -> bool:
    """Whether a record is about a name or term, and not about a title."""
    return material(run).startswith("T")


def first(field: Field, codes: str) -> str:
    """The first value of the first of some codes that has one."""
    found = (value.strip() for code in codes for value in field.all(code))
    return next((unfiled(value) if "@" in value else value for value in found if value), "")


def identifiers(run: Run, field: Field) -> Subfields:
    """Identifiers of what a field is linked to, as MARC has them: GND, NTA, else the PPN of its record."""
    found = [gnd for code, value in field.subfields if code in "07" and (gnd := _gnd(field, value))]
    shown = (number for code, value in field.subfields if code == "8" for number in _SHOWN.findall(value))
    found += [f"(DE-588){hit[1]}" for number in shown if (hit := _GND.match(number))]
    ppn = field.first("9").strip()
    if ppn and catalogue(run) == "ggc":
        found.append(f"(NTA){ppn}")
    elif ppn and (name := _CATALOGUES.get(catalogue(run))):
        found.append(f"({name}){ppn}")
    return [("0", text) for text in dict.fromkeys(found)]


def _gnd(field: Field, text: str) -> str:
    text = text.strip()
    found = _GND.match(text)
    number = found[1] if found else ""
    is_stated = field.first("A") in FILES or field.first("2") in FILES
    if not number and (is_stated or field.first("9")) and not field.first("2").startswith(("lc", "naf")):
        number = text if _NUMBER.match(text) else ""
    return f"(DE-588){number}" if number else ""


def expansion(field: Field) -> str:
    """What a link shows of the record that it is to, without the number of that.

    >>> expansion(Field("013D", "", [("9", "105605727"), ("8", "Aufsatzsammlung ; ID: gnd/4143413-4")]))
    'Aufsatzsammlung'
    """
    return _SHOWN.sub("", first(field, "8")).strip()


def name_of(run: Run, field: Field, tags: tuple[str, str, str]) -> list[Field]:
    """The heading that a field has: a person (028), a body (029) or a meeting (030), under these tags."""
    kind = field.tag[:3]
    if is_authority(run):
        return []
    if kind == "028":
        found, indicators, tag = person(field), kind_of_person(field), tags[0]
    elif kind == "030":
        found, indicators, tag = meeting(field), "2 ", tags[2]
    else:
        found, indicators, tag = body(field), "2 ", tags[1]
    return [Field(tag, indicators, [*found, *identifiers(run, field), *_roles(field)])] if found else []


def person(field: Field) -> Subfields:
    """A person: $a name, $b number, $c title, $d years.

    >>> person(Field("028A", "", [("d", "Frederik"), ("c", "van"), ("a", "Eeden"), ("E", "1860")]))
    [('a', 'Eeden, Frederik van,'), ('d', '1860-')]
    >>> person(Field("028C", "", [("9", "365717789"), ("8", "Palandt, Otto *1877-1951*")]))
    [('a', 'Palandt, Otto,'), ('d', '1877-1951')]
    >>> person(Field("028A", "", [("P", "Johannes"), ("n", "XXIII"), ("l", "Paus")]))
    [('a', 'Johannes'), ('b', 'XXIII,'), ('c', 'Paus')]
    >>> person(Field("028@", "", [("U", "Cyrl"), ("L", "mac"), ("d", "Фридрих"), ("a", "Шилер")]))
    [('a', 'Шилер, Фридрих')]
    >>> person(Field("028@", "", []))
    []
    """
    title = first(field, "l" if first(field, "U") else "lL")  # beside a script, $L is a language
    names = "aA" if first(field, "A") not in FILES else "a"
    born, died = first(field, "E"), first(field, "MG")
    years = f"{born}-{died}" if born or died else ""
    text, expanded = _without_years(expansion(field))
    years = years or expanded or _life(first(field, "h"))
    if given := first(field, "P5"):
        parts = [("a", given), ("b", first(field, "nN")), ("c", title)]
    elif surname := first(field, names):
        parts = [
            ("a", _inverted(surname, first(field, "dD"), first(field, "cC"))),
            ("c", title),
        ]
    else:
        parts = [("a", text)]
    return _punctuated([(code, value) for code, value in [*parts, ("d", years)] if value])


def person_said(field: Field) -> str:
    """The name that a link shows ($8), with the years behind it.

    >>> person_said(Field("220T", "", [("8", "Pontanus, Joannes *1571-1639*")]))
    'Pontanus, Joannes, 1571-1639'
    """
    return ", ".join(part for part in _without_years(expansion(field)) if part)


def kind_of_person(field: Field) -> str:
    """The indicators that MARC has for a name: 0 forename, 1 surname, 3 family (entity code pif of the GND).

    >>> kind_of_person(Field("028R", "", [("V", "pif"), ("P", "Uschalk"), ("l", "Familie")]))
    '3 '
    """
    return "3 " if "pif" in (first(field, "V"), first(field, "w")) else "0 " if first(field, "P") else "1 "


def _inverted(surname: str, forename: str, prefix: str) -> str:
    after = f"{forename} {prefix}".strip()
    return f"{surname}, {after}" if after else surname


def _without_years(text: str) -> tuple[str, str]:
    """The name in an expanded link, and the years behind it.

    >>> _without_years("Mulisch, Harry (1927-2010)"), _without_years("Jansen-Smit, A.")
    (('Mulisch, Harry', '1927-2010'), ('Jansen-Smit, A.', ''))
    >>> _without_years("Reckwitz, Andreas *1970-* [VerfasserIn]")
    ('Reckwitz, Andreas', '1970-')
    """
    text = _BESIDE.sub("", text)
    found = _YEARS.search(text)
    if not found or not re.search("[0-9]", found[1]):
        return _STARRED.sub("", text).strip(), ""
    return text[: found.start()].strip(), re.sub(r"\s*[-–]\s*", "-", found[1])


def _life(text: str) -> str:
    """The years of a life that was typed beside a name: 1860-1932, 1947-, *1947; a year alone may be any.

    >>> _life("1860-1932"), _life("*1947"), _life("1947"), _life("18. Jh.")
    ('1860-1932', '1947-', '', '')
    """
    found = _LIFE.fullmatch(text)
    return f"{found[1]}-{found[2] or ''}" if found and text != found[1] else ""


def _punctuated(parts: Subfields) -> Subfields:
    """A comma after each part that $c or $d follows, as in MARC."""
    after = [*(code for code, _ in parts), ""][1:]
    return [
        (code, f"{value},") if nxt in ("c", "d") else (code, value)
        for (code, value), nxt in zip(parts, after, strict=True)
    ]


def stopped(parts: Subfields) -> Subfields:
    """A name with the full stop that stands between it and the title of a work."""
    return [*parts[:-1], (parts[-1][0], parts[-1][1].rstrip(".") + ".")] if parts else []


def body(field: Field) -> Subfields:
    """An organisation: $a name with what tells it apart, $b its parts.

    >>> body(Field("029F", "", [("A", "Niedersachsen"), ("F", "Landtag"), ("F", "Fraktion")]))
    [('a', 'Niedersachsen.'), ('b', 'Landtag.'), ('b', 'Fraktion')]
    >>> body(Field("029A", "", [("a", "University of Hawaii"), ("g", "Honolulu"), ("b", "Campus")]))
    [('a', 'University of Hawaii (Honolulu).'), ('b', 'Campus')]
    """
    main = "aA" if first(field, "A") not in FILES else "a"
    parts: Subfields = []
    for code, value in field.subfields:
        value = rounded(unfiled(value.strip()))
        if code in main + "bFx" and value:
            parts.append(("b" if parts else "a", value))
        elif code == "C" and value and not parts:
            parts.append(("a", value))
        elif code in "gcG" and value and parts:
            parts[-1] = (parts[-1][0], f"{parts[-1][1]} ({value})")
    if not parts and (text := expansion(field)):
        pieces = [piece.strip() for piece in text.split(" / ")]
        parts = [("b" if at else "a", piece) for at, piece in enumerate(pieces) if piece]
    return [
        (code, value if at == len(parts) else f"{value.rstrip('.')}.")
        for at, (code, value) in enumerate(parts, 1)
    ]


def meeting(field: Field) -> Subfields:
    """A meeting: $a name, $n number, $d date, $c place.

    >>> meeting(Field("030F", "", [("a", "Kolloquium"), ("j", "22"), ("k", "Köln"), ("p", "1985.10.09")]))
    [('a', 'Kolloquium'), ('n', '(22 :'), ('d', '1985.10.09 :'), ('c', 'Köln)')]
    >>> meeting(Field("030F", "", [("a", "The @Hague Conference")]))
    [('a', 'The Hague Conference')]
    """
    main = first(field, "aA" if first(field, "A") not in FILES else "a") or expansion(field)
    parts = [("n", first(field, "jn")), ("d", first(field, "pd")), ("c", first(field, "kc"))]
    parts = [(code, value) for code, value in parts if value]
    told = [
        (code, ("(" if at == 0 else "") + value + (")" if at == len(parts) - 1 else " :"))
        for at, (code, value) in enumerate(parts)
    ]
    return [("a", main), *told] if main else []


def _roles(field: Field) -> Subfields:
    """What the name did: relator codes in $4; where there are none, words in $B."""
    codes = [("4", value.strip()) for value in field.all("4") if value.strip()]
    words = [value.translate(_BRACKETS).strip() for value in field.all("B")]
    return codes or [("e", word) for word in words if word]


SPLITTERS["pica_name"] = Splitter(
    lambda run, field: name_of(run, field, ("700", "710", "711")), "catalogue", READS + "h"
)
SPLITTERS["pica_main_name"] = Splitter(
    lambda run, field: name_of(run, field, ("100", "110", "111")), "catalogue", READS + "h"
)


@function("written_in_full", "field", "text", reads="8AaCcDdEGhLlMNnP5U", pure=True)
def written_in_full(run: Run, field: Field) -> str:
    """The name in a field as it is filed, with its years.

    >>> written_in_full(..., Field("028Z", "", [("a", "Eeden"), ("d", "F."), ("c", "van")]))
    'Eeden, F. van'
    """
    return " ".join(value for _, value in person(field))


@function("pica_agent_key", "field", "text", reads="abcdegjknq01", pure=True)
def pica_agent_key(run: Run, field: Field) -> str:
    """The key of a name of PICA as a heading: that of the heading; without years, its PPN here."""
    key = key_of_agent(run, field)
    numbers = [value for code, value in field.subfields if code == "0" and value.startswith("(")]
    ppn = next((value for value in numbers if not authority(value)), "")
    if key.startswith(f"{run.mapper.collection}\0") and ppn:
        return f"{run.mapper.collection}\0ppn\0{ppn}"
    return key
