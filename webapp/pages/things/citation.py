"""How to name a thing in a footnote."""

from __future__ import annotations

from webapp.languages import N_
from webapp.pages.labels import TextSpan, shorten
from webapp.pages.things.archives import ARCHIVED, number_of
from webapp.pages.things.headings import Heading
from webapp.pages.things.hierarchy import Branch, top
from webapp.pages.things.holdings import Holdings
from webapp.pages.things.makers import Maker
from webapp.pages.things.property_values import Facts


def citation(
    facts: Facts,
    head: Heading,
    who: tuple[Maker, ...],
    out: tuple[TextSpan, ...],
    parts: tuple[TextSpan, ...],
    stands: Branch | None,
    copies: Holdings | None,
) -> tuple[TextSpan, ...]:
    """What a thing is called, who made it, what it is from and its URI; of archival material what it is
    asked for by.
    """
    title = head.title._replace(text=shorten(head.full, 300))
    if stands and ARCHIVED in facts.types:
        steps = (*_reference(facts, title, stands, copies), TextSpan(facts.document.iri))
    else:
        steps = (_together(who), title, *out[:1], *parts[-1:], TextSpan(facts.document.iri))
    return tuple(TextSpan(step, one.lang, one.dir) for one in steps if (step := one.text.rstrip(". ")))


def _together(who: tuple[Maker, ...]) -> TextSpan:
    """The makers in one step, in their language where they are all of one."""
    names = [maker.name for maker in who[:3]]
    tags = {(name.lang, name.dir) for name in names}
    return TextSpan("; ".join(name.text for name in names), *(tags.pop() if len(tags) == 1 else ()))


def _reference(
    facts: Facts, title: TextSpan, stands: Branch, copies: Holdings | None
) -> tuple[TextSpan, ...]:
    """The archive, the fonds and its number, the number in it: as an inventory is cited."""
    kept = copies.copies if copies and copies.is_told else ()  # not who only described it
    holder = next((one.holder for one in kept if one.holder), TextSpan(""))
    own = number_of(facts.document.iri, facts.reader)
    if not stands.above:
        return holder, title._replace(text=f"{title.text} ({own})") if own else title
    number = number_of(top(facts.document, facts.reader), facts.reader)
    above = stands.above[0]
    whole = above._replace(text=f"{above.text} ({number})") if number else above
    place = [TextSpan(facts.wording.text(N_("no. %(number)s")) % {"number": own})] if own else []
    return holder, whole, *(place or stands.above[1:]), TextSpan("") if title.text == own else title
