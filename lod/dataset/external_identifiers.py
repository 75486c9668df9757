"""Identifiers of others as people have them: copied from a browser, or with the name of the file before."""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import unquote

import stdnum.exceptions
import stdnum.isbn
import stdnum.isni
import stdnum.issn

from lod.mapping.functions.authority_identifiers import authority

_ENCODED = re.compile(r"https?%3A", re.IGNORECASE)
_NOT_IRI = re.compile(r'[\x00-\x20<>"{}|\\^`]')
_SHORT = re.compile(r"([A-Za-z][A-Za-z-]*)\s*:\s*([^/].*)\Z")
_ITEM = re.compile(r"Q[1-9][0-9]*\Z")
_ISNI = re.compile(r"(?:ISNI[:\s]*)?((?:[0-9]{4}[ -]?){3}[0-9]{3}[0-9Xx])\Z", re.IGNORECASE)
_PAGES = tuple(
    (re.compile(rf"https?://(?:www\.|m\.)?{pattern}", re.IGNORECASE), instead)
    for pattern, instead in (
        (r"getty\.edu/vow/(AAT|ULAN|TGN)FullDisplay\?(?:.*&)?subjectid=([0-9]+).*", r"(\1)\2"),
        (r"data\.bibliotheken\.nl/doc/thes/(p[0-9X]+).*", r"http://data.bibliotheken.nl/id/thes/\1"),
        (r"wikidata\.org/wiki/Special:EntityData/(Q[0-9]+).*", r"(wikidata)\1"),
        (r"wikidata\.org/(?:wiki|entity)/(Q[0-9]+).*", r"(wikidata)\1"),
        (r"viaf\.org/(?:[a-z-]+/)?viaf/([0-9]+).*", r"(viaf)\1"),
        (r"rkd\.nl/(?:[a-z]{2}/)?(?:explore/)?artists/([0-9]+).*", r"(rkd)\1"),
        (r"geonames\.org/([0-9]+)(?:/.*)?", r"(geonames)\1"),
    )
)
"""Pages on which people find an identifier, and how a record would say it."""
_OF_PAGE = re.compile(r"(?:#.*|\?.*|/about(?:/.*|\.rdf)?|\.(?:html?|json|jsonld|rdf|ttl|nt|xml))\Z")
"""What stands behind an identifier in the address of a page or a file."""

_OCLC = re.compile(
    r"(?:https?://(?:www\.|search\.)?worldcat\.org/(?:[a-z]{2}/)?(?:title/(?:[^/]+/)?)?(?:oclc/)?"
    r"|\(OCoLC\)\s*(?:oc[mn]|on)?|oclc:?\s*|oc[mn]|on)\s*0*(\d+)(?:[?#].*)?\Z",
    re.IGNORECASE,
)
_NAMED = re.compile(
    r"(?:urn:)?(?:(isbn|issn|ppn)(?:-1[03])?[:\s]|\((ppn)\)|https?://(?:portal|urn)\.(issn)\.org/\S*issn[:/])\s*(.+)\Z",
    re.IGNORECASE,
)


def iris(text: str) -> list[str]:
    """An IRI as its source spells it, and in the ways in which it may stand in records.

    >>> iris("https://www.wikidata.org/wiki/Q42")[0], iris("aat:300033618")[0]
    ('http://www.wikidata.org/entity/Q42', 'http://vocab.getty.edu/aat/300033618')
    """
    if _ENCODED.match(text):
        text = unquote(text)
    known = next(filter(None, map(authority, _as_in_records(text))), None)
    found = [known.iri, known.thing] if known else []
    if text.startswith(("http://", "https://")) and not _NOT_IRI.search(text):
        found.append(text)
    more = []
    for iri in found:
        bare = iri.partition("://")[2]
        for start in ("http://", "https://"):
            more += [start + bare, start + bare.rstrip("/"), start + bare.rstrip("/") + "/"]
    return list(dict.fromkeys([*found, *more]))


def _as_in_records(text: str) -> Iterator[str]:
    """An identifier as it is, and as records would say what people copied."""
    yield text
    if text.startswith(("http://", "https://")):
        for pattern, instead in _PAGES:
            if hit := pattern.fullmatch(text):
                yield hit.expand(instead)
        yield _OF_PAGE.sub("", text)
    elif _ITEM.match(text):
        yield f"(wikidata){text}"
    elif (hit := _ISNI.match(text)) and stdnum.isni.is_valid(hit[1]):
        yield f"(isni){hit[1].upper()}"
    elif hit := _SHORT.match(text):
        yield from (f"({name}){hit[2]}" for name in (hit[1], hit[1].lower(), hit[1].upper()))
    else:
        yield f"(lccn){text}"


def numbers(text: str) -> list[str]:
    """A number in the ways in which it may stand in our data.

    >>> numbers("urn:isbn:90-254-9864-7")
    ['9789025498641', '9025498647']
    >>> numbers("ISSN 0317-8471"), numbers("http://www.worldcat.org/oclc/1234")[:2]
    (['0317-8471', '03178471'], ['1234', '(OCoLC)1234'])
    """
    named = _NAMED.match(text)
    sort = next((name.lower() for name in named.groups()[:3] if name), "") if named else ""
    value = named[4].strip() if named else text
    oclc = _OCLC.match(text)
    if oclc:
        number = oclc[1]
        # ocm has eight digits, ocn nine, on all that came later
        start = "ocm" if len(number) <= 8 else "ocn" if len(number) == 9 else "on"
        return [number, f"(OCoLC){number}", f"{start}{number.zfill(8)}"]
    if value.startswith(("http://", "https://")):
        return []
    for name, read in (("isbn", _isbn), ("issn", _issn)):
        if sort in ("", name) and (found := read(value)):
            return found
    return list(dict.fromkeys([value, value.upper()])) if value else []


def _isbn(text: str) -> list[str]:
    try:
        thirteen = stdnum.isbn.validate(text, convert=True)
    except stdnum.exceptions.ValidationError:
        return []
    found = [thirteen]
    if thirteen.startswith("978"):
        found.append(stdnum.isbn.to_isbn10(thirteen))
    return [stdnum.isbn.compact(one) for one in found]


def _issn(text: str) -> list[str]:
    try:
        number = stdnum.issn.validate(text)
    except stdnum.exceptions.ValidationError:
        return []
    return [stdnum.issn.format(number), number]
