"""Sketches of what a record tells of its edition, its work and its makers, made from its statements.

The statements are in BIBFRAME, in Schema.org or in both; records of all formats are compared alike.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache

from lod.linking import edition_identifiers
from lod.linking.agents import context
from lod.linking.editions import Edition
from lod.linking.maker_names import Maker, maker
from lod.linking.statement_index import Finder, Values, literal_text, local_name, ours
from lod.linking.text_normalization import normalized, word_list
from lod.linking.text_normalization import numbers as numbered
from lod.linking.works import Work, is_collective, is_distinctive
from lod.rdf import iris
from lod.rdf.ntriples import iri
from lod.register.ingest.record_mapping import RecordStatements
from lod.register.statements import id_of, kind_of

_MAKING = (
    "creator",
    "author",
    "contributor",
    "editor",
    "translator",
    "illustrator",
    "director",
    "readBy",
    "actor",
)
_FIND = Finder(
    (
        *(
            "bf:identifiedBy",
            "rdf:type",
            "rdf:value",
            "rdfs:label",
            "bf:mainTitle",
            "bf:subtitle",
            "bf:partNumber",
            "bf:partName",
        ),
        *("bf:qualifier", "bf:status", "bf:source", "bf:assigner", "bf:agent", "bf:language", "bf:content"),
        *("bf:media", "bf:carrier", "bf:issuance", "bf:editionStatement", "bf:date", "bf:expressionOf"),
        *("bflc:simpleAgent", "bf:instanceOf", "owl:sameAs", "schema:sameAs", "schema:exampleOfWork"),
        *("schema:name", "schema:isbn", "schema:issn", "schema:datePublished", "schema:inLanguage"),
        *("schema:bookEdition", "schema:numberOfPages", "schema:about", "schema:isPartOf"),
        *(f"schema:{role}" for role in _MAKING),
    )
)
_P = {
    name.partition(":")[2]: iri(name)
    for name in ("bf:mainTitle", "bf:subtitle", "bf:partNumber", "bf:partName")
}
_TYPE, _LABEL, _NAME = iri("rdf:type"), iri("rdfs:label"), iri("schema:name")
_AGENT, _PART_OF = iri("bf:agent"), iri("schema:isPartOf")
_WORK = (iri("schema:exampleOfWork"), iri("bf:instanceOf"))
_HUB = (iri("bf:expressionOf"), iri("owl:sameAs"), iri("schema:sameAs"))
_PRIMARY, _CREATOR = iri("bf:PrimaryContribution"), iri("schema:creator")
_ROLES = [iri(f"schema:{role}") for role in _MAKING]
_YEAR = re.compile(r"(?<!\d)(1[4-9]\d\d|20\d\d)(?!\d)")
_PAGES = re.compile(
    r"(?<![\d.])(\d{1,4})(?=\]?,?\s*(?:\[?\d*\]?\s*)?(?:p|blz|s|bladz|pages|pagina)\b)", re.IGNORECASE
)
_LEVELS = {"mono": "m", "mulm": "m", "serl": "s", "intg": "s"}
_MEDIA = {"c": "online", "h": "micro", "s": "sound", "v": "video", "g": "projected", "n": "print"}
_CARRIERS = {"cr": "online", "nc": "print", "nb": "print"}
_CONTENTS = {"txt": "text", "tct": "text", "spw": "sound", "prm": "sound", "snd": "sound", "ntm": "notation"}


class Sketches:
    """The sketches that one record gives."""

    def __init__(self, said: RecordStatements) -> None:
        self._said = said
        self._thing = next((name for name in said.lines if _is_own(name, said)), "")
        if not self._thing:
            return
        lines = said.lines[self._thing]
        self._head = lines[0][: lines[0].index(b"/id/") + 4]
        self._found = _FIND(lines)
        works = (name for p in _WORK for name in ours(self._found[p], self._head))
        self._work = next((name for name in works if name in said.lines), "")
        self._of_work = _FIND(said.lines.get(self._work, ()))
        collections = ours(self._found[_PART_OF], self._head)
        self._collection = next((n for n in collections if kind_of(n) == "collection"), "").partition("/")[2]

    def all(self) -> Iterator[tuple[str, str]]:
        """Names of its edition, its work and its makers, each with a sketch.

        A record of an authority file has makers only: their names, years and numbers.
        """
        title, rest, part = self._title() if self._thing else ("", "", "")
        by_name = self._agents()
        if not title:
            yield from ((name, one.packed()) for name, one in by_name.items())
            return
        years = self._years()
        if kind_of(self._thing) == "instance":
            makers = self._makers(by_name)
            edition = self._edition(title, rest, part, makers, years)
            yield self._thing, edition.packed()
            if self._work:
                yield self._work, self._sketch_of_work(edition, makers).packed()
        told = title if is_distinctive(title, "") else f"{title} {rest} {years[0] if years else ''}"
        hash = iris.digest(told)
        for name, one in by_name.items():
            yield name, one.packed()
            yield name, context(hash, self._collection, one.short)

    # ------------------------------------------------------------ titles

    def _title(self) -> tuple[str, str, str]:
        """Main title, what stands behind it, and the part."""
        for found in (self._found, self._of_work):
            main = _texts(found, _P["mainTitle"], b"title")
            if main:
                part = [
                    *map(numbered, _texts(found, _P["partNumber"], b"title")),
                    *map(_named, _texts(found, _P["partName"], b"title")),
                ]
                rest = " ".join(_texts(found, _P["subtitle"], b"title"))
                return normalized(main[0]), normalized(rest), " ".join(filter(None, part))
        names = _texts(self._found, _NAME, b"") or _texts(self._of_work, _NAME, b"")
        if not names:
            return "", "", ""
        main_title, _, rest = min(names).partition(" : ")
        return normalized(main_title), normalized(rest), ""

    # ------------------------------------------------------------ makers

    def _agents(self) -> dict[str, Maker]:
        found = {}
        for name, lines in self._said.lines.items():
            if name.startswith("agent/") and (one := maker(lines)):
                found[name] = one
        return found

    def _makers(self, by_name: Mapping[str, Maker]) -> tuple[str, ...]:
        """Surname and initial of those who made it, the main maker first."""
        main = {part for part, object in self._of_work[_TYPE] if object == _PRIMARY}
        agents = self._of_work[_AGENT]
        first = [pair for pair in agents if pair[0] in main] + self._found[_CREATOR]
        first += self._of_work[_CREATOR]
        others = [pair for pair in agents if pair[0].startswith(b"contribution")]
        others += [pair for role in _ROLES for pair in self._found[role]]
        names = dict.fromkeys((*ours(first, self._head), *sorted(ours(others, self._head))))
        makers = [by_name[name] for name in names if name in by_name]
        return tuple(dict.fromkeys(one.short for one in makers if not _is_collection(one)))[:8]

    # ------------------------------------------------------------ edition and work

    def _edition(
        self, title: str, rest: str, part: str, makers: tuple[str, ...], years: tuple[int, ...]
    ) -> Edition:
        form = self._form()
        ids, volume = edition_identifiers.found(self._found, form)
        editions = [
            *_all(self._found, iri("bf:editionStatement")),
            *_all(self._found, iri("schema:bookEdition")),
        ]
        return Edition(
            self._collection,
            title,
            rest,
            part or volume,
            makers,
            years,
            self._languages(),
            form,
            self._content(),
            numbered(editions[0].partition(" / ")[0]) if editions else "",
            tuple(self._publishers()),
            self._pages(),
            ids,
            self._level(),
            id_of(self._work) if self._work else None,
        )

    def _sketch_of_work(self, edition: Edition, makers: tuple[str, ...]) -> Work:
        hubs, titles = [], []
        for name in (name for p in _HUB for name in ours(self._of_work[p], self._head)):
            told = self._uniform_titles(name)
            # Works. English. 1821: what kind of title it is stands first
            if not told or not all(is_collective(normalized(title.partition(". ")[0])) for title in told):
                hubs.append(name)
                titles += [f"title:{normalized(title)}" for title in told]
        files = [o[1:-1].decode() for p in _HUB[1:] for part, o in self._of_work[p] if not part]
        ids = tuple(sorted({*hubs, *titles, *files}))
        return Work(
            *(edition.title, edition.rest, edition.part, makers, edition.languages, edition.content),
            *(edition.level, ids, id_of(self._thing)),
        )

    def _uniform_titles(self, name: str) -> Sequence[str]:
        """The titles of the work that a heading names."""
        return _texts(_FIND(self._said.lines.get(name, ())), _P["mainTitle"], b"title")

    def _years(self) -> tuple[int, ...]:
        texts = _all(self._found, iri("schema:datePublished")) or [
            literal_text(o)
            for part, o in self._found[iri("bf:date")]
            if part.startswith((b"publication", b"statement"))
        ]
        return tuple(sorted({int(year) for one in texts for year in _YEAR.findall(one)}))[:6]

    def _languages(self) -> tuple[str, ...]:
        codes = _all(self._of_work, iri("schema:inLanguage")) or _all(self._found, iri("schema:inLanguage"))
        if not codes:
            codes = [local_name(o) for part, o in self._of_work[iri("bf:language")] if not part]
        return tuple(sorted(set(codes) - {"und", "mul", "zxx"}))

    def _form(self) -> str:
        carriers = [local_name(o) for part, o in self._found[iri("bf:carrier")] if not part]
        media = [local_name(o) for part, o in self._found[iri("bf:media")] if not part]
        forms = {_CARRIERS.get(code) or _MEDIA.get(code[:1], "") for code in carriers}
        forms |= {_MEDIA.get(code, "") for code in media}
        return min(forms - {"", "print"}, default="print" if forms - {""} else "")

    def _content(self) -> str:
        codes = [local_name(o) for part, o in self._of_work[iri("bf:content")] if not part]
        kinds = {_CONTENTS.get(code, code) for code in codes}
        return "text" if "text" in kinds else min(kinds, default="")

    def _level(self) -> str:
        for part, object in self._found[iri("bf:issuance")]:
            if not part and (level := _LEVELS.get(local_name(object))):
                return level
        return ""

    def _pages(self) -> int:
        texts = [literal_text(o) for part, o in self._found[_LABEL] if part.startswith(b"extent")]
        texts += _all(self._found, iri("schema:numberOfPages"))
        counts = [
            int(count) for one in texts for count in _PAGES.findall(one if not one.isdigit() else f"{one} p")
        ]
        return max(counts, default=0)

    def _publishers(self) -> Iterable[str]:
        names = [literal_text(o) for part, o in self._found[_NAME] if part.startswith(b"publisher")]
        names += [literal_text(o) for _, o in self._found[iri("bflc:simpleAgent")]]
        return dict.fromkeys(filter(None, map(_publisher, names)))


@lru_cache(maxsize=20_000)
def _publisher(name: str) -> str:
    telling = [word for word in normalized(name).split() if word not in _OF_PUBLISHERS]
    return " ".join(telling) or normalized(name)


_OF_PUBLISHERS = word_list("publishers")
_COLLECTIONS = word_list("collections")


def _is_collection(one: Maker) -> bool:
    return one.type != "p" and not _COLLECTIONS.isdisjoint(one.surname.split())


def _named(part: str) -> str:
    """The name of a part; when it is a number with a word before it, as some catalogues have it, that number.

    >>> _named("Deel 2"), _named("Science, grades K-6")
    ('2', 'science grades k 6')
    """
    return numbered(part) if len(normalized(part).split()) <= 2 else normalized(part)


def _is_own(name: str, said: RecordStatements) -> bool:
    """Whether a thing is the edition or object that a record is about, and not one that it mentions."""
    if kind_of(name) not in ("instance", "object"):
        return False
    return name.endswith(iris.key(said.key)) or said.key.startswith("x-")


def _all(found: Values, predicate: bytes) -> list[str]:
    return [literal_text(object) for part, object in found[predicate] if not part]


def _texts(found: Values, predicate: bytes, part: bytes) -> Sequence[str]:
    return sorted(literal_text(object) for at, object in found[predicate] if at == part)
