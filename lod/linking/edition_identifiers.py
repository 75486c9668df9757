"""Identifiers of an edition, in one spelling each; those that are of something else are left out.

An ISBN on a record may be that of the whole set, of another volume, of the electronic book beside the printed
one, or wrong. What says so is the remark behind it, its status and its check digit.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from stdnum import ean, isbn, issn
from stdnum.exceptions import ValidationError

from lod.linking.statement_index import Values, literal_text, local_name
from lod.linking.text_normalization import normalized
from lod.linking.text_normalization import numbers as numbered
from lod.rdf.ntriples import iri

_TYPE, _VALUE, _QUALIFIER, _STATUS = iri("rdf:type"), iri("rdf:value"), iri("bf:qualifier"), iri("bf:status")
_IDENTIFIED = iri("bf:identifiedBy")
_SOURCES = (iri("bf:source"), iri("bf:assigner"))
_SCHEMES = {
    iri(f"bf:{name}"): name.lower()
    for name in (
        "Isbn",
        "Issn",
        "Lccn",
        "Nbn",
        "Doi",
        "Ean",
        "Upc",
        "Ismn",
        "OclcNumber",
        "Hdl",
        "Urn",
        "Local",
    )
}
UNION_FILES = frozenset(
    (
        *("at-obv", "ch-zusls", "nl-leocl", "nl-aaocl"),
        *("de-101", "de-576", "de-599", "de-600", "de-601", "de-602", "de-603", "de-604", "de-605", "de-627"),
    )
)
"""Union and national files whose numbers libraries share; a number in a system of their own says nothing."""

_NUMBERS = re.compile(r"[\dXx][\dXx\s-]{6,20}")
_SET = re.compile(r"\b(?:set|compl|complete|gesamt|serie|series|reeks|verz|collection|insgesamt)\b")
_VOLUME = re.compile(r"\b(?:v|vol|volume|dl|deel|bd|band|t|tome|part|pt|teil|no|nr)\b\.?\s*([\dIVXivx]+)")
_ELECTRONIC = re.compile(
    r"\b(?:e\s?book|ebook|epub|pdf|online|electronic|elektronisch|kindle|mobi|web|digital|cd)\b"
)
_PRINTED = re.compile(
    r"\b(?:print|hardcover|hardback|hbk|hc|paperback|pbk|paper|cloth|geb|ing|bound|softcover|gedrukt)\b"
)


def found(of: Values, form: str) -> tuple[tuple[str, ...], str]:
    """Identifiers of an edition in this form, and the volume that the remark behind its only ISBN names."""
    # Other parts have numbers too: of what it was printed from, of its electronic version, of its series.
    own = {object[object.find(b"#") + 1 : -1] for part, object in of[_IDENTIFIED] if not part}
    parts = {
        part: _Number(_SCHEMES[object]) for part, object in of[_TYPE] if part in own and object in _SCHEMES
    }
    for part, object in of[_VALUE]:
        if part in parts:
            parts[part].values.append(literal_text(object))
    for part, object in of[_QUALIFIER]:
        if part in parts:
            parts[part].remark(literal_text(object))
    for part, _ in of[_STATUS]:
        parts.pop(part, None)
    for predicate in _SOURCES:
        for part, object in of[predicate]:
            if part in parts:
                parts[part].sources.append(local_name(object).casefold())
    told = parts.values()
    volumes = {one.volume for one in told if one.scheme == "isbn"}
    ids = {id for one in told if one.fits(form) and (not one.volume or len(volumes) == 1) for id in one.ids()}
    if not any(one.scheme == "isbn" for one in told):
        ids |= {f"isbn:{literal_text(o)}" for part, o in of[iri("schema:isbn")] if not part}
    ids |= {f"issn:{literal_text(o)}" for part, o in of[iri("schema:issn")] if not part}
    return tuple(sorted(ids)), volumes.pop() if len(volumes) == 1 else ""


class _Number:
    """One identifier as statements tell it."""

    def __init__(self, scheme: str) -> None:
        self.scheme = scheme
        self.values: list[str] = []
        self.sources: list[str] = []
        self.volume = ""
        self._of_set = self._electronic = self._printed = False

    def remark(self, text: str) -> None:
        """Note what a remark behind the number says that it is of."""
        told = normalized(text)
        hit = _VOLUME.search(text.casefold())
        self.volume = numbered(hit[1]) if hit else self.volume
        self._of_set |= bool(_SET.search(told))
        self._electronic |= bool(_ELECTRONIC.search(told))
        self._printed |= bool(_PRINTED.search(told))

    def fits(self, form: str) -> bool:
        """Whether the number is of this edition in this form, and not of a set or of another form."""
        if self._of_set:
            return False
        return not self._printed if form == "online" else not self._electronic

    def ids(self) -> Iterator[str]:
        """The number, in one spelling."""
        for value in self.values:
            if self.scheme == "local":  # only with the name of the file that it is from
                yield from (
                    f"{source.casefold()}:{value}"
                    for source in self.sources
                    if value and source.casefold() in UNION_FILES
                )
            elif self.scheme == "nbn":
                yield from (f"nbn:{source}:{value}" for source in self.sources if value)
            elif number := normal(self.scheme, value):
                yield f"{self.scheme}:{number}"


@lru_cache(maxsize=50_000)
def normal(scheme: str, value: str) -> str:
    """A number in one spelling; empty when its check digit is wrong.

    >>> normal("isbn", "90 214 1383 3"), normal("isbn", "9021413834"), normal("oclcnumber", "ocm00012345 ")
    ('9789021413839', '', '12345')
    >>> normal("lccn", "sn 85000678 /AC"), normal("doi", "https://doi.org/10.1000/ABC")
    ('sn85000678', '10.1000/abc')
    """
    try:
        if scheme == "isbn":
            hit = _NUMBERS.match(value.strip())
            return isbn.to_isbn13(isbn.validate(hit[0])).replace("-", "") if hit else ""
        if scheme == "issn":
            return str(issn.validate(value))
        if scheme in ("ean", "upc"):
            return str(ean.validate(value.rjust(13, "0") if scheme == "upc" else value))
    except ValidationError:
        return ""
    if scheme == "oclcnumber":
        return re.sub(r"\D", "", value).lstrip("0")
    if scheme == "lccn":
        return re.sub(r"\s", "", value.partition("/")[0]).casefold()
    if scheme == "doi":
        return re.sub(r"(?i)^(?:https?://(?:dx\.)?doi\.org/|doi:\s*)", "", value.strip()).casefold()
    return re.sub(r"[\s-]", "", value).casefold()
