"""The forms in which an answer may come, and which of them a client gets."""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache

from lod.rdf.formats import GRAPHS, HTML, RESULTS, Format
from webapp.http.negotiation import LONGEST, NothingFits, choose
from webapp.sparql.errors import Refusal

STATEMENTS = tuple(
    replace(f, aliases=(*f.aliases, "application/json")) if f.suffix == "jsonld" else f for f in GRAPHS
)
"""Forms of statements; who asks for JSON gets JSON-LD."""
_ALSO = {
    "turtle": "ttl",
    "n3": "ttl",
    "json-ld": "jsonld",
    "rdf+xml": "rdf",
    "rdfxml": "rdf",
    "ntriples": "nt",
    "nquads": "nq",
}
"""How clients call formats besides: these are SPARQLWrapper's names, and some that are often seen."""
_SAME = {"json": "jsonld", "xml": "rdf", "jsonld": "json", "rdf": "xml"}
"""What `format=` means for the other kind of answer."""
_DESCRIPTIONS = (*GRAPHS, HTML)
_ALL = (HTML, *RESULTS, *GRAPHS)


def for_answer(name: str, accept: str, *, statements: bool) -> Format:
    """The form of an answer, as `chosen` says; clients ask for the same ones over and over."""
    found = _chosen if len(name) + len(accept) < LONGEST else _chosen.__wrapped__
    return found(name, accept, statements)


@lru_cache(1_024)
def _chosen(name: str, accept: str, statements: bool) -> Format:  # a keyword would cost as much as it saves
    return chosen(name, accept, STATEMENTS if statements else RESULTS)


def chosen(name: str, accept: str, offered: tuple[Format, ...]) -> Format:
    """The form that `format=` names, or else the one that Accept asks for.

    >>> chosen("xml", "", STATEMENTS).suffix, chosen("text/csv", "", RESULTS).suffix
    ('rdf', 'csv')
    """
    found = _named(name, offered) if name else None
    if found is None and (not name or accept.strip() not in ("", "*/*")):
        # a client library may name what it prefers, and say in Accept what else it takes
        try:
            return choose(accept, offered)
        except NothingFits:
            pass
    if found is None:
        missing = f"there is no format {name[:60]!r} for this answer; " if name else ""
        raise Refusal(406, f"{missing}it comes as {_names(offered)}")
    return found


def _named(name: str, offered: tuple[Format, ...]) -> Format | None:
    suffix = _ALSO.get(name, name)
    for form in offered:
        if form.suffix == suffix or name in form.media_types:
            return form
    return next((form for form in offered if form.suffix == _SAME.get(suffix)), None)


def _names(offered: tuple[Format, ...]) -> str:
    return ", ".join(f"{f.suffix} ({f.media_type})" for f in offered)


def for_description(accept: str) -> Format:
    """The form of the service description, or HTML for a browser."""
    try:
        return choose(accept, _DESCRIPTIONS)
    except NothingFits as error:
        raise Refusal(400, "the parameter query is missing") from error


def is_browser(accept: str) -> bool:
    """Whether a browser asks: it names HTML, and likes nothing of ours better."""
    try:
        return "html" in accept and choose(accept, _ALL) is HTML
    except NothingFits:
        return False
