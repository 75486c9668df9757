"""The record: what a source holds, in one shape for every format.

A record is a list of fields. A field has a tag, indicators, subfields, and may have fields in it:

=========  =======================  =====================  =======================  ==================
           tag                      indicators             subfields                fields
=========  =======================  =====================  =======================  ==================
MARC       ``245``                  two characters         ``("a", "Max Havelaar")``  none
MARC 00X   ``008``                  ``""``                 ``("", "230102s1860…")``   none
PICA+      ``028C``                 occurrence, ``"01"``   as MARC                  none
XML        local name of element    ``""``                 ``("@lang", "nl")``,       child elements
                                                           own text ``("", "…")``
JSON, CSV  key, column              ``""``                 value ``("", "…")``        nested objects
=========  =======================  =====================  =======================  ==================
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TypeAlias


class Field:
    """One field of a record; see the table above.

    >>> f = Field("245", "10", [("a", "Max Havelaar /"), ("c", "Multatuli.")])
    >>> f.first("c"), f.all("a"), f.first("b")
    ('Multatuli.', ['Max Havelaar /'], '')
    >>> str(f)
    '245 10 $aMax Havelaar /$cMultatuli.'
    """

    __slots__ = ("fields", "indicators", "subfields", "tag")

    def __init__(
        self,
        tag: str,
        indicators: str,
        subfields: list[tuple[str, str]],
        fields: list[Field] | None = None,
    ) -> None:
        self.tag = tag
        self.indicators = indicators
        self.subfields = subfields
        self.fields = fields

    def all(self, code: str) -> list[str]:
        """Values of each subfield with this code, in order."""
        return [value for c, value in self.subfields if c == code]

    def first(self, code: str) -> str:
        """Value of the first subfield with this code, or the empty string."""
        for c, value in self.subfields:
            if c == code:
                return value
        return ""

    @property
    def text(self) -> str:
        """Own text: the value of a control field, an XML element or a JSON key."""
        return self.first("")

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Field):
            return NotImplemented
        return (self.tag, self.indicators, self.subfields, self.fields or []) == (
            other.tag,
            other.indicators,
            other.subfields,
            other.fields or [],
        )

    __hash__ = None  # type: ignore[assignment]  # a field can be changed, so it is no key

    def __str__(self) -> str:
        own = "".join(f"${c}{v}" if c else v for c, v in self.subfields)
        inner = "".join(f" [{f}]" for f in self.fields or ())
        return f"{self.tag} {self.indicators + ' ' if self.indicators else ''}{own}{inner}"

    __repr__ = __str__


@dataclass(slots=True)
class Record:
    """One readable record of a source."""

    format: str
    """Name of the format in the table of lod/sources: "marc21", "marcxml", …"""
    id: str
    """Its identifier in the source (MARC 001, PPN, …); empty when it has none."""
    leader: str
    """MARC leader, 24 characters; empty in formats without one."""
    fields: list[Field]
    source: str = ""
    """Name of the file, URL or harvest it was read from."""
    position: int = 0
    """Its number in the source, from 1."""
    raw: bytes = b""
    """Its bytes as they came: what the register keeps and what is published as the source record."""
    warnings: list[str] = field(default_factory=list)
    """What the reader repaired, one sentence each."""

    @property
    def name(self) -> str:
        """How messages call it: source, number and id."""
        return f"{self.source} record {self.position}" + (f" (id {self.id})" if self.id else "")

    def all(self, tag: str) -> list[Field]:
        """Fields with this tag, in order."""
        return [f for f in self.fields if f.tag == tag]


@dataclass(frozen=True, slots=True)
class Unreadable:
    """A stretch of a source that is not a readable record: set aside, counted, never dropped."""

    source: str
    position: int
    """Number in the source, from 1, counted together with the readable records."""
    offset: int
    """Where it starts, in bytes of the (decompressed) source."""
    reason: str
    """What was found and what was expected, in one sentence."""
    raw: bytes


ABOVE = "a row above the names of the columns"
TOTALS = "a row of totals"
REMARK = "a remark below the rows"
EXPLAINS = "a row of a sheet that explains the others"
OWN_USE = "for the archive's own use (audience=internal, or a draft)"
NEVER_RECORDS = (ABOVE, TOTALS, REMARK, EXPLAINS, OWN_USE)
"""Reasons of what was never meant to be published as a record: told with what is set aside, but no fault."""
NO_RECORDS = "no record of it is published"
"""How the reason begins of a whole file that is set aside, since nobody can tell what it holds."""


AGAIN = "the same record again"
"""How the reason begins of a record that came twice, just so: it is published once, and nothing is lost."""


def is_fault(reason: str) -> bool:
    """Whether something is lost by what was set aside for this reason.

    >>> is_fault("a row of totals"), is_fault("found no closing tag")
    (False, True)
    """
    return reason not in NEVER_RECORDS and not reason.startswith((NO_RECORDS, AGAIN))


def placed(position: int, offset: int) -> str:
    """How messages say where something was set aside. Parsers of RDF count lines, which are in the reason.

    >>> placed(3, 1041), placed(3, 0)
    ('record 3 (at byte 1,041)', 'record 3')
    """
    return f"record {position}" + (f" (at byte {offset:,})" if offset or position == 1 else "")


@dataclass(frozen=True, slots=True)
class Deleted:
    """A record that its source says is gone, as OAI-PMH does with ``status="deleted"``."""

    source: str
    position: int
    """Number in the source, from 1, counted together with the records."""
    id: str
    """Its identifier in the source: the OAI identifier."""


Outcome: TypeAlias = Record | Unreadable | Deleted
"""What a reader gives for each record of a source."""
