"""Names as they are filed, and as they are read aloud: "Goyen, Jan van" and "Jan van Goyen"."""

from __future__ import annotations

import re
from functools import lru_cache

from lod.mapping.functions.corporate_names import of_body
from lod.mapping.functions.headings import LIFE_DATES
from lod.mapping.language.function_registry import function
from lod.rdf import tsv_tables

_REMARK = re.compile(r"\([^(),0-9]+\)\Z|\[[^\[\]]+\]\Z")
"""What is said of somebody behind the name: what they did, where they were, what kind of name it is."""
_REMARKS = 8
"""So many are looked for behind a name: nobody writes more, and each costs a look at the whole of it."""
_CALLED = re.compile(r",\s*([A-Z])[^,()]*\.\s*\(\1[^(),0-9]+\)\Z")
"""A first name in brackets behind the initials that it has."""
_CLOSED = re.compile(r"(?<=[^\W\d_]{5})\.\Z")
"""The stop that closes a name; after fewer letters it may be that of an initial or abbreviation."""
_OF_SEVERAL = re.compile(
    r"(?<!\s)\s+(I{1,3}|IV|VI{1,3}|IX|[JS]r\.?|(?:jun|sen)(?:ior|\.)|d\. ?[ÄJ]\.|(?i:the (?:elder|younger)"
    r"|de (?:oude|jonge)(?:re?)?|der (?:ältere|jüngere)|l['’]ancien|le (?:jeune|vieux)))\Z"
)
"""What tells one of a family from another of the same name; it is said behind the surname."""
_SURNAME_FIRST = re.compile("[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
"""Letters of Japanese, Chinese and Korean, in which the surname comes first in any case."""


@lru_cache(maxsize=1)
def _towns() -> frozenset[str]:
    return frozenset(row["name"].casefold() for row in tsv_tables.read("towns.tsv").rows())


def _is_in_town(rest: str) -> bool:
    """Whether what stands behind the comma is a town."""
    return rest.strip().rstrip(".").casefold() in _towns()


@lru_cache(maxsize=65536)
def _is_filed(name: str) -> bool:
    """Whether its one comma stands behind a surname, and not between a firm and its town."""
    surname, comma, forenames = name.partition(",")
    forenames = forenames.strip()
    if not comma or "," in forenames or not forenames or of_body(name):
        return False
    # a comma in brackets is of what stands between these
    return surname.count("(") <= surname.count(")") and not _is_in_town(forenames)


@function("reading_order", "text", "text")
@lru_cache(maxsize=65536)
def reading_order(text: str) -> str:
    """The name of a person as it is read aloud, when it is filed under its surname; without dates at its end.

    >>> reading_order("Botticelli, Sandro, 1445-1510"), reading_order("Jan, Piet, Klaas")
    ('Sandro Botticelli', 'Jan, Piet, Klaas')
    >>> reading_order("H. Ehlers (Neustadt, Holstein)"), reading_order("Regout, Maastricht")
    ('H. Ehlers (Neustadt, Holstein)', 'Regout, Maastricht')
    >>> reading_order("Harlingen, plateelbakkerij")
    'Harlingen, plateelbakkerij'
    >>> reading_order("Jansen, Piet (fotograaf)"), reading_order("Arendt, Hanna (1906-1975) [früher]")
    ('Piet Jansen (fotograaf)', 'Hanna Arendt [früher]')
    >>> reading_order("HORLER, SYDNEY."), reading_order("Rieter, Th.")
    ('SYDNEY HORLER', 'Th. Rieter')
    >>> reading_order("Jansen, P.J. (Piet)"), reading_order("Brueghel, Pieter II")
    ('P.J. (Piet) Jansen', 'Pieter Brueghel II')
    >>> reading_order("Antonisse, Marcel / Anefo")
    'Marcel Antonisse / Anefo'
    """
    told: list[str] = []
    while True:
        text = LIFE_DATES.sub("", text)
        remark = _REMARK.search(text) if "," in text and len(told) < _REMARKS else None
        if not remark or _CALLED.search(text):
            break
        told.insert(0, remark[0])
        text = text[: remark.start()].rstrip()
    return " ".join([_turned(text), *told])


def _turned(text: str) -> str:
    """A name without remarks and dates, as it is read aloud."""
    if not _is_filed(text) or any(sign.isdigit() for sign in text) or _SURNAME_FIRST.search(text):
        return text
    if _WITH_AGENCY in text:
        who, _, agency = text.partition(_WITH_AGENCY)
        return f"{_turned(who)}{_WITH_AGENCY}{agency}"
    surname, _, forenames = text.partition(",")
    forenames = forenames.strip()
    number = _OF_SEVERAL.search(forenames)
    first, behind = (forenames[: number.start()], f" {number[1]}") if number else (forenames, "")
    return f"{_CLOSED.sub('', first)} {surname.strip()}{behind}"


_WITH_AGENCY = " / "
"""Between a photographer and the agency: "Antonisse, Marcel / Anefo"."""


@function("inverted", "text", "text")
def inverted(text: str) -> str:
    """The name as it is filed, when that is not its reading order; without the dates of a life at its end.

    >>> inverted("Eeden, Frederik van, 1860-1932"), inverted("Multatuli, 1820-1887")
    ('Eeden, Frederik van', '')
    >>> inverted("Regout, Maastricht"), inverted("Petrus Regout & Co., Maastricht")
    ('', '')
    """
    text = LIFE_DATES.sub("", text)
    return text if "," in text and not _is_in_town(text.partition(",")[2]) else ""
