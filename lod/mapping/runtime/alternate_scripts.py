"""The same field in two scripts: MARC fields 880, paired by subfield 6 with the fields they repeat.

MARC 21 Format for Bibliographic Data, appendix A (control subfield $6) and field 880.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache

import langcodes

from lod.rdf import code_lists
from lod.record import Field

_LINK = re.compile(r"([0-9A-Z]{3})-([0-9]{2})(?:/([^/]+))?")
_CJK = frozenset({"Jpan", "Hans", "Hant", "Hani", "Kore", "Hang", "Hira", "Kana"})
_BLOCKS = {"HEBREW": "Hebr", "ARABIC": "Arab", "CYRILLIC": "Cyrl", "GREEK": "Grek", "CJK": "Hani"}
_BLOCKS |= {"HIRAGANA": "Jpan", "KATAKANA": "Jpan", "HANGUL": "Kore", "THAI": "Thai", "DEVANAGARI": "Deva"}
_BLOCKS |= {"ARMENIAN": "Armn", "GEORGIAN": "Geor", "TAMIL": "Taml", "BENGALI": "Beng", "LATIN": "Latn"}

Version = tuple[Field, dict[str, list[str]], dict[str, list[str]], str]
"""A field to read, its subfields, the subfields of the field it is a version of, and the language suffix."""


def pair_scripts(fields: list[Field]) -> tuple[list[Field], dict[int, list[Field]]]:
    """Fields without the 880s that repeat another one, and these by the `id()` of that one.

    Each has the tag that its subfield 6 names. An 880 without a partner stands for itself, and beside itself.
    """
    if not any(field.tag == "880" for field in fields):
        return fields, {}
    partners = {_number(f): f for f in fields if f.tag != "880" and f.first("6").startswith("880")}
    kept: list[Field] = []
    paired: dict[int, list[Field]] = {}
    for field in fields:
        if field.tag != "880":
            kept.append(field)
            continue
        found = _LINK.match(field.first("6"))
        partner = partners.get((found.group(1), found.group(2))) if found else None
        same = Field(found.group(1), field.indicators, _without_directions(field)) if found else field
        if partner is not None:
            paired.setdefault(id(partner), []).append(same)
        else:
            kept.append(same)
            paired[id(same)] = [same]
    return kept, paired


_DIRECTIONS = "\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
"""Signs of Unicode that tell the direction of a text; around a whole value they only hide where it ends."""


def _without_directions(field: Field) -> list[tuple[str, str]]:
    return [(code, value.strip(_DIRECTIONS + " ")) for code, value in field.subfields]


def pair_by_number(fields: list[Field]) -> tuple[list[Field], dict[int, list[Field]]]:
    """The same for PICA: a field and those with its tag and number ($T) in other scripts ($U).

    The one in Latin script is the field itself, else the first of them.
    """
    grouped: dict[tuple[str, str, str], list[Field]] = {}
    for field in fields:
        if any(code == "T" for code, _ in field.subfields):
            grouped.setdefault((field.tag, field.indicators, field.first("T")), []).append(field)
    paired: dict[int, list[Field]] = {}
    others: set[int] = set()
    for alike in grouped.values():
        first = next((f for f in alike if f.first("U") in ("", "Latn")), alike[0])
        rest = [f for f in alike if f is not first]
        others.update(map(id, rest))
        if first.first("U") not in ("", "Latn"):
            rest.insert(0, first)
        if rest:
            paired[id(first)] = rest
    return [f for f in fields if id(f) not in others] if others else fields, paired


def _number(field: Field) -> tuple[str, str]:
    found = _LINK.match(field.first("6"))
    return (field.tag, found.group(2)) if found else (field.tag, "")


def linked_fields(
    language: str, field: Field, own: dict[str, list[str]], others: list[Field]
) -> Iterator[Version]:
    """The field and its versions in other scripts, each with the language tag that says which it is."""
    if others[0] is not field:
        yield field, own, own, romanised(language)
    for other in others:
        subfields: dict[str, list[str]] = {}
        for code, value in other.subfields:
            subfields.setdefault(code, []).append(value)
        stated = code_lists.bcp47(other.first("L")) if other.first("U") else None
        yield other, subfields, own, f"@{script_tag(stated or language, script_of(other))}"


def script_of(field: Field) -> str:
    """ISO 15924 code of the script a field is in: what its subfield 6 says, else what its letters are."""
    found = _LINK.match(field.first("6"))
    stated = code_lists.script(found.group(3)) if found and found.group(3) else field.first("U") or None
    if stated and stated not in _CJK:
        return stated
    letters = (char for code, value in field.subfields if code != "6" for char in value if char.isalpha())
    scripts = [_BLOCKS.get(unicodedata.name(char, "").split(" ")[0], "") for char in letters]
    for script in ("Jpan", "Kore"):
        if script in scripts:
            return script
    return next((script for script in scripts if script not in ("", "Latn")), stated or "Zyyy")


_EAST_ASIAN = re.compile(r"[\u3040-\u309f\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7af\uf900-\ufaff]")
"""Han, Hangul and hiragana; what is in katakana alone is a name from elsewhere, in the order of elsewhere."""
FIRST_OF_EAST_ASIA = "\u3040"
"""No text in these letters is filed before it."""
_DOT = re.compile("[\u00b7\u2022\u2027\u30fb]")


def family_first(name: str, language: str, others: list[Field]) -> str | None:
    """What stands between a family name, where that is said first, and what follows it; nothing elsewhere.

    It is said first in Chinese, Japanese and Korean letters, and in Latin ones for a Chinese or Korean name
    that its record has in such letters too (`others`), without the dot of names from elsewhere.
    Japanese names are turned round in Latin letters.

    >>> family_first("김, 동길", "ko", []), family_first("ウェルズ, H. G.", "ja", [])
    ('', None)
    >>> korean = [Field("100", "1 ", [("a", "김 동길")])]
    >>> family_first("Kim, Tong-gil", "ko", korean), family_first("Kim, Tong-gil", "ko", [])
    (' ', None)
    """
    if _EAST_ASIAN.search(name):
        return None if _LATIN_LETTER.search(name) else ""
    names = [other.first("a") for other in others] if language in ("ko", "zh") else []
    return " " if any(_EAST_ASIAN.search(each) and not _DOT.search(each) for each in names) else None


@lru_cache(maxsize=1024)
def script_tag(language: str, script: str) -> str:
    """Language tag for text of a record in some language, in some script.

    >>> script_tag("ja", "Hani"), script_tag("ru", "Cyrl"), script_tag("en", "Cyrl"), script_tag("", "Hebr")
    ('ja', 'ru', 'und-Cyrl', 'und-Hebr')
    """
    usual = _usual_script(language)
    if usual == script or (usual in _CJK and script in _CJK):
        return language
    return f"und-{script}" if script != "Zyyy" else "und"


_LATIN = (
    "A-Za-z\\u00aa\\u00ba\\u00c0-\\u02ff\\u1d00-\\u1dbf"
    "\\u1e00-\\u1eff\\u2c60-\\u2c7f\\ua720-\\ua7ff\\ufb00-\\ufb06"
)
"""Blocks of Unicode with Latin letters, and with the signs that romanised text has among them."""
_OTHER_LETTER = re.compile(rf"[^\W\d_{_LATIN}]")
_LATIN_LETTER = re.compile(f"[{_LATIN}]")


def written(field: Field, suffix: str) -> str:
    """What follows a literal that a field has in a language; another tag where its letters are not of that.

    Text in letters that the language is never written in is in one that nobody told; Latin letters among
    others tell nothing.

    >>> written(Field("650", " 0", [("a", "رواية"), ("2", "local")]), "@nl")
    '@und-Arab'
    >>> written(Field("245", "10", [("a", "Voĭna i mir")]), "@ru")
    '@ru-Latn'
    >>> written(Field("245", "10", [("a", "Über π")]), "@de")
    '@de'
    """
    usual = romanised(suffix[1:])
    if not usual:
        for _, value in field.subfields:
            if not value.isascii():
                break
        else:
            return suffix
    text = "".join([value for code, value in field.subfields if not code.isdecimal()])
    latin, other = _LATIN_LETTER.search(text), _OTHER_LETTER.search(text)
    if latin and not other:
        return usual or suffix
    foreign = other and not latin and not usual and suffix
    return f"@{script_tag(suffix[1:], script_of(field))}" if foreign else suffix


@lru_cache(maxsize=1024)
def romanised(language: str) -> str:
    """What follows a literal that writes this language in Latin letters; nothing where that is usual.

    >>> romanised("ja"), romanised("nl")
    ('@ja-Latn', '')
    """
    usual = _usual_script(language)
    return f"@{language}-Latn" if usual and usual != "Latn" else ""


@lru_cache(maxsize=1024)
def _usual_script(language: str) -> str:
    """The script a language is usually written in, by the likely subtags of CLDR."""
    return (langcodes.Language.get(language).maximize().script or "") if language else ""
