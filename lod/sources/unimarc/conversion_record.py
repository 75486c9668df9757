"""A record of UNIMARC as the rules of its conversion ask it, and the fields that come out."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from functools import cached_property

from lod.record import Field

BNF, IDREF = "bnf", "idref"
Made = tuple[list[Field], set[int]]
"""Fields of MARC 21, and which subfields of the field of UNIMARC (by their place in it) are in them."""


_CONTENT = {
    **{
        "txt": "a",
        "i": "a",
        "cri": "e",
        "ntm": "c",
        "prm": "j",
        "spw": "i",
        "snd": "i",
        "sti": "k",
        "tdi": "g",
    },
    **{"d": "j", "h": "i", "g": "i"},
}
"""Content (181, RDA or ISBD) → type of record in UNIMARC."""
_FILES = {"d": "a", "e": "a", "h": "i"}
"""Kind of file (135/0): text, bibliographic data and sounds → type of record."""


class Converted(Field):
    """A field of MARC 21 that remembers which field of UNIMARC it was made of.

    >>> Converted(Field("245", "10", [("a", "Duin")]), Field("200", "1 ", [("a", "Duin")]))
    245 10 $aDuin (UNIMARC 200 1  $aDuin)
    """

    __slots__ = ("origin",)

    def __init__(self, made: Field, origin: Field) -> None:
        super().__init__(made.tag, made.indicators, made.subfields)
        self.origin = origin

    def __str__(self) -> str:
        return f"{super().__str__()} (UNIMARC {self.origin})"

    __repr__ = __str__
    __hash__ = None  # as of every field


class Source:
    """A record of UNIMARC."""

    def __init__(self, leader: str, fields: list[Field]) -> None:
        self.fields = fields
        self.tags = {one.tag for one in fields}
        self.leader = leader.ljust(24)
        self.is_authority = self.leader[6] in "xyz"
        self.is_online: bool | None = None
        """Whether an electronic resource is on the web; None when it is no file of something else."""
        if self.leader[6] == "l" and (kind := self._in_file()):
            self.leader = f"{self.leader[:6]}{kind}{self.leader[7:]}"
            self.is_online = self.first("135", "a")[1:2] == "r" or self.has("856")

    def _in_file(self) -> str:
        """What type of record a file is by what is in it: MARC 21 has electronic books among books.

        UNIMARC has l for all electronic resources; 181, or 135, says whether they are text, sound or images.
        """
        content = self.first("181", "c").strip() or self.first("181", "a")[:1]
        return _CONTENT.get(content) or _FILES.get(self.first("135", "a")[:1], "")

    def all(self, tag: str) -> list[Field]:
        """Fields with this tag, in order."""
        return [one for one in self.fields if one.tag == tag]

    def first(self, tag: str, code: str) -> str:
        """The first value of a subfield in the record."""
        return next(
            (value for one in self.fields if one.tag == tag for c, value in one.subfields if c == code), ""
        )

    def has(self, tags: str) -> bool:
        """Whether one of these fields, with blanks between them, is there."""
        return not self.tags.isdisjoint(tags.split())

    @cached_property
    def coded(self) -> str:
        """100 $a, 36 characters."""
        return self.first("100", "a").ljust(36)

    @property
    def cataloguing(self) -> str:
        """The language of cataloguing (100), in whatever code."""
        return self.coded[9:12] if self.is_authority else self.coded[22:25]

    @cached_property
    def level(self) -> str:
        """The bibliographic level in MARC 21: a part of a periodical (b) is told by the ISSN of its host.

        With it goes what 008 means: that of a part of a periodical is like that of a periodical.
        """
        level = self.leader[7]
        if level != "a":
            return level if level in "cdims" else "m"
        hosts = [one for tag in ("461", "462", "463") for one in self.all(tag)]
        is_serial = any(
            one.first("x") or any(code == "1" and value[:3] == "011" for code, value in one.subfields)
            for one in hosts
        )
        return "b" if is_serial else "a"

    @cached_property
    def numbers_of(self) -> str:
        """Whose numbers stand in $3: BNF, IDREF, or nothing when that cannot be told.

        It is told by what no other agency writes: address or number of the record, or who catalogued it.
        """
        address = " ".join(one.text for one in self.fields if one.tag in ("001", "003"))
        if any(host in address for host in ("sudoc.fr/", "sudoc.abes.fr/", "idref.fr/")):
            return IDREF
        if "catalogue.bnf.fr/" in address or address.startswith("FRBNF"):
            return BNF
        agencies = {value.strip().lower() for one in self.all("801") for value in one.all("b")}
        if "abes" in agencies:
            return IDREF
        return BNF if agencies == {"fr-751131010"} else ""

    @cached_property
    def has_one_work(self) -> bool:
        """Whether one field names a work, and no other."""
        return sum(one.tag in _WORKS for one in self.fields) == 1

    @cached_property
    def mains(self) -> dict[int, set[str]]:
        """The names of which one is the main entry, by their length: how names of works begin."""
        return self._names("700", "710", "720")

    @cached_property
    def persons(self) -> dict[int, set[str]]:
        """The names of persons, by their length: how names of works begin."""
        return self._names("700", "701", "702")

    def _names(self, *tags: str) -> dict[int, set[str]]:
        found: dict[int, set[str]] = {}
        for one in self.fields:
            if one.tag in tags and (start := one.first("a").strip(" ,").casefold()):
                found.setdefault(len(start), set()).add(start)
        return found

    def holds(self, when: dict[str, str], one: Field) -> bool:
        """Whether all that a rule asks for is so."""
        return all(_TESTS[name](self, one, value) for name, value in when.items())


def _codes(one: Field) -> set[str]:
    return {code for code, value in one.subfields if value.strip()}


_WORKS = frozenset({"500", "503", "506", "507", "576", "577"})
"""Fields that name a work in the edition."""
_LETTER = re.compile(r"\w")


def _is_of(one: Field, names: dict[int, set[str]]) -> bool:
    """Whether a work is under one of these names (by their length), in whichever technique."""
    own = (one.first("a") if one.first("t") else _embedded(one)).casefold()
    return any(
        own[:size] in named and not _LETTER.match(own, size)
        for size, named in names.items()
        if size <= len(own)
    )


def _embedded(one: Field) -> str:
    """The entry element of the name in an embedded field."""
    at = next((at for at, (code, value) in enumerate(one.subfields) if code == "1" and value[:1] == "7"), -2)
    return next((value for code, value in one.subfields[at + 1 : at + 2] if code == "a"), "")


def _is_main(source: Source, one: Field) -> bool:
    """Whether it is the only work that the record names, under its main name."""
    return source.has_one_work and _is_of(one, source.mains)


def _is_of_person(source: Source, one: Field) -> bool:
    return _is_of(one, source.persons)


_TESTS: dict[str, Callable[[Source, Field, str], bool]] = {
    "has": lambda source, one, value: not _codes(one).isdisjoint(value.split()),
    "lacks": lambda source, one, value: _codes(one).isdisjoint(value.split()),
    "beside": lambda source, one, value: source.has(value),
    "without": lambda source, one, value: not source.has(value),
    "matches": lambda source, one, value: re.search(value, one.text) is not None,
    "starts": lambda source, one, value: one.first("a").startswith(tuple(value.split())),
    "type": lambda source, one, value: source.leader[6] in value.split(),
    "level": lambda source, one, value: source.level in value.split(),
    "is-main": lambda source, one, value: _is_main(source, one) == (value == "yes"),
    "of-person": lambda source, one, value: _is_of_person(source, one) == (value == "yes"),
}


def indicators(first: str, second: str) -> str:
    """Two indicators as records have them: in the table a blank is `_`, or `#` as people write it."""
    return (first + second).replace("_", " ").replace("#", " ")


def taken(one: Field, codes: Iterable[str]) -> set[int]:
    """The places of the subfields with one of these codes."""
    wanted = set(codes)
    return {at for at, (code, _) in enumerate(one.subfields) if code in wanted}
