"""What is told of a thing in sentences: in which order, and how much of it at once."""

from __future__ import annotations

from collections.abc import Iterator

from lod.store.documents import Text, Value
from webapp.languages import N_
from webapp.pages.labels import TextSpan
from webapp.pages.things.headings import Heading
from webapp.pages.things.property_values import Facts

_SORTS = {"phystech", "appraisal", "accruals", "processinfo"}
"""Of notes in finding aids: "None." of accruals."""
AT_ONCE = 1200
"""So many characters of a description are shown at once, in whole paragraphs, and one paragraph at least."""


def described(facts: Facts, head: Heading) -> tuple[TextSpan, ...]:
    """The descriptions in the language of the page, or else all; the others are said at the end.

    They have no order of their own: what is said to be the summary comes first, and then the longest, which
    says most. What the title says is not said again; some notes are left to the table.
    """
    found = facts.texts("schema:description", "schema:abstract", "bf:summary")
    summaries = [facts.say(v) for v in facts.take("bf:summary", "schema:abstract") if isinstance(v, str)]
    brief = {t.value for t in facts.texts("schema:abstract")}
    language = facts.wording.language
    own = [t for t in found if t.language.split("-")[0] in ("", language)]
    if own and len(own) < len(found):
        facts.later(N_("Description"), [t for t in found if t not in own])
    told = (*facts.say_all(own or found), *summaries)
    noted = _noted(facts)
    facts.leave(noted)
    apart = {head.full.rstrip(" ."), *noted}
    news = [t for t in told if not {t.text, t.text.rstrip(" .")} & apart]
    news.sort(key=lambda t: (t.text not in brief, -len(t.text)))
    return tuple(t._replace(text=line) for t in news for line in paragraphs(t.text))


def _noted(facts: Facts) -> set[str]:
    """Notes that say little without the name of what they are about, which the table has beside them."""
    parts = [str(part) for part in facts.values("bf:note")]
    sorts = {part: {str(_value(sort)) for sort in facts.values("bf:noteType", part)} for part in parts}
    return {
        _value(text) for part in parts if sorts[part] & _SORTS for text in facts.values("rdfs:label", part)
    }


def _value(value: Value) -> str:
    return value.value if isinstance(value, Text) else value


def paragraphs(text: str) -> Iterator[str]:
    """The lines of a text; one that is far too long to read at once in two, at the end of a sentence.

    >>> list(paragraphs("One.\\n\\nTwo."))
    ['One.', 'Two.']
    >>> [len(each) for each in paragraphs("A sentence of words. " * 100)]
    [1196, 902]
    """
    for line in filter(None, map(str.strip, text.splitlines())):
        end = line.rfind(". ", 0, AT_ONCE) + 1 if len(line) > AT_ONCE * 3 // 2 else 0
        yield from filter(None, (line[:end], line[end:].lstrip()))


def at_once(description: tuple[TextSpan, ...]) -> int:
    """How many paragraphs of a description are shown at once; a short end is not worth asking for."""
    read = 0
    for number, paragraph in enumerate(description):
        left = sum(len(p.text) for p in description[number:])
        if number and read + len(paragraph.text) > AT_ONCE and left > AT_ONCE // 4:
            return number
        read += len(paragraph.text)
    return len(description)
