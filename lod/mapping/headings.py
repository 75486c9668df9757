"""Who and what a heading names: its key, its links to authority files, and its text.

A heading with an identifier is known by that. Without one, it is known by its text, and when the text has no
date it counts only within its own collection: two libraries may well have two people called Jansen.
"""

from __future__ import annotations

import re
from functools import cache, lru_cache
from typing import NamedTuple

from lod.mapping.functions import function
from lod.mapping.punctuation import chop
from lod.mapping.run import Run
from lod.rdf import iris, tables, values
from lod.record import Field

Context = tuple[Run, Field]

_PREFIXED = re.compile(r"\(([^()]+)\)\s*(.+)\Z", re.DOTALL)
_LC_FILES = {"n": "lcnaf", "s": "lcsh", "g": "lcgft"}
NAME_CODES = "abcdgjnqu"
SUBJECT_CODES = "abcdefghjklmnopqrstuvxyz"


class Authority(NamedTuple):
    """An identifier in an authority file."""

    file: str
    id: str
    iri: str

    @property
    def key(self) -> str:
        """Key of the thing of ours that it identifies."""
        return f"={self.file}-{iris.key(self.id)}"


@cache
def _files() -> tuple[
    dict[str, str], list[tuple[str, re.Pattern[str]]], dict[str, tuple[re.Pattern[str], str]]
]:
    """By MARC prefix; by IRI; pattern of identifiers and template of IRIs."""
    by_prefix: dict[str, str] = {}
    by_iri: list[tuple[str, re.Pattern[str]]] = []
    forms: dict[str, tuple[re.Pattern[str], str]] = {}
    for row in tables.read("authorities.tsv").rows():
        name = row["name"]
        by_prefix.update(dict.fromkeys(row["prefixes"].split(), name))
        if row["match"] != "-":
            by_iri.append(
                (name, re.compile(rf"https?://(?:www\.|sws\.)?{row['match']}({row['pattern']})/?\Z"))
            )
        forms[name] = (re.compile(rf"{row['pattern']}\Z"), row["iri"])
    by_prefix.pop("-", None)
    return by_prefix, by_iri, forms


@lru_cache(maxsize=65536)
def authority(text: str) -> Authority | None:
    """The identifier that a subfield 0 or 1 holds, when it is of a file we know.

    >>> authority("(DE-588)118540238").iri, authority("https://www.wikidata.org/entity/Q42").key
    ('https://d-nb.info/gnd/118540238', '=wikidata-Q42')
    >>> authority("(DE-627)123") is None
    True
    """
    by_prefix, by_iri, forms = _files()
    text = text.strip().removeprefix("(uri)").removeprefix("(URI)").strip()
    if text.startswith("http"):
        found = ((name, hit.group(1)) for name, pattern in by_iri if (hit := pattern.match(text)))
        name, identifier = next(found, ("", ""))
    else:
        prefixed = _PREFIXED.match(text)
        if not prefixed:
            return None
        name, identifier = by_prefix.get(prefixed.group(1).strip(), ""), prefixed.group(2).strip()
    if name == "lc":
        identifier = re.sub(r"\s+", "", identifier)
        name = _LC_FILES.get(identifier[:1], "")
    if name == "isni":
        identifier = re.sub(r"[\s-]", "", identifier)
    if name == "fast":
        identifier = identifier.removeprefix("fst").lstrip("0")
    if not name or not forms[name][0].match(identifier):
        return None
    return Authority(name, identifier, forms[name][1].format(identifier))


def authorities(field: Field) -> list[Authority]:
    """Identifiers of a heading, those of the heading itself (subfield 0) first."""
    found = [authority(value) for wanted in "01" for code, value in field.subfields if code == wanted]
    return [each for each in found if each]


@function("authority_iri", "text", "term")
def authority_iri(text: str) -> str | None:
    """The IRI of the authority record that a subfield 0 or 1 names, in the exact form its file uses."""
    found = authority(text)
    if found:
        return f"<{found.iri}>"
    text = text.strip().removeprefix("(uri)")
    iri = values.repair_iri(text) if text.startswith(("http://", "https://")) else None
    return f"<{iri}>" if iri else None


@function("heading", "field", "text", (0, 1), reads=NAME_CODES, pure=True)
def heading(codes: str = "") -> object:
    """The text of a heading: its subfields in order, without the punctuation at its end."""
    wanted = frozenset(codes or NAME_CODES)

    def text(run: Run, field: Field) -> str:
        return chop(" ".join([v for c, v in field.subfields if c in wanted]))

    return text


@function("agent_key", "field", "text", (0, 1), reads=NAME_CODES + "01", pure=True)
def agent_key(codes: str = "") -> object:
    """What tells one person, family or organisation from another."""
    wanted = frozenset(codes or NAME_CODES)

    def key(run: Run, field: Field) -> str:
        found = authorities(field)
        if found:
            return found[0].key
        text = iris.heading(" ".join([v for c, v in field.subfields if c in wanted]))
        dated = any(c == "d" for c, _ in field.subfields)
        return text if dated or not text else f"{run.mapper.collection}\0{text}"

    return key


@function("term_key", "field", "text", (0, 1), reads=SUBJECT_CODES + "012", pure=True)
def term_key(codes: str = "") -> object:
    """What tells one subject, genre or place from another: its identifier, or its scheme and its text."""
    wanted = frozenset(codes or SUBJECT_CODES)

    def key(run: Run, field: Field) -> str:
        found = authorities(field)
        if found:
            return found[0].key
        scheme = field.first("2") or field.indicators[1:2]
        parts = [f"{c if c in 'vxyz' else 'a'}:{iris.heading(v)}" for c, v in field.subfields if c in wanted]
        return f"{scheme}\0{'--'.join(parts)}" if parts else ""

    return key


@function("item_key", "field", "text", (0, 1), reads="p")
def item_key(barcode_codes: str = "p") -> object:
    """What tells one copy from another: its barcode, else what is said of it, within its record."""

    def key(run: Run, field: Field) -> str:
        barcode = next((v for c, v in field.subfields if c in barcode_codes and v.strip()), "")
        return f"={run.record_key}-{iris.key(barcode) if barcode else run.digest(field)}"

    return key


@function("marc_key", "field", "text", pure=True)
def marc_key(run: Run, field: Field) -> str:
    """The field as it stands, as the Library of Congress keeps it for round trips."""
    return f"{field.tag}{field.indicators}" + "".join([f"${c}{v}" for c, v in field.subfields])


@function("person_name", "field", "text", reads="abcq", pure=True)
def person_name(run: Run, field: Field) -> str:
    """A personal name in reading order, with numeration and titles, without dates.

    The first indicator tells a surname with forenames after it from a forename or a family name.
    """
    name = chop(field.first("a"))
    if field.indicators[:1] == "1" and "," in name:
        surname, _, forenames = name.partition(",")
        name = f"{forenames.strip()} {surname.strip()}".strip()
    number = chop(field.first("b"))
    title = chop(" ".join(field.all("c")))
    return ", ".join(part for part in (f"{name} {number}".strip(), title) if part)


@function("inverted", "text", "text")
def inverted(text: str) -> str:
    """The name as it is filed, when that is not its reading order."""
    return text if "," in text else ""


_LIFE = re.compile(r"(?<![0-9])([0-9]{4})?\s*-\s*([0-9]{4})?(?![0-9-])")
_BORN = re.compile(r"(?:\bb\.|\bborn\b|\bgeb\.|°)\s*([0-9]{4})(?![0-9?])")
_DIED = re.compile(r"(?:\bd\.|\bdied\b|\boverl\.|†)\s*([0-9]{4})(?![0-9?])")
_DOUBT = re.compile(r"\?|\b(?:ca|approximately|active|fl|cent|century|jh|or|of|werkzaam|omstreeks)\b")


@function("birth_year", "text", "term")
@lru_cache(maxsize=65536)
def birth_year(text: str) -> str | None:
    """The year of birth that the dates of a heading state without doubt."""
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
    return values.date(year) if year else None


@function("subject_label", "field", "text", reads=SUBJECT_CODES, pure=True)
def subject_label(run: Run, field: Field) -> str:
    """A subject heading with its subdivisions, as catalogues show it."""
    main = chop(" ".join([v for c, v in field.subfields if c in SUBJECT_CODES and c not in "vxyz"]))
    divisions = [chop(v) for c, v in field.subfields if c in "vxyz"]
    return " -- ".join(part for part in (main, *divisions) if part)
