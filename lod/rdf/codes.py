"""Code lists: what "dut", "ne", "aut" or "txt" stand for, as terms with Dutch and English labels.

A code becomes an IRI only when its list has it.
"""

from __future__ import annotations

import difflib
from dataclasses import dataclass
from functools import cache

from lod.errors import VocabularyError
from lod.rdf import tables
from lod.rdf.names import expand
from lod.rdf.values import language_tag
from lod.shipped import folder


@dataclass(frozen=True, slots=True)
class CodeList:
    """One list of codes."""

    name: str
    iri: str
    """IRI of the list itself."""
    namespace: str
    """What stands before a code in the IRI of its term."""
    titles: dict[str, str]
    """Name of the list, by language."""
    source: str
    date: str
    licence: str
    rows: dict[str, dict[str, str]]
    """Code → its row: id, class, en, nl, status and what else the list has."""

    @property
    def codes(self) -> tuple[str, ...]:
        """All codes, in the order of the list."""
        return tuple(self.rows)

    @property
    def scheme_iri(self) -> str:
        """IRI of the SKOS scheme that the terms are in: that of the list."""
        return self.iri

    def __contains__(self, code: object) -> bool:
        return code in self.rows

    def term(self, code: str) -> str | None:
        """IRI of the term that a code stands for, or None when the list does not have it.

        >>> load("countries").term("ne"), load("countries").term("??")
        ('http://id.loc.gov/vocabulary/countries/ne', None)
        """
        row = self.rows.get(code)
        return self.namespace + (row["id"] or code) if row else None

    def label(self, code: str, lang: str = "en") -> str:
        """Its label in a language, else the English one; the code itself when the list does not have it.

        >>> load("countries").label("ne", "nl")
        'Nederland'
        """
        row = self.rows.get(code)
        return (row.get(lang) or row.get("en") or code) if row else code

    def labels(self, code: str) -> dict[str, str]:
        """Its labels by language; empty when the list does not have it."""
        row = self.rows.get(code, {})
        return {lang: row[lang] for lang in ("en", "nl") if row.get(lang)}

    def type_of(self, code: str) -> str | None:
        """IRI of the class of the term, when the list states one."""
        row = self.rows.get(code)
        return expand(row["class"]) if row and row["class"] else None

    def value(self, code: str, column: str) -> str:
        """What another column of the list says of a code; empty when it says nothing."""
        return self.rows.get(code, {}).get(column, "")


@cache
def names() -> tuple[str, ...]:
    """Names of all lists.

    >>> "relators" in names()
    True
    """
    return tuple(sorted(path.stem for path in (folder("vocabularies") / "codes").glob("*.tsv")))


@cache
def load(name: str) -> CodeList:
    """The list with this name.

    >>> load("relators").label("ill", "nl")
    'Illustrator'
    >>> load("relaters")
    Traceback (most recent call last):
    lod.errors.VocabularyError: no code list 'relaters'; nearest: relators
    """
    if name not in names():
        near = difflib.get_close_matches(name, names())
        raise VocabularyError(f"no code list {name!r}" + (f"; nearest: {', '.join(near)}" if near else ""))
    table = tables.read(f"codes/{name}.tsv")
    default = table.head.get("class", "")
    rows: dict[str, dict[str, str]] = {}
    for row in table.rows():
        rows[row["code"]] = {"id": "", "class": "", **row}
        rows[row["code"]]["class"] = row.get("class") or default
    head = table.head
    titles = {"en": head["title"], "nl": head["titel"]}
    namespace = head.get("namespace") or head["scheme"] + "/"
    return CodeList(
        name, head["scheme"], namespace, titles, head["source"], head["date"], head["licence"], rows
    )


@cache
def _by_namespace() -> dict[str, str]:
    """Namespace → name of its list, read from the heads of the files only."""
    found = {}
    for name in names():
        head = tables.head(f"codes/{name}.tsv")
        found[head.get("namespace") or head["scheme"] + "/"] = name
    return found


@cache
def _local(name: str) -> dict[str, str]:
    return {row["id"] or code: code for code, row in load(name).rows.items()}


def label_of(iri: str) -> dict[str, str]:
    """Labels by language of the term with this IRI; empty when no list has it.

    >>> label_of("http://id.loc.gov/vocabulary/languages/dut")
    {'en': 'Dutch', 'nl': 'Nederlands'}
    """
    cut = max(iri.rfind("/"), iri.rfind("#")) + 1
    name = _by_namespace().get(iri[:cut])
    code = _local(name).get(iri[cut:]) if name else None
    return load(name).labels(code) if name and code is not None else {}


def bcp47(code: str) -> str | None:
    """The BCP 47 tag for a MARC language code; None where it names no single language: mul, und, zxx.

    >>> bcp47("dut"), bcp47("grc"), bcp47("mul")
    ('nl', 'grc', None)
    """
    return load("languages").value(code, "bcp47") or None


def script(code: str) -> str | None:
    """ISO 15924 code of a script as MARC writes it in 880 $6 ("(3", "$1"), or as ISO does.

    >>> script("(3"), script("$1"), script("Cyrl"), script("r")
    ('Arab', None, 'Cyrl', None)
    """
    if len(code) == 4 and code.isalpha() and language_tag(f"und-{code}"):
        return code.title()
    return load("marcscripts").value(code, "iso15924") or None
