"""What somebody did: relator codes, IRIs and words in subfields 4, e and j.

MARC 21: subfield 4 of 100–110 and 700–720; subfield e there, subfield j in 111 and 711.
"""

from __future__ import annotations

import re
from functools import cache, lru_cache

from lod.mapping.functions.headings import person_name
from lod.mapping.functions.punctuation import chop
from lod.mapping.language.function_registry import function
from lod.mapping.runtime.record_run import Run
from lod.rdf import code_lists, literals
from lod.record import Field

_BETWEEN = re.compile(r",|&| and\b")
_EN = re.compile(r"\b(?:en|und|et)\b")
_OF_ENTITY = re.compile(r" \((?:work|expression|manifestation|item)\)\Z")
"""What RDA puts behind a designator that two of its entities have (appendix I): “composer (expression)”."""
_RDA = "rdaregistry.info"


@function("role_words", "field", "texts", reads="ej", pure=True, needs="ej")
def role_words(run: Run, field: Field) -> list[str]:
    """What the words of a heading say that somebody did, one by one."""
    wanted = "j" if field.tag[1:] == "11" else "e"
    return [word for code, value in field.subfields if code == wanted for word in words(value)]


@lru_cache(maxsize=16384)
def words(text: str) -> tuple[str, ...]:
    """The roles in one subfield.

    >>> words("author, editor and ill."), words("joint author.")
    (('author', 'editor', 'ill.'), ('joint author',))
    """
    return tuple(word for piece in _BETWEEN.split(text) if (word := chop(piece)))


@cache
def _by_name() -> dict[str, str]:
    """Names of relators in English and Dutch, in lower case → their codes."""
    listed = code_lists.load("relators")
    return {label.lower(): code for code in listed.codes for label in listed.labels(code).values()}


@cache
def _codes_only() -> frozenset[str]:
    """Codes that are no beginning of a name, or are listed as an abbreviation of their own name.

    Where a role is told in words, "med." is a *medewerker* and "ins." an *instrumentalist*.
    """
    starts = {word[:3] for name in _by_name() for word in name.split()}
    return frozenset(
        code for code in code_lists.load("relators").codes if code not in starts or _by_word(code) == code
    )


@function("relator_named", "text", "term")
@lru_cache(maxsize=16384)
def relator_named(text: str) -> str | None:
    """The relator term with this name, in English or Dutch, or with this code; nothing when there is none.

    >>> relator_named("Author."), relator_named("trl"), relator_named("met hulp van"), relator_named("med.")
    ('<http://id.loc.gov/vocabulary/relators/aut>', '<http://id.loc.gov/vocabulary/relators/trl>', None, None)
    """
    name = text.strip(" .,").lower()
    code = _by_name().get(name) or (name if name in _codes_only() else "")
    return f"<{code_lists.load('relators').term(code)}>" if code else None


_RELATOR_ADDRESS = re.compile(r"://(?:id|www)\.loc\.gov/[a-z./]*relators/([A-Za-z]{3})(?:\.[a-z]+|/)?\Z")
"""The address of a relator, or of a page about it."""
_RDA_ELEMENT = re.compile(r"rdaregistry\.info/Elements/([uwemi])/(?:object/|datatype/)?(P[0-9]{5})\Z")


@cache
def _by_rda() -> dict[str, str]:
    """Elements of RDA ("w/P10061") → the codes of the relators that they stand for."""
    listed = code_lists.load("relators")
    return {element: code for code in listed.codes for element in listed.value(code, "rda").split()}


@function("relator", "text", "term", refuses=True)
@lru_cache(maxsize=16384)
def relator(text: str) -> str | None:
    """The relator term that a subfield 4 holds, by code or as an IRI, also that of an element of RDA.

    >>> relator("aut"), relator("(relator)ill."), relator("xyz")
    ('<http://id.loc.gov/vocabulary/relators/aut>', '<http://id.loc.gov/vocabulary/relators/ill>', None)
    >>> relator("https://id.loc.gov/vocabulary/relators/aut.html")
    '<http://id.loc.gov/vocabulary/relators/aut>'
    >>> relator("http://rdaregistry.info/Elements/e/P20037")
    '<http://id.loc.gov/vocabulary/relators/trl>'
    """
    text = text.strip()
    address = _RELATOR_ADDRESS.search(text)
    element = _RDA_ELEMENT.search(text)
    if address and address.group(1).lower() in code_lists.load("relators"):
        text = address.group(1)
    elif element:
        text = _by_rda().get("/".join(element.groups()), text)
    if "://" in text:
        iri = literals.repair_iri(text.removeprefix("(uri)").strip())
        return f"<{iri.replace('https://id.loc.gov/', 'http://id.loc.gov/')}>" if iri else None
    found = code_lists.load("relators").term(text.rpartition(")")[2].strip(" .,").lower())
    return f"<{found}>" if found else None


@function("role_codes", "field", "texts", reads="4ej", pure=True, needs="4ej")
def role_codes(run: Run, field: Field) -> list[str]:
    """Codes of the relators that a heading names, in subfields 4 or in words of English or Dutch."""
    wanted = "4j" if field.tag[1:] == "11" else "4e"
    found = [_codes(code, value) for code, value in field.subfields if code in wanted]
    return list(dict.fromkeys([each for some in found for each in some]))


@lru_cache(maxsize=16384)
def _codes(code: str, text: str) -> tuple[str, ...]:
    if code != "4":
        found = [_by_word(word) for piece in words(text) for word in (piece, *_EN.split(piece))]
        return tuple(dict.fromkeys(filter(None, found)))
    known = (relator(text) or "").strip("<>").rpartition("/")[2]
    return (known,) if known in code_lists.load("relators") else ()


def _by_word(word: str) -> str:
    """The code of the relator that a word or abbreviation names; empty when none does."""
    plain = _OF_ENTITY.sub("", word.strip(" .,").lower())
    listed = code_lists.load("relators")
    entry = listed.by_label(plain) or listed.by_label(f"{plain}.")
    return _by_name().get(plain) or (entry.code if entry else "")


_UNSURE_CODES = frozenset(("att", "dub"))
_UNSURE = re.compile(
    r"\b(?:supposed|presumed|attributed|dubious|toegeschreven|vermoedelijke?|twijfelachtige?|zugeschrieben"
    r"|mutma(?:ß|ss)liche[rs]?|angebliche[rs]?|attribuée?|présumée?)\b",
    re.IGNORECASE,
)
_WITH_NAME_BEHIND = re.compile(
    r"\b(?:of|to|after|by|from|aan|van|naar|nach|von|de|à|d'après)\Z", re.IGNORECASE
)


@function("attribution_words", "field", "text", reads="014ej", pure=True, needs="4ej")
def attribution_words(run: Run, field: Field) -> str:
    """The words by which a heading says that it is not certain that who is named did it.

    MARC 21: the relators att and dub, or their like; subfield j of X00 where a number says who is named.
    """
    for code, value in field.subfields:
        if code == "e" and _UNSURE.search(value):
            return chop(value)
        if code == "4" and (unsure := _UNSURE_CODES.intersection(_codes(code, value))):
            listed = code_lists.load("relators").labels(min(unsure))
            return (listed.get(run.variables.get("catalogue_language", "en")) or listed["en"]).lower()
        if code == "j" and field.tag[1:] != "11" and (field.all("0") or field.all("1")):
            return chop(value)
    return ""


@function("attributed_person", "field", "text", reads="abcq4ej", pure=True, needs="4ej")
def attributed_person(run: Run, field: Field) -> str:
    """A person with the words that say how uncertain it is: "follower of Joshua Reynolds"."""
    told = chop(field.first("j")) or attribution_words(run, field)
    name: str = person_name(run, field)
    if not told or not name:
        return name
    return f"{told} {name}" if _WITH_NAME_BEHIND.search(told) else f"{name} ({told})"


_CODE_BEHIND = re.compile(r"\(([a-z]{3})\)\s*\Z")


@function("role_code", "text", "text")
@lru_cache(maxsize=4096)
def role_code(text: str) -> str:
    """The code of the relator that a text is: a code or its address, or words with or without a code behind.

    >>> role_code("Donor (dnr)"), role_code("spk"), role_code("verzamelaar"), role_code("subject")
    ('dnr', 'spk', 'col', '')
    """
    behind = _CODE_BEHIND.search(text)
    text = behind[1] if behind else text.strip()
    return next(iter(_codes("4", text) or _codes("e", text)), "")


@function("unless_rda", "text", "text")
def unless_rda(text: str) -> str:
    """A subfield 4 that is not an element of RDA: those are properties, not roles."""
    return "" if _RDA in text else text


@function("unlisted_relator", "text", "text")
def unlisted_relator(text: str) -> str:
    """A subfield 4 that is neither in the list of relators nor an IRI."""
    return "" if relator(text) else text
