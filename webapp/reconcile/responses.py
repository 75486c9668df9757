"""The answers of the reconciliation service, in one language; most are the same in both versions."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from lod.rdf.iris import Thing
from lod.search.reconciliation.properties import Fact, Property, read
from lod.search.reconciliation.reconciler import Candidate
from lod.search.reconciliation.types import TYPES, Type
from lod.search.searcher import Hit
from webapp.http.json_bodies import Json
from webapp.languages import Wording
from webapp.reconcile.parsing import EXACT
from webapp.term_labels import CLASSES, KINDS

_DATE = "http://www.w3.org/2001/XMLSchema#date"
_DATE_TIME = "http://www.w3.org/2001/XMLSchema#dateTime"
_WHOLE = "http://www.w3.org/2001/XMLSchema#integer"
DESCRIBED = 140
"""Characters of a description."""


class ResponseBuilder:
    """Says candidates, suggestions and values in one language."""

    def __init__(self, wording: Wording) -> None:
        self._wording = wording
        self._language = wording.language

    # ------------------------------------------------------------ things

    def candidate(self, one: Candidate) -> dict[str, Any]:
        """A candidate with its score and what that is made of, as both versions want it."""
        features = [
            {"id": id, "name": self._feature(id), "value": round(value, 2)}
            for id, value in one.features.items()
        ]
        return {
            **self.thing(one.thing, one.card),
            "type": self.types(one.thing, one.card),
            "score": round(one.score, 2),
            "match": one.match,
            "features": features,
        }

    def thing(self, thing: Thing, card: Mapping[str, Any]) -> dict[str, Any]:
        """A thing: identifier, name, description."""
        said = {"id": f"{thing.kind}/{thing.key}", "name": self.name(card) or thing.key}
        description = self.description(thing, card)
        return {**said, "description": description} if description else said

    def suggestion(self, thing: Thing, hit: Hit) -> dict[str, Any]:
        """A thing in a list to choose from."""
        return {**self.thing(thing, hit.card), "notable": self.types(thing, hit.card)}

    def name(self, card: Mapping[str, Any]) -> str:
        """What a thing is called in this language, or in another."""
        titles = card.get("titles") or {}
        found = titles.get(self._language) or next(iter(titles.values()), "")
        return str(found)

    def description(self, thing: Thing, card: Mapping[str, Any]) -> str:
        """What tells it from its namesakes: makers, years, kind."""
        makers = ", ".join(name for _, name in card.get("makers", ())[:2])
        year, until = card.get("year"), card.get("until")
        years = (
            f"{year or ''}–{until or ''}" if thing.kind == "agent" and (year or until) else str(year or "")
        )
        pieces = [makers, years, str(card.get("note", "")), self.types(thing, card)[-1]["name"]]
        text = " · ".join(piece for piece in pieces if piece)
        return text if len(text) <= DESCRIBED else text[: DESCRIBED - 1].rstrip() + "…"

    def types(self, thing: Thing, card: Mapping[str, Any]) -> list[dict[str, str]]:
        """The kind of a thing and its classes."""
        kind = {"id": thing.kind, "name": self._wording.text(KINDS.get(thing.kind, thing.kind))}
        return [kind, *({"id": name, "name": self.of_class(name)} for name in card.get("types", ()))]

    # ------------------------------------------------------------ types and properties

    def type(self, one: Type) -> dict[str, str]:
        """A type with its name."""
        return {"id": one.id, "name": one.names.get(self._language) or self.of_class(one.id)}

    def default_types(self) -> list[dict[str, str]]:
        """The types that are offered first."""
        return [self.type(one) for one in TYPES]

    def of_class(self, name: str) -> str:
        """What a class of Schema.org is called."""
        label = CLASSES.get(f"schema:{name}")
        return self._wording.text(label) if label else name

    def property(self, one: Property) -> dict[str, str]:
        """A property with its name."""
        return {"id": one.id, "name": one.names.get(self._language, one.id)}

    def qualified(self, one: Property) -> dict[str, Any]:
        """A property, with the ways of matching that it knows."""
        exact = {"nl": "Precies deze tekst", "en": "Exactly this text"}[self._language]
        return {**self.property(one), "matchQualifiers": [{"id": EXACT, "name": exact}]}

    def _feature(self, id: str) -> str:
        known = {"name": ("Naam", "Name"), "identifier": ("Nummer", "Identifier")}
        if id in known:
            return known[id][self._language != "nl"]
        property = read(id)
        return property.names.get(self._language, id) if property else id

    # ------------------------------------------------------------ values

    def value(self, fact: Fact, settings: Mapping[str, Json], kept: Thing | None) -> dict[str, Any]:
        """A value of a property; `kept` is the thing of ours that it is, if any."""
        if kept is not None and settings.get("values") != "names":
            return {"id": f"{kept.kind}/{kept.key}", "name": fact.text}
        if fact.datatype == _DATE and len(fact.text) == 10 and fact.text[:4].isdigit():
            return {"date": f"{fact.text}T00:00:00"}
        if fact.datatype == _DATE_TIME and len(fact.text) >= 19:
            return {"date": fact.text}
        if fact.datatype == _WHOLE and fact.text.lstrip("-").isdigit():
            return {"int": int(fact.text)}
        return {"str": fact.text}


def matching(found: Iterable[Mapping[str, Any]], wanted: str, limit: int) -> list[Mapping[str, Any]]:
    """Those whose name or identifier begins with what was typed, or has it somewhere; the former first."""
    text = wanted.casefold().strip()
    ranked: list[tuple[int, int, Mapping[str, Any]]] = []
    for place, one in enumerate(found):
        name, id = str(one["name"]).casefold(), str(one["id"]).casefold()
        words: Sequence[str] = name.split()
        if not text or name.startswith(text) or id.startswith(text):
            ranked.append((0, place, one))
        elif any(word.startswith(text) for word in words) or text in name:
            ranked.append((1, place, one))
    return [one for _, _, one in sorted(ranked, key=lambda row: row[:2])][:limit]
