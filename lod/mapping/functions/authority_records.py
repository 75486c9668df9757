"""What an authority record is about: the very thing that headings of bibliographic records name.

The heading (1XX) is read as a bibliographic record would cite it, with the numbers that the record has as its
subfields 0, so that both arrive at the same key and so at the same URI.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from lod.mapping.functions.authority_identifiers import authority
from lod.mapping.functions.headings import key_of_agent, name_as_written
from lod.mapping.functions.hubs import key_of_hub, title_as_written
from lod.mapping.functions.punctuation import chop
from lod.mapping.functions.subjects import SUBJECT_CODES, subject_string, term_key
from lod.mapping.language.function_registry import function
from lod.mapping.runtime.record_run import NAMERS, Run
from lod.record import Field

_NAMES = frozenset(("00", "10", "11"))
_TERMS = {"47": "647", "48": "648", "50": "650", "51": "651", "55": "655", "62": "650"}
"""By the last two digits of a tag of an authority record: the tag by which bibliographic records cite it."""
_SUBDIVISIONS = {"80": "650", "81": "651", "82": "648", "85": "655"}
_ASPECTS = frozenset("vxyz")
_SCHEMES = {"a": "0", "b": "1", "c": "2", "d": "3", "k": "5", "v": "6"}
"""Character 11 of field 008: the thesaurus of a subject heading, as second indicators of 6XX say it."""
_ABOUT = frozenset("iw4e5" + "0123689")
"""Subfields that say something about a heading and are no part of it."""
_ADDRESS = re.compile(r"https?://")


class Cited(NamedTuple):
    """A heading as bibliographic records have it, and what kind of thing it names."""

    kind: str
    field: Field


def cited(run: Run, field: Field, numbers: list[str]) -> Cited | None:
    """How bibliographic records cite a heading (1XX, 4XX, 5XX or 7XX); None when it is no heading."""
    last = field.tag[1:]
    codes = {code for code, _ in field.subfields}
    own = [pair for pair in field.subfields if pair[0] not in _ABOUT]
    given = [*own, *(("0", number) for number in numbers)]
    if last in _NAMES or last == "30":
        if codes & _ASPECTS:
            return Cited("subject", Field(f"6{last}", *_as_subject(run, field, given)))
        kind = "work" if last == "30" or "t" in codes else "agent"
        return Cited(kind, Field(f"7{last}", field.indicators, given))
    tag = _TERMS.get(last) or _SUBDIVISIONS.get(last)
    if tag is None:
        return None
    kind = {"651": "place", "655": "genre"}.get(tag, "subject")
    if codes & _ASPECTS:
        kind = "subject"
    return Cited(kind, Field(tag, *_as_subject(run, field, given)))


def _as_subject(run: Run, field: Field, own: list[tuple[str, str]]) -> tuple[str, list[tuple[str, str]]]:
    """Indicators and subfields with the thesaurus, where 6XX has it: second indicator, else subfield 2."""
    stated = field.first("2").strip()
    letter = run.control("008")[11:12]
    if field.tag[0] == "7":  # the second indicator of a linking entry says the thesaurus itself
        letter = ""
        if field.indicators[1:2] in frozenset("012356"):
            return f" {field.indicators[1]}", own
    if not stated and letter in _SCHEMES:
        return f" {_SCHEMES[letter]}", own
    stated = stated or next(iter(run.values("040", ("f",))), "")
    return " 7" if stated else " 4", [*own, *([("2", stated)] if stated else [])]


def heading_of(run: Run) -> Field | None:
    """The heading of an authority record: its field 1XX."""
    found = (run.by_tag[tag][0] for tag in run.by_tag if len(tag) == 3 and tag[0] == "1" and tag != "1XX")
    return next(
        (field for field in found if field.tag[1:] in _NAMES | {"30"} | {*_TERMS, *_SUBDIVISIONS}), None
    )


def key_of(run: Run, found: Cited) -> str:
    """What tells the thing from others of its kind, as for a heading of a bibliographic record."""
    if found.kind == "agent":
        return key_of_agent(run, found.field)
    if found.kind == "work":
        return key_of_hub(run, found.field)
    key: str = term_key(run, found.field)
    return key


def own_numbers(run: Run) -> Iterator[str]:
    """Identifiers of an authority record as a subfield 0 would hold them; those of its own file first."""
    own, source = run.control("001").strip(), run.control("003").strip()
    if own and source:
        yield f"({source}){own}"
    for number in run.values("010", ("a",)):
        yield f"(DLC){number}"
    yield from run.values("035", ("a",))
    for field in run.by_tag.get("024", ()):
        yield number_of(run, field)


def described(run: Run) -> str:
    """IRI of what an authority record is about; of its own when nothing can be made of its heading."""
    heading = heading_of(run)
    found = (
        cited(run, heading, [number for number in own_numbers(run) if authority(number)]) if heading else None
    )
    key = key_of(run, found) if found else ""
    return run.mint(found.kind, key) if found and key else run.own("subject")


NAMERS["heading"] = described


@function("number_of", "field", "text", reads="a2", pure=True, needs="a")
def number_of(run: Run, field: Field) -> str:
    """A standard number with its source before it in parentheses, unless it is an address by itself."""
    number = field.first("a").strip()
    source = field.first("2").strip()
    return number if _ADDRESS.match(number) or not source or not number else f"({source}){number}"


@function("lc_number", "text", "text")
def lc_number(text: str) -> str:
    """A control number of the Library of Congress as a subfield 0 would hold it."""
    return f"(DLC){text.strip()}" if text.strip() else ""


# ---------------------------------------------------------------- what a heading refers to


@function("related_key", "field", "text", (1, 1))
def related_key(kind: str) -> object:
    """The key of what a reference (5XX, 7XX) names, when it is a thing of this kind."""

    def key(run: Run, field: Field) -> str:
        numbers = [value for code, value in field.subfields if code in "01"]
        found = cited(run, field, numbers)
        return key_of(run, found) if found and found.kind == kind else ""

    return key


@function("own_number", "field", "text")
def own_number(run: Run, field: Field | None) -> str:
    """The control number of the record, with who gave it (003) in parentheses before it."""
    own, source = run.control("001").strip(), run.control("003").strip()
    return f"({source}){own}" if own and source else ""


@function("cited_string", "field", "text", reads=SUBJECT_CODES)
def cited_string(run: Run, field: Field) -> str:
    """The term of a heading with its subdivisions, as subject headings of bibliographic records have it."""
    found = cited(run, field, [])
    text: str = subject_string(run, found.field) if found else ""
    return text


@function("full_title", "field", "text", reads="abcdefghjklmnopqrstu", pure=True)
def full_title(run: Run, field: Field) -> str:
    """A title with the name of its maker before it, as catalogues show it."""
    maker, title = name_as_written(field), title_as_written(field)
    return chop(f"{maker} {title}" if maker and maker != title else title)
