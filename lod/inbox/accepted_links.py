"""What a site says of the links that it accepted, as records that `lod publish` publishes with others.

One record for each page that links to us. A page about a thing is its schema:subjectOf; one that only
mentions it is its dcterms:isReferencedBy. The page has a name and a class, and nothing else is said of it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from urllib.parse import urlsplit

from lod.inbox.box import Link
from lod.rdf.literals import language_tag, literal
from lod.rdf.namespaces import expand

PROPERTIES: Mapping[str, str] = {
    "about": expand("schema:subjectOf"),
    "mentions": expand("dcterms:isReferencedBy"),
}
"""What a link means → the property by which our thing points to the page."""


def records(
    links: Sequence[Link], base: str, language: str, there: Callable[[Iterable[str]], Mapping[str, str]]
) -> Iterator[bytes]:
    """N-Triples of each page that links to a thing that is there.

    `there` gives for names of things (`kind/key`) the names to speak of them by; of those that are gone none.
    """
    things = {one.number: f"{one.told.thing.kind}/{one.told.thing.key}" for one in links}
    called_now = there(sorted({*things.values()}))
    pages: dict[str, list[Link]] = {}
    for one in links:
        if things[one.number] in called_now:
            pages.setdefault(one.told.source, []).append(one)
    for source in sorted(pages):
        some = pages[source]
        lines = [f"<{source}> <{expand('rdf:type')}> <{expand('schema:CreativeWork')}> ."]
        lines += dict.fromkeys(
            f"<{base}id/{called_now[things[one.number]]}> <{PROPERTIES[one.told.relation]}> <{source}> ."
            for one in some
        )
        newest = some[-1].told
        tag = language_tag(newest.language) or language
        lines.append(f"<{source}> <{expand('schema:name')}> {literal(newest.title or called(source), tag)} .")
        yield ("\n".join(lines) + "\n").encode()


def called(source: str) -> str:
    """What a page without a title is called: its host and the end of its path.

    >>> called("https://museum.example/objects/12?lang=nl")
    'museum.example/…/12'
    """
    parts = urlsplit(source)
    steps = [step for step in parts.path.split("/") if step]
    middle = "/…/" if len(steps) > 1 else "/"
    return parts.netloc + (middle + steps[-1] if steps else "")
