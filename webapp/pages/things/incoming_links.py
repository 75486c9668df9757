"""What points to a thing, as lists by what it says: made by, about, editions, copies; in bounded pages."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import islice

from lod.rdf.iris import KINDS, Thing, parse
from lod.rdf.namespaces import expand
from lod.store.documents import Document, Incoming
from webapp.languages import N_
from webapp.pages.cards import Card, Cards

FIRST = 12
"""So many entries of each list stand on a thing's page."""
FEW = 5
"""So many of what an organisation keeps: its collections lead to all of it."""
PAGE = 24
"""So many on a page of one list."""
LAST = 400
"""The last page of a list that is shown; search is the way to what lies further."""
SORTED = 200
"""Lists up to this length are sorted by title."""


@dataclass(frozen=True, slots=True)
class Group:
    """Predicates that make one list."""

    name: str
    title: str
    predicates: tuple[str, ...]


_COLLECTIONS = Group("collections", N_("Collections"), ())
"""Collections that point to a thing in whatever way; they are few, and first."""

GROUPS = (
    Group("editions", N_("Editions"), ("schema:exampleOfWork", "bf:instanceOf")),
    Group("translations", N_("Translations"), ("schema:translationOfWork", "bf:translationOf")),
    Group("copies", N_("Copies"), ("bf:itemOf",)),
    Group(
        "made",
        N_("By this maker"),
        (
            "schema:author",
            "schema:creator",
            "schema:composer",
            "schema:lyricist",
            "schema:director",
            "schema:byArtist",
        ),
    ),
    Group(
        "contributed",
        N_("Contributed to"),
        (
            "schema:contributor",
            "schema:editor",
            "schema:translator",
            "schema:illustrator",
            "schema:producer",
            "schema:actor",
            "schema:readBy",
            "bf:agent",
        ),
    ),
    Group("published", N_("Published by them"), ("schema:publisher",)),
    Group("about", N_("About this"), ("schema:about", "bf:subject", "schema:mentions")),
    Group("genre", N_("Of this kind"), ("schema:genre", "bf:genreForm", "schema:artform")),
    Group(
        "material",
        N_("Made of this"),
        ("schema:material", "schema:artMedium", "bf:baseMaterial", "bf:material"),
    ),
    Group(
        "place",
        N_("Connected with this place"),
        (
            "schema:spatialCoverage",
            "schema:contentLocation",
            "schema:locationCreated",
            "bf:place",
            "bf:originPlace",
            "bf:geographicCoverage",
        ),
    ),
    Group("parts", N_("Contents"), ("schema:isPartOf", "bf:partOf", "schema:inDefinedTermSet")),
    Group("narrower", N_("Narrower subjects"), ("bf:broader", "skos:broader")),
    Group(
        "held",
        N_("Held here"),
        ("bf:heldBy", "schema:holdingArchive", "schema:heldBy", "schema:offeredBy"),
    ),
    Group("provided", N_("Described by them"), ("schema:provider", "schema:sdPublisher")),
)
_ORDER = list(KINDS)
_KEPT = frozenset(("held", "provided"))
_ARRANGED = frozenset(("parts", "parts-object"))
"""Lists of what a collection of archives holds."""
_TOGETHER = frozenset(("work", "instance"))
"""Kinds that stand in one list, each thing once."""
_EXAMPLE_OF = expand("schema:exampleOfWork")
_PART_OF = expand("schema:isPartOf")
_HAS_EDITION = tuple(map(expand, ("schema:workExample", "bf:hasInstance")))
_ELSE = Group("linked", N_("Linked to this"), ())
_GROUP = {expand(p): group for group in GROUPS for p in group.predicates}
_SORTS = {"work": N_("works"), "instance": N_("editions"), "object": N_("objects"), "item": N_("copies")}
"""Kind → what a list of them is called, where one group makes several lists."""


@dataclass(frozen=True, slots=True)
class Listing:
    """One list on a page."""

    name: str
    title: str
    total: int
    counted: str
    """How many there are, as people say it; empty when that was not counted."""
    more: bool
    """Whether there may be others than were counted."""
    cards: tuple[Card, ...]
    page: int = 1
    last: int = 1
    """Number of the last page; of a list that was not counted, the next one as long as there is one."""

    @property
    def is_to_see(self) -> bool:
        """Whether there are images of most: then they are shown rather than told."""
        return 2 * sum(bool(card.image) for card in self.cards) > len(self.cards)


@dataclass(frozen=True, slots=True)
class _Found:
    """The things of one list, before they are cut into pages."""

    group: Group
    name: str
    sort: str
    """What of the group it holds, in English; empty when all."""
    iris: list[str]
    more: bool
    predicate: str


class IncomingLinks:
    """The lists of one thing."""

    def __init__(self, document: Document, cards: Cards, counts: Mapping[str, int]) -> None:
        self.document = document
        self.cards = cards
        self.counts = counts
        """Predicate → how many things point here with it, where publishing counted that."""
        self.incoming = cards.reader.incoming(document.iri, _GROUP)
        self._kinds: dict[str, str] = {}
        """Kinds of what was looked at: each list asks for those of all that points here."""
        self.arranged: Iterable[str] | None = None
        """All that a collection holds, where it has an order of its own."""

    def may_have_several(self, kinds: Collection[str]) -> bool:
        """Whether more than one thing of some kinds may point here."""
        if any(one.more for one in self.incoming):
            return True
        found = {iri for one in self.incoming for iri in one.subjects}
        return len(found) > 1 and sum(self._kind(iri) in kinds for iri in found) > 1

    def may_be_pointed_to(self, predicate: str) -> bool:
        """Whether anything may point here with a predicate."""
        return any(one.more or one.predicate == predicate for one in self.incoming)

    def first(self, without: Collection[str] = ()) -> tuple[Listing, ...]:
        """The beginning of each list, but for those that the page shows in another way."""
        few = self.document.thing.kind == "organization"
        made = (
            self._listing(found, self._some(found, FEW if few and found.name in _KEPT else FIRST))
            for found in self._find()
            # that thousands point here in no way that has a name says nothing
            if found.name not in without and not (found.group is _ELSE and found.more)
        )
        return tuple(one for one in made if one.cards)

    def _some(self, found: _Found, number: int) -> list[str]:
        """The first of a list, enough that so many are left when works are left out."""
        if self._has_order(found.name):
            return [*islice(self._in_order(found), number)]
        return self._without_works(found.iris[: 3 * number])[:number] if found.more else found.iris[:number]

    def _without_works(self, iris: list[str]) -> list[str]:
        """What is left of a part of a long list without the works that an edition of stands for."""
        read = self.cards.reader.values
        return [i for i in iris if self._kind(i) != "work" or not any(read(i, p) for p in _HAS_EDITION)]

    def page(self, name: str, number: int) -> Listing | None:
        """One page of one list; None when there is no such list or page."""
        found = next((f for f in self._find() if f.name == name), None)
        if found is None or not 1 <= number <= LAST:
            return None
        start = (number - 1) * PAGE
        iris = self._further(found, start)
        if not iris:
            return None
        if found.more:
            last = number + 1 if len(iris) > PAGE and number < LAST else number
        else:
            last = -(-len(found.iris) // PAGE)
        iris = self._without_works(iris[:PAGE]) or iris if found.more else iris
        return self._listing(found, iris[:PAGE], number, last)

    def _further(self, found: _Found, start: int) -> list[str]:
        """A page of a list; and one more of a list that was not counted, to see whether there is a next."""
        end = start + PAGE + found.more
        if self._has_order(found.name) and (found.name in _ARRANGED or not found.more):
            return [*islice(self._in_order(found), start, end)]
        if not found.more:
            return found.iris[start:end]
        return self.cards.reader.pointing(self.document.iri, found.predicate, start, PAGE + 1)

    def _has_order(self, name: str) -> bool:
        """Whether a list has an order of its own: that of archives, or of those who have copies."""
        return name == "copies" or (self.arranged is not None and name in _ARRANGED)

    def _in_order(self, found: _Found) -> Iterator[str]:
        """Such a list in its order, which is looked up when, and as far as, it is read."""
        return self._by_holder(found) if found.group.name == "copies" else self._as_arranged(found)

    def _by_holder(self, found: _Found) -> Iterator[str]:
        return iter(sorted(found.iris, key=self.cards.held))

    def _as_arranged(self, found: _Found) -> Iterator[str]:
        ours = dict.fromkeys(found.iris)
        for iri in self.arranged or ():
            if found.more or iri in ours:
                ours.pop(iri, None)
                yield iri
        yield from () if found.more else ours

    def _listing(self, found: _Found, iris: list[str], page: int = 1, last: int = 1) -> Listing:
        text = self.cards.wording.text
        is_more = found.more and found.predicate not in self.counts
        total = self.counts.get(found.predicate, len(found.iris)) if found.more else len(found.iris)
        sort = f": {text(found.sort)}" if found.sort else ""
        cards = tuple(map(self.cards.copy if found.name == "copies" else self.cards.card, iris))
        if found.group.name == "made":
            cards = self._by_others(cards)
        return Listing(
            found.name,
            text(found.group.title) + sort,
            total,
            self._counted(total, is_more),
            is_more,
            cards,
            page,
            last,
        )

    def _by_others(self, cards: tuple[Card, ...]) -> tuple[Card, ...]:
        """What a maker made, each with its other makers only: whose page it is need not be said each time."""
        own = self.cards.card(self.document.iri).title.text
        return tuple(
            replace(card, makers=tuple(one for one in card.makers if one.text != own)) for card in cards
        )

    def _counted(self, total: int, is_more: bool) -> str:
        wording = self.cards.wording
        number = wording.number(total)
        return wording.text(N_("more than %(number)s")) % {"number": number} if is_more else number

    def _find(self) -> list[_Found]:
        """All lists in the order of the groups; a thing that one list has is not in a later one."""
        if not self.incoming:
            return self._editions(set())
        grouped: dict[str, list[Incoming]] = {}
        for one in self.incoming:
            grouped.setdefault(_GROUP.get(one.predicate, _ELSE).name, []).append(one)
        seen = {*self.document.pointed}
        lists = [*self._collections(seen), *self._parts(seen), *self._editions(seen)]
        for group in (*GROUPS, _ELSE):
            if members := grouped.get(group.name):
                lists += self._split(group, members, seen)
        return lists

    def _collections(self, seen: set[str]) -> list[_Found]:
        head = Thing("collection", "").iri(self.cards.reader.base)
        found = dict.fromkeys(i for one in self.incoming for i in one.subjects if i.startswith(head))
        iris = self._sorted(_COLLECTIONS.name, [i for i in found if i not in seen])
        seen.update(iris)
        return [_Found(_COLLECTIONS, _COLLECTIONS.name, "", iris, False, "")] if iris else []

    def _parts(self, seen: set[str]) -> list[_Found]:
        """What an archive, or a piece of one, is divided into: all of it, in its own order."""
        if self.document.thing.kind != "object" or not self.may_be_pointed_to(_PART_OF):
            return []
        parts = list(self.cards.reader.below(self.document.iri, _PART_OF))
        seen.update(parts)
        group = next(g for g in GROUPS if g.name == "parts")
        return [_Found(group, group.name, "", parts, False, "")] if parts else []

    def _editions(self, seen: set[str]) -> list[_Found]:
        """The editions that a work names itself, with those that point to it."""
        named = [i for p in _HAS_EDITION for i in self.document.iris(p) if self._kind(i) == "instance"]
        if self.document.thing.kind != "work" or not named:
            return []
        group = next(g for g in GROUPS if g.name == "editions")
        pointing = [i for one in self.incoming if _GROUP.get(one.predicate) is group for i in one.subjects]
        iris = list(dict.fromkeys((*named, *pointing)))
        seen.update(iris)
        return [_Found(group, group.name, "", self._by_year(iris), False, "")]

    def _split(self, group: Group, members: list[Incoming], seen: set[str]) -> list[_Found]:
        if group.name == "copies":
            seen = set()  # an edition names its copies too, and shows some of them only
        iris = list(dict.fromkeys(i for m in members for i in m.subjects if i not in seen))
        if group is _ELSE:
            iris = [i for i in iris if not self._has_edition_in(i, seen)]
        seen.update(iris)
        if not iris:
            return []
        main = max(members, key=lambda m: (m.more, len(m.subjects)))
        if main.more:
            return [_Found(group, group.name, "", iris, True, main.predicate)]
        kinds: dict[str, list[str]] = {}
        for iri in iris:
            kinds.setdefault(self._kind(iri), []).append(iri)
        if len(iris) <= SORTED and len(kinds) == len(_TOGETHER & kinds.keys()):
            kinds = {"": self._once(iris, kinds["instance"]) if len(kinds) == len(_TOGETHER) else iris}
        if len(kinds) == 1:
            (iris,) = kinds.values()
            iris = self._by_year(iris) if group.name == "editions" else self._sorted(group.name, iris)
            return [_Found(group, group.name, "", iris, False, main.predicate)]
        ordered = {
            kind: self._sorted(f"{group.name}-{kind}", kinds[kind]) for kind in sorted(kinds, key=self._rank)
        }
        return [
            _Found(group, f"{group.name}-{kind}", _SORTS.get(kind, ""), some, False, "")
            for kind, some in ordered.items()
        ]

    def _has_edition_in(self, iri: str, seen: set[str]) -> bool:
        """Whether it is a work of which an edition stands on the page already, and leads to it."""
        return self._kind(iri) == "work" and any(
            edition in seen for p in _HAS_EDITION for edition in self.cards.reader.values(iri, p)
        )

    def _once(self, iris: list[str], editions_here: list[str]) -> list[str]:
        """A work with one edition here is that edition; one with several stands for them."""
        listed = set(iris)
        works: dict[str, list[str]] = {}
        for iri in editions_here:
            self.cards.title(iri)  # by which lists are sorted: kept, as long as its description is at hand
            for work in self.cards.reader.values(iri, _EXAMPLE_OF):
                if work in listed:
                    works.setdefault(str(work), []).append(iri)
        left = {work if len(editions) == 1 else "" for work, editions in works.items()}
        left |= {iri for editions in works.values() if len(editions) > 1 for iri in editions}
        return [iri for iri in iris if iri not in left]

    def _rank(self, kind: str) -> int:
        """Works come first, but among what a collection holds last."""
        late = kind == "work" and self.document.thing.kind == "collection"
        return len(_ORDER) if late else _ORDER.index(kind)

    def _kind(self, iri: str) -> str:
        kind = self._kinds.get(iri)
        if kind is None:
            thing = parse(self.cards.reader.base, iri)
            kind = self._kinds[iri] = thing.kind if thing else KINDS[-1]
        return kind

    def _by_year(self, iris: list[str]) -> list[str]:
        """Editions in the order in which they came out; those of which that is not known are last."""
        if not 1 < len(iris) <= SORTED:
            return iris
        return sorted(iris, key=lambda iri: (self.cards.year(iri), self.cards.title(iri).casefold(), iri))

    def _sorted(self, name: str, iris: list[str]) -> list[str]:
        if self._has_order(name) or len(iris) > SORTED:
            return iris
        return sorted(iris, key=lambda iri: (self.cards.title(iri).casefold(), iri))
