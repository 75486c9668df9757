"""Namespaces and the terms in them: the only place that knows them, read from vocabularies/.

A term is written with a prefix ("bf:title"). One that its vocabulary does not list is refused, and the
nearest are named: nothing we publish uses a word that does not exist.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType
from typing import Literal

from lod.errors import VocabularyError
from lod.rdf import tsv_tables

Kind = Literal["class", "property", "datatype", "individual"]

OWN = "lod"
"""Prefix of our own terms; their namespace is {base}vocab/, so it differs by site."""


@dataclass(frozen=True, slots=True)
class Term:
    """A listed term of a vocabulary. Domains and ranges are alternatives; none given means not restricted."""

    iri: str
    kind: Kind
    domains: frozenset[str]
    ranges: frozenset[str]
    labels: dict[str, str]
    deprecated: bool
    parents: frozenset[str]
    """Classes or properties right above it; for an individual, its classes."""


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """The listed terms of one namespace; rows are taken apart when they are asked for."""

    namespace: str
    rows: dict[str, tuple[tsv_tables.Table, str]]
    """Local name → its table and its line."""

    def row(self, local: str) -> dict[str, str]:
        """What its table says about a term."""
        table, line = self.rows[local]
        return table.row(line)


@cache
def _listing() -> dict[str, tuple[str, tuple[str, ...]]]:
    """Prefix → its namespace and its files, as in prefixes.tsv."""
    rows = tsv_tables.read("prefixes.tsv").rows()
    return {row["prefix"]: (row["namespace"], tuple(row["terms"].split())) for row in rows}


PREFIXES: Mapping[str, str] = MappingProxyType({p: namespace for p, (namespace, _) in _listing().items()})
"""Prefix → namespace, of all vocabularies but our own."""


@cache
def vocabulary(prefix: str) -> Vocabulary | None:
    """The listed terms under a prefix, or None when any name passes there.

    >>> vocabulary("skos").namespace
    'http://www.w3.org/2004/02/skos/core#'
    """
    namespace, files = _listing()[prefix]
    found: dict[str, tuple[tsv_tables.Table, str]] = {}
    for file in files:
        table = tsv_tables.read(file)
        found.update((line.partition("\t")[0], (table, line)) for line in table.lines)
    return Vocabulary(namespace, found) if files else None


def own(base: str) -> str:
    """Namespace of our own terms on a site.

    >>> own("https://data.example.org/")
    'https://data.example.org/vocab/'
    """
    return f"{base}vocab/"


def expand(name: str, base: str = "") -> str:
    """The IRI of a name with a prefix, whether the term is listed or not; our own terms need the site's base.

    >>> expand("bf:title"), expand("lod:reason", base="https://data.example.org/")
    ('http://id.loc.gov/ontologies/bibframe/title', 'https://data.example.org/vocab/reason')
    >>> expand("sxos:note")  # doctest: +ELLIPSIS
    Traceback (most recent call last):
    lod.errors.VocabularyError: no prefix 'sxos' in 'sxos:note'; nearest: skos, ...
    """
    prefix, colon, local = name.partition(":")
    if colon and prefix == OWN and base:
        return own(base) + local
    if not colon or prefix not in PREFIXES:
        raise VocabularyError(f"no prefix {prefix!r} in {name!r}{_nearest(prefix, PREFIXES)}")
    return PREFIXES[prefix] + local


def compact(iri: str) -> str:
    """The name with a prefix for an IRI, or the IRI itself when no prefix fits.

    >>> compact("https://schema.org/name"), compact("https://example.org/")
    ('schema:name', 'https://example.org/')
    """
    cut = max(iri.rfind("/"), iri.rfind("#")) + 1
    prefix = _by_namespace().get(iri[:cut])
    return f"{prefix}:{iri[cut:]}" if prefix and cut < len(iri) else iri


@cache
def _by_namespace() -> dict[str, str]:
    return {namespace: prefix for prefix, namespace in PREFIXES.items()}


@cache
def term(name: str) -> Term:
    """The listed term with this name ("bf:title") or IRI.

    >>> term("bf:mainTitle").kind, term("schema:name").labels["en"]
    ('property', 'name')
    >>> term("bf:mainTitel")
    Traceback (most recent call last):
    lod.errors.VocabularyError: no term bf:mainTitel; nearest: bf:mainTitle, bf:VariantTitle, bf:material
    """
    short = compact(name)
    iri = expand(short)
    prefix, _, local = short.partition(":")
    listed = vocabulary(prefix)
    if listed is None:
        return Term(iri, "individual", frozenset(), frozenset(), {}, False, frozenset())
    if local not in listed.rows:
        raise VocabularyError(f"no term {short}{_nearest(local, listed.rows, prefix + ':')}")
    return _term(listed, local)


def _term(listed: Vocabulary, local: str) -> Term:
    row = listed.row(local)

    def several(column: str) -> frozenset[str]:
        return frozenset(_whole(listed, name) for name in row.get(column, "").split())

    return Term(
        listed.namespace + local,
        _kind(row.get("kind") or "class"),
        several("domain"),
        several("range"),
        {language: row[language] for language in ("en", "nl") if row.get(language)},
        row.get("status") == "deprecated",
        several("super"),
    )


def _kind(word: str) -> Kind:
    for known in ("class", "property", "datatype", "individual"):
        if word == known:
            return known
    raise VocabularyError(f"no kind of term {word!r}; there are class, property, datatype, individual")


def _whole(listed: Vocabulary, name: str) -> str:
    """IRI of a name in a list: bare, with a prefix, or written out."""
    if ":" not in name:
        return listed.namespace + name
    return PREFIXES[p] + name[len(p) + 1 :] if (p := name.partition(":")[0]) in PREFIXES else name


def _nearest(word: str, known: Mapping[str, object], lead: str = "") -> str:
    near = difflib.get_close_matches(word, known, n=3, cutoff=0.5)
    return "; nearest: " + ", ".join(lead + n for n in near) if near else ""


def known(name: str) -> bool:
    """Whether a name or IRI is a listed term.

    >>> known("schema:Book"), known("schema:Boek")
    (True, False)
    """
    try:
        term(name)
    except VocabularyError:
        return False
    return True


def is_property(name: str) -> bool:
    """Whether it is a listed property."""
    return known(name) and term(name).kind == "property"


def is_class(name: str) -> bool:
    """Whether it is a listed class."""
    return known(name) and term(name).kind == "class"


@cache
def superclasses(name: str) -> frozenset[str]:
    """IRIs of all classes (or properties) above a term, itself not included; only listed ones are climbed.

    >>> sorted(compact(iri) for iri in superclasses("schema:Book"))
    ['schema:CreativeWork', 'schema:Thing']
    """
    found: set[str] = set()
    waiting = list(term(name).parents)
    while waiting:
        iri = waiting.pop()
        if iri not in found:
            found.add(iri)
            waiting.extend(term(iri).parents if known(iri) else ())
    return frozenset(found)


def fits(property_name: str, class_name: str) -> bool:
    """Whether a property may be used on things of a class: it has no domain, or the class is in or under one.

    >>> fits("schema:isbn", "schema:Book"), fits("schema:itemLocation", "schema:Book")
    (True, False)
    """
    domains = term(property_name).domains
    return not domains or not domains.isdisjoint(superclasses(class_name) | {term(class_name).iri})


def terms(prefix: str) -> Iterator[Term]:
    """All listed terms under a prefix, in the order of their list."""
    listed = vocabulary(prefix)
    if listed is not None:
        yield from (_term(listed, local) for local in listed.rows)
