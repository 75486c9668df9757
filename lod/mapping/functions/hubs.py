"""Titles as headings: uniform titles, works named by their maker and title, and series.

What tells one such work from another is who made it and its title with all that belongs to it (part,
language, arrangement …). Without a maker or an identifier it counts only within its own collection.
"""

from __future__ import annotations

from lod.mapping.functions.authority_identifiers import authority, identifiers
from lod.mapping.functions.headings import divided, key_of_agent, numbers, parted, stated_iris
from lod.mapping.functions.punctuation import chop
from lod.mapping.language.function_registry import function
from lod.mapping.runtime.record_run import Run
from lod.rdf import iris
from lod.record import Field

_TITLE_CODES = frozenset("abcdefghjklmnopqrstu")
_READS = "abcdefghjklmnopqrstu"
_MAIN_ENTRIES = ("100", "110", "111")
_NAME_FILES = frozenset(("lcnaf",))
"""Files in which the record of a title is not about an agent, though the IRI of its thing would say so."""


def title_as_written(field: Field) -> str:
    """The subfields that make the title in a heading, with the punctuation that they have."""
    return " ".join([value for code, value in divided(field)[1] if code in _TITLE_CODES])


@function("uniform_title", "field", "text", reads=_READS, pure=True)
def uniform_title(run: Run, field: Field) -> str:
    """The title in a heading with its parts, language and so on, as one text."""
    return chop(title_as_written(field))


def key_of_hub(run: Run, field: Field) -> str:
    """What tells one work that a heading names from another: its identifier, else its maker and title."""
    return _key(run, field, key_of_agent(run, field) if divided(field)[0] else "")


function("hub_key", "field", "text", reads=_READS + "01", asks="names")(key_of_hub)


@function("uniform_title_key", "field", "text", reads=_READS + "01")
def uniform_title_key(run: Run, field: Field) -> str:
    """The key of the work that the uniform title of the record (240) names, made by the main entry."""
    title = run.by_tag["240"][0] if field.tag != "240" and "240" in run.by_tag else field
    maker = next((found for found in run.fields if found.tag in _MAIN_ENTRIES), None)
    return _key(run, title, key_of_agent(run, maker) if maker else "")


def _key(run: Run, field: Field, maker: str) -> str:
    found = identifiers(parted(run, field)[1])
    if found:
        return found[0].key
    text = iris.normalized_heading(title_as_written(field))
    if not text:
        return ""
    return f"hub\0{maker}\0{text}" if maker else f"{run.mapper.collection}\0hub\0{text}"


@function("series_key", "field", "text", reads="awx01", asks="names")
def series_key(run: Run, field: Field) -> str:
    """What tells one series from another: its identifier or record number, else its title and ISSN."""
    if field.tag in ("490", "440"):
        return _transcribed_key(run, field)
    known = identifiers(parted(run, field)[1])
    number = next((value for code, value in field.subfields if code == "w"), "")
    if number and not known:
        return f"series\0{number}"
    maker = key_of_agent(run, field)
    return key_of_hub(run, field) or (f"hub\0{maker}\0" if maker else "")


def _transcribed_key(run: Run, field: Field) -> str:
    text = iris.normalized_heading(" ".join([value for code, value in field.subfields if code in "anp"]))
    issn = field.first("x").strip(" ;,.=")
    return f"{run.mapper.collection}\0series\0{text}\0{issn}" if text or issn else ""


# ---------------------------------------------------------------- what identifies the title


@function("title_same_as", "field", "terms", reads="01", asks="names", needs="01")
def title_same_as(run: Run, field: Field) -> list[str]:
    """IRIs of the work that the heading names, in the authority files that we know."""
    found = [authority(value) for code, value in parted(run, field)[1] if code in "01"]
    return list(dict.fromkeys([f"<{a.iri}>" for a in found if a and a.file not in _NAME_FILES]))


@function("title_iris", "field", "terms", reads="0", asks="names", needs="0")
def title_iris(run: Run, field: Field) -> list[str]:
    """IRIs of authority records of a title as they stand in its heading."""
    return stated_iris([pair for pair in parted(run, field)[1] if pair[0] == "0"])


@function("title_numbers", "field", "texts", reads="0", asks="names", needs="0")
def title_numbers(run: Run, field: Field) -> list[str]:
    """Numbers of authority records of a title, with the prefix that says of which system."""
    return numbers([pair for pair in parted(run, field)[1] if pair[0] == "0"])


@function("in_title", "field", "texts", (1, 1), pure=True)
def in_title(codes: str) -> object:
    """Subfields with these codes as far as they belong to the title in a heading."""
    return lambda run, field: [value for code, value in divided(field)[1] if code in codes]
