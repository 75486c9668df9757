"""What codes stand for: by the lists in vocabularies/codes, or by the address of a list that is not here."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import lru_cache

from lod.errors import MappingError
from lod.mapping.language.function_registry import function
from lod.rdf import code_lists, literals

_CODE = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9 ._~:/-]{0,40}[A-Za-z0-9])?\Z")
"""What a code looks like: nothing that could not stand in a path."""


@function("label", "text", "text", (1, 2))
def label(name: str, language: str = "en") -> Callable[[str], str]:
    """The label that a code list gives to this code, in English or in another language (a second word).

    >>> label("countries")("ne"), label("countries", "nl")("ne"), label("countries")("??")
    ('Netherlands', 'Nederland', '')
    """
    found = {
        code: code_lists.load(name).labels(code).get(language, "") for code in code_lists.load(name).codes
    }
    return lambda text: found.get(text, "")


@function("named", "text", "text", (1, 1))
def named(name: str) -> Callable[[str], str]:
    """The code of a list whose term goes by this name, in English or Dutch; nothing when none does.

    >>> named("mediaTypes")("Audio"), named("mediaTypes")("steen")
    ('s', '')
    """
    found: dict[str, str] = {}
    listed = code_lists.load(name)
    for code in listed.codes:
        for text in (*listed.labels(code).values(), *listed.value(code, "also").split(";")):
            found.setdefault(text.strip().casefold(), code)
    found.pop("", None)
    return lambda text: found.get(text.strip().casefold(), "")


@function("languages_in", "text", "texts")
@lru_cache(maxsize=4096)
def languages_in(text: str) -> tuple[str, ...]:
    """The codes of the languages that a text names, in English or Dutch: "English and Irish"."""
    return code_lists.languages_in(text)


@function("listed", "text", "texts", (2, 2))
def listed(name: str, position: str) -> Callable[[str], tuple[str, ...]]:
    """The codes of a list that stand for what MARC writes at a position (008/22); nothing when none does.

    >>> listed("maudience", "008/22")("j"), listed("msoundcontent", "007/05-film")(" ")
    (('juv',), ('silent',))
    >>> listed("maudience", "008/23")
    Traceback (most recent call last):
    lod.errors.MappingError: the list maudience has no codes for 008/23; it has them for 008/22
    """
    found: dict[str, tuple[str, ...]] = {}
    known: set[str] = set()
    for code in code_lists.load(name).codes:
        for place in code_lists.load(name).value(code, "marc").split():
            where, _, written = place.partition("=")
            known.add(where)
            if where == position:
                written = written.replace("#", " ")
                found[written] = (*found.get(written, ()), code)
    if not found:
        there = ", ".join(sorted(known)) or "no position"
        raise MappingError(f"the list {name} has no codes for {position}; it has them for {there}")
    return lambda text: found.get(text, ())


@function("under", "text", "term", (1, 1), refuses=True)
def under(stem: str) -> Callable[[str], str | None]:
    """The IRI of a code of a list that is not kept here: below this address; refused when it is no code."""

    @lru_cache(maxsize=4096)
    def made(text: str) -> str | None:
        found = literals.iri(stem + text.strip()) if _CODE.match(text.strip()) else None
        return f"<{found}>" if found else None

    return made


@function("organization", "text", "term", refuses=True)
@lru_cache(maxsize=16384)
def organization(text: str) -> str | None:
    """The IRI of an organisation by its MARC code or ISIL, as the Library of Congress or the ZDB names it."""
    code = text.strip(" .")
    if not _CODE.match(code) or (code.startswith("DE-") and " " in code):
        return None
    if code.startswith("DE-"):
        return f"<https://ld.zdb-services.de/resource/organisations/{code}>"
    return f"<http://id.loc.gov/vocabulary/organizations/{re.sub('[^A-Za-z0-9_]', '', code).lower()}>"


@function("known", "text", "text", (1, 1))
def known(name: str) -> Callable[[str], str]:
    """The text when it is a code of this list, else nothing."""
    listed = frozenset(code_lists.load(name).codes)
    return lambda text: text if text in listed else ""
