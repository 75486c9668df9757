"""What is suggested below the search box of a page: a title that many editions have is suggested once."""

from __future__ import annotations

from dataclasses import dataclass

from lod.search.searcher import Hit, Searcher
from webapp.pages.cards import Card, Cards
from webapp.pages.things.same_names import once

SHOWN = 8
"""So many are suggested: they can be looked over without scrolling."""
_LOOKED_AT = 32
"""Of so many things, for editions of one work are called the same."""
_KINDS = ("work", "instance", "object", "agent", "subject", "genre", "place", "organization", "collection")


@dataclass(frozen=True, slots=True)
class Suggestions:
    """What is suggested."""

    cards: tuple[Card, ...]


def suggested(cards: Cards, searcher: Searcher, text: str) -> tuple[Card, ...]:
    """The cards of things that begin with what was typed; a work stands for its editions."""
    hits = searcher.suggest(text, _KINDS, _LOOKED_AT)
    works = {_called(hit) for hit in hits if hit.thing.kind == "work"}
    wanted = (hit for hit in hits if hit.thing.kind != "instance" or _called(hit) not in works)
    return tuple(cards.of_hit(hit) for hit in once(wanted, _called)[:SHOWN])


def _called(hit: Hit) -> tuple[str, str]:
    """Its name and first maker; of what has none, its kind; of a person itself, for they have namesakes."""
    if hit.thing.kind == "agent":
        return hit.iri, ""
    name = next(iter(hit.card.get("titles", {}).values()), hit.iri).casefold()
    maker = next((str(one[0]) for one in hit.card.get("makers", ())), "")
    return name, maker or {"work": "", "instance": ""}.get(hit.thing.kind, hit.thing.kind)
