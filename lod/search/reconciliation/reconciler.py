"""From a query to candidates with scores.

The score of a candidate is a weighted mean of how well its name and its properties agree with what was asked,
from 0 to 100. A property that the candidate says nothing about counts neither for nor against it. Whoever has
an identifier that was asked for comes first, with 100.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from lod.rdf.iris import Thing
from lod.rdf.namespaces import expand
from lod.search.reconciliation import properties, types
from lod.search.reconciliation.properties import Fact, Facts, Property
from lod.search.reconciliation.types import KINDS, Type
from lod.search.searcher import Hit, Searcher
from lod.store.documents import Reader

LIMIT = 10
"""Candidates that are given when a query does not say how many."""
MOST = 100
LOOKED_AT = 15
"""So many candidates of each kind come from the index."""
WEIGHED = 12
"""For so many of them, at least, the properties are read."""
BEHIND = 25.0
"""What cannot come nearer to the best than this is not looked at any more."""
SURE = 92.0
"""From this score on a candidate may be a match, when no other comes near it."""
NEAR = 4.0
ALONE, FAR = 84.0, 15.0
"""A person or a title may be a match from this score on, when no other comes so near: initials have then one
name that they can stand for. Of subjects, places and organisations a word that differs makes another one."""
CALLED_SO = 98.0
"""From this score on one of its names is the very one that was asked for."""
WORTH = 30.0
"""Below this score nothing is a candidate."""
GUESS = 80.0
"""When the best score of a kind is below this, words that hardly anything has may be slips of others."""

_SAME = tuple(expand(name) for name in ("schema:sameAs", "owl:sameAs", "skos:exactMatch"))


@dataclass(frozen=True, slots=True)
class Condition:
    """What a property of the wanted thing should be."""

    property: Property
    values: tuple[str, ...]
    """Texts, or IRIs of things; as wanted by `quantifier`."""
    required: bool = False
    """Whether a candidate that does not agree is none."""
    quantifier: str = "any"
    """any, all or none of the values."""
    exact: bool = False
    """Whether it must be the same text, to the letter."""


@dataclass(frozen=True, slots=True)
class Query:
    """What is looked for."""

    name: str = ""
    types: tuple[Type, ...] = ()
    """Any of these; everything when empty."""
    conditions: tuple[Condition, ...] = ()
    ids: tuple[str, ...] = ()
    """IRIs or identifiers that it is known by."""
    limit: int = LIMIT


@dataclass(slots=True)
class Candidate:
    """A thing that may be meant."""

    thing: Thing
    iri: str
    card: Mapping[str, object]
    score: float
    """From 0 to 100."""
    features: dict[str, float] = field(default_factory=dict)
    """What the score was made of: how well the name and each property agree, from 0 to 100."""
    match: bool = False
    """Whether it is certainly the one that is meant."""

    @property
    def name(self) -> str:
        """What it is called."""
        return next(iter(names(self.card)), "")


def names(card: Mapping[str, object]) -> Sequence[str]:
    """Each name on a card, the preferred one first."""
    titles, others = card.get("titles"), card.get("other")
    # classes of JSON, for which Python need not ask what they implement
    found = list(titles.values()) if isinstance(titles, dict) else []
    return found + [text for text in others if isinstance(text, str)] if isinstance(others, list) else found


class Reconciler:
    """Answers queries from one release; `collection` keeps to what is in one collection, by its IRI."""

    def __init__(self, searcher: Searcher, reader: Reader, collection: str = "") -> None:
        self._searcher = searcher
        self._reader = reader
        self._facts = Facts(reader)
        self._collection = collection

    def candidates(self, query: Query) -> list[Candidate]:
        """The candidates, the likeliest first."""
        found = self._by_identifier(query)
        if query.name:
            self._by_name(query, found)
        elif query.conditions:
            self._by_properties(query, found)
        ranked = sorted(found.values(), key=_place)
        if query.conditions:
            ranked = self._weighed(query, ranked)
        ranked = [one for one in ranked if one.score >= WORTH]
        _decide(ranked)
        return ranked[: max(1, min(query.limit, MOST))]

    # ------------------------------------------------------------ where candidates come from

    def _by_identifier(self, query: Query) -> dict[str, Candidate]:
        """Things that have an identifier which was asked for."""
        asked = [text for text in (query.name, *query.ids) if text]
        asked += [v for c in query.conditions if c.property.sort == "identifier" for v in c.values]
        found: dict[str, Candidate] = {}
        for text in asked:
            for hit in self._identified(text):
                if self._fits(hit, query):
                    self._add(found, hit, 100.0, {"identifier": 100.0})
        return found

    def _identified(self, text: str) -> Iterable[Hit]:
        iri = self.iri_of(text)
        if iri:
            subjects = [s for p in _SAME for s in self._reader.pointing(iri, p, 0, 10)]
            yield from self._searcher.by_iri([iri, *subjects])
        yield from self._searcher.by_identifier(properties.spellings(text), LOOKED_AT)

    def iri_of(self, text: str) -> str:
        """The IRI that an identifier stands for: itself, or one of ours when it is `kind/key`."""
        kind, _, key = text.partition("/")
        if kind in KINDS and key:
            return Thing(kind, key).iri(self._reader.base)
        return text if text.startswith(("http://", "https://")) and not set(text) & set(' <>"{}|\\^`') else ""

    def _by_name(self, query: Query, found: dict[str, Candidate]) -> None:
        """Add the things whose names are near, kind by kind, so that none crowds out another."""
        context = [v for c in query.conditions if c.property.kind == "agent" for v in c.values]
        for kinds, schema_class in _wanted(query):
            unsure = kinds
            for slips in (False, True):
                best = dict.fromkeys(unsure, 0.0)
                for kind, hits in self._searcher.likely(
                    query.name, unsure, schema_class, self._collection, context, LOOKED_AT, slips=slips
                ):
                    for hit in hits:
                        if hit.iri not in found:
                            score = 100 * self._alike(query.name, kind, hit.card)
                            if score >= WORTH or query.conditions:
                                self._add(found, hit, score, {"name": round(score, 1)})
                        best[kind] = max(best[kind], found[hit.iri].score if hit.iri in found else 0.0)
                unsure = [kind for kind in unsure if best[kind] < GUESS]
                if not unsure:
                    break

    def _by_properties(self, query: Query, found: dict[str, Candidate]) -> None:
        """Add the things that have what a query without a name wants, anywhere."""
        text = " ".join(v for c in query.conditions for v in c.values)
        for kinds, schema_class in _wanted(query):
            for kind in kinds:
                for hit in self._searcher.mentioning(text, kind, schema_class, self._collection, LOOKED_AT):
                    if hit.iri not in found:
                        self._add(found, hit, 50.0, {})

    def _add(self, found: dict[str, Candidate], hit: Hit, score: float, features: dict[str, float]) -> None:
        found[hit.iri] = Candidate(hit.thing, hit.iri, hit.card, score, features)

    def _alike(self, asked: str, kind: str, card: Mapping[str, object]) -> float:
        """How alike the best of its names is; another name than the preferred one counts a little less."""
        compared = "organization" if kind == "agent" and not _is_person(card) else kind
        best = 0.0
        for place, name in enumerate(names(card)):
            score = types.similarity(compared, asked, name)
            best = max(best, score if place == 0 else score * 0.98)
        return best

    def _fits(self, hit: Hit, query: Query) -> bool:
        if self._collection and not self._is_part(hit.iri):
            return False
        thing = hit.thing
        classes = hit.card.get("types", ())
        return not query.types or any(
            thing.kind in type.kinds
            and (not type.schema_class or type.schema_class in classes or thing.kind == "organization")
            for type in query.types
        )

    def _is_part(self, iri: str) -> bool:
        part_of = expand("schema:isPartOf")
        return self._collection in self._reader.values(iri, part_of)

    # ------------------------------------------------------------ properties

    def _weighed(self, query: Query, ranked: Sequence[Candidate]) -> list[Candidate]:
        """Candidates with their properties in the score; those that lack a required one are left out."""
        most = max(WEIGHED, query.limit) * (2 if any(c.required for c in query.conditions) else 1)
        weight = sum(condition.property.weight for condition in query.conditions)
        kept = []
        # kind by kind, so that a query without a type weighs what one with a type does
        best: Counter[str] = Counter()
        number: Counter[str] = Counter()
        for one in ranked:
            kind = one.thing.kind
            number[kind] += 1
            hopeless = query.name and (one.score + 100 * weight) / (1 + weight) < best[kind] - BEHIND
            if hopeless or number[kind] > most:
                continue
            weighed = self._weigh(query, one)
            if weighed:
                kept.append(weighed)
                best[kind] = max(best[kind], int(weighed.score))
        return sorted(kept, key=_place)

    def _weigh(self, query: Query, one: Candidate) -> Candidate | None:
        asked = [c.property for c in query.conditions if not c.property.of or one.thing.kind in c.property.of]
        found = self._facts.read_all(one.iri, asked) if asked else []
        read = {property.id: facts for property, facts in zip(asked, found, strict=True)}
        known = [(condition, read.get(condition.property.id, [])) for condition in query.conditions]
        total, weight = (one.score, 1.0) if query.name else (0.0, 0.0)
        features = dict(one.features)
        certain = "identifier" in features
        for condition, facts in known:
            agreed = _agreement(condition, facts)
            if condition.required and agreed < 0.9:
                return None
            if not facts and condition.quantifier != "none":
                continue
            features[condition.property.id] = round(100 * agreed, 1)
            if condition.property.sort == "identifier" and agreed == 1.0 and condition.quantifier != "none":
                certain = True
            total += 100 * agreed * condition.property.weight
            weight += condition.property.weight
        score = 100.0 if certain else total / weight if weight else 0.0
        return replace(one, score=score, features=features)


def _wanted(query: Query) -> Iterable[tuple[Sequence[str], str]]:
    """The kinds that are looked through, with the class that their things must have."""
    return [(type.kinds, type.schema_class) for type in query.types] or [(KINDS, "")]


def _agreement(condition: Condition, facts: Sequence[Fact]) -> float:
    scores = [
        properties.best(condition.property, value, facts, exact=condition.exact) for value in condition.values
    ]
    if condition.quantifier == "none":
        return 0.0 if max(scores, default=0.0) >= 0.9 else 1.0
    return min(scores, default=0.0) if condition.quantifier == "all" else max(scores, default=0.0)


def _is_person(card: Mapping[str, object]) -> bool:
    classes = card.get("types")
    return not classes or (isinstance(classes, Sequence) and "Person" in classes)


def _place(one: Candidate) -> tuple[float, bool, str]:
    """The likeliest first; of all that are called just so the person, whom the others are named after."""
    named = one.thing.kind == "agent" and one.score >= CALLED_SO and _is_person(one.card)
    return (-100.0 if named else -one.score), not named, one.iri


def _decide(ranked: Sequence[Candidate]) -> None:
    """The first is a match when it is sure and no other comes near: nobody guesses between namesakes."""
    if not ranked:
        return
    first = ranked[0]
    others = ranked[1:]
    if "identifier" in first.features:
        # an edition and its work share identifiers; the more specific thing is meant
        others = [one for one in others if one.thing.kind == first.thing.kind]
    gap = first.score - max((one.score for one in others), default=0.0)
    sure = first.score >= SURE and gap >= NEAR
    alone = first.score >= ALONE and gap >= FAR and first.thing.kind in types.COMPARING
    first.match = sure or (alone and (first.thing.kind != "agent" or _is_person(first.card)))
