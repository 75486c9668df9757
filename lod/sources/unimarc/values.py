"""What single values of UNIMARC are in MARC 21: codes of roles, languages, lists; numbers of authorities.

Each function is given the value, its field and the record. It gives the value, or the value with the code
of the subfield that it belongs in; `DROP` when the indicators say it already; nothing when it does not
know the value, which is then left over.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache

from lod.rdf import code_lists, tsv_tables
from lod.record import Field
from lod.sources.pica.values import is_ppn
from lod.sources.unimarc.conversion_record import BNF, IDREF, Source
from lod.sources.unimarc.table import table

DROP = ("-", "")
Answer = str | tuple[str, str]

_LETTERS = "0123456789bcdfghjkmnpqrstvwxz"
"""The characters of an ARK, in the order in which its check character counts them (NOID)."""
_PPN = re.compile(r"[0-9]{8}[0-9X]")
_FRBNF = re.compile(r"[0-9]{8}")
_ARK = re.compile(r"(?:https?://(?:data|catalogue)\.bnf\.fr/)?ark:/12148/(cb[0-9]{8}[0-9a-z])")
_AGENCY = re.compile(r"[A-Za-z0-9_/-]+")
_RCR = re.compile(r"[0-9]{9}")
_NEXT_AREA = re.compile(r"\s*\.\s+[-–—]\s*\Z")
_EDITION = re.compile(r"[0-9]{1,2}")
_LANGUAGE = re.compile(r"[a-z]{3}")


def ark(number: str) -> str:
    """The ARK of a record of the BnF by its number: with the letters before it, and the check character.

    >>> ark("11907966")
    'cb11907966z'
    """
    total = sum(at * _LETTERS.index(sign) for at, sign in enumerate(f"cb{number}", 1))
    return f"cb{number}{_LETTERS[total % len(_LETTERS)]}"


def number(value: str, one: Field, source: Source) -> Answer:
    """The number in an authority file, where it is known in which; else a mark of the system."""
    value = value.strip()
    if one.tag[0] == "6" and any(code in "jxyz" for code, _ in one.subfields):
        return "9", value  # it is the number of one part of a heading with subdivisions
    if found := _ARK.fullmatch(value):
        return f"http://data.bnf.fr/ark:/12148/{found[1]}"
    if value.startswith(("http://", "https://")):
        return value
    if source.numbers_of == IDREF and _PPN.fullmatch(value):
        return f"(IDREF){value}"
    if source.numbers_of == BNF and _FRBNF.fullmatch(value):
        return f"http://data.bnf.fr/ark:/12148/{ark(value)}"
    return "9", value


def own_number(value: str, one: Field, source: Source) -> Answer:
    """The number of another record of the catalogue, behind the code of its agency; else a mark."""
    value = value.strip()
    if source.numbers_of == IDREF and _PPN.fullmatch(value):
        return f"(ABES){value}"
    return f"(FrPBN){value}" if source.numbers_of == BNF else ("9", value)


def sudoc_number(value: str, one: Field, source: Source) -> Answer:
    """The number of a record of the Sudoc behind that of its agency; nothing without a right check character.

    >>> one, source = Field("009", "", []), Source("", [])
    >>> [sudoc_number(value, one, source) for value in ("155075381", "155075382", "34")]
    ['(ABES)155075381', '', '']
    """
    own = value.strip().upper()
    return f"(ABES){own}" if _PPN.fullmatch(own) and is_ppn(own) else ""


def unclosed(value: str, one: Field, source: Source) -> Answer:
    """A text without the stop and dash by which ISBD opens the next area (`22 cm. -`)."""
    return _NEXT_AREA.sub("", value)


def tracing(value: str, one: Field, source: Source) -> Answer:
    """What a heading of an authority record is to another ($5), as $w has it: earlier, later, broader …"""
    return table().lists["tracings"].get(value[:1], "")


def isni(value: str, one: Field, source: Source) -> Answer:
    """An ISNI as the BnF has it in $o (`ISNI0000000121200982`)."""
    found = re.fullmatch(r"ISNI ?([0-9]{4}) ?([0-9]{4}) ?([0-9]{4}) ?([0-9]{3}[0-9X])", value.strip())
    return f"(isni){''.join(found.groups())}" if found else ""


@cache
def _relators() -> dict[str, tuple[str, str]]:
    """Role of UNIMARC → that of MARC, if it has one, and what it is in words."""
    rows = tsv_tables.read("unimarc-relators.tsv").rows()
    return {row["unimarc"]: (row["marc"], row["en"]) for row in rows}


def relator(value: str, one: Field, source: Source) -> Answer:
    """The code of MARC for a role, which some catalogues write already; in words where MARC has none.

    >>> relator("257", Field("702", " 1", []), Source("", []))
    ('e', 'continuator')
    """
    value = value.strip().lower()
    if value in code_lists.load("relators"):
        return value
    listed = _relators()
    own = listed.get(f"sudoc:{value}") if source.numbers_of == IDREF else None
    code, words = own or listed.get(value, ("", ""))
    is_meeting = one.tag[:2] == "71" and one.indicators[:1] == "1"
    return code or (("j" if is_meeting else "e", words) if words and one.tag[0] == "7" else "")


def language(value: str, one: Field, source: Source) -> Answer:
    """The code of MARC for a language, which ISO 639 sometimes writes in another way (fra, deu)."""
    value = value.strip().lower()
    if not _LANGUAGE.fullmatch(value):
        return ""
    if value in code_lists.load("languages"):
        return value
    found = code_lists.load("languages@iso639").entries.get(value)
    return found[0].code if found else ""


def language_word(value: str, one: Field, source: Source) -> Answer:
    """The language of a uniform title in English, as MARC 21 has it, when it is a code; else as it stands."""
    code = language(value, one, source) if _LANGUAGE.fullmatch(value.strip()) else ""
    return code_lists.load("languages").label(code, "en") if isinstance(code, str) and code else value


def country(value: str) -> str:
    """The code of MARC for a country by that of ISO 3166.

    >>> country("FR"), country("SU"), country("??")
    ('fr', 'ur', '')
    """
    value = value.strip().upper()
    found = code_lists.load("countries@iso3166").entries.get(value)
    return found[0].code if found else table().lists["countries"].get(value, "")


def scheme_of(one: Field) -> str:
    """The list that a heading is from, as MARC 21 calls it; nothing when it names none."""
    own = one.first("2").strip().lower()
    return table().lists["schemes"].get(own, own)


def scheme(value: str, one: Field, source: Source) -> Answer:
    """The list in $2, unless the second indicator says it."""
    name = scheme_of(one)
    return DROP if name in SCHEME_INDICATOR else name


SCHEME_INDICATOR = {"lcsh": "0", "mesh": "2"}
"""Lists that MARC 21 knows by the second indicator of 6XX."""


def holder(value: str, one: Field, source: Source) -> Answer:
    """The library of a copy: what stands before the number of the copy, a RCR as the ISIL that it is.

    Nothing when it is no code.

    >>> holder("341725201:123456789", Field("930", "", []), Source("", []))
    'FR-341725201'
    """
    own = value.split(":")[0].strip()
    if not _AGENCY.fullmatch(own):
        return ""
    return f"FR-{own}" if _RCR.fullmatch(own) else own


def edition(value: str, one: Field, source: Source) -> Answer:
    """The number of an edition of Dewey's classification."""
    found = _EDITION.search(value)
    return found[0] if found else ""


def national_bibliography(value: str, one: Field, source: Source) -> Answer:
    """The code of the national bibliography of a country."""
    return table().lists["bibliographies"].get(value.strip().upper(), "")


def call_number(value: str, one: Field, source: Source) -> Answer:
    """A shelf mark of COMARC, whose parts begin with a backslash and a letter.

    >>> call_number("\\\\lS\\\\n821 KRA", Field("996", "", []), Source("", []))
    'S 821 KRA'
    """
    return (
        " ".join(part[1:].strip() for part in value.split("\\") if part[1:].strip())
        if "\\" in value
        else value
    )


def isil_of_sbn(value: str, one: Field, source: Source) -> Answer:
    """The ISIL of an Italian library by its code in the Anagrafe (`FI0098`)."""
    return f"IT-{value.strip()}" if re.fullmatch(r"[A-Z]{2}[0-9]{4}", value.strip()) else ""


def library_of_sbn(value: str, one: Field, source: Source) -> Answer:
    """The ISIL of the library that a field 899 gives the same name; else its name."""
    for other in source.all("899"):
        if other.first("a").strip() == value.strip() and (
            found := isil_of_sbn(other.first("1"), other, source)
        ):
            return found
    return value


def _listed(name: str) -> Function:
    def look_up(value: str, one: Field, source: Source) -> Answer:
        return table().lists[name].get(value[:1], "")

    return look_up


Function = Callable[[str, Field, Source], Answer]

FUNCTIONS: dict[str, Function] = {
    "call_number": call_number,
    "content": _listed("content"),
    "drop": lambda value, one, source: DROP,
    "edition": edition,
    "holder": holder,
    "isil_of_sbn": isil_of_sbn,
    "language": language,
    "language_word": language_word,
    "library_of_sbn": library_of_sbn,
    "lower": lambda value, one, source: value.strip().lower(),
    "media": _listed("media"),
    "national_bibliography": national_bibliography,
    "number": number,
    "own_number": own_number,
    "relator": relator,
    "scheme": scheme,
    "sudoc_number": sudoc_number,
    "tracing": tracing,
    "unclosed": unclosed,
    "upper": lambda value, one, source: value.upper(),
}
"""The functions that the table names."""
