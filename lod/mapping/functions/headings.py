"""Who a heading names: its key and its name; which part of a field is a name, and which a title.

A heading with an identifier is known by that. Without one, it is known by its text, and when the text has no
date it counts only within its own collection: two libraries may well have two people called Jansen.
"""

from __future__ import annotations

import re
from functools import lru_cache

from lod.mapping.functions.authority_identifiers import (
    authority,
    authority_iri,
    identifiers,
    is_local,
    stated_iri,
    thing_iri,
)
from lod.mapping.functions.punctuation import chop, rounded
from lod.mapping.language.function_registry import function
from lod.mapping.language.subfield_groups import ASKS
from lod.mapping.runtime.alternate_scripts import FIRST_OF_EAST_ASIA, family_first
from lod.mapping.runtime.record_run import Run
from lod.rdf import iris, literals
from lod.record import Field

Subfields = list[tuple[str, str]]

NAME_CODES = "abcdgjnqu"
_NAMES = {
    "00": ("person", frozenset("abcdjqk")),
    "10": ("organization", frozenset("abcdngk")),
    "11": ("meeting", frozenset("acdengq")),
    "20": ("", frozenset("a")),
}
"""By the last two digits of a tag: what it names, and the subfields that make the name."""

_PERSON = _NAMES["00"]
_TITLES = frozenset(("30", "40"))
_DIVISIONS = frozenset("vxyz")
_IDENTIFIERS = frozenset("01")
_NAME_TAGS = ("100", "110", "111", "600", "610", "611", "700", "710", "711")


def divided(field: Field) -> tuple[Subfields, Subfields]:
    """The part of a heading that names somebody, and the title that follows; a subject's subdivisions go.

    The title begins at subfield t; in a main entry, where there is none, at k.
    """
    subfields = field.subfields
    tag = field.tag
    if tag[0] == "6":
        for at, (code, _) in enumerate(subfields):
            if code in _DIVISIONS:
                subfields = subfields[:at]
                break
    if tag[1:] in _TITLES:
        return [], subfields
    starts = "tk" if tag[0] == "1" else "t"
    for at, (code, _) in enumerate(subfields):
        if code in starts and code:
            return subfields[:at], subfields[at:]
    return subfields, []


def parted(run: Run, field: Field) -> tuple[Subfields, Subfields]:
    """The same, each part with its own identifiers: some catalogues put that of the maker behind the title.

    An identifier that a heading without title, or with another one, has too is that of the name.
    """
    name, title = divided(field)
    if not title or not any([code in _IDENTIFIERS for code, _ in title]):
        return name, title
    known = _identified_names(run)
    of_name = [pair for pair in title if pair[0] in _IDENTIFIERS and pair[1].strip() in known]
    if not of_name:
        return name, title
    return [*name, *of_name] if name else name, [pair for pair in title if pair not in of_name]


def _identified_names(run: Run) -> frozenset[str]:
    """Identifiers of the people, organisations and meetings that the record names.

    They stand in a heading without a title, or in two with titles that are not the same.
    """
    found: frozenset[str] | None = run.known.get("identified names")
    if found is None:
        titles: dict[str, set[str]] = {}
        for field in (field for tag in _NAME_TAGS for field in run.by_tag.get(tag, ())):
            title = iris.normalized_heading(field.first("t") or field.first("k")) if divided(field)[1] else ""
            for code, value in field.subfields:
                if code in _IDENTIFIERS:
                    titles.setdefault(value.strip(), set()).add(title)
        found = frozenset([value for value, of in titles.items() if "" in of or len(of) > 1])
        run.known["identified names"] = found
    return found


def _asked_of_names(run: Run, field: Field) -> frozenset[str] | None:
    for code, _ in field.subfields:
        if code in _IDENTIFIERS:
            return _identified_names(run) if field.tag == "240" or field.first("t") else None
    return None


ASKS["names"] = _asked_of_names


def name_as_written(field: Field) -> str:
    """The subfields that make the name in a heading, with the punctuation that they have."""
    return _name(field.tag, divided(field)[0])


def _name(tag: str, subfields: Subfields) -> str:
    codes = _NAMES.get(tag[1:], _PERSON)[1]
    return " ".join([value for code, value in subfields if code in codes])


@function("name", "field", "text", reads="abcdegjknq", pure=True)
def name(run: Run, field: Field) -> str:
    """The name in a heading, with dates and numbers, as catalogues show it."""
    return chop(name_as_written(field))


@function("written_name", "field", "text", reads="abcdegjknq", pure=True)
def written_name(run: Run, field: Field) -> str:
    """The same where no mark announces the next element, so that a stop at the end is of an abbreviation."""
    return name_as_written(field)


def key_of_agent(run: Run, field: Field) -> str:
    """What tells one person, family or organisation from another: its identifier, else its kind and name."""
    subfields = parted(run, field)[0]
    found = identifiers(subfields)
    if found:
        return found[0].key
    text = iris.normalized_heading(_name(field.tag, subfields))
    if not text:
        return ""
    kind = _NAMES.get(field.tag[1:], _PERSON)[0]
    if kind == "person" and field.indicators[:1] == "3":
        kind = "family"
    dated = "d" in [code for code, _ in subfields]
    return f"{kind}\0{text}" if dated else f"{run.mapper.collection}\0{kind}\0{text}"


function("agent_key", "field", "text", reads="abcdegjknq01", asks="names")(key_of_agent)


# ---------------------------------------------------------------- what identifies the name


@function("name_same_as", "field", "terms", reads="01", asks="names", needs="01")
def name_same_as(run: Run, field: Field) -> list[str]:
    """IRIs of what the heading names, in the authority files that we know."""
    found = [thing_iri(value) for code, value in parted(run, field)[0] if code in "01"]
    return list(dict.fromkeys([iri for iri in found if iri]))


@function("name_authorities", "field", "terms", reads="01", asks="names", needs="01")
def name_authorities(run: Run, field: Field) -> list[str]:
    """IRIs of authority records of the name in a heading, not of the title behind it."""
    found = [authority_iri(value) for code, value in parted(run, field)[0] if code in _IDENTIFIERS]
    return list(dict.fromkeys([iri for iri in found if iri]))


@function("name_iris", "field", "terms", reads="01w", asks="names", needs="01w")
def name_iris(run: Run, field: Field) -> list[str]:
    """IRIs of authority records as they stand in the heading of a name, or as those of things imply."""
    subfields = parted(run, field)[0]
    things = [authority(value) for code, value in subfields if code == "1"]
    implied = [f"<{found.iri}>" for found in things if found and found.thing != found.iri]
    return list(dict.fromkeys([*stated_iris(subfields), *implied]))


@function("name_numbers", "field", "texts", reads="0w", asks="names", needs="0w")
def name_numbers(run: Run, field: Field) -> list[str]:
    """Numbers of authority records in the heading of a name, with the prefix that says of which system."""
    return numbers(parted(run, field)[0])


def stated_iris(subfields: Subfields) -> list[str]:
    """IRIs of authority records among some subfields."""
    found = [stated_iri(value) for code, value in subfields if code in "0w"]
    return list(dict.fromkeys([iri for iri in found if iri]))


def numbers(subfields: Subfields) -> list[str]:
    """Numbers of authority records among some subfields."""
    return [value for code, value in subfields if code in "0w" and is_local(value)]


# ---------------------------------------------------------------- the text of a heading


@function("heading", "field", "text", (0, 1), reads=NAME_CODES, pure=True)
def heading(codes: str = "") -> object:
    """The text of a heading: its subfields in order, without the punctuation at its end."""
    wanted = frozenset(codes or NAME_CODES)

    def text(run: Run, field: Field) -> str:
        return chop(" ".join([v for c, v in field.subfields if c in wanted]))

    return text


@function("title_unfiled", "field", "text")
def title_unfiled(run: Run, field: Field) -> str:
    """How many characters of the title of the record (245) stand before the word that it is filed under."""
    return next((f.indicators[1:2].strip("0 ") for f in run.by_tag.get("245", ())), "")


@function("script_unfiled", "field", "text", reads="6", pure=True, needs="6")
def script_unfiled(run: Run, field: Field) -> str:
    """The same of a title in another script (880), in which the article may be of another length."""
    number = field.indicators[1:2]
    return number if number in "123456789" and not field.first("6").startswith("880") else ""


@function("item_key", "field", "text", (0, 2), reads="p")
def item_key(barcode_codes: str = "p", lasting_codes: str = "") -> object:
    """What tells one copy of a record from another: its barcode, or who has it; else what is said of it.

    With `lasting_codes` only what these subfields say, where others tell what changes by the hour.
    """

    def key(run: Run, field: Field) -> str:
        told = (value.strip(" .") for code, value in field.subfields if code in barcode_codes)
        mark = next(filter(None, told), "")
        if mark or not lasting_codes:
            return f"={run.record_key}-{iris.key(mark) if mark else run.digest(field)}"
        lasting = (code + value for code, value in field.subfields if code in lasting_codes)
        return f"={run.record_key}-{run.digest_of(lasting)}"

    return key


@function("marc_key", "field", "text", pure=True)
def marc_key(run: Run, field: Field) -> str:
    """The field as it stands, as the Library of Congress keeps it for round trips."""
    return f"{field.tag}{field.indicators}" + "".join([f"${c}{v}" for c, v in field.subfields])


# ---------------------------------------------------------------- a person


_ENDS_OF_LIFE = frozenset("0123456789-–?")
"""What the dates of a life end in, which some systems leave in subfield a."""


@function("person_name", "field", "text", reads="abcq", pure=True)
def person_name(run: Run, field: Field) -> str:
    """A personal name in reading order, with numeration and titles, without dates.

    The first indicator tells a forename (0) or family (3) from a surname with forenames; where it is blank,
    or 2 as it was until 1996, the comma tells. Chinese and Korean names are read as they are filed.
    """
    name = chop(field.first("a")).rstrip(" \u060c")
    if "<" in name:
        name = rounded(name)
    if name[:1] == "[" and name[-1:] == "]":  # the cataloguer supplied it
        name = name[1:-1].strip()
    if name[-1:] in _ENDS_OF_LIFE:
        name = LIFE_DATES.sub("", name)
    if "," in name and field.indicators[:1] not in ("0", "3"):
        surname, _, forenames = name.partition(",")
        surname, forenames = surname.strip(), forenames.strip()
        others = run.scripts and run.scripts.get(id(field))
        told = others or name >= FIRST_OF_EAST_ASIA  # few names are written so, and this asks it of all
        first = family_first(name, run.variables["language"], others or []) if told else None
        name = f"{forenames} {surname}".strip() if first is None else f"{surname}{first}{forenames}"
    number = chop(field.first("b"))
    title = chop(" ".join(field.all("c")))
    between = " " if title.startswith("(") else ", "
    return between.join(part for part in (f"{name} {number}".strip(), title) if part)


LIFE_DATES = re.compile(
    r",\s*(?:(?:[A-Za-z]{1,14}\.?\s+)?[0-9]{3,4}\??\s*[-–]\s*(?:[A-Za-z]{1,14}\.?\s+)?(?:[0-9]{3,4}\??)?"
    r"|(?:b|d|fl|born|died|active|geb|overl)\.?\s+[0-9]{3,4}\??)\.?\Z"
    r"|(?<!\s)\s*\([0-9]{3,4}\??\s*[-–]\s*(?:[0-9]{3,4}\??)?\)\Z"
)
"""The dates of a life at the end of a name that is one text: ", 1860-1932", ", b. 1950", " (1758-1840)"."""


_DAY = r"(?:\s+[A-Z][a-z]{2,8}\.?(?:\s+[0-9]{1,2})?)?"
"""A month and a day behind a year, as headings of RDA have them: "1963 April 22-"."""
_LIFE = re.compile(rf"(?<![0-9])(?:([0-9]{{4}}){_DAY})?\s{{0,9}}-\s*([0-9]{{4}})?(?![0-9-]|luvu)")
"""Years of birth and death; "1650-luvulla" is in the 1650s (Finnish)."""
_BORN = re.compile(r"(?:\bb\.|\bborn\b|\bgeb\.|°)\s*([0-9]{4})(?![0-9?])")
_DIED = re.compile(r"(?:\bd\.|\bdied\b|\boverl\.|†)\s*([0-9]{4})(?![0-9?])")
_DOUBT = re.compile(
    r"\?|\b(?:ca|circa|approximately|active|fl|cent|century|jh|or|of|werkzaam|omstreeks|noin|n|um|vers|env|before|after"
    r"|vor|nach|voor|na|between|tussen|zwischen|entre|probably|possibly|perhaps)\b|\bc\.? ?(?=[0-9])"
    r"|[0-9]{4}/[0-9]{1,4}(?![0-9/])"
    r"|\b(?:B\.? ?C\b|av(?:ant|\.)? ?J|a\. ?C\.|v\. ?Chr|p\. ?n\. ?e|до н|π\. ?Χ)"  # no year of our era
)


@function("birth_year", "text", "term")
@lru_cache(maxsize=65536)
def birth_year(text: str) -> str | None:
    """The year of birth that the dates of a heading state without doubt.

    >>> birth_year("1963 April 22-"), birth_year("noin 1510-1557."), birth_year("0070-0019 av. J.-C.")
    ('"1963"^^<http://www.w3.org/2001/XMLSchema#gYear>', None, None)
    >>> [birth_year(text) for text in ("between 1500 and 1510-", "1655/1656-1715", "syntynyt 1650-luvulla")]
    [None, None, None]
    """
    return _life(text, 1, _BORN)


@function("death_year", "text", "term")
@lru_cache(maxsize=65536)
def death_year(text: str) -> str | None:
    """The year of death that the dates of a heading state without doubt."""
    return _life(text, 2, _DIED)


def _life(text: str, group: int, stated: re.Pattern[str]) -> str | None:
    if _DOUBT.search(text):
        return None
    found = stated.search(text)
    year = found.group(1) if found else (_LIFE.search(text) or _LIFE.match("-"))
    if not isinstance(year, str):
        year = year.group(group) if year else None
    return literals.date(year) if year else None
