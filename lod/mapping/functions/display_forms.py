"""Names, titles and imprints as a reader sees them, for Schema.org; BIBFRAME keeps those of the record.

Catalogues that leave out the punctuation of ISBD (leader/18 c, n) say by the subfield what the next piece is,
and a reader needs the mark put back; those that write it end pieces in marks that announce what comes next.
"""

from __future__ import annotations

import re
from functools import lru_cache

from lod.mapping.functions.punctuation import chop, rounded, strip_brackets, without_mark, without_stop
from lod.mapping.language.function_registry import function
from lod.mapping.language.subfield_groups import ASKS
from lod.mapping.runtime.record_run import Run
from lod.record import Field

_ANNOUNCES = ":;=,./([-–—\u060c\u061b"
"""Marks at the end of a piece that tell what comes next; a question mark is of the title itself."""
_BEGINS = ":;=,./([)"
_ARABIC = " \u060c\u061b"
"""Comma and semicolon of Arabic, which announce the next piece as those of Latin script do."""
_SHORTENED = re.compile(
    r"(?i)(?:\b(?:inc|co|ltd|corp|bros|cie|assoc|assn|dept|pub|publ|univ|press?e?|verl|buchh|bd|dr|jr|sr|etc|ed|izd)"
    r"|[^\w\s][^\W\d_]+|(?:^|\s)[^\W\d_])\.\Z"
)
"""An end of which the stop is its own, also where the words are those of another script in Latin letters."""


def closed(text: str, romanised: bool = False) -> str:
    """A text without the stop that closes its field; of words of another script any but that of an initial.

    >>> closed("Ke xue chu ban she.", True), closed("Voenno-morskoĭ flot.", True), closed("Tanaka, K.", True)
    ('Ke xue chu ban she', 'Voenno-morskoĭ flot', 'Tanaka, K.')
    >>> closed("Sanʹi Co.", True), closed("Highway Research Bd."), closed("U.S. G.P.O."), closed("Part 2.")
    ('Sanʹi Co.', 'Highway Research Bd.', 'U.S. G.P.O.', 'Part 2')
    """
    text = text.strip(_ARABIC)
    if text[-2:-1].isdecimal() and text[-1] == ".":
        return text[:-1]
    if romanised and text.endswith(".") and not _SHORTENED.search(text) and not text.endswith(".."):
        return text[:-1]
    return without_stop(text)


def _is_romanised(field: Field) -> bool:
    """Whether the field is repeated in another script, so that it is in Latin letters itself."""
    return field.first("6").startswith("880")


# ---------------------------------------------------------------- names


@function("organization_name", "field", "text", reads="abcdgn", pure=True)
def organization_name(run: Run, field: Field) -> str:
    """The name of an organisation or meeting: "Germany. Bundestag", "Historikertag (7 : 1991 : Kiel)"."""
    found: list[str] = []
    aside: list[str] = []
    bracketed = any("(" in value for _, value in field.subfields)
    for code, value in field.subfields:
        if not code or code not in "abcdgn" or (code == "g" and bracketed):
            continue
        if found and code in "cdgn" and not bracketed and found[-1].rstrip()[-1:] not in _ANNOUNCES:
            aside.append(value.strip(" .,:;"))
            continue
        found.append(_joined(found, value, ". ") if code == "b" else value)
    name = closed(chop(" ".join(found)), _is_romanised(field))
    return rounded(f"{name} ({' : '.join(filter(None, aside))})" if aside else name)


def _joined(found: list[str], value: str, mark: str) -> str:
    """The next piece; the one before it gets the mark between them when neither has one."""
    before = found[-1].rstrip() if found else ""
    if before and before[-1] not in _ANNOUNCES and value.lstrip()[:1] not in _BEGINS:
        found[-1] = before + mark.rstrip()
    return value


# ---------------------------------------------------------------- titles


@function("whole_title", "field", "text", (0, 1), reads="abfghknp", pure=True)
def whole_title(codes: str = "abnp") -> object:
    """A title with its parts and the marks between them; a medium ($h) leaves the mark that follows it."""

    def text(run: Run, field: Field) -> str:
        found: list[str] = []
        before = ""
        for code, value in field.subfields:
            mark = value.rstrip()[-1:]
            if code == "h" and found and mark and mark in ":;=,." and found[-1].rstrip()[-1:] != mark:
                found[-1] = found[-1].rstrip() + (f" {mark}" if mark in ":;=" else mark)
            elif code and code in codes:
                found.append(_joined(found, value, _MARKS.get(before + code) or _MARKS.get(code, "")))
                before = code
        return closed(chop(" ".join(found)), _is_romanised(field))

    return text


@function("titled", "field", "text")
def titled(run: Run, field: Field) -> str:
    """Something when the title statement of the record has a title, in its own or in another script."""
    for title in run.by_tag.get("245", ()):
        for version in (title, *run.scripts.get(id(title), ())):
            if any(code in "abfgknp" and chop(value) for code, value in version.subfields if code):
                return "yes"
    return ""


_MARKS = {"b": " : ", "n": ". ", "p": ". ", "np": ", "}
"""What ISBD puts before a piece of a title, or between two."""


@function("contents", "field", "text", reads="agrt", asks="contents")
def contents(run: Run, field: Field) -> str:
    """What notes of contents (505) say, all at the first of them; each alone where scripts are paired."""
    fields = run.by_tag.get("505", [])
    if len(fields) < 2 or run.scripts:
        return _noted(field)
    texts = [text.removeprefix("--").removesuffix("--").strip() for text in map(_noted, fields) if text]
    return " -- ".join(texts) if field is fields[0] else ""


def _noted(field: Field) -> str:
    return " ".join([value for code, value in field.subfields if code and code in "agrt"]).strip()


def _other_contents(run: Run, field: Field) -> tuple[bool, tuple[str, ...]]:
    fields = run.by_tag.get("505", [])
    return bool(run.scripts), tuple(map(_noted, fields)) if len(fields) > 1 else ()


ASKS["contents"] = _other_contents


@function("subtitle", "field", "texts", reads="b", pure=True, needs="b")
def subtitle(run: Run, field: Field) -> list[str]:
    """What follows the title in its own language (245 $b), up to a title in another language."""
    if not _has_parallel(field):
        return [chop(value) for code, value in field.subfields if code == "b"]
    return [text for text, parallel in _after_title(field) if not parallel]


@function("parallel_title", "field", "texts", reads="b", pure=True, needs="b")
def parallel_title(run: Run, field: Field) -> list[str]:
    """Titles in other languages among what follows the title: behind a sign of equality (ISBD 1.3)."""
    return [text for text, parallel in _after_title(field) if parallel] if _has_parallel(field) else []


def _has_parallel(field: Field) -> bool:
    return any("=" in value for _, value in field.subfields)


def _after_title(field: Field) -> list[tuple[str, bool]]:
    """Pieces of subfields b, each with whether it is a title in another language."""
    found: list[tuple[str, bool]] = []
    before = ""
    for code, value in field.subfields:
        if code == "b":
            own, _, parallel = value.partition(" = ")
            found.append((chop(own), before == "="))
            if parallel:
                found.append((chop(parallel), True))
        before = value.rstrip()[-1:]
    return found


# ---------------------------------------------------------------- imprints

_NOBODY = re.compile(
    r"(?i)^s\.? ?[nl]\.?$|^z\.? ?n\.?$|not identified|nicht ermittelbar|non identifi|^ḥ\. ?mo\. ?l\.?$"
)
_SOLD = re.compile(
    r"(?i)\s*[:;,]?\s*\b(?:(?:for sale|(?:sold and )?distributed\b[^:;]{0,90}?|sold|dist(?:r|rib)?\."
    r"|distribution) (?:by|through)|available\b[^:;]{0,60}? (?:from|through)|(?:te koop|verkrijgbaar) bij"
    r"|zu beziehen durch|in kommission bei|in commissie bij|en vente chez|(?:et )?se vend(?:ent)?)\b.*\Z"
)
_DISTRIBUTES = re.compile(
    r"(?i)[\s,(](?:distributors?|distr\.|distributeur|diffuseur|verdeler)\.?\)?\Z"
    r"|\b(?:sole |exclusive )?distributors? (?:for|in|to) "
    r"|^(?:(?:sole|exclusive|main|u\.? ?s\.?) )?(?:(?:distributors?|distribution|distributie|distribuidora?"
    r"|distribuye|distributeur|diffuseur|dépositaire|selling agents?|agents?) ?[,:]"
    r"|diffusion\b|vertrieb\b|distribución\b)"
)
"""What says that who is named sells it: behind the name, or before it."""
_PUBLISHES = re.compile(r"(?i),?\s+(?:publisher|uitgever|éditeur)\.?\Z")


_ANNOUNCED = " :;,"
_AHEAD = frozenset(_ANNOUNCED)


@function("publisher_name", "text", "text")
@lru_cache(maxsize=16384)
def publisher_name(text: str) -> str:
    """Who published it, by the words of an imprint; nothing for who is not known, or sells it only.

    >>> publisher_name("[Bruna]"), publisher_name("[s.n.],"), publisher_name("CMP Media, Inc.")
    ('Bruna', '', 'CMP Media, Inc.')
    >>> publisher_name("The Bureau : for sale by the Office,"), publisher_name("For sale by the Bureau")
    ('The Bureau', '')
    >>> publisher_name(": Tijl,"), publisher_name("[s.l.]"), publisher_name("Distributor in the U.S., X")
    ('Tijl', '', '')
    >>> publisher_name("National Information Service [distributor],"), publisher_name("Elzevir, uitgever")
    ('', 'Elzevir')
    >>> publisher_name("Dist. by Qualiton Imports"), publisher_name("Sole distributors, Visalandhra")
    ('', '')
    >>> publisher_name("Distributed to the trade by D.A.P."), publisher_name("Diffusion, Slatkine")
    ('', '')
    >>> publisher_name("Granite Pub. & Distribution"), publisher_name("Printed for private distribution")
    ('Granite Pub. & Distribution', 'Printed for private distribution')
    """
    name = text.strip(_ARABIC)
    if name[:1] in _AHEAD:  # a mark of ISBD may stand before what it announces
        name = name.lstrip(_ANNOUNCED)
    name = strip_brackets(closed(name) if name[-1:] == "." else without_mark(name)).strip(_ARABIC)
    if _NOBODY.search(name) or _DISTRIBUTES.search(name):
        return ""
    return _PUBLISHES.sub("", _SOLD.sub("", name))


_PLACEHOLDER = re.compile(r"(?i)\A(?:p|v|s)\. ?(?:cm\.?)?\Z|\Apages ?cm\.?\Z")
_EXTENT_STOP = re.compile(r"(?:[)\]]|[0-9]|\b[cm]m|\b[^\W\d_]*[^\W\d_]{4})\.\Z")


@function("extent", "text", "text")
@lru_cache(maxsize=16384)
def extent(text: str) -> str:
    """How much there is, without what announces the next element; the stop of an abbreviation stays.

    >>> [extent(text) for text in ("283 p. :", "38 v. ;", "1 disc :", "2 cross sections.", "p. [231]-236.")]
    ['283 p.', '38 v.', '1 disc', '2 cross sections', 'p. [231]-236']
    >>> [extent(text) for text in ("p. cm.", "v. ;", "[1], 32, [1] s. :")]
    ['', 'v.', '[1], 32, [1] s.']
    """
    name = without_mark(text) if text.rstrip()[-1:] != "." else " ".join(text.split())
    name = name.rstrip("+ ")
    if _PLACEHOLDER.match(name) and "cm" in name:
        return ""
    return name[:-1] if _EXTENT_STOP.search(name) else name
