"""Identifiers of headings: which file they are from, and the exact form of the IRI in that file.

MARC 21, appendix A: subfield 0 identifies the authority record, subfield 1 the thing itself.
"""

from __future__ import annotations

import re
from functools import cache, lru_cache
from typing import NamedTuple
from urllib.parse import quote, unquote

from lod.mapping.language.function_registry import function
from lod.rdf import iris, literals, tsv_tables

_PREFIXED = re.compile(r"\(([^()]+)\)\s*(.+)\Z", re.DOTALL)
_TAIL = (
    r"(?:/(?:about(?:\.rdf|/[a-z]+)?|id|[a-z0-9-]+\.html)?"
    r"|\.(?:html|rdf|jsonld|json|ttl|nt)|#(?:about|this|foaf:[A-Z][a-z]+))?\Z"
)
"""What addresses have behind an identifier: the thing that the record is about, a page, the record as RDF."""
_LC_FILES = {"n": "lcnaf", "s": "lcsh", "g": "lcgft"}


class Authority(NamedTuple):
    """An identifier in an authority file."""

    file: str
    id: str
    iri: str
    thing: str
    """IRI of what the record is about, where the file tells that from the record itself."""

    @property
    def key(self) -> str:
        """Key of the thing of ours that it identifies."""
        return f"={self.file}-{iris.key(self.id)}"


class _File(NamedTuple):
    pattern: re.Pattern[str]
    iri: str
    thing: str


@cache
def _files() -> tuple[dict[str, str], list[tuple[str, re.Pattern[str]]], dict[str, _File]]:
    """By MARC prefix; by IRI; pattern of identifiers and templates of IRIs."""
    by_prefix: dict[str, str] = {}
    by_iri: list[tuple[str, re.Pattern[str]]] = []
    forms: dict[str, _File] = {}
    for row in tsv_tables.read("authorities.tsv").rows():
        name = row["name"]
        by_prefix.update(dict.fromkeys(row["prefixes"].split(), name))
        if row["match"] != "-":
            by_iri.append(
                (name, re.compile(rf"https?://(?:www\.|sws\.)?{row['match']}({row['pattern']}){_TAIL}"))
            )
        thing = row["iri"] if row["thing"] == "-" else row["thing"]
        forms[name] = _File(re.compile(rf"{row['pattern']}\Z"), row["iri"], thing)
    by_prefix.pop("-", None)
    return by_prefix, by_iri, forms


@lru_cache(maxsize=65536)
def authority(text: str) -> Authority | None:
    """The identifier that a subfield 0 or 1 holds, when it is of a file we know.

    >>> authority("(DE-588)118540238").iri, authority("https://www.wikidata.org/entity/Q42").key
    ('https://d-nb.info/gnd/118540238', '=wikidata-Q42')
    >>> authority("(OCoLC)fst01919741").iri, authority("(DLC)n  79021164").thing
    ('http://id.worldcat.org/fast/1919741', 'http://id.loc.gov/rwo/agents/n79021164')
    >>> authority("http://iconclass.org/25F23(LION)").iri, authority("(iconclass)25F23(LION)").id
    ('https://iconclass.org/25F23%28LION%29', '25F23%28LION%29')
    >>> authority("http://www.idref.fr/027696707/id").iri
    'http://www.idref.fr/027696707'
    >>> authority("https://catalogue.bnf.fr/ark:/12148/cb12515307z").iri
    'http://data.bnf.fr/ark:/12148/cb12515307z'
    >>> authority("https://data.bnf.fr/ark:/12148/cb12515307z#about").key
    '=bnf-cb12515307z'
    >>> authority("https://rkd.nl/artists/66219").key, authority("(DE-588c)4020646-4").key
    ('=rkd-66219', '=gnd-4020646-4')
    >>> authority("https://www.geonames.org/2759794/amsterdam.html").iri
    'https://sws.geonames.org/2759794/'
    >>> authority("https://id.loc.gov/authorities/names/n79021164.html").id
    'n79021164'
    >>> authority("https://orcid.org/0000000218250097").id
    '0000-0002-1825-0097'
    >>> authority("(DE-627)123") is None
    True
    """
    name, identifier = _told(_plain(text))
    if name == "lc":
        identifier = re.sub(r"\s+", "", identifier)
        name = _LC_FILES.get(identifier[:1], "")
    if name == "isni":
        identifier = re.sub(r"[\s-]", "", identifier)
    if name == "orcid" and "-" not in identifier:
        identifier = "-".join([identifier[at : at + 4] for at in range(0, len(identifier), 4)])
    if name == "fast":
        identifier = identifier.removeprefix("fst").lstrip("0")
    if name == "iconclass":  # notations have blanks and brackets, which addresses write in more ways than one
        identifier = quote(unquote(identifier).strip().rstrip("/"), safe="")
    return identified(name, identifier)


def identified(file: str, identifier: str) -> Authority | None:
    """An identifier in a file, by the name that `authorities.tsv` has for the file.

    >>> identified("lcnaf", "n79021164").iri
    'http://id.loc.gov/authorities/names/n79021164'
    """
    form = _files()[2].get(file)
    if form is None or not form.pattern.match(identifier):
        return None
    return Authority(file, identifier, form.iri.format(identifier), form.thing.format(identifier))


def _plain(text: str) -> str:
    """Without the mark that says that an IRI follows."""
    return text.strip().removeprefix("(uri)").removeprefix("(URI)").strip()


def _told(text: str) -> tuple[str, str]:
    """File and identifier, as an IRI or a prefix in parentheses tells them."""
    by_prefix, by_iri, _ = _files()
    if text.startswith("http"):
        found = ((name, hit.group(1)) for name, pattern in by_iri if (hit := pattern.match(text)))
        return next(found, ("", ""))
    prefixed = _PREFIXED.match(text)
    if not prefixed:
        return "", ""
    prefix, identifier = prefixed.group(1).strip(), prefixed.group(2).strip().rstrip(".")
    if identifier.startswith("http"):
        return _told(identifier)
    if prefix == "OCoLC" and identifier.startswith("fst"):
        return "fast", identifier
    return by_prefix.get(prefix, ""), identifier


def identifiers(subfields: list[tuple[str, str]]) -> list[Authority]:
    """Identifiers among some subfields, those of a heading itself (subfield 0) before those of the thing."""
    if not any([code in "01" for code, _ in subfields]):
        return []
    found = [authority(value) for wanted in "01" for code, value in subfields if code == wanted]
    return [each for each in found if each]


_SEARCH = re.compile(r"[?&](?:method|query|q|search)=[^&]")
"""In an address: that it is an answer to a question."""


@function("authority_iri", "text", "term")
@lru_cache(maxsize=65536)
def authority_iri(text: str) -> str | None:
    """The IRI of the authority record that a subfield 0 or 1 names, in the exact form its file uses."""
    found = authority(text)
    return f"<{found.iri}>" if found else stated_iri(text)


@function("stated_iri", "text", "term")
@lru_cache(maxsize=65536)
def stated_iri(text: str) -> str | None:
    """The IRI in a subfield 0 or 1 that holds one (or a FAST number), in the form its file uses.

    >>> stated_iri("(uri)https://id.loc.gov/authorities/names/n79021164"), stated_iri("(DE-588)118540238")
    ('<http://id.loc.gov/authorities/names/n79021164>', None)

    What somebody found by searching is no name of it.

    >>> stated_iri("https://portal.dnb.de/opac.htm?method=simpleSearch&query=idn=123619025")
    """
    plain = _plain(text)
    if not plain.startswith(("http://", "https://", "(OCoLC)fst")) or _SEARCH.search(plain):
        return None
    found = authority(plain)
    iri = found.iri if found else literals.repair_iri(plain)
    return f"<{iri}>" if iri else None


@function("thing_iri", "text", "term")
@lru_cache(maxsize=65536)
def thing_iri(text: str) -> str | None:
    """The IRI of the thing that a subfield 0 or 1 identifies, when it is of a file that we know."""
    found = authority(text)
    return f"<{found.thing}>" if found else None


def is_local(text: str) -> bool:
    """Whether an identifier is a number in some system rather than an IRI, or nothing at all."""
    is_address = _plain(text).startswith(("http://", "https://", "(OCoLC)fst"))
    return not is_address and bool(number_in_system(text))


@function("local_number", "text", "text")
def local_number(text: str) -> str:
    """An identifier in some system, when it is not an IRI (or a FAST number, which is as good as one)."""
    return text if is_local(text) else ""


@function("number_in_system", "text", "text")
def number_in_system(text: str) -> str:
    """A number without the prefix in parentheses that says which system it is from.

    >>> number_in_system("(DE-101)118540238"), number_in_system("118540238")
    ('118540238', '118540238')
    """
    head, closing, number = text.partition(")")
    return number.strip() if closing and head.startswith("(") else text.strip()


@function("system_of_number", "text", "text")
def system_of_number(text: str) -> str:
    """The prefix in parentheses of a number, which says what system it is from.

    >>> system_of_number("(DE-101)118540238"), system_of_number("118540238")
    ('DE-101', '')
    """
    head, closing, _ = text.partition(")")
    return head[1:].strip() if closing and head.startswith("(") else ""
