"""Portraits: what is known of a maker, subject, genre or place by which it can be found in an authority file.

Ours and theirs are made from statements by the same rules, whatever the format of the record.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache, lru_cache
from pathlib import Path

from lod.linking.maker_names import Maker, divided
from lod.linking.sketch_encoding import listed, pack, unpack
from lod.linking.statement_index import Finder, Values, literal_text
from lod.linking.text_normalization import normalized
from lod.mapping.functions.authority_identifiers import authority
from lod.rdf import iris
from lod.rdf.ntriples import iri
from lod.register.ingest.record_mapping import RecordStatements
from lod.register.statements import kind_of, number
from lod.site.targets import KINDS

LETTER = "l"
"""How the text of a portrait begins, among the sketches of a thing."""

_PREFERRED = [iri(n) for n in ("schema:name", "skos:prefLabel", "madsrdf:authoritativeLabel", "rdfs:label")]
_OTHER = [
    iri(n) for n in ("schema:alternateName", "skos:altLabel", "skos:hiddenLabel", "madsrdf:variantLabel")
]
_SAME = [
    iri(n) for n in ("schema:sameAs", "owl:sameAs", "skos:exactMatch", "madsrdf:hasExactExternalAuthority")
]
_BORN, _DIED, _TYPE = iri("schema:birthDate"), iri("schema:deathDate"), iri("rdf:type")
_BROADER, _CITED = iri("skos:broader"), iri("madsrdf:citationSource")
_FIND = Finder(
    (
        *(
            "schema:name",
            "skos:prefLabel",
            "madsrdf:authoritativeLabel",
            "rdfs:label",
            "schema:alternateName",
        ),
        *("skos:altLabel", "skos:hiddenLabel", "madsrdf:variantLabel", "schema:sameAs", "owl:sameAs"),
        *("skos:exactMatch", "madsrdf:hasExactExternalAuthority", "schema:birthDate", "schema:deathDate"),
        *("rdf:type", "skos:broader", "madsrdf:citationSource"),
    )
)
_PERSONS = frozenset(iri(n) for n in ("schema:Person", "bf:Person"))
_OTHERS = frozenset(
    iri(n) for n in ("schema:Organization", "bf:Organization", "bf:Jurisdiction", "bf:Meeting", "bf:Family")
)
_YEAR = re.compile(r"\d{3,4}")
_TAG = re.compile(r'"@([A-Za-z]+)[A-Za-z0-9-]*\Z')
_QUALIFIER = re.compile(r"\s*[(\[][^()\[\]]*[)\]]\s*\Z")
_WEB = re.compile(r"https?://(?:www\.)?")
_CITING = re.compile(
    r"(?:(?:his|her|its|their|author's)\s+)?(.*?)(?:,\s*(?:c|ca\.?)?\s*\d{4}.*)?[\s:.;,]*\Z", re.I
)
_LABELS, _CITATIONS = 200, 40
"""So many labels and titles of one thing are compared; an entry with more is none that labels can tell."""


@dataclass(frozen=True, slots=True)
class Label:
    """One name of a thing."""

    text: str
    language: str
    """Empty when nobody says it."""
    preferred: bool

    def packed(self) -> str:
        """As a text."""
        return f"{'p' if self.preferred else 'o'}|{self.language}|{self.text}"

    @classmethod
    def unpacked(cls, data: str) -> Label:
        """The label in a text of `packed`."""
        sort, language, text = data.split("|", 2)
        return cls(text, language, sort == "p")


@dataclass(frozen=True, slots=True)
class Profile:
    """What one record, or several together, tell of a thing."""

    kind: str
    type: str = ""
    """p: person, o: organisation; empty when nothing says it, or for what is no agent."""
    labels: tuple[Label, ...] = ()
    born: tuple[str, ...] = ()
    died: tuple[str, ...] = ()
    ids: tuple[str, ...] = ()
    """Identifiers in authority files, in one spelling each."""
    context: tuple[str, ...] = ()
    """Labels of what is broader, as they are compared."""
    works: tuple[str, ...] = ()
    """Hashes of titles that it made."""

    def packed(self) -> str:
        """As a text; see `unpacked`."""
        labels = tuple(label.packed() for label in self.labels)
        return pack(
            *(LETTER, self.kind, self.type, labels, self.born, self.died, self.ids, self.context, self.works)
        )

    @property
    def makers(self) -> list[Maker]:
        """An agent's names as the union compares them."""
        years = min(self.born, default=""), min(self.died, default="")
        return [Maker(self.type, *name, *years, ()) for name in dict.fromkeys(map(self.name, self.labels))]

    def name(self, label: Label) -> tuple[str, str]:
        """Surname and forenames in a label; of what is no person, the whole name."""
        return divided(label.text) if self.type != "o" else (normalized(label.text), "")


@lru_cache(maxsize=50_000)
def unpacked(data: str) -> Profile:
    """The portrait in a text of `packed`."""
    kind, type, labels, *rest = unpack(data)
    return Profile(kind, type, tuple(map(Label.unpacked, listed(labels))), *map(listed, rest))


@cache
def version() -> str:
    """A digest of what decides how portraits are made."""
    return iris.digest(Path(__file__).read_text(encoding="utf-8"))


def profile_of(sketches: Sequence[str]) -> Profile | None:
    """All that is known of a thing of ours, from its sketches; titles it made are those of the union."""
    found = [unpacked(data) for data in sketches if data.startswith(LETTER)]
    if not found:
        return None
    works = {unpack(data)[0] for data in sketches if data.startswith("c")}
    return merged(found, works)


def merged(some: Sequence[Profile], works: Collection[str] = ()) -> Profile:
    """Several portraits of one thing as one."""
    if len(some) == 1 and not works:
        return some[0]

    def all(name: str) -> tuple[str, ...]:
        return tuple(sorted({value for one in some for value in getattr(one, name)}))

    labels = sorted({label for one in some for label in one.labels}, key=_order)
    types = {one.type for one in some if one.type}
    return Profile(
        *(
            some[0].kind,
            types.pop() if len(types) == 1 else "",
            tuple(labels[:_LABELS]),
            all("born"),
            all("died"),
        ),
        *(all("ids"), all("context"), tuple(sorted({*all("works"), *works}))),
    )


def _order(label: Label) -> tuple[bool, str, str]:
    return not label.preferred, label.text, label.language


# ---------------------------------------------------------------- from statements


def sketches(said: RecordStatements) -> Iterator[tuple[str, str]]:
    """Names of the things in a record that are linked, each with the text of its portrait."""
    for name, lines in said.lines.items():
        if kind_of(name) in KINDS and (found := of_lines(name, tuple(lines), said.lines)):
            yield name, found.packed()


def of_lines(name: str, lines: Sequence[bytes], others: Mapping[str, Sequence[bytes]]) -> Profile | None:
    """The portrait that some statements make of a thing; None when they tell no name."""
    found = _plain(name, tuple(lines))
    if found is None:
        return None
    one, broader = found
    context = {normalized(label) for other in broader for label in _labels_of(other, others)}
    return replace(one, context=tuple(sorted(context))) if context else one


@lru_cache(maxsize=20_000)
def _plain(name: str, lines: Sequence[bytes]) -> tuple[Profile, tuple[str, ...]] | None:
    found = _FIND(lines)
    labels = {*_labels(found, _PREFERRED, own=True), *_labels(found, _OTHER, own=False)}
    if not any(label.preferred for label in labels):
        return None
    types = {object for part, object in found[_TYPE] if not part}
    type = "p" if types & _PERSONS else "o" if types & _OTHERS else ""
    ids = {canonical(o[1:-1].decode()) for p in _SAME for part, o in found[p] if not part and o[:1] == b"<"}
    head = lines[0][1 : lines[0].index(b"/id/") + 4]
    broader = tuple(
        object[1 + len(head) : -1].decode()
        for part, object in found[_BROADER]
        if not part and object[1:].startswith(head)
    )
    born, died = _years(found, _BORN), _years(found, _DIED)
    kind = kind_of(name)
    best = tuple(sorted(labels, key=_order)[:_LABELS])
    works = tuple(sorted(filter(None, (title(literal_text(o)) for _, o in found[_CITED][:_CITATIONS]))))
    type = type if kind == "agent" else ""
    return Profile(kind, type, best, born, died, tuple(sorted(ids)), (), works), broader


def _labels(found: Values, predicates: Sequence[bytes], own: bool) -> Iterator[Label]:
    for predicate in predicates:
        for part, object in found[predicate]:
            told = literal_text(object).strip()
            if told and (not part or (not own and predicate == _OTHER[-1])):
                tag = _TAG.search(object[-20:].decode("utf-8", "replace"))
                yield Label(told, tag[1].lower() if tag else "", own)


def _labels_of(name: str, others: Mapping[str, Sequence[bytes]]) -> Iterator[str]:
    lines = others.get(name)
    return (label.text for label in _labels(_FIND(lines), _PREFERRED, own=True)) if lines else iter(())


def _years(found: Values, predicate: bytes) -> tuple[str, ...]:
    return tuple(
        sorted({year for part, o in found[predicate] if not part for year in years(literal_text(o))})
    )


def years(told: str) -> tuple[str, ...]:
    """The first year in a date; nothing when there is none.

    >>> years("1606-07-15"), years("ca. 1606"), years("unknown")
    (('1606',), ('1606',), ())
    """
    hit = _YEAR.search(told)
    return (hit[0],) if hit else ()


def title(told: str) -> str:
    """What stands for a title in the evidence of authority files; empty when it says too little.

    >>> title("His Max Havelaar, 1860:") == title("Max Havelaar") != ""
    True
    """
    hit = _CITING.match(told)
    words = normalized(hit[1]) if hit else ""
    return iris.digest(words) if len(words) >= 8 else ""


@lru_cache(maxsize=100_000)
def canonical(id: str) -> str:
    """An identifier in one spelling: file and number, or an IRI without what is spelt in different ways.

    >>> canonical("https://www.wikidata.org/wiki/Q42") == canonical("http://www.wikidata.org/entity/Q42")
    True
    >>> canonical("(DE-588)118540238"), canonical("http://vocabularies.unesco.org/thesaurus/concept1/")
    ('gnd:118540238', 'vocabularies.unesco.org/thesaurus/concept1')
    """
    found = authority(id)
    return f"{found.file}:{found.id}" if found else _WEB.sub("", id.strip()).rstrip("/")


# ---------------------------------------------------------------- keys


def id_keys(one: Profile) -> list[int]:
    """Hashes of identifiers."""
    return [number(f"=|{id}".encode()) for id in one.ids]


def label_keys(one: Profile) -> list[int]:
    """Hashes of what names have in common that may be of one thing."""
    return [*name_keys(one), *near_keys(one)]


def name_keys(one: Profile) -> list[int]:
    """Hashes of whole names: of terms also without what stands in brackets, and in any order of words."""
    if one.kind == "agent":
        names = [one.name(label) for label in one.labels]
        told = [f"a|{surname}|{forenames}" for surname, forenames in names if surname]
    else:
        told = [f"t|{key}" for label in one.labels for key in _term_keys(label.text)]
    return [number(key.encode()) for key in dict.fromkeys(told)]


def near_keys(one: Profile) -> list[int]:
    """Hashes of surnames with an initial; to be looked for when no whole name is found."""
    if one.kind != "agent":
        return []
    names = [one.name(label) for label in one.labels]
    told = [f"a|{surname}|{forenames[0]}." for surname, forenames in names if surname and forenames]
    return [number(key.encode()) for key in dict.fromkeys(told)]


@lru_cache(maxsize=50_000)
def _term_keys(label: str) -> tuple[str, ...]:
    return tuple(
        dict.fromkeys(filter(None, (normalized(label), without_qualifier(label), sorted_words(label))))
    )


@lru_cache(maxsize=50_000)
def without_qualifier(label: str) -> str:
    """A label without the qualifier behind it, as it is compared.

    >>> without_qualifier("Mercurius (planeet)")
    'mercurius'
    """
    return normalized(_QUALIFIER.sub("", label))


@lru_cache(maxsize=50_000)
def sorted_words(label: str) -> str:
    """The words of a label in the order of the alphabet, so that inversion makes no difference."""
    return " ".join(sorted(normalized(label).split()))
