"""How to name a thing in a footnote."""

from __future__ import annotations

from lod.store.documents import TYPE
from webapp.languages import N_
from webapp.pages.archives import ARCHIVED, number_of
from webapp.pages.facts import Facts
from webapp.pages.headings import Heading, Maker
from webapp.pages.holdings import Holdings
from webapp.pages.tree import Branch, top
from webapp.pages.words import Words, shorten


def citation(
    facts: Facts,
    head: Heading,
    who: tuple[Maker, ...],
    out: tuple[str, ...],
    parts: tuple[Words, ...],
    stands: Branch | None,
    copies: Holdings | None,
) -> tuple[str, ...]:
    """What a thing is called, who made it, what it is from and its URI; of archival material what it is
    asked for by.
    """
    title = shorten(head.full, 300)
    if stands and ARCHIVED in facts.document.iris(TYPE):
        steps = (*_reference(facts, title, stands, copies), facts.document.iri)
    else:
        names = "; ".join(m.name.text for m in who[:3])
        steps = (names, title, *out[:1], *(p.text for p in parts[-1:]), facts.document.iri)
    return tuple(step for one in steps if (step := one.rstrip(". ")))


def _reference(facts: Facts, title: str, stands: Branch, copies: Holdings | None) -> tuple[str, ...]:
    """The archive, the fonds and its number, the number in it: as an inventory is cited."""
    kept = copies.copies if copies and copies.is_told else ()  # not who only described it
    holder = next((one.holder.text for one in kept if one.holder), "")
    own = number_of(facts.document.iri, facts.reader)
    if not stands.above:
        return holder, f"{title} ({own})" if own else title
    number = number_of(top(facts.document, facts.reader), facts.reader)
    whole = f"{stands.above[0].text} ({number})" if number else stands.above[0].text
    place = [facts.wording.text(N_("no. %(number)s")) % {"number": own}] if own else []
    place = place or [words.text for words in stands.above[1:]]
    return holder, whole, *place, "" if title == own else title
