"""Words of the language for PICA: which catalogue a record is of, filing marks, dates."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache, lru_cache

from lod.mapping.functions.hubs import series_key
from lod.mapping.language.function_registry import function
from lod.mapping.language.subfield_groups import ASKS
from lod.mapping.runtime.record_run import Run
from lod.rdf import code_lists, literals
from lod.record import Field

_FILING = re.compile(r"(^|[\s'’`\"„“«(\[-])@(?=\S)")
_DIFFERENT = frozenset("CHVZ")
"""First letters of 002@ $0 that mean something else in the GGC than in K10plus, or are not known there."""
_KIND_SHOWN = re.compile(r"--[A-Za-z]{2,5}--:\s*")
_GND = re.compile(r"gnd/|(?:http://)?d-nb\.info/gnd/")
_GBV = re.compile(r"(GBV|SWB|BSZ|KXP|K10)")
_YEAR = re.compile(r"[0-9]{4}|[0-9]{3}[Xx]|[0-9]{2}[Xx]{2}")
_DAY = re.compile(r"(?:([0-3]?[0-9])\.)?(?:([01]?[0-9])\.)?([0-9]{4})\Z")
_WRITTEN = re.compile(r"([0-3][0-9])-([01][0-9])-([0-9]{2})\Z")
_PRICE = re.compile(r"(?i)(?:€|eur|fl?\.|dfl)\s*[0-9]")


@function("told_catalogue", "field", "text")
def told_catalogue(run: Run, field: Field | None) -> str:
    """The catalogue that a record of PICA is of, where the record itself tells: k10plus or dnb."""
    tags = run.by_tag
    if "003S" in tags or any(_GBV.match(v) for f in tags.get("017L", ()) for v in f.all("a")):
        return "k10plus"
    given = [v for f in tags.get("007G", ()) for c, v in f.subfields if c in "aci"]
    if any(_GBV.match(value) for value in given):
        return "k10plus"
    is_dnb = any("d-nb.info" in v for f in tags.get("003U", ()) for v in f.all("a")) or bool(
        {"DNB", "ZDB"} & set(given)
    )
    return "dnb" if is_dnb else ""


@function("kind_of_thing", "field", "text")
def kind_of_thing(run: Run, field: Field | None) -> str:
    """The first letter of 002@ $0, with the catalogue behind it where letters differ: `C K10plus`, `C GGC`.

    C is braille in K10plus, and was a book from before 1800 in the GGC. H, V and Z are not known there.
    """
    letter = material(run)[:1]
    return f"{letter} {_convention(run)}".strip() if letter in _DIFFERENT else letter


@function("kind_and_level", "field", "text")
def kind_and_level(run: Run, field: Field | None) -> str:
    """The first two letters of 002@ $0, with the catalogue behind where the first differs: `Ha K10plus`."""
    letters = material(run)[:2]
    return f"{letters} {_convention(run)}".strip() if letters[:1] in _DIFFERENT else letters


def _convention(run: Run) -> str:
    """Whose codes a record has, as its collection or it itself tells: K10plus (and the DNB) or GGC."""
    catalogue = run.variables.get("catalogue", "")
    if catalogue:
        return "GGC" if catalogue == "ggc" else "K10plus"
    if any(
        value.strip().upper() == "NUR" for f in _classified(run) for c, value in f.subfields if c in "bi2"
    ):
        return "GGC"  # the scheme of the Dutch book trade
    is_german = any(
        value.strip() in ("ger", "deu") for f in run.by_tag.get("010E", ()) for value in f.all("b")
    )
    return "K10plus" if is_german or _has_gnd(run) else ""


@function("language_of_files", "field", "text")
def language_of_files(run: Run, field: Field | None) -> str:
    """The language (de) of a catalogue that is known by the files its records are linked to: GND, ZDB."""
    tags = run.by_tag
    chains = any(f.first("0") and f.first("9") for f in tags.get("041A", ()))
    return "de" if "006Z" in tags or chains or _has_gnd(run) else ""


def _has_gnd(run: Run) -> bool:
    return any(_GND.match(v) for f in run.fields for v in f.all("7"))


def _classified(run: Run) -> Iterator[Field]:
    return (f for tag, fields in run.by_tag.items() if tag.startswith("045") for f in fields)


@function("unfiled", "text", "text")
def unfiled(text: str) -> str:
    """The text without the mark (@) at the word that it is filed under.

    >>> unfiled("De @avonden"), unfiled("L'@étranger"), unfiled("info@example.org"), unfiled("@Soil")
    ('De avonden', "L'étranger", 'info@example.org', 'Soil')
    """
    return _FILING.sub(r"\1", text, count=1).strip() if "@" in text else text.strip()


@function("linked_title", "text", "text")
def linked_title(text: str) -> str:
    """The title in what a link shows of a record ($8): without the kind of that record, and who made it.

    >>> linked_title("--Abvz--: De @Gids / red.: E.J. Potgieter. - Amsterdam, 1837-")
    'De Gids'
    """
    title: str = unfiled(_KIND_SHOWN.sub("", text.strip()).partition(" / ")[0])
    return title


@function("non_sorting", "text", "text")
def non_sorting(text: str) -> str:
    """How many characters stand before the word that a text is filed under; nothing when there are none.

    >>> non_sorting("De @avonden"), non_sorting("De avonden"), non_sorting("@Avonden")
    ('3', '', '')
    """
    found = _FILING.search(text.strip())
    return str(found.end() - 1) if found and found.end() > 1 else ""


@function("pica_date", "field", "text", reads="ab", asks="serial")
def pica_date(run: Run, field: Field) -> str:
    """The years of a publication in EDTF: of what appears in parts, from the first to the last or until now.

    A first year that is no year (in full, or with X for figures that are not known) gives nothing.
    """
    begun, ended = _year(field.first("a")), _year(field.first("b"))
    if not begun:
        return ""
    if ended and ended != begun:
        return f"{begun}/{ended}"
    return f"{begun}/.." if is_serial(run) and not ended else begun


def _year(text: str) -> str:
    text = text.strip().strip("[]()?")
    return text.upper() if _YEAR.fullmatch(text) else ""


def is_serial(run: Run) -> bool:
    """Whether the second letter of 002@ says that it appears without a foreseen end."""
    return material(run)[1:2] in ("b", "d")


ASKS["serial"] = lambda run, field: is_serial(run)


def material(run: Run) -> str:
    """What a record describes, as coded in 002@ $0."""
    return next((v.strip() for f in run.by_tag.get("002@", ()) for v in f.all("0") if v.strip()), "")


@function("german_date", "text", "term")
@lru_cache(maxsize=16384)
def german_date(text: str) -> str | None:
    """A date as the GND writes it (07.11.1933, 1933), at its own precision; nothing when it is another text.

    >>> german_date("07.11.1933"), german_date("1933"), german_date("ca. 1933"), german_date("12.1933")
    ... # doctest: +ELLIPSIS
    ('"1933-11-07"^^<...date>', '"1933"^^<...gYear>', None, '"1933-12"^^<...gYearMonth>')
    """
    found = _DAY.match(text.strip())
    if not found:
        return None
    day, month, year = found.groups()
    if day and not month:
        day, month = None, day
    return literals.date(
        "-".join(part for part in (year, month and month.zfill(2), day and day.zfill(2)) if part)
    )


@function("price_of", "text", "text")
def price_of(text: str) -> str:
    """What is said of a price beside an ISBN; nothing when it is about the binding only.

    >>> price_of("EUR 100,00"), price_of("geb.")
    ('EUR 100,00', '')
    """
    return text.strip(" :") if _PRICE.search(text) else ""


@cache
def _countries() -> dict[str, str]:
    """MARC codes of countries by their codes in ISO 3166."""
    listed = code_lists.load("countries")
    return {iso: code for code in listed.codes if (iso := listed.value(code, "iso3166"))} | _GONE


_GONE = {"DDDE": "ge", "CSHH": "cs", "SUHH": "ur", "YUCS": "yu"}
"""Countries that are no more, by their codes in ISO 3166-3."""


@function("country_of_pica", "text", "text")
def country_of_pica(text: str) -> str:
    """The MARC code of the country in 019@ $a: XA-NL, XA-DE-BY (continent, country, land), nl.

    >>> country_of_pica("XA-NL"), country_of_pica("XA-DE-BY"), country_of_pica("nl"), country_of_pica("ZZ")
    ('ne', 'gw', 'ne', '')
    >>> country_of_pica("XA-DDDE"), country_of_pica("XA-SUHH")
    ('ge', 'ur')
    """
    parts = text.strip().upper().split("-")
    return _countries().get(parts[1] if len(parts) > 1 else parts[0], "")


@function("day_of_pica", "text", "term")
@lru_cache(maxsize=16384)
def day_of_pica(text: str) -> str | None:
    """A day as PICA writes it (06-11-86) as a date; nothing when it is none. The system is of 1969.

    >>> day_of_pica("06-11-86"), day_of_pica("02-05-18"), day_of_pica("99-99-99") # doctest: +ELLIPSIS
    ('"1986-11-06"^^<...date>', '"2018-05-02"^^<...date>', None)
    """
    found = _WRITTEN.match(text.strip())
    if not found:
        return None
    day, month, year = found.groups()
    return literals.date(f"{'19' if year >= '69' else '20'}{year}-{month}-{day}")


@function("imprint", "field", "text", reads="pnh", pure=True)
def imprint(run: Run, field: Field) -> str:
    """Place, publisher and date of a field 033 as one statement."""
    places, names = ("; ".join(v.strip() for v in field.all(code)) for code in "pn")
    statement = ": ".join(part for part in (places, names) if part)
    return ", ".join(part for part in (statement, field.first("h").strip()) if part)


@function("place_in_host", "field", "text", reads="bcdefhijkl", pure=True)
def place_in_host(run: Run, field: Field) -> str:
    """Volume, date, issue, part and pages of an article, as readers cite it.

    >>> place_in_host(..., Field("031A", "", [("d", "12"), ("j", "1998"), ("e", "3"), ("h", "120-135")]))
    '12 (1998), 3, p. 120-135'
    >>> place_in_host(..., Field("031A", "", [("j", "1914"), ("b", "1"), ("c", "8"), ("f", "Extra-Nr.")]))
    '1.8.1914, Extra-Nr.'
    """
    volume, issue, special, part, pages, number, position = (field.first(code).strip() for code in "defkhil")
    date = ".".join(told for code in "bcj" if (told := field.first(code).strip(" .")))
    head = f"{volume} ({date})" if volume and date else volume or date
    parts = (head, issue, special, part, f"p. {pages}" if pages else "", number, position)
    return ", ".join(told for told in parts if told)


@function("contained_work", "field", "text", reads="adfghilpru", pure=True)
def contained_work(run: Run, field: Field) -> str:
    """A work within an edition as a note of contents has it: its title, who made it and what else is said.

    >>> found = [("a", "Der @Fall"), ("d", "Novelle"), ("h", "A. Jansen")]
    >>> contained_work(..., Field("046M", "", found))
    'Der Fall : Novelle / A. Jansen'
    >>> contained_work(..., Field("046M", "", [("i", "Contents --"), ("u", "Entrepreneurs")]))
    'Contents -- Entrepreneurs'
    """
    titles = " : ".join(unfiled(value) for code in "ad" for value in field.all(code) if value.strip())
    equal = " = ".join([titles, *map(unfiled, field.all("f"))]).removeprefix(" = ")
    made = " / ".join(part for part in (equal, field.first("h").strip()) if part)
    more = (value.strip() for code, value in field.subfields if code in "glpru")
    return " ".join(part for part in (field.first("i").strip(), made, *more) if part)


@function("series_named", "field", "text", reads="ap", pure=True)
def series_named(run: Run, field: Field) -> str:
    """The key of a series by its title (036E), as that of a series statement in MARC (490)."""
    subfields = [("a", unfiled(field.first("a"))), *[("p", unfiled(part)) for part in field.all("p")]]
    key: str = series_key(run, Field("490", "  ", [pair for pair in subfields if pair[1]]))
    return key


@function("title_with_subtitle", "field", "text", reads="adl", pure=True)
def title_with_subtitle(run: Run, field: Field) -> str:
    """A title with its subtitle, and before them its number in a set, as catalogues show it.

    >>> title_with_subtitle(..., Field("021A", "", [("a", "De @avonden"), ("d", "een winterverhaal")]))
    'De avonden : een winterverhaal'
    """
    title = " : ".join(unfiled(part) for part in (field.first("a"), *field.all("d")) if part.strip())
    return ". ".join(part for part in (field.first("l").strip(" ."), title) if part)


@function("work_title", "field", "text", reads="8amnpr")
def work_title(run: Run, field: Field) -> str:
    """The title of a work with what tells it apart: medium, number, part and key of music, as 022A has them.

    >>> made = [("a", "@Sonaten <dt.>"), ("m", "Vl Kl"), ("n", "op. 78"), ("r", "G-Dur")]
    >>> work_title(..., Field("022A", "", made))
    'Sonaten, Vl Kl, op. 78, G-Dur'
    """
    title = unfiled(re.sub(r" *<[^<>]*>\Z", "", field.first("a").strip())) or linked_title(field.first("8"))
    more = [unfiled(value) for code, value in field.subfields if code in "mnpr"]
    return ", ".join(filter(None, [title, *more])) if title else ""
