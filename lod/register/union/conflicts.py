"""Of what records say differently of one thing, what a thing may have once only.

A thing has one name in each language, whatever its records call it. Which one it is follows from the names
alone, so that neither the order of the records nor the history of the register has a say in it.
"""

from __future__ import annotations

from lod.rdf.ntriples import iri

_NAME, _OTHER_NAME = iri("schema:name"), iri("schema:alternateName")
IN_EACH_LANGUAGE = {
    _NAME: _OTHER_NAME,
    iri("schema:size"): iri("schema:materialExtent"),
}
"""Properties of which a thing has one in each language, and what another one becomes."""

AT_ALL = {
    iri("schema:dateCreated"): iri("schema:temporal"),
    iri("schema:birthDate"): b"",
    iri("schema:deathDate"): b"",
    iri("bf:mainTitle"): iri("rdfs:label"),
}
"""Properties of which a thing has one, and what another becomes: nothing, when it says it less exactly."""

TITLE = b"#title>"
"""The part that is looked at besides the thing itself: names of other parts follow from what they say."""

ONCE = IN_EACH_LANGUAGE | AT_ALL


def resolve(lines: frozenset[bytes]) -> frozenset[bytes]:
    """The statements about a thing and its parts, in which none has twice what it may have once.

    >>> a = b'<urn:a> <https://schema.org/name> "%b"@nl .'
    >>> sorted(line.split(b"/")[3] for line in resolve(frozenset([a % b"MAX", a % b"Max"])))
    [b'alternateName> "MAX"@nl .', b'name> "Max"@nl .']
    """
    over = {key: some for key, some in _once(lines).items() if len(some) > 1}
    if not over:
        return lines
    found = set(lines)
    for (subject, predicate, *_), some in over.items():
        best = min(some, key=_rank)
        for object in some:
            if object != best:
                found.discard(b"%b %b %b" % (subject, predicate, object))
                if ONCE[predicate]:
                    found.add(b"%b %b %b" % (subject, ONCE[predicate], object))
        if predicate == _NAME:  # what is the name is not another name too
            found.discard(b"%b %b %b" % (subject, _OTHER_NAME, best))
    return frozenset(found)


def _once(lines: frozenset[bytes]) -> dict[tuple[bytes, ...], list[bytes]]:
    """What a thing (or its title) may have once: objects by subject, predicate and, if need be, language."""
    groups: dict[tuple[bytes, ...], list[bytes]] = {}
    for line in lines:
        subject, predicate, object = line.split(b" ", 2)
        if predicate not in ONCE or (b"#" in subject and not subject.endswith(TITLE)):
            continue
        key = (object[object.rindex(b'"') :],) if predicate in IN_EACH_LANGUAGE else ()
        groups.setdefault((subject, predicate, *key), []).append(object)
    return groups


def _rank(object: bytes) -> tuple[bool, int, int, bytes]:
    """The best first: not in capitals only, with its accents, as exact as can be."""
    text = object[: object.rindex(b'"')].decode().strip('"') if b'"' in object else object.decode()
    marks = sum(not sign.isascii() for sign in text)
    return text.isupper(), -marks, -len(text), object
