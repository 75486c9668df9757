"""RDF values at the precision the record gives, and not one digit more; as terms of N-Triples text."""

from __future__ import annotations

import datetime
import re
import threading
import warnings
from functools import lru_cache

import langcodes
import pyoxigraph

from lod.rdf.namespaces import expand

XSD = expand("xsd:")
EDTF = expand("locdt:edtf")

_TYPE_BY_LENGTH = {4: "gYear", 7: "gYearMonth", 10: "date"}

# What XML cannot carry is left out, for RDF/XML and HTML are among our syntaxes; what some programs take for
# the end of a line is escaped, for each line is one statement.
_UNSAFE = re.compile('[\x00-\x1f"\\\\\x7f\x85\u2028\u2029\ud800-\udfff\ufffe\uffff]')
_ESCAPES = {'"': '\\"', "\\": "\\\\", "\n": "\\n", "\r": "\\r", "\t": "\\t"}
_ESCAPES |= {"\x85": "\\u0085", "\u2028": "\\u2028", "\u2029": "\\u2029", "\x7f": "\\u007F"}


def escape(text: str) -> str:
    r"""The text as it stands between the quotes of an N-Triples literal.

    >>> print(escape('a "quoted" back\\slash,\nand a NUL\x00'))
    a \"quoted\" back\\slash,\nand a NUL
    """
    if text.isprintable() and '"' not in text and "\\" not in text:
        return text
    return _UNSAFE.sub(lambda found: _ESCAPES.get(found[0], ""), text)


def literal(text: str, lang: str = "") -> str:
    """A string, with a language when its tag is a valid one.

    >>> print(literal("Max Havelaar", "NL"), literal("?", "no language at all"))
    "Max Havelaar"@nl "?"
    """
    tag = language_tag(lang) if lang else None
    return f'"{escape(text)}"@{tag}' if tag else f'"{escape(text)}"'


def typed(text: str, datatype: str) -> str:
    """A value of a datatype ("xsd:integer" or an IRI), or the plain string when the text is no such value.

    >>> print(typed("12", "xsd:integer"), typed("12a", "xsd:integer"))
    "12"^^<http://www.w3.org/2001/XMLSchema#integer> "12a"
    """
    whole = _datatype(datatype)
    if whole == XSD + "string" or not _is_lexical(text, whole):
        return f'"{escape(text)}"'
    return f'"{escape(text)}"^^<{whole}>'


@lru_cache(maxsize=1024)
def _datatype(name: str) -> str:
    return name if "//" in name else expand(name)


_INTEGER = re.compile(r"[+-]?[0-9]{1,18}\Z")
_TIME = r"(?:[01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9](?:\.[0-9]+)?"
_ZONE = r"(?:Z|[+-](?:0[0-9]|1[0-3]):[0-5][0-9]|[+-]14:00)?"
_DAY = re.compile(r"([0-9]{4}-[0-9]{2}-[0-9]{2})" + _ZONE + r"\Z")
_DATE_TIME = re.compile(r"([0-9]{4}-[0-9]{2}-[0-9]{2})T" + _TIME + _ZONE + r"\Z")
_PATTERNS = {
    "boolean": re.compile(r"(?:true|false|1|0)\Z"),
    "decimal": re.compile(r"[+-]?(?:[0-9]{1,18}(?:\.[0-9]{0,18})?|\.[0-9]{1,18})\Z"),
    "double": re.compile(r"(?:[+-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][+-]?[0-9]{1,2})?|-?INF|NaN)\Z"),
    "integer": _INTEGER,
    "nonNegativeInteger": re.compile(r"(?:\+?[0-9]{1,18}|-0+)\Z"),
    "positiveInteger": re.compile(r"\+?0*[1-9][0-9]{0,17}\Z"),
    "time": re.compile(_TIME + _ZONE + r"\Z"),
    "duration": re.compile(
        r"-?P(?=.)(?:[0-9]+Y)?(?:[0-9]+M)?(?:[0-9]+D)?"
        r"(?:T(?=.)(?:[0-9]+H)?(?:[0-9]+M)?(?:[0-9]+(?:\.[0-9]+)?S)?)?\Z"
    ),
}


def _is_lexical(text: str, datatype: str) -> bool:
    """Whether a text is written as its datatype wants it; datatypes we cannot judge never pass."""
    if datatype == EDTF:
        return edtf(text) is not None
    name = datatype.removeprefix(XSD)
    if name in _PATTERNS:
        return _PATTERNS[name].match(text) is not None
    if name in ("date", "dateTime"):
        found = (_DAY if name == "date" else _DATE_TIME).match(text)
        return found is not None and date(found[1]) is not None
    if name in ("gYear", "gYearMonth"):
        return len(text) == (4 if name == "gYear" else 7) and date(text) is not None
    if name == "anyURI":
        return iri(text) is not None
    return name == "language" and language_tag(text) == text.lower()


def date(text: str) -> str | None:
    """The year, month or day as a typed value, or None when it is not one in the calendar.

    >>> print(date("1952"))
    "1952"^^<http://www.w3.org/2001/XMLSchema#gYear>
    >>> print(date("[195-?]"), date("1952-02-31"), date("9999-12-31"))
    None None None
    """
    if text.startswith("9999"):  # how systems write that there is no date, or no end
        return None
    name = _TYPE_BY_LENGTH.get(len(text))
    day = text + "-01-01"[: 10 - len(text)]
    try:
        # Python also reads week dates ("1952-W05-1"); xsd:date does not.
        if name is None or datetime.date.fromisoformat(day).isoformat() != day:
            return None
    except ValueError:
        return None
    return f'"{text}"^^<{XSD}{name}>'


_YEARS = re.compile(r"(?<![0-9])(1[0-9]{3}|20[0-9]{2})(?![0-9])")
_DATED = re.compile(
    r"(?:[0-9]{1,2}[-/.][0-9]{1,2}[-/.])?(1[0-9]{3}|20[0-9]{2})(?:[-/.][0-9]{1,2}[-/.][0-9]{1,2})?\Z"
)
_DOUBT = re.compile(
    r"[?\uff1f~<>≈±]|[0-9uUxX-]{2}[-–—_uUxX](?![0-9A-Za-z])|[0-9] *[-–—/] *[0-9]|[0-9] *[-–—]\W*\Z"
    r"|\b(?:or|of|oder|ou|and|en|und|et) *'?[0-9]"
    r"|\bc\. +[0-9]|[0-9]0(?:'?s|er)\b"
    r"|\b(?:ca|circa|around|rond|omstreeks|about|between|tussen|before|voor|vóór|after|na|not|niet|later|eerder|"
    r"probably|waarschijnlijk|vermoedelijk|approximately|ongeveer|i\.e|d\.i|recte|um|vor|nach|zwischen|vers|"
    r"avant|après|since|sinds|from|van|until|tot|eeuw|century|jh|heden|present|ongoing|lopend|heute)\b"
    r"|\b(?:v\.? ?Chr|B\.? ?C\b)"
    # years of the Vikram and Śaka eras, which are 57 more and 78 fewer than ours
    r"|\b(?:sa[ṃm]vat|saṃ|vikrama?|śak[ae]|śāka|śāke)\b",
    re.IGNORECASE,
)


def year(text: str) -> str | None:
    """The year as xsd:gYear when the text states exactly one, without doubt.

    >>> print(year("cop. 1952."))
    "1952"^^<http://www.w3.org/2001/XMLSchema#gYear>
    >>> print(year("[1952?]"), year("1952-1954"), year("195-"), year("ca. 1952"), year("saṃ. 2033 vi."))
    None None None None None
    >>> print(year("c1952"), year("c. 1952"), year("1950s"), year("1950er Jahre"))
    "1952"^^<http://www.w3.org/2001/XMLSchema#gYear> None None None
    """
    plain = text.strip(" .,;:[]()©")
    if found := _DATED.match(plain):
        return date(found[1])
    years = set(_YEARS.findall(text))
    if len(years) != 1 or _DOUBT.search(text):
        return None
    return date(years.pop())


_EDTF_YEAR = r"(?:[0-9]{4}|[0-9]{3}X|[0-9]{2}XX)[?~%]?"
_EDTF_LETTERS = re.compile(r"[-0-9XYESTZ?~%/.:+\[\]{},]{4,100}\Z")
_EDTF_FAST = re.compile(rf"(?:{_EDTF_YEAR}|\.\.)?(?:/(?:{_EDTF_YEAR}|\.\.)?)?\Z")


def edtf(text: str) -> str | None:
    """The text as an Extended Date/Time value, or None when it is not well-formed.

    >>> print(edtf("199X"))
    "199X"^^<http://id.loc.gov/datatypes/edtf>
    >>> print(edtf("1952/1950"), edtf("19--"))
    None None
    """
    return f'"{text}"^^<{EDTF}>' if _is_edtf(text) else None


@lru_cache(maxsize=65536)
def _is_edtf(text: str) -> bool:
    if date(text):
        return True
    if text in ("", "/", "..", "../..", "/..", "../"):
        return False
    if _EDTF_FAST.match(text) and text != "..":
        start, _, end = text.partition("/")
        return not (start.isdecimal() and end.isdecimal()) or start <= end
    return _EDTF_LETTERS.match(text) is not None and _parses_as_edtf(text)


def _parses_as_edtf(text: str) -> bool:
    """Whether the library reads it, in a thread of its own.

    Errors inside its parser hold on to each other and to all that called it, with the records that these are
    at. In a thread, nobody called it.
    """
    found: list[bool] = []
    reading = threading.Thread(target=lambda: found.append(_read_as_edtf(text)))
    reading.start()
    reading.join()
    return found == [True]


def _say_nothing(*texts: object) -> None:
    """Print nothing."""


def _read_as_edtf(text: str) -> bool:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # its parser library announces coming changes of its own
        import edtf as library  # slow to load, and seldom needed
        from edtf.parser import parser_classes

        # what it cannot read it tells on standard output, where statements may go
        vars(parser_classes)["print"] = _say_nothing
        try:
            return str(library.parse_edtf(text)).replace(" ", "") == text
        except Exception:  # it promises EDTFParseException, and raises others for impossible dates
            return False


_TAG_SHAPE = re.compile(r"[A-Za-z]{2,8}(?:[-_][A-Za-z0-9]{1,8}){0,6}\Z")


@lru_cache(maxsize=4096)
def language_tag(text: str) -> str | None:
    """The BCP 47 tag in lower case, or None when it names no registered language.

    >>> language_tag("nl_BE"), language_tag("zh-Hant"), language_tag("dut"), language_tag("dutch")
    ('nl-be', 'zh-hant', 'nl', None)
    """
    if not _TAG_SHAPE.match(text):
        return None
    tag = text.replace("_", "-").lower()
    if not langcodes.tag_is_valid(tag):
        return None
    language, hyphen, rest = tag.partition("-")
    # The register wants the shortest code (nl, not dut or nld) and the present one (he, not iw).
    present = langcodes.standardize_tag(language).lower()
    tag = (language if "-" in present else present) + hyphen + rest
    try:
        pyoxigraph.Literal("", language=tag)
    except ValueError:
        return None
    return tag


SCHEMES = ("http", "https", "urn", "info", "ftp", "mailto", "doi", "hdl", "ark", "geo", "tel", "tag")
"""What may stand before the colon of an IRI from outside: "DE-588:118" is shaped like one, but is none."""


def iri(text: str) -> str | None:
    """The text when it is a valid absolute IRI of a known scheme, or None.

    >>> iri("https://example.org/a?b"), iri("https://example.org/a b"), iri("DE-588:118540238")
    ('https://example.org/a?b', None, None)
    """
    scheme, colon, rest = text.partition(":")
    if not colon or not rest or scheme.lower() not in SCHEMES:
        return None
    if scheme.lower() in ("http", "https", "ftp") and not _HOST.match(rest):
        return None
    try:
        pyoxigraph.NamedNode(text)
    except ValueError:
        return None
    return None if _INVISIBLE.search(text) else text


_HOST = re.compile(
    r"//(?:[^/?#@]*@)?(?:\[[0-9A-Fa-f:.]+\]|[^/?#:@.\[\]]+(?:\.[^/?#:@.\[\]]+)*\.?)(?::[0-9]{0,5})?(?:[/?#]|\Z)"
)
_INVISIBLE = re.compile("[\\s\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]")
_AROUND = " \t\r\n<>\"'`\u00a0\u200b\ufeff“”‘’"
_BARE_PERCENT = re.compile(r"%(?![0-9A-Fa-f]{2})")
_FORBIDDEN = re.compile(
    '[\x00-\x20\x7f-\xa0<>"{}|\\\\^`\\[\\]\u1680\u2000-\u200f\u2028-\u202f\u205f-\u2069\u3000\ud800-\uf8ff\ufeff\ufff0-\uffff]'
)


@lru_cache(maxsize=8192)
def repair_iri(text: str) -> str | None:
    """A valid absolute IRI made from a dirty one without guessing, or None.

    >>> repair_iri(" <http://example.org/a b|{c}> "), repair_iri("www.example.org/100%")
    ('http://example.org/a%20b%7C%7Bc%7D', 'http://www.example.org/100%25')
    >>> repair_iri("http://a.example/ http://b.example/") is None
    True
    """
    clean = text.strip(_AROUND)
    if clean[:4].lower() == "www.":
        clean = "http://" + clean
    if found := iri(clean):
        return found
    if re.search(r"\s[A-Za-z]{3,5}://", clean):
        return None
    scheme, colon, rest = clean.partition(":")
    if not colon:
        return None
    lead, host, path = _split(rest)
    before, sharp, fragment = _BARE_PERCENT.sub("%25", path).partition("#")
    path = _FORBIDDEN.sub(_encode, before + sharp + fragment.replace("#", "%23"))
    return iri(f"{scheme.strip()}:{lead}{host}{path}")


def _split(rest: str) -> tuple[str, str, str]:
    """What follows the scheme, as slashes, host, and the part that may be encoded."""
    if not rest.startswith("//"):
        return "", "", rest
    end = re.search(r"[/?#]", rest[2:])
    cut = 2 + end.start() if end else len(rest)
    return "//", rest[2:cut], rest[cut:]


def _encode(found: re.Match[str]) -> str:
    return "".join(f"%{byte:02X}" for byte in found[0].encode("utf-8", "replace"))
