"""What museums and archives refer to, and how they write dates and numbers: functions for trees."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache, lru_cache

from lod.mapping import trees
from lod.mapping.authorities import authority
from lod.mapping.functions import function
from lod.mapping.run import Run
from lod.rdf import iris, tables, values
from lod.record import Field

_ISIL = re.compile(
    r"(?:info:isil/|https?://ld\.zdb-services\.de/resource/organisations/)?([A-Z]{1,4}-[A-Za-z0-9:/-]+)\Z"
)


@function("known_key", "texts", "texts")
def known_key(texts: list[str]) -> list[str]:
    """The key of what some identifiers name: by the first authority file we know, else by the first address.

    >>> known_key(["local 7", "https://data.rkd.nl/artists/66219", "http://vocab.getty.edu/ulan/500011051"])
    ['=ulan-500011051']
    >>> known_key(["http://example.org/a b", "http://example.org/a"]), known_key(["info:isil/NL-HaRKD"])
    (['http://example.org/a%20b'], ['=isil-NL-HaRKD'])
    """
    found = [known for text in texts if (known := authority(text))]
    if found:
        return [min(found, key=lambda one: _rank()[one.file]).key]
    addresses = [address for text in texts if (address := _address(text))]
    codes = [f"=isil-{iris.key(hit[1])}" for text in texts if (hit := _ISIL.match(text.strip()))]
    return (codes or addresses)[:1]


@cache
def _rank() -> dict[str, int]:
    """The files in the order of their table: two records that name the same files find the same key."""
    return {row["name"]: at for at, row in enumerate(tables.read("authorities.tsv").rows())}


def _address(text: str) -> str:
    text = text.strip()
    return (values.repair_iri(text) or "") if text.startswith(("http://", "https://")) else ""


@function("isil", "text", "text")
def isil(text: str) -> str:
    """The ISIL of an organisation, however it is wrapped; nothing when it is none.

    >>> isil("info:isil/DE-Mb112"), isil("http://ld.zdb-services.de/resource/organisations/DE-68"), isil("12")
    ('DE-Mb112', 'DE-68', '')
    """
    found = _ISIL.match(text.strip())
    return found[1] if found else ""


@function("heading_key", "text", "text", (1, 1), told=True)
def heading_key(kind: str) -> Callable[[Run, str], str]:
    """The key of what is known by its name only: it counts within its collection, names are not unique."""

    def key(run: Run, text: str) -> str:
        name = " ".join(text.split())  # as it is spelled, for a thing has one name in each language
        return f"{run.mapper.collection}\0{kind}\0{name}" if name else ""

    return key


@function("reading_order", "text", "text")
@lru_cache(maxsize=65536)
def reading_order(text: str) -> str:
    """The name of a person as it is read aloud, when it is filed under its surname.

    >>> reading_order("Botticelli, Sandro"), reading_order("Jan, Piet, Klaas"), reading_order("Multatuli")
    ('Sandro Botticelli', 'Jan, Piet, Klaas', 'Multatuli')
    """
    surname, comma, forenames = text.partition(",")
    if not comma or "," in forenames or not forenames.strip() or any(sign.isdigit() for sign in text):
        return text
    return f"{forenames.strip()} {surname.strip()}"


_CREATIVE = re.compile(
    r"https?://(?:www\.)?creativecommons\.org/(licenses/[a-z-]+/[0-9.]+(?:/[a-z]{2})?|publicdomain/(?:zero|mark)/[0-9.]+)/?(?:deed.*|legalcode.*)?\Z"
)
_STATED = re.compile(r"https?://(?:www\.)?rightsstatements\.org/(?:vocab|page)/([A-Za-z-]+)/1\.0/?\Z")


@function("licence", "text", "term")
@lru_cache(maxsize=4096)
def licence(text: str) -> str | None:
    """The address of a licence or rights statement, in the form that its makers use.

    >>> licence("http://creativecommons.org/licenses/by/4.0/deed.nl"), licence("publiek domein")
    ('<https://creativecommons.org/licenses/by/4.0/>', None)
    >>> licence("https://rightsstatements.org/page/InC/1.0/")
    '<http://rightsstatements.org/vocab/InC/1.0/>'
    """
    if found := _CREATIVE.match(text.strip()):
        return f"<https://creativecommons.org/{found[1]}/>"
    if found := _STATED.match(text.strip()):
        return f"<http://rightsstatements.org/vocab/{found[1]}/1.0/>"
    address = _address(text)
    return f"<{address}>" if address else None


@function("interval", "texts", "texts")
def interval(texts: list[str]) -> list[str]:
    """Two dates as an ISO 8601 interval, or the one that they both are; nothing when one is no date.

    >>> interval(["1658", "1661"]), interval(["1642", "1642"]), interval(["1843/1972"]), interval(["ca. 1"])
    (['1658/1661'], ['1642'], ['1843/1972'], [])
    """
    dates = [part.strip() for text in texts for part in text.split("/")]
    whole = [date for date in (_dated(each) for each in dates) if date]
    if not whole or len(whole) != len(dates):
        return []
    first, last = min(whole), max(whole)
    return [first] if first == last else [f"{first}/{last}"]


def _dated(text: str) -> str:
    """A calendar date in ISO 8601 with its hyphens; nothing when it is none."""
    if len(text) in (6, 8) and text.isdecimal():
        text = "-".join(part for part in (text[:4], text[4:6], text[6:]) if part)
    return text if values.date(text) else ""


@function("dated", "field", "text", (1, 4))
def dated(*paths: str) -> Callable[[Run, Field], str]:
    """The dates that stand at some paths as one, or as an ISO 8601 interval; nothing when one is no date."""

    def said(run: Run, field: Field) -> str:
        texts = run.subfields(field)
        return "".join(interval([text for path in paths for text in texts.get(path, ())]))

    return said


@function("without_blanks", "text", "text")
def without_blanks(text: str) -> str:
    """The text with one space for each run of them."""
    return " ".join(text.split())


@function("phrases", "field", "text", (1, 6))
def phrases(*paths: str) -> Callable[[Run, Field], str]:
    """What elements say at some paths as one text: "height 45.5 cm; width 41 cm".

    What the paths begin with in common are the elements; the texts of each stand together.
    """
    parts = [path.split("/") for path in paths]
    common = next(at for at in range(len(parts[0]), -1, -1) if all(p[:at] == parts[0][:at] for p in parts))
    head, rest = "/".join(parts[0][:common]), ["/".join(p[common:]) for p in parts]

    def said(run: Run, field: Field) -> str:
        found = [trees.flatten(inner, {}) for inner in run.below(field, head)]
        lines = [" ".join(text for path in rest for text in texts.get(path, ())[:1]) for texts in found]
        return "; ".join(filter(None, lines))

    return said


@function("after_last", "text", "text", (1, 1))
def after_last(mark: str) -> Callable[[str], str]:
    """What stands after the last of a mark; all of it when the mark is not there."""
    return lambda text: text.rpartition(mark)[2].strip()


@function("day", "text", "text")
def day(text: str) -> str:
    """The day of a date with a time; any other date as it is.

    >>> day("2011-07-18T16:31:00Z"), day("1860")
    ('2011-07-18', '1860')
    """
    return text.partition("T")[0] if len(text) > 10 and text[10:11] == "T" else text
